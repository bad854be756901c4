"""Split what a record has no room for over more of them.

Source: ZH308 v9.0 0426 and 1614: above 9999 the rest goes into another record, of a
prestatie with another prestatievolgnummer.
"""

import polars as pl

from declarations.factuur.redenen import MAX_AANTAL


def split(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose ``aantal`` is at most 9999; together they count the same.

    Args:
        rows: With ``aantal``, whole and above nought.

    Returns:
        Each row as often as it needs, in its place, full ones first.
    """
    if rows.is_empty() or int(rows.select(pl.col("aantal").max()).item()) <= MAX_AANTAL:
        return rows
    parts = (pl.col("aantal") + MAX_AANTAL - 1) // MAX_AANTAL
    return (
        rows.with_columns(_deel=pl.int_ranges(parts))
        .explode("_deel")
        .with_columns(
            aantal=pl.min_horizontal(
                pl.lit(MAX_AANTAL, pl.Int64),
                pl.col("aantal") - MAX_AANTAL * pl.col("_deel"),
            )
        )
        .drop("_deel")
    )
