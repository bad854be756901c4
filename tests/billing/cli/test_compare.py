"""compare: what differs between two outcomes, as a person runs it."""

import hashlib
import re
import shutil
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.declaraties.opbouw import write_messages
from support.declaraties.wijziging import situation
from support.files.batchfiles import GOOD, LINE, changed
from support.tarieven.tarieffiles import TABLES, write_lines

from billing.files.besluiten import flat
from tabellen.forms.workbooks import write_workbook

ROWS = [changed(GOOD, subtraject_nummer=f"A{number}") for number in range(1, 4)]
LINES = [changed(LINE, subtraject_nummer=row["subtraject_nummer"]) for row in ROWS]


@pytest.fixture
def grouped(command, batch, tmp_path):
    """Group a batch into a folder; gives the grouped rows."""

    def run(name: str, rows=ROWS, lines=LINES) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        arguments = batch(rows, lines)
        out = folder / "grouped.parquet"
        arguments[arguments.index("-o") + 1] = str(out)
        assert command(*arguments).exit_code == 0
        return out

    return run


@pytest.fixture
def priced(command, tmp_path):
    """Price two lines on tables with a change; gives the decisions."""

    def run(name: str, *lines: dict[str, str], change=("", "")) -> Path:
        assert change[0] in TABLES
        (tmp_path / f"{name}.toml").write_text(TABLES.replace(*change))
        source = write_lines(
            tmp_path / f"{name}.csv", *(lines or ({"regel_id": "1"}, {"regel_id": "2"}))
        )
        out = tmp_path / f"{name}.parquet"
        answer = command(
            *("price", "--regels", source, "--tarieven", tmp_path / f"{name}.toml"),
            *("-o", out, "--verwerkingsdatum", "2025-01-31", "--max-refused", "1"),
        )
        assert answer.exit_code == 0, answer.err
        return out

    return run


def test_one_outcome_twice_has_no_differences(command, grouped):
    answer = command("compare", grouped("a"), grouped("b"), "--max-verschil", "0")
    assert answer.exit_code == 0, answer.err
    assert "No differences." in answer.out
    assert "Not checked" not in answer.out


def test_care_that_was_registered_otherwise_is_named(command, grouped, tmp_path):
    old = grouped("a")
    # Without its activity the second is uitval.
    new = grouped("b", lines=[LINES[0], LINES[2]])
    out = tmp_path / "verschillen.csv"
    answer = command("compare", old, new, "-o", out, "--max-verschil", "0")
    assert answer.exit_code == 1
    assert "1 rows differ" in answer.err
    (row,) = pl.read_csv(out, separator=";", infer_schema=False).rows(named=True)
    assert (row["sleutel"], row["oorzaak"]) == ("A2", "REGISTRATIE")
    assert row["declaratiecode_oud"] != row["declaratiecode_nieuw"]
    assert command("compare", old, new, "--max-verschil", "1").exit_code == 0


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        # The contract price of 950 comes to stand below the maximum.
        (("bedrag_e6 = 900000000", "bedrag_e6 = 960000000"), "TARIEF"),
        (("4215,75", "4300,00"), "AFSPRAAK"),
        (("5120,00", "5200,00"), "PRIJSLIJST"),
    ],
)
def test_cents_have_their_cause(command, priced, tmp_path, change, cause):
    lines = (
        {"regel_id": "1", "prestatiecode": "15A001"},
        {"regel_id": "2", "prestatiecode": "14B001"},
        {"regel_id": "3", "uzovi": "9003", "verzekerde_id": "P2"},
    )
    old, new = priced("a", *lines), priced("b", *lines, change=change)
    out = tmp_path / "verschillen.parquet"
    assert command("compare", old, new, "-o", out).exit_code == 0
    found = pl.read_parquet(out)
    assert found["oorzaak"].to_list() == [cause]
    totals = [pl.read_parquet(path)["bedrag_cent"].sum() for path in (old, new)]
    assert found["verschil_cent"].sum() == totals[1] - totals[0] != 0


