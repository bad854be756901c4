"""Experiments and agreements: from when to when, for which pair."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from tariefwereld import Z1, Z2, codes_of, price, regel, wereld, with_rows

from tariffs.schema import Tarieventabellen

D5 = ["REGULIERE_PRESTATIE_UITGESLOTEN_DOOR_EXPERIMENT"]


@cache
def tabellen() -> Tarieventabellen:
    """Z1 and V1 take part until 30 June 2025; V2's part has no beschikking."""
    partij = {
        "experiment_id": "W1",
        "rol": "ORIGINEEL",
        "begindatum": date(2025, 1, 1),
        "einddatum": date(2025, 12, 31),
    }
    overeenkomst = {"experiment_id": "W1", "soort": "EXPERIMENT", "prijs_e6": 10**8}
    return with_rows(
        wereld(),
        experiment=[
            {
                "experiment_id": "W1",
                "grondslag": "WMG58",
                "kenmerk": "K",
                "prestatiecode": "W58001",
                "prestatiecodelijst": "990",
                "startdatum": date(2025, 1, 1),
                "einddatum_basis": date(2025, 12, 31),
            }
        ],
        prestatie=[
            {
                "prestatiecode": "W58001",
                "prestatiecodelijst": "990",
                "soort_prestatie": "EXPERIMENT",
            }
        ],
        experiment_partij=[
            {
                **partij,
                "partij": "ZORGAANBIEDER",
                "partij_code": Z1,
                "beschikking_kenmerk": "B",
                "beschikking_datum": date(2025, 1, 15),
            },
            {
                **partij,
                "partij": "ZORGKANTOOR",
                "partij_code": "V1",
                "beschikking_kenmerk": "B",
            },
            {**partij, "partij": "VERZEKERAAR", "partij_code": "V2"},
        ],
        experiment_vervangt=[{"experiment_id": "W1", "selector": "PREFIX:VRIJ"}],
        prestatie_overeenkomst=[
            {
                **overeenkomst,
                "overeenkomst_id": "O1",
                "opgezegd_per": date(2025, 6, 30),
            },
            {**overeenkomst, "overeenkomst_id": "O2", "concern_id": "V2"},
        ],
    )


def judged(code: str, dag: date, **velden: Any) -> list[str]:
    lijst = "990" if code.startswith("W58") else "041"
    lijn = regel(
        prestatiecode=code,
        prestatiecodelijst=lijst,
        begindatum=dag,
        einddatum=None,
        **velden,
    )
    return codes_of(price(lijn, tabellen=tabellen()))["R1"]


@pytest.mark.parametrize(
    ("dag", "regulier", "experiment"),
    [
        # The beschikking of Z1 is of 15 January.
        (date(2025, 1, 14), [], ["GEEN_BESCHIKKING_AANSLUITER"]),
        (date(2025, 1, 15), D5, []),
        (date(2025, 6, 30), D5, []),
        # The regular codes return the day after the last day of the agreement.
        (date(2025, 7, 1), [], ["GEEN_EXPERIMENTOVEREENKOMST"]),
    ],
)
def test_regular_codes_and_experiment_exclude_each_other_per_day(
    dag: date, regulier: list[str], experiment: list[str]
) -> None:
    assert judged("VRIJ01", dag) == regulier
    assert judged("W58001", dag) == experiment


def test_a_pair_that_does_not_take_part_keeps_its_regular_codes() -> None:
    dag = date(2025, 3, 10)
    assert judged("VRIJ01", dag, uzovi="9003") == ["GEEN_CONTRACTPRIJS"]
    assert judged("VRIJ01", dag, zorginstelling_code=Z2) == ["GEEN_CONTRACTPRIJS"]


def test_an_agreement_without_beschikking_of_one_side_is_not_covered() -> None:
    assert judged("W58001", date(2025, 3, 10), uzovi="9003") == [
        "GEEN_BESCHIKKING_AANSLUITER"
    ]


def test_a_code_that_no_selector_names_is_not_replaced() -> None:
    assert judged("MAX001", date(2025, 3, 10)) == []


def test_an_unwritten_agreement_is_none() -> None:
    met = with_rows(
        wereld(),
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "MONDELING",
                "soort": "FP",
                "prestatiecode": "198515",
                "concern_id": "V2",
                "schriftelijk": False,
            }
        ],
    )
    besluit = price(regel(prestatiecode="198515", uzovi="9003"), tabellen=met)
    assert codes_of(besluit) == {"R1": ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]}


def test_an_ic_zwaarte_may_be_agreed_apart_from_the_contract() -> None:
    met = with_rows(
        wereld(),
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "IC",
                "soort": "IC_ZWAARTE",
                "prestatiecode": "190155",
                "concern_id": "V2",
            }
        ],
    )
    codes = codes_of(
        price(
            regel("R1", prestatiecode="190155", uzovi="9003"),
            regel("R2", prestatiecode="190154", uzovi="9003", verzekerde_id="P2"),
            tabellen=met,
        )
    )
    assert codes == {
        "R1": ["GEEN_CONTRACTPRIJS"],
        "R2": ["IC_ZWAARTE_NIET_OVEREENGEKOMEN"],
    }
