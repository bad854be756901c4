"""Is an activity registered once, in time and by one provider? (R24, R25, R26)

Source: NR/CU-263 art. 23.4, 24.17, 24.18, 24.21, 24.23, 24.24 and 24.71 (2016). The
history names no activities: what was declared before counts where its profile is given.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.feiten.dubbelen import doubled
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen, with_names
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import debits, judge_debits
from declarations.checks.registratie.zorgprofiel.profielen import (
    lacking,
    of_set,
    unsure_beside,
    with_line,
)
from declarations.checks.registratie.zorgprofiel.samenloop import judge_found, ranked

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
    lines = eigen_lijnen(levering).select(
        "prestatie", "lijn", "instelling", "subtraject"
    )
    release = levering.once(debits).select("prestatie", "in_release")
    rows = levering.zorgactiviteiten.select(
        "bestand_nr", "record", "prestatie", "r1610"
    )
    for other in (lines, release):
        rows = rows.join(other, on="prestatie", maintain_order="left")
    key = ["instelling", "r1610"]
    elsewhere = doubled(rows, "r1610").filter(
        pl.col("subtraject").n_unique().over(key) > 1
    )
    first = (
        ranked(levering, elsewhere.with_columns(code="r1610"))
        .group_by(key, maintain_order=True)
        .agg(ander=pl.first("lijn"), eerste=pl.first("subtraject"))
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
    open_before = registered.filter(~levering.history_covers(since, "dag"))
    return judge_found(
        levering,
        pl.concat([*found, _too_many(levering)], how="diagonal"),
        sets=EENMAAL[:1],
        unsure=pl.concat(
            [lacking(open_before, HISTORIE), unsure_beside(levering, registered)]
        ),
        verwacht="eenmaal per 120 dagen",
    )


def cochleair_op_implantatiedag(levering: Levering) -> Oordeel:
    """R26: registered by one provider, on the day of the implantation.

    The day is that of the operation in the profile (set COCHLEAIRE_INGREEP); where none
    is known, that day cannot be told.
    """
    registered = with_line(
        levering, of_set(levering, COCHLEAIR), "persoon", "instelling"
    )
    operated = with_line(levering, of_set(levering, INGREEP), "persoon").select(
        "persoon", "dag", ander="lijn"
    )
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
    undated = registered.join(known, on="persoon", how="anti")
    return judge_found(
        levering,
        pl.concat([other_day, by_two], how="diagonal"),
        sets=[COCHLEAIR],
        unsure=lacking(undated, "de dag van implantatie"),
        verwacht="op de dag van implantatie, door een zorgaanbieder",
    )


def _too_soon(levering: Levering, naam: str) -> pl.DataFrame:
    ordered = _by_person(levering, naam)
    before = pl.col("dag").shift(1).over("persoon")
    return ordered.with_columns(
        ander=pl.col("lijn").shift(1).over("persoon"), vorige=before
    ).filter((pl.col("dag") - pl.col("vorige") < PERIODE) | (pl.col("aantal") > 1))


def _too_many(levering: Levering) -> pl.DataFrame:
    """After-care of the first year in a fourth subtraject.

    UNSOURCED[nazorgjaar]: the year is counted from the first of these activities, for
    nothing says when the transplantation was.
    """
    ordered = _by_person(levering, EERSTE_JAAR)
    fresh = ordered.unique(["persoon", "lijn"], keep="first", maintain_order=True)
    return fresh.filter(
        pl.int_range(pl.len()).over("persoon") >= MAX_SUBTRAJECTEN,
        pl.col("dag") < pl.col("dag").first().over("persoon").dt.offset_by("1y"),
    )


def _by_person(levering: Levering, naam: str) -> pl.DataFrame:
    rows = with_line(levering, of_set(levering, naam), "persoon")
    return ranked(levering, rows, "persoon", "dag")


CHECKS = {
    "R24": zorgactiviteit_in_een_subtraject,
    "R25": eenmaal_per_120_dagen,
    "R26": cochleair_op_implantatiedag,
}
