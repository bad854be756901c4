"""Phase J and repricing: copies with the sign turned, never a price of today."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from tariefwereld import (
    AFTOPPEN,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    regels,
    wereld,
)

from productstructure.errors import CallError
from tariffs.credits import GEKOPIEERD
from tariffs.repricing import reprice
from tariffs.schema import Declaratieregels, Prijsbesluiten

CREDIT = {"dc": "C", "bestand_id": "B2", "ref_voorgaande": "R1"}


def test_credit_copies_the_decision_and_turns_the_amounts() -> None:
    besluiten = price(
        regel("R1", toeslag_cent=50), regel("R2", toeslag_cent=50, **CREDIT)
    )
    debet, credit = besluiten.to_dicts()
    assert (debet["bedrag_cent"], credit["bedrag_cent"]) == (10_050, -10_050)
    assert credit["toeslag_cent"] == -50
    assert credit["grondslag"] == "CREDIT_KOPIE"
    assert {k: credit[k] for k in GEKOPIEERD} == {k: debet[k] for k in GEKOPIEERD}


def test_credit_of_an_earlier_batch_is_not_priced_with_the_tables_of_today() -> None:
    eerder = price(regel("R1")).with_columns(bedrag_cent=pl.lit(4_321, dtype=pl.Int64))
    credit = price(regel("R2", **CREDIT), eerdere=eerder)
    assert amounts_of(credit) == {"R2": -4_321}


def test_debit_credited_in_an_earlier_batch_cannot_be_credited_again() -> None:
    eerder = price(regel("R1"), regel("R2", **CREDIT))
    opnieuw = price(regel("R3", **{**CREDIT, "bestand_id": "B3"}), eerdere=eerder)
    assert codes_of(opnieuw) == {"R3": ["CREDIT_REEDS_VERWERKT"]}


def test_credit_of_a_refused_debit_has_no_debit() -> None:
    besluiten = price(regel("R1", aantal_m=0), regel("R2", **CREDIT))
    assert codes_of(besluiten)["R2"] == ["CREDIT_ZONDER_DEBET"]


def test_credit_amount_is_held_against_what_the_debit_declared() -> None:
    duur = {"prestatiecode": "14E669", "uzovi": "9003", "berekend_cent": 190_000}
    debet, goed = regel("R1", **duur), regel("R2", **duur, **CREDIT)
    besluiten = price(debet, goed)
    # The insurer capped the debit; the credit takes back what was declared.
    assert amounts_of(besluiten) == {"R1": 187_325, "R2": -187_325}


def test_a_credit_is_tested_in_phase_a_first() -> None:
    besluiten = price(regel("R1"), regel("R2", uzovi="1234", **CREDIT))
    assert codes_of(besluiten)["R2"] == ["VERZEKERAAR_ONBEKEND"]


def _lijn(regel_id: str, **velden: Any) -> dict[str, Any]:
    dag = date(2024, 4, 10)
    return regel(
        regel_id,
        zorginstelling_code=Z2,
        prestatiecode="119053",
        begindatum=dag,
        einddatum=dag,
        verzekerde_id=regel_id,
        **velden,
    )


def _toen(*lijnen: dict[str, Any]) -> pl.DataFrame:
    """Priced before WB/REG-2024-06 was known."""
    instellingen = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
    return price(*lijnen, tabellen=fixture(), instellingen=instellingen)


def test_repricing_takes_back_and_bills_anew_what_a_later_release_changed() -> None:
    lijn = _lijn("R1", tarief_cent=3_844, berekend_cent=3_844, declaratie_cent=3_844)
    gelijk = {**_lijn("R2"), "begindatum": date(2024, 3, 31), "einddatum": None}
    uitkomst = reprice(
        regels(lijn, gelijk),
        _toen(lijn, gelijk),
        fixture(),
        AFTOPPEN,
        bestand_id="HERZIENING",
    )
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -3_844, "R1-D": 3_690}
    paren = uitkomst.regels.select(
        "regel_id", pl.col("dc").cast(pl.String), "ref_voorgaande", "berekend_cent"
    )
    assert paren.rows() == [
        ("R1-C", "C", "R1", 3_844),
        ("R1-D", "D", None, 3_690),
    ]
    assert uitkomst.regels["bestand_id"].unique().to_list() == ["HERZIENING"]
    assert Declaratieregels.is_valid(uitkomst.regels)
    assert Prijsbesluiten.is_valid(uitkomst.besluiten)


def test_lines_of_a_repricing_price_to_its_own_decisions() -> None:
    lijn = _lijn("R1")
    eerder = _toen(lijn)
    uitkomst = reprice(
        regels(lijn), eerder, fixture(), AFTOPPEN, bestand_id="HERZIENING"
    )
    opnieuw = price(*uitkomst.regels.to_dicts(), tabellen=fixture(), eerdere=eerder)
    assert amounts_of(opnieuw) == amounts_of(uitkomst.besluiten)


def test_repricing_leaves_credited_and_refused_lines_alone() -> None:
    gecrediteerd, geweigerd = _lijn("R1"), _lijn("R2", aantal_m=0)
    credit = {**_lijn("R3"), **CREDIT, "verzekerde_id": "R1"}
    eerder = _toen(gecrediteerd, geweigerd, credit)
    uitkomst = reprice(
        regels(gecrediteerd, geweigerd), eerder, fixture(), AFTOPPEN, bestand_id="H"
    )
    assert uitkomst.regels.is_empty()
    assert uitkomst.besluiten.is_empty()


def test_repricing_into_an_earlier_file_is_a_bad_call() -> None:
    lijn = _lijn("R1")
    with pytest.raises(CallError, match="Name a new file"):
        reprice(regels(lijn), _toen(lijn), wereld(), AFTOPPEN, bestand_id="B1")


def test_repricing_into_a_file_without_a_name_is_a_bad_call() -> None:
    lijn = _lijn("R1")
    with pytest.raises(CallError, match="bestand_id is empty"):
        reprice(regels(lijn), _toen(lijn), fixture(), AFTOPPEN, bestand_id=" ")


def test_a_line_that_stands_twice_is_corrected_once() -> None:
    # The second bearer was refused as a double (E4); the first is what was billed.
    lijn = _lijn("R1")
    eerder = _toen(lijn, lijn)
    uitkomst = reprice(
        regels(lijn, lijn), eerder, fixture(), AFTOPPEN, bestand_id="HERZIENING"
    )
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -3_844, "R1-D": 3_690}


def test_a_line_whose_first_bearer_was_refused_is_corrected_by_the_second() -> None:
    fout, goed = _lijn("R1", aantal_m=0), _lijn("R1")
    uitkomst = reprice(
        regels(fout, goed), _toen(fout, goed), fixture(), AFTOPPEN, bestand_id="H"
    )
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -3_844, "R1-D": 3_690}


def test_decisions_that_are_given_twice_are_a_bad_call() -> None:
    lijn = _lijn("R1")
    eerder = _toen(lijn)
    with pytest.raises(CallError, match="Give each file of decisions once"):
        reprice(
            regels(lijn),
            pl.concat([eerder, eerder]),
            fixture(),
            AFTOPPEN,
            bestand_id="H",
        )


def test_an_unsound_credit_leaves_the_debit_to_a_sound_one() -> None:
    besluiten = price(
        regel("R1"),
        regel("R2", berekend_cent=9_999, **CREDIT),
        regel("R3", uzovi="1234", **CREDIT),
        regel("R4", **CREDIT),
    )
    assert codes_of(besluiten) == {
        "R1": [],
        "R2": ["CREDITBEDRAG_WIJKT_AF"],
        "R3": ["VERZEKERAAR_ONBEKEND"],
        "R4": [],
    }


def test_a_credit_that_was_refused_earlier_took_nothing_back() -> None:
    eerder = price(regel("R1"), regel("R2", berekend_cent=9_999, **CREDIT))
    opnieuw = price(regel("R3", **{**CREDIT, "bestand_id": "B3"}), eerdere=eerder)
    assert amounts_of(opnieuw) == {"R3": -10_000}


def test_a_credit_cannot_be_credited() -> None:
    eerder = price(regel("R1"), regel("R2", **CREDIT))
    credit = {**CREDIT, "bestand_id": "B3", "ref_voorgaande": "R2"}
    assert codes_of(price(regel("R3", **credit), eerdere=eerder)) == {
        "R3": ["CREDIT_ZONDER_DEBET"]
    }


def test_a_debit_that_names_an_earlier_line_takes_nothing_back() -> None:
    eerder = price(regel("R1"), regel("R2", ref_voorgaande="R1", verzekerde_id="P2"))
    credit = {**CREDIT, "bestand_id": "B3"}
    assert amounts_of(price(regel("R3", **credit), eerdere=eerder)) == {"R3": -10_000}
