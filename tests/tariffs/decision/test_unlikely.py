"""Prices that mean nothing are billed with a signal; ordinary ones without."""

from dataclasses import replace
from statistics import median
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tarieven.tariefwereld import (
    codes_of,
    fixture,
    price,
    regel,
    rows_of,
    with_code,
    with_rows,
)

from tariffs.decision.unlikely import Prijsvergelijking
from tariffs.lookup.numbers import Nummering
from tariffs.schema import Tarieventabellen
from tariffs.sources.outliers import is_all_nines, is_far_from_median

SIGNAAL = ["PRIJS_ONWAARSCHIJNLIJK"]
ANDERE = (8_000, 9_000, 10_000, 11_000, 12_000)


def tabellen_van(eigen: int, andere: tuple[int, ...], **code: Any) -> Tarieventabellen:
    """A free code at a price in contract C1, and on the lists of other providers."""
    tabellen = with_code(fixture(), "ZORG01", prijs_cent=eigen, **code)
    lijsten = [
        {
            "zorginstelling_code": f"0699{nummer:04d}",
            "prestatiecode": "ZORG01",
            "prijs_e6": prijs * 10_000,
        }
        for nummer, prijs in enumerate(andere)
    ]
    return with_rows(tabellen, standaardprijslijst=lijsten)


def codes(eigen: int, andere: tuple[int, ...] = ANDERE, **code: Any) -> list[str]:
    lijn = regel(prestatiecode="ZORG01")
    besluit = price(lijn, tabellen=tabellen_van(eigen, andere, **code))
    status = besluit["status"].to_list()
    gevonden = codes_of(besluit)["R1"]
    assert status == ["SIGNAAL" if gevonden == SIGNAAL else "OK"] or code
    assert besluit["bedrag_cent"].to_list() == [eigen] or code
    return gevonden


def onwaarschijnlijk(
    tabellen: Tarieventabellen, prijzen: list[int], **velden: object
) -> list[bool]:
    """Of free lines of a code at these prices: which are told."""
    nummers = Nummering.of(tabellen)
    (code,) = nummers.codes.numbers(pl.Series(["ZORG01"]))
    n = len(prijzen)
    lines = pl.DataFrame(
        {
            "rij": pl.int_range(n, dtype=pl.UInt32, eager=True),
            "mask": pl.zeros(n, pl.UInt64, eager=True),
            "code": pl.Series([code] * n, dtype=pl.Int32),
            "prijs_e6": pl.Series(prijzen, dtype=pl.Int64),
            "prijs_deler_m": pl.Series([1_000] * n, dtype=pl.Int64),
            "component": pl.Series(["INTEGRAAL"] * n, dtype=pl.String),
            "tariefsoort": pl.Series(["VRIJ"] * n, dtype=pl.String),
        }
    ).with_columns(pl.lit(value).alias(name) for name, value in velden.items())
    return Prijsvergelijking.of(tabellen, nummers).unlikely(lines).to_list()


@pytest.mark.parametrize(
    ("cents", "verdacht"),
    [
        (1, True),
        (1_000, True),
        (1_001, False),
        (99_999, False),
        (100_000, True),
        (1_000_000, True),
        (10_000, False),
        (0, False),
    ],
)
def test_a_factor_ten_from_the_median_of_five_others_is_told(
    cents: int, verdacht: bool
) -> None:
    assert codes(cents) == (SIGNAAL if verdacht else [])


@pytest.mark.parametrize(
    ("cents", "andere", "verdacht"),
    [
        # Of six others the median lies between the third and the fourth: 1.50.
        (1_500, (100, 100, 100, 200, 200, 200), True),
        (1_499, (100, 100, 100, 200, 200, 200), False),
        (150, (1_000, 1_000, 1_000, 2_000, 2_000, 2_000), True),
        (151, (1_000, 1_000, 1_000, 2_000, 2_000, 2_000), False),
    ],
)
def test_the_median_of_an_even_number_of_others_lies_between_two(
    cents: int, andere: tuple[int, ...], *, verdacht: bool
) -> None:
    assert codes(cents, andere) == (SIGNAAL if verdacht else [])


