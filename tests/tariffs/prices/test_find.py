"""Phase F: which price is found, on which ground, and which contract gives it."""

from datetime import date
from functools import cache
from itertools import product
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen, elk
from support.tarieven.tariefwereld import (
    IGO,
    V1,
    V3,
    V4,
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

EURO = 1_000_000


def grond_en_bedrag(
    van: Tarieventabellen | Gevallen, **velden: Any
) -> tuple[str | None, int | None]:
    besluiten = (
        van.besluit(regel(**velden))
        if isinstance(van, Gevallen)
        else price(regel(**velden), tabellen=van)
    )
    besluit = besluiten.to_dicts()[0]
    return besluit["grondslag"], besluit["bedrag_cent"]


@cache
def met_passant() -> Tarieventabellen:
    return with_rows(
        wereld(),
        standaardprijslijst=[{"prestatiecode": "VRIJ01", "prijs_e6": 120 * EURO}],
    )


ONTVANGERS = [
    ({}, ("CONTRACTPRIJS", 10_000)),
    # A verzekerde of a contracted insurer who pays himself is no passant.
    ({"ontvanger": "VERZEKERDE"}, ("CONTRACTPRIJS", 10_000)),
    ({"uzovi": V3}, ("PASSANTENTARIEF", 12_000)),
    ({"ontvanger": "VERZEKERDE", "uzovi": None}, ("PASSANTENTARIEF", 12_000)),
    ({"ontvanger": "NIET_VERZEKERDE", "uzovi": None}, ("PASSANTENTARIEF", 12_000)),
    ({"ontvanger": "OVERIG"}, ("PASSANTENTARIEF", 12_000)),
]


VREEMD = ["9901", "901", "9001.0", "O901", "9001X", "ABCD"]
"""No UZOVI of any table."""
GEEN = [None, "", "NULL", "-", "0", "0000", "n.v.t."]
"""What says that there is no UZOVI."""


@cache
def passanten() -> Gevallen:
    return elk(
        [
            *(velden for velden, _ in ONTVANGERS),
            *(
                {"ontvanger": ontvanger, "uzovi": uzovi}
                for ontvanger, uzovi in product(
                    ["VERZEKERAAR", "VERZEKERDE", "NIET_VERZEKERDE", "OVERIG"],
                    [*VREEMD, *GEEN, V1],
                )
            ),
        ],
        met_passant(),
    )


@pytest.mark.parametrize(("velden", "verwacht"), ONTVANGERS)
def test_recipient_and_insurer_decide_whose_price_holds(
    velden: dict[str, Any], verwacht: tuple[str, int]
) -> None:
    assert grond_en_bedrag(passanten(), **velden) == verwacht


A7 = ["VERZEKERAAR_ONBEKEND"]


@pytest.mark.parametrize("uzovi", VREEMD)
@pytest.mark.parametrize("ontvanger", ["VERZEKERAAR", "VERZEKERDE", "NIET_VERZEKERDE"])
def test_a_uzovi_that_no_table_knows_makes_nobody_a_passant(
    ontvanger: str, uzovi: str
) -> None:
    besluit = passanten().besluit(regel(ontvanger=ontvanger, uzovi=uzovi))
    assert codes_of(besluit) == {"R1": A7}
    assert amounts_of(besluit) == {"R1": None}


@pytest.mark.parametrize("uzovi", GEEN)
@pytest.mark.parametrize("ontvanger", ["VERZEKERDE", "NIET_VERZEKERDE"])
def test_a_patient_without_a_uzovi_is_a_passant(
    ontvanger: str, uzovi: str | None
) -> None:
    velden = {"ontvanger": ontvanger, "uzovi": uzovi}
    assert grond_en_bedrag(passanten(), **velden) == ("PASSANTENTARIEF", 12_000)


@cache
def met_oude_uzovi() -> Tarieventabellen:
    """9011 was a UZOVI of V1 to 2024; 9012 has two concerns."""
    return with_rows(
        met_passant(),
        uzovi_concern=[
            {
                "uzovi": "9011",
                "concern_id": "V1",
                "begindatum": date(2020, 1, 1),
                "einddatum": date(2024, 12, 31),
            },
            *(
                {
                    "uzovi": "9012",
                    "concern_id": concern,
                    "begindatum": date(2020, 1, 1),
                }
                for concern in ("V1", "V2")
            ),
        ],
    )


@cache
def oude_uzovi() -> Gevallen:
    ontvangers = ["VERZEKERAAR", "VERZEKERDE", "NIET_VERZEKERDE", "OVERIG"]
    return elk(
        (
            {"ontvanger": ontvanger, "uzovi": uzovi}
            for ontvanger, uzovi in product(ontvangers, ["9011", "9012"])
        ),
        met_oude_uzovi(),
    )


@pytest.mark.parametrize("uzovi", ["9011", "9012"])
@pytest.mark.parametrize(
    ("ontvanger", "codes", "bedrag"),
    [
        ("VERZEKERAAR", A7, None),
        # Which contract would hold for him is not known, so neither is that none does.
        ("VERZEKERDE", A7, None),
        # He has no insurer any more: the table does know this one.
        ("NIET_VERZEKERDE", [], 12_000),
        ("OVERIG", [], 12_000),
    ],
)
def test_a_uzovi_of_another_day_or_of_two_concerns_is_unknown_where_it_decides(
    ontvanger: str, codes: list[str], bedrag: int | None, uzovi: str
) -> None:
    besluit = oude_uzovi().besluit(regel(ontvanger=ontvanger, uzovi=uzovi))
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": bedrag}


def test_a_draft_contract_is_a_signal_and_the_passant_price() -> None:
    tabellen = with_rows(
        met_passant(),
        contract=[{"contract_id": "K", "concern_id": "V3", "status": "CONCEPT"}],
    )
    besluit = price(regel(uzovi=V3), tabellen=tabellen)
    assert besluit["status"].to_list() == ["SIGNAAL"]
    assert amounts_of(besluit) == {"R1": 12_000}


def test_an_agreed_price_of_zero_is_a_price() -> None:
    tabellen = with_code(wereld(), "BUNDEL", prijs_cent=0)
    assert grond_en_bedrag(tabellen, prestatiecode="BUNDEL") == ("CONTRACTPRIJS", 0)


@cache
def met_scope() -> Tarieventabellen:
    def rij(selector: str, in_scope: bool) -> dict[str, Any]:
        return {
            "contract_id": "C1",
            "versie": 2,
            "selector": selector,
            "in_scope": in_scope,
        }

    return with_rows(
        met_passant(),
        contract_scope=[
            rij("SOORT:OZP", False),
            rij("CODE:MAX001", True),
            rij("ZORGPRODUCT:099999052", False),
        ],
    )


SCOPES = [
    # The kind is out of scope, the code is in: the code is more specific.
    ({"prestatiecode": "MAX001"}, "CONTRACTPRIJS"),
    ({"prestatiecode": "VRIJ01"}, "PASSANTENTARIEF_BUITEN_CONTRACT"),
    (
        {"prestatiecode": "15E566", "zorgproduct_code": "099999052"},
        "PASSANTENTARIEF_BUITEN_CONTRACT",
    ),
    # Without zorgproduct no row names it.
    ({"prestatiecode": "15E566"}, "CONTRACTPRIJS"),
]


@cache
def in_scope() -> Gevallen:
    return elk((velden for velden, _ in SCOPES), met_scope())


@pytest.mark.parametrize(("velden", "grond"), SCOPES)
def test_the_most_specific_scope_row_decides(
    velden: dict[str, Any], grond: str
) -> None:
    assert grond_en_bedrag(in_scope(), **velden)[0] == grond


@pytest.mark.parametrize(
    ("buiten_scope", "codes", "grond", "cent"),
    [
        ("PASSANT", [], "PASSANTENTARIEF_BUITEN_CONTRACT", 12_000),
        ("WEIGER", ["PRESTATIE_NIET_GECONTRACTEERD"], None, None),
    ],
)
def test_out_of_scope_the_contract_says_passant_or_nothing(
    buiten_scope: str, codes: list[str], grond: str | None, cent: int | None
) -> None:
    """F6: what the insurer does not buy has no price at all where it refuses.

    Source: docs/decisions.md 34, F6 and step 7.
    """
    tabellen = with_rows(
        met_passant(),
        contract=[
            {"contract_id": "C3", "concern_id": "V3", "buiten_scope": buiten_scope}
        ],
        contract_scope=[
            {
                "contract_id": "C3",
                "versie": 1,
                "selector": "CODE:VRIJ01",
                "in_scope": False,
            }
        ],
    )
    besluiten = price(regel(uzovi=V3), tabellen=tabellen)
    besluit = besluiten.to_dicts()[0]
    assert codes_of(besluiten) == {"R1": codes}
    assert (besluit["grondslag"], besluit["bedrag_cent"]) == (grond, cent)
    e6 = None if cent is None else cent * 10_000
    assert besluit["eenheidsprijs_e6"] == e6
    assert besluit["toegestaan_bedrag_cent"] is None


@cache
def met_polis() -> Tarieventabellen:
    """V3 buys apart for policy GOUD, and in region NOORD through concern VN."""
    return with_rows(
        wereld(),
        uzovi_concern=[
            {
                "uzovi": V3,
                "regio": "NOORD",
                "concern_id": "VN",
                "begindatum": date(2020, 1, 1),
            }
        ],
        zorgaanbieder=[
            {
                "zorginstelling_code": "06010103",
                "naam": "Z3",
                "soort": "ZBC",
                "regio": "NOORD",
                "begindatum": date(2020, 1, 1),
            }
        ],
        contract=[
            {"contract_id": "ALG", "concern_id": "V3"},
            {"contract_id": "GOUD", "concern_id": "V3", "polis": "GOUD"},
            {
                "contract_id": "NRD",
                "concern_id": "VN",
                "zorginstelling_code": "06010103",
            },
        ],
        contract_prijs=[
            {
                "contract_id": contract,
                "versie": 1,
                "prestatiecode": "VRIJ01",
                "prijs_e6": euro * EURO,
            }
            for contract, euro in (("ALG", 1), ("GOUD", 2), ("NRD", 3))
        ],
    )


POLISSEN = [
    ({"uzovi": V3}, 100),
    ({"uzovi": V3, "polis": "ZILVER"}, 100),
    ({"uzovi": V3, "polis": "GOUD"}, 200),
    ({"uzovi": V3, "zorginstelling_code": "06010103"}, 300),
]


@cache
def op_polis() -> Gevallen:
    return elk((velden for velden, _ in POLISSEN), met_polis())


@pytest.mark.parametrize(("velden", "bedrag"), POLISSEN)
def test_policy_and_region_lead_to_their_own_contract(
    velden: dict[str, Any], bedrag: int
) -> None:
    assert grond_en_bedrag(op_polis(), **velden) == ("CONTRACTPRIJS", bedrag)


def test_the_newest_version_of_a_contract_holds() -> None:
    tabellen = with_rows(
        wereld(),
        contract=[
            {"contract_id": "CV", "concern_id": "V3", "versie": versie}
            for versie in (1, 2)
        ],
        contract_prijs=[
            {
                "contract_id": "CV",
                "versie": versie,
                "prestatiecode": "VRIJ01",
                "prijs_e6": versie * EURO,
            }
            for versie in (1, 2)
        ],
    )
    besluit = price(regel(uzovi=V3), tabellen=tabellen).to_dicts()[0]
    assert (besluit["versie"], besluit["bedrag_cent"]) == (2, 200)


def test_two_prices_on_one_day_are_refused_and_not_chosen_between() -> None:
    dubbel = {"prestatiecode": "VRIJ01", "prijs_e6": EURO}
    tabellen = with_rows(wereld(), contract_prijs=[dubbel])
    assert codes_of(price(regel(), tabellen=tabellen)) == {
        "R1": ["MEERDERE_CONTRACTEN"]
    }


@cache
def met_regels() -> Tarieventabellen:
    """Price rules of C1 for codes that its list does not price."""

    def rij(naam: str, selector: str, basis: str, **velden: Any) -> dict[str, Any]:
        return {
            "prijsregel_id": naam,
            "selector": selector,
            "basis": basis,
            **velden,
        }

    tabellen = wereld()
    for code, maximum in (("REG001", 1_001), ("REG002", 1_001), ("REG003", None)):
        tabellen = with_code(tabellen, code, maximum_cent=maximum)
    return with_rows(
        tabellen,
        prijsregel=[
            rij("P1", "CODE:REG001", "NZA_MAXIMUM", factor_bp=5_000),
            rij("P2", "PREFIX:REG", "NZA_MAXIMUM", factor_bp=6_000),
            rij("P3", "PREFIX:REG0", "NZA_MAXIMUM", factor_bp=7_000),
            rij("P4", "PREFIX:REG", "STANDAARDPRIJS", prioriteit=5),
            rij(
                "P5",
                "CODE:REG002",
                "NZA_MAXIMUM",
                factor_bp=12_000,
                prioriteit=20,
                aftoppen_op_maximum=True,
                zorgcategorie="COMPLEX",
            ),
        ],
        standaardprijs=[
            {
                "concern_id": "V1",
                "prestatiecode": "REG003",
                "jaar": 2025,
                "prijs_e6": 8 * EURO,
            }
        ],
    )


REGELS = [
    # 50 % of 10.01 is 5.005: half a cent goes up.
    ({"prestatiecode": "REG001"}, 501),
    # A longer prefix is more specific.
    ({"prestatiecode": "REG002", "zorgcategorie": "ALGEMEEN"}, 701),
    # A higher prioriteit goes before a more specific selector; capped on 10.01.
    ({"prestatiecode": "REG002", "zorgcategorie": "COMPLEX"}, 1_001),
    # The maximum of a free prestatie prices nothing: the next rule does.
    ({"prestatiecode": "REG003"}, 800),
]


@cache
def volgens_regels() -> Gevallen:
    return elk((velden for velden, _ in REGELS), met_regels())


@pytest.mark.parametrize(("velden", "bedrag"), REGELS)
def test_price_rules_by_prioriteit_then_selector(
    velden: dict[str, Any], bedrag: int
) -> None:
    assert grond_en_bedrag(volgens_regels(), **velden) == (
        "CONTRACT_PRIJSREGEL",
        bedrag,
    )


def test_a_capped_rule_without_its_basis_prices_nothing() -> None:
    rij = {
        "prijsregel_id": "P1",
        "selector": "CODE:REG001",
        "basis": "STANDAARDPRIJS",
        "aftoppen_op_maximum": True,
    }
    tabellen = with_rows(
        with_code(wereld(), "REG001", maximum_cent=1_001), prijsregel=[rij]
    )
    # The maximum is a price by the terugvalregel of C1 only, never by the cap.
    besluit = grond_en_bedrag(tabellen, prestatiecode="REG001")
    assert besluit == ("CONTRACT_TERUGVAL", 1_001)


@cache
def zorgcategorieen() -> Gevallen:
    """Half of 10.01 is 5.005, 40.05 % is 4.009."""
    regel_van = {"selector": "CODE:REG009", "basis": "NZA_MAXIMUM"}
    tabellen = with_rows(
        with_code(wereld(), "REG009", maximum_cent=1_001),
        prijsregel=[
            {"prijsregel_id": naam, "zorgcategorie": naam, "factor_bp": bp, **regel_van}
            for naam, bp in (("COMPLEX", 4_005), ("ALGEMEEN", 5_000))
        ],
    )
    return elk(map(_van_categorie, ["COMPLEX", "ALGEMEEN", None]), tabellen)


def _van_categorie(zorgcategorie: str | None) -> dict[str, Any]:
    return {"prestatiecode": "REG009", "zorgcategorie": zorgcategorie}


@pytest.mark.parametrize(
    ("zorgcategorie", "bedrag"), [("COMPLEX", 401), ("ALGEMEEN", 501), (None, None)]
)
def test_a_line_without_zorgcategorie_finds_no_price_between_two_of_them(
    zorgcategorie: str | None, bedrag: int | None
) -> None:
    """Nothing says which of the two holds (F3)."""
    besluit = zorgcategorieen().besluit(regel(**_van_categorie(zorgcategorie)))
    assert besluit["bedrag_cent"].to_list() == [bedrag]
    f3 = [] if bedrag else ["MEERDERE_CONTRACTEN"]
    assert codes_of(besluit) == {"R1": f3}
    assert (besluit["eenheidsprijs_e6"][0] is None) == (bedrag is None)


@pytest.mark.parametrize(("per_verpakking", "bedrag"), [(None, 3_000), (True, 600)])
def test_a_zi_price_is_per_unit_unless_the_row_says_per_package(
    per_verpakking: bool | None, bedrag: int
) -> None:
    prijs = {
        "prestatiecode": "14165082",
        "prijs_e6": 10 * EURO,
        "per_verpakking": per_verpakking,
    }
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001", aantal_m=3_000)
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": bedrag}


@pytest.mark.parametrize(
    ("max_e6", "per", "eenheid_e6", "plafond_e6"),
    [
        # Shown per unit half-up, but a maximum is never shown higher than it is.
        (20_000_000, 3, 6_666_667, 6_666_666),
        (10_000_000, 3, 3_333_333, 3_333_333),
        (357_260_000, 5, 71_452_000, 71_452_000),
    ],
)
def test_a_package_is_shown_per_unit(
    max_e6: int, per: int, eenheid_e6: int, plafond_e6: int
) -> None:
    """A unit price keeps six decimals (docs/decisions.md 33); a ceiling goes down."""
    zi = "99000088"
    tabellen = with_rows(
        wereld(),
        prestatie=[
            {
                "prestatiecode": zi,
                "prestatiecodelijst": "001",
                "soort_prestatie": "ADDON_GNM",
                "aantal_deelbaar": True,
                "btw_behandeling": "INCL_LAAG",
            }
        ],
        addon_tarief=[
            {
                "release_id": 1,
                "zi_nummer": zi,
                "soort_supplementair": "ADDON",
                "begindatum": date(2025, 1, 1),
                "nza_max_incl_btw_e6": max_e6,
                "inkoophoeveelheid_m": per * 1_000,
                "btw_bp": 900,
            }
        ],
    )
    besluit = price(
        regel(prestatiecode=zi, prestatiecodelijst="001"), tabellen=tabellen
    ).to_dicts()[0]
    assert besluit["eenheidsprijs_e6"] == eenheid_e6
    assert besluit["nza_maximum_e6"] == plafond_e6
    assert besluit["toegestaan_maximum_e6"] == plafond_e6


@pytest.mark.parametrize("code", ["000001", "ZZ9999"])
def test_the_first_and_the_last_of_all_codes_have_their_passant_price(
    code: str,
) -> None:
    tabellen = with_rows(
        with_code(wereld(), code),
        standaardprijslijst=[{"prestatiecode": code, "prijs_e6": 5 * EURO}],
    )
    assert amounts_of(
        price(regel(prestatiecode=code, uzovi=V3), tabellen=tabellen)
    ) == {"R1": 500}


def test_a_price_of_onderlinge_dienstverlening_is_for_that_alone() -> None:
    tabellen = with_rows(
        wereld(),
        odv_prijs=[
            {"zorginstelling_code": Z1, "prestatiecode": "VRIJ01"}
            | {"prijs_e6": 5 * EURO, "begindatum": date(2024, 1, 1)}
        ],
    )
    besluit = price(regel(prestatiecode="VRIJ01"), tabellen=tabellen).to_dicts()[0]
    assert (besluit["grondslag"], besluit["bedrag_cent"]) == ("CONTRACTPRIJS", 10_000)


def test_two_passant_prices_on_one_day_are_never_chosen_between() -> None:
    """One actual price per prestatie (NR/CU-263 art. 37); two are F3."""
    dubbel = {"prestatiecode": "VRIJ01", "prijs_e6": 121 * EURO}
    tabellen = with_rows(met_passant(), standaardprijslijst=[dubbel])
    besluit = price(regel(uzovi=V3), tabellen=tabellen)
    assert codes_of(besluit) == {"R1": ["MEERDERE_CONTRACTEN"]}


ONDERDELEN = [
    ("KOSTEN", date(2014, 5, 1), 3_000),
    ("HONORARIUM", date(2014, 5, 1), 4_000),
    ("INTEGRAAL", date(2014, 5, 1), 5_000),
    ("INTEGRAAL", date(2014, 12, 31), 5_000),
    ("INTEGRAAL", date(2015, 1, 1), None),
    ("INTEGRAAL", date(2013, 12, 31), None),
]


def _van_onderdeel(component: str, dag: date) -> dict[str, Any]:
    return {
        "prestatiecode": "PAS001",
        "component": component,
        "begindatum": dag,
        "einddatum": dag,
        "ontvanger": "OVERIG",
    }


@cache
def passanten_van_2014() -> Gevallen:
    """Up to 2014 the list has kosten and honorarium columns (docs/sources.md, L5)."""
    jaar = {"begindatum": date(2014, 1, 1), "einddatum": date(2014, 12, 31)}
    onderdelen = {"KOSTEN": 30, "HONORARIUM": 40, "INTEGRAAL": 50}
    code = {"prestatiecode": "PAS001"}
    tabellen = with_rows(
        wereld(),
        prestatie=[code],
        tarief=[{**code, "component": naam} for naam in onderdelen],
        standaardprijslijst=[
            {**code, **jaar, "component": naam, "prijs_e6": euro * EURO}
            for naam, euro in onderdelen.items()
        ],
    )
    return elk((_van_onderdeel(naam, dag) for naam, dag, _ in ONDERDELEN), tabellen)


@pytest.mark.parametrize(("component", "dag", "cent"), ONDERDELEN)
def test_a_passant_pays_the_price_of_the_component_on_the_day(
    component: str, dag: date, cent: int | None
) -> None:
    lijn = regel(**_van_onderdeel(component, dag))
    besluit = passanten_van_2014().besluit(lijn)
    assert amounts_of(besluit) == {"R1": cent}
    codes = [] if cent is not None else ["GEEN_PASSANTENTARIEF"]
    assert codes_of(besluit) == {"R1": codes}


MINUTEN = [
    # Rounded to the nearest five minutes, and paid by the hour of 60.00.
    ("UUR001", 12, 1_000),
    ("UUR001", 13, 1_500),
    ("UUR001", 60, 6_000),
    # Quarters and fives of 1.00: half a unit goes up.
    ("KWART1", 22, 100),
    ("KWART1", 23, 200),
    ("VIJF01", 12, 200),
    ("VIJF01", 13, 300),
    ("VIJF01", 15, 300),
]


@cache
def met_minuten() -> Gevallen:
    velden = ({"prestatiecode": code, "minuten": m} for code, m, _ in MINUTEN)
    return elk(velden, met_tijd())


@pytest.mark.parametrize(("code", "minuten", "bedrag"), MINUTEN)
def test_minutes_become_units_of_the_tariff(
    code: str, minuten: int, bedrag: int
) -> None:
    """Source: Regeling msz 2016 art. 27.2c and 33d.6b."""
    besluit = met_minuten().besluit(regel(prestatiecode=code, minuten=minuten))
    assert amounts_of(besluit) == {"R1": bedrag}


@cache
def met_tijd() -> Tarieventabellen:
    tabellen = with_code(wereld(), "UUR001", prijs_cent=6_000, eenheid="UUR")
    tabellen = with_code(tabellen, "KWART1", prijs_cent=100, eenheid="MIN15")
    return with_code(tabellen, "VIJF01", prijs_cent=100, eenheid="MIN5")


@cache
def met_odv() -> Tarieventabellen:
    rij = {
        "zorginstelling_code": Z1,
        "prestatiecode": "ODV001",
        "begindatum": date(2025, 1, 1),
    }
    return with_rows(
        with_code(wereld(), "ODV001", soort_prestatie="ODV"),
        odv_prijs=[
            {**rij, "prijs_e6": 41 * EURO},
            {**rij, "prijs_e6": 38 * EURO, "opdrachtgever_code": Z2},
        ],
    )


GEEN_AGB = [
    Z2[1:],
    f"{Z2}.0",
    f"O{Z2[1:]}",
    f"'{Z2}",
    "NULL",
    "-",
    "00000000",
    f"{Z2}0",
]


def _odv(opdrachtgever: str) -> dict[str, Any]:
    return {
        "prestatiecode": "ODV001",
        "ontvanger": "EIGEN_ZORGVERLENER",
        "uzovi": None,
        "opdrachtgever_code": opdrachtgever,
    }


@cache
def opdrachtgevers() -> Gevallen:
    return elk(map(_odv, [Z2, IGO, *GEEN_AGB]), met_odv())


@pytest.mark.parametrize(("opdrachtgever", "bedrag"), [(Z2, 3_800), (IGO, 4_100)])
def test_odv_has_a_price_for_one_provider_or_for_all(
    opdrachtgever: str, bedrag: int
) -> None:
    verwacht = ("ODV_PRIJS", bedrag)
    assert grond_en_bedrag(opdrachtgevers(), **_odv(opdrachtgever)) == verwacht


ODV_RIJEN = [
    # Of rows for this opdrachtgever one price, or F3; never the one for all.
    ({"opdrachtgever_code": Z2, "prijs_e6": 38 * EURO}, []),
    ({"opdrachtgever_code": Z2, "prijs_e6": 39 * EURO}, ["MEERDERE_CONTRACTEN"]),
    # A row that ended or is to begin is no price of this day.
    (
        {
            "opdrachtgever_code": Z2,
            "prijs_e6": 39 * EURO,
            "einddatum": date(2025, 3, 9),
        },
        [],
    ),
    (
        {
            "opdrachtgever_code": Z2,
            "prijs_e6": 39 * EURO,
            "begindatum": date(2025, 3, 10),
        },
        ["MEERDERE_CONTRACTEN"],
    ),
    # Nor is one of another provider or code.
    (
        {
            "opdrachtgever_code": Z2,
            "prijs_e6": 39 * EURO,
            "zorginstelling_code": IGO,
        },
        [],
    ),
]


@cache
def met_odv_rijen() -> Gevallen:
    """A code for each row that stands beside the price for Z2 and that for all."""
    tabellen = wereld()
    for nummer, (extra, _) in enumerate(ODV_RIJEN):
        code = f"ODV1{nummer:02d}"
        rij = {
            "zorginstelling_code": Z1,
            "prestatiecode": code,
            "begindatum": date(2025, 1, 1),
        }
        tabellen = with_rows(
            with_code(tabellen, code, soort_prestatie="ODV"),
            odv_prijs=[
                {**rij, "prijs_e6": 41 * EURO},
                {**rij, "prijs_e6": 38 * EURO, "opdrachtgever_code": Z2},
                {**rij, **extra},
            ],
        )
    return elk(map(_odv_rij, range(len(ODV_RIJEN))), tabellen)


def _odv_rij(nummer: int) -> dict[str, Any]:
    return {**_odv(Z2), "prestatiecode": f"ODV1{nummer:02d}"}


@pytest.mark.parametrize("nummer", range(len(ODV_RIJEN)))
def test_odv_rows_for_one_provider_are_never_chosen_between(nummer: int) -> None:
    """ODV is provider to provider (docs/sources.md, L3); two prices of a day are F3."""
    _, codes = ODV_RIJEN[nummer]
    besluit = met_odv_rijen().besluit(regel(**_odv_rij(nummer)))
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": 3_800 if codes == [] else None}


@pytest.mark.parametrize("opdrachtgever", GEEN_AGB)
def test_odv_for_a_provider_that_is_no_agb_does_not_get_the_price_for_all(
    opdrachtgever: str,
) -> None:
    besluit = opdrachtgevers().besluit(regel(**_odv(opdrachtgever)))
    assert codes_of(besluit) == {"R1": ["WAARDE_BUITEN_LIJST"]}
    assert amounts_of(besluit) == {"R1": None}


def test_the_toeslag_is_added_after_the_percentage() -> None:
    lijn = {"prestatiecode": "231001", "begindatum": date(2013, 6, 3)}
    besluit = price(
        regel(**lijn, einddatum=None, verrekenpercentage_bp=15_000, toeslag_cent=100)
    )
    assert amounts_of(besluit) == {"R1": 4_655 + 100}


@cache
def met_btw() -> Tarieventabellen:
    return with_code(
        wereld(), "BTW001", prijs_cent=10_000, btw_behandeling="BELAST_HOOG"
    )


BTW = [
    (None, 10_000, 12_100, 2_100),
    (0, 10_000, 12_100, 2_100),
    # 21 % of 100.50 is 21.105: half a cent goes up; of 100.00 it would be 21.00.
    (50, 10_000, 12_161, 2_111),
    # The toeslag is not multiplied: 21 % of 150.50 is 31.605.
    (50, 15_000, 18_211, 3_161),
    (1_000, 5_000, 7_260, 1_260),
]


def _belast(toeslag_cent: int | None, percentage_bp: int) -> dict[str, Any]:
    return {
        "prestatiecode": "BTW001",
        "toeslag_cent": toeslag_cent,
        "verrekenpercentage_bp": percentage_bp,
    }


@cache
def belast() -> Gevallen:
    return elk((_belast(cent, bp) for cent, bp, *_ in BTW), met_btw())


@pytest.mark.parametrize(("toeslag_cent", "percentage_bp", "bedrag", "btw"), BTW)
def test_btw_is_due_on_the_price_and_its_toeslag(
    toeslag_cent: int | None, percentage_bp: int, bedrag: int, btw: int
) -> None:
    """Computed per line on the amount without btw, half-up (docs/decisions.md 32)."""
    besluit = belast().besluit(regel(**_belast(toeslag_cent, percentage_bp)))
    assert besluit.select("bedrag_cent", "btw_cent").rows() == [(bedrag, btw)]


@cache
def met_honorarium() -> Tarieventabellen:
    """Rows of a list for every specialisme and for one, of two components."""
    lijst = {"contract_id": "C1", "versie": 1, "begindatum": date(2013, 1, 1)}
    oud = {"prestatiecode": "HON001", **lijst}
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "HON001"}],
        tarief=[
            {"prestatiecode": "HON001", "component": component}
            for component in ("KOSTEN", "HONORARIUM")
        ],
        contract_prijs=[
            {**oud, "component": "HONORARIUM", "prijs_e6": 50 * EURO},
            {
                **oud,
                "component": "HONORARIUM",
                "prijs_e6": 96 * EURO,
                "specialisme_uitvoerder_code": "0303",
                "begindatum": date(2014, 5, 1),
                "einddatum": date(2014, 5, 31),
            },
            {**oud, "component": "KOSTEN", "prijs_e6": 7 * EURO},
            # The same price once more, for some of its days: it ends with the first.
            {
                **oud,
                "component": "KOSTEN",
                "prijs_e6": 7 * EURO,
                "begindatum": date(2014, 3, 1),
                "einddatum": date(2014, 3, 31),
            },
            # Since 2015 integral, for one specialisme apart.
            {
                "prestatiecode": "VRIJ01",
                "prijs_e6": 77 * EURO,
                "specialisme_uitvoerder_code": "0303",
            },
        ],
    )


