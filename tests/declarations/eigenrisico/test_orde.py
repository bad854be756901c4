"""Orders and running sums go by numbers; they are those of texts and of each run."""

from random import Random

import numpy as np
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from declarations.eigenrisico.orde import (
    _by_words,
    begins,
    op_getal,
    op_tekst,
    rang_van,
    som_per_run,
    som_tot,
)

texts = st.lists(
    st.one_of(st.text(max_size=20), st.from_regex(r"\A06990002/R[0-9]{1,9}(-C)?\Z")),
    min_size=2,
    max_size=30,
    unique=True,
)
LARGEST = 2**63 - 1


@given(texts)
@example(["a", "ab", "a\0"])
@example(["06990002/R1-C", "06990002/R1", "06990002/R10"])
@example(["é", "e", "eé"])
@example(["a" * 60, "b" * 60, "a" * 59])
def test_texts_are_ordered_by_their_bytes(found):
    wanted = sorted(found, key=str.encode)
    values = pl.Series(found)
    for order in (_by_words, op_tekst):
        assert [found[place] for place in order(values)] == wanted


def test_numbers_that_are_equal_stay_as_they_were():
    numbers = pl.Series([2, 1, 2, 1])
    assert op_getal(numbers).to_list() == [1, 3, 0, 2]
    assert op_getal(numbers, pl.Series([3, 2, 1, 0])).to_list() == [3, 1, 2, 0]
    assert rang_van(pl.Series([2, 0, 1])).to_list() == [1, 2, 0]


@given(
    st.lists(st.integers(-LARGEST - 1, LARGEST) | st.integers(-2, 300), max_size=300),
    st.randoms(use_true_random=False),
)
@example([-1, 0, 1, -LARGEST - 1, LARGEST], Random(1))
@example([], Random(1))
def test_numbers_are_ordered_over_all_their_bytes_and_signs(numbers, chance):
    wanted = sorted(range(len(numbers)), key=numbers.__getitem__)
    values = pl.Series(numbers, dtype=pl.Int64)
    assert op_getal(values).to_list() == wanted
    before = list(range(len(numbers)))
    chance.shuffle(before)
    order = pl.Series(before, dtype=pl.UInt32)
    wanted = sorted(before, key=numbers.__getitem__)
    assert op_getal(values, order).to_list() == wanted
    # What was asked stays as it was.
    assert values.to_list() == numbers
    assert order.to_list() == before


@given(st.lists(st.integers(2**64 - 300, 2**64 - 1) | st.integers(0, 300)))
def test_unsigned_numbers_are_ordered_to_their_last_bit(numbers):
    values = pl.Series(numbers, dtype=pl.UInt64)
    assert [numbers[place] for place in op_getal(values)] == sorted(numbers)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**61)), max_size=20))
def test_sums_are_of_a_run_also_where_all_together_do_not_fit(rows):
    keys, values = (
        np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1)
    )
    starts = begins(keys)
    so_far, total = [], []
    for number, (key, value) in enumerate(rows):
        is_new = number == 0 or rows[number - 1][0] != key
        so_far.append(value if is_new else so_far[-1] + value)
        total = [*total, value] if is_new else [*total[:-1], total[-1] + value]
    if max(total, default=0) > LARGEST:
        return
    assert som_tot(values, starts).tolist() == so_far
    assert som_per_run(values, starts).tolist() == total
