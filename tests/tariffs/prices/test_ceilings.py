"""Phase G: how high a price may be, exactly, and which agreement comes closest."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen, elk
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    IGO,
    WEIGER,
    Z2,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from productstructure.errors import CapacityError
from tariffs.decision.prijsboek import Prijsboek
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

EURO = 1_000_000


@cache
def op_de_grens() -> Tarieventabellen:
    """GRENS1 at 447.55, just above 110 % of 406.86, which is 447.546."""
    return with_code(wereld(), "GRENS1", maximum_cent=40_686, prijs_cent=44_755)


def test_a_rounded_ceiling_is_also_the_one_tested_where_the_release_says_so() -> None:
    release = op_de_grens().tarief_release.with_columns(
        maxmax_afronding=pl.lit("HALF_UP").cast(pl.Enum(["FLOOR", "HALF_UP"]))
    )
    naar_boven = replace(op_de_grens(), tarief_release=release)
    lijn = regel(prestatiecode="GRENS1")
    # 447.546 is 447.55 when rounded half-up, and 447.54 as people are shown it.
    assert amounts_of(price(lijn, tabellen=naar_boven)) == {"R1": 44_755}
    assert amounts_of(price(lijn, tabellen=op_de_grens())) == {"R1": 44_754}


@cache
def met_afspraken() -> Tarieventabellen:
    """DUUR01 at 106.00 of 100.00 for the IGO and V1; a test adds the agreements."""
    tabellen = with_code(wereld(), "DUUR01", maximum_cent=10_000)
    contract = {"contract_id": "CI", "zorginstelling_code": IGO}
    prijs = {
        "contract_id": "CI",
        "versie": 1,
        "prestatiecode": "DUUR01",
        "prijs_e6": 106 * EURO,
    }
    return with_rows(tabellen, contract=[contract], contract_prijs=[prijs])


def afspraak(naam: str, **velden: Any) -> dict[str, Any]:
    return {"afspraak_id": naam, "zorginstelling_code": IGO, **velden}


def besluit(
    afspraken: list[dict[str, Any]], reikwijdte: list[dict[str, Any]]
) -> dict[str, Any]:
    """The decision beside these agreements alone."""
    nummer = afgesproken().index((afspraken, reikwijdte))
    gevonden = per_afspraak().besluit(_bij(nummer)).to_dicts()[0]
    naam = gevonden["afspraak_id"]
    return {**gevonden, "afspraak_id": naam and naam.split("-")[1]}


def _bij(nummer: int) -> dict[str, Any]:
    return regel(
        prestatiecode="DUUR01", zorginstelling_code=IGO, uzovi=f"8{nummer:03d}"
    )


@cache
def per_afspraak() -> Gevallen:
    """A concern for each set of agreements, all about DUUR01 of the IGO."""
    rijen: dict[str, list[dict[str, Any]]] = {}
    for nummer, (afspraken, reikwijdte) in enumerate(afgesproken()):
        concern, contract = f"K{nummer}", f"CK{nummer}"
        eigen = {
            "uzovi_concern": [
                {
                    "uzovi": f"8{nummer:03d}",
                    "concern_id": concern,
                    "begindatum": date(2020, 1, 1),
                }
            ],
            "contract": [
                {
                    "contract_id": contract,
                    "concern_id": concern,
                    "zorginstelling_code": IGO,
                }
            ],
            "contract_prijs": [
                {
                    "contract_id": contract,
                    "versie": 1,
                    "prestatiecode": "DUUR01",
                    "prijs_e6": 106 * EURO,
                }
            ],
            "maxmax_afspraak": [{"concern_id": concern, **each} for each in afspraken],
            "maxmax_reikwijdte": reikwijdte,
        }
        for tabel, van in eigen.items():
            rijen.setdefault(tabel, []).extend(
                {**rij, "afspraak_id": f"{nummer}-{rij['afspraak_id']}"}
                if tabel.startswith("maxmax")
                else rij
                for rij in van
            )
    tabellen = with_rows(with_code(wereld(), "DUUR01", maximum_cent=10_000), **rijen)
    return Gevallen(
        [[_bij(nummer)] for nummer in range(len(afgesproken()))],
        tabellen=tabellen,
        instellingen=WEIGER,
    )


@cache
def afgesproken() -> list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Every set of agreements and their scopes that a test asks of."""
    return [
        *((afspraken, reikwijdte) for afspraken, reikwijdte, *_ in DICHTSTBIJ),
        *((afspraken, []) for afspraken, _ in GENOEMD),
        *(([afspraak("A", percentage_bp=bp)], []) for bp in (599, 600)),
    ]


