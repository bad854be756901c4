"""Rules of which one sign, bound or word could change without another test noticing.

Each was found by a change that all tests let pass (``make mutate``); the amounts are
worked by hand from the article named.
"""

from datetime import date
from typing import Any

import pytest
from tariefwereld import (
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
    # tariffs.md 11.1: PxQ pays all above the point and nothing below, a ceiling
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
    # tariffs.md 9.2: a price stands per unit; 14165082 comes in packages of five.
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
