"""Check that a key names one row: in all, or on any one day.

Keys are compared zero-filled, as every lookup does (DESIGN decision 6): a release in
which that would merge two codes on one day is refused here.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from productstructure.faults import describe_rows
from productstructure.schema import CODE_WIDTHS, TABLES, Table

OPEN_END = date(9999, 12, 31)
"""Stands for an absent einddatum where dates are compared."""


def fill_code(column: str) -> pl.Expr:
    """Column with its code zero-filled to its width, if it has one."""
    if column not in CODE_WIDTHS:
        return pl.col(column)
    return pl.col(column).str.zfill(CODE_WIDTHS[column])


def check_keys(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per row whose key another row has too (on the same day)."""
    for table in TABLES:
        frame = tables[table.name]
        window = ("begindatum", "einddatum") if table.valid else ()
        keyed = (
            frame.with_row_index()
            .select("index", *map(fill_code, table.key), *window)
            .filter(pl.struct(table.key).is_duplicated())
        )
        rows = _find_overlaps(table, keyed) if table.valid else keyed["index"]
        what = " on the same day" if table.valid else ""
        yield from describe_rows(
            table.name,
            frame,
            rows,
            ["begindatum", "einddatum"] if table.valid else list(table.key),
            f"Another row has the same key{what}, codes filled with zeros; expected"
            " one. Two releases were mixed, or the file was changed.",
        )


def _find_overlaps(table: Table, keyed: pl.DataFrame) -> pl.Series:
    """Positions of the rows that begin before an earlier row of their key has ended."""
    ended = pl.col("einddatum").fill_null(OPEN_END).shift().over(table.key)
    return (
        keyed.sort(*table.key, "begindatum")
        .filter(pl.col("begindatum") <= ended)
        .get_column("index")
    )
