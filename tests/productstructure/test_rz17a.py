"""The real release RZ17a, against counts made apart from this code."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from productstructure import ProductStructure, fingerprint
from productstructure.boomparameters import BOOMPARAMETERS
from productstructure.checks.trees import find_leaves
from productstructure.checks.treewalk import TreeWalk

ROWS = {
    "beslisregels": 53_716,
    "attribuutgroepen": 17_691,
    "attribuutgroepkoppelingen": 31_865,
    "attributen": 15_398,
    "boomparameters": 59,
    "specialismen": 619,
    "zorgproductgroepen": 1_372,
    "producten": 16_182,
    "zorgtypen": 336,
    "zorgvragen": 129,
    "diagnosen": 4_737,
    "zorgactiviteiten": 16_526,
    "behandelklassen": 148_190,
    "afsluitredenen": 74,
    "geslachten": 3,
    "vertaalzorgactiviteiten": 267,
    "zorginstellingen": 1,
    "limitatiemachtigingen": 139,
}


@pytest.fixture(scope="module")
def leaves(rz17a: ProductStructure) -> pl.DataFrame:
    regels, groepen = (
        rz17a.tables["beslisregels"],
        rz17a.tables["zorgproductgroepen"],
    )
    return find_leaves(TreeWalk(regels, groepen), regels, groepen)


def test_rz17a_passes_all_checks_with_all_its_rows(rz17a: ProductStructure) -> None:
    assert {name: len(frame) for name, frame in rz17a.tables.items()} == ROWS


def test_rz17a_identity_is_that_of_the_files(rz17a: ProductStructure) -> None:
    identity = rz17a.identity
    assert identity.name == "20170101 v20161117 (20161004)"
    assert identity.ingangsdatum == date(2017, 1, 1)
    assert identity.boombestanden.identificatie == "BoomBestanden_20161004"
    assert identity.referenties.identificatie == "Referenties_20161004"
    # Both as sha256sum gives them for the unpacked files.
    assert identity.boombestanden.sha256.startswith("605a1cc76738e50d")
    assert identity.referenties.sha256.startswith("6db936810e4808cb")


def test_rz17a_fingerprint_is_the_sha256_of_the_zip(rz17a_zip: Path) -> None:
    assert fingerprint(rz17a_zip).startswith("a28efb0da15ade19")


def test_rz17a_has_ten_versions_of_the_topboom(rz17a: ProductStructure) -> None:
    groepen = rz17a.tables["zorgproductgroepen"]
    topboom = groepen.filter(pl.col("zorgproductgroep_code") == "0").sort("begindatum")
    assert topboom["begindatum"].to_list() == [
        date(2012, 1, 1),
        date(2012, 5, 1),
        date(2013, 1, 1),
        date(2013, 4, 1),
        date(2013, 7, 1),
        date(2014, 1, 1),
        date(2014, 6, 1),
        date(2015, 1, 1),
        date(2016, 1, 1),
        date(2017, 1, 1),
    ]
    assert groepen["zorgproductgroep_code"].n_unique() == 144


def test_rz17a_rules_and_leaves_add_up_to_the_check_sums(leaves: pl.DataFrame) -> None:
    counted = leaves.group_by("tree", "groep").agg(
        leaves=pl.len(), rules=pl.col("row").n_unique()
    )
    topboom = counted.filter(pl.col("groep") == "0")
    groups = counted.filter(pl.col("groep") != "0")
    # A tree of n rules has n + 1 leaves; a rule with two next rules has none.
    assert topboom["leaves"].sum() - len(topboom) == 1_352
    assert groups["leaves"].sum() - len(groups) == 52_364
    assert groups["leaves"].sum() == 53_726


@pytest.mark.parametrize(
    ("version", "trees", "rules"),
    [
        (date(2012, 1, 1), 124, 5_318),
        (date(2013, 1, 1), 140, 5_394),
        (date(2014, 1, 1), 141, 5_408),
        (date(2015, 1, 1), 141, 5_406),
        (date(2016, 1, 1), 140, 5_321),
        (date(2017, 1, 1), 141, 5_355),
    ],
)
def test_rz17a_version_has_its_trees_and_rules(
    leaves: pl.DataFrame, version: date, trees: int, rules: int
) -> None:
    of_version = leaves.filter(pl.col("begindatum") == version)
    assert of_version["tree"].n_unique() == trees
    assert len(of_version) - trees == rules


def test_rz17a_uses_the_boomparameters_as_listed(rz17a: ProductStructure) -> None:
    used = dict(rz17a.tables["attributen"]["boomparameter"].value_counts().iter_rows())
    listed = {
        **{100: 15, 101: 10, 110: 4, 200: 267, 201: 2, 210: 28, 220: 18, 221: 12},
        **{230: 1400, 232: 499, 233: 1604, 234: 797, 235: 468, 236: 69, 237: 76},
        **{300: 3274, 301: 553, 302: 1053, 303: 1342, 304: 243, 305: 547, 306: 449},
        **{307: 103, 308: 170, 309: 257, 310: 170, 351: 1935, 501: 18, 502: 13},
        505: 2,
    }
    assert used == listed
    parameters = rz17a.tables["boomparameters"]["boomparameter"].to_list()
    assert sorted(parameters) == sorted(BOOMPARAMETERS)


def test_rz17a_weights_are_those_of_the_reference(rz17a: ProductStructure) -> None:
    activiteiten = rz17a.tables["zorgactiviteiten"]
    assert set(activiteiten["weegfactor_01"]) == {0, 1}
    assert activiteiten["weegfactor_02"].n_unique() == 47
    assert activiteiten["weegfactor_02"].max() == 180
    assert activiteiten["zorgactiviteit_code"].n_unique() == 5_505


def test_rz17a_products_on_a_day_are_those_of_the_reference(
    rz17a: ProductStructure,
) -> None:
    day = date(2017, 6, 1)
    valid = rz17a.tables["producten"].filter(
        pl.col("zorgproduct_code").str.len_chars() == 9,
        pl.col("begindatum") <= day,
        pl.col("einddatum").is_null() | (pl.col("einddatum") >= day),
    )
    assert len(valid) == 5_356
    assert valid["declaratiecode_verzekerd"].null_count() == 1_040
    assert valid["declaratiecode_onverzekerd"].count() == 767