MONDELING = afspraak("MONDELING", schriftelijk=False)
RUIM, KRAP = afspraak("RUIM"), afspraak("KRAP", percentage_bp=500)
SMAL = {"afspraak_id": "RUIM", "selector": "CODE:ANDERS"}
OUD = afspraak("OUD", einddatum=date(2025, 3, 9))
VANDAAG = afspraak("VANDAAG", begindatum=date(2025, 3, 10), einddatum=date(2025, 3, 10))
ONTBREEKT, BOVEN = "MAXMAX_OVEREENKOMST_ONTBREEKT", "TARIEF_BOVEN_MAXMAX"
ONGELDIG, BUITEN = "MAXMAX_NIET_GELDIG_OP_PEILDATUM", "MAXMAX_BUITEN_REIKWIJDTE"
MONDELING_CODE = "MAXMAX_NIET_SCHRIFTELIJK"


DICHTSTBIJ: list[tuple[list[Any], list[Any], str | None, int]] = [
    ([RUIM], [], None, 110),
    # Any agreement that allows the price suffices.
    ([MONDELING, KRAP, RUIM], [], None, 110),
    ([MONDELING], [], "MAXMAX_NIET_SCHRIFTELIJK", 100),
    # The one that came closest says why.
    ([MONDELING, KRAP], [], "TARIEF_BOVEN_MAXMAX", 105),
    ([MONDELING, RUIM], [SMAL], "MAXMAX_BUITEN_REIKWIJDTE", 100),
    # A percentage of the scope replaces that of the agreement.
    (
        [RUIM],
        [{"afspraak_id": "RUIM", "selector": "ALLES", "percentage_bp": 200}],
        "TARIEF_BOVEN_MAXMAX",
        102,
    ),
    (
        [KRAP],
        [
            {"afspraak_id": "KRAP", "selector": "SOORT:OZP", "percentage_bp": 200},
            {
                "afspraak_id": "KRAP",
                "selector": "CODE:DUUR01",
                "percentage_bp": 600,
            },
        ],
        None,
        106,
    ),
    # Ten percent is the law, whatever an agreement or its scope says.
    ([afspraak("TEVEEL", percentage_bp=5_000)], [], None, 110),
    (
        [KRAP],
        [{"afspraak_id": "KRAP", "selector": "ALLES", "percentage_bp": 5_000}],
        None,
        110,
    ),
    # A scope that names no percentage leaves that of the agreement.
    ([KRAP], [{"afspraak_id": "KRAP", "selector": "ALLES"}], BOVEN, 105),
    # Rows of one rang and one percentage are one row.
    (
        [RUIM],
        [
            {"afspraak_id": "RUIM", "selector": selector, "percentage_bp": 700}
            for selector in ("CODE:DUUR01", "CODE:ANDERS,DUUR01")
        ],
        None,
        107,
    ),
    # No agreement, or one of another provider or insurer: that is none (G5).
    ([], [], ONTBREEKT, 100),
    ([afspraak("ELDERS", zorginstelling_code=Z2)], [], ONTBREEKT, 100),
    ([afspraak("ANDER", concern_id="V2")], [], ONTBREEKT, 100),
    # Both ends of the period of an agreement count (G7).
    ([OUD], [], ONGELDIG, 100),
    ([afspraak("LATER", begindatum=date(2025, 3, 11))], [], ONGELDIG, 100),
    ([VANDAAG], [], None, 110),
    # What lacks first is told of one agreement: G6, G7, G8, G9.
    ([{**OUD, "schriftelijk": False}], [], MONDELING_CODE, 100),
    ([{**RUIM, "schriftelijk": False}], [SMAL], MONDELING_CODE, 100),
    ([{**OUD, "afspraak_id": "RUIM"}], [SMAL], ONGELDIG, 100),
    ([{**KRAP, "afspraak_id": "RUIM"}], [SMAL], BUITEN, 100),
    # What came last is told of several: G9, G8, G7, G6.
    ([MONDELING, OUD], [], ONGELDIG, 100),
    ([OUD, RUIM], [SMAL], BUITEN, 100),
    ([RUIM, KRAP], [SMAL], BOVEN, 105),
    # Of several that allow too little the highest is what may be charged.
    ([KRAP, afspraak("A", percentage_bp=200)], [], BOVEN, 105),
    ([afspraak("A", percentage_bp=200), KRAP], [], BOVEN, 105),
]


