"""Do the days declared fit the admissions of the register? (R18, R19)

Source: NR/CU-263 art. 24.12 (2016); table ``opnamen``.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.feiten.leeftijd import with_death
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import AVOND, OPNAMEN, stays
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.registratie.beoordeelbaar import dbcs, debits
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    VERPLEEGDAG,
    in_stay,
)
from declarations.checks.registratie.zorgprofiel.profielen import lacking, of_set
from declarations.checks.registratie.zorgprofiel.samenloop import judge_found

_DAG: Final = timedelta(days=1)
_LIJN_DAG: Final = ["lijn", "code", "dag"]


def verpleegdag_zonder_nacht(levering: Levering) -> Oordeel:
    """R18: a verpleegdag is of a stay with a night.

    Not asked of who died that day or the next, or was taken over that day by another
    institution.
    """
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(levering.once(dbcs).height, tabel(OPNAMEN))
    days = of_set(levering, VERPLEEGDAG)
    within = in_stay(levering, days)
    is_one_day = (pl.col("van") == pl.col("dag")) & (pl.col("tot") == pl.col("dag"))
    short = (
        within.with_columns(_short=is_one_day.fill_null(value=False))
        .group_by(_LIJN_DAG, maintain_order=True)
        .agg(
            pl.col("_short").all(),
            pl.col("prestatie", "persoon", "instelling", "dossier").first(),
        )
        .filter("_short")
    )
    of_line = levering.once(debits).select("prestatie", "verzekerde", "verzekerde_id")
    candidates = with_death(
        levering, short.join(of_line, on="prestatie", how="left", validate="m:1")
    ).join(_taken_over(levering, short), on=_LIJN_DAG, how="anti")
    died = pl.col("overlijdensdatum") <= pl.col("dag") + _DAG
    undated = pl.col("is_overleden") & died.is_null()
    found = candidates.filter(~died.fill_null(value=False), ~undated)
    unsure = [
        lacking(days.join(within, on=_LIJN_DAG, how="anti"), tabel(OPNAMEN)),
        lacking(candidates.filter(undated), "overlijdensdatum in personen"),
    ]
    return judge_found(
        levering,
        found,
        sets=[VERPLEEGDAG],
        unsure=pl.concat(unsure),
        verwacht="een opname met een overnachting",
    )


def verpleegdag_na_acht_uur(levering: Levering) -> Oordeel:
    """R19: the day of an admission from 20:00 on is no verpleegdag."""
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(levering.once(dbcs).height, tabel(OPNAMEN))
    days = of_set(levering, VERPLEEGDAG)
    within = in_stay(levering, days)
    # Who was there already, or came in twice, was there before eight.
    begun = within.group_by(_LIJN_DAG, maintain_order=True).agg(
        (pl.col("van") == pl.col("dag")).all().alias("begint"),
        eerst=pl.col("begintijd").min(),
        zonder=pl.col("begintijd").is_null().any(),
        prestatie=pl.first("prestatie"),
    )
    begins = begun.filter("begint")
    found = begins.filter(pl.col("eerst") >= AVOND, ~pl.col("zonder"))
    unsure = [
        lacking(days.join(within, on=_LIJN_DAG, how="anti"), tabel(OPNAMEN)),
        lacking(begins.filter("zonder"), "begintijd in opnamen"),
    ]
    return judge_found(
        levering,
        found,
        sets=[VERPLEEGDAG],
        unsure=pl.concat(unsure),
        verwacht="geen verpleegdag op een opnamedag vanaf 20:00 uur",
    )


def _taken_over(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Those whose person was admitted elsewhere on the same day."""
    return rows.join(levering.once(stays), on="persoon").filter(
        pl.col("plaats") != pl.col("instelling"), pl.col("van") == pl.col("dag")
    )


CHECKS = {"R18": verpleegdag_zonder_nacht, "R19": verpleegdag_na_acht_uur}