HONORARIA = [
    ("HON001", "HONORARIUM", "0303", date(2014, 5, 1), 9_600),
    ("HON001", "HONORARIUM", "0303", date(2014, 5, 31), 9_600),
    # Both ends of the row count; besides it the row for all holds.
    ("HON001", "HONORARIUM", "0303", date(2014, 4, 30), 5_000),
    ("HON001", "HONORARIUM", "0303", date(2014, 6, 1), 5_000),
    ("HON001", "HONORARIUM", "0313", date(2014, 5, 1), 5_000),
    ("HON001", "HONORARIUM", None, date(2014, 5, 1), 5_000),
    ("HON001", "KOSTEN", "0303", date(2014, 3, 1), 700),
    ("HON001", "KOSTEN", "0303", date(2014, 5, 1), 700),
    ("VRIJ01", "INTEGRAAL", "0303", date(2025, 3, 10), 7_700),
    ("VRIJ01", "INTEGRAAL", "0313", date(2025, 3, 10), 10_000),
    ("VRIJ01", "INTEGRAAL", None, date(2025, 3, 10), 10_000),
]


def _honorarium(
    code: str, component: str, specialisme: str | None, dag: date
) -> dict[str, Any]:
    return {
        "prestatiecode": code,
        "component": component,
        "specialisme_uitvoerder_code": specialisme,
        "begindatum": dag,
        "einddatum": dag,
    }


