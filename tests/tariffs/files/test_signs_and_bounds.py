"""Rules of which one sign, bound or word could change without another test noticing.

Each was found by a change that all tests let pass (``make mutate``); the amounts are
worked by hand from the article named.
"""

from datetime import date
from typing import Any

import pytest
from support.tarieven.tariefwereld import (
    amounts_of,
    codes_of,
    price,
    regel,
    rows_of,
    wereld,
    with_code,
    with_rows,
)

from tariffs.schema import Omzetafspraak

MAANDAG = date(2025, 3, 10)


def op(regel_id: str, code: str, **velden: Any) -> dict[str, Any]:
    return regel(
        regel_id,
        prestatiecode=code,
        begindatum=MAANDAG,
        einddatum=MAANDAG,
        **velden,
    )


@pytest.mark.parametrize(
    ("vorm", "onder", "boven", "past"),
    [
        ("PXQ", 0, 10_000, True),
        ("PXQ", 1, 10_000, False),
        ("PXQ", 0, 9_999, False),
        ("PLAFOND", 0, 0, True),
        ("PLAFOND", 1, 0, False),
        ("PLAFOND", 0, 1, False),
        ("AANNEEMSOM", 10_000, 0, True),
        ("AANNEEMSOM", 9_999, 0, False),
        ("AANNEEMSOM", 10_000, 1, False),
        ("TRANSITIE", 4_000, 6_000, True),
    ],
)
def test_each_form_of_contract_has_its_own_percentages(
    vorm: str, onder: int, boven: int, past: bool
) -> None:
    # docs/decisions.md 43: PxQ pays all above the point and nothing below, a ceiling
    # neither, an aanneemsom all below and nothing above; a transition chooses.
    afspraak = rows_of(
        "omzetafspraak",
        {
            "afspraak_id": "O1",
            "contract_id": "C1",
            "jaar": 2025,
            "vorm": vorm,
            "richtpunt_cent": 100,
            "pct_onder_bp": onder,
            "pct_boven_bp": boven,
        },
    )
    assert Omzetafspraak.is_valid(afspraak) is past


def test_only_minutes_per_quarter_are_summed_over_a_day() -> None:
    # Regeling msz 2016 art. 27.2c speaks of units of fifteen minutes. 20 minutes of an
    # hourly tariff of EUR 60.00 are EUR 20.00, for each treatment.
    tabellen = with_code(wereld(), "UUR001", prijs_cent=6_000, eenheid="UUR")
    besluiten = price(
        op("R1", "UUR001", minuten=20),
        op("R2", "UUR001", minuten=20, zitting_id="Z2"),
        tabellen=tabellen,
    )
    assert codes_of(besluiten) == {"R1": [], "R2": []}
    assert amounts_of(besluiten) == {"R1": 2_000, "R2": 2_000}


@pytest.mark.parametrize(
    ("per_verpakking", "cent"),
    # EUR 30.00 apiece is 300.00 for ten; per package of five it is 60.00.
    [(None, 30_000), (False, 30_000), (True, 6_000)],
)
def test_last_years_price_of_an_add_on_is_per_unit_unless_it_says_package(
    per_verpakking: bool | None, cent: int
) -> None:
    # A price stands per unit (docs/rules.md); 14165082 comes in packages of five.
    zi = "14165082"
    tabellen = with_rows(
        wereld(),
        contract_prijs=[
            {
                "contract_id": "C0",
                "versie": 1,
                "prestatiecode": zi,
                "prijs_e6": 30_000_000,
                "per_verpakking": per_verpakking,
                "begindatum": date(2024, 1, 1),
            }
        ],
        prijsregel=[
            {
                "prijsregel_id": "VORIG",
                "selector": f"CODE:{zi}",
                "basis": "VORIG_CONTRACT",
                "prioriteit": 20,
            }
        ],
    )
    lijn = op("R1", zi, prestatiecodelijst="001", aantal_m=10_000)
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": cent}


@pytest.mark.parametrize(
    ("prijs_e6", "per_stuk_e6"),
    [
        # Per six: 428.10 is 71.35; 428.08 is 71.34666..., 428.12 is 71.35333...
        (428_100_000, 71_350_000),
        (428_080_000, 71_346_667),
        (428_120_000, 71_353_333),
    ],
)
def test_the_unit_price_of_a_package_is_shown_to_the_micro_euro(
    prijs_e6: int, per_stuk_e6: int
) -> None:
    # As docs/rules.md: unit price = price of the package / inkoophoeveelheid; half up.
    zi = "13953729"
    tabellen = with_rows(
        wereld(),
        contract_prijs=[
            {"prestatiecode": zi, "prijs_e6": prijs_e6, "per_verpakking": True}
        ],
    )
    lijn = op("R1", zi, prestatiecodelijst="001", aantal_m=6_000)
    besluit = price(lijn, tabellen=tabellen)
    assert besluit["eenheidsprijs_e6"].to_list() == [per_stuk_e6]
    assert besluit["bedrag_cent"].to_list() == [prijs_e6 // 10_000]


@pytest.mark.parametrize(
    ("behandeling", "btw_bp", "mag"),
    [
        ("VRIJGESTELD", 0, True),
        ("VRIJGESTELD", 2_100, False),
        ("BELAST_HOOG", 2_100, True),
        ("BELAST_HOOG", 0, False),
        ("AFHANKELIJK_DOEL", 0, True),
        ("AFHANKELIJK_DOEL", 2_100, True),
        ("AFHANKELIJK_DOEL", 1, False),
        ("AFHANKELIJK_DOEL", 900, False),
        ("INCL_LAAG", 0, True),
        ("INCL_LAAG", 900, True),
        ("INCL_LAAG", 2_100, False),
    ],
)
def test_the_rate_of_btw_that_a_line_states_is_one_of_its_code(
    behandeling: str, btw_bp: int, mag: bool
) -> None:
    # I4: nought or the rate of the code; in 2025 9 and 21 percent.
    tabellen = with_code(
        wereld(), "BTW001", prijs_cent=10_000, btw_behandeling=behandeling
    )
    lijn = op("R1", "BTW001", btw_bp=btw_bp)
    verwacht = [] if mag else ["BTW_ONJUIST"]
    assert codes_of(price(lijn, tabellen=tabellen)) == {"R1": verwacht}