@pytest.mark.parametrize(("afspraken", "reikwijdte", "reden", "toegestaan"), DICHTSTBIJ)
def test_the_agreement_that_comes_closest_decides(
    afspraken: list[dict[str, Any]],
    reikwijdte: list[dict[str, Any]],
    reden: str | None,
    toegestaan: int,
) -> None:
    gevonden = besluit(afspraken, reikwijdte)
    codes = [r["code"] for r in gevonden["redenen"]]
    assert codes == ([] if reden is None else ["TARIEF_BOVEN_MAXIMUM", reden])
    assert gevonden["toegestaan_maximum_e6"] == toegestaan * EURO
    assert (gevonden["grondslag"] == "CONTRACTPRIJS_MAXMAX") == (reden is None)


GENOEMD: list[tuple[list[Any], str]] = [
    ([KRAP, afspraak("A", percentage_bp=200)], "KRAP"),
    ([RUIM, afspraak("A", percentage_bp=700)], "RUIM"),
    ([RUIM, MONDELING, KRAP], "RUIM"),
    # Two that say the same: the first by name, whatever the order of the rows.
    ([afspraak("B"), afspraak("A")], "A"),
    ([afspraak("A"), afspraak("B")], "A"),
]


@pytest.mark.parametrize(("afspraken", "naam"), GENOEMD)
def test_the_decision_names_the_agreement_that_lifts_or_nearly_lifts(
    afspraken: list[dict[str, Any]], naam: str
) -> None:
    """docs/decisions.md 31: any one suffices, else the one that came closest."""
    assert besluit(afspraken, [])["afspraak_id"] == naam


@pytest.mark.parametrize(
    ("percentage_bp", "plafond_e6"), [(599, 105_990_000), (600, 106_000_000)]
)
def test_a_price_of_exactly_the_lifted_maximum_is_allowed(
    percentage_bp: int, plafond_e6: int
) -> None:
    """The price is 106.00; 5.99 % of 100.00 is one cent short (decision 30)."""
    gevonden = besluit([afspraak("A", percentage_bp=percentage_bp)], [])
    assert gevonden["toegestaan_maximum_e6"] == plafond_e6
    assert (gevonden["redenen"] == []) == (percentage_bp == 600)


@pytest.mark.parametrize(
    ("velden", "scope"),
    [
        ({"ontvanger": "NIET_VERZEKERDE"}, []),
        ({}, ["CODE:DUUR01"]),
        ({}, ["SOORT:OZP"]),
    ],
)
def test_a_passant_price_is_never_lifted_in_or_beside_a_contract(
    velden: dict[str, Any], scope: list[str]
) -> None:
    """Max-max is impossible for passanten (L7; G4), out of scope as well."""
    tabellen = with_rows(
        met_afspraken(),
        maxmax_afspraak=[RUIM],
        contract_scope=[
            {"contract_id": "CI", "versie": 1, "selector": wat, "in_scope": False}
            for wat in scope
        ],
        standaardprijslijst=[
            {
                "zorginstelling_code": IGO,
                "prestatiecode": "DUUR01",
                "prijs_e6": 106 * EURO,
            }
        ],
    )
    lijn = regel(prestatiecode="DUUR01", zorginstelling_code=IGO, **velden)
    besluiten = price(lijn, tabellen=tabellen)
    assert codes_of(besluiten) == {
        "R1": ["TARIEF_BOVEN_MAXIMUM", "MAXMAX_NIET_VOOR_PASSANT"]
    }
    assert amounts_of(besluiten) == {"R1": 10_000}
    assert besluiten["toegestaan_maximum_e6"].to_list() == [100 * EURO]


@pytest.mark.parametrize(("prijs_e6", "ok"), [(71_452_000, True), (71_452_001, False)])
def test_a_unit_price_is_held_against_its_part_of_the_package(
    prijs_e6: int, ok: bool
) -> None:
    # EUR 357.26 for five pieces is EUR 71.452 a piece.
    prijs = {"prestatiecode": "14165082", "prijs_e6": prijs_e6}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001")
    status = price(lijn, tabellen=tabellen, instellingen=WEIGER)["status"]
    assert status.to_list() == ["OK" if ok else "GEWEIGERD"]


