"""Which lines do the rules of registration judge, and what lacks for the others?

A credit is judged with its debit, not here. A dbc is held against the rules of the day
it was opened (0411), other care against those of the day it was carried out, which in a
message is the same field (NR/CU-263 art. 40). On a day that no release is meant for the
rules are not known, and nothing fails or passes.

Dutch terms: zorgprofiel (all activities of a subtraject), privacyverklaring (statement
by which a patient keeps the diagnosis from the insurer).
"""

from collections.abc import Sequence
from typing import Final, Unpack

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import (
    PRIVACYVERKLARING,
    RELEASE,
    ZORGPROFIEL,
    codeverzameling,
)
from declarations.checks.oordeel import Oordeel, Told, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set
from grouper.compiled.rows_on_day import is_covered

_KOLOMMEN: Final = (
    "bestand_nr",
    "record",
    "prestatie",
    "verzekerde",
    "verzekerde_id",
    "instelling",
    "uzovi",
    "is_dbc",
    "privacy",
    "r0411",
    "r0412",
    "r0418",
    "r0421",
    "r0422",
    "r0423",
    "r0424",
    "r0429",
    "r0431",
)
"""What the rules ask of a prestatie: a million of them have 75 fields each."""


def debits(levering: Levering) -> pl.DataFrame:
    """The prestaties that are no credit, with ``in_release``; ask it by ``once``.

    Codes of the typing are zero-filled to the width they have in a release.
    """
    rows = (
        levering.prestaties.lazy()
        .filter(~pl.col("is_credit"))
        .select(
            *_KOLOMMEN,
            r0427=pl.col("r0427").str.zfill(2),
            r0439=pl.col("r0439").str.zfill(4),
        )
        .collect()
    )
    return rows.with_columns(in_release=is_covered(levering.releases, rows["r0411"]))


def dbcs(levering: Levering) -> pl.DataFrame:
    """The debits with a zorgproduct, with ``has_profiel``; ask it by ``once``."""
    rows = levering.once(debits).filter("is_dbc")
    return rows.with_columns(has_profiel=levering.is_volledig())


def judge_debits(
    levering: Levering,
    rows: pl.DataFrame,
    faalt: pl.Expr,
    *,
    ontbreekt: pl.Expr | None = None,
    lacks: str | pl.Expr = "",
    **told: Unpack[Told],
) -> Oordeel:
    """``judge`` rows of ``debits`` by rules of their day.

    Args:
        levering: The delivery.
        rows: Rows with ``in_release``.
        faalt: Whether a row fails, where its rules are known.
        ontbreekt: Whether something else lacks, where it does not fail.
        lacks: What that is.
        told: Further arguments of ``judge``.
    """
    if not levering.releases:
        return not_evaluable(rows.height, RELEASE)
    known = pl.col("in_release")
    missing = faalt.is_null() if ontbreekt is None else faalt.is_null() | ontbreekt
    what = pl.lit(lacks) if isinstance(lacks, str) else lacks
    return judge(
        rows,
        faalt.fill_null(value=False) & known,
        ontbreekt=~known | missing,
        lacks=pl.when(~known).then(pl.lit(RELEASE)).otherwise(what),
        **told,
    )


def judge_profiles(
    levering: Levering,
    rows: pl.DataFrame,
    faults: pl.DataFrame,
    *,
    sets: Sequence[str],
    verwacht: str,
    unsure: pl.DataFrame | None = None,
) -> Oordeel:
    """Judge dbc's by what their complete profiles say.

    Args:
        levering: The delivery.
        rows: Rows of ``dbcs`` that the rule is about.
        faults: Per failing dbc its ``prestatie``, ``waarde`` and ``andere_records``.
        sets: Sets of codes that the rule is about; without one it cannot be judged.
        verwacht: As for ``judge``.
        unsure: Of those that cannot be judged where they do not fail ``prestatie`` and
            ``lacks``, what lacks.
    """
    reden = gap_of_run(levering, sets)
    if reden:
        return not_evaluable(rows.height, reden)
    told = rows.with_columns(lacks=pl.lit(None, pl.String))
    if unsure is not None:
        told = _joined(rows, unsure.unique("prestatie", keep="first"))
    told = _joined(told, faults.with_columns(_fault=pl.lit(value=True)))
    return judge_debits(
        levering,
        told,
        pl.col("_fault").fill_null(value=False) & pl.col("has_profiel"),
        ontbreekt=~pl.col("has_profiel") | pl.col("lacks").is_not_null(),
        lacks=lacks_profile().fill_null(pl.col("lacks")),
        waarde=pl.col("waarde"),
        verwacht=verwacht,
        andere=pl.col("andere_records"),
    )


def _joined(rows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return rows.join(
        other, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )


def lacks_profile() -> pl.Expr:
    """What lacks for a dbc without a complete profile; null where it has one."""
    return (
        pl.when(pl.col("has_profiel"))
        .then(None)
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .otherwise(pl.lit(ZORGPROFIEL))
    )


def gap_of_run(levering: Levering, sets: Sequence[str]) -> str:
    """What lacks for every profile of the run; empty for nothing."""
    if not levering.releases:
        return RELEASE
    if levering.profiel is None:
        return ZORGPROFIEL
    for naam in sets:
        if not has_set(levering.registers, naam):
            return codeverzameling(naam)
    return ""
