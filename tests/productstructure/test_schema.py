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


@pytest.mark.parametrize(
    ("nummer", "tabel", "kolom", "weegfactor"),
    [
        (112, "zorginstellingen", "zorginstelling_cluster_02", None),
        (202, "specialismen", "specialisme_cluster_02", None),
        (230, "diagnosen", "diagnose_attribuutcode", None),
        (237, "diagnosen", "diagnose_cluster_06", None),
        (310, "zorgactiviteiten", "zorgactiviteit_cluster_10", None),
        (401, "zorgactiviteiten", "zorgactiviteit_cluster_01", "weegfactor_01"),
        (551, "behandelklassen", "behandelklasse_code", "weegfactor_02"),
    ],
)
def test_boomparameter_looks_at_its_own_slot_and_weight(
    nummer: int, tabel: str, kolom: str, weegfactor: str | None
) -> None:
    parameter = BOOMPARAMETERS[nummer]
    assert (parameter.tabel, parameter.kolom) == (tabel, kolom)
    assert parameter.weegfactor == weegfactor
