"""Match selectors (``CODE:15E566``, ``PREFIX:15``, ``ALLES``) with prestaties.

It knows the grammar and which selector is more specific, not what a table does with a
match. A selector that needs equality is matched by a join, never by a scan.

Source: docs/decisions.md 27.
"""

from collections.abc import Sequence

import polars as pl

from tariffs.schema import SELECTOR_VOLGORDE

KENMERKEN = (
    "prestatiecode",
    "zorgproduct_code",
    "zorgproductgroep_code",
    "tarieftype",
    "soort_prestatie",
)
"""The text columns of a prestatie that selectors look at."""

_KOLOM = {
    "CODE": "prestatiecode",
    "ZORGPRODUCT": "zorgproduct_code",
    "ZPG": "zorgproductgroep_code",
    "TARIEFTYPE": "tarieftype",
    "SOORT": "soort_prestatie",
}

# A longer prefix is more specific than a shorter one, but less than a tarieftype.
_STEP = 100


def match_selectors(
    lines: pl.DataFrame,
    rules: pl.DataFrame,
    *,
    on: Sequence[str] = (),
    selector: str = "selector",
) -> pl.DataFrame:
    """Pair lines with the rules whose selector they fall under.

    Args:
        lines: Has ``KENMERKEN`` and the columns ``on``.
        rules: Has a selector column and the columns ``on``.
        on: Columns on which line and rule must agree, such as the contract.
        selector: Name of the selector column.

    Returns:
        All pairs: the columns of both, and ``rang``, lower for more specific. A list of
        codes pairs as the single code does.
    """
    parsed = with_values(rules, selector)
    # A code of two products may leave its group to the zorgproduct of the line.
    group = pl.coalesce("zorgproductgroep_code", pl.col("zorgproduct_code").str.head(6))
    lines = lines.with_columns(zorgproductgroep_code=group)
    key = list(on)
    if not key:
        lines = lines.with_columns(_een=1)
        parsed = parsed.with_columns(_een=1)
        key = ["_een"]
    parts = [
        _matched(lines, parsed.filter(pl.col("_kind") == kind), kind, key)
        for kind in SELECTOR_VOLGORDE
    ]
    return pl.concat(parts).drop("_kind", "_waarde", "_een", strict=False)


def most_specific(pairs: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Keep per line the pairs of the lowest rang; more than one is a tie."""
    return pairs.filter(pl.col("rang") == pl.col("rang").min().over(by))


def with_values(rules: pl.DataFrame, selector: str) -> pl.DataFrame:
    """Add ``_kind`` and ``_waarde``: a row for each code that a selector names.

    Two selectors are of one rang for a prestatie only where they share both.
    """
    kind, value = (
        pl.col(selector).str.splitn(":", 2).struct.field(f"field_{part}")
        for part in (0, 1)
    )
    return rules.with_columns(
        _kind=kind, _waarde=value.str.split(",").list.unique()
    ).explode("_waarde")


def _matched(
    lines: pl.DataFrame, rules: pl.DataFrame, kind: str, on: list[str]
) -> pl.DataFrame:
    rang = pl.lit(SELECTOR_VOLGORDE.index(kind) * _STEP, dtype=pl.Int64)
    if kind in _KOLOM:
        kolom = _KOLOM[kind]
        pairs = lines.join(
            rules,
            left_on=[*on, pl.col(kolom).cast(pl.String)],
            right_on=[*on, "_waarde"],
            how="inner",
            coalesce=False,
        ).drop(f"{column}_right" for column in on)
        return pairs.with_columns(rang=rang)
    pairs = lines.join(rules, on=on, how="inner")
    if kind == "PREFIX":
        pairs = pairs.filter(pl.col("prestatiecode").str.starts_with(pl.col("_waarde")))
        rang = rang - pl.col("_waarde").str.len_chars().cast(pl.Int64)
    return pairs.with_columns(rang=rang)
