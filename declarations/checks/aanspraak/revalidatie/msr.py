"""Is specialist rehabilitation given where, and to whom, it is insured? (E18)

Source: Bzv art. 2.4; polisvoorwaarden ONVZ 2025, medisch-specialistische revalidatie,
as the binding advice SKGZ 202501216 (7.2) applies them.
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.revalidatie.verwijzers import (
    institution_in,
    with_referrer,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set, is_in_set

REVALIDATIE: Final = "0327"
"""Specialisme (0439) of the revalidatiearts: a line of it is under his direction."""

MSR_AANBIEDER: Final = "MSR_AANBIEDER"
MSR_VERWIJZER: Final = "MSR_VERWIJZER"


def voorwaarden(levering: Levering) -> Oordeel:
    """E18: a hospital or rehabilitation centre, and a referral by who may.

    The five conditions of interdisciplinary rehabilitation, and that simpler care was
    tried first, stand in the patient's file and are not asked.
    """
    rows = levering.dbc.filter(
        pl.col("r0439").str.zfill(4) == REVALIDATIE, ~pl.col("is_credit")
    )
    for naam in (MSR_AANBIEDER, MSR_VERWIJZER):
        if not has_set(levering.registers, naam):
            return not_evaluable(rows.height, codeverzameling(naam))
    rows = with_referrer(levering, rows)
    rows = rows.with_columns(
        aanbieder=institution_in(levering, rows, MSR_AANBIEDER),
        verwijzer=is_in_set(
            levering.registers, rows, MSR_VERWIJZER, code="beroep", dag="r0411"
        ),
    )
    elsewhere = ~pl.col("aanbieder") & pl.col("instelling").is_not_null()
    other = pl.col("beroep").is_not_null() & ~pl.col("verwijzer")
    unsent = pl.col("is_zelf") | other
    return judge(
        rows,
        elsewhere | unsent,
        rubriek=pl.when(elsewhere).then(pl.lit("0440")).otherwise(pl.lit("0423")),
        waarde=pl.when(elsewhere)
        .then("instelling")
        .otherwise(pl.coalesce("beroep", "r0421")),
        verwacht=pl.when(elsewhere)
        .then(pl.lit("een ziekenhuis of revalidatiecentrum"))
        .otherwise(
            pl.lit("verwijzing door huisarts, bedrijfs- of jeugdarts, specialist")
        ),
        ontbreekt=pl.col("beroep").is_null() | pl.col("instelling").is_null(),
        lacks=pl.when(pl.col("instelling").is_null())
        .then(pl.lit("de instelling (0440 of 0112)"))
        .otherwise(pl.lit("het beroep van de verwijzer")),
    )


CHECKS = {"E18": voorwaarden}
