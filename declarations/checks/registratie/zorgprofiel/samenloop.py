"""Which activities of a person meet on a day, and which of them is one too many?

What comes out is a row per failing dbc of the delivery: ``prestatie``, ``waarde`` (the
activities, by code and day) and ``andere_records`` (the other lines). Of two lines the
second is the one that ``lijnen.in_order`` puts last, so that neither the order of
records nor the cut of a batch decides.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, lijnen, with_names
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import dbcs, judge_profiles

SHOWN: Final = 5
"""Activities of one dbc that are written out."""


def beside(rows: pl.DataFrame, others: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Activities that have one of ``others`` beside them, with its line as ``ander``.

    Args:
        rows: Activities (``profielen``) that fail where they meet.
        others: Activities that they may not meet.
        on: What the two have in common. An activity is never beside itself.
    """
    return rows.join(
        others.select(*on, ander="lijn", andere_code="code"), on=list(on)
    ).filter(
        (pl.col("ander") != pl.col("lijn")) | (pl.col("andere_code") != pl.col("code"))
    )


def surplus(levering: Levering, rows: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Activities beyond the one that is allowed, with the first line as ``ander``.

    Args:
        levering: The delivery.
        rows: Activities (``profielen``).
        on: Within what they are counted.
    """
    counted = rows.filter(pl.col("aantal").sum().over(on) > 1)
    ordered = ranked(levering, counted, *on, "dag")
    before = pl.col("aantal").cum_sum().over(on)
    return ordered.with_columns(
        before=before, ander=pl.col("lijn").first().over(on)
    ).filter(pl.col("before") > 1)


def ranked(levering: Levering, rows: pl.DataFrame, *first: str) -> pl.DataFrame:
    """Activities by ``first``, then in the order of their lines, then by code."""
    lines = in_order(
        levering.once(lijnen).join(rows.select("lijn").unique(), on="lijn", how="semi")
    ).select("lijn", rang=pl.int_range(pl.len()))
    return (
        rows.join(lines, on="lijn", how="left", maintain_order="left")
        .sort(*first, "rang", "code")
        .drop("rang")
    )


def per_dbc(levering: Levering, found: pl.DataFrame) -> pl.DataFrame:
    """One row per failing dbc of the delivery of what was found.

    Args:
        levering: The delivery.
        found: ``prestatie``, ``lijn``, ``code``, ``dag`` and, where another line has
            to do with it, ``ander``; rows of the history fall away.
    """
    mine = found.filter(pl.col("prestatie").is_not_null())
    if "ander" not in mine.columns:
        mine = mine.with_columns(ander=pl.lit(None, pl.UInt32))
    other = pl.when(pl.col("ander") != pl.col("lijn")).then("ander").cast(pl.UInt32)
    named = with_names(levering, mine.with_columns(ander=other), "ander")
    told = pl.format("{} {}", "code", "dag")
    return named.group_by("prestatie", maintain_order=True).agg(
        waarde=told.unique().sort().head(SHOWN).str.join(", "),
        andere_records=_joined("andere_records"),
    )


def judge_found(
    levering: Levering,
    found: pl.DataFrame,
    *,
    sets: Sequence[str],
    verwacht: str,
    unsure: pl.DataFrame | None = None,
    rows: pl.DataFrame | None = None,
) -> Oordeel:
    """``judge_profiles`` by what was found (``per_dbc``): ``rows``, or all dbc's."""
    return judge_profiles(
        levering,
        levering.once(dbcs) if rows is None else rows,
        per_dbc(levering, found),
        sets=sets,
        verwacht=verwacht,
        unsure=unsure,
    )


def _joined(column: str) -> pl.Expr:
    names = pl.col(column).drop_nulls().unique().sort().head(SHOWN)
    return pl.when(names.len() > 0).then(names.str.join(", "))
