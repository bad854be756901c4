"""A csv of any command holds no formula, and reads back as what was written."""

import csv
import re
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from support.files.batchfiles import GOOD, LINE, changed

from tabellen.cells.tablecells import read_cells
from tabellen.forms.batches import batches
from tabellen.forms.frames import read_frame, write_frame
from tabellen.forms.writers import FrameWriter

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*", re.ASCII)
SIGNS = ("=", "+", "-", "@", "\t", "\r")
ODD = ["=1+1", "+A1", "-A1", "@SUM(A1)", "'=1+1", "'x", "'"]


def formulas(path: Path) -> list[str]:
    """Cells of a csv that a spreadsheet works out."""
    with path.open(encoding="utf-8", newline="") as handle:
        cells = [cell for row in csv.reader(handle, delimiter=";") for cell in row]
    return [c for c in cells if c.startswith(SIGNS) and not NUMBER.fullmatch(c)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("formulas")


@given(
    st.lists(
        st.tuples(
            st.text("=+-@'\t;,\"a1 \u00eb", min_size=1, max_size=6), st.integers()
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_reader_reads_what_every_writer_wrote(folder, rows):
    texts, _ = zip(*rows, strict=True)
    frame = pl.DataFrame({"t": texts, "n": [str(n) for n, _ in enumerate(texts)]})
    one, two = folder / "1.csv", folder / "2.csv"
    write_frame(frame, one)
    with FrameWriter(two, frame.schema) as writer:
        writer.write(frame)
    assert one.read_bytes() == two.read_bytes()
    assert formulas(one) == []
    assert read_frame(one).equals(frame)
    assert pl.concat(batches(one, 2)).equals(frame)
    (cells,) = read_cells(one)
    assert cells.frame["0"].to_list() == [text or None for text in texts]


def test_a_large_csv_that_is_read_lazily_is_restored_too(tmp_path, monkeypatch):
    frame = pl.DataFrame({"t": [*ODD, "x"], "n": [1] * 8}).cast(pl.String)
    write_frame(frame, tmp_path / "x.csv")
    monkeypatch.setattr("tabellen.forms.batches.WHOLE_BYTES", 1)
    monkeypatch.setattr("tabellen.forms.frames.WHOLE_BYTES", 1)
    assert pl.concat(batches(tmp_path / "x.csv", 3)).equals(frame)


def test_numbers_of_a_csv_are_not_marked(tmp_path):
    frame = pl.DataFrame({"cent": [-1250, 5], "euro": ["-12,50", "-12.50"]})
    write_frame(frame, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "cent;euro\n-1250;-12,50\n5;-12.50\n"


def test_a_workbook_made_of_our_csv_reads_as_the_csv(tmp_path):
    write_frame(pl.DataFrame({"t": ODD, "n": ["1"] * len(ODD)}), tmp_path / "x.csv")
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        with (tmp_path / "x.csv").open(encoding="utf-8") as handle:
            for number, row in enumerate(csv.reader(handle, delimiter=";")):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
    (of_csv,), (of_xlsx,) = (read_cells(tmp_path / f"x.{e}") for e in ("csv", "xlsx"))
    assert of_xlsx.frame["0"].to_list() == of_csv.frame["0"].to_list() == ODD


@pytest.mark.parametrize("number", ODD)
def test_group_writes_no_formula_and_keeps_the_number(command, batch, tmp_path, number):
    rows = [
        changed(GOOD, subtraject_nummer=number, geslacht="=X"),
        changed(GOOD, subtraject_nummer=f"{number}2"),
    ]
    # A delivery of a hospital does not know our marks; Parquet has none.
    for name, table, like in (("s", rows, GOOD), ("z", [], LINE)):
        pl.DataFrame(table, schema=dict.fromkeys(like, pl.String)).write_parquet(
            tmp_path / f"{name}.parquet"
        )
    arguments = batch()
    for name in ("s", "z"):
        at = arguments.index(str(tmp_path / f"{name}.csv"))
        arguments[at] = str(tmp_path / f"{name}.parquet")
    out = tmp_path / "g.csv"
    answer = command(*arguments[:-1], out)
    assert answer.exit_code == 0, answer.err
    written = [out, Path(f"{out}.rejected.csv"), Path(f"{out}.findings.csv")]
    for path in written:
        assert formulas(path) == []
    assert read_frame(out)["subtraject_nummer"].to_list() == [number, f"{number}2"]
    assert read_frame(written[1])["subtraject_nummer"].to_list() == [number]
    assert "=X" in read_frame(written[2])["value"].to_list()
    # The digests are of what is read, not of how it is written.
    assert command("verify", out).exit_code == 0


def test_grouped_csv_prices_as_grouped_parquet(command, release, tmp_path):
    subtrajecten, lines = (
        pl.read_csv(path, separator=";", infer_schema=False)
        .filter(pl.col("subtraject_nummer") < "S000040")
        .with_columns(subtraject_nummer="=" + pl.col("subtraject_nummer"))
        for path in dbc_grouper_data.batch_paths()
    )
    subtrajecten.write_parquet(tmp_path / "s.parquet")
    lines.write_parquet(tmp_path / "z.parquet")
    tarieven = dbc_grouper_data.tarieven_path()
    priced = {}
    for form in ("csv", "parquet"):
        grouped, ozp, regels, out = (
            tmp_path / f"{name}.{form}" for name in ("g", "o", "r", "p")
        )
        answer = command(
            *("group", "--release", release, "-o", grouped, "--ozp", ozp),
            *("--subtrajecten", tmp_path / "s.parquet"),
            *("--zorgactiviteiten", tmp_path / "z.parquet"),
        )
        assert answer.exit_code == 0, answer.err
        answer = command(
            *("price", "--grouped", grouped, "--ozp", ozp, "--regels-out", regels),
            *("--subtrajecten", tmp_path / "s.parquet"),
            *("--verzekeringen", tarieven / "verzekeringen.csv"),
            *("--tarieven", tarieven, "--verwerkingsdatum", "2025-01-31"),
            *("--max-refused", 1, "-o", out),
        )
        assert answer.exit_code == 0, answer.err
        priced[form] = read_frame(out).select("regel_id", "bedrag_cent").cast(pl.String)
        if form == "csv":
            told = [regels, *tmp_path.glob("*.csv")]
            assert [formulas(path) for path in told] == [[] for _ in told]
    assert priced["csv"].equals(priced["parquet"])
    assert priced["csv"]["regel_id"].str.starts_with("=").any()
    # The lines that were written are lines that can be priced.
    answer = command(
        *("price", "--regels", tmp_path / "r.csv", "-o", tmp_path / "again.parquet"),
        *("--tarieven", tarieven, "--verwerkingsdatum", "2025-01-31"),
        *("--max-refused", 1),
    )
    assert answer.exit_code == 0, answer.err
    again = read_frame(tmp_path / "again.parquet")
    assert again["regel_id"].to_list() == priced["csv"]["regel_id"].to_list()
