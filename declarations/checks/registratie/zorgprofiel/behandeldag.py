"""Are consultations and days of treatment by several disciplines what they must be?

R31 and R32. Source: NR/CU-263 art. 24.6, 24.40 and 24.70 (2016).

Dutch terms: MDO (meeting of specialists about a patient), ambulante behandeldag GRZ
(day of geriatric rehabilitation without a stay).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import OPNAMEN, stays
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    nursed_days,
)
from declarations.checks.registratie.zorgprofiel.profielen import (
    SPECIALISTDAG,
    lacking,
    of_set,
    unsure_beside,
    with_line,
)
from declarations.checks.registratie.zorgprofiel.samenloop import (
    beside,
    judge_found,
    surplus,
)

MDO: Final = "MDO"
MDO_KINDERARTS: Final = "MDO_KINDERARTS"
AMBULANTE_BEHANDELDAG: Final = "AMBULANTE_BEHANDELDAG"
GRZ_DISCIPLINE: Final = "GRZ_DISCIPLINE"

DISCIPLINES: Final = 2
"""Disciplines that treat on a day at least (art. 24.6)."""


def multidisciplinair_overleg(levering: Levering) -> Oordeel:
    """R31: one MDO per specialisme and day, and none where the paediatrician leads."""
    meetings = of_set(levering, MDO)
    doubled = surplus(levering, meetings, SPECIALISTDAG)
    led = beside(
        with_line(levering, meetings, "zorgtraject"),
        with_line(levering, of_set(levering, MDO_KINDERARTS), "zorgtraject"),
        ["dossier", "zorgtraject"],
    )
    return judge_found(
        levering,
        pl.concat([doubled, led], how="diagonal"),
        sets=[MDO],
        unsure=unsure_beside(levering, meetings),
        verwacht="een MDO per specialisme per dag, niet naast 190003",
    )


def ambulante_behandeldag(levering: Levering) -> Oordeel:
    """R32: two disciplines treat that day, and a stay went before."""
    days = of_set(levering, AMBULANTE_BEHANDELDAG)
    treated = (
        of_set(levering, GRZ_DISCIPLINE)
        .group_by("lijn", "dag")
        .agg(disciplines=pl.col("code").n_unique())
    )
    few = days.join(treated, on=["lijn", "dag"], how="left", validate="m:1").filter(
        pl.col("disciplines").fill_null(0) < DISCIPLINES
    )
    not_after = _without_stay_before(levering, days)
    covered = levering.registers.covers(OPNAMEN, "dag")
    found = pl.concat([few, not_after.filter(covered)], how="diagonal")
    unsure = lacking(not_after.filter(~covered), tabel(OPNAMEN))
    return judge_found(
        levering,
        found,
        sets=[AMBULANTE_BEHANDELDAG, GRZ_DISCIPLINE],
        unsure=unsure,
        verwacht="twee disciplines op die dag, na een opname",
    )


def _without_stay_before(levering: Levering, days: pl.DataFrame) -> pl.DataFrame:
    mine = with_line(levering, days, "persoon")
    nursed = with_line(levering, nursed_days(levering), "persoon")
    known = pl.concat(
        [
            nursed.select("persoon", eerst="dag"),
            levering.once(stays).select("persoon", eerst="van"),
        ]
    ).join(mine, on="persoon", how="semi")
    first = known.group_by("persoon").agg(pl.col("eerst").min())
    return mine.join(first, on="persoon", how="left", validate="m:1").filter(
        pl.col("eerst").is_null() | (pl.col("eerst") > pl.col("dag"))
    )


CHECKS = {"R31": multidisciplinair_overleg, "R32": ambulante_behandeldag}
