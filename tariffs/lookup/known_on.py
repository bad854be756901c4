"""Give the tables as they were known on a day, so that a price can be recomputed.

Two kinds of time: begindatum and einddatum say when a row holds (valid time); the
bekendgemaakt_op of its release says from when anyone could know it (known time). It
compares releases and prices nothing.

Source: docs/decisions.md 42, worked example 47; WB/REG-2024-06 replaced the tariff
of one code from 2024-04-01 on.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from productstructure.errors import InputFileError
from tabellen.calltypes import checks_types
from tariffs.schema import Tarieventabellen

SLEUTELS: dict[str, tuple[str, ...]] = {
    "prestatie": ("prestatiecode", "prestatiecodelijst"),
    "zorgproduct_declaratiecode": ("zorgproduct_code", "verzekerd"),
    "tarief": ("prestatiecode", "prestatiecodelijst"),
    "addon_tarief": ("zi_nummer",),
    "ozp_regel": ("regel_id",),
    "fp_register": ("prestatiecode",),
    "experiment": ("experiment_id",),
}
"""What a newer release speaks about when it has a row: all of it, not one component."""

# Rows without a release are older than any release.
_NO_RELEASE = -1


@checks_types
def known_on(tabellen: Tarieventabellen, dag: date | None = None) -> Tarieventabellen:
    """Give the tables as they were known on a day.

    Releases made known after that day are left out. Of the others, a newer release
    speaks about a code from the first begindatum it states for that code on: what older
    releases say about the code from that day on does not hold, what they say about
    earlier days does. A release that is VOLLEDIG also withdraws what it does not repeat
    of the release it replaces, and of what that one built on.

    UNSOURCED[partial-correction]: no document says how one is delivered. Assumed is
    that it restates a code from its first day on; one that does not leaves a gap, which
    the decision refuses by name, never an old price beside a new one.

    UNSOURCED[omvang]: whether a release is complete is ours to say; WB/REG-2024-06
    changed one code, so empty is WIJZIGING.

    Args:
        tabellen: All tables, of any number of releases.
        dag: The day; without it everything that is loaded counts.

    Returns:
        Tables in which no two releases speak about the same code and day; each row
        keeps its ``release_id``. Tables that are not national are as given.

    Raises:
        InputFileError: Releases replace each other in a circle.
        CallError: They are no tables.
    """
    releases = tabellen.tarief_release
    if dag is not None:
        releases = releases.filter(pl.col("bekendgemaakt_op") <= dag)
    withdrawn = _withdrawn(releases)
    # Newest last; a release_id settles what was made known on the same day.
    rank = (
        releases.sort("bekendgemaakt_op", "versiedatum", "release_id", nulls_last=False)
        .with_row_index("_rang")
        .filter(~pl.col("release_id").is_in(withdrawn))
        .select("release_id", pl.col("_rang").cast(pl.Int64))
    )
    known_ids = set(tabellen.tarief_release["release_id"])
    settled = {
        naam: _settle(getattr(tabellen, naam), naam, rank, known_ids)
        for naam in SLEUTELS
    }
    return replace(tabellen, tarief_release=releases, **settled)


def _withdrawn(releases: pl.DataFrame) -> list[int]:
    """Releases that a complete one replaces, with all those they were built on."""
    replaces = dict(
        releases.filter(pl.col("vervangt_release_id").is_not_null())
        .select("release_id", "vervangt_release_id")
        .iter_rows()
    )
    complete = releases.filter(pl.col("omvang") == "VOLLEDIG")["release_id"]
    withdrawn: set[int] = set()
    for start in complete:
        chain = [start]
        while (older := replaces.get(chain[-1])) is not None:
            if older in chain:
                circle = " -> ".join(map(str, [*chain, older]))
                raise InputFileError(
                    f"tarief_release: releases replace each other: {circle}. Correct "
                    "vervangt_release_id."
                )
            chain.append(older)
        withdrawn.update(chain[1:])
    return sorted(withdrawn)


def _settle(
    rows: pl.DataFrame, naam: str, rank: pl.DataFrame, known_ids: set[int]
) -> pl.DataFrame:
    """Keep what the newest release says about each code from its first day on."""
    if rows.is_empty():
        return rows
    columns = rows.columns
    key = list(SLEUTELS[naam])
    # Tables built by hand may carry release ids without the releases: those count.
    unlisted = ~pl.col("release_id").is_in(list(known_ids))
    rows = (
        rows.with_row_index("_rij")
        .join(rank, on="release_id", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            _rang=pl.when(pl.col("release_id").is_null() | unlisted)
            .then(pl.coalesce("_rang", pl.lit(_NO_RELEASE)))
            .otherwise("_rang")
        )
        .filter(pl.col("_rang").is_not_null())
    )
    if rows["_rang"].n_unique() < 2:
        return rows.select(columns)
    if "begindatum" not in columns:
        newest = pl.col("_rang") == pl.col("_rang").max().over(key)
        return rows.filter(newest).select(columns)
    spoken = (
        rows.group_by(*key, "_rang")
        .agg(_vanaf=pl.col("begindatum").min())
        .sort(*key, "_rang")
        .with_columns(
            _nieuwer=pl.col("_vanaf")
            .cum_min(reverse=True)
            .shift(-1)
            .over(key, order_by="_rang")
        )
    )
    cut = pl.col("_nieuwer").dt.offset_by("-1d")
    return (
        rows.join(spoken, on=[*key, "_rang"], how="left", validate="m:1")
        .with_columns(einddatum=pl.min_horizontal("einddatum", cut))
        .filter(
            pl.col("einddatum").is_null()
            | (pl.col("einddatum") >= pl.col("begindatum"))
        )
        .sort("_rij")
        .select(columns)
    )
