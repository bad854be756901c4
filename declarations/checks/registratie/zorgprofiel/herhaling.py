"""Is an activity registered once, in time and by one provider? (R24, R25, R26)

Source: NR/CU-263 art. 23.4, 24.17, 24.18, 24.21, 24.23, 24.24 and 24.71 (2016). The
history names no activities: what was declared before counts where its profile is given.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.levering import Levering
from declarations.checks.lijnen import in_order, lijnen, with_names
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import (
    HISTORIE,
    dbcs,
    debits,
    history_covers,
    judge_debits,
    judge_profiles,
)
from declarations.checks.registratie.zorgprofiel.profielen import of_set, unsure_beside
from declarations.checks.registratie.zorgprofiel.samenloop import per_dbc, ranked

PERIODE: Final = timedelta(days=120)
"""Time within which these are registered once."""

EERSTE_JAAR: Final = "NAZORG_TRANSPLANTATIE_EERSTE_JAAR"
EENMAAL: Final = (
    "NAZORG_COCHLEAIR",
    "WACHTLIJST_TRANSPLANTATIE",
    "NAZORG_TRANSPLANTATIE",
    EERSTE_JAAR,
    "SKION_STRATIFICATIE",
)
"""Sets of codes of which one is registered once in 120 days."""

MAX_SUBTRAJECTEN: Final = 3
"""Subtrajecten of after-care in the first year after a transplantation (art. 24.23)."""

COCHLEAIR: Final = "COCHLEAIR_IMPLANTATIE"
INGREEP: Final = "COCHLEAIRE_INGREEP"


def zorgactiviteit_in_een_subtraject(levering: Levering) -> Oordeel:
    """R24: an activity (1610) goes with one subtraject (art. 23.4)."""
    lines = levering.once(lijnen).filter(pl.col("prestatie").is_not_null())
    order = in_order(lines).select(
        "prestatie",
        "lijn",
        "instelling",
        "subtraject",
        rang=pl.int_range(pl.len(), dtype=pl.UInt32),
    )
    release = levering.once(debits).select("prestatie", "in_release")
    rows = levering.zorgactiviteiten.join(
        order, on="prestatie", maintain_order="left"
    ).join(release, on="prestatie", how="left", validate="m:1", maintain_order="left")
    key = ["instelling", "r1610"]
    doubled = rows.filter(
        pl.col("r1610").is_not_null(),
        pl.col("subtraject").n_unique().over(key) > 1,
    ).sort("rang", "record")
    first = doubled.group_by(key, maintain_order=True).agg(
        ander=pl.first("lijn"), eerste=pl.first("subtraject")
    )
    told = rows.join(first, on=key, how="left", validate="m:1", maintain_order="left")
    return judge_debits(
        levering,
        with_names(levering, told, "ander"),
        (pl.col("subtraject") != pl.col("eerste")).fill_null(value=False),
        ontbreekt=pl.col("r1610").is_null(),
        lacks="rubriek 1610",
        waarde=pl.col("r1610"),
        verwacht=pl.format("alleen in subtraject {}", "eerste"),
        andere=pl.col("andere_records"),
    )


def eenmaal_per_120_dagen(levering: Levering) -> Oordeel:
    """R25: once in 120 days for a person, whoever does it."""
    found = [_too_soon(levering, naam) for naam in EENMAAL]
    registered = of_set(levering, *EENMAAL)
    since = pl.col("dag") - PERIODE
    before_unknown = registered.filter(
        ~history_covers(levering, since, "dag"), pl.col("prestatie").is_not_null()
    ).select("prestatie", lacks=pl.lit(HISTORIE))
    return judge_profiles(
        levering,
        levering.once(dbcs),
        per_dbc(levering, pl.concat([*found, _too_many(levering)], how="diagonal")),
        sets=EENMAAL[:1],
        unsure=pl.concat([before_unknown, unsure_beside(levering, registered)]),
        verwacht="eenmaal per 120 dagen",
    )


def cochleair_op_implantatiedag(levering: Levering) -> Oordeel:
    """R26: registered by one provider, on the day of the implantation.

    The day is that of the operation in the profile (set COCHLEAIRE_INGREEP); where none
    is known, that day cannot be told.
    """
    registered = of_set(levering, COCHLEAIR)
    operated = of_set(levering, INGREEP).select("persoon", "dag", ander="lijn")
    known = operated.select(pl.col("persoon").unique())
    other_day = registered.join(known, on="persoon", how="semi").join(
        operated, on=["persoon", "dag"], how="anti"
    )
    ordered = ranked(levering, registered, "persoon", "dag")
    first = ordered.group_by("persoon", maintain_order=True).agg(
        ander=pl.first("lijn"), eerste=pl.first("instelling")
    )
    by_two = ordered.join(first, on="persoon", validate="m:1").filter(
        pl.col("instelling") != pl.col("eerste")
    )
    unsure = registered.join(known, on="persoon", how="anti").select(
        pl.col("prestatie").drop_nulls(), lacks=pl.lit("de dag van implantatie")
    )
    return judge_profiles(
        levering,
        levering.once(dbcs),
        per_dbc(levering, pl.concat([other_day, by_two], how="diagonal")),
        sets=[COCHLEAIR],
        unsure=unsure,
        verwacht="op de dag van implantatie, door een zorgaanbieder",
    )


def _too_soon(levering: Levering, naam: str) -> pl.DataFrame:
    ordered = ranked(levering, of_set(levering, naam), "persoon", "dag")
    before = pl.col("dag").shift(1).over("persoon")
    return ordered.with_columns(
        ander=pl.col("lijn").shift(1).over("persoon"), vorige=before
    ).filter((pl.col("dag") - pl.col("vorige") < PERIODE) | (pl.col("aantal") > 1))


def _too_many(levering: Levering) -> pl.DataFrame:
    """After-care of the first year in a fourth subtraject.

    UNSOURCED[nazorgjaar]: the year is counted from the first of these activities, for
    nothing says when the transplantation was.
    """
    ordered = ranked(levering, of_set(levering, EERSTE_JAAR), "persoon", "dag")
    fresh = ordered.unique(["persoon", "lijn"], keep="first", maintain_order=True)
    return fresh.filter(
        pl.int_range(pl.len()).over("persoon") >= MAX_SUBTRAJECTEN,
        pl.col("dag") < pl.col("dag").first().over("persoon").dt.offset_by("1y"),
    )


CHECKS = {
    "R24": zorgactiviteit_in_een_subtraject,
    "R25": eenmaal_per_120_dagen,
    "R26": cochleair_op_implantatiedag,
}