@cache
def honoraria() -> Gevallen:
    return elk((_honorarium(*velden) for *velden, _ in HONORARIA), met_honorarium())


@pytest.mark.parametrize(("code", "component", "specialisme", "dag", "cent"), HONORARIA)
def test_a_row_for_the_own_specialisme_comes_before_one_for_all(
    code: str, component: str, specialisme: str | None, dag: date, cent: int
) -> None:
    """Honoraria are those of the specialisme (docs/sources.md, L7), up to 2014."""
    lijn = regel(**_honorarium(code, component, specialisme, dag))
    assert amounts_of(honoraria().besluit(lijn)) == {"R1": cent}


def test_a_component_has_no_integral_price() -> None:
    besluit = price(regel(component="KOSTEN"))
    assert codes_of(besluit) == {"R1": ["TARIEF_ONTBREEKT_IN_TABEL"]}


def test_two_tariff_rows_of_one_amount_are_one_tariff() -> None:
    zelfde = {
        "prestatiecode": "MAX001",
        "tariefsoort": "MAXIMUM",
        "bedrag_e6": 90 * EURO,
    }
    tabellen = with_rows(wereld(), tarief=[zelfde])
    besluit = price(regel(prestatiecode="MAX001"), tabellen=tabellen)
    assert amounts_of(besluit) == {"R1": 8_000}


