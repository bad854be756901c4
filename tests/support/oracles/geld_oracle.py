"""The arithmetic of decision 32 with fractions: slow, exact, and written apart.

It shares no code with ``tariffs.money``; a rounding that both get wrong would have to
be wrong in two ways of writing it.
"""

from fractions import Fraction
from math import floor


def half_up(value: Fraction) -> int:
    """Round to a whole number; a half goes away from zero."""
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def amount_cent(
    prijs_e6: int,
    aantal: Fraction,
    factor_bp: int = 10_000,
    per: Fraction = Fraction(1),
) -> int:
    """Amount of a line: price per ``per`` units, times quantity, times percentage."""
    euros = Fraction(prijs_e6, 10**6) / per * aantal * Fraction(factor_bp, 10_000)
    return half_up(euros * 100)


def may_charge(
    prijs_e6: int,
    maximum_e6: int,
    percentage_bp: int = 0,
    factor: Fraction = Fraction(1),
) -> bool:
    """Whether a price is at most the maximum, lifted and times a factor."""
    lift = 1 + Fraction(percentage_bp, 10_000)
    return Fraction(prijs_e6) <= maximum_e6 * lift * factor


def shown_ceiling_cent(maximum_e6: int, percentage_bp: int) -> int:
    """A ceiling as people see it: down to a whole cent."""
    return floor(Fraction(maximum_e6, 10_000) * (1 + Fraction(percentage_bp, 10_000)))


def nearest_five(minuten: int) -> int:
    """Minutes rounded to the nearest multiple of five."""
    return 5 * half_up(Fraction(minuten, 5))


def settlement_cent(omzet: int, richtpunt: int, onder_bp: int, boven_bp: int) -> int:
    """What is paid for a turnover (docs/decisions.md 43)."""
    if omzet <= richtpunt:
        return omzet + half_up(Fraction(onder_bp * (richtpunt - omzet), 10_000))
    return richtpunt + half_up(Fraction(boven_bp * (omzet - richtpunt), 10_000))
