"""Lines that come near a refusal: which side of each condition they fall on."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from support.tarieven.tariefwereld import (
    IGO,
    V2,
    V3,
    Z2,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.decision.a_line import MAX_NOEMER
from tariffs.money import MAX_AANTAL, MAX_BEDRAG_CENT, MAX_FACTOR_BP
from tariffs.schema import Tarieventabellen

UUR = {"prestatiecode": "190288", "aantal_m": None}
BTW = {"prestatiecode": "BTW001", "btw_bp": 2_100}
ZI = {
    "prestatiecode": "99000001",
    "prestatiecodelijst": "001",
    "begindatum": date(2025, 4, 1),
    "einddatum": None,
}
KOSTEN = {"prestatiecode": "238062", "inkoopbedrag_cent": 10_000, "aantal_m": 2_000}
UITVAL = {"prestatiecode": None, "zorgproduct_code": "099999053"}


@cache
def tabellen() -> Tarieventabellen:
    """Codes under conditions that some lines meet and others do not."""
    met = wereld()
    met = with_code(met, "WBM001", prijs_cent=100, vergunning_vereist="WBMV")
    met = with_code(met, "HEM001", prijs_cent=100, vergunning_vereist="HEMOFILIE")
    met = with_code(met, "BTW001", prijs_cent=10_000, btw_behandeling="BELAST_HOOG")
    met = with_code(met, "OVK001", maximum_cent=9_000, overeenkomst_vereist=True)
    met = with_code(met, "OVK002", maximum_cent=9_000, overeenkomst_vereist=True)
    met = with_code(met, "OVK003", maximum_cent=9_000, overeenkomst_vereist=True)
    met = with_code(met, "ODV009", soort_prestatie="ODV")
    met = with_code(met, "FP0009", soort_prestatie="FP", overeenkomst_vereist=False)
    met = with_code(
        met, "PROEF1", soort_prestatie="INNOVATIE", overeenkomst_vereist=True
    )
    met = with_rows(
        met,
        prestatie=[
            {"prestatiecode": "VAST01"},
            {
                "prestatiecode": "99000077",
                "prestatiecodelijst": "001",
                "soort_prestatie": "ADDON_GNM",
            },
        ],
        addon_tarief=[
            {
                "release_id": 1,
                "zi_nummer": "99000077",
                "soort_supplementair": "ADDON",
                "begindatum": date(2025, 1, 1),
                "nza_max_incl_btw_e6": 10_000_000,
                "inkoophoeveelheid_m": 1_000,
                "btw_bp": 900,
            }
        ],
        tarief=[
            {"prestatiecode": "VAST01", "tariefsoort": "VAST", "bedrag_e6": 50_000_000}
        ],
        contract_prijs=[
            {"prestatiecode": "VAST01", "prijs_e6": 50_000_000},
            {"prestatiecode": "OVK003", "prijs_e6": 50_000_000},
            {"prestatiecode": "OVK003", "prijs_e6": 60_000_000},
            {"prestatiecode": "99000077", "prijs_e6": 9_000_000},
            # 43.14 for a package of six is 7.19 a unit.
            {"prestatiecode": "13953621", "prijs_e6": 7_190_000},
        ],
    )
    lang = {"begindatum": date(2010, 1, 1)}
    return with_rows(
        met,
        zorgaanbieder=[
            {
                "zorginstelling_code": "06010303",
                "naam": "Z3",
                "soort": "UMC",
                "vergunningen": ["HEMOFILIE"],
                **lang,
            }
        ],
        contract=[
            {"contract_id": "DUBBEL1", "zorginstelling_code": IGO, "concern_id": "V2"},
            {"contract_id": "DUBBEL2", "zorginstelling_code": IGO, "concern_id": "V2"},
            {"contract_id": "OUD", "status": "CONCEPT"},
            {"contract_id": "K3", "concern_id": "V3", "buiten_scope": "PASSANT"},
        ],
        standaardprijslijst=[
            {
                "prestatiecode": "BTW001",
                "prijs_e6": 100_000_000,
                "begindatum": date(2012, 1, 1),
            }
        ],
        contract_scope=[
            {"contract_id": "K3", "versie": 1, "selector": "ALLES", "in_scope": False}
        ],
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "O1",
                "soort": "OZP_VOORWAARDE",
                "prestatiecode": "OVK001",
            },
            {
                "overeenkomst_id": "IC2",
                "soort": "IC_ZWAARTE",
                "concern_id": "V2",
                "zorginstelling_code": Z2,
            },
        ],
    )


GEVALLEN: list[tuple[dict[str, Any], list[str]]] = [
    # A. A fault of the list or day does not hide that the code or provider is unknown.
    (
        {"prestatiecode": "99X999", "prestatiecodelijst": "999"},
        ["PRESTATIECODELIJST_ONJUIST", "PRESTATIECODE_ONBEKEND"],
    ),
    (
        {"begindatum": None, "zorginstelling_code": "06999999"},
        ["PRESTATIEDATUM_ONJUIST", "ZORGAANBIEDER_ONBEKEND"],
    ),
    # An unknown code belongs to no product, which A2 says already.
    (
        {"prestatiecode": "99X999", "zorgproduct_code": "099999052"},
        ["PRESTATIECODE_ONBEKEND"],
    ),
    # Uitval has no code, list or quantity to be wrong (B6 is what is told).
    ({**UITVAL, "prestatiecodelijst": None}, ["UITVALPRODUCT_NIET_DECLARABEL"]),
    ({**UITVAL, "aantal_m": None}, ["UITVALPRODUCT_NIET_DECLARABEL"]),
    ({**UITVAL, "aanspraak": "N"}, ["UITVALPRODUCT_NIET_DECLARABEL"]),
    # Aanspraak is about a dbc; a product may be its own code.
    ({"aanspraak_toegepast": "N"}, []),
    ({"zorgproduct_code": "VRIJ01"}, []),
    ({"zorgproduct_code": "099999052"}, ["RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST"]),
    ({"aantal_m": MAX_AANTAL * 1_000}, []),
    ({"aantal_m": MAX_AANTAL * 1_000 + 1_000}, ["AANTAL_ONJUIST"]),
    ({"prestatiecode": "190288", "minuten": MAX_AANTAL}, []),
    ({"prestatiecode": "190288", "minuten": MAX_AANTAL + 1}, ["AANTAL_ONJUIST"]),
    *(
        ({**UUR, "aantal_teller": 1, "aantal_noemer": noemer}, codes)
        for noemer, codes in (
            (MAX_NOEMER, []),
            (MAX_NOEMER + 1, ["AANTAL_ONJUIST"]),
            (0, ["AANTAL_ONJUIST"]),
            (None, ["AANTAL_ONJUIST"]),
        )
    ),
    ({"verrekenpercentage_bp": MAX_FACTOR_BP}, []),
    ({"verrekenpercentage_bp": MAX_FACTOR_BP + 1}, ["AANTAL_ONJUIST"]),
    ({"toeslag_cent": MAX_BEDRAG_CENT}, []),
    ({"toeslag_cent": MAX_BEDRAG_CENT + 1}, ["DEBETCREDIT_ONJUIST"]),
    # C. A provider with the permit may bill; another permit is not that one.
    ({"prestatiecode": "WBM001"}, []),
    ({"prestatiecode": "HEM001"}, ["CENTRUM_NIET_AANGEWEZEN"]),
    (
        {
            "prestatiecode": "HEM001",
            "zorginstelling_code": "06010303",
            "ontvanger": "OVERIG",
        },
        ["GEEN_PASSANTENTARIEF"],
    ),
    (
        {"prestatiecode": "WBM001", "zorginstelling_code": "06010303", "uzovi": V3},
        ["VERGUNNING_ONTBREEKT"],
    ),
    # Only between providers is ODV billed; who receives nothing known is no provider.
    ({"prestatiecode": "ODV009"}, ["ONDERLINGE_DIENSTVERLENING"]),
    *(
        ({"prestatiecode": "ODV009", "ontvanger": ontvanger}, codes)
        for ontvanger, codes in (
            (None, ["ONDERLINGE_DIENSTVERLENING"]),
            ("OVERIG", ["ONDERLINGE_DIENSTVERLENING"]),
            ("EIGEN_ZORGVERLENER", ["GEEN_OVEREENGEKOMEN_PRIJS"]),
        )
    ),
    ({"ontvanger": "EIGEN_ZORGVERLENER"}, ["ONDERLINGE_DIENSTVERLENING"]),
    # D. Two prices on a day name the prestatie twice; F3 is what is wrong.
    ({"prestatiecode": "OVK003"}, ["MEERDERE_CONTRACTEN"]),
    # D. An OZP may need an agreement, an FP needs one whatever its row says, and an
    # experiment needs its own.
    ({"prestatiecode": "OVK001"}, []),
    ({"prestatiecode": "OVK002"}, ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]),
    ({"prestatiecode": "FP0009"}, ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"]),
    ({"prestatiecode": "PROEF1"}, ["GEEN_EXPERIMENTOVEREENKOMST"]),
    # With two contracts F3 is what is wrong, not the agreement that one might hold.
    (
        {"prestatiecode": "OVK002", "zorginstelling_code": IGO, "uzovi": V2},
        ["MEERDERE_CONTRACTEN"],
    ),
    (
        {"prestatiecode": "190155", "zorginstelling_code": IGO, "uzovi": V2},
        ["MEERDERE_CONTRACTEN"],
    ),
    # An IC zwaarte agreed without a code is about every zwaarte.
    (
        {"prestatiecode": "190155", "zorginstelling_code": Z2, "uzovi": V2},
        ["GEEN_CONTRACTPRIJS"],
    ),
    # F. A draft beside a contract is no news; out of scope asks for a passant price.
    ({}, []),
    ({"prestatiecode": "MAX001", "uzovi": V3}, ["GEEN_PASSANTENTARIEF"]),
    ({**ZI, "afleveringseenheid": None}, []),
    ({**ZI, "afleveringseenheid": "ST"}, []),
    ({**ZI, "afleveringseenheid": "MG"}, ["ADDON_EENHEID_ONBEKEND"]),
    # A unit that the table does not give is not that of the line.
    ({**ZI, "prestatiecode": "99000077"}, []),
    (
        {**ZI, "prestatiecode": "99000077", "afleveringseenheid": "ST"},
        ["ADDON_EENHEID_ONBEKEND"],
    ),
    # G. Exactly the fixed tariff, and exactly the maximum of a unit, are in order; what
    # was paid matters to werkelijke kosten only, and a total beside a unit price is I2.
    ({"prestatiecode": "VAST01"}, []),
    ({**ZI, "prestatiecode": "13953621"}, []),
    ({"prestatiecode": "MAX001", "tarief_cent": 8_000, "inkoopbedrag_cent": 1}, []),
    ({**KOSTEN, "berekend_cent": 20_000}, []),
    ({**KOSTEN, "berekend_cent": 20_001}, ["WERKELIJKE_KOSTEN_OVERSCHREDEN"]),
    ({**KOSTEN, "tarief_cent": 10_001}, ["WERKELIJKE_KOSTEN_OVERSCHREDEN"]),
    (
        {**KOSTEN, "tarief_cent": 10_000, "berekend_cent": 20_001},
        ["BEREKEND_BEDRAG_ONJUIST"],
    ),
    # I. Btw in euros is compared where it comes on top, not where the price holds it.
    ({**BTW, "btw_cent": 2_100}, []),
    ({**BTW, "btw_cent": 2_099}, ["BTW_ONJUIST"]),
    # 19 % to 30 September 2012.
    *(
        ({**BTW, "ontvanger": "OVERIG", "begindatum": dag, "btw_bp": bp}, codes)
        for dag, bp, codes in (
            (date(2012, 9, 30), 1_900, []),
            (date(2012, 9, 30), 2_100, ["BTW_ONJUIST"]),
            (date(2012, 10, 1), 2_100, []),
            (date(2012, 10, 1), 1_900, ["BTW_ONJUIST"]),
        )
    ),
    ({**ZI, "btw_bp": 900, "btw_cent": 4_320}, []),
    ({**ZI, "btw_bp": 600}, ["BTW_ONJUIST"]),
    ({"btw_cent": 1}, ["BTW_ONJUIST"]),
]


@cache
def uitkomsten() -> dict[str, list[str]]:
    lijnen = [
        regel(f"{nr:03d}", **{"verzekerde_id": f"P{nr}", **velden})
        for nr, (velden, _) in enumerate(GEVALLEN)
    ]
    return codes_of(price(*lijnen, tabellen=tabellen()))


@pytest.mark.parametrize("nr", range(len(GEVALLEN)))
def test_a_line_near_a_refusal_gets_what_its_facts_ask_for(nr: int) -> None:
    assert uitkomsten()[f"{nr:03d}"] == GEVALLEN[nr][1]


def test_an_fp_is_not_valid_before_its_register_says_so() -> None:
    register = {"prestatiecode": "VRIJ01", "kenmerk": "K", "omschrijving": "later"}
    met = with_rows(
        wereld(),
        fp_register=[{**register, "per": "DAG", "begindatum": date(2025, 3, 11)}],
    )
    dag = {"begindatum": date(2025, 3, 11), "einddatum": None, "verzekerde_id": "P2"}
    assert codes_of(price(regel("R1"), regel("R2", **dag), tabellen=met)) == {
        "R1": ["PRESTATIE_NIET_GELDIG_OP_PEILDATUM"],
        "R2": [],
    }


def test_a_prestatie_that_ends_with_its_experiment_is_told_as_expired() -> None:
    met = with_rows(
        wereld(),
        prestatie=[
            {
                "prestatiecode": "PROEF2",
                "prestatiecodelijst": "990",
                "soort_prestatie": "INNOVATIE",
                "einddatum": date(2025, 2, 28),
            }
        ],
        experiment=[
            {
                "experiment_id": "E9",
                "grondslag": "BR_INNOVATIE",
                "kenmerk": "K",
                "prestatiecode": "PROEF2",
                "prestatiecodelijst": "990",
                "startdatum": date(2022, 3, 1),
                "einddatum_basis": date(2025, 2, 28),
            }
        ],
    )
    lijn = regel(prestatiecode="PROEF2", prestatiecodelijst="990")
    assert codes_of(price(lijn, tabellen=met)) == {"R1": ["EXPERIMENT_VERLOPEN"]}
