"""The declared tables: their rules, their names, and the container of all."""

from dataclasses import fields
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from support.files.rows_of import rows_of
from support.tarieven.tariefwereld import price, regel

from tabellen.headers.headers import known_names
from tariffs.schema import (
    TABEL_VAN,
    TABELLEN,
    Contract,
    Declaratieregels,
    Experiment,
    FpUitsluiting,
    MaxmaxAfspraak,
    Omzetafspraak,
    OzpRegel,
    Prestatie,
    PrestatieOvereenkomst,
    Prijsbesluiten,
    Standaardprijs,
    Tarief,
    TariefRelease,
    Tarieventabellen,
    Verzekeringen,
)
from tariffs.schema.columns import SELECTOR

ALL_SCHEMAS = [
    *(tabel.schema for tabel in TABELLEN),
    Verzekeringen,
    Declaratieregels,
    Prijsbesluiten,
]

# As the tables were written down first; every name must lead to a column.
WRITTEN_DOWN = {
    "tarief": "release_id prestatiecode lijst specialisme_poort specialisme_uitvoerder "
    "component soort_honorarium begindatum einddatum tariefsoort bedrag_e6 "
    "soort_tarief_bron segment declaratieregel",
    "prestatie": "prestatiecode prestatiecodelijst begindatum einddatum "
    "soort_prestatie ozp_categorie tarieftype zorgproductgroep verzekerd "
    "spiegelcode eenheid aantal_deelbaar maxmax_uitgesloten maxmax_uitsluiting_grond "
    "overeenkomst_vereist "
    "vergunning_vereist btw_behandeling",
    "tarief_release": "release_id bron kenmerk pakket versiedatum bekendgemaakt_op "
    "ingangsdatum vervangt_release_id sha256 bedrag_schaal maxmax_afronding",
    "zorgproduct_declaratiecode": "zorgproductcode prestatiecode verzekerd begindatum "
    "einddatum",
    "addon_tarief": "release_id zi_nummer soort_supplementair begindatum einddatum "
    "nza_max_incl_btw_e6 inkoophoeveelheid_m afleveringseenheid aip_excl_btw_e6 "
    "wgp_max_incl_btw_e6 btw_bp",
    "ozp_regel": "regel_id code_a soort code_b reikwijdte aantal bedrag_cent "
    "periode_dagen begindatum einddatum grond",
    "uzovi_concern": "uzovi concern_id begindatum einddatum",
    "zorgaanbieder": "agb naam soort vergunningen begindatum einddatum",
    "contract": "contract_id versie agb concern_id contractvorm status schriftelijk "
    "ondertekend_op begindatum einddatum terugvalregel_id ic_zwaarte buiten_scope",
    "contract_scope": "contract_id versie selector in_scope",
    "contract_prijs": "contract_id versie prestatiecode component "
    "specialisme_uitvoerder prijs_e6 volume begindatum einddatum",
    "contract_staffel": "contract_id versie selector vanaf_aantal prijs_e6 variant",
    "prijsregel": "prijsregel_id contract_id versie selector prioriteit basis "
    "factor_bp zorgcategorie aftoppen_op_maximum begindatum einddatum",
    "standaardprijs": "concern_id zorgproductcode prestatiecode jaar prijs_e6",
    "standaardopslag": "concern_id agb jaar zorgcategorie opslag_bp",
    "maxmax_afspraak": "afspraak_id agb concern_id percentage_bp schriftelijk "
    "ondertekend_op doel begindatum einddatum",
    "maxmax_reikwijdte": "afspraak_id selector percentage_bp",
    "standaardprijslijst": "agb prestatiecode component prijs_e6 omschrijving "
    "begindatum einddatum gepubliceerd_op",
    "omzetafspraak": "afspraak_id contract_id jaar vorm richtpunt_cent pct_onder_bp "
    "pct_boven_bp signaal_bp",
    "omzetafspraak_scope": "afspraak_id selector telt_mee",
    "fp_register": "prestatiecode kenmerk omschrijving begindatum einddatum per "
    "vervangen_door",
    "fp_uitsluiting": "prestatiecode selector reikwijdte begindatum einddatum",
    "experiment": "experiment_id grondslag kenmerk declaratiecode startdatum "
    "einddatum_basis einddatum_verlenging einddatum_instandlating "
    "eindevaluatie_uiterlijk max_patienten codelijst",
    "experiment_partij": "experiment_id partij agb_of_concern rol beschikking_kenmerk "
    "beschikking_datum begindatum einddatum",
    "experiment_vervangt": "experiment_id selector",
    "prestatie_overeenkomst": "overeenkomst_id prestatiecode experiment_id soort agb "
    "concern_id prijs_e6 schriftelijk ondertekend_op begindatum einddatum opgezegd_per",
}


