"""Rounding and multiplication, against fractions."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.geld_oracle import (
    amount_cent,
    half_up,
    nearest_five,
    settlement_cent,
    shown_ceiling_cent,
)

from tariffs.followup.settlement import compensation, macro_limit
from tariffs.money import (
    MAX_AANTAL,
    floor_to_cent,
    line_amount,
    minutes_in_hours,
    minutes_in_units,
    percentage_of,
    round_half_up,
    round_to_cent,
    short_amount,
)
from tariffs.schema import MAX_PRIJS_E6

PRIJZEN = st.integers(0, 10**12) | st.integers(0, MAX_PRIJS_E6)
AANTALLEN = st.integers(1, 10**4) | st.integers(1, MAX_AANTAL)
GROOT = st.integers(-(10**30), 10**30)


def value_of(expr: pl.Expr) -> int:
    return pl.select(expr).item()


def lit(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int64)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(GROOT, st.integers(1, 10**18)), min_size=1, max_size=20))
def test_round_half_up_equals_fractions(paren: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame(
        {"t": [t for t, _ in paren], "n": [n for _, n in paren]},
        schema={"t": pl.Int128, "n": pl.Int128},
    )
    gerond = frame.select(round_half_up(pl.col("t"), pl.col("n"))).to_series()
    verwacht = [half_up(Fraction(t, n)) for t, n in paren]
    # What does not fit in cents of Int64 is null, never another number.
    assert gerond.to_list() == [x if abs(x) < 2**63 else None for x in verwacht]


@pytest.mark.parametrize(
    ("teller", "gerond"), [(5, 1), (4, 0), (-5, -1), (-4, 0), (15, 2), (25, 3), (0, 0)]
)
def test_a_half_goes_away_from_zero(teller: int, gerond: int) -> None:
    assert value_of(round_half_up(lit(teller), 10)) == gerond


@settings(max_examples=50, deadline=None)
@given(
    prijs=PRIJZEN,
    aantal=AANTALLEN,
    noemer=st.sampled_from([1, 3, 60, 1_000]),
    factor=st.integers(1, 20_000),
    deler_m=st.sampled_from([1_000, 1_500, 3_000, 7_000]),
)
def test_line_amount_equals_fractions(
    prijs: int, aantal: int, noemer: int, factor: int, deler_m: int
) -> None:
    bedrag = value_of(
        line_amount(lit(prijs), lit(aantal), lit(noemer), lit(factor), lit(deler_m))
    )
    exact = amount_cent(
        prijs, Fraction(aantal, noemer), factor, per=Fraction(deler_m, 1_000)
    )
    assert bedrag == (exact if exact < 2**63 else None)


@settings(max_examples=50, deadline=None)
@given(prijs=PRIJZEN, aantal_m=st.integers(1, 10**10))
def test_short_amount_is_null_or_equals_fractions(prijs: int, aantal_m: int) -> None:
    bedrag = value_of(short_amount(lit(prijs), lit(aantal_m)))
    exact = amount_cent(prijs, Fraction(aantal_m, 1_000))
    assert bedrag in (None, exact)
    if prijs < 10**11 and aantal_m < 10**6:
        assert bedrag == exact


def test_a_ceiling_that_does_not_fit_is_none() -> None:
    assert value_of(floor_to_cent(pl.lit(2**90, pl.Int128), 1)) is None


def test_add_on_divides_by_the_package_within_one_rounding() -> None:
    # EUR 10.03 per 3 units, 1.5 units: EUR 5.015 (docs/decisions.md 33).
    bedrag = line_amount(
        lit(10_030_000), lit(1_500), lit(1_000), lit(10_000), lit(3_000)
    )
    assert value_of(bedrag) == 502


@settings(max_examples=50, deadline=None)
@given(maximum=st.integers(1, 10**12), bp=st.integers(0, 1_000))
def test_a_shown_ceiling_goes_down_to_the_cent(maximum: int, bp: int) -> None:
    verhoogd = lit(maximum).cast(pl.Int128) * (10_000 + bp)
    plafond = value_of(floor_to_cent(verhoogd, 10_000))
    assert plafond == shown_ceiling_cent(maximum, bp) * 10_000


@settings(max_examples=50, deadline=None)
@given(prijs=st.integers(0, 10**12), bp=st.integers(0, 20_000))
def test_a_derived_unit_price_is_a_whole_cent(prijs: int, bp: int) -> None:
    eenheid = value_of(round_to_cent(lit(prijs).cast(pl.Int128) * bp, 10_000))
    assert eenheid == half_up(Fraction(prijs * bp, 10_000 * 10_000)) * 10_000


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(0, 10_000))
def test_percentage_of_an_amount_equals_fractions(bedrag: int, bp: int) -> None:
    verwacht = half_up(Fraction(bedrag * bp, 10_000))
    assert value_of(percentage_of(lit(bedrag), lit(bp))) == verwacht


@pytest.mark.parametrize("minuten", [*range(1, 61), 372])
def test_minutes_of_an_hour_tariff_go_to_the_nearest_five(minuten: int) -> None:
    assert value_of(minutes_in_hours(lit(minuten))) == nearest_five(minuten)


@pytest.mark.parametrize(
    ("minuten", "per", "eenheden"),
    [
        (7, 15, 0),
        (8, 15, 1),
        (22, 15, 1),
        (23, 15, 2),
        (38, 15, 3),
        (2, 4, 1),
        (7, 5, 1),
    ],
)
def test_half_a_time_unit_goes_up(minuten: int, per: int, eenheden: int) -> None:
    assert value_of(minutes_in_units(lit(minuten), per)) == eenheden


@settings(max_examples=50, deadline=None)
@given(
    omzet=st.integers(0, 10**12),
    richtpunt=st.integers(0, 10**12),
    onder=st.integers(0, 10_000),
    boven=st.integers(0, 10_000),
)
def test_settlement_equals_fractions_and_lies_between_floor_and_turnover(
    omzet: int, richtpunt: int, onder: int, boven: int
) -> None:
    paid = value_of(compensation(lit(omzet), lit(richtpunt), lit(onder), lit(boven)))
    assert paid == settlement_cent(omzet, richtpunt, onder, boven)
    assert min(omzet, richtpunt) <= paid <= max(omzet, richtpunt)


def test_below_the_macrogrens_the_limit_is_the_turnover() -> None:
    assert value_of(macro_limit(lit(5), lit(100), lit(100))) == 5
