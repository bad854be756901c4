"""Chunks of a batch give what the whole batch gives, in any order of its files."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from example import example_batch, example_release
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from grouper import Grouper
from grouper.chunks import Chunk, NotAscendingError, ascending_chunks, spilled_chunks
from productstructure.errors import InputFileError

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
    return pl.concat(
        grouper.group(c.subtrajecten, c.zorgactiviteiten, doubles=c.doubles).grouped
        for c in chunks
    )


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


def test_chunks_without_a_number_column_name_it() -> None:
    frame = pl.DataFrame({"nummer": ["a"]})
    with pytest.raises(InputFileError, match="subtraject_nummer"):
        list(ascending_chunks([frame], [frame]))


@pytest.mark.parametrize("size", [1, 30, 70])
def test_pieces_in_runs_of_any_length_give_the_same_chunks(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("grouper.chunks.SHORTEST_RUN", 50)
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
