"""Chunks of a batch give what the whole batch gives, in any order of its files."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support.releases.example import example_batch, example_release

from grouper import Grouper
from grouper.outcomes.wanted import Wanted
from grouper.registration.chunks import (
    Chunk,
    NotAscendingError,
    ascending_chunks,
    spilled_chunks,
)
from productstructure.errors import CallError, InputFileError

ROWS, LINES = 400, 150


def cut(frame: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    for start in range(0, max(frame.height, 1), size):
        yield frame[start : start + size]


def part(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    subtrajecten, zorgactiviteiten = example_batch()
    chosen = subtrajecten.head(rows)
    return chosen, zorgactiviteiten.join(chosen, on="subtraject_nummer", how="semi")


def spilled(rows: pl.DataFrame, lines: pl.DataFrame) -> Iterator[Chunk]:
    return spilled_chunks(
        lambda: cut(rows.select("subtraject_nummer"), ROWS),
        lambda: cut(rows, ROWS),
        lambda: cut(lines, LINES),
        expected=rows.height,
    )


def grouped(chunks: Iterator[Chunk]) -> pl.DataFrame:
    grouper = Grouper(example_release(), threads=1)
    return pl.concat(grouper.group_chunk(chunk, Wanted()).grouped for chunk in chunks)


def whole(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    return Grouper(example_release(), threads=1).group(rows, lines).grouped


def test_ascending_chunks_group_as_the_whole_batch() -> None:
    rows, lines = part(3_000)
    rows = rows.filter(pl.col("subtraject_nummer").is_unique()).sort(
        "subtraject_nummer"
    )
    lines = lines.sort("subtraject_nummer", maintain_order=True)
    chunks = list(ascending_chunks(cut(rows, ROWS), cut(lines, LINES)))
    assert len(chunks) >= 7
    assert_frame_equal(grouped(iter(chunks)), whole(rows, lines))


@pytest.mark.parametrize("seed", [1, 2])
def test_spilled_chunks_group_as_the_whole_batch_in_any_order(seed: int) -> None:
    rows, lines = part(3_000)
    rows = rows.sample(fraction=1, shuffle=True, seed=seed)
    lines = lines.sample(fraction=1, shuffle=True, seed=seed)
    assert_frame_equal(grouped(spilled(rows, lines)), whole(rows, lines))


def test_spilled_chunks_reject_every_bearer_of_a_number_in_two_chunks() -> None:
    rows, lines = part(1_000)
    rows = pl.concat([rows, rows.head(1)])
    statuses = grouped(spilled(rows, lines))["status"].to_list()
    assert statuses[0] == statuses[-1] == "rejected"


def test_chunks_carry_every_activity_once_with_its_row_of_the_input() -> None:
    rows, lines = part(1_000)
    orphan = lines.head(1).with_columns(subtraject_nummer=pl.lit("~nobody"))
    lines = pl.concat([lines, orphan]).sample(fraction=1, shuffle=True, seed=3)
    found = [
        c.zorgactiviteiten.with_columns(
            row=pl.Series(c.lines_of_input(np.arange(c.zorgactiviteiten.height)))
        )
        for c in spilled(rows, lines)
    ]
    assert_frame_equal(
        pl.concat(found).sort("row").drop("row"), lines, check_row_order=True
    )


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("line_size", [1, 2, 3, 100])
def test_ascending_chunks_say_which_row_of_the_input_each_activity_is(
    size: int, line_size: int
) -> None:
    """Findings name rows of the file (docs/decisions.md 1), whatever its pieces."""
    # Of the numbers 05, 15, .. there is no subtraject; 95 and 97 come after the last.
    numbers = [f"{n}0" for n in range(1, 8)]
    belongs = ["05", "10", "10", "20", "25", "50", "50", "50", "60", "65", "95", "97"]
    rows = pl.DataFrame({"subtraject_nummer": numbers})
    lines = pl.DataFrame({"subtraject_nummer": belongs, "row": range(len(belongs))})
    chunks = list(ascending_chunks(cut(rows, size), cut(lines, line_size)))
    assert [row for c in chunks for row in in_input(c)] == list(range(len(belongs)))
    for c in chunks:
        assert c.zorgactiviteiten["row"].to_list() == in_input(c)
        own = c.subtrajecten["subtraject_nummer"].to_list()
        assert own == numbers[c.first_row : c.first_row + len(own)]


@pytest.mark.parametrize("odd", ["20 ", "20\u200b"])
@pytest.mark.parametrize(
    ("side", "lines"),
    [(0, ["10", "20", "30"]), (0, ["10", "30"]), (1, ["10", "20", "30"])],
)
def test_numbers_with_something_unseen_are_not_met_in_passing(
    odd: str, side: int, lines: list[str]
) -> None:
    """They meet once they are clean, which is for who lays chunks aside."""
    numbers = [["10", "20", "30"], [*lines]]
    numbers[side][1] = odd
    rows, own = (pl.DataFrame({"subtraject_nummer": each}) for each in numbers)
    with pytest.raises(NotAscendingError):
        list(ascending_chunks(cut(rows, 3), cut(own, 3)))


def in_input(chunk: Chunk) -> list[int]:
    """Row of the input of each activity of a chunk."""
    return chunk.lines_of_input(np.arange(chunk.zorgactiviteiten.height)).tolist()


def test_spilled_chunks_give_orphans_last() -> None:
    """As ascending chunks do, so that the findings of both stand in one order."""
    rows = pl.DataFrame({"subtraject_nummer": ["b", "a", "c"]})
    lines = pl.DataFrame(
        {"subtraject_nummer": ["z", "c", "y", "b", "x"], "row": range(5)}
    )
    chunks = list(
        spilled_chunks(
            lambda: cut(rows, 1),
            lambda: cut(rows, 1),
            lambda: cut(lines, 2),
            expected=3,
        )
    )
    found = [c.zorgactiviteiten["subtraject_nummer"].to_list() for c in chunks]
    assert found == [["b"], [], ["z", "c", "y", "x"]]
    assert [in_input(c) for c in chunks] == [[3], [], [0, 1, 2, 4]]
    assert [c.first_row for c in chunks] == [0, 1, 2]


def test_spilled_chunks_of_no_subtraject_still_give_the_activities() -> None:
    rows = pl.DataFrame(schema={"subtraject_nummer": pl.String})
    lines = pl.DataFrame({"subtraject_nummer": ["z", "c"]})
    chunks = list(spilled(rows, lines))
    found = pl.concat(c.zorgactiviteiten for c in chunks)
    assert found["subtraject_nummer"].to_list() == ["z", "c"]


def test_ascending_chunks_give_orphans_at_the_end_too() -> None:
    rows = pl.DataFrame({"subtraject_nummer": ["a", "b"]})
    lines = pl.DataFrame({"subtraject_nummer": ["a", "c", "d"]})
    found = list(ascending_chunks(cut(rows, 1), cut(lines, 1)))
    given_on = pl.concat(c.zorgactiviteiten for c in found)["subtraject_nummer"]
    assert given_on.to_list() == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["b", "a"], ["a"]),
        (["a", "a"], ["a"]),
        (["a", "b", "c"], ["b", "a"]),
        # After the last subtraject the activities are still followed: one of them may
        # belong to an earlier one.
        (["a", "b"], ["a", "b", "c", "a"]),
        (["a", "c"], ["a", "c", "b"]),
        # By length the rows ascend, by text the activities: no common order.
        (["8", "9", "10"], ["10", "8", "9"]),
    ],
)
def test_ascending_chunks_of_files_that_do_not_ascend_refuse(
    rows: list[str], lines: list[str]
) -> None:
    with pytest.raises(NotAscendingError):
        list(
            ascending_chunks(
                cut(pl.DataFrame({"subtraject_nummer": rows}), 1),
                cut(pl.DataFrame({"subtraject_nummer": lines}), 1),
            )
        )


@given(
    numbers=st.lists(st.integers(0, 2_000), min_size=1, max_size=60, unique=True),
    sizes=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    data=st.data(),
)
@settings(max_examples=40)
def test_numbers_in_order_of_length_are_cut_as_they_belong(
    numbers: list[int], sizes: tuple[int, int], data: st.DataObject
) -> None:
    ordered = sorted(numbers)
    lines = sorted(data.draw(st.lists(st.sampled_from(ordered), max_size=80)))
    try:
        chunks = list(
            ascending_chunks(
                cut(pl.DataFrame({"subtraject_nummer": map(str, ordered)}), sizes[0]),
                cut(
                    pl.DataFrame(
                        {"subtraject_nummer": [str(line) for line in lines]},
                        schema={"subtraject_nummer": pl.String},
                    ),
                    sizes[1],
                ),
            )
        )
    except NotAscendingError:
        # Allowed where both orders still seem possible; the caller then lays aside.
        return
    for chunk in chunks:
        own = set(chunk.subtrajecten["subtraject_nummer"])
        assert set(chunk.zorgactiviteiten["subtraject_nummer"]) <= own
    assert sum(c.zorgactiviteiten.height for c in chunks) == len(lines)


@pytest.mark.parametrize("order", [["10", "100", "2", "20"], ["2", "10", "20", "100"]])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_files_in_the_order_of_texts_or_of_numbers_are_read_once(
    order: list[str], size: int
) -> None:
    rows = pl.DataFrame({"subtraject_nummer": order})
    lines = pl.DataFrame({"subtraject_nummer": [each for each in order for _ in "ab"]})
    chunks = list(ascending_chunks(cut(rows, 4), cut(lines, size)))
    assert [chunk.zorgactiviteiten.height for chunk in chunks] == [8]


@given(
    rows=st.lists(st.integers(0, 30), max_size=12, unique=True),
    lines=st.lists(st.integers(0, 30), max_size=30),
    is_sorted=st.tuples(st.booleans(), st.booleans()),
    sizes=st.tuples(st.integers(1, 5), st.integers(1, 8)),
)
@settings(max_examples=300)
def test_ascending_chunks_hold_every_activity_once_with_its_own_subtraject(
    rows: list[int],
    lines: list[int],
    is_sorted: tuple[bool, bool],
    sizes: tuple[int, int],
) -> None:
    rows, lines = (
        sorted(numbers) if wanted else numbers
        for numbers, wanted in zip((rows, lines), is_sorted, strict=True)
    )

    def pieces(numbers: list[int], size: int) -> Iterator[pl.DataFrame]:
        texts = pl.Series("subtraject_nummer", [f"{n:02}" for n in numbers], pl.String)
        return cut(texts.to_frame(), size)

    try:
        chunks = list(ascending_chunks(pieces(rows, sizes[0]), pieces(lines, sizes[1])))
    except NotAscendingError:
        assert rows != sorted(rows) or lines != sorted(lines)
        return
    given_on: list[str] = []
    for chunk in chunks:
        own = chunk.subtrajecten["subtraject_nummer"].to_list()
        activities = chunk.zorgactiviteiten["subtraject_nummer"].to_list()
        assert {int(n) for n in activities} & set(rows) <= {int(n) for n in own}
        if chunk.first is not None:
            bounds = zip(chunk.first.tolist(), chunk.first[1:].tolist(), strict=False)
            for nummer, (begin, end) in zip(own, bounds, strict=True):
                assert [i for i, a in enumerate(activities) if a == nummer] == list(
                    range(begin, end)
                )
            assert chunk.first[-1] == len(activities)
        given_on += activities
    assert given_on == [f"{n:02}" for n in lines]


def test_activities_of_ascending_chunks_are_found_once() -> None:
    rows, lines = part(1_000)
    rows = rows.filter(pl.col("subtraject_nummer").is_unique()).sort(
        "subtraject_nummer"
    )
    own = lines.join(rows, on="subtraject_nummer", how="semi")
    own = own.sort("subtraject_nummer", maintain_order=True)
    chunks = ascending_chunks(cut(rows, ROWS), cut(own, LINES))
    assert all(chunk.first is not None for chunk in chunks)


@pytest.mark.parametrize(
    "first", [[0, 1], [0, 2, 1, 3], [1, 1, 2, 3], [0, 1, 2, 4], [[0, 1], [2, 3]]]
)
def test_places_that_cannot_be_those_of_the_activities_are_refused(
    first: list[int],
) -> None:
    rows, lines = part(2)
    chunk = Chunk(rows.head(2), lines.head(3), first=np.array(first, np.int64))
    with pytest.raises(CallError, match="3 places that ascend from 0 to 3"):
        Grouper(example_release()).group_chunk(chunk, Wanted())


def test_chunks_without_a_number_column_name_it() -> None:
    frame = pl.DataFrame({"nummer": ["a"]})
    with pytest.raises(InputFileError, match="subtraject_nummer"):
        list(ascending_chunks([frame], [frame]))


@pytest.mark.parametrize("size", [1, 30, 70])
def test_pieces_in_runs_of_any_length_give_the_same_chunks(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("grouper.registration.chunks.SHORTEST_RUN", 50)
    rows, lines = part(1_000)
    rows = rows.filter(pl.col("subtraject_nummer").is_unique()).sort(
        "subtraject_nummer"
    )
    lines = lines.sort("subtraject_nummer", maintain_order=True)
    in_runs = pl.concat(list(cut(lines, size)), rechunk=False)
    assert in_runs.n_chunks() > 1
    uneven = in_runs.with_columns(lines["aantal"].rechunk())
    expected = list(ascending_chunks(cut(rows, ROWS), [lines.rechunk()]))
    for frame in (in_runs, uneven):
        found = list(ascending_chunks(cut(rows, ROWS), [frame]))
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_frame_equal(one.zorgactiviteiten, other.zorgactiviteiten)
