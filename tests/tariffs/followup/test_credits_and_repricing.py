"""Phase J and repricing: copies with the sign turned, never a price of today."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    WEIGER,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    regels,
    wereld,
    with_code,
    with_rows,
)

from productstructure.errors import CallError
from tariffs.decision.j_credit import GEKOPIEERD
from tariffs.followup.repricing import reprice
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


def test_credit_turns_the_btw_that_its_debit_charged() -> None:
    """A credit is a copy of the amounts (decision 38); 21 % of 100.50 is 21.11."""
    tabellen = with_code(
        wereld(), "BTW001", prijs_cent=10_000, btw_behandeling="BELAST_HOOG"
    )
    lijn = {"prestatiecode": "BTW001", "toeslag_cent": 50}
    besluiten = price(
        regel("R1", **lijn), regel("R2", **lijn, **CREDIT), tabellen=tabellen
    )
    bedragen = besluiten.select("bedrag_cent", "btw_cent", "toeslag_cent").rows()
    assert bedragen == [(12_161, 2_111, 50), (-12_161, -2_111, -50)]


OVERGENOMEN: dict[str, Any] = {
    "concern_id": "OUD",
    "peildatum": date(2024, 2, 29),
    "peildatum_grond": "OPENING",
    "tariefsoort": "VAST",
    "contract_id": "OUD",
    "versie": 7,
    "afspraak_id": "OUD",
    "nza_maximum_e6": 11,
    "toegestaan_maximum_e6": 12,
    "eenheidsprijs_e6": 13,
    "aantal_m": 14,
    "aantal_teller": 15,
    "aantal_noemer": 16,
    "factor_bp": 17,
    "release_ids": [8, 9],
}
"""Every column of the decision on a debit that its credit repeats as it stands."""


def test_every_fact_of_an_old_decision_stands_in_its_credit() -> None:
    """Never priced again: no fact is that of today (docs/decisions.md 38)."""
    eerder = price(regel("R1"))
    eerder = eerder.with_columns(
        pl.Series(kolom, [waarde], dtype=eerder.schema[kolom])
        for kolom, waarde in OVERGENOMEN.items()
    )
    credit = price(regel("R2", **CREDIT), eerdere=eerder).to_dicts()[0]
    assert {kolom: credit[kolom] for kolom in OVERGENOMEN} == OVERGENOMEN
    assert credit["bedrag_cent"] == -10_000


def test_credit_of_an_earlier_batch_is_not_priced_with_the_tables_of_today() -> None:
    eerder = price(regel("R1")).with_columns(bedrag_cent=pl.lit(4_321, dtype=pl.Int64))
    credit = price(regel("R2", **CREDIT), eerdere=eerder)
    assert amounts_of(credit) == {"R2": -4_321}


def test_debit_credited_in_an_earlier_batch_cannot_be_credited_again() -> None:
    eerder = price(regel("R1"), regel("R2", **CREDIT))
    opnieuw = price(regel("R3", **{**CREDIT, "bestand_id": "B3"}), eerdere=eerder)
    assert codes_of(opnieuw) == {"R3": ["CREDIT_REEDS_VERWERKT"]}


def _name_used_again() -> pl.DataFrame:
    """Care of 10 March, taken back; care of 10 April under the same name."""
    maart = price(regel("R1"))
    terug = price(regel("R2", **CREDIT), eerdere=maart)
    april = regel("R1", bestand_id="B3", **_APRIL)
    eerder = pl.concat([maart, terug])
    return pl.concat([eerder, price(april, eerdere=eerder)])


_APRIL = {"begindatum": date(2025, 4, 10), "einddatum": date(2025, 4, 10)}


@pytest.mark.parametrize(("velden", "redenen"), [({}, 0), (_APRIL, 1)])
def test_a_credit_takes_back_the_debit_it_copied_not_a_later_one_of_its_name(
    velden: dict[str, Any], redenen: int
) -> None:
    """Care is paid once, and what was taken back may be billed again (E4)."""
    lijn = regel("R9", bestand_id="B4", **velden)
    besluit = price(lijn, eerdere=_name_used_again())
    expected = ["DUBBELE_BEKOSTIGING"] * redenen
    assert codes_of(besluit)["R9"] == expected
    assert amounts_of(besluit) == {"R9": None if redenen else 10_000}


def test_a_name_used_again_is_credited_again_and_no_third_time() -> None:
    """The same care under the same name, as ``price --grouped`` names lines."""
    eerder = price(regel("R1"))
    for bestand, credit in (("B3", "R2"), ("B5", "R3")):
        terug = regel(credit, **{**CREDIT, "bestand_id": f"{bestand}C"})
        eerder = pl.concat([eerder, price(terug, eerdere=eerder)])
        assert amounts_of(eerder)[credit] == -10_000
        if bestand == "B3":
            opnieuw = price(regel("R1", bestand_id=bestand), eerdere=eerder)
            assert amounts_of(opnieuw) == {"R1": 10_000}
            eerder = pl.concat([eerder, opnieuw])
    terug = regel("R4", **{**CREDIT, "bestand_id": "B9"})
    derde = price(terug, eerdere=eerder)
    assert codes_of(derde) == {"R4": ["CREDIT_REEDS_VERWERKT"]}


def test_a_debit_of_this_batch_is_not_what_an_earlier_credit_took_back() -> None:
    """The earlier decisions lack the debit of their credit."""
    eerder = _name_used_again().filter(dc="C")
    lijnen = [
        regel("R1", bestand_id="B3"),
        regel("R5", **{**CREDIT, "bestand_id": "B4"}),
    ]
    besluiten = price(*lijnen, eerdere=eerder)
    assert amounts_of(besluiten) == {"R1": 10_000, "R5": -10_000}


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


def test_a_line_whose_name_was_taken_back_before_is_repriced() -> None:
    lijn = _lijn("A")
    eerder = _toen(lijn)
    terug = {**lijn, "regel_id": "C", "bestand_id": "B2", "dc": "C"}
    terug["ref_voorgaande"] = "A"
    toen = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
    for volgende in (terug, {**lijn, "bestand_id": "B3"}):
        besluit = price(volgende, tabellen=fixture(), instellingen=toen, eerdere=eerder)
        eerder = pl.concat([eerder, besluit])
    assert eerder["bedrag_cent"].to_list() == [3_844, -3_844, 3_844]
    uitkomst = reprice(
        regels({**lijn, "bestand_id": "B3"}),
        eerder,
        fixture(),
        AFTOPPEN,
        bestand_id="B4",
    )
    assert amounts_of(uitkomst.besluiten) == {"A-C": -3_844, "A-D": 3_690}


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


def _met_release_3(**tarief: Any) -> Any:
    """The fixture with a release of June 2025 about 14E669."""
    return with_rows(
        fixture(),
        tarief_release=[
            {
                "release_id": 3,
                "bron": "BESCHIKKING",
                "kenmerk": "WB/REG-2025-06",
                "bekendgemaakt_op": date(2025, 6, 1),
                "ingangsdatum": date(2025, 1, 1),
                "omvang": "WIJZIGING",
            }
        ],
        tarief=[
            {
                "release_id": 3,
                "prestatiecode": "14E669",
                "tariefsoort": "MAXIMUM",
                "begindatum": date(2025, 1, 1),
                **tarief,
            }
        ],
    )


def test_a_capped_line_is_taken_back_at_the_amount_it_declared() -> None:
    """A credit copies the original amounts, so it is held against what was declared.

    C2 asks 1,900.00 where 1,873.25 is the most; a release of June makes that 1,850.00
    (docs/decisions.md 38, 42, J1; WB/REG-2024-06 corrects in this way).
    """
    lijn = regel(
        "R1", uzovi="9003", prestatiecode="14E669", verzekerde_id="R1"
    ) | dict.fromkeys(("berekend_cent", "declaratie_cent"), 190_000)
    eerder = price(lijn, tabellen=fixture())
    assert amounts_of(eerder) == {"R1": 187_325}
    nieuwer = _met_release_3(bedrag_e6=1_850_000_000, einddatum=date(2025, 12, 31))
    uitkomst = reprice(regels(lijn), eerder, nieuwer, AFTOPPEN, bestand_id="H")
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -187_325, "R1-D": 185_000}
    bedragen = uitkomst.regels.select("regel_id", "berekend_cent", "declaratie_cent")
    assert bedragen.rows() == [
        ("R1-C", 190_000, 190_000),
        ("R1-D", 185_000, 185_000),
    ]


def test_a_line_that_may_no_longer_be_billed_is_taken_back_only() -> None:
    """C1 asks 1,850.00; of 1,600.00 even 10 % more is not enough, and WEIGER (G9)."""
    lijn = regel("R1", prestatiecode="14E669", verzekerde_id="R1")
    eerder = price(lijn, tabellen=fixture())
    nieuwer = _met_release_3(bedrag_e6=1_600_000_000)
    uitkomst = reprice(regels(lijn), eerder, nieuwer, WEIGER, bestand_id="H")
    assert uitkomst.regels["regel_id"].to_list() == ["R1-C"]
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -185_000, "R1-D": None}
    assert codes_of(uitkomst.besluiten)["R1-D"] == [
        "TARIEF_BOVEN_MAXIMUM",
        "TARIEF_BOVEN_MAXMAX",
    ]


def test_a_line_of_the_same_amount_under_a_newer_release_is_left_as_it_is() -> None:
    """UNSOURCED[same-amount]: the price of C1, 1,850.00, is under either maximum."""
    lijn = regel("R1", prestatiecode="14E669", verzekerde_id="R1")
    nieuwer = _met_release_3(bedrag_e6=1_850_000_000)
    uitkomst = reprice(
        regels(lijn),
        price(lijn, tabellen=fixture()),
        nieuwer,
        AFTOPPEN,
        bestand_id="H",
    )
    assert uitkomst.regels.is_empty()
    assert uitkomst.besluiten.is_empty()


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


@pytest.mark.parametrize("volgorde", [("R2", "R3"), ("R3", "R2")])
def test_of_two_sound_credits_the_first_by_regel_id_stands(
    volgorde: tuple[str, str],
) -> None:
    """The order of the batch is nobody's rule; J1 refuses the later (8084)."""
    besluiten = price(regel("R1"), *(regel(naam, **CREDIT) for naam in volgorde))
    assert amounts_of(besluiten) == {"R1": 10_000, "R2": -10_000, "R3": None}
    assert codes_of(besluiten)["R3"] == ["CREDIT_REEDS_VERWERKT"]


@pytest.mark.parametrize("eerste", ["R1", "R3"])
def test_credits_of_two_debits_do_not_stand_in_each_others_way(eerste: str) -> None:
    """J1 is about the credits of one debit."""
    tweede = "R3" if eerste == "R1" else "R1"
    ander = {"verzekerde_id": "P2"}
    besluiten = price(
        regel(eerste),
        regel(tweede, **ander),
        regel("R5", **{**CREDIT, "ref_voorgaande": eerste}),
        regel("R6", **{**CREDIT, **ander, "ref_voorgaande": tweede}),
    )
    assert besluiten["bedrag_cent"].to_list() == [10_000, 10_000, -10_000, -10_000]


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
