"""Phase I of the decision table: is what was declared what the line costs?

Nothing is compared that the line does not declare. The tolerance is zero.
"""

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import IS_DEBET, Stap, columns_of, with_reasons
from tariffs.lookup.periods import spread
from tariffs.money import E6_PER_CENT, ONE_M, line_amount, percentage_of, round_half_up
from tariffs.prices.amounts import PLAFOND, unit_price_in_cents
from tariffs.prices.btw import BTW, HOOG, LAAG, btw_due
from tariffs.reasons import Reden, Test, is_refused
from tariffs.settings import Prijsinstellingen
from tariffs.wettelijk.waarden import value_on

_GEDECLAREERD = (
    "tarief_cent",
    "berekend_cent",
    "declaratie_cent",
    "btw_bp",
    "btw_cent",
)
"""What a line may declare; without any of it there is nothing to compare."""


def _tests() -> tuple[Test, ...]:
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


def _with_unit_price(
    lines: pl.DataFrame, _: Prijsboek, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    per_eenheid = pl.col("prijs_e6") * ONE_M
    divisor = pl.col("prijs_deler_m")
    eenheidsprijs = (
        pl.when(divisor == ONE_M)
        .then("prijs_e6")
        .otherwise((2 * per_eenheid + divisor) // (2 * divisor))
    )
    if instellingen.addon_afrondmoment == "EENHEID":
        eenheidsprijs = (
            pl.when("is_addon").then(unit_price_in_cents()).otherwise(eenheidsprijs)
        )
    return lines.select(eenheidsprijs_e6=eenheidsprijs)


def _compared(
    lines: pl.DataFrame, _boek: Prijsboek, _: Prijsinstellingen
) -> pl.DataFrame:
    """Test the lines that declare something, against the price per unit."""
    part = lines.filter(_declares() & ~is_refused() & IS_DEBET)
    if part.is_empty():
        return lines
    part = with_reasons(part, _tests()).filter(is_refused())
    values = spread(
        part.select(nieuw_mask="mask", mag_cent="besluit_cent"),
        part["rij"],
        lines.height,
    )
    return lines.with_columns(
        mask=pl.coalesce(values["nieuw_mask"], "mask"),
        toegestaan_bedrag_cent=pl.coalesce(
            values["mag_cent"], "toegestaan_bedrag_cent"
        ),
    )


def _declares() -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_not_null() for column in _GEDECLAREERD)


STAPPEN = (
    Stap(
        "I unit price",
        vraagt=("prijs_e6", "prijs_deler_m", "is_addon", *PLAFOND),
        geeft={"eenheidsprijs_e6": pl.Int64},
        doet=_with_unit_price,
    ),
    Stap(
        "I tests",
        vraagt=columns_of(
            "rij",
            "mask",
            IS_DEBET,
            _declares(),
            *(test for _, test in _tests()),
            "toegestaan_bedrag_cent",
        ),
        geeft={"mask": pl.UInt64, "toegestaan_bedrag_cent": pl.Int64},
        doet=_compared,
    ),
)
