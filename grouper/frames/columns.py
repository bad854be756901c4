"""Columns of few distinct values, made from the number of each row's value.

A number costs a fraction of its text, so texts are looked up when they are written.
"""

from functools import cache, lru_cache

import numpy as np
import polars as pl

from grouper.compiled.arrays import U8
from grouper.compiled.structure import Array

ABSENT = 255
"""In place of the number of a value of an Enum: null."""


def repeated(value: int, n: int, dtype: pl.DataType) -> pl.Series:
    """A column of one value, part of one that is kept: every chunk asks for it."""
    return _kept(value, 1 << n.bit_length(), dtype)[:n]


@lru_cache(maxsize=8)
def _kept(value: int, n: int, dtype: pl.DataType) -> pl.Series:
    return pl.repeat(value, n, dtype=dtype, eager=True)


def with_null(texts: pl.Series) -> pl.Series:
    """A column of distinct texts with a null behind them, to look up by number."""
    # In one run of memory: of several, each look-up takes twice the time.
    return texts.extend_constant(None, 1).rechunk()


def text_column(name: str, texts: pl.Series, number: Array) -> pl.Series:
    """Column of texts by number; a negative number is null."""
    is_absent = number < 0
    if is_absent.any():
        number = np.where(is_absent, len(texts), number)
        texts = with_null(texts)
    return texts.gather(pl.Series(number.astype(np.uint32))).alias(name)


def coded_column(texts: pl.Series) -> pl.Series:
    """A column of texts as an Enum of those that occur in it."""
    own = pl.Enum(texts.drop_nulls().unique(maintain_order=True))
    return texts.cast(own).rechunk()


def enum_column(name: str, number: U8, schema: pl.Schema) -> pl.Series:
    """Column of ``schema``, an Enum, by number; ``ABSENT`` is null."""
    dtype = schema[name]
    assert isinstance(dtype, pl.Enum)
    return _values(dtype)[pl.Series(number)].alias(name)


@cache
def _values(dtype: pl.Enum) -> pl.Series:
    """The values of an Enum by number, up to ``ABSENT``, which is null."""
    values = pl.Series(dtype.categories, dtype=dtype)
    return values.extend_constant(None, ABSENT + 1 - len(values)).rechunk()
