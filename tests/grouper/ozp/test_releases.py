"""The set rule of overige zorgproducten on published releases (docs/outcomes.md)."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import release_path

from grouper.frames.ozp_reasons import TARIEFTYPEN
from productstructure import ProductStructure, read_release

ZIP = "nza/20170101 Grouper Tabellen v20161117.zip"


def valid_on(table: pl.DataFrame, day: date) -> pl.DataFrame:
    return table.filter(
        pl.col("begindatum") <= day,
        pl.col("einddatum").is_null() | (pl.col("einddatum") >= day),
    )


def first_days(structure: ProductStructure) -> list[date]:
    groepen = structure.tables["zorgproductgroepen"]
    topboom = groepen.filter(pl.col("zorgproductgroep_code") == "0")
    return topboom["begindatum"].sort().to_list()


def check_set_rule(structure: ProductStructure, *, versions: int) -> None:
    """Six-digit products are the activities that the grouper derives, no others."""
    days = first_days(structure)
    assert len(days) == versions
    derived = [tarieftype.code for tarieftype in TARIEFTYPEN if tarieftype.is_afgeleid]
    for day in days:
        activities = valid_on(structure.tables["zorgactiviteiten"], day)
        producten = valid_on(structure.tables["producten"], day).filter(
            pl.col("zorgproduct_code").str.len_chars() == 6
        )
        by_tarieftype = activities.filter(pl.col("tarieftype").is_in(derived))
        assert set(producten["zorgproduct_code"]) == set(
            by_tarieftype["zorgactiviteit_code"]
        ), day
        assert producten["zorgproduct_code"].equals(
            producten["declaratiecode_verzekerd"], check_names=False
        )
        assert producten["declaratiecode_onverzekerd"].null_count() == producten.height


def test_set_rule_holds_on_the_first_day_of_every_version_of_the_example() -> None:
    check_set_rule(read_release(release_path()), versions=3)


@pytest.fixture(scope="module")
def rz17a(shared: Path) -> ProductStructure:
    return read_release(shared / ZIP)


def test_set_rule_holds_on_the_first_day_of_every_version_of_rz17a(
    rz17a: ProductStructure,
) -> None:
    check_set_rule(rz17a, versions=10)


def test_tarieftypen_of_rz17a_are_all_known(rz17a: ProductStructure) -> None:
    found = rz17a.tables["zorgactiviteiten"]["tarieftype"].drop_nulls().unique()
    assert set(found) == {tarieftype.code for tarieftype in TARIEFTYPEN}


def test_tarieftype_10_is_of_2012_alone_in_rz17a(rz17a: ProductStructure) -> None:
    rows = rz17a.tables["zorgactiviteiten"].filter(pl.col("tarieftype") == "10")
    assert rows["einddatum"].max() == date(2012, 12, 31)
    assert rows["einddatum"].null_count() == 0
