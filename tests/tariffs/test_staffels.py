"""Volume tiers: what came before in the year decides, and no line loses its part."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tariefwereld import (
    AFTOPPEN,
    V2,
    V3,
    WEIGER,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    with_code,
    with_rows,
)

from tariffs.schema import Tarieventabellen


def lijn(regel_id: str, aantal: int, **velden: Any) -> dict[str, Any]:
    return regel(
        regel_id,
        zorginstelling_code=Z2,
        verzekerde_id=regel_id,
        aantal_m=aantal * 1_000,
        **{"prestatiecode": "039962", "uzovi": V2, **velden},
    )


def marginal(before: int, aantal: int) -> int:
    """Example 41 in cents: EUR 500 each up to 100, EUR 450 after."""
    goedkoop = max(0, min(aantal, before + aantal - 100))
    return (aantal - goedkoop) * 50_000 + goedkoop * 45_000


@cache
def over_twee_jaar() -> Tarieventabellen:
    """A contract of V3 for 2025 and 2026 with the tiers of example 41 on two codes."""
    contract = {
        "contract_id": "CJ",
        "zorginstelling_code": Z2,
        "concern_id": "V3",
        "einddatum": date(2026, 12, 31),
    }
    return with_rows(
        with_code(fixture(), "TREDE2"),
        contract=[contract],
        contract_staffel=[
            {
                "contract_id": "CJ",
                "versie": 1,
                "selector": f"CODE:{code}",
                "vanaf_aantal": vanaf,
                "prijs_e6": euro * 1_000_000,
                "variant": "MARGINAAL",
            }
            for code in ("039962", "TREDE2")
            for vanaf, euro in ((1, 500), (101, 450))
        ],
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=6))
def test_lines_of_a_year_add_up_to_the_price_of_its_volume(
    aantallen: list[int],
) -> None:
    lijnen = [lijn(f"R{n}", aantal) for n, aantal in enumerate(aantallen)]
    besluiten = price(*lijnen, tabellen=fixture())
    assert besluiten["bedrag_cent"].sum() == marginal(0, sum(aantallen))


def test_final_volumes_on_the_lines_make_splitting_harmless() -> None:
    volumes = {"staffel_volume_m": 120_000}
    samen = price(
        lijn("R1", 60, staffel_vooraf_m=0, **volumes),
        lijn("R2", 60, staffel_vooraf_m=60_000, **volumes),
        tabellen=fixture(),
    )
    los = price(lijn("R2", 60, staffel_vooraf_m=60_000, **volumes), tabellen=fixture())
    assert amounts_of(samen) == {"R1": marginal(0, 60), "R2": marginal(60, 60)}
    assert amounts_of(los)["R2"] == amounts_of(samen)["R2"]


def test_a_refused_line_takes_no_volume() -> None:
    besluiten = price(lijn("R1", 100, dc=None), lijn("R2", 100), tabellen=fixture())
    assert amounts_of(besluiten) == {"R1": None, "R2": marginal(0, 100)}


def test_a_debit_that_the_batch_takes_back_takes_no_volume() -> None:
    """What is credited was never delivered: 60 at 500.00, none of them past 100.

    Source: tariffs.md 10 (credit), example 41; tariffs-decisions.md, 168 further.
    """
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluiten = price(
        lijn("R1", 100),
        {**lijn("R2", 100), **credit, "verzekerde_id": "R1"},
        lijn("R3", 60),
        tabellen=fixture(),
    )
    assert amounts_of(besluiten)["R3"] == 60 * 50_000


@pytest.mark.parametrize(
    ("dagen", "bedragen"),
    [
        # The year is counted by day, whatever the lines are called: R2 came first.
        ((date(2025, 3, 31), date(2025, 3, 1)), (marginal(60, 60), marginal(0, 60))),
        ((date(2025, 3, 1), date(2025, 3, 31)), (marginal(0, 60), marginal(60, 60))),
        # On one day by regel_id.
        ((date(2025, 3, 1), date(2025, 3, 1)), (marginal(0, 60), marginal(60, 60))),
        # Every year begins anew, and the last day of one is of that year.
        ((date(2025, 12, 31), date(2026, 1, 1)), (marginal(0, 60), marginal(0, 60))),
        ((date(2026, 1, 1), date(2025, 12, 31)), (marginal(0, 60), marginal(0, 60))),
        ((date(2025, 1, 1), date(2025, 12, 31)), (marginal(0, 60), marginal(60, 60))),
    ],
)
@pytest.mark.parametrize("omgekeerd", [False, True])
def test_volume_is_counted_by_day_within_the_year_of_the_peildatum(
    dagen: tuple[date, date], bedragen: tuple[int, int], *, omgekeerd: bool
) -> None:
    """Source: example 41 (a year); order from tariffs-decisions.md (day, regel_id)."""
    lijnen = [
        lijn(naam, 60, begindatum=dag, einddatum=dag, uzovi=V3)
        for naam, dag in zip(("R1", "R2"), dagen, strict=True)
    ]
    besluiten = price(*lijnen[:: -1 if omgekeerd else 1], tabellen=over_twee_jaar())
    assert amounts_of(besluiten) == dict(zip(("R1", "R2"), bedragen, strict=True))


def test_each_contract_and_each_selector_has_a_volume_of_its_own() -> None:
    """A tier is a row of one contract version about one selector (tariffs.md 12.2)."""
    besluiten = price(
        lijn("R1", 100),
        lijn("R2", 60, uzovi=V3),
        lijn("R3", 60, prestatiecode="TREDE2", uzovi=V3),
        lijn("R4", 60, uzovi=V3),
        tabellen=over_twee_jaar(),
    )
    assert amounts_of(besluiten) == {
        "R1": marginal(0, 100),
        "R2": marginal(0, 60),
        "R3": marginal(0, 60),
        "R4": marginal(60, 60),
    }


@pytest.mark.parametrize("aantal", [99, 100, 101])
def test_a_tier_begins_with_the_unit_that_it_names(aantal: int) -> None:
    """From 101 at 450.00: unit 100 is the last at 500.00 (example 41)."""
    deel, geheel = (
        price(lijn("R1", aantal, prestatiecode=code), tabellen=fixture())
        for code in ("039962", "039963")
    )
    assert amounts_of(deel) == {"R1": marginal(0, aantal)}
    eenheid = 45_000 if aantal > 100 else 50_000
    assert amounts_of(geheel) == {"R1": aantal * eenheid}
    hoogste = deel["eenheidsprijs_e6"].to_list()
    assert hoogste == [500_000_000]


def test_whole_volume_prices_every_unit_in_the_tier_of_the_year() -> None:
    geheel = {"prestatiecode": "039963"}
    besluiten = price(
        lijn("R1", 60, **geheel), lijn("R2", 60, **geheel), tabellen=fixture()
    )
    assert besluiten["bedrag_cent"].to_list() == [60 * 45_000, 60 * 45_000]


@cache
def met_maximum() -> Tarieventabellen:
    """Tiers of EUR 5 up to 10 and EUR 3 after, under a maximum of EUR 4."""
    tabellen = with_code(fixture(), "TREDE1", maximum_cent=400)
    trede = {"contract_id": "C30", "versie": 1, "selector": "CODE:TREDE1"}
    return with_rows(
        tabellen,
        contract_staffel=[
            {
                **trede,
                "vanaf_aantal": vanaf,
                "prijs_e6": euro * 1_000_000,
                "variant": "MARGINAAL",
            }
            for vanaf, euro in ((1, 5), (11, 3))
        ],
    )


@pytest.mark.parametrize("instellingen", [AFTOPPEN, WEIGER])
def test_each_tier_is_capped_by_itself(instellingen: Any) -> None:
    besluiten = price(
        lijn("R1", 12, prestatiecode="TREDE1"),
        tabellen=met_maximum(),
        instellingen=instellingen,
    )
    assert codes_of(besluiten)["R1"][0] == "TARIEF_BOVEN_MAXIMUM"
    # Ten at the maximum of 4.00 and two at 3.00.
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [4_600]
    capped = instellingen.bij_overschrijding == "AFTOPPEN"
    assert besluiten["bedrag_cent"].to_list() == [4_600 if capped else None]


def test_volume_below_the_first_tier_has_no_tier_price() -> None:
    later = replace(
        fixture(),
        contract_staffel=fixture().contract_staffel.with_columns(
            vanaf_aantal=pl.col("vanaf_aantal") + 10
        ),
    )
    besluiten = price(lijn("R1", 5), tabellen=later)
    assert codes_of(besluiten) == {"R1": ["GEEN_CONTRACTPRIJS"]}
