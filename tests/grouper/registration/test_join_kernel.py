"""The compiled joins say what plain loops over the same texts say."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grouper.registration import _join
from grouper.registration._arrow import Strings
from grouper.registration.merging import first_of_rows

Texts = Sequence[str | None]
BY_TEXT, BY_LENGTH = 1, 2

# Texts that are alike in their first 4, 8 or 12 bytes, which is how they are compared.
STEMS = ("", "1", "123", "1234", "12345678", "123456789012", "1234567890123456789")
NUMBERS = st.builds(str.__add__, st.sampled_from(STEMS), st.text("09é\x00", max_size=4))
OFTEN = settings(max_examples=150)


def strings(texts: Texts) -> Strings:
    return Strings(pl.Series(texts, dtype=pl.String))


def in_order(text: str, order: int) -> tuple[int, bytes]:
    """By what a text stands in one of the two orders."""
    encoded = text.encode()
    return (len(encoded) if order == BY_LENGTH else 0, encoded)


def pieces(texts: list[str], cuts: list[int]) -> list[pl.Series]:
    """A column in pieces; some may be empty."""
    bounds = [0, *sorted(cut % (len(texts) + 1) for cut in cuts), len(texts)]
    return [
        pl.Series(texts[begin:end], dtype=pl.String) for begin, end in pairwise(bounds)
    ]


# --- in which orders a column ascends ---


def ascends(texts: Texts, order: int, *, strict: bool) -> bool:
    if None in texts:
        return False
    keys = [in_order(text, order) for text in texts if text is not None]
    return all(a < b or (a == b and not strict) for a, b in pairwise(keys))


@OFTEN
@given(
    st.lists(NUMBERS, max_size=6),
    st.sampled_from((None, BY_TEXT, BY_LENGTH)),
    st.booleans(),
)
@example(["9", "10"], None, True)
@example(["10", "9"], None, False)
@example(["1", "1"], None, True)
@example(["1", "1"], None, False)
@example(["1234567890123", "1234567890123"], None, True)
@example(["1234567890123", "1234567890123"], None, False)
def test_column_ascends_in_the_orders_that_a_loop_finds(
    texts: list[str], ordered: int | None, strict: bool
) -> None:
    if ordered is not None:
        texts = sorted(texts, key=lambda text: in_order(text, ordered))
    expected = sum(
        order for order in (BY_TEXT, BY_LENGTH) if ascends(texts, order, strict=strict)
    )
    assert _join.ascending_orders(strings(texts), strict) == expected


@pytest.mark.parametrize("texts", [[None], ["1", None], [None, "1"], [None, None]])
@pytest.mark.parametrize("strict", [True, False])
def test_column_with_a_null_ascends_in_no_order(texts: Texts, *, strict: bool) -> None:
    assert _join.ascending_orders(strings(texts), strict) == 0


# --- merging ---


def merged(rows: Texts, lines: Texts) -> list[int] | None:
    """Where the activities of each row begin, or None where they do not stand so."""
    place = {text: row for row, text in enumerate(rows)}
    own = [place.get(line, -1) for line in lines]
    if -1 in own or own != sorted(own) or None in rows or None in lines:
        return None
    return [sum(row < own_row for row in own) for own_row in range(len(rows) + 1)]


@OFTEN
@given(
    rows=st.lists(NUMBERS, min_size=1, max_size=8, unique=True),
    data=st.data(),
    cuts=st.lists(st.integers(0, 20), max_size=3),
)
def test_activities_in_the_order_of_their_subtrajecten_are_found_in_any_pieces(
    rows: list[str], data: st.DataObject, cuts: list[int]
) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=14))
    if data.draw(st.booleans()):
        chosen.sort()
    lines = [rows[row] for row in chosen]
    found = first_of_rows(strings(rows), pieces(lines, cuts))
    assert (None if found is None else found.tolist()) == merged(rows, lines)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["a", "b"], ["a", "c"]),
        (["a", "b"], ["c"]),
        (["a", "b"], ["b", "a"]),
        (["a", "b"], [None]),
        (["a", None], ["a"]),
        ([], ["a"]),
        (["", "a"], ["", "a"]),
        (["a", ""], [""]),
        (["", "a"], ["a", ""]),
        (["x" * 12, "x" * 13, "x" * 14], ["x" * 12, "x" * 13, "x" * 13, "x" * 14]),
        (["x" * 13, "x" * 12 + "y"], ["x" * 13, "x" * 13, "x" * 12 + "y"]),
        ([], []),
        (["a"], []),
    ],
    ids=str,
)
def test_activities_that_stand_otherwise_are_not_found_so(
    rows: list[str | None], lines: list[str | None]
) -> None:
    whole = first_of_rows(strings(rows), [pl.Series(lines, dtype=pl.String)])
    apart = first_of_rows(
        strings(rows), [pl.Series([line], dtype=pl.String) for line in lines]
    )
    for found in (whole, apart):
        assert (None if found is None else found.tolist()) == merged(rows, lines)


# --- looking up ---


@OFTEN
@given(
    st.lists(NUMBERS | st.none(), max_size=40),
    st.lists(NUMBERS | st.none(), max_size=40),
)
@example(["a"] * 9, ["a"])
@example(["a", "b", "a"], ["a", "a", None, "a", "b"])
# These two have the same hash.
@example(["DBC-2024-0000001", "1kBV3oPG2x45<VNx"], [])
@example(["DBC-2024-0000001"], ["1kBV3oPG2x45<VNx"])
@example([None], [None])
def test_look_up_finds_the_first_bearer_and_marks_every_double(
    rows: list[str | None], lines: list[str | None]
) -> None:
    lines = [*lines, *rows, *lines]
    is_double = np.zeros(len(rows), np.uint8)
    row_of = np.full(len(lines), 99, np.int64)
    _join.look_up(strings(rows), strings(lines), is_double, row_of)
    assert row_of.tolist() == [
        rows.index(line) if line is not None and line in rows else -1 for line in lines
    ]
    assert is_double.tolist() == [
        int(row is not None and rows.count(row) > 1) for row in rows
    ]


@pytest.mark.parametrize("n", [7, 8, 9, 15, 16, 17, 1000])
@pytest.mark.parametrize("width", [1, 12, 13, 40])
def test_look_up_keeps_many_numbers_apart(n: int, width: int) -> None:
    rows = [f"{number:0{width}}" for number in range(n)]
    lines = [*rows[::-1], *(f"{number:0{width}}" for number in range(n, 2 * n))]
    is_double, row_of = np.zeros(n, np.uint8), np.empty(2 * n, np.int64)
    _join.look_up(strings(rows), strings(lines), is_double, row_of)
    assert row_of.tolist() == [*reversed(range(n)), *[-1] * n]
    assert not is_double.any()


@given(st.integers(1, 8), st.lists(st.integers(-1, 7), max_size=30))
def test_sort_by_row_keeps_the_order_within_a_row(n: int, owners: list[int]) -> None:
    owners = [owner if owner < n else -1 for owner in owners]
    first = np.full(n + 1, 99, np.int64)
    order = np.full(len(owners), 99, np.int64)
    _join.sort_by_row(np.array(owners, np.int64), first, order)
    expected = [[j for j, own in enumerate(owners) if own == row] for row in range(n)]
    found = [order[begin:end].tolist() for begin, end in pairwise(first)]
    assert found == expected
    assert first[-1] == sum(map(len, expected))


# --- how many are not after a row ---


@OFTEN
@given(
    st.lists(NUMBERS, max_size=12),
    st.lists(NUMBERS, min_size=1, max_size=3),
    st.sampled_from((BY_TEXT, BY_LENGTH)),
    st.integers(0, 12),
)
def test_count_up_to_counts_what_is_not_after_the_last_row(
    lines: list[str], rows: list[str], order: int, start: int
) -> None:
    keys = sorted(in_order(text, order) for text in lines)
    ordered = [text.decode() for _, text in keys]
    expected = bisect_right(keys, in_order(rows[-1], order))
    start = min(start, expected)
    assert _join.count_up_to(strings(ordered), start, strings(rows), order) == expected


# --- numbers of a batch in chunks ---


@OFTEN
@given(
    st.lists(st.lists(NUMBERS | st.none(), max_size=8), max_size=4),
    st.lists(NUMBERS | st.none(), max_size=8),
)
def test_index_knows_the_chunk_of_each_number_and_every_double(
    chunks: list[list[str | None]], others: list[str | None]
) -> None:
    index = _join.NummerIndex(1)
    for number, rows in enumerate(chunks):
        index.add(strings(rows), number)
    flat = [text for rows in chunks for text in rows]
    asked = [*flat, *others]
    found = np.full(len(asked), 99, np.int32)
    index.chunks(strings(asked), found)
    assert found.tolist() == [
        next(
            (n for n, rows in enumerate(chunks) if text is not None and text in rows),
            -1,
        )
        for text in asked
    ]
    doubles = np.zeros(len(asked), np.uint8)
    index.doubles(strings(asked), doubles)
    assert doubles.tolist() == [
        int(text is not None and flat.count(text) > 1) for text in asked
    ]


@pytest.mark.parametrize("n", [682, 683, 1023, 1024, 5000])
def test_index_has_room_for_as_many_as_expected(n: int) -> None:
    """Its slots are never full, or the search for an unknown number would not end."""
    index = _join.NummerIndex(n)
    numbers = [f"{number:06d}" for number in range(n)]
    index.add(strings(numbers), 3)
    found = np.empty(n + 1, np.int32)
    index.chunks(strings([*numbers, "nobody"]), found)
    assert found.tolist() == [3] * n + [-1]