def test_line_that_asks_for_something_else_is_no_change_of_price(command, priced):
    old = priced("a", {"regel_id": "1", "prestatiecode": "15A001"})
    new = priced("b", {"regel_id": "1", "prestatiecode": "14B001"})
    answer = command("compare", old, new)
    assert re.search(r"PRIJS\s+REGEL\s+ANDERS\s+1 ", answer.out)


def test_outcomes_of_two_kinds_are_refused(command, grouped, priced):
    answer = command("compare", grouped("a"), priced("b"))
    assert answer.exit_code == 3
    assert "no table in common" in answer.err
    assert "grouped and prijsbesluiten found" in re.sub(r"\s+", " ", answer.err)


def test_file_that_was_changed_since_is_refused(command, grouped):
    old, new = grouped("a"), grouped("b")
    pl.read_parquet(new).head(1).write_parquet(new)
    answer = command("compare", old, new)
    assert answer.exit_code == 3
    assert str(new) in re.sub(r"\n", "", answer.err)


def test_damaged_outcome_in_a_folder_is_not_passed_by(command, grouped, tmp_path):
    folders = []
    for name in ("a", "b"):
        made = grouped(name)
        folders.append(tmp_path / f"map-{name}")
        folders[-1].mkdir()
        for path in made.parent.glob(f"{made.name}*"):
            shutil.copy(path, folders[-1])
        # As the rejected rows that stand beside it are: a csv with these columns.
        shutil.copy(made, folders[-1] / "anders.parquet")
    damaged = folders[1] / made.name
    damaged.write_bytes(damaged.read_bytes()[:-100])
    answer = command("compare", *folders)
    assert answer.exit_code == 3
    assert damaged.name in re.sub(r"\n", "", answer.err)


def test_file_of_something_else_is_told(command, grouped, tmp_path):
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    answer = command("compare", grouped("a"), tmp_path / "x.csv")
    assert answer.exit_code == 3
    assert "is no outcome of group, price or check" in answer.err


@pytest.mark.parametrize("name", ["regels.parquet", "bevindingen.parquet"])
def test_outcome_of_check_is_held_against_its_record_in_each_form(
    command, release, tmp_path, name
):
    messages = write_messages(situation("dbc: 0434=N"), tmp_path)
    check = ("check", *messages, "--release", release, "--ontvangen", "2024-07-05")
    out = tmp_path / "uit"
    assert command(*check, "-o", out, "--vorm", "parquet").exit_code == 0
    sound = command("compare", out, out)
    assert sound.exit_code == 0, sound.err
    assert "Not checked" not in sound.out
    pl.read_parquet(out / name).clear().write_parquet(out / name)
    answer = command("compare", out, out)
    assert answer.exit_code == 3
    assert name in re.sub(r"\n", "", answer.err)


def test_folders_of_check_name_the_check(command, release, tmp_path):
    folder = dbc_grouper_data.tarieven_path()
    situatie = situation("")
    (tmp_path / "in").mkdir()
    messages = write_messages(situatie, tmp_path / "in")

    def check(out: str, *more: object) -> Path:
        answer = command(
            *("check", *messages, "--release", release, "--tarieven", folder),
            *("--ontvangen", "2024-07-05", "-o", tmp_path / out, *more),
        )
        assert answer.exit_code == 0, answer.err
        return tmp_path / out

    own = tmp_path / "checks.csv"
    own.write_text("check_id;gevolg;reden\nC06;RJ;een eigen termijn\n")
    old = check("a")
    new = check("b", "--termijn-maanden", "1", "--checks", own)
    out = tmp_path / "v.csv"
    assert command("compare", old, new, "-o", out).exit_code == 0
    found = pl.read_csv(out, separator=";", infer_schema=False)
    assert set(found["oorzaak"]) == {"CONTROLE"}
    assert set(found["uitkomst_nieuw"]) == {"GEWEIGERD"}
    assert all("C06" in told for told in found["toelichting"])


@pytest.fixture
def changed_release(tmp_path) -> Path:
    """The example release by its own name, in which 15X136 has become 15X999."""
    folder = tmp_path / "release"
    shutil.copytree(dbc_grouper_data.release_path(), folder)
    (file,) = folder.glob("*Referenties*.xml")
    content = file.read_bytes()
    assert b"15X136" in content
    assert b"15X999" not in content
    file.write_bytes(content.replace(b"15X136", b"15X999"))
    return folder


