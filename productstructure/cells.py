"""Turn the texts of one XML element into a typed column; name the ones that fail.

It knows dtypes and how the NZa writes them, not XML and not what the values mean.
"""

import polars as pl

from productstructure.schema import Column, Kind

_EXPECTED = {
    Kind.TEXT: "text",
    Kind.CODE: "a code",
    Kind.ID: "a whole number of at most 18 digits",
    Kind.COUNT: "a whole number up to 2147483647",
    Kind.FLAG: "0 or 1",
    Kind.DATE: "a date as JJJJ-MM-DD or JJJJMMDD",
}


def parse_cells(column: Column, texts: pl.Series) -> pl.Series:
    """Parse the texts of a column.

    Absent, empty and blank elements are null (grouper.md 7.1). Texts and codes are kept
    to the letter: leading zeros, case and inner spaces carry meaning.

    Args:
        column: What the column holds.
        texts: One text per row, null where the element was absent or empty.

    Returns:
        A series named ``column.name`` of dtype ``column.kind.dtype``; null also where
        the text cannot be read.
    """
    texts = texts.alias(column.name)
    kind = column.kind
    if kind in (Kind.TEXT, Kind.CODE):
        return _blank_to_null(texts)
    texts = texts.str.strip_chars()
    if kind is Kind.DATE:
        return _parse_dates(texts)
    if kind is Kind.FLAG:
        return texts.replace_strict(
            {"0": False, "1": True}, default=None, return_dtype=pl.Boolean
        )
    digits = texts.str.contains(r"^-?[0-9]+$")
    return texts.set(~digits, None).cast(kind.dtype, strict=False)


def find_faulty(column: Column, texts: pl.Series, cells: pl.Series) -> pl.Series:
    """Return the positions where a text could not be read or a required one lacks."""
    if column.required:
        return cells.is_null().arg_true()
    if cells.null_count() == texts.null_count():
        return pl.Series(dtype=pl.UInt32)
    return (cells.is_null() & _blank_to_null(texts).is_not_null()).arg_true()


def describe_faulty(column: Column, text: str | None) -> str:
    """Say what is wrong with one text and what was expected."""
    if text is None or not text.strip():
        return f"{column.source} is absent or empty, but required"
    return f"{column.source} is {text!r}; expected {_EXPECTED[column.kind]}"


def _blank_to_null(texts: pl.Series) -> pl.Series:
    blank = texts.str.strip_chars() == ""
    return texts.set(blank, None) if blank.any() else texts


def _parse_dates(texts: pl.Series) -> pl.Series:
    dates = (
        texts.unique()
        .to_frame()
        .select(
            text=pl.first(),
            # The lengths keep out what chrono would also take, such as 2012-1-1.
            day=pl.when(pl.first().str.len_chars() == 10)
            .then(pl.first().str.to_date("%Y-%m-%d", strict=False))
            .when(pl.first().str.len_chars() == 8)
            .then(pl.first().str.to_date("%Y%m%d", strict=False)),
        )
    )
    return texts.replace_strict(dates["text"], dates["day"], return_dtype=pl.Date)