DIMENSIES = [
    "specialisme_poort_code",
    "specialisme_uitvoerder_code",
    "soort_honorarium",
]
VOOR_ALLEN: list[tuple[int | None, list[int | str]]] = [
    (None, [1_000, 2_000, "TARIEF_ONTBREEKT_IN_TABEL", "TARIEF_ONTBREEKT_IN_TABEL"]),
    # A row for all is one more row, never one to choose: F2, or one amount.
    (5, ["MEERDERE_TARIEVEN", "MEERDERE_TARIEVEN", 500, 500]),
    (10, [1_000, "MEERDERE_TARIEVEN", 1_000, 1_000]),
]
"""The tariff for all, and what 0303, 0313, 0330 and none come to beside it."""


def _vier(dimensie: str, voor_allen: int | None) -> list[dict[str, Any]]:
    return [
        regel(
            f"R{code}",
            prestatiecode=_code_van(dimensie, voor_allen),
            begindatum=date(2014, 5, 1),
            einddatum=None,
            verzekerde_id=f"P{code}",
            **{dimensie: code},
        )
        for code in ("0303", "0313", "0330", None)
    ]


def _code_van(dimensie: str, voor_allen: int | None) -> str:
    return f"SP{DIMENSIES.index(dimensie)}{voor_allen or 0:03d}"