def test_a_capped_medicine_costs_its_part_of_the_package() -> None:
    prijs = {"prestatiecode": "14165082", "prijs_e6": 80 * EURO}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001", aantal_m=3_000)
    # Three of five pieces of EUR 357.26, rounded once: not 3 x 71.45.
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": 21_436}


@cache
def met_vast() -> Tarieventabellen:
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": f"VAST0{n}"} for n in (1, 2)],
        tarief=[
            {
                "prestatiecode": f"VAST0{n}",
                "tariefsoort": "VAST",
                "bedrag_e6": 50 * EURO,
            }
            for n in (1, 2)
        ],
        contract_prijs=[
            {"prestatiecode": "VAST01", "prijs_e6": 51 * EURO},
            {"prestatiecode": "VAST02", "prijs_e6": 49 * EURO},
        ],
    )


def test_a_price_above_a_fixed_tariff_is_capped_and_one_below_is_refused() -> None:
    besluiten = price(
        regel("R1", prestatiecode="VAST01"),
        regel("R2", prestatiecode="VAST02", verzekerde_id="P2"),
        tabellen=met_vast(),
        instellingen=AFTOPPEN,
    )
    assert amounts_of(besluiten) == {"R1": 5_000, "R2": None}
    assert besluiten["status"].to_list() == ["AFGETOPT", "GEWEIGERD"]


VASTE = [("VAST01", 10_000, 5_000), ("VAST02", 10_000, 5_000), ("VAST02", 5_000, 2_500)]


def _vast(code: str, percentage_bp: int) -> dict[str, Any]:
    return {"prestatiecode": code, "verrekenpercentage_bp": percentage_bp}


@cache
def vaste(instellingen: Prijsinstellingen) -> Gevallen:
    return elk((_vast(code, bp) for code, bp, _ in VASTE), met_vast(), instellingen)


@pytest.mark.parametrize(("code", "percentage_bp", "toegestaan"), VASTE)
def test_what_a_fixed_tariff_allows_is_that_tariff_from_either_side(
    code: str, percentage_bp: int, toegestaan: int
) -> None:
    """A fixed tariff is the only one that may be charged (Wmg art. 35.1a)."""
    lijn = regel(**_vast(code, percentage_bp))
    for instellingen in (AFTOPPEN, WEIGER):
        besluit_ = vaste(instellingen).besluit(lijn)
        assert codes_of(besluit_) == {"R1": ["TARIEF_WIJKT_AF_VAN_VAST_TARIEF"]}
        assert besluit_["toegestaan_bedrag_cent"].to_list() == [toegestaan]
        is_afgetopt = instellingen is AFTOPPEN and code == "VAST01"
        assert amounts_of(besluit_) == {"R1": toegestaan if is_afgetopt else None}


def test_a_percentage_that_is_not_allowed_is_cut_to_the_one_that_is() -> None:
    besluiten = price(regel(prestatiecode="MAX001", verrekenpercentage_bp=20_000))
    assert codes_of(besluiten) == {"R1": ["VERREKENPERCENTAGE_NIET_TOEGESTAAN"]}
    assert besluiten["factor_bp"].to_list() == [10_000]
    assert amounts_of(besluiten) == {"R1": 8_000}


AFGETOPT = [
    (5_000, [], 5_000, 4_500),
    (10_000, [], 10_000, 9_000),
    (15_000, ["VERREKENPERCENTAGE_NIET_TOEGESTAAN"], 10_000, 9_000),
]


def _te_duur(percentage_bp: int) -> dict[str, Any]:
    return {
        "prestatiecode": "TEDUUR",
        "verrekenpercentage_bp": percentage_bp,
        "begindatum": date(2025, 7, 1),
        "einddatum": date(2025, 7, 1),
    }


@cache
def te_duur() -> Gevallen:
    tabellen = with_code(wereld(), "TEDUUR", maximum_cent=9_000, prijs_cent=9_500)
    return elk((_te_duur(bp) for bp, *_ in AFGETOPT), tabellen)


