"""Turn the texts of one XML element into a typed column; find the ones that fail.

It knows dtypes and how the NZa writes them, not XML and not what the values mean.
Absent, empty and blank elements are all null (grouper.md 7.1).
"""

import polars as pl

from productstructure.schema import Column, Kind

_EXPECTED = {
    Kind.TEXT: "text",
    Kind.CODE: "a code without blanks around it",
    Kind.ID: "a whole number of at most 18 digits",
    Kind.COUNT: "a whole number up to 2147483647",
    Kind.FLAG: "0 or 1",
    Kind.DATE: "a date that exists, as JJJJ-MM-DD or JJJJMMDD",
}


def parse_cells(column: Column, texts: pl.Series) -> pl.Series:
    """Parse the texts of a column.

    Texts and codes are kept to the letter: leading zeros, case and spaces inside carry
    meaning. A blank around a code would make it another code, so that is not read.

    Args:
        column: What the column holds.
        texts: One text per row; null where the element was absent.

    Returns:
        A series named ``column.name`` of dtype ``column.kind.dtype``. It is null where
        there is no text and where the text cannot be read: see ``find_faulty``.
    """
    texts = texts.alias(column.name)
    stripped = texts.str.strip_chars()
    match column.kind:
        case Kind.TEXT:
            return texts.set(stripped == "", None)
        case Kind.CODE:
            return texts.set((stripped == "") | (stripped != texts), None)
        case Kind.DATE:
            return _parse_dates(stripped)
        case Kind.FLAG:
            return stripped.replace_strict(
                {"0": False, "1": True}, default=None, return_dtype=pl.Boolean
            )
        case Kind.ID | Kind.COUNT:
            is_integer = stripped.str.contains("^-?[0-9]+$")
            return stripped.set(~is_integer, None).cast(column.kind.dtype, strict=False)


def find_faulty(column: Column, texts: pl.Series, cells: pl.Series) -> pl.Series:
    """Return the positions where a text was not read, or a required one lacks."""
    if column.required:
        return cells.is_null().arg_true()
    has_text = texts.str.strip_chars() != ""
    return (cells.is_null() & has_text.fill_null(False)).arg_true()


def describe_faulty(column: Column, text: str | None) -> str:
    """Say what is wrong with one text and what was expected."""
    if text is None or not text.strip():
        return f"{column.element} is absent or empty, but required"
    return f"{column.element} is {text!r}; expected {_EXPECTED[column.kind]}"


def _parse_dates(texts: pl.Series) -> pl.Series:
    """Parse the few different dates of a column once each."""
    different = texts.unique()
    length = different.str.len_chars()
    # The lengths keep out what chrono would also take, such as 2012-1-1.
    iso = different.set(length != 10, None).str.to_date("%Y-%m-%d", strict=False)
    plain = different.set(length != 8, None).str.to_date("%Y%m%d", strict=False)
    return texts.replace_strict(
        different, iso.zip_with(iso.is_not_null(), plain), return_dtype=pl.Date
    )
