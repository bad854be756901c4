"""Rows that break off or are swallowed are found wherever the blocks are cut."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabellen.reading.csvshape import MOST_ROWS, CsvShape, csv_shape, shape_of

HEADER = "a;b;c"


def shape(text: str | bytes, width: int = 3, block: int = 1 << 18) -> CsvShape:
    raw = text if isinstance(text, bytes) else text.encode()
    blocks = [raw[i : i + block] for i in range(0, len(raw), block)]
    return shape_of(lambda: iter(blocks), ";", width)


CELLS = st.text(alphabet='x1é ;"\n', max_size=4)
BARE = st.text(alphabet="x1é ", max_size=4)


def written(rows: list[list[str]], newline: str, *, quoted: bool = False) -> str:
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=";",
        lineterminator=newline,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    return out.getvalue()


@settings(deadline=None)
@given(
    st.lists(st.lists(BARE.filter(lambda cell: cell), min_size=1, max_size=3)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 40),
)
def test_short_rows_are_those_with_fewer_cells(rows, newline, quoted, ended, block):
    text = HEADER + newline + written(rows, newline, quoted=quoted)
    if not ended:
        text = text.removesuffix(newline)
    found = shape(text, block=block)
    short = [number for number, row in enumerate(rows, 1) if len(row) < 3]
    assert (found.rows, found.lines) == (len(rows), len(rows) + 1)
    assert (found.short.first, found.short.count) == (short, len(short))
    assert found.is_ended == ended
    assert (found.swallowed, found.is_unclosed, found.has_double_cr) == (
        *(None, False),
        False,
    )


@settings(deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_cells_with_line_ends_are_told_and_swallow_only_with_whole_rows(
    rows, newline, block
):
    found = shape(HEADER + newline + written(rows, newline), block=block)
    spanning = [
        number for number, row in enumerate(rows, 1) if any("\n" in c for c in row)
    ]
    assert found.rows == len(rows)
    assert (found.spanning.first, found.spanning.count) == (spanning, len(spanning))
    assert (found.short.count, found.is_unclosed) == (0, False)
    inside = [sum(cell.count(";") for cell in row) for row in rows]
    swallowing = [number for number in spanning if inside[number - 1] >= 2]
    assert (found.swallowed or (None,))[0] == (swallowing or [None])[0]


@pytest.mark.parametrize("opens", [0, 1, 2])
@pytest.mark.parametrize("closes", [0, 1, 2])
@pytest.mark.parametrize(("apart", "block"), [(1, 1), (2, 3), (1990, 997)])
def test_quote_that_opens_in_one_row_and_closes_in_another_is_found(
    block, opens, closes, apart
):
    rows = [[f"{number}", "060101", "1"] for number in range(apart + 10)]
    rows[5][opens] = '"' + rows[5][opens]
    rows[5 + apart][closes] += '"'
    text = "\n".join([HEADER, *map(";".join, rows)]) + "\n"
    assert shape(text, block=block).swallowed == (6, apart + 1)


@pytest.mark.parametrize("block", [1, 3, 1 << 18])
def test_quote_that_is_never_closed_is_found(block):
    assert shape(f'{HEADER}\n1;"2;3\n4;5;6\n', block=block).is_unclosed


def test_quotes_in_the_middle_of_a_cell_do_not_make_its_row_short():
    found = shape(f'{HEADER}\n1;5" x;6" y\n1;x"y;"z"\n1;2"\n4;5;"6"\n')
    assert found.short.count == 0  # Row 3 has an odd quote: it runs into row 4.
    assert found.swallowed is not None


@pytest.mark.parametrize("block", [1, 2, 5, 1 << 18])
@pytest.mark.parametrize(
    ("text", "rows", "short"),
    [
        (f"{HEADER}\n", 0, []),
        (HEADER, 0, []),
        (f"\n\r\n{HEADER}\n1;2;3\n4\n", 2, [2]),
        (f"\ufeff{HEADER}\n1;2;3\n4\n", 2, [2]),
        (f"{HEADER}\n1;2;3\n\n4;5;6\n7\n", 4, [4]),
        (f"{HEADER}\r\n1;2;3\r\n\r\n4;5;6\r\n7\r\n", 4, [4]),
        (f"{HEADER}\r\r\n1;2;3\r\r\n\r\r\n7\r\r\n", 3, [3]),
        (f"{HEADER}\n1;2;3\n \n", 2, [2]),
        (f"{HEADER}\n1;2;3\n4;5", 2, [2]),
        (f"{HEADER}\n1;2;3\n4;5;", 2, []),
        (f"{HEADER}\n1;2;3\n\n\n", 3, []),
    ],
)
def test_blank_lines_are_rows_that_are_not_short(text, rows, short, block):
    found = shape(text, block=block)
    assert (found.rows, found.short.first) == (rows, short)


@pytest.mark.parametrize("block", [1, 2, 3, 1 << 18])
@pytest.mark.parametrize(
    ("raw", "is_utf8"),
    [
        ("é;€".encode(), True),
        ("é".encode("latin-1"), False),
        ("abc€".encode()[:-1], False),
        (b"", True),
    ],
)
def test_utf8_is_told_from_latin1_however_it_is_cut(raw, is_utf8, block):
    assert shape(raw, block=block).is_utf8 == is_utf8


@pytest.mark.parametrize("block", [1, 2, 3, 1 << 18])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r\r\n"])
def test_line_ends_of_cr_cr_lf_are_seen(newline, block):
    text = newline.join([HEADER, "1;2;3", ""])
    assert shape(text, block=block).has_double_cr == (newline == "\r\r\n")


def test_many_short_rows_are_counted_and_the_first_named():
    found = shape(f"{HEADER}\n" + "1;2\n" * 5000)
    assert found.short.count == 5000
    assert found.short.first == list(range(1, MOST_ROWS + 1))


@pytest.mark.parametrize("rows", [0, 1, 100, 127, 128, 129, 1000, 100_000])
def test_rows_of_separators_alone_are_counted_whatever_their_number(rows):
    found = shape(HEADER + "\n" + ";;;;;;\n" * rows, width=3)
    assert (found.rows, found.lines) == (rows, rows + 1)
    assert found.short.count == 0


def test_row_of_100_000_separators_is_counted_to_the_last():
    width = 100_001
    wide = shape(";" * (width - 1) + "\n" + ";" * (width - 1) + "\n", width=width)
    assert (wide.rows, wide.short.count) == (1, 0)
    short = shape(";" * (width - 1) + "\n" + ";" * (width - 2) + "\n", width=width)
    assert (short.rows, short.short.count) == (1, 1)


def test_file_that_changed_is_looked_at_again(tmp_path: Path):
    path = tmp_path / "f.csv"
    path.write_text(f"{HEADER}\n1;2\n")
    assert csv_shape(path, ";", 3).short.count == 1
    path.write_text(f"{HEADER}\n1;2;3\n")
    assert csv_shape(path, ";", 3).short.count == 0