def normalised(name: str) -> str:
    return name.replace("_", "")


@pytest.mark.parametrize(("tabel", "names"), WRITTEN_DOWN.items())
def test_every_column_of_section_12_is_understood(tabel: str, names: str) -> None:
    known = known_names(TABEL_VAN[tabel].schema)
    assert [name for name in names.split() if normalised(name) not in known] == []


def test_every_column_of_the_line_of_section_12_is_understood() -> None:
    line = (
        "regel_id agb uzovi ontvanger verzekerde_hash lijst prestatiecode "
        "zorgproductcode begindatum einddatum aantal_m verrekenpercentage_bp "
        "toeslag_code tarief_cent berekend_cent declaratie_cent btw_bp dc "
        "ref_voorgaande zorgtrajectnr subtrajectnr zt specialisme_uitvoerder "
        "inkoopbedrag_cent aanspraak zitting_id wond_id minuten aanvrager_soort"
    )
    known = known_names(Declaratieregels)
    assert [name for name in line.split() if normalised(name) not in known] == []


@pytest.mark.parametrize("schema", ALL_SCHEMAS)
def test_no_column_is_a_float(schema: type[dy.Schema]) -> None:
    assert not any(dtype.is_float() for dtype in schema.create_empty().dtypes)


@pytest.mark.parametrize("schema", ALL_SCHEMAS)
def test_amounts_quantities_and_percentages_are_int64(schema: type[dy.Schema]) -> None:
    suffixes = ("_cent", "_e6", "_m", "_bp")
    dtypes = schema.create_empty().schema
    scaled = {name: dtypes[name] for name in dtypes if name.endswith(suffixes)}
    assert set(scaled.values()) <= {pl.Int64()}


def test_container_has_a_field_for_every_table_and_no_other() -> None:
    assert [field.name for field in fields(Tarieventabellen)] == [
        tabel.naam for tabel in TABELLEN
    ]


def test_container_without_tables_holds_empty_frames_of_their_schema() -> None:
    empty = Tarieventabellen()
    for tabel in TABELLEN:
        frame = getattr(empty, tabel.naam)
        assert frame.height == 0
        assert frame.schema == tabel.schema.create_empty().schema


@pytest.mark.parametrize("tabel", TABELLEN, ids=lambda tabel: tabel.naam)
def test_key_of_every_table_is_made_of_its_columns(tabel: Any) -> None:
    assert set(tabel.sleutel) <= set(tabel.schema.column_names())