@pytest.mark.parametrize(
    ("velden", "verdacht"),
    [
        ({}, True),
        ({"component": "HONORARIUM"}, False),
        # The price of a package of three, of which each third is 100 euros.
        ({"prijs_deler_m": 3_000}, False),
        ({"tariefsoort": "MAXIMUM"}, False),
        ({"mask": 1}, False),
    ],
)
def test_only_an_integral_price_of_one_unit_is_held_against_the_lists(
    velden: dict[str, object], *, verdacht: bool
) -> None:
    found = onwaarschijnlijk(tabellen_van(10_000, ANDERE), [100_000 * 10_000], **velden)
    assert found == [verdacht]


def test_four_other_prices_say_nothing() -> None:
    assert codes(1_000_000, ANDERE[:4]) == []


@pytest.mark.parametrize(
    ("per_verpakking", "verdacht"), [(None, True), (False, True), (True, False)]
)
def test_prices_of_contracts_say_what_is_usual_but_those_of_packages_do_not(
    per_verpakking: bool | None, *, verdacht: bool
) -> None:
    prijzen = [
        {
            "contract_id": f"X{nummer}",
            "prestatiecode": "ZORG01",
            "prijs_e6": prijs * 10_000,
            "per_verpakking": per_verpakking,
        }
        for nummer, prijs in enumerate(ANDERE)
    ]
    tabellen = with_rows(tabellen_van(1_000_000, ()), contract_prijs=prijzen)
    besluit = price(regel(prestatiecode="ZORG01"), tabellen=tabellen)
    assert codes_of(besluit) == {"R1": SIGNAAL if verdacht else []}


@pytest.mark.parametrize(
    ("cents", "verdacht"),
    [
        (999_999_999, True),
        (999_999, True),
        (9_999_900, True),
        (99_999, False),
        (999_990, False),
        (1, False),
    ],
)
def test_nines_are_told_without_any_other_price_and_a_cent_is_not(
    cents: int, verdacht: bool
) -> None:
    assert codes(cents, ()) == (SIGNAAL if verdacht else [])


def test_a_tariff_with_a_maximum_is_not_compared() -> None:
    assert codes(100, maximum_cent=1_000_000) == []


@settings(max_examples=40, deadline=None)
@given(
    prijzen=st.lists(st.integers(1, 10**6), max_size=9),
    gevraagd=st.integers(1, 10**6),
    eigen=st.booleans(),
)
def test_a_price_is_far_as_the_median_of_the_others_says(
    prijzen: list[int], gevraagd: int, eigen: bool
) -> None:
    lijst = [*prijzen, gevraagd] if eigen else prijzen
    if gevraagd in prijzen:
        prijzen = [
            p for place, p in enumerate(prijzen) if place != prijzen.index(gevraagd)
        ]
        lijst = [*prijzen, gevraagd]
    tabellen = with_rows(
        with_code(fixture(), "ZORG01"),
        standaardprijslijst=[
            {"prestatiecode": "ZORG01", "prijs_e6": prijs} for prijs in lijst
        ],
    )
    maal = tabellen.standaardprijslijst.with_columns(pl.col("prijs_e6") * 100_000)
    found = onwaarschijnlijk(
        replace(tabellen, standaardprijslijst=maal), [gevraagd * 100_000]
    )
    verwacht = len(prijzen) >= 5 and (
        gevraagd >= 10 * median(prijzen) or 10 * gevraagd <= median(prijzen)
    )
    tekst = str(gevraagd * 10)
    negens = len(tekst) > 5 and set(tekst) == {"9"}
    assert found == [verwacht or negens]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([1, 2, 10, 11, 100, 999_999, 1_000_000, 9_999_900]), max_size=12
    )
)
def test_a_line_is_told_where_its_price_is_told_in_the_tables(cents: list[int]) -> None:
    """One rule: outliers.py."""
    lijst = [{"prestatiecode": "ZORG01", "prijs_e6": prijs * 10_000} for prijs in cents]
    tabellen = with_rows(with_code(fixture(), "ZORG01"), standaardprijslijst=lijst)
    frame = rows_of("standaardprijslijst", *lijst)
    ver = is_far_from_median(frame, ["prestatiecode", "component"])
    in_tables = (ver | frame.select(is_all_nines()).to_series()).to_list()
    assert onwaarschijnlijk(tabellen, frame["prijs_e6"].to_list()) == in_tables
