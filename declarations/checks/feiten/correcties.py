"""Which activities were not corrected to nothing?"""

from collections.abc import Sequence

import polars as pl


def not_taken_back(
    rows: pl.DataFrame, key: Sequence[str], aantal: pl.Expr
) -> pl.DataFrame:
    """The rows of which the counts of their key come to more than nothing, in order.

    Args:
        rows: What was registered, corrections among it.
        key: What a correction is about; nulls are equal.
        aantal: How often; never null.
    """
    # Corrections are few: without a count of nothing or less a key counts as it is.
    corrected = rows.filter(aantal <= 0).select(key).unique()
    if corrected.is_empty():
        return rows
    gone = (
        rows.join(corrected, on=key, how="semi", nulls_equal=True)
        .group_by(key)
        .agg(_netto=aantal.sum())
        .filter(pl.col("_netto") <= 0)
    )
    return rows.join(gone, on=key, how="anti", nulls_equal=True, maintain_order="left")
