"""What a line comes to: quantity times price times percentage, plus toeslag and btw.

It multiplies and rounds (money.py says how); which price and quantity hold is decided
before. Minutes become the quantity of tariffs per hour or quarter (docs/rules.md).
"""

import polars as pl

from tariffs.lookup.periods import spread
from tariffs.money import (
    BP,
    E6_PER_CENT,
    ONE_M,
    floor_to_cent,
    line_amount,
    minutes_in_hours,
    minutes_in_units,
    percentage_of,
    round_half_up,
    round_to_cent,
    short_amount,
)
from tariffs.prices.btw import btw_due
from tariffs.settings import Afrondmoment

VOOR_BEDRAG = (
    "prijs_e6",
    "prijs_deler_m",
    "teller",
    "noemer",
    "factor_bp",
    "staffel_som",
    "staffel_schaal",
    "toeslag_cent",
    "is_addon",
    *dict.fromkeys(btw_due().meta.root_names()),
)
"""Columns that an amount follows from."""

PLAFOND = ("plafond_e6", "plafond_deler_m")
"""The ceiling of a price, under which the price of a unit is rounded."""

_UUR = 60


def with_quantity(lines: pl.DataFrame) -> pl.DataFrame:
    """Derive the quantity of tariffs per time from the minutes of line or day.

    ``aantal_m`` becomes the quantity in thousandths, null where these cannot say it.
    """
    if lines["is_tijd"].any():
        teller = time_units(pl.coalesce("minuten_dag", "minuten"))
        noemer = pl.when(pl.col("eenheid") == "UUR").then(_UUR).otherwise(1)
        lines = lines.with_columns(
            teller=pl.when("is_tijd").then(teller).otherwise("teller"),
            noemer=pl.when("is_tijd").then(noemer).otherwise("noemer"),
        )
    duizendsten = pl.col("teller") * ONE_M
    return lines.with_columns(
        aantal_m=pl.when(pl.col("noemer") == ONE_M)
        .then("teller")
        .when(duizendsten % pl.col("noemer") == 0)
        .then(duizendsten // pl.col("noemer"))
    )


def time_units(minuten: pl.Expr) -> pl.Expr:
    """What minutes come to under the ``eenheid`` of the line, rounded.

    Returns:
        Minutes of a tariff per hour, units of the others; 0 where so few are nothing.
    """
    eenheid = pl.col("eenheid")
    return (
        pl.when(eenheid == "UUR")
        .then(minutes_in_hours(minuten))
        .when(eenheid == "MIN15")
        .then(minutes_in_units(minuten, 15))
        .otherwise(minutes_in_units(minuten, 5))
    )


def amounts_of(lines: pl.DataFrame, afrondmoment: Afrondmoment) -> pl.DataFrame:
    """Compute the amounts of lines.

    Args:
        lines: ``VOOR_BEDRAG``: ``prijs_e6`` per ``prijs_deler_m``, ``teller`` and
            ``noemer``, ``factor_bp``, ``staffel_som`` in parts of ``staffel_schaal``,
            ``toeslag_cent`` and what decides the btw; for EENHEID ``PLAFOND`` too,
            ``plafond_e6`` per ``plafond_deler_m``.
        afrondmoment: Whether an add-on is rounded per line or first per unit, whatever
            its price is of: a package or a unit.

    Returns:
        ``bedrag_cent``, with toeslag and btw in it, and ``btw_cent``; null without
        price.
    """
    lines = lines.with_columns(plaats=pl.int_range(pl.len(), dtype=pl.UInt32))
    kort = (
        (pl.col("prijs_deler_m") == ONE_M)
        & (pl.col("noemer") == ONE_M)
        & (pl.col("factor_bp") == BP)
        & pl.col("staffel_som").is_null()
    )
    if afrondmoment == "EENHEID":
        # A price per unit may have more decimals than the cent it is rounded to.
        kort &= ~pl.col("is_addon")
    bedrag = lines.select(
        pl.when(kort)
        .then(short_amount(pl.col("prijs_e6"), pl.col("teller")))
        .alias("b")
    )["b"]
    lang = lines.filter(bedrag.is_null() & lines["prijs_e6"].is_not_null())
    if not lang.is_empty():
        rest = spread(_long(lang, afrondmoment), lang["plaats"], lines.height)
        bedrag = bedrag.zip_with(bedrag.is_not_null(), rest["bedrag"])
    without_btw = bedrag + lines["toeslag_cent"].fill_null(0)
    btw = lines.select(btw=btw_due())["btw"]
    btw_cent = without_btw * 0
    if (btw > 0).any():
        btw_cent = pl.select(
            percentage_of(pl.lit(without_btw), pl.lit(btw))
        ).to_series()
    return pl.DataFrame({"bedrag_cent": without_btw + btw_cent, "btw_cent": btw_cent})


def unit_price_in_cents() -> pl.Expr:
    """The price of one unit of an add-on, rounded half-up to a cent.

    UNSOURCED[addon-ceiling]: where that would lift a price above a ceiling that the
    price itself respects, it goes down: 3.345 under 3.34667 is 3.34, as nobody may
    charge 3.35 (Wmg art. 35).
    """
    prijs, divisor = pl.col("prijs_e6").cast(pl.Int128), pl.col("prijs_deler_m")
    plafond, plafond_divisor = pl.col("plafond_e6").cast(pl.Int128), "plafond_deler_m"
    half_up = round_to_cent(prijs * ONE_M, divisor)
    past = prijs * pl.col(plafond_divisor) <= plafond * divisor
    gaat_eroverheen = half_up.cast(pl.Int128) * pl.col(plafond_divisor) > (
        plafond * ONE_M
    )
    return (
        pl.when(past & gaat_eroverheen)
        .then(floor_to_cent(prijs * ONE_M, divisor))
        .otherwise(half_up)
    )


def _long(lines: pl.DataFrame, afrondmoment: Afrondmoment) -> pl.DataFrame:
    prijs, divisor = pl.col("prijs_e6").cast(pl.Int128), pl.col("prijs_deler_m")
    if afrondmoment == "EENHEID":
        prijs = pl.when("is_addon").then(unit_price_in_cents()).otherwise(prijs)
        divisor = pl.when("is_addon").then(ONE_M).otherwise(divisor)
    gewoon = line_amount(
        prijs, pl.col("teller"), pl.col("noemer"), pl.col("factor_bp"), divisor
    )
    # A sum over tiers is micro-euros times parts of a unit.
    getrapt = round_half_up(
        pl.col("staffel_som") * pl.col("factor_bp"),
        pl.col("staffel_schaal").cast(pl.Int128) * (E6_PER_CENT * BP),
    )
    return lines.select(
        bedrag=pl.when(pl.col("staffel_som").is_not_null())
        .then(getrapt)
        .otherwise(gewoon)
    )
