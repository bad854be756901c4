"""Keys and codes as people give them: without what nobody sees or means.

Blanks around a text, and characters without width anywhere in it, are never part of a
key or code: a byte order mark, a no-break blank or a zero-width space comes along from
a web page or a spreadsheet. A text of nothing else is absent.
"""

import re
from typing import TypeVar

import polars as pl

from tabellen.calltypes import checks_types, require_columns
from tabellen.errors import InputFileError

INVISIBLE = (
    "["
    "\\x00-\\x1f\\x7f-\\x9f"  # control characters
    "\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000"  # blanks that do not break
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0"
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb"
    "]"
)
"""Pattern of one character that takes no ink; the ordinary blank is not among them."""

NOTHING = r"(?i)^(?:null|none|nan|nat|<?na>?|n\.?v\.?t\.?|-+|0+(?:\.0+)?)$"
"""Pattern of a cleaned text that is a word for nothing; see ``present``."""

SCIENTIFIC = r"^\s*[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]+\s*$"
"""Pattern of a long number that a spreadsheet has rounded: 1,5E+11."""

LARGEST_WHOLE_FLOAT = 2**53
"""From here on a float no longer tells one whole number from the next."""

LARGEST_WHOLE_FLOAT32 = 2**24
"""The same of a float of 32 bits: not yet a BSN, an AGB code or a day jjjjmmdd."""
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


@checks_types
def cleaned(text: pl.Expr) -> pl.Expr:
    """A key or code without blanks around it and invisible characters; else null."""
    bare = text.str.replace_all(INVISIBLE, "").str.strip_chars()
    return pl.when(bare != "").then(bare)


def bare_text(text: str) -> str:
    """``cleaned`` of one text; empty where nothing is left."""
    return re.sub(INVISIBLE, "", text).strip()


@checks_types
def is_unclean(text: pl.Expr) -> pl.Expr:
    """Whether ``cleaned`` changes a text; an empty one is absent, and not unclean."""
    return ((text != "") & text.ne_missing(cleaned(text))).fill_null(value=False)


@checks_types
def present(key: pl.Expr) -> pl.Expr:
    """A cleaned key, or null where it is a word for nothing.

    For numbers that may be absent and by which rows are linked: an export that writes
    NULL, nan, None, n.v.t., - or 0 for no value would else link all such rows.
    """
    return pl.when(~key.str.contains(NOTHING)).then(key)


@checks_types
def key_text(column: pl.Series, table: str) -> pl.Series:
    """A column of keys as text; see ``with_text_key``."""
    return with_text_key(column.to_frame(), column.name, table)[column.name]


@checks_types
def with_text_key(frame: Frame, name: str, table: str) -> Frame:
    """A table whose keys are text, whatever they were; whole numbers without fraction.

    Args:
        frame: Any table; of a LazyFrame floats and decimals are looked at here.
        name: Its column of keys: text, categories, integers, floats or decimals.
        table: Name of the table, for the error.

    Returns:
        The table with a String column; a NaN is absent. Texts are as they came, numbers
        have no zeros in front.

    Raises:
        InputFileError: A number is not whole, or a float too large to be certain of; or
            the column holds no keys at all.
        CallError: The column is absent.
    """
    require_columns(frame, {name: pl.String}, table)
    dtype = frame.collect_schema()[name]
    key = pl.col(name)
    if dtype == pl.String:
        return frame
    if dtype.is_integer() or isinstance(dtype, pl.Categorical | pl.Enum | pl.Null):
        return frame.with_columns(key.cast(pl.String))
    if not (dtype.is_float() or dtype.is_decimal()):
        raise InputFileError(
            f"{table}: column {name} has type {dtype}; expected text or whole numbers."
        )
    if dtype.is_float():
        key = key.fill_nan(None)
        _refuse_any(
            frame.select(is_inexact(key, dtype)),
            f"{table}: column {name} holds floats above {_power(dtype)}, no longer "
            "exact",
        )
    whole = key.cast(pl.Int128 if dtype.is_decimal() else pl.Int64)
    _refuse_any(
        frame.select(whole.cast(dtype).ne_missing(key)),
        f"{table}: column {name} holds numbers that are not whole",
    )
    return frame.with_columns(whole.cast(pl.String))


def is_inexact(number: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether a float may stand for several whole numbers."""
    largest = LARGEST_WHOLE_FLOAT32 if dtype == pl.Float32 else LARGEST_WHOLE_FLOAT
    return number.abs() > largest


def refuse_inexact(column: pl.Series, table: str) -> None:
    """Refuse a column of floats of which some may stand for several whole numbers.

    Raises:
        InputFileError: Some do; a code, number or day would be another one.
    """
    if column.dtype.is_float():
        _refuse_any(
            column.fill_nan(None)
            .to_frame()
            .select(is_inexact(pl.first(), column.dtype)),
            f"{table}: column {column.name} holds floats above "
            f"{_power(column.dtype)}, no longer exact",
        )


def _power(dtype: pl.DataType) -> str:
    return "2^24" if dtype == pl.Float32 else "2^53"


def _refuse_any(marks: pl.DataFrame | pl.LazyFrame, what: str) -> None:
    """Refuse a table of which some rows are marked."""
    mark = pl.first()
    look = marks.lazy().select(count=mark.sum(), first=mark.arg_true().first())
    count, first = look.collect(engine="streaming").row(0)
    if count:
        raise InputFileError(
            f"{what}: {count:,} row(s), the first is row {first + 1}. Write the "
            "numbers as text."
        )
