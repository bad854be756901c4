"""Which dbc's of one person run at the same time?"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import REGULIER, in_order, lijnen, take

SPECIALISME: Final = ("persoon", "instelling", "specialisme")
ZORGTRAJECT: Final = ("persoon", "instelling", "zorgtraject")
INSTELLING: Final = ("persoon", "instelling")

PAAR = pl.Schema(
    {
        "eerste": pl.UInt32(),
        "tweede": pl.UInt32(),
        "eigen": pl.UInt32(),
        "ander": pl.UInt32(),
    }
)
"""Two lines by their numbers. ``tweede`` was opened later; of one day the higher
reference, and the history before this delivery. ``eigen`` is the one that a finding
stands at: the second, or the first where only that is of this delivery."""

_SPAN: Final = 1 << 24
"""More days than lie between any two dates of four digits, with room below nought."""


def parallel(levering: Levering) -> pl.DataFrame:
    """Pairs of regular and follow-up dbc's of one person, institution and specialisme.

    Ask it through ``levering.once``.
    """
    return overlapping(levering.once(regular), SPECIALISME)


def regular(levering: Levering) -> pl.DataFrame:
    """The dbc lines of zorgtype 11 and 21, of this delivery and of the history.

    Ask it through ``levering.once``.
    """
    return levering.once(lijnen).filter(
        pl.col("zorgproduct").is_not_null() & pl.col("zorgtype").is_in(REGULIER)
    )


def eigen_dbc(levering: Levering) -> pl.DataFrame:
    """Those of ``regular`` that stand in this delivery."""
    return levering.once(regular).filter(~pl.col("is_historie"))


def two_trajects(levering: Levering) -> pl.DataFrame:
    """Pairs of ``parallel`` that are not known to be of one zorgtraject.

    Returns:
        Schema ``PAAR`` and ``ander_traject``: true, or null where a number lacks.
    """
    pairs = facts(levering, levering.once(parallel), "zorgtraject")
    other = pl.col("zorgtraject_eerste") != pl.col("zorgtraject_tweede")
    return pairs.select(*PAAR, ander_traject=other).filter(
        pl.col("ander_traject").fill_null(value=True)
    )


def overlapping(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Pairs of lines with one key whose days overlap, both ends included.

    Args:
        rows: Some rows of ``lijnen``. Without 0412, or with one before 0411 (F18
            refuses that), a line lasts one day.
        key: Columns in which the two agree; a line without one of them has no partner.

    Returns:
        Schema ``PAAR``; at least one of the two is of this delivery.
    """
    ordered = (
        in_order(_meeting(rows, key), "begin")
        .with_row_index("_rang")
        .select(*key, "_rang", "_groep", "lijn", "is_historie", "begin", "eind")
    )
    return (
        ordered.lazy()
        .join(ordered.lazy(), on=["_groep", *key], suffix="_b")
        .filter(
            pl.col("_rang") < pl.col("_rang_b"),
            pl.col("begin_b") <= pl.col("eind"),
            ~(pl.col("is_historie") & pl.col("is_historie_b")),
        )
        .sort("_rang", "_rang_b")
        .select(
            eerste="lijn",
            tweede="lijn_b",
            eigen=pl.when("is_historie_b").then("lijn").otherwise("lijn_b"),
            ander=pl.when("is_historie_b").then("lijn_b").otherwise("lijn"),
        )
        .collect()
        .cast(PAAR)
    )


def _meeting(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Rows whose days overlap those of another with the same key.

    ``_groep`` is shared by rows that overlap, be it through others. Two keys of one
    hash may share one; no two rows that overlap have another.
    """
    filled = rows.filter(pl.all_horizontal(pl.col(key).is_not_null())).with_columns(
        _sleutel=_hash(key), eind=pl.max_horizontal("begin", "eind")
    )
    # Most lines overlap no other: whole numbers alone tell which do.
    days = filled.select(
        "_sleutel",
        begin=pl.col("begin").to_physical().cast(pl.Int64),
        eind=pl.col("eind").to_physical().cast(pl.Int64),
        plaats=pl.int_range(pl.len(), dtype=pl.UInt32),
    ).sort("_sleutel", "begin", "plaats")
    # Each key begins on days of its own, so that one running maximum serves them all.
    own = pl.col("_sleutel").rle_id().cast(pl.Int64) * _SPAN
    days = days.with_columns(_groep=_groups(own)).filter(
        pl.col("_groep").is_duplicated()
    )
    met = filled.drop("_sleutel")[days["plaats"]]
    return met.with_columns(days["_groep"])


def _groups(own: pl.Expr) -> pl.Expr:
    """Number rows, in the order of their begin, by what they overlap."""
    half = _SPAN // 2
    begin, eind = own + half + pl.col("begin"), own + half + pl.col("eind")
    is_apart = (begin > eind.cum_max().shift(1)).fill_null(value=True)
    return is_apart.cum_sum()


def _hash(key: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal(
        pl.col(column).hash(seed) // len(key) for seed, column in enumerate(key)
    )


def shared(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Rows whose key, filled in all its columns, another row has too."""
    filled = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    # By hash first: that leaves few rows to compare in full.
    return filled.filter(_hash(key).is_duplicated()).filter(pl.len().over(key) > 1)


def facts(levering: Levering, pairs: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Pairs with columns of both lines: ``X_eerste`` and ``X_tweede``."""
    return pairs.with_columns(
        values.alias(f"{values.name}_{place}")
        for place in ("eerste", "tweede")
        for values in take(levering, pairs[place], *columns)
    )


def with_known(
    levering: Levering, pairs: pl.DataFrame, registered: pl.DataFrame
) -> pl.DataFrame:
    """Pairs with ``heeft`` and ``volledig`` of both lines, null for the history.

    Args:
        levering: The delivery.
        pairs: Schema ``PAAR`` and more.
        registered: What ``activiteiten.registered`` gave.
    """
    for place in ("eerste", "tweede"):
        pairs = pairs.with_columns(
            take(levering, pairs[place], "prestatie")["prestatie"].alias(place + "_04")
        ).join(
            registered.select(
                pl.col("prestatie").alias(place + "_04"),
                pl.exclude("prestatie").name.suffix(f"_{place}"),
            ),
            on=place + "_04",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
    return pairs
