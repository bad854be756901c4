"""Tables on a terminal of any width: no word is cut, reason codes least of all."""

import io
import re
import sys

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path
from hypothesis import given
from hypothesis import strategies as st
from support.terminal import on_terminal

from billing.cli.screen import show_table
from declarations.rapport.catalogustabel import catalogus_table
from tariffs.reasons import Reden

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LONGEST = max((reden.name for reden in Reden), key=len)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(width: int, *table: object) -> str:
    """What a terminal of a width shows of a table."""
    terminal = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        patch.setattr(sys, "stdout", terminal)
        show_table(*table)  # type: ignore[arg-type]
    return ANSI.sub("", terminal.getvalue())


def said_on_terminal(width: int, *arguments: object) -> str:
    code, said = on_terminal(*arguments, width=width)
    assert code == 0
    return ANSI.sub("", said)


@pytest.mark.parametrize("width", [80, 200])
def test_no_reason_code_of_price_is_cut(tmp_path, width):
    out, tables = tmp_path / "b.parquet", tarieven_path()
    said = said_on_terminal(
        width,
        *("price", "--regels", tables / "declaratieregels.csv", "--tarieven", tables),
        *("--verwerkingsdatum", "2024-06-01", "-o", out),
    )
    codes = {
        each["code"] for redenen in pl.read_parquet(out)["redenen"] for each in redenen
    }
    assert codes
    assert {code for code in codes if code not in said} == set()
    table = said.split("Priced on")[1].split("Wrote ")[0]
    assert "…" not in table


@pytest.mark.parametrize("width", [80, 200])
def test_no_code_of_a_finding_of_group_is_cut(tmp_path, width):
    rows, lines = batch_paths()
    said = said_on_terminal(
        width,
        *("group", "--release", release_path(), "--subtrajecten", rows),
        *("--zorgactiviteiten", lines, "-o", tmp_path / "g.parquet"),
    )
    findings = pl.read_csv(
        tmp_path / "g.parquet.findings.csv", separator=";", infer_schema=False
    )
    assert {code for code in findings["code"] if code not in said} == set()
    assert "…" not in said.split("Grouped on")[1].split("Wrote ")[0]


@pytest.mark.parametrize("width", [80, 200])
def test_no_check_of_the_catalogue_is_cut(width):
    said = said_on_terminal(width, "check", "--list")
    assert "…" not in said
    assert max(map(len, said.splitlines())) <= width


def test_catalogue_as_csv_has_a_row_on_a_line_at_any_width():
    said = said_on_terminal(80, "check", "--list", "--vorm", "csv")
    assert said.splitlines() == catalogus_table().write_csv(separator=";").splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_longest_reason_stands_whole_beside_amounts(width):
    header = ("reden", "status", "lines", "declared", "price found", "allowed")
    text = shown(width, "euros", header, [(LONGEST, "GEWEIGERD", 3, 1.0, None, 2.0)])
    assert LONGEST in text
    assert max(map(len, text.splitlines())) <= max(width, len(LONGEST))
    for name in header[1:]:
        assert all(word in text for word in name.split())


WORDS = st.text("abcdefghij", min_size=1, max_size=30)
CELLS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@given(st.data(), st.integers(1, 5), st.integers(40, 200))
def test_every_word_of_every_table_is_whole_at_every_width(data, columns, width):
    row = st.lists(CELLS, min_size=columns, max_size=columns)
    header = data.draw(row)
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    text = shown(width, "kop", header, rows)
    found = re.findall(r"[a-j]+", text)
    for cells in rows:
        for cell in cells:
            assert set(cell.split()) <= set(found)
    assert max(map(len, text.splitlines())) <= width