@pytest.fixture
def renamed(changed_release) -> Path:
    """That release as the next version."""
    folder = changed_release
    for path in list(folder.glob("*.xml")):
        path.rename(path.with_name(path.name.replace("v20231001", "v20231002")))
    return folder


def test_one_batch_on_two_releases_names_the_release(command, renamed, tmp_path):
    rows, lines = dbc_grouper_data.batch_paths()
    batch = ("--subtrajecten", rows, "--zorgactiviteiten", lines)
    old, out = dbc_grouper_data.release_path(), tmp_path / "v.csv"
    answer = command("compare", old, renamed, *batch, "-o", out)
    assert answer.exit_code == 0, answer.err
    found = pl.read_csv(out, separator=";", infer_schema=False)
    grouped = tmp_path / "g.csv"
    assert command("group", "--release", old, *batch, "-o", grouped).exit_code == 0
    of_code = pl.read_csv(grouped, separator=";", infer_schema=False).filter(
        declaratiecode="15X136"
    )
    assert of_code.height > 10
    assert found["sleutel"].to_list() == of_code["subtraject_nummer"].to_list()
    assert set(found["declaratiecode_oud"]) == {"15X136"}
    assert set(found["declaratiecode_nieuw"]) == {"15X999"}
    assert set(found["oorzaak"]) == {"RELEASE"}
    assert found["zorgproduct_code_oud"].equals(found["zorgproduct_code_nieuw"])


def test_release_of_the_same_name_with_something_else_in_it_is_the_cause(
    command, changed_release, tmp_path
):
    rows, lines = dbc_grouper_data.batch_paths()
    batch = ("--subtrajecten", rows, "--zorgactiviteiten", lines)
    old, out = dbc_grouper_data.release_path(), tmp_path / "v.csv"
    answer = command("compare", old, changed_release, *batch, "-o", out)
    assert answer.exit_code == 0, answer.err
    found = pl.read_csv(out, separator=";", infer_schema=False)
    assert found.height > 10
    assert set(found["oorzaak"]) == {"RELEASE"}
    before, now = (
        # The trees come first.
        " ".join(
            hashlib.sha256(file.read_bytes()).hexdigest()[:8]
            for file in sorted(folder.glob("*.xml"))
        )
        for folder in (old, changed_release)
    )
    name = "20240101 v20231001 (20230920)"
    assert set(found["toelichting"]) == {
        f"release {name} [{before}] wordt {name} [{now}]"
    }


def test_one_batch_on_one_release_has_no_differences(command, release, tmp_path):
    rows, lines = dbc_grouper_data.batch_paths()
    answer = command(
        *("compare", release, dbc_grouper_data.release_path(), "--subtrajecten", rows),
        *("--zorgactiviteiten", lines, "--max-verschil", "0"),
    )
    assert answer.exit_code == 0, answer.err
    assert "No differences." in answer.out


def test_activities_without_a_batch_are_a_bad_call(command, release):
    _, lines = dbc_grouper_data.batch_paths()
    answer = command("compare", release, release, "--zorgactiviteiten", lines)
    assert answer.exit_code == 2
    assert "give --subtrajecten FILE too" in answer.err


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_outcomes_are_compared_in_each_form_that_is_read(
    command, grouped, tmp_path, form
):
    old = grouped("a")
    new = tmp_path / f"b.{form}"
    frame = pl.read_parquet(old)
    if form == "csv":
        frame.write_csv(new, separator=";")
    elif form == "xlsx":
        write_workbook(frame, new, "grouped")
    else:
        frame.write_ndjson(new)
    answer = command("compare", old, new, "--max-verschil", "0")
    if form == "jsonl":
        assert answer.exit_code == 3
        assert "found the ending '.jsonl'" in answer.err
    else:
        assert answer.exit_code == 0, answer.err


def test_decisions_as_csv_and_as_parquet_are_the_same(command, priced, tmp_path):
    old = priced("a")
    new = tmp_path / "b.csv"
    flat(pl.read_parquet(old)).write_csv(new, separator=";")
    answer = command("compare", old, new, "--max-verschil", "0")
    assert answer.exit_code == 0, answer.err