@pytest.mark.parametrize(("percentage_bp", "codes", "factor_bp", "cent"), AFGETOPT)
def test_a_capped_price_keeps_its_percentage_up_to_the_allowed(
    percentage_bp: int, codes: list[str], factor_bp: int, cent: int
) -> None:
    """Price and percentage each have their ceiling (docs/decisions.md 30; G2, G11).

    95.00 is held to 90.00; half of that is 45.00. No agreement holds after June.
    """
    besluiten = te_duur().besluit(regel(**_te_duur(percentage_bp)))
    assert codes_of(besluiten) == {"R1": ["TARIEF_BOVEN_MAXIMUM", ONGELDIG, *codes]}
    assert besluiten["factor_bp"].to_list() == [factor_bp]
    assert amounts_of(besluiten) == {"R1": cent}


@cache
def met_percentages() -> Tarieventabellen:
    """One code of every tariefsoort, and one that allows 150 %."""
    vast = {"prestatiecode": "VAST03", "tariefsoort": "VAST", "bedrag_e6": 50 * EURO}
    tabellen = with_code(
        wereld(),
        "AVOND1",
        maximum_cent=9_000,
        prijs_cent=8_000,
        verrekenpercentage_max_bp=15_000,
    )
    return with_rows(
        tabellen,
        prestatie=[{"prestatiecode": "VAST03"}],
        tarief=[vast],
        contract_prijs=[{"prestatiecode": "VAST03", "prijs_e6": 50 * EURO}],
    )


PERCENTAGES = [
    ("MAX001", 10_000, 8_000, True),
    ("MAX001", 10_001, 8_000, False),
    ("MAX001", 5_000, 4_000, True),
    ("VAST03", 10_000, 5_000, True),
    ("VAST03", 10_001, 5_000, False),
    # What was paid may not be charged one and a half times either.
    ("238062", 10_000, 12_345, True),
    ("238062", 10_001, 12_345, False),
    ("238062", 15_000, 12_345, False),
    # 150 % of 80.00 is 120.00.
    ("AVOND1", 15_000, 12_000, True),
    ("AVOND1", 15_001, 12_000, False),
    ("AVOND1", 12_500, 10_000, True),
    # A free tariff knows no ceiling, of its percentage neither.
    ("VRIJ01", 15_000, 15_000, True),
]


def _percentage(code: str, percentage_bp: int) -> dict[str, Any]:
    return {
        "prestatiecode": code,
        "verrekenpercentage_bp": percentage_bp,
        "inkoopbedrag_cent": 12_345,
    }


@cache
def percentages() -> Gevallen:
    velden = (_percentage(code, bp) for code, bp, *_ in PERCENTAGES)
    return elk(velden, met_percentages())


@pytest.mark.parametrize(("code", "percentage_bp", "cent", "is_goed"), PERCENTAGES)
def test_a_percentage_above_the_allowed_is_refused_for_every_regulated_tariff(
    code: str, percentage_bp: int, cent: int, *, is_goed: bool
) -> None:
    """G11; 100 % where the prestatie says nothing (docs/rules.md)."""
    besluiten = percentages().besluit(regel(**_percentage(code, percentage_bp)))
    codes = [] if is_goed else ["VERREKENPERCENTAGE_NIET_TOEGESTAAN"]
    assert codes_of(besluiten) == {"R1": codes}
    assert amounts_of(besluiten) == {"R1": cent}


TOESLAGEN: list[tuple[int, int, bool, list[str], int]] = [
    # The price holds the surcharge: 150 % of 100.00, or of 110.00 by agreement.
    (15_000, 10_000, True, [], 15_000),
    (15_001, 10_000, True, ["TARIEF_BOVEN_MAXIMUM", ONGELDIG], 15_000),
    (16_500, 10_000, False, [], 16_500),
    (16_501, 10_000, False, ["TARIEF_BOVEN_MAXIMUM", BOVEN], 16_500),
    # The surcharge stands apart: the price is held against 100.00 or 110.00.
    (10_000, 15_000, True, [], 10_000),
    (10_001, 15_000, True, ["TARIEF_BOVEN_MAXIMUM", ONGELDIG], 10_000),
    (11_000, 15_000, False, [], 11_000),
    (11_001, 15_000, False, ["TARIEF_BOVEN_MAXIMUM", BOVEN], 11_000),
]


def _op(code: str, later: bool, **velden: Any) -> dict[str, Any]:
    """A line of a day on which M1 lifts, or ``later`` one on which nothing does."""
    dag = date(2025, 7, 1) if later else date(2025, 3, 10)
    return {"prestatiecode": code, "begindatum": dag, "einddatum": dag, **velden}


