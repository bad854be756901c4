"""Rows are found by their hash; the answer is that of what they say."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.eigenrisico.plaatsen import is_among, plaatsen

SCHEMA = {"a": pl.String, "b": pl.Int64}
rows = st.lists(
    st.tuples(st.sampled_from([None, "", "x", "y", "é"]), st.sampled_from([None, 1, 2]))
)


def frame(found) -> pl.DataFrame:
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


@given(rows, rows)
def test_place_of_each_row(some, others):
    others = list(dict.fromkeys(others))
    wanted = [others.index(row) if row in others else None for row in some]
    assert plaatsen(frame(some), frame(others)).to_list() == wanted


@given(st.lists(st.integers(0, 5000), max_size=300), st.integers(1, 3000))
def test_place_among_many(some, many):
    among = pl.DataFrame({"a": range(many)})
    found = plaatsen(pl.DataFrame({"a": some}, schema={"a": pl.Int64}), among)
    assert found.to_list() == [each if each < many else None for each in some]


@pytest.mark.parametrize(
    "hashes",
    [
        pytest.param(lambda frame: [7] * frame.height, id="all the same"),
        # Each finds the first row, which is another one.
        pytest.param(lambda frame: range(frame.height), id="of another"),
        pytest.param(
            lambda frame: [2**64 - 1 - n for n in range(frame.height)], id="the largest"
        ),
    ],
)
def test_hash_that_says_nothing_changes_no_answer(monkeypatch, hashes):
    def hash_rows(self) -> pl.Series:
        return pl.Series(list(hashes(self)), dtype=pl.UInt64)

    monkeypatch.setattr(pl.DataFrame, "hash_rows", hash_rows)
    some, others = frame([("y", 1), ("x", 1), ("x", 2)]), frame([("x", 1), ("y", 1)])
    assert plaatsen(some, others).to_list() == [1, 0, None]


def test_hash_finds_what_is_there_at_once(monkeypatch):
    monkeypatch.setattr(pl.DataFrame, "join", None)
    some, others = frame([("y", 1), (None, 1), ("x", 2)]), frame([(None, 1), ("y", 1)])
    assert plaatsen(some, others).to_list() == [1, 0, None]


def test_values_of_which_one_is_among_some():
    values = pl.Series(["a", None, "b"])
    assert is_among(values, pl.Series(["b", None])).to_list() == [False, True, True]
    assert is_among(values.clear(), pl.Series(["b"])).to_list() == []
