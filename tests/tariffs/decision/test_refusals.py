"""Every refusal of the decision table, reached by a line that has just that wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    IGO,
    V2,
    V3,
    WEIGER,
    Z1,
    Z2,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.reasons import Reden, is_refused_in, reasons_of
from tariffs.schema import Prijsbesluiten, Tarieventabellen

JAAR = {"begindatum": date(2025, 1, 1), "einddatum": date(2025, 12, 31)}
Geval = tuple[str, tuple[dict[str, Any], ...], Callable[[], Tarieventabellen]]


def een(**velden: Any) -> tuple[dict[str, Any], ...]:
    return (regel(**velden),)


@cache
def met_dbc() -> Tarieventabellen:
    return with_code(wereld(), "DBC001", prijs_cent=100, soort_prestatie="DBC")


@cache
def met_negens() -> Tarieventabellen:
    return with_code(wereld(), "NEGENS", prijs_cent=999_999_999)


@cache
def met_vergunning() -> Tarieventabellen:
    """Codes that need a permit: of Z1 only WBMV is known."""
    tabellen = wereld()
    for code, vergunning in (
        ("ERF001", "ERFELIJKHEID"),
        ("HEM001", "HEMOFILIE"),
        ("WBM001", "WBMV"),
    ):
        tabellen = with_code(
            tabellen, code, prijs_cent=100, vergunning_vereist=vergunning
        )
    return tabellen


@cache
def zonder_tarief() -> Tarieventabellen:
    return with_rows(
        wereld(),
        prestatie=[
            {"prestatiecode": "GEENTA"},
            {"prestatiecode": "NIETZE", "tarieftype": None},
        ],
        fp_register=[
            {
                "prestatiecode": "REG001",
                "kenmerk": "K",
                "omschrijving": "alleen in een register",
                "per": "VERRICHTING",
                "begindatum": date(2020, 1, 1),
            }
        ],
    )


@cache
def dubbele_tarieven() -> Tarieventabellen:
    met = with_code(wereld(), "TWEE01", maximum_cent=100, prijs_cent=50)
    tarief = {"prestatiecode": "TWEE01", "tariefsoort": "MAXIMUM", "bedrag_e6": 2}
    return with_rows(met, tarief=[tarief])


@cache
def dubbele_contracten() -> Tarieventabellen:
    return with_rows(wereld(), contract=[{"contract_id": "C9"}])


@cache
def concept() -> Tarieventabellen:
    met = with_rows(
        wereld(),
        contract=[
            {"contract_id": "K3", "concern_id": "V3", "status": "CONCEPT"},
        ],
        standaardprijslijst=[{"prestatiecode": "VRIJ01", "prijs_e6": 120_000_000}],
    )
    return met


@cache
def buiten_scope() -> Tarieventabellen:
    return with_rows(
        wereld(),
        contract=[
            {"contract_id": "C3", "concern_id": "V3", "buiten_scope": "WEIGER"},
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


@cache
def experiment_wmg58() -> Tarieventabellen:
    """Z1 and V1 take part in an experiment that replaces VRIJ01."""
    partij = {"experiment_id": "W1", "rol": "ORIGINEEL", "beschikking_kenmerk": "B"}
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
        experiment_partij=[
            {**partij, "partij": soort, "partij_code": code, **JAAR}
            for soort, code in (("ZORGAANBIEDER", Z1), ("VERZEKERAAR", "V1"))
        ],
        experiment_vervangt=[{"experiment_id": "W1", "selector": "CODE:VRIJ01"}],
        prestatie_overeenkomst=[
            {
                "overeenkomst_id": "OW",
                "experiment_id": "W1",
                "soort": "EXPERIMENT",
            }
        ],
    )


@cache
def regels_tussen_lijnen() -> Tarieventabellen:
    tabellen = wereld()
    for code in ("EEN001", "TWEE02", "BIJ001", "VIER04"):
        tabellen = with_code(tabellen, code, prijs_cent=100)
    tabellen = with_code(
        tabellen, "ELD001", prijs_cent=100, ozp_categorie="ELD", tarieftype="20"
    )
    a, b = {"code_a": "CODE:EEN001"}, {"code_b": "CODE:TWEE02"}
    return with_rows(
        tabellen,
        ozp_regel=[
            {"regel_id": "UIT", "soort": "SLUIT_UIT", **a, **b},
            {
                "regel_id": "BIJ",
                "soort": "VEREIST",
                "code_a": "CODE:BIJ001",
                "code_b": "CODE:EEN001",
            },
            {
                "regel_id": "IN",
                "soort": "BEGREPEN_IN",
                "code_a": "CODE:VIER04",
                "code_b": "CODE:TWEE02",
                "reikwijdte": "PERIODE",
                "periode_dagen": 30,
            },
            {
                "regel_id": "MAX",
                "soort": "MAX_AANTAL",
                "code_a": "CODE:VIER04",
                "aantal": 2,
            },
            {
                "regel_id": "TERMIJN",
                "soort": "TERMIJN_MAAND",
                "code_a": "CODE:TWEE02",
                "aantal": 12,
                "reikwijdte": "PERIODE",
            },
        ],
    )


@cache
def vast_tarief() -> Tarieventabellen:
    met = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "VAST01"}],
        tarief=[
            {"prestatiecode": "VAST01", "tariefsoort": "VAST", "bedrag_e6": 50_000_000}
        ],
        contract_prijs=[{"prestatiecode": "VAST01", "prijs_e6": 49_990_000}],
    )
    return met


@cache
def boven_maximum() -> Tarieventabellen:
    """DUUR01 costs more than its maximum; agreements of several pairs fall short."""
    duur = {"prestatiecode": "DUUR01", "prijs_e6": 110_010_000}
    contracten = [
        {"contract_id": f"M{n}", "zorginstelling_code": IGO, "concern_id": f"V{n}"}
        for n in (1, 2, 3)
    ]
    tabellen = with_code(wereld(), "DUUR01", maximum_cent=10_000, prijs_cent=11_001)
    tabellen = with_code(
        tabellen,
        "UITG01",
        maximum_cent=10_000,
        prijs_cent=11_001,
        maxmax_uitgesloten=True,
        maxmax_uitsluiting_grond="OVERGENOMEN_GGZ_FZ",
    )
    return with_rows(
        tabellen,
        contract=contracten,
        contract_prijs=[
            {**duur, "contract_id": f"M{n}", "versie": 1} for n in (1, 2, 3)
        ],
        standaardprijslijst=[duur],
        maxmax_afspraak=[
            {
                "afspraak_id": "MONDELING",
                "zorginstelling_code": IGO,
                "schriftelijk": False,
            },
            {
                "afspraak_id": "OUD",
                "zorginstelling_code": IGO,
                "concern_id": "V2",
                "begindatum": date(2024, 1, 1),
                "einddatum": date(2024, 12, 31),
            },
            {"afspraak_id": "SMAL", "zorginstelling_code": IGO, "concern_id": "V3"},
        ],
        maxmax_reikwijdte=[{"afspraak_id": "SMAL", "selector": "SOORT:DBC"}],
    )


@cache
def per_dag() -> Tarieventabellen:
    return with_rows(
        with_code(wereld(), "VACA01", prijs_cent=5_540),
        ozp_regel=[
            {
                "regel_id": "DAGMAX",
                "code_a": "CODE:VACA01",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "bedrag_cent": 43_550,
            }
        ],
    )


@cache
def met_btw() -> Tarieventabellen:
    return with_code(wereld(), "BTW001", prijs_cent=100, btw_behandeling="BELAST_HOOG")


@cache
def zonder_inkoophoeveelheid() -> Tarieventabellen:
    zi = {"prestatiecode": "99000009", "prestatiecodelijst": "001"}
    addon = {
        "release_id": 1,
        "zi_nummer": "99000009",
        "soort_supplementair": "ADDON",
        "begindatum": date(2025, 1, 1),
        "nza_max_incl_btw_e6": 10_000_000,
        "btw_bp": 900,
    }
    return with_rows(
        wereld(),
        prestatie=[{**zi, "soort_prestatie": "ADDON_GNM"}],
        addon_tarief=[addon],
    )


@cache
def zonder_prijs() -> Tarieventabellen:
    """An agreement about FP0001 that names no price."""
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "FP0001", "soort_prestatie": "FP"}],
        prestatie_overeenkomst=[
            {"overeenkomst_id": "OFP", "soort": "FP", "prestatiecode": "FP0001"}
        ],
    )


@cache
def met_odv() -> Tarieventabellen:
    return with_code(wereld(), "ODV001", soort_prestatie="ODV")


CREDIT = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
INNOVATIE = {"prestatiecode": "X19001", "prestatiecodelijst": "990"}

GEVALLEN: list[Geval] = [
    ("EINDDATUM_NA_VERWERKINGSDATUM", een(einddatum=date(2026, 6, 2)), wereld),
    ("EINDDATUM_ONTBREEKT", een(einddatum=None, prestatiecode="DBC001"), met_dbc),
    ("PRIJS_ONWAARSCHIJNLIJK", een(prestatiecode="NEGENS"), met_negens),
    ("WAARDE_BUITEN_LIJST", een(aanvrager_soort="HUISARTS"), wereld),
    ("PRESTATIECODELIJST_ONJUIST", een(prestatiecodelijst="999"), wereld),
    ("PRESTATIECODELIJST_ONJUIST", een(prestatiecodelijst="001"), wereld),
    ("PRESTATIECODE_ONBEKEND", een(prestatiecode="99X999"), wereld),
    ("PRESTATIECODE_ONBEKEND", een(prestatiecode=None), wereld),
    ("PRESTATIEDATUM_ONJUIST", een(begindatum=None), wereld),
    ("PRESTATIEDATUM_ONJUIST", een(einddatum=date(2025, 3, 9)), wereld),
    (
        "PRESTATIEDATUM_ONJUIST",
        een(begindatum=date(2026, 6, 2), einddatum=None),
        wereld,
    ),
    ("AANTAL_ONJUIST", een(aantal_m=0), wereld),
    ("AANTAL_ONJUIST", een(aantal_m=None), wereld),
    ("AANTAL_ONJUIST", een(aantal_m=1_500), wereld),
    ("AANTAL_ONJUIST", een(aantal_m=10**13), wereld),
    ("AANTAL_ONJUIST", een(verrekenpercentage_bp=0), wereld),
    (
        "AANTAL_ONJUIST",
        een(prestatiecode="15E566", zorgproduct_code="099999052", aantal_m=2_000),
        wereld,
    ),
    ("DEBETCREDIT_ONJUIST", een(dc=None), wereld),
    ("DEBETCREDIT_ONJUIST", een(dc_berekend="C"), wereld),
    ("DEBETCREDIT_ONJUIST", een(dc_declaratie="C"), wereld),
    ("DEBETCREDIT_ONJUIST", een(berekend_cent=-1), wereld),
    ("ZORGAANBIEDER_ONBEKEND", een(zorginstelling_code="06999999"), wereld),
    ("VERZEKERAAR_ONBEKEND", een(uzovi="1234"), wereld),
    ("VERZEKERAAR_ONBEKEND", een(uzovi=None), wereld),
    (
        "RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST",
        een(prestatiecode="15E566", zorgproduct_code="029999001"),
        wereld,
    ),
    (
        "RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST",
        een(
            prestatiecode="17E566",
            zorgproduct_code="099999052",
            aanspraak_toegepast="J",
        ),
        wereld,
    ),
    ("CREDIT_ZONDER_DEBET", (regel("R9", **CREDIT),), wereld),
    (
        "CREDIT_REEDS_VERWERKT",
        (regel(), regel("R2", **CREDIT), regel("R9", **CREDIT)),
        wereld,
    ),
    (
        "DEBET_EN_CREDIT_IN_ZELFDE_BESTAND",
        (regel(), regel("R9", **{**CREDIT, "bestand_id": "B1"})),
        wereld,
    ),
    (
        "CREDITBEDRAG_WIJKT_AF",
        (regel(), regel("R9", berekend_cent=9_999, **CREDIT)),
        wereld,
    ),
    ("GEEN_PRESTATIEBESCHRIJVING", een(prestatiecode="REG001"), zonder_tarief),
    (
        "PRESTATIE_NIET_GELDIG_OP_PEILDATUM",
        een(prestatiecode="14D932", zorgproduct_code=None),
        wereld,
    ),
    (
        "FACULTATIEVE_PRESTATIE_BEEINDIGD",
        een(
            prestatiecode="198505",
            begindatum=date(2024, 1, 1),
            einddatum=date(2024, 1, 1),
        ),
        wereld,
    ),
    (
        "EXPERIMENT_NIET_GESTART",
        een(**INNOVATIE, begindatum=date(2023, 2, 28), uzovi=V2),
        wereld,
    ),
    (
        "EXPERIMENT_VERLOPEN",
        een(**INNOVATIE, begindatum=date(2026, 3, 1), einddatum=None, uzovi=V2),
        wereld,
    ),
    (
        "UITVALPRODUCT_NIET_DECLARABEL",
        een(prestatiecode=None, zorgproduct_code="099999053"),
        wereld,
    ),
    (
        "UITVALPRODUCT_NIET_DECLARABEL",
        een(prestatiecode=None, zorgproduct_code="099999053", is_uitval=True),
        wereld,
    ),
    ("ZELFSTANDIG_NIET_DECLARABEL", een(prestatiecode="NIETZE"), zonder_tarief),
    ("ONDERLINGE_DIENSTVERLENING", een(ontvanger="EIGEN_ZORGVERLENER"), wereld),
    (
        "ONDERLINGE_DIENSTVERLENING",
        een(prestatiecode="ODV001"),
        met_odv,
    ),
    ("VERGUNNING_ONTBREEKT", een(prestatiecode="ERF001"), met_vergunning),
    (
        "VERGUNNING_ONTBREEKT",
        een(prestatiecode="WBM001", zorginstelling_code=Z2),
        met_vergunning,
    ),
    ("CENTRUM_NIET_AANGEWEZEN", een(prestatiecode="HEM001"), met_vergunning),
    (
        "GEEN_IGO",
        een(prestatiecode="GB0001", prestatiecodelijst="990"),
        wereld,
    ),
    (
        "SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT",
        een(prestatiecode="198515", uzovi=V2),
        wereld,
    ),
    (
        "SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT",
        een(
            prestatiecode="GB0001",
            prestatiecodelijst="990",
            zorginstelling_code=IGO,
            uzovi=V2,
        ),
        wereld,
    ),
    ("GEEN_EXPERIMENTOVEREENKOMST", een(**INNOVATIE), wereld),
    (
        "GEEN_BESCHIKKING_AANSLUITER",
        een(**INNOVATIE, zorginstelling_code=IGO, uzovi=V2),
        wereld,
    ),
    ("IC_ZWAARTE_NIET_OVEREENGEKOMEN", een(prestatiecode="190155", uzovi=V2), wereld),
    ("REGULIERE_PRESTATIE_UITGESLOTEN_DOOR_EXPERIMENT", een(), experiment_wmg58),
    (
        "COMBINATIE_NIET_TOEGESTAAN",
        (regel("R1", prestatiecode="TWEE02"), regel("R9", prestatiecode="EEN001")),
        regels_tussen_lijnen,
    ),
    (
        "VEREISTE_COMBINATIE_ONTBREEKT",
        een(prestatiecode="BIJ001"),
        regels_tussen_lijnen,
    ),
    (
        "FACULTATIEVE_PRESTATIE_SLUIT_UIT",
        (
            regel("R1", prestatiecode="198508", zorgtraject_nummer="T1"),
            regel("R9", prestatiecode="15E566", zorgtraject_nummer="T1"),
        ),
        wereld,
    ),
    (
        "DUBBELE_BEKOSTIGING",
        (
            regel("R1", prestatiecode="15E566", subtraject_nummer="S1"),
            regel("R9", prestatiecode="15E566", subtraject_nummer="S1"),
        ),
        wereld,
    ),
    ("DUBBELE_BEKOSTIGING", (regel("R9"), regel("R9")), wereld),
    (
        "NIET_DECLARABEL_NAAST_DBC",
        (
            regel("R1", prestatiecode="15E566", subtraject_nummer="S1"),
            regel("R9", prestatiecode="ELD001", subtraject_nummer="S1"),
        ),
        regels_tussen_lijnen,
    ),
    (
        "BEGREPEN_IN_ANDERE_PRESTATIE",
        (
            regel("R1", prestatiecode="TWEE02"),
            regel(
                "R9",
                prestatiecode="VIER04",
                begindatum=date(2025, 4, 9),
                einddatum=None,
            ),
        ),
        regels_tussen_lijnen,
    ),
    (
        "MAXIMUM_AANTAL_OVERSCHREDEN",
        (
            regel("R1", prestatiecode="VIER04", aantal_m=2_000),
            regel("R9", prestatiecode="VIER04"),
        ),
        regels_tussen_lijnen,
    ),
    (
        "TERMIJN_NIET_VERSTREKEN",
        (
            regel("R1", prestatiecode="TWEE02"),
            regel(
                "R9",
                prestatiecode="TWEE02",
                begindatum=date(2026, 3, 9),
                einddatum=None,
            ),
        ),
        regels_tussen_lijnen,
    ),
    ("TARIEF_ONTBREEKT_IN_TABEL", een(prestatiecode="GEENTA"), zonder_tarief),
    ("MEERDERE_TARIEVEN", een(prestatiecode="TWEE01"), dubbele_tarieven),
    ("MEERDERE_CONTRACTEN", een(), dubbele_contracten),
    ("CONTRACT_NIET_GEACCORDEERD", een(uzovi=V3), concept),
    ("GEEN_CONTRACTPRIJS", een(uzovi=V2), wereld),
    ("PRESTATIE_NIET_GECONTRACTEERD", een(uzovi=V3), buiten_scope),
    (
        "GEEN_OVEREENGEKOMEN_PRIJS",
        een(prestatiecode="FP0001"),
        zonder_prijs,
    ),
    ("GEEN_PASSANTENTARIEF", een(uzovi=V3), wereld),
    ("INKOOPBEDRAG_ONTBREEKT", een(prestatiecode="238062"), wereld),
    (
        "ADDON_EENHEID_ONBEKEND",
        een(prestatiecode="99000009", prestatiecodelijst="001"),
        zonder_inkoophoeveelheid,
    ),
    (
        "ADDON_EENHEID_ONBEKEND",
        een(
            prestatiecode="14165082",
            prestatiecodelijst="001",
            afleveringseenheid="ML",
        ),
        wereld,
    ),
    ("TARIEF_WIJKT_AF_VAN_VAST_TARIEF", een(prestatiecode="VAST01"), vast_tarief),
    ("TARIEF_BOVEN_MAXIMUM", een(prestatiecode="DUUR01"), boven_maximum),
    ("MAXMAX_UITGESLOTEN", een(prestatiecode="UITG01"), boven_maximum),
    (
        "MAXMAX_NIET_VOOR_PASSANT",
        een(prestatiecode="DUUR01", ontvanger="NIET_VERZEKERDE", uzovi=None),
        boven_maximum,
    ),
    (
        "MAXMAX_OVEREENKOMST_ONTBREEKT",
        een(prestatiecode="14E669", uzovi=V2),
        wereld,
    ),
    (
        "MAXMAX_NIET_SCHRIFTELIJK",
        een(prestatiecode="DUUR01", zorginstelling_code=IGO),
        boven_maximum,
    ),
    (
        "MAXMAX_NIET_GELDIG_OP_PEILDATUM",
        een(prestatiecode="DUUR01", zorginstelling_code=IGO, uzovi=V2),
        boven_maximum,
    ),
    (
        "MAXMAX_BUITEN_REIKWIJDTE",
        een(prestatiecode="DUUR01", zorginstelling_code=IGO, uzovi=V3),
        boven_maximum,
    ),
    ("TARIEF_BOVEN_MAXMAX", een(prestatiecode="DUUR01"), boven_maximum),
    (
        "WERKELIJKE_KOSTEN_OVERSCHREDEN",
        een(prestatiecode="238062", inkoopbedrag_cent=100, tarief_cent=101),
        wereld,
    ),
    (
        "VERREKENPERCENTAGE_NIET_TOEGESTAAN",
        een(prestatiecode="MAX001", verrekenpercentage_bp=10_001),
        wereld,
    ),
    (
        "PERIODEMAXIMUM_OVERSCHREDEN",
        een(prestatiecode="VACA01", aantal_m=8_000),
        per_dag,
    ),
    ("GEDECLAREERD_TARIEF_WIJKT_AF", een(tarief_cent=9_999), wereld),
    ("BEREKEND_BEDRAG_ONJUIST", een(berekend_cent=9_999), wereld),
    (
        "BEREKEND_LAGER_DAN_GEDECLAREERD",
        een(berekend_cent=10_000, declaratie_cent=10_001),
        wereld,
    ),
    ("BTW_ONJUIST", een(btw_bp=2_100), wereld),
    ("BTW_ONJUIST", een(prestatiecode="BTW001", btw_bp=1_900), met_btw),
]

MET_GEZEL = {
    "TARIEF_BOVEN_MAXIMUM": ["TARIEF_BOVEN_MAXIMUM", "TARIEF_BOVEN_MAXMAX"],
    **{
        reden.name: ["TARIEF_BOVEN_MAXIMUM", reden.name]
        for reden in Reden
        if reden.value.nummer in ("G3", "G4", "G5", "G6", "G7", "G8", "G9")
    },
}
"""G2 always comes with exactly one of G3 to G9."""


@cache
def uitkomsten() -> dict[str, dict[str, Any]]:
    """The decision on the last line of each case; cases share a batch per tables."""
    per_tabellen: dict[Callable[[], Tarieventabellen], list[dict[str, Any]]] = {}
    for nummer, (_, lijnen, tabellen) in enumerate(GEVALLEN):
        per_tabellen.setdefault(tabellen, []).extend(
            {
                **lijn,
                "verzekerde_id": f"P{nummer}",
                **{
                    kolom: f"{nummer:03d}-{lijn[kolom]}"
                    for kolom in ("regel_id", "ref_voorgaande")
                    if lijn.get(kolom)
                },
            }
            for lijn in lijnen
        )
    besluiten = pl.concat(
        price(*lijnen, tabellen=tabellen(), instellingen=WEIGER)
        for tabellen, lijnen in per_tabellen.items()
    )
    return {
        besluit["regel_id"].split("-")[0]: besluit
        for besluit in besluiten.iter_rows(named=True)
    }


@pytest.mark.parametrize(
    ("code", "nummer"),
    [(code, f"{nummer:03d}") for nummer, (code, _, _) in enumerate(GEVALLEN)],
)
def test_line_with_one_thing_wrong_is_refused_for_just_that(
    code: str, nummer: str
) -> None:
    laatste = uitkomsten()[nummer]
    codes = [reden["code"] for reden in laatste["redenen"]]
    assert codes == MET_GEZEL.get(code, [code])
    signaal = Reden[code].value.klasse == "S"
    assert laatste["status"] == ("SIGNAAL" if signaal else "GEWEIGERD")
    assert (laatste["bedrag_cent"] is not None) == signaal


def test_every_refusal_of_the_decision_table_is_reached() -> None:
    assert {code for code, _, _ in GEVALLEN} == {reden.name for reden in Reden}


def test_a_line_that_is_right_has_no_reason_and_an_amount() -> None:
    besluit = price(regel()).to_dicts()[0]
    assert (besluit["status"], besluit["redenen"]) == ("OK", [])
    assert besluit["bedrag_cent"] == 10_000


def test_all_refusals_of_the_first_failing_phase_are_told_and_none_of_later_ones() -> (
    None
):
    besluiten = price(
        regel(aantal_m=0, zorginstelling_code="06999999", uzovi="1234", tarief_cent=1)
    )
    assert codes_of(besluiten)["R1"] == [
        "AANTAL_ONJUIST",
        "ZORGAANBIEDER_ONBEKEND",
        "VERZEKERAAR_ONBEKEND",
    ]


def test_reasons_name_phase_class_article_and_the_columns_that_say_more() -> None:
    besluit = price(regel(prestatiecode="DUUR01"), tabellen=boven_maximum()).to_dicts()
    reden = besluit[0]["redenen"][0]
    assert (reden["fase"], reden["klasse"]) == ("G", "H")
    assert reden["artikel"] == "Wmg art. 35 lid 1b"
    assert set(reden["parameters"]) <= set(besluit[0])


@pytest.mark.parametrize("reden", Reden, ids=lambda reden: reden.name)
def test_a_mask_of_one_reason_spells_that_reason(reden: Reden) -> None:
    assert _spelled_of(reden.bit, 0) == [reden.name]
    assert _spelled_of(0, reden.signaal) == [reden.name] * reden.is_signaal
    assert reden.bit < 2**64
    assert (reden.signaal > 0) == reden.is_signaal


@pytest.mark.parametrize("fasen", ["A", "J", "B", "C", "D", "E", "F", "GH", "I"])
def test_all_reasons_of_a_stage_fit_in_one_mask_beside_all_signals(fasen: str) -> None:
    redenen = [reden for reden in Reden if reden.fase in fasen and not reden.is_signaal]
    masks = [reden.bit for reden in redenen]
    signalen = [reden.signaal for reden in Reden if reden.is_signaal]
    alle = _spelled_of(reduce(or_, masks), reduce(or_, signalen))
    assert alle == [reden.name for reden in Reden if reden in redenen or reden.signaal]
    assert len(set(masks)) == len(masks)
    assert len(redenen) <= 16  # of the 56 that a stage has room for


def test_refusals_of_one_stage_are_told_from_those_of_another() -> None:
    masks = pl.DataFrame(
        {"mask": [reden.bit for reden in Reden]}, schema={"mask": pl.UInt64}
    )
    gevonden = masks.select(is_refused_in("ABCD"))["mask"].to_list()
    assert gevonden == [reden.fase in "ABCD" for reden in Reden]


def _spelled_of(mask: int, signalen: int) -> list[str]:
    gespeld = reasons_of(
        pl.Series([mask], dtype=pl.UInt64), pl.Series([signalen], dtype=pl.UInt64)
    )
    return [reden["code"] for reden in gespeld[0]]


def test_parameters_of_every_refusal_are_columns_of_the_decision() -> None:
    kolommen = set(Prijsbesluiten.column_names())
    assert all(set(reden.value.parameters) <= kolommen for reden in Reden)


def test_a_signal_is_no_refusal_until_a_setting_makes_it_one() -> None:
    later = regel(einddatum=date(2026, 6, 2))
    zacht = price(later, instellingen=WEIGER)
    streng = price(later, instellingen=replace(WEIGER, bij_einddatum="WEIGER"))
    for besluit, status, klasse in (
        (zacht, "SIGNAAL", "S"),
        (streng, "GEWEIGERD", "D"),
    ):
        rij = besluit.to_dicts()[0]
        assert (rij["status"], rij["redenen"][0]["klasse"]) == (status, klasse)
        assert rij["redenen"][0]["code"] == "EINDDATUM_NA_VERWERKINGSDATUM"
        assert (rij["bedrag_cent"] is None) == (status == "GEWEIGERD")


@cache
def teruggekomen(volgorde: int) -> Tarieventabellen:
    """A facultatieve prestatie of 2020 and from 2022 on, in either order of rows."""
    register = {
        "prestatiecode": "FP0002",
        "kenmerk": "K",
        "omschrijving": "kwam terug",
        "per": "VERRICHTING",
    }
    perioden = [
        {"begindatum": date(2020, 1, 1), "einddatum": date(2020, 12, 31)},
        {"begindatum": date(2022, 1, 1)},
    ]
    return with_rows(
        with_code(wereld(), "FP0002", soort_prestatie="FP"),
        fp_register=[{**register, **periode} for periode in perioden[::volgorde]],
    )


@pytest.mark.parametrize("volgorde", [1, -1])
def test_a_facultatieve_prestatie_that_came_back_has_ended_in_between(
    volgorde: int,
) -> None:
    wanted = {
        date(2019, 12, 31): ["PRESTATIE_NIET_GELDIG_OP_PEILDATUM"],
        date(2020, 12, 31): [],
        # Between its two periods it has ended, and has not still to begin.
        date(2021, 1, 1): ["FACULTATIEVE_PRESTATIE_BEEINDIGD"],
        date(2022, 1, 1): [],
    }
    lijnen = [
        regel(str(dag), prestatiecode="FP0002", begindatum=dag, einddatum=dag)
        for dag in wanted
    ]
    besluiten = price(*lijnen, tabellen=teruggekomen(volgorde))
    of_b = {
        besluit["regel_id"]: [
            reden["code"] for reden in besluit["redenen"] if reden["fase"] == "B"
        ]
        for besluit in besluiten.to_dicts()
    }
    assert of_b == {str(dag): codes for dag, codes in wanted.items()}
