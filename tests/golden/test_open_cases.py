"""The 20,000 open cases and the 6 public ones on the real release RZ17a.

Expected outcomes are those of another grouper (../shared/README.md says which).
"""

from pathlib import Path

import polars as pl
import pytest

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.explaining.explanation import Explanation
from grouper.findings.checks import InputChecks
from grouper.walking.reference import Reference
from grouper.walking.walker import encode_and_walk

KEYS = ("subtraject_nummer", "zorgproductgroep_code", "zorgproduct_code")


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / "cases" / f"{name}.csv", infer_schema=False)


def assert_expected(grouped: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Compare group and product; on a difference show the rows that differ."""
    both = grouped.select(KEYS).join(
        expected, on="subtraject_nummer", how="full", suffix="_verwacht", validate="1:1"
    )
    group, product = (
        pl.col(name).ne_missing(pl.col(f"{name}_verwacht")) for name in KEYS[1:]
    )
    different = both.filter(group | product)
    assert different.height == 0, different


def assert_explained_ozp(explained: Explanation, result: GroupResult) -> None:
    assert result.ozp is not None
    own = result.ozp.filter(subtraject_nummer=explained.subtraject_nummer)
    assert [{name: line[name] for name in own.columns} for line in explained.ozp] == (
        own.rows(named=True)
    )


@pytest.fixture(scope="module")
def cases(shared: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return read(shared, "rz17a_subtrajecten"), read(shared, "rz17a_zorgactiviteiten")


@pytest.fixture(scope="module")
def result(
    rz17a: CompiledStructure, cases: tuple[pl.DataFrame, pl.DataFrame]
) -> GroupResult:
    return Grouper(rz17a, threads=2).group(*cases, ozp=True)


def test_open_cases_get_the_expected_group_and_product(
    result: GroupResult, shared: Path
) -> None:
    assert result.grouped.height == 20_000
    assert_expected(result.grouped, read(shared, "rz17a_verwacht"))


def test_open_cases_pass_the_input_checks_with_the_known_remarks(
    result: GroupResult,
) -> None:
    assert result.balance.rejected == 0
    remarked = result.findings.group_by("code").agg(
        pl.col("subtraject_nummer").n_unique()
    )
    counts = dict(remarked.iter_rows())
    # Counted in ../shared/README.md: activities that count zero, and zero counts.
    assert (counts["G151"], counts["G152"]) == (4_926, 226)


def test_explained_paths_end_where_the_batch_does(
    rz17a: CompiledStructure, cases: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    grouper = Grouper(rz17a, threads=2)
    batch = grouper.encoder.start(*cases).with_tokens()
    walked = encode_and_walk(grouper.encoder, batch, threads=2)
    reference = Reference(rz17a)
    for row in range(batch.n):
        path = reference.walk(batch, row)
        found = (walked.boom[row], walked.product[row], walked.kleur[row])
        assert (path.boom, path.product, path.kleur) == found, row


def test_explanations_say_what_the_batch_says(
    rz17a: CompiledStructure,
    cases: tuple[pl.DataFrame, pl.DataFrame],
    result: GroupResult,
) -> None:
    grouper = Grouper(rz17a, threads=1)
    for row in range(0, 20_000, 400):
        expected = result.grouped.row(row, named=True)
        explained = grouper.explain(*cases, expected["subtraject_nummer"])
        assert explained.uitkomst == expected
        assert explained.zorgproduct_code == expected["zorgproduct_code"]
        assert explained.code is not None
        assert explained.code.declaratiecode == expected["declaratiecode"]
        assert_explained_ozp(explained, result)
        counted = [c for t in explained.trees for r in t.rules for c in r.conditions]
        assert all(
            sum(part.bijdrage for part in condition.counted) == condition.waarde
            for condition in counted
            if condition.boomparameter >= 300
        )


@pytest.mark.parametrize("zorgtype", ["41", "52"])
def test_overige_zorgproducten_without_a_tree_are_explained_as_the_batch_has_them(
    rz17a: CompiledStructure, cases: tuple[pl.DataFrame, pl.DataFrame], zorgtype: str
) -> None:
    rows = cases[0].with_columns(zorgtype_code=pl.lit(zorgtype))
    grouper = Grouper(rz17a, threads=2)
    result = grouper.group(rows, cases[1], ozp=True)
    assert result.ozp is not None
    declarabel = result.ozp.filter("is_declarabel")["subtraject_nummer"].unique()
    for nummer in declarabel.sort()[::200].to_list():
        explained = grouper.explain(rows, cases[1], nummer)
        assert explained.status == "no_tree"
        assert_explained_ozp(explained, result)


@pytest.mark.parametrize("threads", [1, 2])
def test_public_cases_get_the_expected_group_and_product(
    rz17a: CompiledStructure, shared: Path, threads: int
) -> None:
    rows = read(shared, "openbaar_subtrajecten")
    lines = read(shared, "openbaar_zorgactiviteiten")
    expected = read(shared, "openbaar_verwacht")
    # test00 has a specialisme, diagnose and zorgtype that do not exist.
    is_00 = pl.col("subtraject_nummer") == "test00"
    for part, checks in ((is_00, InputChecks.off()), (~is_00, InputChecks.default())):
        grouper = Grouper(rz17a, checks=checks, threads=threads)
        own = rows.filter(part)
        grouped = grouper.group(
            own, lines.join(own, on="subtraject_nummer", how="semi")
        )
        assert_expected(grouped.grouped, expected.filter(part))
