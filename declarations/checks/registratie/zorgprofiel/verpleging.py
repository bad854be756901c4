"""Are days of nursing registered as they may be?

R15 to R17 and R20 to R23. Source: NR/CU-263 art. 24.8 to 24.14 (2016); code sets say
which codes are meant.

Dutch terms: verpleegdag (day of an admission with a night), dagverpleging (day care),
afwezigheidsdag (day of leave within an admission), klinische opname (its beginning).
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.zorgprofiel.opnamedagen import (
    VERPLEEGDAG,
    in_stay,
    nursed_days,
    runs,
)
from declarations.checks.registratie.zorgprofiel.profielen import (
    DOSSIERDAG,
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

DAGVERPLEGING: Final = "DAGVERPLEGING"
OBSERVATIE: Final = "OBSERVATIE"
AFWEZIGHEIDSDAG: Final = "AFWEZIGHEIDSDAG"
KLINISCHE_OPNAME: Final = "KLINISCHE_OPNAME"
PREASSESSMENT: Final = "PREASSESSMENT"
VERBLIJF_VEREIST: Final = "VERBLIJF_VEREIST"

MAX_AFWEZIG: Final = 3
"""Days of leave after each other (art. 24.14)."""

_DAG: Final = timedelta(days=1)


def dagverpleging_uniek(levering: Levering) -> Oordeel:
    """R15: one dagverpleging per specialisme and day (art. 24.8)."""
    days = of_set(levering, DAGVERPLEGING)
    return judge_found(
        levering,
        surplus(levering, days, SPECIALISTDAG),
        sets=[DAGVERPLEGING],
        unsure=unsure_beside(levering, days),
        verwacht="een dagverpleging per specialisme per dag",
    )


def dagverpleging_naast_verpleegdag(levering: Levering) -> Oordeel:
    """R16: no dagverpleging on the day of a verpleegdag (art. 24.8)."""
    days = of_set(levering, DAGVERPLEGING)
    found = beside(days, of_set(levering, VERPLEEGDAG), DOSSIERDAG)
    return judge_found(
        levering,
        found,
        sets=[DAGVERPLEGING, VERPLEEGDAG],
        unsure=unsure_beside(levering, days),
        verwacht="geen verpleegdag op dezelfde dag",
    )


def observatie_naast_verpleging(levering: Levering) -> Oordeel:
    """R17: no observation on the day of dagverpleging or verpleegdag (art. 24.9)."""
    days = of_set(levering, OBSERVATIE)
    nursed = of_set(levering, VERPLEEGDAG, DAGVERPLEGING)
    return judge_found(
        levering,
        beside(days, nursed, DOSSIERDAG),
        sets=[OBSERVATIE, VERPLEEGDAG, DAGVERPLEGING],
        unsure=unsure_beside(levering, days),
        verwacht="geen dagverpleging of verpleegdag op dezelfde dag",
    )


def verpleegdag_uniek(levering: Levering) -> Oordeel:
    """R20: one verpleegdag a day, of whatever kind."""
    days = of_set(levering, VERPLEEGDAG)
    return judge_found(
        levering,
        surplus(levering, days, DOSSIERDAG),
        sets=[VERPLEEGDAG],
        unsure=unsure_beside(levering, days),
        verwacht="een verpleegdag per dag",
    )


def afwezigheidsdagen(levering: Levering) -> Oordeel:
    """R21: leave is three days at most, no verpleegdag, and ends in a return.

    Leave after a preoperative screening is none (art. 24.14). A return in a next
    subtraject stands in a profile of that one.
    """
    absent = of_set(levering, AFWEZIGHEIDSDAG)
    nursed = of_set(levering, VERPLEEGDAG)
    days = runs(absent.unique([*DOSSIERDAG, "lijn"]))
    too_long = days.filter(pl.col("dag") >= pl.col("van") + _DAG * MAX_AFWEZIG)
    both = beside(absent, nursed, DOSSIERDAG)
    screened = of_set(levering, PREASSESSMENT).select(
        "dossier", van=pl.col("dag") + _DAG
    )
    after_screening = days.join(screened, on=["dossier", "van"], how="semi")
    returned = nursed.select("dossier", tot=pl.col("dag") - _DAG)
    lost = days.join(returned, on=["dossier", "tot"], how="anti")
    beside_others = unsure_beside(levering, absent)
    for_good = (
        with_line(levering, lost, "eind")
        .filter(pl.col("tot") < pl.col("eind"))
        .join(beside_others, on="prestatie", how="anti")
    )
    found = pl.concat([too_long, both, after_screening, for_good], how="diagonal")
    unsure = lacking(lost, "zorgprofiel van het vervolg")
    return judge_found(
        levering,
        found,
        sets=[AFWEZIGHEIDSDAG, VERPLEEGDAG],
        unsure=pl.concat([unsure, beside_others]),
        verwacht="hoogstens drie dagen, zonder verpleegdag, en daarna terug",
    )


def klinische_opname(levering: Levering) -> Oordeel:
    """R22: an admission has a verpleegdag, and begins once (art. 24.11).

    A second one within an unbroken row of days is another admission only where the
    register ``opnamen`` has one begin that day.
    """
    begun = of_set(levering, KLINISCHE_OPNAME)
    nursed = nursed_days(levering).join(begun, on="dossier", how="semi")
    last_of = nursed.group_by("lijn").agg(laatste=pl.col("dag").max())
    # Who comes in after eight in the evening has his first verpleegdag the next day.
    soon = [nursed, nursed.with_columns(pl.col("dag") - _DAG)]
    empty = (
        begun.join(last_of, on="lijn", how="left", validate="m:1")
        .filter(pl.col("laatste").is_null() | (pl.col("laatste") < pl.col("dag")))
        .join(pl.concat(soon), on=list(DOSSIERDAG), how="anti")
    )
    beside_others = unsure_beside(levering, empty)
    # Another dbc of the person may hold the day of nursing.
    sure = empty.join(beside_others, on="prestatie", how="anti")
    again = _begun_again(levering, begun, nursed)
    return judge_found(
        levering,
        pl.concat([sure, again], how="diagonal"),
        sets=[KLINISCHE_OPNAME, VERPLEEGDAG],
        unsure=beside_others,
        verwacht="een opname met minstens een verpleegdag",
    )


def verblijf_vereist(levering: Levering) -> Oordeel:
    """R23: what is done in a stay only, is done on a day of nursing."""
    done = of_set(levering, VERBLIJF_VEREIST)
    nursed = pl.concat(
        [
            nursed_days(levering).select(DOSSIERDAG),
            of_set(levering, DAGVERPLEGING).select(DOSSIERDAG),
        ]
    )
    found = done.join(nursed, on=list(DOSSIERDAG), how="anti")
    beside_others = unsure_beside(levering, found)
    return judge_found(
        levering,
        # Another dbc of the person may hold the day of nursing.
        found.join(beside_others, on="prestatie", how="anti"),
        sets=[VERBLIJF_VEREIST, VERPLEEGDAG],
        unsure=beside_others,
        verwacht="een verpleegdag of dagverpleging op dezelfde dag",
    )


def _begun_again(
    levering: Levering, begun: pl.DataFrame, nursed: pl.DataFrame
) -> pl.DataFrame:
    """Admissions after the first one of an unbroken row of days."""
    away = of_set(levering, AFWEZIGHEIDSDAG).select(nursed.columns)
    days = pl.concat([nursed, away]).unique(list(DOSSIERDAG))
    periods = runs(days).select(*DOSSIERDAG, "van")
    # The evening before a row of days belongs to it.
    eve = periods.with_columns(pl.col("dag") - _DAG)
    period_of = pl.concat([periods, eve]).unique(
        list(DOSSIERDAG), keep="first", maintain_order=True
    )
    within = begun.join(period_of, on=list(DOSSIERDAG), validate="m:1")
    key = ["lijn", "code", "dag"]
    registered = in_stay(levering, within.drop("van")).filter(
        pl.col("van") == pl.col("dag")
    )
    first = within.filter(pl.col("dag") <= pl.col("van"))
    known = pl.concat([registered.select(key), first.select(key)])
    rest = within.join(known, on=key, how="anti")
    return surplus(levering, pl.concat([first, rest]), ["dossier", "van"])


CHECKS = {
    "R15": dagverpleging_uniek,
    "R16": dagverpleging_naast_verpleegdag,
    "R17": observatie_naast_verpleging,
    "R20": verpleegdag_uniek,
    "R21": afwezigheidsdagen,
    "R22": klinische_opname,
    "R23": verblijf_vereist,
}
