"""What is known of every leaf of RZ17a holds of the trees as they were compiled."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.releases.leaves import Leaf, leaves

from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import day_number

DAY = date(2017, 6, 1)


@pytest.fixture(scope="module")
def all_leaves(rz17a: CompiledStructure) -> list[Leaf]:
    return list(leaves(rz17a))


def window_of(compiled: CompiledStructure, day: date) -> int:
    """Window of the release that a day lies in."""
    first_day = compiled.windows.first_day
    return int(first_day.searchsorted(day_number(day), "right")) - 1


def products_in(compiled: CompiledStructure, window: int) -> pl.DataFrame:
    """Rows of producten that are valid in a window and a leaf of some tree."""
    rows = compiled.arrays["product_row"][window]
    return compiled.tables["producten"][rows[rows >= 0].tolist()]


def first_windows(compiled: CompiledStructure) -> list[int]:
    """First window of each tree version."""
    versies = compiled.arrays["window_versie"].tolist()
    return [versies.index(versie) for versie in range(max(versies) + 1)]


def test_products_and_their_codes_are_as_counted(rz17a: CompiledStructure) -> None:
    # Counted on RZ17a; the pairs are those of Regeling msz 2016 art. 35.1e.
    products = products_in(rz17a, window_of(rz17a, DAY))
    verzekerd = pl.col("declaratiecode_verzekerd")
    onverzekerd = pl.col("declaratiecode_onverzekerd")
    both = products.filter(onverzekerd.is_not_null())
    assert products.height == 5_356
    assert products.filter(verzekerd.is_not_null()).height == 4_316
    assert products.filter(verzekerd.is_null()).height == 1_040
    assert both.height == 767
    twins = {"14": "16", "15": "17"}
    prefix = verzekerd.str.head(2).replace_strict(twins)
    twin = pl.concat_str(prefix, verzekerd.str.slice(2))
    assert both.filter(onverzekerd == twin).height == 767


def test_uitval_is_said_in_the_text_exactly_where_there_is_no_code(
    rz17a: CompiledStructure,
) -> None:
    products = products_in(rz17a, window_of(rz17a, DAY))
    says = (
        products["zorgproduct_omschrijving"].str.to_lowercase().str.contains("uitval")
    )
    assert (says == products["declaratiecode_verzekerd"].is_null()).all()


def test_every_version_has_the_leaves_that_were_counted(all_leaves: list[Leaf]) -> None:
    # Counted: 53,726 group leaves over ten versions.
    assert len(all_leaves) == 53_726
    per_version = Counter(leaf.versie for leaf in all_leaves)
    assert len(per_version) == 10
    distinct = {(leaf.versie, leaf.label) for leaf in all_leaves}
    assert len(distinct) == len(all_leaves)


def test_paths_read_as_the_nza_describes_them(
    rz17a: CompiledStructure, all_leaves: list[Leaf], shared: Path
) -> None:
    described = pl.read_csv(
        shared / "nza" / "zorgproducten_2025.csv", infer_schema=False
    )
    text_of = dict(described.select("zorgproductcode", "omschrijving").iter_rows())
    versie = rz17a.arrays["window_versie"][window_of(rz17a, DAY)]
    of_day = [leaf for leaf in all_leaves if leaf.versie == versie]
    assert len(of_day) == 5_356
    assert sum(text_of.get(leaf.label) == leaf.text for leaf in of_day) == 3_744


LEAVES_OF_2013 = {
    date(2013, 1, 1): 22,
    date(2013, 4, 1): 22,
    date(2013, 7, 1): 22,
}


def test_second_code_stands_where_a_flagged_rule_was_true(
    rz17a: CompiledStructure, all_leaves: list[Leaf]
) -> None:
    # The rule of flags and codes, on the first day of every version.
    exceptions: Counter[date] = Counter()
    for versie, window in enumerate(first_windows(rz17a)):
        products = products_in(rz17a, window)
        codes = {
            code: (verzekerd is not None, onverzekerd is not None)
            for code, verzekerd, onverzekerd in products.select(
                "zorgproduct_code",
                "declaratiecode_verzekerd",
                "declaratiecode_onverzekerd",
            ).iter_rows()
        }
        for leaf in all_leaves:
            if leaf.versie != versie:
                continue
            is_declarable, is_dual = codes[leaf.label]
            if is_dual != (is_declarable and leaf.is_restricted):
                day = date.fromordinal(
                    date(1970, 1, 1).toordinal() + int(rz17a.windows.first_day[window])
                )
                exceptions[day] += 1
                assert is_dual
                assert leaf.label in ("990216003", "990216005") or (
                    "991116004" <= leaf.label <= "991116033"
                )
    assert dict(exceptions) == LEAVES_OF_2013


def test_overige_zorgproducten_are_the_activities_of_three_tarieftypen(
    rz17a: CompiledStructure,
) -> None:
    # The set rule of docs/outcomes.md, on the first day of every version.
    for window in first_windows(rz17a):
        day = int(rz17a.windows.first_day[window])
        valid = (pl.col("begindatum").to_physical() <= day) & (
            pl.col("einddatum").to_physical().fill_null(2**31 - 1) >= day
        )
        producten = rz17a.tables["producten"].filter(
            valid, pl.col("zorgproduct_code").str.len_chars() == 6
        )
        activiteiten = rz17a.tables["zorgactiviteiten"].filter(
            valid, pl.col("tarieftype").is_in(["11", "15", "16"])
        )
        assert set(producten["zorgproduct_code"]) == set(
            activiteiten["zorgactiviteit_code"]
        )
        assert (
            producten["zorgproduct_code"] == producten["declaratiecode_verzekerd"]
        ).all()
        assert producten["declaratiecode_onverzekerd"].null_count() == producten.height


def test_known_pair_of_code_and_product_is_there(rz17a: CompiledStructure) -> None:
    # Of a real reply of the grouper (docs/sources.md, OUT).
    products = products_in(rz17a, window_of(rz17a, DAY))
    found = products.filter(pl.col("zorgproduct_code") == "998418070")
    assert found["declaratiecode_verzekerd"].to_list() == ["14E488"]
