"""Phase H: the sum of a period, and what is left of it."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from tariefwereld import (
    AFTOPPEN,
    V3,
    WEIGER,
    Z1,
    Z2,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

H1 = ["PERIODEMAXIMUM_OVERSCHREDEN"]
G = ["TARIEF_BOVEN_MAXIMUM", "MAXMAX_UITGESLOTEN"]
DAG = date(2025, 3, 10)


@cache
def tabellen() -> Tarieventabellen:
    """DAG001: at most 150.00 a day; JAAR01: 150.00 a year, its price above 60.00."""
    met = with_code(wereld(), "DAG001", prijs_cent=10_000)
    met = with_code(
        met,
        "JAAR01",
        maximum_cent=6_000,
        prijs_cent=10_000,
        maxmax_uitgesloten=True,
        maxmax_uitsluiting_grond="OVERGENOMEN_EERSTELIJN",
    )
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "bedrag_cent": 15_000}
    return with_rows(
        met,
        ozp_regel=[
            {**soort, "regel_id": "PER-DAG", "code_a": "CODE:DAG001"},
            {
                **soort,
                "regel_id": "PER-JAAR",
                "code_a": "CODE:JAAR01",
                "reikwijdte": "PERIODE",
                "periode_dagen": 365,
            },
        ],
    )


def lijn(regel_id: str, na: int = 0, **velden: Any) -> dict[str, Any]:
    dag = DAG + timedelta(days=na)
    velden = {"prestatiecode": "DAG001", **velden}
    return regel(regel_id, begindatum=dag, einddatum=dag, **velden)


@pytest.mark.parametrize(
    ("instellingen", "tweede"), [(AFTOPPEN, 5_000), (WEIGER, None)]
)
def test_the_line_that_no_longer_fits_is_capped_or_refused(
    instellingen: Prijsinstellingen, tweede: int | None
) -> None:
    besluiten = price(
        lijn("R1"), lijn("R2"), tabellen=tabellen(), instellingen=instellingen
    )
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": tweede}
    assert codes_of(besluiten)["R2"] == H1
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [None, 5_000]
    assert besluiten["ozp_regel_id"].to_list() == [None, "PER-DAG"]


def test_nothing_left_is_refused_even_where_amounts_are_capped() -> None:
    besluiten = price(lijn("R1"), lijn("R2"), lijn("R3"), tabellen=tabellen())
    assert besluiten["status"].to_list() == ["OK", "AFGETOPT", "GEWEIGERD"]
    assert amounts_of(besluiten)["R3"] is None


@pytest.mark.parametrize("binnen", ["SUBTRAJECT", "ZORGTRAJECT"])
def test_a_number_is_a_hospitals_own(binnen: str) -> None:
    """Source: DESIGN, decision 20; two hospitals may give a patient one number.

    C27 is the contract of the other hospital.
    """
    soort = {"soort": "PERIODEMAXIMUM_BEDRAG", "bedrag_cent": 15_000}
    code = with_code(wereld(), "NUM001", prijs_cent=10_000)
    regels = [
        {**soort, "regel_id": "PER", "code_a": "CODE:NUM001", "reikwijdte": binnen}
    ]
    met = with_rows(
        code,
        ozp_regel=regels,
        contract_prijs=[
            {
                "contract_id": "C27",
                "versie": 1,
                "prestatiecode": "NUM001",
                "prijs_e6": 100_000_000,
            }
        ],
    )
    nummers = {"subtraject_nummer": "S1", "zorgtraject_nummer": "T1"}
    besluiten = price(
        *(
            lijn(name, prestatiecode="NUM001", zorginstelling_code=waar, **nummers)
            for name, waar in (("R1", Z1), ("R2", Z2), ("R3", Z1), ("R4", Z2))
        ),
        tabellen=met,
    )
    assert amounts_of(besluiten) == {
        "R1": 10_000,
        "R2": 10_000,
        "R3": 5_000,
        "R4": 5_000,
    }


@pytest.mark.parametrize(
    "ander", [{"na": 1}, {"verzekerde_id": "P2"}, {"verzekerde_id": None}]
)
def test_another_day_or_patient_has_a_maximum_of_its_own(ander: dict[str, Any]) -> None:
    besluiten = price(lijn("R1"), lijn("R2", **ander), tabellen=tabellen())
    assert amounts_of(besluiten)["R2"] == 10_000


def test_a_line_that_phase_g_capped_is_tested_on_the_capped_amount() -> None:
    jaar = {"prestatiecode": "JAAR01"}
    besluiten = price(
        *(lijn(f"R{na}", na, **jaar) for na in (0, 1, 364, 365)), tabellen=tabellen()
    )
    # 60 + 60 + 30 of 150; on day 365 the first 60 have left the period.
    assert besluiten["bedrag_cent"].to_list() == [6_000, 6_000, 3_000, 6_000]
    assert list(codes_of(besluiten).values()) == [G, G, G + H1, G]


def test_a_line_that_phase_i_refuses_uses_nothing_up() -> None:
    besluiten = price(lijn("R1", tarief_cent=9_999), lijn("R2"), tabellen=tabellen())
    assert codes_of(besluiten) == {"R1": ["GEDECLAREERD_TARIEF_WIJKT_AF"], "R2": []}


def test_a_line_that_phases_h_and_i_refuse_is_told_of_h() -> None:
    besluiten = price(lijn("R1"), lijn("R2", tarief_cent=9_999), tabellen=tabellen())
    assert codes_of(besluiten)["R2"] == H1


def test_a_debit_that_the_batch_takes_back_uses_nothing_up() -> None:
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluiten = price(lijn("R1"), lijn("R2", **credit), lijn("R3"), tabellen=tabellen())
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": -10_000, "R3": 10_000}


def test_a_line_with_a_signal_uses_its_amount_up_like_any_other() -> None:
    met = with_rows(
        tabellen(),
        contract=[{"contract_id": "K3", "concern_id": "V3", "status": "CONCEPT"}],
        standaardprijslijst=[{"prestatiecode": "DAG001", "prijs_e6": 100_000_000}],
    )
    lijnen = (lijn("R1", uzovi=V3), lijn("R2", uzovi=V3))
    besluiten = price(*lijnen, tabellen=met)
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": 5_000}
    signaal = ["CONTRACT_NIET_GEACCORDEERD"]
    assert codes_of(besluiten) == {"R1": signaal, "R2": [*signaal, *H1]}