@cache
def per_specialisme() -> Gevallen:
    """A code for each dimension and tariff for all."""
    periode = {"begindatum": date(2012, 1, 1), "einddatum": date(2014, 12, 31)}
    gevallen = list(product(DIMENSIES, [euro for euro, _ in VOOR_ALLEN]))
    tabellen = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": _code_van(*geval)} for geval in gevallen],
        tarief=[
            {
                "prestatiecode": _code_van(dimensie, voor_allen),
                "tariefsoort": "MAXIMUM",
                **periode,
                dimensie: code,
                "bedrag_e6": euro * EURO,
            }
            for dimensie, voor_allen in gevallen
            for code, euro in (("0303", 10), ("0313", 20), (None, voor_allen))
            if euro is not None
        ],
    )
    return Gevallen([_vier(*geval) for geval in gevallen], tabellen=tabellen)


@pytest.mark.parametrize("dimensie", DIMENSIES)
@pytest.mark.parametrize(("voor_allen", "uitkomst"), VOOR_ALLEN)
def test_a_tariff_of_one_specialisme_holds_for_that_specialisme_only(
    dimensie: str, voor_allen: int | None, uitkomst: list[int | str]
) -> None:
    """Maxima went by specialisme up to 2014 (docs/sources.md, L7; F1, F2)."""
    besluiten = per_specialisme().besluit(*_vier(dimensie, voor_allen))
    bedragen = [cent if isinstance(cent, int) else None for cent in uitkomst]
    codes = [[] if isinstance(code, int) else [code] for code in uitkomst]
    assert besluiten["bedrag_cent"].to_list() == bedragen
    assert list(codes_of(besluiten).values()) == codes


