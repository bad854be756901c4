"""Turn the texts of XML elements into typed columns; find the ones that fail.

It knows dtypes and how the NZa writes them, not XML and not what the values mean.
Absent, empty and blank elements are all null (RZ17a has the first two).
"""

from collections.abc import Iterator, Sequence

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


def parse_cells(columns: Sequence[Column], texts: pl.DataFrame) -> pl.DataFrame:
    """Parse the texts of some columns.

    Texts and codes are kept to the letter: leading zeros, case and spaces inside carry
    meaning. A blank around a code, or a sign in it that is not ASCII (many take no ink,
    or look like one that is), would make it another code, so that is not read.

    Args:
        columns: What the columns hold.
        texts: A text column per column, null where the element was absent.

    Returns:
        The same columns with the dtype of their kind. A cell is null where there is no
        text and where the text cannot be read: see ``find_faulty``.
    """
    return texts.select(_parse(column) for column in columns)


def find_faulty(
    columns: Sequence[Column], texts: pl.DataFrame, cells: pl.DataFrame
) -> Iterator[tuple[int, str, bool]]:
    """Yield what each text that is not read, and each required cell without one, lacks.

    Yields row position, problem, and whether there is a text.

    Args:
        columns: What the columns hold.
        texts: The texts.
        cells: What ``parse_cells`` made of them.
    """
    wanted = texts.select(
        pl.len().alias(column.name) if column.required else _has_text(column).sum()
        for column in columns
    ).row(0)
    filled = cells.select(pl.all().count()).row(0)
    for column, want, have in zip(columns, wanted, filled, strict=True):
        if have == want:
            continue
        is_wanted = pl.lit(True) if column.required else _has_text(column)
        lacking = texts.select(is_wanted & cells[column.name].is_null()).to_series()
        for position in lacking.arg_true():
            text = texts[column.name][position]
            if text is None or not text.strip():
                problem = f"{column.element} is absent or empty, but required"
                yield position, problem, False
            else:
                expected = _EXPECTED[column.kind]
                if column.kind is Kind.CODE and not text.isascii():
                    expected = "a code of plain signs (ASCII)"
                problem = f"{column.element} is {text!r}; expected {expected}"
                yield position, problem, True


def _has_text(column: Column) -> pl.Expr:
    return pl.col(column.name).str.strip_chars() != ""


def _parse(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    stripped = text.str.strip_chars()
    match column.kind:
        case Kind.TEXT:
            return pl.when(stripped != "").then(text)
        case Kind.CODE:
            is_plain = ~text.str.contains("[^ -~]")
            return pl.when((stripped != "") & (stripped == text) & is_plain).then(text)
        case Kind.FLAG:
            return pl.when(stripped.is_in(["0", "1"])).then(stripped == "1")
        case Kind.ID | Kind.COUNT:
            digits = pl.when(stripped.str.contains("^-?[0-9]+$")).then(stripped)
            return digits.cast(column.kind.dtype, strict=False)
        case Kind.DATE:
            # Chrono would also take 2012-1-1, +2012-1-01 and 2012- 1-01.
            is_iso = stripped.str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
            iso = pl.when(is_iso).then(stripped)
            plain = pl.when(stripped.str.contains("^[0-9]{8}$")).then(stripped)
            return pl.coalesce(
                iso.str.to_date("%Y-%m-%d", strict=False),
                plain.str.to_date("%Y%m%d", strict=False),
            )
