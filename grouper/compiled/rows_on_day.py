"""Which row of a reference table counts for a key on a day?

Of several releases the one in force on the day is asked (``releasekeuze``); on a day
for which none is meant nothing is known. Codes are zero-filled on both sides.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from grouper.compiled.releasekeuze import Days, choose_release, is_in_force
from grouper.compiled.structure import CompiledStructure
from productstructure.schema import CODE_WIDTHS, TABLE_BY_NAME

_DAG = "dag"


def is_covered(releases: Sequence[CompiledStructure], days: pl.Series) -> pl.Series:
    """Whether any release is meant for each day; False where the day is null."""
    covered = np.zeros(len(days), bool)
    for release in releases:
        covered |= is_in_force(release, _numbers(days))
    return pl.Series(covered) & days.is_not_null()


def rows_on(
    releases: Sequence[CompiledStructure],
    table: str,
    keys: pl.DataFrame,
    columns: Sequence[str] = (),
) -> pl.DataFrame:
    """Find the row that is valid for each key on its day.

    Args:
        releases: Compiled releases; none is allowed.
        table: Name of a table whose rows have a begindatum and an einddatum.
        keys: Column ``dag`` (Date), and codes in the columns of the table's key; a null
            code has no row.
        columns: Columns of the table to take along, null where no row is valid.

    Returns:
        As many rows as ``keys``, in its order: ``is_covered`` (a release is in force on
        the day), ``is_valid`` (it has a row for the key on that day) and ``columns``.
    """
    days = keys[_DAG]
    covered = is_covered(releases, days)
    row = np.full(keys.height, -1, np.int32)
    if not releases:
        return pl.DataFrame({"is_covered": covered, "is_valid": row >= 0})
    names = list(TABLE_BY_NAME[table].key)
    padded = [pl.col(name).str.zfill(CODE_WIDTHS.get(name, 0)) for name in names]
    asked = keys.select(padded)
    chosen = choose_release(releases, _numbers(days))
    tables = [release.tables[table].with_columns(padded) for release in releases]
    first = np.cumsum([0, *(rows.height for rows in tables)])
    for place, (release, rows) in enumerate(zip(releases, tables, strict=True)):
        mine = np.flatnonzero(covered.to_numpy() & (chosen == place))
        found = _rows_of(release, rows, names, asked[mine], days[mine])
        row[mine] = np.where(found >= 0, found + np.int32(first[place]), np.int32(-1))
    picked = pl.Series(row)
    is_valid = picked >= 0
    all_rows = pl.concat([rows.select(columns) for rows in tables])
    return pl.DataFrame({"is_covered": covered, "is_valid": is_valid}).with_columns(
        all_rows[name].gather(picked.set(~is_valid, None)) for name in columns
    )


def _rows_of(
    release: CompiledStructure,
    rows: pl.DataFrame,
    names: list[str],
    asked: pl.DataFrame,
    days: pl.Series,
) -> Days:
    """Row of one release for each key on its day; -1 for none."""
    book = rows.select(names).unique().with_row_index("number")
    number_of_row = rows.select(names).join(
        book, on=names, how="left", maintain_order="left"
    )["number"]
    number = asked.join(book, on=names, how="left", maintain_order="left")["number"]
    at = release.windows.row_at(
        rows, number_of_row.cast(pl.Int64).to_numpy(), book.height
    )
    window = np.searchsorted(release.windows.first_day, _numbers(days), "right") - 1
    found: Days = at[window, number.fill_null(0).to_numpy()]
    return np.where(
        (window >= 0) & number.is_not_null().to_numpy(), found, np.int32(-1)
    )


def _numbers(days: pl.Series) -> Days:
    return days.to_physical().fill_null(0).cast(pl.Int32).to_numpy()
