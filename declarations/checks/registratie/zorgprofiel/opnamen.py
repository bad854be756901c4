"""Do the days declared fit the admissions of the register? (R18, R19, R28, R29)

Source: NR/CU-263 art. 7, 8 and 24.12 (2016); table ``opnamen``.

Dutch terms: ICC (consult by one specialisme during an admission for another).
"""

from datetime import time, timedelta
from typing import Final

import polars as pl

from declarations.checks.levering import Levering
from declarations.checks.lijnen import in_order, lijnen, with_names
from declarations.checks.oordeel import Oordeel, not_evaluable, together
from declarations.checks.registratie.beoordeelbaar import (
    HISTORIE,
    OPNAMEN,
    dbcs,
    debits,
    history_covers,
    judge_debits,
    judge_profiles,
)
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    VERPLEEGDAG,
    in_stay,
    nursed_days,
    stays,
)
from declarations.checks.registratie.zorgprofiel.profielen import (
    PERSOONSDAG,
    of_set,
    unsure_beside,
)
from declarations.checks.registratie.zorgprofiel.samenloop import per_dbc

ICC: Final = "ICC"
AVOND: Final = time(20)
"""From this hour on the day of admission is no verpleegdag (art. 24.12)."""

_DAG: Final = timedelta(days=1)
_LIJN_DAG: Final = ["lijn", "code", "dag"]
_SPECIALIST: Final = ["persoon", "instelling", "specialisme"]


def verpleegdag_zonder_nacht(levering: Levering) -> Oordeel:
    """R18: a verpleegdag is of a stay with a night.

    Not asked of who died that day or the next, or was taken over that day by another
    institution.
    """
    rows = levering.once(dbcs)
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, OPNAMEN)
    days = of_set(levering, VERPLEEGDAG)
    within = in_stay(levering, days)
    is_one_day = (pl.col("van") == pl.col("dag")) & (pl.col("tot") == pl.col("dag"))
    short = (
        within.with_columns(_short=is_one_day.fill_null(value=False))
        .group_by(_LIJN_DAG, maintain_order=True)
        .agg(
            pl.col("_short").all(), pl.col("prestatie", "persoon", "instelling").first()
        )
        .filter("_short")
    )
    candidates = _with_death(levering, short).join(
        _taken_over(levering, short), on=_LIJN_DAG, how="anti"
    )
    died = pl.col("overlijdensdatum") <= pl.col("dag") + _DAG
    undated = pl.col("is_overleden") & died.is_null()
    found = candidates.filter(~died.fill_null(value=False), ~undated)
    unsure = [
        _lacks(days.join(within, on=_LIJN_DAG, how="anti"), OPNAMEN),
        _lacks(
            candidates.filter(undated),
            "overlijdensdatum in personen",
        ),
    ]
    return judge_profiles(
        levering,
        rows,
        per_dbc(levering, found),
        sets=[VERPLEEGDAG],
        unsure=pl.concat(unsure),
        verwacht="een opname met een overnachting",
    )


def verpleegdag_na_acht_uur(levering: Levering) -> Oordeel:
    """R19: the day of an admission from 20:00 on is no verpleegdag."""
    rows = levering.once(dbcs)
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, OPNAMEN)
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
        _lacks(days.join(within, on=_LIJN_DAG, how="anti"), OPNAMEN),
        _lacks(begins.filter("zonder"), "begintijd in opnamen"),
    ]
    return judge_profiles(
        levering,
        rows,
        per_dbc(levering, found),
        sets=[VERPLEEGDAG],
        unsure=pl.concat(unsure),
        verwacht="geen verpleegdag op een opnamedag vanaf 20:00 uur",
    )


def icc_tijdens_opname(levering: Levering) -> Oordeel:
    """R28: an ICC is done in an admission for another specialisme, once by each.

    In an admission is who has a verpleegdag or IC-dag of another specialisme that day,
    or a row of ``opnamen``. Of two by one specialisme in overlapping days the second
    fails: a subtraject of zorgtype 13 ends with the admission (art. 7.2 and 8).
    """
    consults = of_set(levering, ICC).filter(pl.col("zorgtype") == "13")
    by_others = (
        nursed_days(levering)
        .join(consults, on=list(PERSOONSDAG))
        .filter(pl.col("specialisme").ne_missing(pl.col("specialisme_right")))
    )
    alone = consults.join(
        by_others.select("dag", lijn="lijn_right"), on=["lijn", "dag"], how="anti"
    ).join(in_stay(levering, consults), on=["lijn", "dag"], how="anti")
    covered = levering.registers.covers(OPNAMEN, "dag")
    found = alone.filter(covered)
    second = _second_icc(levering)
    rows = levering.once(dbcs).filter(pl.col("r0427") == "13")
    is_second = pl.col("prestatie").is_in(second["prestatie"].implode())
    twice = judge_debits(
        levering,
        rows.join(per_dbc(levering, second), on="prestatie", validate="1:1"),
        pl.lit(value=True),
        waarde=pl.col("r0411").cast(pl.String),
        verwacht="een ICC per specialisme per opname",
        andere=pl.col("andere_records"),
    )
    alone_or_not = judge_profiles(
        levering,
        rows.filter(~is_second),
        per_dbc(levering, found),
        sets=[ICC],
        unsure=pl.concat(
            [_lacks(alone.filter(~covered), OPNAMEN), unsure_beside(levering, alone)]
        ),
        verwacht="een opname voor een ander specialisme",
    )
    return together(twice, alone_or_not)


