"""Which rows share what in others stands in one row alone?"""

import polars as pl


def doubled(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows whose value of a column another row has too; null is no value."""
    values = rows[column]
    # To count values takes a fifth of telling which rows have them.
    if values.n_unique() == rows.height:
        return rows.clear()
    return rows.filter(values.is_duplicated() & values.is_not_null())