TARIEF = {
    "release_id": 1,
    "prestatiecode": "14E669",
    "prestatiecodelijst": "041",
    "component": "INTEGRAAL",
    "begindatum": date(2025, 1, 1),
    "tariefsoort": "MAXIMUM",
    "bedrag_e6": 1_873_250_000,
}
START = date(2023, 3, 1)
INNOVATIE = {
    "experiment_id": "X",
    "grondslag": "BR_INNOVATIE",
    "kenmerk": "k",
    "prestatiecode": "990001",
    "prestatiecodelijst": "990",
    "startdatum": START,
    "einddatum_basis": date(2026, 2, 28),
}
WMG58 = {**INNOVATIE, "grondslag": "WMG58"}
# A start on 29 February; its years end on 28 February, in a leap year too.
SCHRIKKEL = {
    **INNOVATIE,
    "startdatum": date(2024, 2, 29),
    "einddatum_basis": date(2027, 2, 28),
}
SCHRIKKEL_58 = {**SCHRIKKEL, "grondslag": "WMG58"}
CONTRACT = {
    "contract_id": "C",
    "versie": 1,
    "zorginstelling_code": "06010101",
    "concern_id": "V1",
    "contractvorm": "PXQ",
    "status": "BEEINDIGD",
    "schriftelijk": True,
    "begindatum": START,
    "einddatum": START,
    "buiten_scope": "PASSANT",
}
OMZET = {
    "afspraak_id": "O",
    "contract_id": "C",
    "jaar": 2025,
    "vorm": "PXQ",
    "richtpunt_cent": 1,
    "pct_onder_bp": 0,
    "pct_boven_bp": 10_000,
}
REGEL = {
    "regel_id": "R",
    "code_a": "CODE:190153",
    "soort": "MAX_AANTAL",
    "reikwijdte": "DAG",
    "aantal": 1,
    "begindatum": START,
    "grond": "art. 1",
}
MAXMAX = {
    "afspraak_id": "M",
    "zorginstelling_code": "06010101",
    "concern_id": "V1",
    "percentage_bp": 1000,
    "schriftelijk": True,
    "begindatum": START,
}
OVEREENKOMST = {
    "overeenkomst_id": "A",
    "prestatiecode": "198515",
    "soort": "FP",
    "zorginstelling_code": "06010101",
    "concern_id": "V1",
    "schriftelijk": True,
    "begindatum": START,
}
PRESTATIE = {
    "prestatiecode": "198300",
    "prestatiecodelijst": "041",
    "begindatum": START,
    "soort_prestatie": "OZP",
    "verzekerd": True,
    "eenheid": "STUK",
    "aantal_deelbaar": False,
    "maxmax_uitgesloten": False,
    "overeenkomst_vereist": False,
    "btw_behandeling": "VRIJGESTELD",
}
STANDAARD = {"concern_id": "V1", "jaar": 2025, "prijs_e6": 1, "prestatiecode": "15E566"}
FP_UIT = {
    "prestatiecode": "198515",
    "selector": "SOORT:DBC",
    "reikwijdte": "ZORGTRAJECT",
    "begindatum": START,
}
RELEASE = {
    "release_id": 1,
    "bron": "FIXTURE",
    "kenmerk": "k",
    "bekendgemaakt_op": START,
    "ingangsdatum": START,
}

VALID = [
    (Tarief, TARIEF, {}),
    (Tarief, TARIEF, {"tariefsoort": "VRIJ", "bedrag_e6": None}),
    (Tarief, TARIEF, {"tariefsoort": "WERKELIJKE_KOSTEN", "bedrag_e6": None}),
    (Tarief, TARIEF, {"component": "KOSTEN", "begindatum": date(2014, 12, 31)}),
    # Worked example 19: three years, two more, and one for keeping its effects.
    (Experiment, INNOVATIE, {}),
    (Experiment, INNOVATIE, {"einddatum_verlenging": date(2028, 2, 29)}),
    (Experiment, INNOVATIE, {"einddatum_instandlating": date(2027, 12, 31)}),
    (
        Experiment,
        INNOVATIE,
        {
            "einddatum_verlenging": date(2028, 2, 29),
            "einddatum_instandlating": date(2029, 12, 31),
        },
    ),
    (Experiment, WMG58, {"einddatum_basis": date(2028, 2, 29)}),
    # The limits of three and two years are those of an innovatie (BR/REG-25141); under
    # Wmg 58(5) five years together may be cut in two anywhere: 2 + 3, 1 + 4, 4 + 1.
    *(
        (
            Experiment,
            WMG58,
            {"einddatum_basis": basis, "einddatum_verlenging": date(2028, 2, 29)},
        )
        for basis in (date(2025, 2, 28), date(2024, 2, 29), date(2027, 2, 28))
    ),
    (
        Experiment,
        WMG58,
        {
            "einddatum_basis": date(2025, 2, 28),
            "einddatum_verlenging": date(2028, 2, 29),
            "einddatum_instandlating": date(2029, 12, 31),
        },
    ),
    (Experiment, SCHRIKKEL, {}),
    (Experiment, SCHRIKKEL, {"einddatum_verlenging": date(2029, 2, 28)}),
    (Experiment, SCHRIKKEL_58, {"einddatum_basis": date(2028, 2, 28)}),
    (Experiment, SCHRIKKEL_58, {"einddatum_basis": date(2029, 2, 28)}),
    # The first part ends on 28 February 2028, so the extension starts on the 29th.
    (
        Experiment,
        {**INNOVATIE, "startdatum": date(2025, 3, 1)},
        {
            "einddatum_basis": date(2028, 2, 28),
            "einddatum_verlenging": date(2030, 2, 28),
        },
    ),
    (Contract, CONTRACT, {}),
    (Contract, CONTRACT, {"status": "ONDERTEKEND", "einddatum": None}),
    (Omzetafspraak, OMZET, {}),
    (Omzetafspraak, OMZET, {"vorm": "TRANSITIE", "pct_onder_bp": 6000}),
    (OzpRegel, REGEL, {}),
    (MaxmaxAfspraak, MAXMAX, {}),
    (PrestatieOvereenkomst, OVEREENKOMST, {}),
    (Prestatie, PRESTATIE, {}),
    (Standaardprijs, STANDAARD, {}),
    (FpUitsluiting, FP_UIT, {}),
    (FpUitsluiting, FP_UIT, {"reikwijdte": "PERIODE", "periode_dagen": 30}),
    (TariefRelease, RELEASE, {}),
]

