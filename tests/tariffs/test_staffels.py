"""Volume tiers: what came before in the year decides, and no line loses its part."""

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tariefwereld import (
    AFTOPPEN,
    V2,
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
        uzovi=V2,
        verzekerde_id=regel_id,
        aantal_m=aantal * 1_000,
        **{"prestatiecode": "039962", **velden},
    )


def marginal(before: int, aantal: int) -> int:
    """Example 41 in cents: EUR 500 each up to 100, EUR 450 after."""
    goedkoop = max(0, min(aantal, before + aantal - 100))
    return (aantal - goedkoop) * 50_000 + goedkoop * 45_000


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
