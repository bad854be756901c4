"""Is fertility care insured at this age, and with so many embryos? (E08, E09)

Source: Bzv art. 2.4 lid 1 onder a, 3° and 4°. Code sets EMBRYO (a code whose aantal is
the embryos put back on that day), IVF (all care of an attempt) and FERTILITEIT.

Dutch terms: poging (attempt), terugplaatsing (transfer of embryos).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.begrensd.lijncodes import lines_with
from declarations.checks.aanspraak.begrensd.pogingen import (
    IVF_POGING,
    known_attempts,
    pogingen,
)
from declarations.checks.feiten.activiteiten import with_counts
from declarations.checks.feiten.leeftijd import VROUW, age, with_person
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen
from declarations.checks.gemis import HISTORIE, codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set

EMBRYO: Final = "EMBRYO"
IVF: Final = "IVF"
FERTILITEIT: Final = "FERTILITEIT"

EEN_EMBRYO_TOT: Final = 38
"""Age from which more than one embryo is insured in the first two attempts."""
EEN_EMBRYO_POGINGEN: Final = 2
GRENS: Final = 43
"""Age of a woman from which fertility care is not insured."""


def een_embryo(levering: Levering) -> Oordeel:
    """E08: under 38 no more than one embryo is put back in the first two attempts.

    A transfer is of the last attempt on or before its day.
    UNSOURCED[embryo-aantal]: no national code tells how many embryos are put back; who
    registers them names the code in EMBRYO, with the embryos as its aantal.
    UNSOURCED[embryo-leeftijd]: the age is that on the day of the transfer.
    """
    for naam in (EMBRYO, IVF_POGING):
        if not has_set(levering.registers, naam):
            return not_evaluable(0, codeverzameling(naam))
    most = (
        with_counts(levering, EMBRYO)
        .group_by("prestatie", "dag")
        .agg(pl.col("aantal").sum())
        .sort("prestatie", "aantal", "dag", descending=[False, True, False])
        .unique("prestatie", keep="first", maintain_order=True)
    )
    attempts = (
        levering.once(pogingen)
        .select("persoon", "eerst", "sinds", "is_opnieuw", "nummer")
        .unique(["persoon", "eerst"], keep="first", maintain_order=True)
        .sort("eerst")
    )
    rows = (
        with_person(levering, eigen_lijnen(levering))
        .join(
            most.drop("aantal").with_columns(most["aantal"].alias("embryos")),
            on="prestatie",
        )
        .sort("dag", maintain_order=True)
        .join_asof(
            attempts,
            left_on="dag",
            right_on="eerst",
            by="persoon",
            strategy="backward",
            check_sortedness=False,  # Both were sorted as a whole.
        )
        .sort("bestand_nr", "record")
    )
    young = age(pl.col("geboren"), pl.col("dag")) < EEN_EMBRYO_TOT
    asked = (pl.col("embryos") > 1) & young.fill_null(value=True)
    early = pl.col("nummer") <= EEN_EMBRYO_POGINGEN
    known = known_attempts(levering)
    # An attempt that is not seen can only make the number higher.
    late = (~early).fill_null(value=False)
    return judge(
        rows,
        asked & young.fill_null(value=False) & early.fill_null(value=False) & known,
        rubriek="1611",
        waarde=pl.format(
            "{} embryo's, poging {}", "embryos", pl.col("nummer").fill_null(0)
        ),
        verwacht="een embryo in de eerste twee pogingen onder de 38 jaar",
        ontbreekt=asked & ~late,
        lacks=pl.when(young.is_null())
        .then(pl.lit("geboortedatum (0207)"))
        .when(pl.col("nummer").is_null())
        .then(pl.lit("de poging waarvan deze terugplaatsing is"))
        .otherwise(pl.lit(HISTORIE)),
    )


def leeftijdsgrens(levering: Levering) -> Oordeel:
    """E09: from the 43rd birthday of a woman fertility care is no insured care.

    An attempt that began before that day goes on: a person looks where its line was
    opened before it, or where an earlier line of IVF was and this one holds no new
    punctie. UNSOURCED[poging-begin]: an attempt begins when its subtraject is opened,
    which is one per cycle (NR/CU-263 art. 19, gynaecology 2.0307.1).
    """
    for naam in (FERTILITEIT, IVF, IVF_POGING):
        if not has_set(levering.registers, naam):
            return not_evaluable(0, codeverzameling(naam))
    ivf = lines_with(levering, IVF)
    attempts = lines_with(levering, IVF_POGING)
    begun = ivf.group_by("persoon").agg(ivf_sinds=pl.col("begin").min())
    shown = pl.concat([lines_with(levering, FERTILITEIT), ivf])
    last = shown.group_by("lijn").agg(pl.col("laatst").max())
    rows = (
        with_person(levering, eigen_lijnen(levering))
        .join(last, on="lijn", maintain_order="left")
        .join(begun, on="persoon", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            is_ivf=pl.col("lijn").is_in(ivf["lijn"].implode()),
            is_poging=pl.col("lijn").is_in(attempts["lijn"].implode()),
        )
        .filter((pl.col("geslacht") != "1").fill_null(value=True))
    )
    born = pl.col("geboren")
    is_woman = pl.col("geslacht") == VROUW
    over = age(born, pl.col("laatst")) >= GRENS
    opened = pl.col("is_ivf") & (age(born, pl.col("begin")) < GRENS)
    goes_on = (
        pl.col("is_ivf")
        & ~pl.col("is_poging")
        & (age(born, pl.col("ivf_sinds")) < GRENS).fill_null(value=False)
    )
    history = levering.history_covers(born.dt.offset_by("18y"), "begin")
    may_go_on = pl.col("is_ivf") & ~pl.col("is_poging") & ~opened & ~goes_on & ~history
    known = is_woman & ~may_go_on
    return judge(
        rows,
        (over & known).fill_null(value=False),
        rubriek="0207",
        waarde=pl.format("{} jaar", age(born, pl.col("laatst"))),
        verwacht="jonger dan 43 jaar",
        gevolg=pl.when(opened | goes_on).then(pl.lit("SIG")),
        ontbreekt=over.is_null() | (over & ~known.fill_null(value=False)),
        lacks=pl.when(over.is_null())
        .then(pl.lit("geboortedatum (0207)"))
        .when(~is_woman.fill_null(value=False))
        .then(pl.lit("geslacht (0208)"))
        .otherwise(pl.lit(HISTORIE)),
    )


CHECKS = {"E08": een_embryo, "E09": leeftijdsgrens}