INVALID = [
    (Tarief, TARIEF, {"tariefsoort": "VRIJ"}, "bedrag_past_bij_tariefsoort"),
    (Tarief, TARIEF, {"bedrag_e6": None}, "bedrag_past_bij_tariefsoort"),
    (Tarief, TARIEF, {"bedrag_e6": 0}, "bedrag_e6|min"),
    (Tarief, TARIEF, {"bedrag_e6": 10**15 + 1}, "bedrag_e6|max"),
    (Tarief, TARIEF, {"component": "KOSTEN"}, "component_past_bij_jaar"),
    (Tarief, TARIEF, {"einddatum": date(2024, 12, 31)}, "einddatum_na_begindatum"),
    (
        Experiment,
        INNOVATIE,
        {"einddatum_basis": date(2026, 3, 1)},
        "basis_ten_hoogste_drie_jaar",
    ),
    (Experiment, INNOVATIE, {"einddatum_basis": date(2023, 2, 28)}, "basis_na_start"),
    (
        Experiment,
        INNOVATIE,
        {"einddatum_verlenging": date(2026, 2, 28)},
        "verlenging_na_basis",
    ),
    (
        Experiment,
        {**INNOVATIE, "einddatum_basis": date(2024, 2, 29)},
        {"einddatum_verlenging": date(2026, 3, 1)},
        "verlenging_ten_hoogste_twee_jaar",
    ),
    # Two years and a day, from a first part of one year.
    (
        Experiment,
        {**INNOVATIE, "einddatum_basis": date(2024, 2, 28)},
        {"einddatum_verlenging": date(2026, 3, 1)},
        "verlenging_ten_hoogste_twee_jaar",
    ),
    (
        Experiment,
        {**INNOVATIE, "einddatum_basis": date(2025, 2, 28)},
        {"einddatum_verlenging": date(2028, 2, 29)},
        "verlenging_ten_hoogste_twee_jaar",
    ),
    (
        Experiment,
        {**WMG58, "einddatum_basis": date(2025, 2, 28)},
        {"einddatum_verlenging": date(2028, 3, 1)},
        "totaal_ten_hoogste_vijf_jaar",
    ),
    (
        Experiment,
        {**WMG58, "einddatum_basis": date(2025, 2, 28)},
        {"einddatum_verlenging": date(2025, 2, 28)},
        "verlenging_na_basis",
    ),
    (
        Experiment,
        {**WMG58, "einddatum_basis": date(2025, 2, 28)},
        {
            "einddatum_verlenging": date(2028, 2, 29),
            "einddatum_instandlating": date(2030, 1, 1),
        },
        "instandlating_binnen_termijn",
    ),
    (
        Experiment,
        SCHRIKKEL,
        {"einddatum_basis": date(2027, 3, 1)},
        "basis_ten_hoogste_drie_jaar",
    ),
    (
        Experiment,
        SCHRIKKEL_58,
        {"einddatum_basis": date(2029, 3, 1)},
        "totaal_ten_hoogste_vijf_jaar",
    ),
    (Contract, CONTRACT, {"einddatum": None}, "beeindigd_heeft_einddatum"),
    (
        Experiment,
        INNOVATIE,
        {"einddatum_instandlating": date(2028, 1, 1)},
        "instandlating_binnen_termijn",
    ),
    (
        Experiment,
        WMG58,
        {"einddatum_basis": date(2028, 3, 1)},
        "totaal_ten_hoogste_vijf_jaar",
    ),
    (Omzetafspraak, OMZET, {"vorm": "PLAFOND"}, "percentages_passen_bij_vorm"),
    (Omzetafspraak, OMZET, {"vorm": "AANNEEMSOM"}, "percentages_passen_bij_vorm"),
    (Omzetafspraak, OMZET, {"pct_boven_bp": 9999}, "percentages_passen_bij_vorm"),
    (OzpRegel, REGEL, {"aantal": None}, "regel_is_volledig"),
    (OzpRegel, REGEL, {"soort": "SLUIT_UIT"}, "regel_is_volledig"),
    (OzpRegel, REGEL, {"soort": "PERIODEMAXIMUM_BEDRAG"}, "regel_is_volledig"),
    (OzpRegel, REGEL, {"reikwijdte": "PERIODE"}, "periode_heeft_dagen"),
    (OzpRegel, REGEL, {"code_a": "190153"}, "code_a|regex"),
    (MaxmaxAfspraak, MAXMAX, {"percentage_bp": 1001}, "percentage_bp|max"),
    (MaxmaxAfspraak, MAXMAX, {"percentage_bp": 0}, "percentage_bp|min"),
    (MaxmaxAfspraak, MAXMAX, {"zorginstelling_code": "6010101"}, None),
    (
        PrestatieOvereenkomst,
        OVEREENKOMST,
        {"prestatiecode": None},
        "onderwerp_past_bij_soort",
    ),
    (
        PrestatieOvereenkomst,
        OVEREENKOMST,
        {"soort": "AANSLUITER"},
        "onderwerp_past_bij_soort",
    ),
    (
        Prestatie,
        PRESTATIE,
        {"maxmax_uitgesloten": True},
        "maxmax_uitsluiting_met_grond",
    ),
    (
        Prestatie,
        PRESTATIE,
        {"maxmax_uitsluiting_grond": "STOLLING"},
        "maxmax_uitsluiting_met_grond",
    ),
    (Standaardprijs, STANDAARD, {"prestatiecode": None}, "een_van_beide_codes"),
    (
        Standaardprijs,
        STANDAARD,
        {"zorgproduct_code": "099999052"},
        "een_van_beide_codes",
    ),
    (FpUitsluiting, FP_UIT, {"reikwijdte": "PERIODE"}, "periode_heeft_dagen"),
    (TariefRelease, RELEASE, {"vervangt_release_id": 1}, "vervangt_zichzelf_niet"),
]


