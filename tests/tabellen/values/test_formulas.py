"""No text in a csv of ours is a formula, and reading takes back what writing put in."""

import csv
import re
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tabellen.values.formulas import defused, defused_schema, may_be_marked, restored

SIGNS = "=+-@\t\r"
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*", re.ASCII)
texts = st.lists(
    st.none() | st.text(alphabet=SIGNS + "'\"1,.;aA0<>? \u00eb\n", max_size=8)
)


def column(values, dtype=pl.String) -> pl.DataFrame:
    return pl.DataFrame({"t": pl.Series(values, dtype=dtype)})


@given(texts)
@example(["'=1", "''=1", "'", "''", "'a", "", None, "-12,50", "'-12,50"])
def test_reading_undoes_exactly_what_writing_did(values):
    frame = column(values)
    assert restored(defused(frame)).equals(frame)


@given(texts)
def test_no_text_begins_as_a_formula_but_a_number(values):
    for before, after in zip(values, defused(column(values))["t"], strict=True):
        if after is not None and after[:1] in tuple(SIGNS):
            assert NUMBER.fullmatch(after)
        if before is not None and before.lstrip("'")[:1] not in tuple(SIGNS):
            assert after == before


@given(texts)
def test_a_csv_without_the_look_of_a_mark_has_none(values):
    frame = column(values)
    content = defused(frame).write_csv(quote_style="always").encode()
    if not may_be_marked(content):
        assert defused(frame).equals(frame)
        assert restored(frame).equals(frame)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("+A1", "'+A1"),
        ("-1+A1", "'-1+A1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=A1", "'\t=A1"),
        ("\r=A1", "'\r=A1"),
        ("'=A1", "''=A1"),
        ("-", "'-"),
        # Numbers, and texts that no spreadsheet works out.
        ("-12.50", "-12.50"),
        ("-12,50", "-12,50"),
        ("+31", "+31"),
        ("-1.234,50", "-1.234,50"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        (" =A1", " =A1"),
        ("a=b", "a=b"),
    ],
)
def test_worked_by_hand(text, written):
    assert defused(column([text]))["t"].to_list() == [written]


@pytest.mark.parametrize(
    "numbers",
    [
        pl.Series("t", [-1, -2]),
        pl.Series("t", [-12.5, -0.1]),
        pl.Series("t", [Decimal("-12.50")]),
    ],
    ids=lambda series: str(series.dtype),
)
def test_numbers_stay_numbers(numbers):
    frame = numbers.to_frame()
    assert defused(frame).equals(frame)


@pytest.mark.parametrize("dtype", [pl.Enum(["=A1", "b"]), pl.Categorical()])
def test_categories_are_texts_too(dtype):
    frame = column(["=A1", "b", None], dtype)
    written = defused(frame)
    assert written["t"].to_list() == ["'=A1", "b", None]
    assert written.schema == defused_schema(frame.schema)


def test_categories_that_need_no_mark_stay_as_they_are():
    frame = column(["a", "b"], pl.Enum(["a", "b"]))
    assert defused(frame).schema == frame.schema == defused_schema(frame.schema)


@pytest.mark.parametrize("content", [b"a;b\n1;'=x\n", b'a;b\n1;"=""007"""\n'])
def test_a_mark_is_seen_over_the_edge_of_two_blocks(content):
    from tabellen.reading.csvshape import shape_of

    for cut in range(1, len(content)):
        blocks = [content[:cut], content[cut:]]
        assert shape_of(lambda own=blocks: own, ";", 2).may_be_marked


def test_no_mark_is_seen_in_texts_that_only_look_alike():
    from tabellen.reading.csvshape import shape_of

    assert not shape_of(lambda: [b"a;b\n's-Gravenhage;=x\n"], ";", 2).may_be_marked


def test_csv_module_reads_the_same_cells():
    cells = ["=1+1", 'a"b', "-x", "y;z"]
    content = defused(column(cells)).write_csv(separator=";")
    rows = list(csv.reader(content.splitlines(), delimiter=";"))[1:]
    assert rows == [["'=1+1"], ['a"b'], ["'-x"], ["y;z"]]
