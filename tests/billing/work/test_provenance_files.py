"""What files say of how they were made, and how the command line verifies them."""

import hashlib
import json
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed

from billing.work.group import group_files
from grouper.frames.schemas import Digests
from grouper.sealing.provenance import provenance_path
from tabellen.forms.frames import read_frame, write_frame

BATCH = dbc_grouper_data.batch_paths()
DIGESTS = Digests.column_names()
ROWS = [changed(GOOD, subtraject_nummer=f"A{number}") for number in range(1, 6)]
OPEN = [changed(ROWS[1], afsluitreden_code="00")]


def without_digests(path: Path) -> pl.DataFrame:
    return read_frame(path).drop(DIGESTS)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
def test_untouched_file_is_accepted(command, batch, tmp_path, ending):
    out = tmp_path / f"fresh{ending}"
    assert command(*batch(ROWS), "-o", out).exit_code == 0
    answer = command("verify", out)
    assert answer.exit_code == 0
    assert "5 rows, with a record beside it" in answer.out
    assert "Every row is as it was written." in answer.out


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
def test_changed_cell_is_named_by_row_and_column(command, batch, tmp_path, ending):
    out = tmp_path / f"fresh{ending}"
    assert command(*batch(ROWS), "-o", out).exit_code == 0
    rows = read_frame(out)
    code = pl.when(pl.int_range(pl.len()) == 2).then(pl.lit("15X999"))
    write_frame(
        rows.with_columns(code.otherwise("declaratiecode").alias("declaratiecode")), out
    )
    answer = command("verify", out)
    assert answer.exit_code == 1
    assert "row 3 gewijzigd: declaratiecode\n" in answer.out
    assert "1 rows are not as they were written." in answer.out


def test_changed_cell_is_named_by_row_without_a_record(command, batch, tmp_path):
    out = tmp_path / "fresh.csv"
    assert command(*batch(ROWS), "-o", out).exit_code == 0
    provenance_path(out).unlink()
    out.write_text(out.read_text().replace("A4;", "B4;", 1))
    answer = command("verify", out)
    assert answer.exit_code == 1
    assert "row 4 gewijzigd\n" in answer.out
    assert "geen record" in answer.out
    assert "Not verified." in answer.out


def test_file_grouped_again_on_its_own_input_is_accepted(command, batch):
    arguments = batch(ROWS)
    assert command(*arguments).exit_code == 0
    again = ["verify", arguments[-1], *arguments[1:-2]]
    assert command(*again).exit_code == 0


def test_file_grouped_again_on_other_input_is_not_accepted(command, batch, tmp_path):
    arguments = batch(ROWS)
    assert command(*arguments).exit_code == 0
    batch([*ROWS[:4], changed(ROWS[4], diagnose_code="320")])
    answer = command("verify", arguments[-1], *arguments[1:-2])
    assert answer.exit_code == 1
    assert "row 5 gewijzigd: " in answer.out
    assert "Input s.csv: another file than was read" in answer.out


@pytest.mark.parametrize("half", [["--release", "r"], ["--subtrajecten", "s.csv"]])
def test_half_of_what_grouping_again_needs_is_a_bad_call(command, batch, half):
    arguments = batch(ROWS)
    assert command(*arguments).exit_code == 0
    answer = command("verify", arguments[-1], *half)
    assert answer.exit_code == 2
    assert "give both --release and --subtrajecten" in answer.err


def test_file_without_digests_is_verified_by_its_bytes(command, batch):
    arguments = batch(ROWS)
    assert command(*arguments, "--no-digest").exit_code == 0
    out = Path(arguments[-1])
    assert not set(DIGESTS) & set(read_frame(out).columns)
    assert command("verify", out).exit_code == 0
    write_frame(read_frame(out).reverse(), out)
    answer = command("verify", out)
    assert answer.exit_code == 1
    assert "gewijzigd. Het bestand is niet het bestand" in answer.out


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("absent.csv", 3, "cannot be read"), ("s.csv", 1, "geen record")],
)
def test_file_that_is_no_outcome_is_not_verified(
    command, batch, tmp_path, name, code, said
):
    batch(ROWS)
    answer = command("verify", tmp_path / name)
    assert answer.exit_code == code
    assert said in answer.err + answer.out


def test_record_says_by_what_and_of_what_a_file_was_made(command, batch, tmp_path):
    arguments = batch(ROWS)
    settings = ["--check", "geslacht=warn", "--aanspraak-regel", "rood=aanspraak"]
    assert command(*arguments, *settings).exit_code == 0
    record = json.loads(provenance_path(arguments[-1]).read_text())
    (release,) = record["releases"]
    assert release["name"] == "20240101 v20231001 (20230920)"
    assert record["instellingen"]["controles"]["geslacht"] == "warn"
    assert record["instellingen"]["aanspraak"]["rood"] == "aanspraak"
    rows = (tmp_path / "s.csv").read_bytes()
    assert record["invoer"]["s.csv"] == hashlib.sha256(rows).hexdigest()
    assert record["bestand"]["rijen"] == 5
    assert "A1" not in json.dumps(record)


