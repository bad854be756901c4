"""Check that a key names one row: in all, or on any one day.

Keys are compared zero-filled, as every lookup does (docs/decisions.md 6): a release in
which that would merge two codes on one day is refused here.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from productstructure.checks.faults import MIXED, describe_rows
from productstructure.schema import CODE_WIDTHS, TABLES, Table

OPEN_END = date(9999, 12, 31)
"""Stands for an absent einddatum where dates are compared."""


def fill_code(column: str) -> pl.Expr:
    """Column with its code zero-filled to its width, if it has one."""
    if column not in CODE_WIDTHS:
        return pl.col(column)
    return pl.col(column).str.zfill(CODE_WIDTHS[column])


def check_keys(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per row whose key an earlier row has too (on the same day)."""
    for table in TABLES:
        frame = tables[table.name]
        doubled = _find_doubled(table, frame)
        if doubled.is_empty():
            continue
        on_day = " on this begindatum" if table.valid else ""
        filled = " (zero-filled)" if CODE_WIDTHS.keys() & set(table.key) else ""
        problem = pl.format(
            f"Row {{}} has the same key{filled}{on_day}; expected one row. {MIXED}",
            pl.col("other_index") + 1,
        )
        yield from describe_rows(
            table.name,
            frame,
            doubled["index"],
            ["begindatum", "einddatum"] if table.valid else table.key,
            doubled.select(problem).to_series(),
        )


def _find_doubled(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Find the rows that double another one.

    Returns:
        At least the columns index (of the row) and other_index (of the row before it
        when sorted by key and begindatum), counted from 0.
    """
    window = ("begindatum", "einddatum") if table.valid else ()
    row_before = pl.col("index", *window).shift().over(table.key)
    doubled = (
        frame.lazy()
        .with_row_index()
        .select("index", *map(fill_code, table.key), *window)
        .filter(pl.struct(table.key).is_duplicated())
        .sort(*table.key, *window[:1], "index")
        .with_columns(row_before.name.prefix("other_"))
        .drop_nulls("other_index")
    )
    if table.valid:
        other_end = pl.col("other_einddatum").fill_null(OPEN_END)
        doubled = doubled.filter(pl.col("begindatum") <= other_end)
    return doubled.collect()
