"""Phase I: what a line declares, held against what it costs, to the cent."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    WEIGER,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

TARIEF, BEDRAG = "GEDECLAREERD_TARIEF_WIJKT_AF", "BEREKEND_BEDRAG_ONJUIST"
LAGER, BTW = "BEREKEND_LAGER_DAN_GEDECLAREERD", "BTW_ONJUIST"

# Two of 100.00 and 0.50, and 21 % on that: 200.50 x 1.21 = 242.605.
BELAST = {"prestatiecode": "BTW001", "aantal_m": 2_000, "toeslag_cent": 50}
ZI = {"prestatiecode": "14165082", "prestatiecodelijst": "001"}
HALF = {"aantal_m": 3_000, "verrekenpercentage_bp": 5_000}
DOEL = {"prestatiecode": "DOEL01", "btw_bp": 2_100}
OUD = {"begindatum": date(2018, 12, 31), "einddatum": None, "ontvanger": "OVERIG"}
NIEUW = {**OUD, "begindatum": date(2019, 1, 1)}

GEVALLEN: list[tuple[dict[str, Any], list[str]]] = [
    # What is not declared is not compared.
    (BELAST, []),
    ({**BELAST, "tarief_cent": 10_000}, []),
    ({**BELAST, "tarief_cent": 10_001}, [TARIEF]),
    ({**BELAST, "tarief_cent": 9_999}, [TARIEF]),
    ({**BELAST, "berekend_cent": 24_261}, []),
    ({**BELAST, "berekend_cent": 24_260}, [BEDRAG]),
    ({**BELAST, "berekend_cent": 24_262}, [BEDRAG]),
    # Another tariff is one fault where its own sum is right: 180.50 x 1.21 = 218.405.
    ({**BELAST, "tarief_cent": 9_000, "berekend_cent": 21_841}, [TARIEF]),
    ({**BELAST, "tarief_cent": 9_000, "berekend_cent": 21_840}, [TARIEF, BEDRAG]),
    ({**BELAST, "tarief_cent": 9_000, "berekend_cent": 24_261}, [TARIEF, BEDRAG]),
    # Without a toeslag, with a percentage, with btw that the line says, or per unit.
    ({"tarief_cent": 9_000, "berekend_cent": 9_000}, [TARIEF]),
    ({"tarief_cent": 9_000, "berekend_cent": 9_001}, [TARIEF, BEDRAG]),
    ({"tarief_cent": 9_000, "berekend_cent": 8_999}, [TARIEF, BEDRAG]),
    ({**HALF, "tarief_cent": 9_000, "berekend_cent": 13_500}, [TARIEF]),
    ({**HALF, "tarief_cent": 9_000, "berekend_cent": 27_000}, [TARIEF, BEDRAG]),
    ({**DOEL, "tarief_cent": 9_000, "berekend_cent": 10_890}, [TARIEF]),
    ({**DOEL, "tarief_cent": 9_000, "berekend_cent": 9_000}, [TARIEF, BEDRAG]),
    (
        {**ZI, "aantal_m": 5_000, "tarief_cent": 7_100, "berekend_cent": 35_500},
        [TARIEF],
    ),
    (
        {**ZI, "aantal_m": 5_000, "tarief_cent": 7_100, "berekend_cent": 7_100},
        [TARIEF, BEDRAG],
    ),
    # The percentage is of the tariff, not of the toeslag: 150.50 x 1.21 = 182.105.
    (
        {
            **BELAST,
            "aantal_m": 1_000,
            "verrekenpercentage_bp": 15_000,
            "berekend_cent": 18_211,
        },
        [],
    ),
    # A part of it may be declared to this recipient, never more.
    ({"berekend_cent": 10_000, "declaratie_cent": 10_000}, []),
    ({"berekend_cent": 10_000, "declaratie_cent": 1}, []),
    ({"berekend_cent": 10_000, "declaratie_cent": 10_001}, [LAGER]),
    ({"declaratie_cent": 10_001}, []),
    # A unit price is declared in cents, half-up: 10.005 is 10.01, 71.452 is 71.45.
    ({"prestatiecode": "HALF01", "tarief_cent": 1_001}, []),
    ({"prestatiecode": "HALF01", "tarief_cent": 1_000}, [TARIEF]),
    ({**ZI, "tarief_cent": 7_145}, []),
    ({**ZI, "tarief_cent": 7_146}, [TARIEF]),
    # What the line costs is not the unit price in cents times five.
    ({**ZI, "aantal_m": 5_000, "tarief_cent": 7_145, "berekend_cent": 35_726}, []),
    ({**ZI, "aantal_m": 5_000, "berekend_cent": 35_725}, [BEDRAG]),
    # Rates of btw by what the prestatie is (I4).
    *(
        ({**velden, "btw_bp": bp}, [] if bp in goed else [BTW])
        for velden, goed in (
            ({}, {0}),
            ({"prestatiecode": "BTW001"}, {2_100}),
            ({"prestatiecode": "DOEL01"}, {0, 2_100}),
            (ZI, {0, 900}),
        )
        for bp in (0, 600, 900, 1_900, 2_100)
    ),
    # 6 % to the end of 2018, 9 % from 2019 on (Wet OB 1968 art. 9 lid 2).
    ({"prestatiecode": "LAAG01", **OUD, "btw_bp": 600}, []),
    ({"prestatiecode": "LAAG01", **OUD, "btw_bp": 900}, [BTW]),
    ({"prestatiecode": "LAAG01", **NIEUW, "btw_bp": 900}, []),
    ({"prestatiecode": "LAAG01", **NIEUW, "btw_bp": 600}, [BTW]),
    # Where the purpose decides the line says it, and its euros follow.
    ({"prestatiecode": "DOEL01", "btw_bp": 2_100, "btw_cent": 2_100}, []),
    ({"prestatiecode": "DOEL01", "btw_bp": 2_100, "btw_cent": 0}, [BTW]),
    ({"prestatiecode": "DOEL01", "btw_bp": 0, "btw_cent": 0}, []),
    ({"prestatiecode": "DOEL01", "btw_bp": 2_100, "berekend_cent": 12_100}, []),
    ({"prestatiecode": "DOEL01", "berekend_cent": 10_000}, []),
]


@cache
def besluiten() -> pl.DataFrame:
    tabellen = wereld()
    for code, soort in (
        ("BTW001", "BELAST_HOOG"),
        ("DOEL01", "AFHANKELIJK_DOEL"),
        ("LAAG01", "INCL_LAAG"),
    ):
        tabellen = with_code(tabellen, code, prijs_cent=10_000, btw_behandeling=soort)
    tabellen = with_code(tabellen, "HALF01")
    tabellen = with_rows(
        tabellen,
        contract_prijs=[{"prestatiecode": "HALF01", "prijs_e6": 10_005_000}],
        standaardprijslijst=[
            {
                "prestatiecode": "LAAG01",
                "prijs_e6": 100_000_000,
                "begindatum": date(2018, 1, 1),
            }
        ],
    )
    lijnen = [
        regel(f"{nr:03d}", **{"verzekerde_id": f"P{nr}", **velden})
        for nr, (velden, _) in enumerate(GEVALLEN)
    ]
    return price(*lijnen, tabellen=tabellen)


@pytest.mark.parametrize("nr", range(len(GEVALLEN)))
def test_a_line_is_refused_for_what_it_declares_wrongly_only(nr: int) -> None:
    """I1 to I4 with a tolerance of nothing."""
    assert codes_of(besluiten())[f"{nr:03d}"] == GEVALLEN[nr][-1]


def test_a_line_that_declares_wrongly_shows_what_it_may_cost() -> None:
    """No amount, but what it comes to: 242.605 is 242.61."""
    besluit = besluiten().to_dicts()[2]
    assert besluit["bedrag_cent"] is None
    assert besluit["toegestaan_bedrag_cent"] == 24_261


@pytest.mark.parametrize("berekend", [None, 9_900, 20_000])
def test_a_refused_line_is_told_what_may_be_charged_whatever_it_declares(
    berekend: int | None,
) -> None:
    """90.00 and ten percent: the ceiling, not the contract price of 100.00."""
    tabellen = with_code(wereld(), "MAX901", maximum_cent=9_000, prijs_cent=10_000)
    besluit = price(
        regel(prestatiecode="MAX901", berekend_cent=berekend),
        tabellen=tabellen,
        instellingen=WEIGER,
    )
    assert codes_of(besluit) == {"R1": ["TARIEF_BOVEN_MAXIMUM", "TARIEF_BOVEN_MAXMAX"]}
    assert besluit["toegestaan_bedrag_cent"].to_list() == [9_900]
