"""Counts what priced lines come to, for a person to look at.

Dutch terms: grondslag (on what ground a price rests), reden (why a line was refused or
marked), besluit (decision on one line).
"""

import polars as pl

from tariffs.money import ONE_M, line_amount
from tariffs.reasons import Reden


def count_statuses(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Lines and what they come to, per status.

    Returns:
        ``status, regels, bedrag_cent``; null where no line has an amount.
    """
    return (
        besluiten.lazy()
        .group_by("status")
        .agg(pl.len().cast(pl.Int64).alias("regels"), _sum("bedrag_cent"))
        .sort("status")
        .collect()
    )


BEGREPEN = "begrepen in andere"
"""A line that is absorbed into another and refused for that alone (phase E6)."""

UITKOMSTEN = ("OK", "SIGNAAL", "AFGETOPT", "GEWEIGERD", BEGREPEN, "ONLEESBAAR")
"""What a line can come to; each comes to exactly one."""


def count_balance(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Lines and euros per outcome; the lines add up to those that were given.

    A line that another absorbs is told apart from those that are refused, unless it is
    refused for something else as well.

    Returns:
        ``uitkomst, regels, bedrag_cent``: a row for each of ``UITKOMSTEN``, in that
        order; no lines and no amount where there are none.

    Source: docs/decisions.md 17.
    """
    redenen = pl.col("redenen")
    code = redenen.list.first().struct.field("code").cast(pl.String)
    is_begrepen = (
        (pl.col("status") == "GEWEIGERD")
        & (redenen.list.len() == 1)
        & (code == Reden.BEGREPEN_IN_ANDERE_PRESTATIE.name)
    )
    counted = (
        besluiten.lazy()
        .group_by(
            uitkomst=pl.when(is_begrepen)
            .then(pl.lit(BEGREPEN))
            .otherwise(pl.col("status").cast(pl.String))
        )
        .agg(pl.len().cast(pl.Int64).alias("regels"), _sum("bedrag_cent"))
    )
    return (
        pl.LazyFrame({"uitkomst": UITKOMSTEN})
        .join(counted, on="uitkomst", how="left", maintain_order="left")
        .with_columns(pl.col("regels").fill_null(0))
        .collect()
    )


def count_grondslagen(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Lines with an amount, and their amounts, per grondslag.

    Returns:
        ``grondslag, regels, bedrag_cent``; the amounts add up to the total of the run.
    """
    return (
        besluiten.lazy()
        .filter(pl.col("bedrag_cent").is_not_null())
        .group_by("grondslag")
        .agg(pl.len().cast(pl.Int64).alias("regels"), pl.col("bedrag_cent").sum())
        .sort("grondslag")
        .collect()
    )


def count_redenen(besluiten: pl.DataFrame) -> pl.DataFrame:
    """Lines per reason, and what is at stake; a line may have several reasons.

    Returns:
        ``reden, status, regels, gedeclareerd_cent, gevonden_cent, toegestaan_cent``:
        what such lines declared, what they would come to at the price that was found
        before they were refused, and what they may cost. Null where no line says.
    """
    found = line_amount(
        pl.col("eenheidsprijs_e6"),
        pl.coalesce("aantal_teller", "aantal_m"),
        pl.col("aantal_noemer").fill_null(ONE_M),
        pl.col("factor_bp"),
        pl.lit(ONE_M, dtype=pl.Int64),
    )
    amounts = {
        "gedeclareerd_cent": pl.col("berekend_cent"),
        "gevonden_cent": found,
        "toegestaan_cent": pl.col("toegestaan_bedrag_cent"),
    }
    return (
        besluiten.lazy()
        .filter(pl.col("redenen").list.len() > 0)
        .select("redenen", "status", **amounts)
        .explode("redenen", empty_as_null=False, keep_nulls=False)
        .with_columns(reden=pl.col("redenen").struct.field("code"))
        .group_by("reden", "status")
        .agg(pl.len().cast(pl.Int64).alias("regels"), *(_sum(each) for each in amounts))
        .sort("regels", "reden", "status", descending=[True, False, False])
        .collect()
    )


def _sum(column: str) -> pl.Expr:
    """Sum of a column, null when no row has a value: a missing amount is never 0."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)
