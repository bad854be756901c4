"""Which btw comes on top of a price, by how the prestatie is taxed on that day."""

from datetime import date

import polars as pl

BTW_HOOG: tuple[tuple[date, int], ...] = (
    (date(2012, 10, 1), 2_100),
    (date(2001, 1, 1), 1_900),
)
"""High rate of btw from a day on, newest first (Wet OB 1968 art. 9 lid 1)."""

BTW_LAAG: tuple[tuple[date, int], ...] = (
    (date(2019, 1, 1), 900),
    (date(2001, 1, 1), 600),
)
"""Low rate, newest first (Wet OB 1968 art. 9 lid 2)."""

BTW = pl.col("btw_behandeling")
"""How the prestatie is taxed."""


def rate(rates: tuple[tuple[date, int], ...]) -> pl.Expr:
    """The rate on begindatum, in basis points; null before the first."""
    rate = pl.lit(None, dtype=pl.Int64)
    for vanaf, bp in reversed(rates):
        rate = pl.when(pl.col("begindatum") >= vanaf).then(bp).otherwise(rate)
    return rate


def btw_due() -> pl.Expr:
    """Percentage of btw that comes on top of the price.

    A maximum is without btw that is charged (docs/sources.md, L7), that of an add-on is
    with the low rate. Where the purpose decides (AFHANKELIJK_DOEL), the line says it.
    """
    return (
        pl.when(BTW == "BELAST_HOOG")
        .then(rate(BTW_HOOG))
        .when(BTW == "AFHANKELIJK_DOEL")
        .then(pl.col("btw_bp").fill_null(0))
        .otherwise(0)
    )