@pytest.mark.parametrize(("schema", "row", "change"), VALID)
def test_row_within_every_rule_is_accepted(
    schema: type[dy.Schema], row: dict, change: dict
) -> None:
    assert rows_of(schema, [{**row, **change}]).height == 1


@pytest.mark.parametrize(("schema", "row", "change", "rule"), INVALID)
def test_row_that_breaks_a_rule_is_refused_by_its_name(
    schema: type[dy.Schema], row: dict, change: dict, rule: str | None
) -> None:
    dtypes = schema.create_empty().schema
    full = {name: [{**row, **change}.get(name)] for name in dtypes}
    _, failure = schema.filter(pl.DataFrame(full, schema=dtypes))
    broken = set(failure.counts())
    assert broken == {rule} if rule else len(broken) == 1


@pytest.mark.parametrize(
    "selector",
    [
        "ALLES",
        "CODE:15E566",
        "CODE:15E566,14E669",
        "PREFIX:15",
        "ZPG:990022",
        "SOORT:DBC",
        "TARIEFTYPE:20",
        "ZORGPRODUCT:099999052",
    ],
)
def test_selector_grammar_of_section_12_is_accepted(selector: str) -> None:
    assert pl.Series([selector]).str.contains(SELECTOR).all()


@pytest.mark.parametrize(
    "selector", ["", "alles", "CODE:", "CODE:15E566,", "SOORT:X", "ZPG:99", "15E566"]
)
def test_other_selectors_are_refused(selector: str) -> None:
    assert not pl.Series([selector]).str.contains(SELECTOR).any()


def test_a_decision_has_an_amount_or_a_reason() -> None:
    """docs/decisions.md 44: nothing is decided without either."""
    goed = price(regel("R1"))
    assert Prijsbesluiten.is_valid(goed)
    niets = goed.with_columns(bedrag_cent=pl.lit(None, pl.Int64))
    assert not Prijsbesluiten.is_valid(niets)
    fout = price(regel("R1", uzovi="1234"))
    assert Prijsbesluiten.is_valid(fout)
