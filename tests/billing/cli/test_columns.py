"""``dbc-grouper columns`` and ``init``: from nothing to a night of one's own."""

import json
import os
import resource
import tomllib

import polars as pl
from dbc_grouper_data import release_path


def test_columns_of_a_table_are_told(command):
    found = command("columns", "contract_prijs")
    assert found.exit_code == 0
    assert "prijs" in found.out
    assert "prijs_e6" in found.out
    assert "Declaratiecode van de prestatie" in found.out


def test_table_may_be_named_by_its_file(command):
    assert "uitvoerdatum" in command("columns", "map/Zorgactiviteiten.csv").out


def test_all_tables_are_named_with_what_is_needed_for_what(command):
    found = command("columns")
    assert found.exit_code == 0
    for name in ("subtrajecten", "contract_prijs", "machtigingen"):
        assert f"  {name}  " in found.out
    assert "Ten minste nodig voor groeperen" in found.out


def test_columns_as_json_are_rows(command):
    rows = json.loads(command("columns", "subtrajecten", "--json").out)
    (day,) = [row for row in rows if row["kolom"] == "begindatum"]
    assert day["verplicht"] is True
    assert "startdatum" in day["ook_gelezen_als"]


def test_table_that_is_not_known_is_refused_with_those_that_are(command):
    found = command("columns", "subtraject")
    assert found.exit_code == 2
    assert "subtrajecten" in found.err


def test_new_folder_is_a_night_that_runs(command, tmp_path):
    folder = tmp_path / "van ons"
    made = command("init", folder, "--release", release_path())
    assert made.exit_code == 0, made.err
    ran = command("run", folder / "nacht.toml")
    assert ran.exit_code == 0, ran.err
    last = folder / "uit" / "laatste"
    (line,) = pl.read_parquet(last / "prijsbesluiten.parquet").to_dicts()
    assert (line["status"], line["bedrag_cent"]) == ("OK", 123_450)


def test_folder_without_a_release_says_where_to_name_it(command, tmp_path):
    made = command("init", tmp_path / "nieuw")
    assert "in place of RELEASE.zip" in made.out
    ran = command("run", tmp_path / "nieuw" / "nacht.toml")
    assert ran.exit_code == 3
    assert "RELEASE.zip" in ran.err


def test_nothing_that_is_there_is_replaced(command, tmp_path):
    (tmp_path / "contract.csv").write_text("van ons")
    made = command("init", tmp_path)
    assert made.exit_code == 2
    assert "contract.csv" in made.err
    assert [each.name for each in tmp_path.iterdir()] == ["contract.csv"]
    assert (tmp_path / "contract.csv").read_text() == "van ons"


def test_file_is_no_folder_to_begin(command, tmp_path):
    (tmp_path / "x").write_text("")
    assert command("init", tmp_path / "x").exit_code == 2


def test_folder_that_cannot_be_written_is_not_begun(command, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    (tmp_path / "leeg").mkdir()
    for name in ("nieuw", "leeg"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
        try:
            made = command("init", tmp_path / name)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert made.exit_code == 3
        assert name in made.err
    assert [each.name for each in tmp_path.rglob("*")] == ["leeg"]


def test_files_to_fill_in_are_for_their_owner(command, tmp_path):
    folder, release = tmp_path / "nieuw", tmp_path / 'a\\b "c"' / "r.dbc"
    before = os.umask(0)
    try:
        assert command("init", folder, "--release", release).exit_code == 0
    finally:
        os.umask(before)
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    said = tomllib.loads((folder / "nacht.toml").read_text())
    assert said["group"]["releases"] == [str(release)]
