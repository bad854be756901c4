"""Check that the trees are trees, and that their leaves are known.

Source of the rules: RZ17a, where they hold without exception for the ten tree
versions (productstructure/FORMAT.md).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import polars as pl

from productstructure.checks.faults import MIXED, describe_rows
from productstructure.checks.keys import OPEN_END
from productstructure.checks.treewalk import SIDES, TreeWalk

TOPBOOM = "0"

_MAX_CYCLES = 20
_WINDOW = ["begindatum", "einddatum"]


def check_trees(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per broken tree, leaf or version.

    Keys must be unique and references must resolve.
    """
    regels, groepen = tables["beslisregels"], tables["zorgproductgroepen"]
    walk = TreeWalk(regels, groepen)
    faults = [*_check_shape(walk, regels), *_check_versions(groepen)]
    yield from faults
    if faults:
        return
    leaves = find_leaves(walk, regels, groepen)
    yield from _check_labels(leaves, regels)
    yield from _check_groups(leaves, regels, groepen)
    yield from _check_cover(leaves, regels, tables["producten"])


def find_leaves(
    walk: TreeWalk, regels: pl.DataFrame, groepen: pl.DataFrame
) -> pl.DataFrame:
    """Return a row per leaf of every tree.

    Returns:
        Columns: row (position of its beslisregel), side (waar or onwaar), label, tree
        (position in zorgproductgroepen), groep, begindatum and einddatum (filled).
    """
    trees = groepen.with_row_index("tree").select(
        pl.col("tree").cast(pl.Int64),
        "begindatum",
        groep="zorgproductgroep_code",
        einddatum=pl.col("einddatum").fill_null(OPEN_END),
    )
    hung = regels.with_row_index("row").with_columns(tree=walk.find_trees())
    sides = [
        hung.select("row", "tree", side=pl.lit(side), label=f"label_{side}")
        for side in SIDES
    ]
    leaves = pl.concat(sides).drop_nulls("label")
    return leaves.join(trees, on="tree", how="left", validate="m:1")


def _check_shape(walk: TreeWalk, regels: pl.DataFrame) -> Iterator[str]:
    """Every rule is reached once, and every path ends in a label."""
    ids = regels["beslisregel_id"]
    for cycle in walk.find_cycles(_MAX_CYCLES):
        steps = " -> ".join(str(ids[position]) for position in [*cycle, cycle[0]])
        yield from describe_rows(
            "beslisregels",
            regels,
            pl.Series(cycle[:1]),
            ["beslisregel_waar", "beslisregel_onwaar"],
            f"They form a cycle, {steps}; expected every path to end in a label."
            f" {MIXED}",
        )
    strays = (
        pl.DataFrame({"reached": walk.reached})
        .with_row_index()
        .filter(pl.col("reached") != 1)
    )
    problem = pl.format(
        "It is reached {} times, from a rule or a beslisregel_start; expected once."
        f" {MIXED}",
        "reached",
    )
    yield from describe_rows(
        "beslisregels",
        regels,
        strays["index"],
        ["beslisregel_id"],
        strays.select(problem).to_series(),
    )


def _check_versions(groepen: pl.DataFrame) -> Iterator[str]:
    """There is a topboom, and every group has the windows of one of its versions."""
    is_topboom = groepen["zorgproductgroep_code"] == TOPBOOM
    if not is_topboom.any():
        yield (
            "referenties: zorgproductgroepen has no row with zorgproductgroep_code"
            f" {TOPBOOM!r}, the topboom. {MIXED}"
        )
        return
    versions = groepen.filter(is_topboom).select(_WINDOW)
    strays = groepen.with_row_index().join(
        versions, on=_WINDOW, how="anti", nulls_equal=True
    )
    yield from describe_rows(
        "zorgproductgroepen",
        groepen,
        strays["index"].sort(),
        _WINDOW,
        f"No version of the topboom has exactly this window. {MIXED}",
    )


def _check_labels(leaves: pl.DataFrame, regels: pl.DataFrame) -> Iterator[str]:
    """Labels differ within a tree and belong to it."""
    doubled = leaves.filter(pl.struct("tree", "label").is_duplicated())
    yield from _describe_leaves(
        doubled, regels, "Another leaf of the same tree has this label; expected one."
    )
    is_own = (
        pl.when(pl.col("groep") == TOPBOOM)
        .then(pl.col("label").str.len_chars() == 6)
        .otherwise(
            pl.col("label").str.starts_with(pl.col("groep"))
            & (pl.col("label").str.len_chars() == 9)
        )
    )
    yield from _describe_leaves(
        leaves.filter(~is_own),
        regels,
        "Expected a zorgproductgroep of 6 digits in the topboom, and in the tree of a"
        " group a zorgproduct of 9 digits that begins with the group's code.",
    )


def _check_groups(
    leaves: pl.DataFrame, regels: pl.DataFrame, groepen: pl.DataFrame
) -> Iterator[str]:
    """The topboom leads to exactly the groups that have a tree in its version."""
    top = leaves.filter(pl.col("groep") == TOPBOOM)
    trees = groepen.with_row_index().select(
        "index", "begindatum", label="zorgproductgroep_code"
    )
    treeless = top.join(trees, on=["begindatum", "label"], how="anti")
    yield from _describe_leaves(
        treeless, regels, "That group has no tree in this version of the topboom."
    )
    unreached = trees.filter(pl.col("label") != TOPBOOM).join(
        top, on=["begindatum", "label"], how="anti"
    )
    yield from describe_rows(
        "zorgproductgroepen",
        groepen,
        unreached["index"].sort(),
        ["zorgproductgroep_code"],
        f"No leaf of the topboom of this version leads to this group. {MIXED}",
    )


def _check_cover(
    leaves: pl.DataFrame, regels: pl.DataFrame, producten: pl.DataFrame
) -> Iterator[str]:
    """Every product of a leaf is known on every day that its tree is valid."""
    begins_anew = (
        pl.col("begindatum") > pl.col("einddatum").shift() + timedelta(days=1)
    ).over("label")
    stretches = (
        producten.select(
            "begindatum",
            label="zorgproduct_code",
            einddatum=pl.col("einddatum").fill_null(OPEN_END),
        )
        .sort("label", "begindatum")
        .with_columns(stretch=begins_anew.fill_null(False).cum_sum())
        .group_by("label", "stretch")
        .agg(known_from=pl.min("begindatum"), known_to=pl.max("einddatum"))
    )
    of_groups = leaves.filter(pl.col("groep") != TOPBOOM)
    covered = of_groups.join(stretches, on="label").filter(
        pl.col("known_from") <= pl.col("begindatum"),
        pl.col("known_to") >= pl.col("einddatum"),
    )
    yield from _describe_leaves(
        of_groups.join(covered, on=["tree", "label"], how="anti"),
        regels,
        "That zorgproduct is not in producten on every day that its tree is valid.",
    )


def _describe_leaves(
    leaves: pl.DataFrame, regels: pl.DataFrame, problem: str
) -> Iterator[str]:
    """Describe leaves as cells of beslisregels, with the tree they hang in."""
    tree = (
        pl.when(pl.col("groep") == TOPBOOM)
        .then(pl.lit("the topboom"))
        .otherwise(pl.format("zorgproductgroep {}", "groep"))
    )
    text = pl.format(f"Tree: {{}} from {{}}. {problem} {MIXED}", tree, "begindatum")
    for side in SIDES:
        part = leaves.filter(pl.col("side") == side).sort("row")
        yield from describe_rows(
            "beslisregels",
            regels,
            part["row"],
            [f"label_{side}"],
            part.select(text).to_series(),
        )
