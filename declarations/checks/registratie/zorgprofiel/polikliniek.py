"""Are visits to the outpatient clinic registered as they may be?

R10, R11, R12, R14, R27 and R38. R13, a visit for no more than a planned procedure,
cannot be seen in a profile. Source: NR/CU-263 art. 24.1 to 24.7, 24.35, 24.38, 24.48
and 24.49 (2016); code sets say which codes are meant, and until when.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import dbcs, judge_profiles
from declarations.checks.registratie.zorgprofiel.opnamedagen import VERPLEEGDAG
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
from declarations.checks.registratie.zorgprofiel.verpleging import (
    DAGVERPLEGING,
    OBSERVATIE,
)
from declarations.registers.codeverzamelingen import is_in_set

CONSULT: Final = "CONSULT"
CONTACT: Final = "CONTACT"
EERSTE_CONSULT: Final = "EERSTE_CONSULT"
HERHAALCONSULT: Final = "HERHAALCONSULT"
NIET_NAAST_CONSULT: Final = "NIET_NAAST_CONSULT"
BEELDCONSULT: Final = "BEELDCONSULT"
OP_AFSTAND: Final = "CONSULT_OP_AFSTAND"

_NIET_GEPLAND: Final = "of het consult voor de opname al was gepland"


def eerste_consult(levering: Levering) -> Oordeel:
    """R10: one first visit in a zorgtraject (art. 24.2)."""
    visits = with_line(
        levering, of_set(levering, EERSTE_CONSULT), "zorgtraject"
    ).with_columns(
        # Without a number a subtraject is a traject of its own.
        zorgtraject=pl.coalesce("zorgtraject", pl.format("#{}", "lijn"))
    )
    found = surplus(levering, visits, ["dossier", "zorgtraject"])
    return judge_found(
        levering,
        found,
        sets=[EERSTE_CONSULT],
        verwacht="een eerste consult per zorgtraject",
    )


def consult_tijdens_verblijf(levering: Levering) -> Oordeel:
    """R11: no visit on a day of nursing (art. 24.1).

    A repeated visit to another specialisme than the one that nurses may have been
    planned before an admission that was not; a profile does not say so.
    """
    visits = of_set(levering, CONSULT)
    nursed = of_set(levering, VERPLEEGDAG, DAGVERPLEGING, OBSERVATIE)
    met = visits.join(
        nursed.select(*DOSSIERDAG, ander="lijn", ander_specialisme="specialisme"),
        on=list(DOSSIERDAG),
    )
    repeated = is_in_set(
        levering.registers, met, HERHAALCONSULT, code="code", dag="dag"
    )
    excused = repeated & (met["specialisme"] != met["ander_specialisme"])
    found = met.filter(~excused)
    unsure = pl.concat(
        [
            lacking(met.filter(excused), _NIET_GEPLAND),
            unsure_beside(levering, visits),
        ]
    )
    return judge_found(
        levering,
        found,
        sets=[CONSULT, VERPLEEGDAG, DAGVERPLEGING],
        unsure=unsure,
        verwacht="geen consult op een dag van verpleging",
    )


def consulten_per_dag(levering: Levering) -> Oordeel:
    """R12: several visits to one specialisme on a day are separate (art. 24.1).

    Whether they are, the hour would tell, which no profile has: a signal.
    """
    visits = of_set(levering, CONSULT)
    return judge_found(
        levering,
        surplus(levering, visits, SPECIALISTDAG),
        sets=[CONSULT],
        unsure=unsure_beside(levering, visits),
        verwacht="een consult per specialisme per dag, of aantoonbaar losse consulten",
    )


def niet_naast_consult(levering: Levering) -> Oordeel:
    """R14: what is done instead of a visit does not stand beside one.

    Art. 24.4, 24.5, 24.35, 24.38, 24.48 and 24.49.
    """
    instead = of_set(levering, NIET_NAAST_CONSULT)
    found = beside(instead, of_set(levering, CONSULT), SPECIALISTDAG)
    return judge_found(
        levering,
        found,
        sets=[CONSULT, NIET_NAAST_CONSULT],
        unsure=unsure_beside(levering, instead),
        verwacht="geen consult op dezelfde dag",
    )


def beeldconsult_als_eerste(levering: Levering) -> Oordeel:
    """R27: a visit by screen repeats; it is not the first of a zorgtraject (art. 24.7).

    The set ends where later rules allow it.
    """
    rows = levering.once(dbcs).filter(pl.col("r0427") == "11")
    screens = of_set(levering, BEELDCONSULT).filter(pl.col("zorgtype") == "11")
    contacts = of_set(levering, CONTACT, VERPLEEGDAG, DAGVERPLEGING)
    first = contacts.group_by("lijn").agg(eerste=pl.col("dag").min())
    found = screens.join(first, on="lijn", how="left", validate="m:1").filter(
        pl.col("eerste").is_null() | (pl.col("eerste") > pl.col("dag"))
    )
    return judge_found(
        levering,
        found,
        rows=rows,
        sets=[CONTACT, BEELDCONSULT],
        verwacht="een eerder consult in het zorgtraject",
    )


def geen_contact(levering: Levering) -> Oordeel:
    """R38: more than consults at a distance.

    Any other activity counts as contact, of whatever zorgprofielklasse.
    """
    rows = levering.once(dbcs)
    profiel = levering.profiel
    if profiel is None:
        faults = rows.select("prestatie").clear()
    else:
        remote = is_in_set(
            levering.registers,
            profiel,
            OP_AFSTAND,
            code="zorgactiviteit_code",
            dag="uitvoerdatum",
        )
        faults = (
            profiel.select("prestatie", is_remote=remote)
            .group_by("prestatie")
            .agg(pl.col("is_remote").all())
            .filter("is_remote")
        )
    told = faults.select(
        "prestatie",
        waarde=pl.lit("alleen consulten op afstand"),
        andere_records=pl.lit(None, pl.String),
    )
    return judge_profiles(
        levering,
        rows,
        told,
        sets=[OP_AFSTAND],
        verwacht="contact met de patiënt",
    )


CHECKS = {
    "R10": eerste_consult,
    "R11": consult_tijdens_verblijf,
    "R12": consulten_per_dag,
    "R14": niet_naast_consult,
    "R27": beeldconsult_als_eerste,
    "R38": geen_contact,
}
