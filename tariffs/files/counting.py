"""How many rows did each file have, and how many of them went no further?"""

from collections.abc import Sequence

import polars as pl

from tariffs.files.findings import GETELD

TELLING = {
    "bestand": pl.String(),
    "tabel": pl.String(),
    "rijen": pl.Int64(),
    "verloren": pl.Int64(),
}
"""Columns of what was read: rows per file, and those that went no further."""


def count_rows(
    counts: Sequence[tuple[str, str, int]], findings: pl.DataFrame
) -> pl.DataFrame:
    """Count rows read and lost per file; a row that has several findings is lost once.

    Args:
        counts: File, table and number of rows.
        findings: Schema TariefFindings.

    Returns:
        Columns ``TELLING``, in the order of ``counts``.
    """
    rejected = findings.filter(pl.col("severity") == "reject")
    lost = (
        pl.concat(
            [
                rejected.drop_nulls("row")
                .unique(["bestand", "row"])
                .select("bestand", verloren=pl.lit(1, dtype=pl.Int64)),
                rejected.filter(pl.col("code").is_in(list(GETELD))).select(
                    "bestand", verloren=pl.col("value").cast(pl.Int64)
                ),
            ]
        )
        .group_by("bestand")
        .agg(pl.col("verloren").sum())
    )
    read = pl.DataFrame(
        counts,
        schema={name: TELLING[name] for name in TELLING if name != "verloren"},
        orient="row",
    )
    return read.join(
        lost, on="bestand", how="left", maintain_order="left"
    ).with_columns(pl.col("verloren").fill_null(0))
