"""Trees drawn at random, and walked one rule at a time for comparison."""

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productstructure.checks.treewalk import TreeWalk

SIDES = ("beslisregel_waar", "beslisregel_onwaar")


@dataclass(frozen=True)
class Forest:
    """Rules of some trees: id of each rule, its next rules, the starts."""

    ids: list[int]
    following: dict[str, list[int | None]]
    starts: list[int]

    def walk(self) -> TreeWalk:
        regels = pl.DataFrame(
            {"beslisregel_id": self.ids, **self.following},
            schema=dict.fromkeys(("beslisregel_id", *SIDES), pl.Int64),
        )
        groepen = pl.DataFrame({"beslisregel_start": self.starts})
        return TreeWalk(regels, groepen)


@st.composite
def forests(draw: st.DrawFn) -> Forest:
    """Proper trees: every rule but the starts hangs under an earlier one."""
    count = draw(st.integers(1, 30))
    ids = draw(
        st.lists(st.integers(1, 10**9), min_size=count, max_size=count, unique=True)
    )
    order = draw(st.permutations(range(count)))
    following: dict[str, list[int | None]] = {side: [None] * count for side in SIDES}
    starts = [ids[order[0]]]
    free = [(order[0], side) for side in SIDES]
    for position in order[1:]:
        if draw(st.booleans()):
            starts.append(ids[position])
        else:
            parent, side = free.pop(draw(st.integers(0, len(free) - 1)))
            following[side][parent] = ids[position]
        free += [(position, side) for side in SIDES]
    return Forest(ids, following, starts)


@given(forest=forests())
@settings(max_examples=50, deadline=None)
def test_find_trees_agrees_with_a_walk_per_tree(forest: Forest) -> None:
    walk = forest.walk()
    expected = {}
    for tree, start in enumerate(forest.starts):
        todo: list[int | None] = [start]
        while todo:
            regel = todo.pop()
            if regel is not None:
                position = forest.ids.index(regel)
                expected[position] = tree
                todo += [forest.following[side][position] for side in SIDES]
    assert dict(enumerate(walk.find_trees().tolist())) == expected
    assert walk.reached.tolist() == [1] * len(forest.ids)
    assert walk.find_cycles(5) == []


@given(forest=forests(), data=st.data())
@settings(max_examples=50, deadline=None)
def test_find_cycles_closed_path_is_found_whole(
    forest: Forest, data: st.DataObject
) -> None:
    """Let the last rule of a path lead back to a rule on it."""
    position = forest.ids.index(data.draw(st.sampled_from(forest.starts)))
    path = [position]
    while (regel := forest.following["beslisregel_waar"][path[-1]]) is not None:
        path.append(forest.ids.index(regel))
    back_to = data.draw(st.integers(0, len(path) - 1))
    forest.following["beslisregel_waar"][path[-1]] = forest.ids[path[back_to]]
    (cycle,) = forest.walk().find_cycles(5)
    at = cycle.index(path[back_to])
    assert cycle[at:] + cycle[:at] == path[back_to:]


def test_find_cycles_two_apart_are_both_found() -> None:
    forest = Forest(
        ids=[1, 2, 3],
        following={SIDES[0]: [1, None, 2], SIDES[1]: [None, 3, None]},
        starts=[],
    )
    assert forest.walk().find_cycles(5) == [[0], [1, 2]]
    assert forest.walk().find_cycles(1) == [[0]]


@pytest.mark.parametrize(
    ("starts", "reached"), [([1], [1, 1]), ([1, 2], [1, 2]), ([2], [0, 2])]
)
def test_reached_counts_starts_and_next_rules(
    starts: list[int], reached: list[int]
) -> None:
    forest = Forest([1, 2], {SIDES[0]: [2, None], SIDES[1]: [None, None]}, starts)
    assert forest.walk().reached.tolist() == reached
