"""What is odd about the lines of a batch together, before they are priced.

Dutch terms: verzekerde (insured person), einddatum (day on which care was closed).
"""

from datetime import date

import polars as pl

from billing.files.bevindingen import EINDDATUM_OPEN, VERZEKERDE_VAAK
from billing.files.findings import conform_findings
from tabellen.bevinding import Bevinding

OPEN_VANAF = date(2099, 1, 1)
"""An einddatum from this day on means open: 2099-12-31, 2999-12-31, 9999-12-31."""


def odd_lines(regels: pl.DataFrame, max_per_verzekerde: int) -> pl.DataFrame:
    """Findings, with columns ``FINDINGS``; the lines go on to be priced.

    Args:
        regels: All lines of the batch, schema ``Declaratieregels``.
        max_per_verzekerde: Lines that one verzekerde_id may have.

    Returns:
        One per line whose einddatum means open, and one per verzekerde_id that more
        lines share than a person can have, with its first line.
    """
    open_ = regels.filter(pl.col("einddatum") >= OPEN_VANAF).select(
        "regel_id",
        "subtraject_nummer",
        column=pl.lit("einddatum"),
        value=pl.col("einddatum").dt.to_string("%Y-%m-%d"),
    )
    vaak = (
        regels.select("verzekerde_id", "regel_id", "subtraject_nummer")
        .drop_nulls("verzekerde_id")
        .group_by("verzekerde_id", maintain_order=True)
        .agg(pl.len().alias("regels"), pl.col("regel_id", "subtraject_nummer").first())
        .filter(pl.col("regels") > max_per_verzekerde)
        .select(
            "regel_id",
            "subtraject_nummer",
            column=pl.lit("verzekerde_id"),
            value=pl.col("verzekerde_id"),
        )
    )
    return pl.concat([_found(open_, EINDDATUM_OPEN), _found(vaak, VERZEKERDE_VAAK)])


def _found(rows: pl.DataFrame, bevinding: Bevinding) -> pl.DataFrame:
    return conform_findings(
        rows.with_columns(
            source=pl.lit("regels"),
            code=pl.lit(bevinding.code),
            severity=pl.lit(bevinding.ernst),
            tekst=pl.lit(bevinding.tekst),
        )
    )