def icc_als_medebehandeling(levering: Levering) -> Oordeel:
    """R29: no ICC beside a treatment that the specialisme began in the admission.

    A treatment that went on before it may (art. 7.4), one opened from the ICC until the
    end of it takes its place (art. 7.3). Where the ICC was declared before, the
    treatment is told as a signal.
    """
    lines = levering.once(lijnen).filter(pl.col("zorgproduct").is_not_null())
    icc = lines.filter(pl.col("zorgtype") == "13")
    regular = lines.filter(pl.col("zorgtype") == "11")
    pairs = icc.join(regular, on=_SPECIALIST, suffix="_11").filter(
        pl.col("begin_11") >= pl.col("begin"), pl.col("begin_11") <= pl.col("eind")
    )
    of_icc = pairs.select("prestatie", ander="lijn_11", gevolg=pl.lit(None, pl.String))
    of_regular = pairs.filter("is_historie").select(
        prestatie="prestatie_11", ander="lijn", gevolg=pl.lit("SIG")
    )
    found = (
        pl.concat([of_icc, of_regular])
        .filter(pl.col("prestatie").is_not_null())
        .unique("prestatie", keep="first", maintain_order=True)
    )
    rows = levering.once(dbcs).filter(
        (pl.col("r0427") == "13")
        | pl.col("prestatie").is_in(found["prestatie"].implode())
    )
    told = rows.join(
        with_names(levering, found, "ander"),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    return judge_debits(
        levering,
        told,
        pl.col("ander").is_not_null(),
        ontbreekt=~history_covers(levering, "r0411", "r0412"),
        lacks=HISTORIE,
        waarde=pl.col("r0427"),
        verwacht="een ICC, of een behandeling die daarin wordt voortgezet",
        gevolg=pl.col("gevolg"),
        andere=pl.col("andere_records"),
    )


def _lacks(rows: pl.DataFrame, lacks: str) -> pl.DataFrame:
    return rows.select(pl.col("prestatie").unique().drop_nulls(), lacks=pl.lit(lacks))


def _second_icc(levering: Levering) -> pl.DataFrame:
    """ICC's of this delivery that are opened within another of the specialisme."""
    lines = levering.once(lijnen).filter(
        pl.col("zorgproduct").is_not_null(), pl.col("zorgtype") == "13"
    )
    icc = in_order(lines, "begin").with_row_index("rang")
    return (
        icc.join(icc, on=_SPECIALIST, suffix="_ander")
        .filter(
            pl.col("prestatie").is_not_null(),
            pl.col("rang_ander") < pl.col("rang"),
            pl.col("subtraject").ne_missing(pl.col("subtraject_ander")),
            pl.col("eind_ander") >= pl.col("begin"),
        )
        .select(
            "prestatie", "lijn", code="declaratiecode", dag="begin", ander="lijn_ander"
        )
    )


def _with_death(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``overlijdensdatum``, and ``is_overleden`` as record 02 says it (0223)."""
    of_line = levering.once(debits).select("prestatie", "verzekerde", "verzekerde_id")
    told = levering.declaraties.verzekerden.select(
        "verzekerde", is_overleden=pl.col("r0223") == "1"
    )
    personen = levering.registers.get("personen")
    deaths = pl.DataFrame(
        schema={"verzekerde_id": pl.String, "overlijdensdatum": pl.Date}
    )
    if personen is not None:
        deaths = personen.select("verzekerde_id", "overlijdensdatum").unique(
            "verzekerde_id", keep="first", maintain_order=True
        )
    return (
        rows.join(of_line, on="prestatie", how="left", validate="m:1")
        .join(told, on="verzekerde", how="left", validate="m:1")
        .join(deaths, on="verzekerde_id", how="left", validate="m:1")
        .with_columns(pl.col("is_overleden").fill_null(value=False))
    )


def _taken_over(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Those whose person was admitted elsewhere on the same day."""
    return rows.join(levering.once(stays), on="persoon").filter(
        pl.col("plaats") != pl.col("instelling"), pl.col("van") == pl.col("dag")
    )


CHECKS = {
    "R18": verpleegdag_zonder_nacht,
    "R19": verpleegdag_na_acht_uur,
    "R28": icc_tijdens_opname,
    "R29": icc_als_medebehandeling,
}
