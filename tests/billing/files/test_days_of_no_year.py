"""A Parquet file may hold days of no year: each is told by its row, and none is taken.

Polars panics where it is to write one of them, and -2**31 is our mark of no day.
"""

from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, frame
from support.tarieven.tarieffiles import write_lines, write_tables

OF_NO_YEAR = [-(2**31), 2_932_897, 2**31 - 1]


def with_day(rows: pl.DataFrame, column: str, day: int, path: Path) -> Path:
    """Write rows with the same day in one column; it need not exist."""
    days = pl.lit(day, pl.Int32).cast(pl.Date)
    rows.with_columns(days.alias(column)).write_parquet(path)
    return path


@pytest.mark.parametrize("day", OF_NO_YEAR)
@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("begindatum", "G111"),
        ("einddatum", "G114"),
        ("geboortedatum", "G131"),
        ("uitvoerdatum", "G143"),
    ],
)
def test_group_rejects_the_row(tmp_path, command, release, column, code, day):
    s, z = tmp_path / "s.parquet", tmp_path / "z.parquet"
    rows, lines = frame([GOOD], GOOD), frame([LINE], LINE)
    rows.write_parquet(s)
    lines.write_parquet(z)
    is_line = column in LINE
    with_day(lines if is_line else rows, column, day, z if is_line else s)
    out = tmp_path / "out.csv"
    arguments = ("--subtrajecten", s, "--zorgactiviteiten", z, "-o", out)
    answer = command("group", "--release", release, *arguments)
    assert answer.exit_code == 0, answer.err
    found = pl.read_csv(f"{out}.findings.csv", separator=";", infer_schema=False)
    own = found.filter(pl.col("code") == code)
    assert own.select("row", "column", "value", "severity").rows() == [
        ("1", column, f"dag {day}", "reject")
    ]


@pytest.mark.parametrize("day", OF_NO_YEAR)
@pytest.mark.parametrize("column", ["begindatum", "einddatum"])
def test_price_cannot_read_the_line(tmp_path, command, column, day):
    lines = pl.read_csv(
        write_lines(tmp_path / "regels.csv", {}), separator=";", infer_schema=False
    )
    path = with_day(lines, column, day, tmp_path / "regels.parquet")
    out = tmp_path / "p.csv"
    answer = command(
        *("price", "--regels", path, "--tarieven", write_tables(tmp_path), "-o", out),
        *("--verwerkingsdatum", "2025-01-31", "--max-refused", 1),
    )
    assert answer.exit_code == 0, answer.err
    assert pl.read_csv(out, separator=";")["status"].to_list() == ["ONLEESBAAR"]
    found = pl.read_csv(f"{out}.findings.csv", separator=";", infer_schema=False)
    own = found.filter(pl.col("code") == "DATUM_ONLEESBAAR")
    assert own.select("row", "column", "value").rows() == [("1", column, f"dag {day}")]


@pytest.mark.parametrize("column", ["begindatum", "einddatum"])
def test_price_takes_no_such_day_over_from_a_subtraject(
    tmp_path, command, release, column
):
    s, z, grouped = (tmp_path / f"{name}.parquet" for name in ("s", "z", "grouped"))
    rows = frame([{**GOOD, "verzekerde_id": "P1"}], GOOD)
    rows.write_parquet(s)
    frame([LINE], LINE).write_parquet(z)
    of_batch = ("--subtrajecten", s, "--zorgactiviteiten", z)
    assert (
        command("group", "--release", release, *of_batch, "-o", grouped).exit_code == 0
    )
    insured = tmp_path / "verzekeringen.csv"
    insured.write_text("verzekerde_id;uzovi;begindatum\nP1;9001;2020-01-01\n")
    out, lines = tmp_path / "p.csv", tmp_path / "r.csv"
    answer = command(
        *("price", "--grouped", grouped, "--verzekeringen", insured, "-o", out),
        *("--subtrajecten", with_day(rows, column, 2**31 - 1, s)),
        *("--tarieven", write_tables(tmp_path), "--regels-out", lines),
        *("--verwerkingsdatum", "2025-01-31", "--max-refused", 1),
    )
    assert answer.exit_code == 0, answer.err
    assert pl.read_csv(lines, separator=";")[column].to_list() == [None]
