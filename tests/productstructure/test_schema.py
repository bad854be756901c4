import re

import pytest

from productstructure.boomparameters import BOOMPARAMETERS
from productstructure.schema import CODE_WIDTHS, TABLE_BY_NAME, TABLES, Kind, Table

TABLE_CASES = [pytest.param(table, id=table.name) for table in TABLES]


@pytest.mark.parametrize("table", TABLE_CASES)
def test_table_names_its_key_and_references_by_columns_that_exist(table: Table) -> None:
    assert set(table.key) <= set(table.dtypes)
    for reference in table.references:
        assert set(reference.columns) <= set(table.dtypes)
        assert set(reference.target) <= set(TABLE_BY_NAME[reference.table].dtypes)


@pytest.mark.parametrize("table", TABLE_CASES)
def test_table_elements_and_columns_occur_once(table: Table) -> None:
    elements = [column.element for column in table.columns]
    assert len(set(elements)) == len(elements) == len(table.dtypes)


@pytest.mark.parametrize("table", TABLE_CASES)
def test_table_with_validity_has_both_dates(table: Table) -> None:
    dates = {"begindatum", "einddatum"} & set(table.dtypes)
    assert len(dates) == (2 if table.valid else 0)


@pytest.mark.parametrize("table", TABLE_CASES)
def test_column_form_stands_on_codes_and_allows_no_code_wider_than_compared(
    table: Table,
) -> None:
    for column in table.columns:
        if column.form is not None:
            assert column.kind is Kind.CODE
            width = CODE_WIDTHS.get(column.name, 99)
            assert re.fullmatch(column.form, "1" * (width + 1)) is None


def test_boomparameters_are_the_59_of_the_nza() -> None:
    assert len(BOOMPARAMETERS) == 59
    assert [min(BOOMPARAMETERS), max(BOOMPARAMETERS)] == [100, 551]


def test_boomparameters_look_at_columns_that_exist() -> None:
    for parameter in BOOMPARAMETERS.values():
        if parameter.tabel is not None:
            assert parameter.kolom in TABLE_BY_NAME[parameter.tabel].dtypes
        if parameter.weegfactor is not None:
            activiteiten = TABLE_BY_NAME["zorgactiviteiten"].dtypes
            assert parameter.weegfactor in activiteiten


ONE_ROW = {
    100: (None, "leeftijd_jaar"),
    101: ("geslachten", "geslacht_nen_code"),
    110: (None, "zorginstelling_code"),
    111: ("zorginstellingen", "zorginstelling_cluster_01"),
    112: ("zorginstellingen", "zorginstelling_cluster_02"),
    200: ("specialismen", "specialisme_code"),
    201: ("specialismen", "specialisme_cluster_01"),
    202: ("specialismen", "specialisme_cluster_02"),
    210: ("zorgtypen", "zorgtype_attribuutcode"),
    211: ("zorgtypen", "zorgtype_cluster_01"),
    212: ("zorgtypen", "zorgtype_cluster_02"),
    220: ("zorgvragen", "zorgvraag_attribuutcode"),
    221: ("zorgvragen", "zorgvraag_cluster_01"),
    222: ("zorgvragen", "zorgvraag_cluster_02"),
    230: ("diagnosen", "diagnose_attribuutcode"),
    231: ("diagnosen", "icd_diagnosecode"),
    232: ("diagnosen", "diagnose_cluster_01"),
    233: ("diagnosen", "diagnose_cluster_02"),
    234: ("diagnosen", "diagnose_cluster_03"),
    235: ("diagnosen", "diagnose_cluster_04"),
    236: ("diagnosen", "diagnose_cluster_05"),
    237: ("diagnosen", "diagnose_cluster_06"),
    241: (None, "begindatum"),
}
"""What is 0 or 1 of a subtraject, by number (table BoomParameters)."""


def test_boomparameters_of_the_subtraject_look_where_the_nza_says() -> None:
    found = {n: (p.tabel, p.kolom) for n, p in BOOMPARAMETERS.items() if n < 300}
    assert found == ONE_ROW
    assert all(BOOMPARAMETERS[n].weegfactor is None for n in found)


@pytest.mark.parametrize(
    ("first", "weegfactor"),
    [(300, None), (400, "weegfactor_01"), (500, "weegfactor_02")],
)
def test_boomparameters_of_activities_look_at_code_slot_or_klasse(
    first: int, weegfactor: str | None
) -> None:
    """BoomParameters: n00 the code, n01 to n10 its slot, n51 the behandelklasse."""
    expected = {
        first: ("zorgactiviteiten", "zorgactiviteit_code"),
        **{
            first + slot: ("zorgactiviteiten", f"zorgactiviteit_cluster_{slot:02}")
            for slot in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        },
        first + 51: ("behandelklassen", "behandelklasse_code"),
    }
    own = {n: p for n, p in BOOMPARAMETERS.items() if first <= n < first + 100}
    assert {n: (p.tabel, p.kolom) for n, p in own.items()} == expected
    assert {p.weegfactor for p in own.values()} == {weegfactor}
    assert all(p.nummer == n for n, p in BOOMPARAMETERS.items())


def slots(name: str, count: int) -> set[str]:
    return {f"{name}_cluster_{slot:02}" for slot in range(1, 1 + count)}


MAY_BE_ABSENT = {
    "beslisregels": {
        *("beslisregel_waar", "beslisregel_onwaar", "label_waar", "label_onwaar")
    },
    "attribuutgroepkoppelingen": {"boventoetswaarde"},
    "attributen": {"bovenfilterwaarde"},
    "specialismen": {
        *("specialisme_oid", "aanspraakbeperking"),
        *slots("specialisme", 2),
    },
    "producten": {
        *("zorgproduct_consumentenomschrijving", "declaratiecode_verzekerd"),
        "declaratiecode_onverzekerd",
    },
    "zorgtypen": slots("zorgtype", 2),
    "zorgvragen": slots("zorgvraag", 2),
    "diagnosen": {"icd_diagnosecode"} | slots("diagnose", 6),
    "zorgactiviteiten": {
        *("tarieftype", "op_nota", "wbmv_code", "aanspraak_code", "innovatie_code"),
        *slots("zorgactiviteit", 10),
    },
    "zorginstellingen": {
        *("zorginstelling_ura_code", "zorginstelling_quota"),
        *slots("zorginstelling", 2),
    },
}
"""Columns without a value in some row, by table, beside einddatum (RZ17a)."""


@pytest.mark.parametrize("table", TABLE_CASES)
def test_value_is_required_but_where_the_nza_leaves_it_out(table: Table) -> None:
    absent = {column.name for column in table.columns if not column.required}
    dates = {"einddatum"} if table.valid else set()
    assert absent == MAY_BE_ABSENT.get(table.name, set()) | dates


def test_tables_that_may_be_empty_are_those_no_outcome_needs() -> None:
    """Each holds the exception of few subtrajecten; RZ17a has all of them."""
    assert {table.name for table in TABLES if table.may_be_empty} == {
        *("zorgvragen", "behandelklassen", "vertaalzorgactiviteiten"),
        *("zorginstellingen", "limitatiemachtigingen"),
    }


def test_elements_that_a_whole_release_may_lack_are_of_other_years() -> None:
    """In column lists of others (docs/sources.md, K), absent in RZ17a."""
    assert {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if column.optional_element
    } == {
        ("specialismen", "aanspraakbeperking"),
        ("zorgactiviteiten", "innovatie_code"),
    }
