"""Lines are picked and netted as plain loops over them do it."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grouper.uitvoering import _lines

Line = tuple[int, int, int, int, int, int]
"""Subtraject, code, day, kind, doubt and aantal."""


@given(
    sizes=st.lists(st.integers(0, 4), max_size=6),
    data=st.data(),
    in_order=st.booleans(),
)
def test_lines_of_wanted_texts_are_found_by_subtraject(
    sizes: list[int], data: st.DataObject, in_order: bool
) -> None:
    n = sum(sizes)
    texts = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    wanted = data.draw(st.lists(st.booleans(), min_size=4, max_size=4))
    skipped = data.draw(
        st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes))
    )
    order = None if in_order else data.draw(st.permutations(range(n)))
    first = np.cumsum([0, *sizes]).astype(np.int64)
    row, line = np.full(n, 99, np.int32), np.full(n, 99, np.int64)
    found = _lines.select_lines(
        np.array(texts, np.uint32),
        first,
        None if order is None else np.array(order, np.int64),
        np.array(wanted, np.uint8),
        np.array(skipped, np.uint8),
        row,
        line,
    )
    places = range(n) if order is None else order
    assert list(zip(row[:found].tolist(), line[:found].tolist(), strict=True)) == [
        (own, places[j])
        for own, (begin, end) in enumerate(pairwise(first))
        for j in range(begin, end)
        if not skipped[own] and wanted[texts[places[j]]]
    ]
    assert (row[found:] == 99).all()


def net(lines: list[Line]) -> list[tuple[int, int]]:
    """The line that bears each entry, and its sum, from the kernel."""
    dtypes = (np.int32, np.uint32, np.int32, np.uint8, np.uint8, np.int32)
    columns = [
        np.array([line[place] for line in lines], dtype)
        for place, dtype in enumerate(dtypes)
    ]
    entry, total = np.empty(len(lines), np.int64), np.empty(len(lines), np.int64)
    found = _lines.net_lines(*columns, entry, total)
    return list(zip(entry[:found].tolist(), total[:found].tolist(), strict=True))


def net_by_hand(lines: list[Line]) -> list[tuple[int, int]]:
    """Entries in the order of their first lines; borne by the highest doubt, of those
    by the lowest count, of those by the first."""
    entries: dict[tuple[int, ...], list[int]] = {}
    for place, line in enumerate(lines):
        entries.setdefault(line[:4], []).append(place)
    return [
        (
            min(own, key=lambda j: (-lines[j][4], lines[j][5], j)),
            sum(lines[j][5] for j in own),
        )
        for own in entries.values()
    ]


few = partial(st.integers, 0)
LINES = st.lists(
    st.tuples(few(2), few(2), st.integers(-1, 1), few(1), few(2), st.integers(-2, 3)),
    max_size=40,
)


@settings(max_examples=200)
@given(LINES)
@example([(0, 1, 1, 0, 0, 1), (0, 1, 1, 0, 0, 1)])
@example([(0, 1, 1, 0, 1, 5), (0, 1, 1, 0, 2, 9), (0, 1, 1, 0, 2, 3)])
def test_lines_of_one_code_day_and_kind_are_one_entry(lines: list[Line]) -> None:
    lines = sorted(lines, key=lambda line: line[0])
    assert net(lines) == net_by_hand(lines)


def test_counts_are_added_up_in_64_bits() -> None:
    lines = [(0, 1, 1, 0, 0, 2**31 - 1)] * 3
    assert net(lines) == [(0, 3 * (2**31 - 1))]


@pytest.mark.parametrize("n", [7, 8, 9, 16, 17, 400])
def test_subtraject_of_many_lines_has_room(n: int) -> None:
    """The largest may stand before, between or after small ones."""
    large = [(1, code, day, 0, 0, 1) for code in range(n) for day in (0, 9)]
    small = [(0, 5, 0, 0, 0, 1)], [(2, 5, 0, 0, 0, 1)]
    lines = [*small[0], *large, *small[1]]
    assert net(lines) == net_by_hand(lines)
    assert net(large) == net_by_hand(large)
