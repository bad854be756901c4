"""Phase I of the decision table: is what was declared what the line costs?

Nothing is compared that the line does not declare. The tolerance is zero.
"""

import polars as pl

from tariffs.money import E6_PER_CENT, ONE_M, line_amount, percentage_of, round_half_up
from tariffs.prices.btw import BTW, HOOG, LAAG, btw_due
from tariffs.reasons import Reden, Test
from tariffs.wettelijk.waarden import value_on

GEDECLAREERD = ("tarief_cent", "berekend_cent", "declaratie_cent", "btw_bp", "btw_cent")
"""What a line may declare; without any of it there is nothing to compare."""

VAN_LIJN = (
    "rij",
    "mask",
    "signalen",
    "dc",
    "begindatum",
    "btw_behandeling",
    "teller",
    "noemer",
    "factor_bp",
    "toeslag_cent",
    "eenheidsprijs_e6",
    "besluit_cent",
    "btw_besluit_cent",
    *GEDECLAREERD,
)
"""Columns that the tests look at."""


def tests() -> tuple[Test, ...]:
    """Rows I1 to I4, about lines with ``besluit_cent`` and ``btw_besluit_cent``."""
    eenheid_cent = round_half_up(pl.col("eenheidsprijs_e6"), E6_PER_CENT)
    wijkt_af = (pl.col("tarief_cent") != eenheid_cent).fill_null(False)
    expected = (
        pl.when(wijkt_af).then(_declared_amount()).otherwise(pl.col("besluit_cent"))
    )
    return (
        (Reden.GEDECLAREERD_TARIEF_WIJKT_AF, wijkt_af),
        (Reden.BEREKEND_BEDRAG_ONJUIST, pl.col("berekend_cent") != expected),
        (
            Reden.BEREKEND_LAGER_DAN_GEDECLAREERD,
            pl.col("declaratie_cent") > pl.col("berekend_cent"),
        ),
        (Reden.BTW_ONJUIST, _btw_wrong()),
    )


def _btw_wrong() -> pl.Expr:
    high, low = value_on(HOOG), value_on(LAAG)
    allowed = (
        pl.when(BTW == "BELAST_HOOG")
        .then(pl.col("btw_bp") == high)
        .when(BTW == "INCL_LAAG")
        .then(pl.col("btw_bp").is_in([0]) | (pl.col("btw_bp") == low))
        .when(BTW == "AFHANKELIJK_DOEL")
        .then(pl.col("btw_bp").is_in([0]) | (pl.col("btw_bp") == high))
        .otherwise(pl.col("btw_bp") == 0)
    )
    # The declared amount is only known to be wrong where btw comes on top.
    bedrag = (BTW != "INCL_LAAG") & (pl.col("btw_cent") != pl.col("btw_besluit_cent"))
    return ~allowed | bedrag


def _declared_amount() -> pl.Expr:
    """What the declared tariff comes to, in the same arithmetic as the decision."""
    without_btw = line_amount(
        pl.col("tarief_cent") * E6_PER_CENT,
        pl.col("teller"),
        pl.col("noemer"),
        pl.col("factor_bp"),
        pl.lit(ONE_M),
    ) + pl.col("toeslag_cent").fill_null(0)
    return without_btw + percentage_of(without_btw, btw_due())
