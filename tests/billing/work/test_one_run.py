"""price, reprice, settle and verify read outputs of one run, as they were written."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed
from support.tarieven.tarieffiles import TABLES, write_lines

import billing.work.price
from tabellen.forms.frames import read_frame, write_frame
from tabellen.sets.setrecord import record_path

ROWS = [changed(GOOD, subtraject_nummer=f"A{number}") for number in range(1, 6)]
LINES = [changed(LINE, subtraject_nummer=row["subtraject_nummer"]) for row in ROWS]


@pytest.fixture
def nights(command, batch, tmp_path):
    """Two runs of group, in folders a and b, of which b lacks a line."""
    for name, lines in (("a", LINES), ("b", LINES[:4])):
        (tmp_path / name).mkdir()
        arguments = batch(ROWS, lines)
        arguments[arguments.index("-o") + 1] = str(tmp_path / name / "grouped.csv")
        ozp = tmp_path / name / "ozp.csv"
        assert command(*arguments, "--ozp", ozp).exit_code == 0
    (tmp_path / "tabellen.toml").write_text(TABLES)
    (tmp_path / "verzekeringen.csv").write_text(
        "verzekerde_id;uzovi;polis;begindatum;einddatum\n"
    )
    return tmp_path


def price(command, folder: Path, grouped: str, ozp: str):
    return command(
        *("price", "--grouped", folder / grouped, "--ozp", folder / ozp),
        *("--subtrajecten", folder / "s.csv"),
        *("--verzekeringen", folder / "verzekeringen.csv"),
        *("--tarieven", folder / "tabellen.toml", "-o", folder / "out.parquet"),
        *("--verwerkingsdatum", "2025-01-31", "--max-refused", "1"),
    )


def said(answer) -> str:
    return re.sub(r"\s+", " ", answer.err)


def test_one_run_is_priced(command, nights):
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 0, answer.err
    assert "Not checked" not in answer.out


@pytest.mark.parametrize(("grouped", "ozp"), [("a", "b"), ("b", "a")])
def test_products_of_one_run_with_the_ozp_of_another_are_refused(
    command, nights, grouped, ozp
):
    answer = price(command, nights, f"{grouped}/grouped.csv", f"{ozp}/ozp.csv")
    assert answer.exit_code == 3
    assert "are of two runs" in said(answer)
    assert "run dbc-grouper group again" in said(answer)
    assert not (nights / "out.parquet").exists()


def test_file_put_among_those_of_another_run_is_refused(command, nights):
    path = nights / "a" / "grouped.csv"
    shutil.copy(nights / "b" / "grouped.csv", path)
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    shutil.copy(record_path(nights / "b" / "grouped.csv"), nights / "a")
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    assert "another run" in said(answer)


CHANGES = {
    "code": lambda rows: rows.with_columns(declaratiecode=pl.lit("15X999")),
    "missing": lambda rows: rows.head(rows.height - 1),
    "doubled": lambda rows: pl.concat([rows, rows.head(1)]),
    "order": lambda rows: rows.reverse(),
    "none": lambda rows: rows.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_that_were_changed_are_refused(command, nights, change):
    path = nights / "a" / "grouped.csv"
    write_frame(CHANGES[change](read_frame(path)), path)
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    assert "grouped.csv: is not the file" in said(answer)
    assert "run dbc-grouper group again" in said(answer)


@pytest.mark.parametrize(
    ("key", "value"),
    [("sha256", "0" * 64), ("bytes", 1), ("rijen", 99), ("naam", "ozq.csv")],
)
def test_short_record_that_does_not_fit_that_of_the_set_is_refused(
    command, nights, key, value
):
    record = record_path(nights / "a" / "ozp.csv")
    said_of = json.loads(record.read_text())
    said_of["set"]["bestanden"][0][key] = value
    record.write_text(json.dumps(said_of))
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    assert "ozp.csv.provenance.json: damaged" in said(answer)


def test_files_of_somebody_else_are_taken_and_told(command, nights):
    for name in ("grouped.csv", "ozp.csv"):
        record_path(nights / "a" / name).unlink()
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 0, answer.err
    told = re.sub(r"\s+", " ", answer.out)
    assert "Not checked, for want of a record: grouped.csv, ozp.csv" in told


def test_file_that_is_replaced_while_it_is_read_is_refused(
    command, nights, monkeypatch
):
    path = nights / "a" / "grouped.csv"
    read = billing.work.price.read_sources

    def meanwhile(*given, **named):
        found = read(*given, **named)
        write_frame(read_frame(path), path)
        return found

    monkeypatch.setattr(billing.work.price, "read_sources", meanwhile)
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    assert "was replaced while it was read" in said(answer)


@pytest.fixture
def priced(command, tmp_path):
    """Lines that were priced, with the tables."""
    write_lines(tmp_path / "lines.csv", {}, {"regel_id": "R2", "verzekerde_id": "P2"})
    (tmp_path / "tabellen.toml").write_text(TABLES)
    answer = command(
        *("price", "--regels", tmp_path / "lines.csv", "--verwerkingsdatum"),
        *("2024-06-01", "--tarieven", tmp_path / "tabellen.toml"),
        *("-o", tmp_path / "out.parquet", "--regels-out", tmp_path / "regels.parquet"),
    )
    assert answer.exit_code == 0, answer.err
    return tmp_path


def reprice(command, folder: Path, regels: str):
    return command(
        *("reprice", "--regels", folder / regels, "--bestand-id", "F2"),
        *("--besluiten", folder / "out.parquet", "-o", folder / "again.parquet"),
        *("--tarieven", folder / "tabellen.toml", "--verwerkingsdatum", "2024-07-01"),
    )


@pytest.mark.parametrize("regels", ["regels.parquet", "lines.csv"])
def test_lines_as_they_were_priced_are_priced_again(command, priced, regels):
    answer = reprice(command, priced, regels)
    assert answer.exit_code == 0, answer.err
    assert ("Not checked" in answer.out) == (regels == "lines.csv")


def test_lines_of_another_run_than_the_decisions_are_refused(command, priced):
    write_lines(priced / "other.csv", {"regel_id": "R9"})
    answer = command(
        *("price", "--regels", priced / "other.csv", "--verwerkingsdatum"),
        *("2024-06-01", "--tarieven", priced / "tabellen.toml"),
        *("-o", priced / "o.parquet", "--regels-out", priced / "others.parquet"),
    )
    assert answer.exit_code == 0, answer.err
    answer = reprice(command, priced, "others.parquet")
    assert answer.exit_code == 3
    assert "of another run than the decisions" in said(answer)


@pytest.mark.parametrize("command_line", ["settle", "reprice", "eerdere"])
def test_decisions_that_were_changed_are_refused(command, priced, command_line):
    path = priced / "out.parquet"
    write_frame(read_frame(path).with_columns(bedrag_cent=pl.lit(1, pl.Int64)), path)
    tables = ("--tarieven", priced / "tabellen.toml")
    answer = {
        "reprice": lambda: reprice(command, priced, "regels.parquet"),
        "settle": lambda: command(
            *("settle", "--besluiten", path, *tables, "-o", priced / "v.csv")
        ),
        "eerdere": lambda: command(
            *("price", "--regels", priced / "lines.csv", "--eerdere", path, *tables),
            *("-o", priced / "n.parquet"),
        ),
    }[command_line]()
    assert answer.exit_code == 3
    assert "out.parquet: is not the file" in said(answer)
    assert "run dbc-grouper price again" in said(answer)


def test_verify_compares_the_bytes_of_prices(command, priced):
    path = priced / "out.parquet"
    answer = command("verify", path)
    assert answer.exit_code == 0, answer.err
    assert "2 rows, with a record" in answer.out
    path.write_bytes(path.read_bytes() + b"\0")
    answer = command("verify", path)
    assert answer.exit_code == 1
    assert "niet het bestand" in answer.out


def test_verify_tells_a_set_that_was_being_replaced(command, nights):
    main = nights / "a" / "grouped.csv"
    record_path(main).write_text(
        '{"set": {"toestand": "wordt vervangen", "opdracht": "group", "bestanden": []}}'
    )
    answer = command("verify", main)
    assert answer.exit_code == 1
    assert "afgebroken" in answer.out
    answer = price(command, nights, "a/grouped.csv", "a/ozp.csv")
    assert answer.exit_code == 3
    assert "was cut off while it replaced this set" in said(answer)