def test_chunks_and_order_of_input_give_the_same_digests(
    release, tmp_path, monkeypatch
):
    rows, lines = (read_frame(path) for path in BATCH)
    sound = rows.unique("subtraject_nummer", keep="none", maintain_order=True).head(900)
    write_frame(sound, tmp_path / "rows.parquet")
    outcomes = []
    for chunk, order in ((131_072, lines), (100, lines), (100, lines.reverse())):
        monkeypatch.setattr("billing.work.chunks.CHUNK", chunk)
        monkeypatch.setattr("billing.work.ways_to_group.IN_MEMORY", 0)
        write_frame(order, tmp_path / "lines.parquet")
        out = tmp_path / "out.parquet"
        group_files(
            [release], tmp_path / "rows.parquet", tmp_path / "lines.parquet", out=out
        )
        outcomes.append(read_frame(out))
    assert outcomes[0].equals(outcomes[1])
    assert outcomes[0].equals(outcomes[2])


def test_open_subtrajecten_stand_in_a_file_of_their_own_when_asked(
    command, batch, tmp_path
):
    rows = [changed(row, afsluitreden_code=None) for row in (ROWS[0], ROWS[2])]
    lines = [changed(LINE, subtraject_nummer=f"A{number}") for number in (1, 2, 3)]
    arguments = batch([rows[0], *OPEN, rows[1]], lines)
    trial = tmp_path / "trial.parquet"
    ozp = tmp_path / "ozp.parquet"
    assert command(*arguments, "--trial", trial, "--ozp", ozp).exit_code == 0
    numbers = [
        read_frame(path)["subtraject_nummer"].to_list()
        for path in (arguments[-1], trial)
    ]
    assert numbers == [["A1", "A3"], ["A2"]]
    assert read_frame(trial)["is_trial"].to_list() == [True]
    assert (tmp_path / "trial.parquet.ozp.csv").exists()
    for path in (arguments[-1], trial, ozp):
        assert command("verify", path).exit_code == 0
    together = [*arguments, "-o", tmp_path / "all.parquet"]
    assert command(*together).exit_code == 0
    found = read_frame(tmp_path / "all.parquet")
    assert found["is_trial"].to_list() == [False, True, False]


def test_pseudonyms_replace_every_number_and_keep_outcomes(command, batch, tmp_path):
    key = tmp_path / "key"
    key.write_text("0123456789abcdef" * 4)
    key.chmod(0o600)
    bad = changed(GOOD, subtraject_nummer="B1", geslacht="X")
    arguments = batch([*ROWS, bad])
    assert command(*arguments).exit_code == 0
    open_rows = without_digests(arguments[-1])
    assert command(*arguments, "--pseudonymise", key).exit_code == 0
    closed = without_digests(arguments[-1])
    number = "subtraject_nummer"
    assert not set(open_rows[number]) & set(closed[number])
    assert closed[number].n_unique() == 6
    assert open_rows.drop(number).equals(closed.drop(number))
    written = [path for path in tmp_path.glob("out.parquet*") if path.suffix != ".json"]
    assert len(written) == 3
    for path in written:
        shown = read_frame(path).cast(pl.String)
        cells = {cell for column in shown.get_columns() for cell in column}
        assert not cells & set(open_rows[number])
    said = json.loads(Path(f"{arguments[-1]}.provenance.json").read_text())
    own = {path.name: path.read_bytes() for path in tmp_path.glob("?.csv")}
    assert said["invoer"].keys() == own.keys()
    for name, content in own.items():
        assert said["invoer"][name] != hashlib.sha256(content).hexdigest()
        assert len(said["invoer"][name]) == 64
    answer = command("verify", arguments[-1])
    assert (answer.exit_code, "niet te bevestigen" in answer.out) == (1, True)
    assert command("verify", arguments[-1], "--pseudonymise", key).exit_code == 0
    again = ["verify", arguments[-1], *arguments[1:-2]]
    assert command(*again).exit_code == 2
    assert command(*again, "--pseudonymise", key).exit_code == 0


def test_key_that_is_too_short_is_a_bad_call(command, batch, tmp_path):
    (tmp_path / "key").write_text("short")
    (tmp_path / "key").chmod(0o600)
    answer = command(*batch(), "--pseudonymise", tmp_path / "key")
    assert answer.exit_code == 2
    assert "short" not in answer.err.replace("shorter", "")


def test_key_that_is_not_there_is_a_bad_file(command, batch, tmp_path):
    answer = command(*batch(), "--pseudonymise", tmp_path / "absent")
    assert answer.exit_code == 3
