"""Every rounding of the tariff layer, on integers: half-up, away from zero, once.

It knows units and quotients, not tariffs. Int64 products of prices and quantities wrap
silently, so every quotient is taken in Int128; a quotient that is known to fit in Int64
goes the short way (docs/decisions.md 32).

Source: docs/decisions.md 32; half-up is the "rekenkundige
methode" of the Wlz-regeling meerzorg art. 3.5.
"""

import polars as pl

E6_PER_CENT = 10_000
"""Micro-euros in a cent."""

BP = 10_000
"""100 % in 1/100 %."""

ONE_M = 1_000
"""One unit in thousandths."""

# UNSOURCED[bounds]: the largest numbers, chosen so that every product stays exact.
MAX_BEDRAG_CENT = 10**11
"""A billion euros, as ``schema.MAX_PRIJS_E6``; more on a line is refused (A5)."""

MAX_AANTAL = 10**6
"""Units on a line; more is refused (A4), so that every amount fits in Int64."""

MAX_FACTOR_BP = 10**5
"""A percentage above 1,000 % is a misplaced decimal."""


def round_half_up(teller: pl.Expr, noemer: pl.Expr | int) -> pl.Expr:
    """Divide and round half-up, away from zero, so that a credit is minus its debit.

    Args:
        teller: Integers; any width, of any sign.
        noemer: Positive integers.

    Returns:
        Int64; null where a part is null or the quotient does not fit.
    """
    exact = teller.cast(pl.Int128)
    divisor = _wide(noemer)
    rounded = (2 * exact.abs() + divisor) // (2 * divisor) * exact.sign()
    return rounded.cast(pl.Int64, strict=False)


def floor_to_cent(teller: pl.Expr, noemer: pl.Expr | int) -> pl.Expr:
    """Divide micro-euros and go down to a whole cent: a ceiling is never shown higher.

    Returns:
        Int64 micro-euros, a multiple of a cent (docs/decisions.md 30).
    """
    cents = teller.cast(pl.Int128) // (_wide(noemer) * E6_PER_CENT)
    return (cents * E6_PER_CENT).cast(pl.Int64, strict=False)


def round_to_cent(teller: pl.Expr, noemer: pl.Expr | int) -> pl.Expr:
    """Divide micro-euros and round to a whole cent: how a derived unit price is made.

    Returns:
        Int64 micro-euros, a multiple of a cent (docs/decisions.md 32).
    """
    cents = round_half_up(teller, _wide(noemer) * E6_PER_CENT)
    return cents * E6_PER_CENT


def short_amount(prijs_e6: pl.Expr, aantal_m: pl.Expr) -> pl.Expr:
    """Amount in cents of an ordinary line: per unit, thousandths, 100 %.

    Returns:
        Int64, null where a factor is too large for Int64; those go the long way.
    """
    divisor = E6_PER_CENT * ONE_M
    fits = (prijs_e6 < 2**40) & (aantal_m < 2**20)
    product = pl.when(fits).then(prijs_e6 * aantal_m)
    return (product + divisor // 2) // divisor


def line_amount(
    prijs_e6: pl.Expr,
    teller: pl.Expr,
    noemer: pl.Expr,
    factor_bp: pl.Expr,
    divisor_m: pl.Expr,
) -> pl.Expr:
    """Amount in cents of a line: price x teller / noemer x percentage, rounded once.

    Args:
        prijs_e6: Price in micro-euros of ``divisor_m`` thousandths of a unit.
        teller: Numerator of the quantity.
        noemer: Denominator of the quantity.
        factor_bp: Percentage of the price.
        divisor_m: 1000, or the inkoophoeveelheid of an add-on package.

    Returns:
        Int64 cents; EUR 10.03 per 3 units, 1.5 units, gives 502.
    """
    exact = prijs_e6.cast(pl.Int128) * teller * factor_bp * ONE_M
    divisor = noemer.cast(pl.Int128) * divisor_m * (E6_PER_CENT * BP)
    return round_half_up(exact, divisor)


def percentage_of(bedrag_cent: pl.Expr, percentage_bp: pl.Expr) -> pl.Expr:
    """Take a percentage of cents, half-up: btw, and the part of a settlement."""
    return round_half_up(bedrag_cent.cast(pl.Int128) * percentage_bp, BP)


def minutes_in_hours(minuten: pl.Expr) -> pl.Expr:
    """Round minutes to the nearest multiple of five, for tariffs per hour (MSVT).

    Returns:
        Minutes: the numerator of an exact quantity over 60.

    Source: Regeling msz 2016, art. 33d.6b (17 minutes are 15, 18 are 20).
    """
    return (2 * minuten + 5) // 10 * 5


def minutes_in_units(minuten: pl.Expr, per: int) -> pl.Expr:
    """Round minutes to whole units of ``per`` minutes; half a unit goes up.

    Source: Regeling msz 2016, art. 27.2c for 15 minutes.
    """
    return (2 * minuten + per) // (2 * per)


def _wide(noemer: pl.Expr | int) -> pl.Expr:
    if isinstance(noemer, int):
        return pl.lit(noemer, dtype=pl.Int128)
    return noemer.cast(pl.Int128)
