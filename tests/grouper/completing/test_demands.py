"""What is found fits; where nothing is found, trying everything finds nothing."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouper.completing.demands import (
    UNBOUNDED,
    Activities,
    Bounds,
    Budget,
    BudgetError,
    satisfy,
)

MOST = 4
"""No demand below needs more of one activity than this."""

BOUNDS = st.tuples(
    st.integers(-1, MOST), st.one_of(st.integers(-1, 6), st.just(UNBOUNDED))
)
VECTORS = st.lists(
    st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=3), max_size=3
)


def fits(
    demands: dict[int, Bounds], vectors: list[dict[int, int]], counts: tuple[int, ...]
) -> bool:
    added = {
        a: sum(n * v.get(a, 0) for n, v in zip(counts, vectors, strict=True))
        for a in demands
    }
    return all(low <= added[a] <= high for a, (low, high) in demands.items())


@given(st.dictionaries(st.integers(0, 2), BOUNDS, max_size=3), VECTORS)
def test_found_if_and_only_if_trying_everything_finds_it(demands, vectors):
    found = satisfy(demands, Activities(vectors), Budget(100_000))
    # Of one activity more than MOST copies never help: no need is larger.
    every = product(range(MOST + 1), repeat=len(vectors))
    exists = any(fits(demands, vectors, counts) for counts in every)
    assert (found is not None) == exists
    if found is not None:
        counts = tuple(found.get(place, 0) for place in range(len(vectors)))
        assert fits(demands, vectors, counts)


def test_minutes_are_made_of_what_there_is():
    # 481 to 500 minutes from treatments of 40 and 15: 12 x 40 is 480, and one of 15.
    found = satisfy({7: (481, 500)}, Activities([{7: 40}, {7: 15}]), Budget(10_000))
    assert found is not None
    assert 481 <= 40 * found.get(0, 0) + 15 * found.get(1, 0) <= 500


def test_what_adds_too_much_elsewhere_is_not_taken():
    # The only activity that adds to 1 adds two to 2, where one may be added.
    demands = {1: (1, UNBOUNDED), 2: (0, 1)}
    assert satisfy(demands, Activities([{1: 1, 2: 2}]), Budget(100)) is None


@pytest.mark.parametrize("order", [1, -1])
def test_what_adds_no_more_than_is_needed_is_tried_first(order: int):
    vectors = [{1: 3}, {1: 1}, {1: 2}][::order]
    found = satisfy({1: (1, UNBOUNDED)}, Activities(vectors), Budget(1))
    assert found == {vectors.index({1: 1}): 1}


def test_what_others_led_to_is_not_tried_again():
    # Of 11 by twos and fours 11, 9, 7, 5, 3 and 1 are left, whatever came first.
    twos_and_fours = Activities([{1: 2}, {1: 4}])
    assert satisfy({1: (11, 11)}, twos_and_fours, Budget(6)) is None
    with pytest.raises(BudgetError):
        satisfy({1: (11, 11)}, twos_and_fours, Budget(5))


def test_nothing_is_said_beyond_the_budget():
    with pytest.raises(BudgetError):
        satisfy({1: (1, 1)}, Activities([{1: 1}]), Budget(0))