def test_a_contract_that_names_the_prestatie_is_its_written_agreement() -> None:
    prijs = {"contract_id": "C1", "prestatiecode": "198508", "prijs_e6": 70 * EURO}
    fp = {"prestatiecode": "198508", "uzovi": V4}
    zonder = price(regel(**fp))
    tabellen = with_rows(
        wereld(), contract_prijs=[{**prijs, "contract_id": "C43A", "versie": 1}]
    )
    assert codes_of(zonder) == {"R1": ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]}
    assert grond_en_bedrag(tabellen, **fp) == ("OVEREENGEKOMEN_PRESTATIEPRIJS", 7_000)


def test_the_insurer_of_an_old_day_is_that_of_its_table() -> None:
    tabellen = with_rows(
        wereld(),
        uzovi_concern=[
            {
                "uzovi": "9010",
                "concern_id": "V1",
                "begindatum": date(2026, 1, 1),
            }
        ],
    )
    assert codes_of(price(regel(uzovi="9010"), tabellen=tabellen)) == {
        "R1": ["VERZEKERAAR_ONBEKEND"]
    }
    assert V1 == "9001"


def test_decisions_name_contract_version_concern_and_peildatum_ground() -> None:
    besluit = price(
        regel("R1"), regel("R2", prestatiecode="15E566", verzekerde_id="P2")
    )
    assert besluit.select("contract_id", "versie", "concern_id").rows() == [
        ("C1", 2, "V1"),
        ("C1", 2, "V1"),
    ]
    gronden = besluit["peildatum_grond"].cast(pl.String).to_list()
    assert gronden == ["UITVOERING", "OPENING"]


