"""Which btw comes on top of a price, by how the prestatie is taxed on that day.

Rates are those of ``tariffs.wettelijk``, in basis points, on begindatum.
"""

import polars as pl

from tariffs.wettelijk.waarden import value_on

BTW = pl.col("btw_behandeling")
"""How the prestatie is taxed."""

HOOG, LAAG = "btw_hoog_bp", "btw_laag_bp"


def btw_due() -> pl.Expr:
    """Percentage of btw that comes on top of the price.

    A maximum is without btw that is charged (docs/sources.md, L7), that of an add-on is
    with the low rate. Where the purpose decides (AFHANKELIJK_DOEL), the line says it.
    """
    return (
        pl.when(BTW == "BELAST_HOOG")
        .then(value_on(HOOG))
        .when(BTW == "AFHANKELIJK_DOEL")
        .then(pl.col("btw_bp").fill_null(0))
        .otherwise(0)
    )
