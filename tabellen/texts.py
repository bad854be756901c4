"""Keys and codes as people give them: without what nobody sees or means.

Blanks around a text, and characters without width anywhere in it, are never part of a
key or code: a byte order mark, a no-break blank or a zero-width space comes along from
a web page or a spreadsheet. A text of nothing else is absent.
"""

import polars as pl

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

_NOTHING = r"(?i)^(?:null|none|nan|nat|<?na>?|n\.?v\.?t\.?|-+|0+(?:\.0+)?)$"

LARGEST_WHOLE_FLOAT = 2**53
"""From here on a float no longer tells one whole number from the next."""


def cleaned(text: pl.Expr) -> pl.Expr:
    """A key or code without blanks around it and invisible characters; else null."""
    bare = text.str.replace_all(INVISIBLE, "").str.strip_chars()
    return pl.when(bare != "").then(bare)


def is_unclean(text: pl.Expr) -> pl.Expr:
    """Whether ``cleaned`` changes a text; an empty one is absent, and not unclean."""
    return ((text != "") & text.ne_missing(cleaned(text))).fill_null(value=False)


def present(key: pl.Expr) -> pl.Expr:
    """A cleaned key, or null where it is a word for nothing.

    For numbers that may be absent and by which rows are linked: an export that writes
    NULL, nan, None, n.v.t., - or 0 for no value would else link all such rows.
    """
    return pl.when(~key.str.contains(_NOTHING)).then(key)


def key_text(column: pl.Series, table: str) -> pl.Series:
    """A column of keys as text, whatever its type; whole numbers without a fraction.

    Args:
        column: Text, categories, integers, floats or decimals.
        table: Name of the table, for the error.

    Returns:
        String; a NaN is absent. Texts are as they came, numbers have no zeros in front.

    Raises:
        InputFileError: A number is not whole, or a float too large to be certain of; or
            the column holds no keys at all.
    """
    dtype = column.dtype
    if dtype == pl.String:
        return column
    if dtype.is_float() or dtype.is_decimal():
        return _whole_text(column, table)
    if dtype.is_integer() or isinstance(dtype, pl.Categorical | pl.Enum | pl.Null):
        return column.cast(pl.String)
    raise InputFileError(
        f"{table}: column {column.name} has type {dtype}; expected text or whole "
        "numbers."
    )


def _whole_text(column: pl.Series, table: str) -> pl.Series:
    if column.dtype.is_float():
        column = column.fill_nan(None)
        certain = column.abs() <= LARGEST_WHOLE_FLOAT
        if not certain.all():
            count = int((~certain).sum())
            raise InputFileError(
                f"{table}: column {column.name} holds floats above 2^53, which are no "
                f"longer exact: {count} row(s), the first is row "
                f"{int((~certain).arg_true()[0]) + 1}. Write the numbers as text."
            )
    whole = column.cast(pl.Int128 if column.dtype.is_decimal() else pl.Int64)
    broken = whole.cast(column.dtype, strict=False).ne_missing(column)
    if broken.any():
        raise InputFileError(
            f"{table}: column {column.name} holds numbers that are not whole: "
            f"{int(broken.sum())} row(s), the first is row "
            f"{int(broken.arg_true()[0]) + 1}. Write the numbers as text."
        )
    return whole.cast(pl.String)
