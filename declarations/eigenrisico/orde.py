"""In which order do posts come, and what do those before a post come to?

Of a ledger of millions of posts a sort of texts is most of the work. Here it goes by
numbers, eight bytes of a text at a time.

Dutch terms: orde (places of rows, one after the other), rang (place in an order).
"""

from itertools import takewhile

import numpy as np
import numpy.typing as npt
import polars as pl

from declarations.eigenrisico._orde import sort_numbers

Getallen = npt.NDArray[np.int64]

_MANY = 1 << 12
"""From here on words are faster than texts."""
_WORD = 8
_MOST_WORDS = 6
_NUL = "\0"


def op_tekst(texts: pl.Series) -> pl.Series:
    """Order of texts, each once, by their bytes."""
    if texts.len() < _MANY:
        return texts.arg_sort().rename("plaats")
    return _by_words(texts)


def _by_words(texts: pl.Series) -> pl.Series:
    """The same order of many texts, from their last word to their first."""
    ends = zip(str(texts.min()), str(texts.max()), strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], ends)))
    text = pl.col("tekst")
    is_plain, longest = (
        texts.to_frame("tekst")
        .select(
            (text.str.len_bytes() == text.str.len_chars()).all()
            & ~text.str.contains(_NUL, literal=True).any(),
            text.str.len_bytes().max().alias("longest"),
        )
        .row(0)
    )
    words = max(-(-(longest - shared) // _WORD), 1)
    if not is_plain or words > _MOST_WORDS:
        return texts.arg_sort().rename("plaats")
    order: pl.Series | None = None
    for word in reversed(range(words)):
        part = texts.str.slice(shared + word * _WORD, _WORD).str.pad_end(_WORD, _NUL)
        number = part.cast(pl.Binary).bin.reinterpret(dtype=pl.UInt64, endianness="big")
        # What is equal in a word stays as the words behind it have it.
        order = op_getal(number, order)
    assert order is not None
    return order


def op_getal(numbers: pl.Series, order: pl.Series | None = None) -> pl.Series:
    """Order of numbers from small to large; equal ones stay as ``order`` has them.

    None may be null.
    """
    keys = _unsigned(numbers if order is None else numbers.gather(order))
    places = (
        np.arange(keys.size, dtype=np.uint32)
        if order is None
        else order.to_numpy().astype(np.uint32)
    )
    others = np.empty_like(keys), np.empty_like(places)
    is_other = sort_numbers(keys, places, *others)
    return pl.Series("plaats", others[1] if is_other else places)


def _unsigned(numbers: pl.Series) -> npt.NDArray[np.uint64]:
    """Numbers of the same order that are not below zero, which may be written over."""
    keys = numbers.to_numpy()
    if numbers.dtype.is_unsigned_integer():
        return keys.astype(np.uint64)
    return keys.astype(np.int64).view(np.uint64) ^ np.uint64(1 << 63)


def rang_van(order: pl.Series) -> pl.Series:
    """The place that each row has in an order."""
    rank = np.empty(order.len(), dtype=np.uint32)
    rank[order.to_numpy()] = np.arange(order.len(), dtype=np.uint32)
    return pl.Series("rang", rank)


def begins(keys: Getallen) -> Getallen:
    """Where runs of equal keys begin."""
    is_other = np.ones(keys.size, dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_other[1:])
    return np.flatnonzero(is_other)


def spread_out(starts: Getallen, height: int) -> Getallen:
    """Number of the run that each of so many rows is of."""
    is_start = np.zeros(height, dtype=bool)
    is_start[starts] = True
    return np.cumsum(is_start) - 1


def som_per_run(values: Getallen, starts: Getallen) -> Getallen:
    """Sum of the values of each run."""
    return np.add.reduceat(values, starts) if starts.size else values[:0]


def som_tot(values: Getallen, starts: Getallen) -> Getallen:
    """Sum up to and with each value, within the run that it is of.

    Exact while the sum of one run is: what all before it come to is taken off again,
    also where that did not fit.
    """
    so_far = np.cumsum(values)
    before = so_far[starts] - values[starts]
    return so_far - before[spread_out(starts, values.size)]
