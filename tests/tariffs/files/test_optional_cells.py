"""Which cells of our tables may be empty: a part of the format that people deliver in.

Those that docs/data.md does not ask for, einddatum (empty: open) among them. A cell
that suddenly may not be empty refuses rows, and with them prices; one that suddenly may
lets rows through that price nothing.
"""

import pytest

from tariffs.schema import TABEL_VAN, Prijsbesluiten

OPTIONAL = {
    "tarief_release": {
        "pakket",
        "versiedatum",
        "vervangt_release_id",
        "sha256",
        "bedrag_schaal",
        "maxmax_afronding",
        "bronbestand",
        "omvang",
    },
    "prestatie": {
        "release_id",
        "einddatum",
        "omschrijving",
        "ozp_categorie",
        "tarieftype",
        "zorgproductgroep_code",
        "spiegelcode",
        "maxmax_uitsluiting_grond",
        "vergunning_vereist",
        "verrekenpercentage_max_bp",
        "puntwaarde",
        "fase",
    },
    "zorgproduct_declaratiecode": {
        "release_id",
        "prestatiecode",
        "zorgproductgroep_code",
        "einddatum",
    },
    "tarief": {
        "specialisme_poort_code",
        "specialisme_uitvoerder_code",
        "soort_honorarium",
        "einddatum",
        "bedrag_e6",
        "soort_tarief_bron",
        "segment",
        "declaratieregel",
    },
    "addon_tarief": {
        "einddatum",
        "inkoophoeveelheid_m",
        "afleveringseenheid",
        "aip_excl_btw_e6",
        "wgp_max_incl_btw_e6",
    },
    "ozp_regel": {
        "release_id",
        "code_b",
        "aantal",
        "bedrag_cent",
        "periode_dagen",
        "einddatum",
    },
    "werkelijke_kosten": {"einddatum", "grond"},
    "uzovi_concern": {"polis", "regio", "einddatum"},
    "zorgaanbieder": {"regio", "vergunningen", "einddatum"},
    "contract": {
        "polis",
        "regio",
        "ondertekend_op",
        "einddatum",
        "terugvalregel_id",
        "ic_zwaarte",
        "declaratietermijn_maanden",
    },
    "contract_scope": set(),
    "contract_prijs": {
        "specialisme_uitvoerder_code",
        "per_verpakking",
        "volume",
        "einddatum",
    },
    "contract_staffel": set(),
    "prijsregel": {"zorgcategorie", "einddatum"},
    "standaardprijs": {"zorgproduct_code", "prestatiecode"},
    "standaardopslag": set(),
    "maxmax_afspraak": {"ondertekend_op", "doel", "einddatum"},
    "maxmax_reikwijdte": {"percentage_bp"},
    "standaardprijslijst": {"omschrijving", "einddatum", "gepubliceerd_op"},
    "odv_prijs": {"opdrachtgever_code", "einddatum"},
    "omzetafspraak": {"signaal_bp"},
    "omzetafspraak_scope": set(),
    "fp_register": {"release_id", "einddatum", "vervangen_door"},
    "fp_uitsluiting": {"periode_dagen", "einddatum"},
    "experiment": {
        "release_id",
        "einddatum_verlenging",
        "einddatum_instandlating",
        "eindevaluatie_uiterlijk",
        "max_patienten",
    },
    "experiment_partij": {
        "beschikking_kenmerk",
        "beschikking_datum",
        "einddatum",
        "opgezegd_per",
    },
    "experiment_vervangt": set(),
    "prestatie_overeenkomst": {
        "prestatiecode",
        "experiment_id",
        "prijs_e6",
        "ondertekend_op",
        "einddatum",
        "opgezegd_per",
    },
}


@pytest.mark.parametrize("naam", OPTIONAL)
def test_cells_that_may_be_empty_are_those_of_the_format(naam: str) -> None:
    columns = TABEL_VAN[naam].schema.columns()
    may_be_empty = {name for name, column in columns.items() if column.nullable}
    assert may_be_empty == OPTIONAL[naam] & set(columns)


def test_every_table_is_named_here() -> None:
    assert set(OPTIONAL) == set(TABEL_VAN)


KEYS = {
    "tarief_release": {"release_id"},
    "werkelijke_kosten": {"prestatiecode", "prestatiecodelijst", "begindatum"},
    "zorgaanbieder": {"zorginstelling_code", "begindatum"},
    "contract": {"contract_id", "versie"},
    "prijsregel": {"prijsregel_id"},
    "standaardopslag": {"concern_id", "zorginstelling_code", "jaar", "zorgcategorie"},
    "maxmax_afspraak": {"afspraak_id"},
    "omzetafspraak": {"afspraak_id"},
    "fp_uitsluiting": {"prestatiecode", "selector", "reikwijdte", "begindatum"},
    # Who leaves an experiment may join it again.
    "experiment_partij": {"experiment_id", "partij", "partij_code", "begindatum"},
    "experiment_vervangt": {"experiment_id", "selector"},
    "prestatie_overeenkomst": {"overeenkomst_id"},
}
"""What tells rows of a table apart; of the other tables rows may be equal, or hold on
other days."""


@pytest.mark.parametrize("naam", TABEL_VAN)
def test_two_rows_are_one_where_the_format_says_so(naam: str) -> None:
    assert set(TABEL_VAN[naam].schema.primary_key()) == KEYS.get(naam, set())


MADE_BY = {"release_ids", "engine_versie", "berekend_op"}


def test_of_a_line_that_could_not_be_read_nothing_but_its_decision_is_certain() -> None:
    columns = Prijsbesluiten.columns()
    certain = {name for name, column in columns.items() if not column.nullable}
    assert certain == {"status", "redenen", *MADE_BY}


def test_the_first_version_of_a_contract_is_one_in_every_table() -> None:
    columns = {naam: tabel.schema.columns() for naam, tabel in TABEL_VAN.items()}
    found = {
        naam: own["versie"].min for naam, own in columns.items() if "versie" in own
    }
    assert len(found) > 4
    assert set(found.values()) == {1}
