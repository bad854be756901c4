"""Prose on a terminal breaks between words."""

import json
import re

import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path
from hypothesis import given
from hypothesis import strategies as st
from support.terminal import on_terminal

from billing.cli.screen import shortened, wrapped

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LINE = "  specialisme 0307 (Gynaecologie), diagnose V13 (Gezinswens), zorgtype 11"


def test_line_goes_on_two_blanks_further_in():
    assert wrapped(LINE, 40) == (
        "  specialisme 0307 (Gynaecologie),\n"
        "    diagnose V13 (Gezinswens), zorgtype\n"
        "    11"
    )


@pytest.mark.parametrize("width", [80, 200])
def test_lines_that_fit_stay_as_they_are(width):
    text = f"Uitkomst\n\n{LINE}\n"
    assert wrapped(text, width) == text


@given(st.lists(st.text("ab- ", max_size=60), max_size=5), st.integers(10, 90))
def test_no_word_is_broken_or_lost(lines, width):
    text = "\n".join(lines)
    assert wrapped(text, width).split() == text.split()


def test_short_line_ends_with_the_last_word_that_fits():
    assert shortened(LINE, 40) == "  specialisme 0307 (Gynaecologie),…"
    assert shortened(LINE, 43) == "  specialisme 0307 (Gynaecologie),…"
    assert shortened(LINE, 44) == "  specialisme 0307 (Gynaecologie), diagnose…"


@given(st.lists(st.text("ab- ", max_size=60), max_size=5), st.integers(10, 90))
def test_short_lines_are_as_many_and_have_whole_words_from_their_begin(lines, width):
    text = "\n".join(lines)
    short = shortened(text, width).split("\n")
    assert len(short) == len(text.split("\n"))
    for line, given_line in zip(short, text.split("\n"), strict=True):
        words = line.removesuffix("…").split()
        assert words == given_line.split()[: len(words)]
        if len(given_line) > width:
            assert len(line) <= width or len(words) == 1


RELEASE, TABLES = release_path(), tarieven_path()
ROWS, LINES = batch_paths()
GROUPING = (
    *("group", "--release", RELEASE, "--subtrajecten", ROWS),
    *("--zorgactiviteiten", LINES, "-o", "g.parquet"),
)
SAID = {
    "group": GROUPING,
    "price": (
        *("price", "--regels", TABLES / "declaratieregels.csv", "--tarieven", TABLES),
        *("--verwerkingsdatum", "2024-06-01", "-o", "b.parquet"),
    ),
    "settings that are no more": (*GROUPING, "--check", "geboortedatum=maybe"),
    "no such file": ("compare", "a folder that is not there", "another one of them"),
    "show": ("show", "15X136", "--release", RELEASE),
    "findings": ("show", "G151"),
    "search": ("search", "onbekend", "--release", RELEASE),
    "columns": ("columns",),
    "columns of a table": ("columns", "subtrajecten"),
    "compile": ("compile", RELEASE),
    "init": ("init", "here"),
}


def is_whole(line: str, width: int) -> bool:
    """Whether a terminal need not break a line, or could but within a word."""
    last = max(map(len, line.split()), default=0)
    begin = len(line) - len(line.lstrip())
    return len(line) <= width or line.startswith("Wrote ") or begin + last >= width


@pytest.mark.parametrize("name", SAID)
def test_no_command_leaves_it_to_the_terminal_to_break_its_lines(tmp_path, name):
    _, said = on_terminal(*SAID[name], width=80, cwd=tmp_path)
    # Of the bar what stands at last.
    lines = [line.rsplit("\r")[-1] for line in ANSI.sub("", said).splitlines()]
    assert [line for line in lines if not is_whole(line, 80)] == []
    assert lines


def test_json_on_a_terminal_is_json():
    code, said = on_terminal("columns", "subtrajecten", "--json", width=40)
    assert code == 0
    (first, *_) = json.loads(said)
    assert first["kolom"] == "subtraject_nummer"