@pytest.mark.parametrize("ontvanger", ["NIET_VERZEKERDE", "OVERIG"])
def test_a_line_for_somebody_else_belongs_to_no_contract_whatever_its_uzovi(
    ontvanger: str,
) -> None:
    lijn = regel(ontvanger=ontvanger, uzovi=V1)
    besluit = passanten().besluit(lijn).to_dicts()[0]
    assert besluit["grondslag"] == "PASSANTENTARIEF"
    assert (besluit["concern_id"], besluit["contract_id"]) == (None, None)


@pytest.mark.parametrize("volgorde", [1, -1])
@pytest.mark.parametrize(("prijzen", "bedrag"), [((11, 12), None), ((11, 11), 1_100)])
def test_two_agreements_have_one_price_or_none(
    prijzen: tuple[int, int], bedrag: int | None, volgorde: int
) -> None:
    tabellen = with_rows(
        with_code(wereld(), "FP0001", prijs_cent=900, soort_prestatie="FP"),
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": f"O{nummer}",
                "soort": "FP",
                "prestatiecode": "FP0001",
                "prijs_e6": euro * EURO,
            }
            for nummer, euro in enumerate(prijzen)
        ][::volgorde],
    )
    besluit = price(regel(prestatiecode="FP0001"), tabellen=tabellen)
    assert besluit["bedrag_cent"].to_list() == [bedrag]
    # What is between two prices shows neither of them, nor that of the list.
    prijs = None if bedrag is None else bedrag * 10_000
    assert besluit["eenheidsprijs_e6"].to_list() == [prijs]
    f3 = [] if bedrag else ["MEERDERE_CONTRACTEN"]
    assert codes_of(besluit) == {"R1": f3}
    # Of several that hold the first by name is shown, wherever it stands.
    assert besluit["afspraak_id"].to_list() == ["O0"]