def met_toeslag(
    prijzen: Iterable[int], maximum_cent: int, percentage_bp: int
) -> Tarieventabellen:
    """A code for each price in cents, that may be charged at a percentage."""
    tabellen = wereld()
    for cent in sorted(set(prijzen)):
        tabellen = with_code(
            tabellen,
            f"A{cent:05d}",
            maximum_cent=maximum_cent,
            prijs_cent=cent,
            verrekenpercentage_max_bp=percentage_bp,
        )
    return tabellen


def _toeslag(cent: int, percentage_bp: int, later: bool) -> dict[str, Any]:
    return _op(f"A{cent:05d}", later, verrekenpercentage_bp=percentage_bp)


@cache
def toeslagen() -> Gevallen:
    tabellen = met_toeslag((cent for cent, *_ in TOESLAGEN), 10_000, 15_000)
    return elk((_toeslag(*velden) for *velden, _, _ in TOESLAGEN), tabellen)


@pytest.mark.parametrize(
    ("prijs_cent", "percentage_bp", "later", "codes", "plafond_cent"), TOESLAGEN
)
def test_a_surcharge_is_in_the_price_or_beside_it_never_both(
    prijs_cent: int,
    percentage_bp: int,
    codes: list[str],
    plafond_cent: int,
    *,
    later: bool,
) -> None:
    """docs/decisions.md 30; M1 lifts by 10 % until June (example 11, 33).

    UNSOURCED[maxmax-percentage]: what is lifted and the percentage multiply.
    """
    lijn = regel(**_toeslag(prijs_cent, percentage_bp, later))
    besluiten = toeslagen().besluit(lijn)
    assert codes_of(besluiten) == {"R1": codes}
    prijs = min(prijs_cent, plafond_cent)
    assert amounts_of(besluiten) == {"R1": prijs * percentage_bp // 10_000}
    # What is shown is what was tested, whether the price was accepted or not.
    assert besluiten["toegestaan_maximum_e6"].to_list() == [plafond_cent * 10_000]


# 150 % of 100.01 is 150.015; the ceiling shown goes down (docs/decisions.md 30).
GETOOND = [(15_001, 15_001), (12_000, 15_001), (10_002, 15_001), (10_001, 10_001)]


@cache
def getoond() -> Gevallen:
    tabellen = met_toeslag((cent for cent, _ in GETOOND), 10_001, 15_000)
    return elk((_op(f"A{cent:05d}", later=False) for cent, _ in GETOOND), tabellen)


@pytest.mark.parametrize(("prijs_cent", "getoond_cent"), GETOOND)
def test_the_ceiling_shown_is_never_below_a_price_that_was_accepted(
    prijs_cent: int, getoond_cent: int
) -> None:
    lijn = regel(**_op(f"A{prijs_cent:05d}", later=False))
    besluit_ = getoond().besluit(lijn).to_dicts()[0]
    assert (besluit_["status"], besluit_["bedrag_cent"]) == ("OK", prijs_cent)
    assert besluit_["nza_maximum_e6"] == 10_001 * 10_000
    assert besluit_["toegestaan_maximum_e6"] == getoond_cent * 10_000


OMLAAG: list[tuple[int, bool, list[str], int | None]] = [
    # 33.33 x 1.25 = 41.6625, and 33.33 x 1.10 x 1.25 = 45.82875.
    (4_166, True, [], None),
    (4_167, True, ["TARIEF_BOVEN_MAXIMUM", ONGELDIG], 4_166),
    (4_582, False, [], 4_582),
    (4_583, False, ["TARIEF_BOVEN_MAXIMUM", BOVEN], 4_582),
]


@cache
def omlaag() -> Gevallen:
    tabellen = met_toeslag((cent for cent, *_ in OMLAAG), 3_333, 12_500)
    velden = (_op(f"A{cent:05d}", later) for cent, later, *_ in OMLAAG)
    return elk(velden, tabellen)


@pytest.mark.parametrize(("prijs_cent", "later", "codes", "plafond_cent"), OMLAAG)
def test_a_ceiling_with_a_surcharge_in_it_goes_down_to_the_cent(
    prijs_cent: int, codes: list[str], plafond_cent: int | None, *, later: bool
) -> None:
    """What may be charged at most is never rounded up (docs/decisions.md 30)."""
    besluiten = omlaag().besluit(regel(**_op(f"A{prijs_cent:05d}", later)))
    assert codes_of(besluiten) == {"R1": codes}
    assert amounts_of(besluiten) == {"R1": min(prijs_cent, plafond_cent or prijs_cent)}
    if plafond_cent is not None:
        plafonds = besluiten["toegestaan_maximum_e6"].to_list()
        assert plafonds == [plafond_cent * 10_000]


@cache
def met_btw() -> Tarieventabellen:
    """BTWMAX at 130.00 of 100.00, on which btw is due."""
    return with_code(
        wereld(),
        "BTWMAX",
        maximum_cent=10_000,
        prijs_cent=13_000,
        btw_behandeling="BELAST_HOOG",
    )


BTW = [(None, 12_100, 2_100), (50, 12_161, 2_111)]


def _belast(toeslag_cent: int | None) -> dict[str, Any]:
    """After June no agreement lifts the maximum (G7)."""
    return _op("BTWMAX", later=True, toeslag_cent=toeslag_cent)


@cache
def belast(instellingen: Prijsinstellingen) -> Gevallen:
    return elk((_belast(cent) for cent, *_ in BTW), met_btw(), instellingen)


@pytest.mark.parametrize("instellingen", [AFTOPPEN, WEIGER])
@pytest.mark.parametrize(("toeslag_cent", "bedrag", "btw"), BTW)
def test_a_capped_line_bears_the_btw_of_what_is_left(
    instellingen: Any, toeslag_cent: int | None, bedrag: int, btw: int
) -> None:
    """Btw comes on top of the maximum (L7): 21 % of 100.00, not of 130.00.

    With a toeslag of 0.50 it is 21 % of 100.50: 21.105, so 21.11 (14.6, half-up).
    """
    lijn = regel(**_belast(toeslag_cent))
    gevonden = belast(instellingen).besluit(lijn).to_dicts()[0]
    assert gevonden["toegestaan_bedrag_cent"] == bedrag
    if instellingen is AFTOPPEN:
        assert (gevonden["bedrag_cent"], gevonden["btw_cent"]) == (bedrag, btw)
    else:
        assert gevonden["bedrag_cent"] is None


def test_a_free_prestatie_has_no_ceiling() -> None:
    besluit_ = price(regel(verrekenpercentage_bp=20_000)).to_dicts()[0]
    assert (besluit_["bedrag_cent"], besluit_["toegestaan_maximum_e6"]) == (
        20_000,
        None,
    )


def test_a_price_that_no_product_can_hold_is_named_when_tables_are_prepared() -> None:
    prijs = {"prestatiecode": "VRIJ01", "prijs_e6": 10**15 + 1}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    with pytest.raises(CapacityError, match="contract_prijs: found prijs_e6"):
        Prijsboek.prepare(tabellen, bekend_op=AFTOPPEN.kennisdatum)


@pytest.mark.parametrize(
    ("cent", "codes"),
    [(99_000_000_000, []), (99_000_000_001, ["TARIEF_BOVEN_MAXMAX"])],
)
def test_ten_percent_more_than_the_largest_maximum_is_still_exact(
    cent: int, codes: list[str]
) -> None:
    """As a number of eight bytes, 110 % of it would have turned round."""
    tabellen = with_code(
        wereld(), "GROOT1", maximum_cent=90_000_000_000, prijs_cent=cent
    )
    besluit = price(regel(prestatiecode="GROOT1"), tabellen=tabellen)
    assert codes_of(besluit)["R1"][1:] == codes
    assert amounts_of(besluit) == {"R1": 99_000_000_000}


def test_a_kind_that_needs_no_tariff_is_held_to_the_one_it_has() -> None:
    """Only without a row in the Tarieventabel is such a prestatie free."""
    velden = {"soort_prestatie": "FP", "overeenkomst_vereist": False}
    tabellen = with_code(
        wereld(), "FP0900", maximum_cent=9_000, prijs_cent=20_000, **velden
    )
    besluit = price(regel(prestatiecode="FP0900"), tabellen=tabellen)
    assert codes_of(besluit) == {"R1": ["TARIEF_BOVEN_MAXIMUM", "TARIEF_BOVEN_MAXMAX"]}
    assert amounts_of(besluit) == {"R1": 9_900}
