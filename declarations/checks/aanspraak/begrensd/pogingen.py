"""How many attempts at in vitro fertilisation went before this one? (E07)

An attempt counts once its follikelpunctie succeeded; what follows of it, also the
transfer of frozen embryos, is of that attempt. After an ongoing pregnancy counting
starts anew: ten weeks from the punctie.

Source: Bzv art. 2.4 lid 1 onder a, 2°. Code sets IVF_POGING (a punctie succeeded) and
DOORGAANDE_ZWANGERSCHAP (care that only a pregnancy of ten weeks or more asks).

Dutch terms: poging (attempt), follikelpunctie (taking of egg cells).
"""

from datetime import timedelta
from typing import Final

import polars as pl

from declarations.checks.aanspraak.begrensd.lijncodes import lines_with
from declarations.checks.feiten.leeftijd import with_person
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, with_names
from declarations.checks.gemis import HISTORIE, codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set

IVF_POGING: Final = "IVF_POGING"
DOORGAANDE_ZWANGERSCHAP: Final = "DOORGAANDE_ZWANGERSCHAP"

POGINGEN: Final = 3
"""Attempts per pregnancy that are insured."""

DOORGAAND: Final = timedelta(weeks=10)
"""From the punctie to a pregnancy that is ongoing."""

VOLWASSEN: Final = "18y"


def pogingen(levering: Levering) -> pl.DataFrame:
    """Lines that are an attempt, by person and day; ask it by ``once``.

    ``nummer`` counts from 1 since ``sinds``: the day of the last ongoing pregnancy
    (``is_opnieuw``), else of the first attempt that is known; two lines of one day are
    one attempt. ``vorige`` is the line before.
    UNSOURCED[poging-dag]: of a line without its activities the punctie is on 0411.
    UNSOURCED[zwangerschap-bekend]: an ongoing pregnancy is known by what is declared
    as medical specialist care; what a midwife did is not seen.
    """
    attempts = in_order(lines_with(levering, IVF_POGING), "persoon", "eerst")
    pregnant = (
        lines_with(levering, DOORGAANDE_ZWANGERSCHAP)
        .select("persoon", zwanger="eerst")
        .sort("zwanger")
    )
    before = pl.col("eerst").shift().over("persoon")
    rows = (
        attempts.with_columns(
            _voor=before, vorige=pl.col("lijn").shift().over("persoon")
        )
        .sort("eerst", maintain_order=True)
        .join_asof(
            pregnant,
            left_on="eerst",
            right_on="zwanger",
            by="persoon",
            strategy="backward",
            check_sortedness=False,  # Both were sorted as a whole.
        )
        .sort("persoon", "eerst", maintain_order=True)
    )
    reset = (pl.col("zwanger") >= pl.col("_voor") + DOORGAAND).fill_null(value=False)
    # Of one who was pregnant before the first attempt that is known it counts as well.
    first = pl.col("_voor").is_null() & pl.col("zwanger").is_not_null()
    counted = rows.with_columns(_reeks=(reset | first).cum_sum().over("persoon"))
    van_reeks = ["persoon", "_reeks"]
    return counted.with_columns(
        nummer=pl.col("eerst").rank("dense").over(van_reeks).cast(pl.Int64),
        sinds=pl.when(pl.col("_reeks") > 0)
        .then(pl.col("zwanger").first().over(van_reeks))
        .otherwise(pl.col("eerst").min().over(van_reeks)),
        is_opnieuw=pl.col("_reeks") > 0,
    ).drop("_voor", "zwanger", "_reeks")


def known_attempts(levering: Levering) -> pl.Expr:
    """Whether the number of an attempt is known: nothing before it can be unseen.

    Asked of rows with ``eerst``, ``sinds``, ``is_opnieuw`` and ``geboren``.
    UNSOURCED[ivf-vanaf]: before the 18th birthday there was no attempt.
    """
    since = (
        pl.when("is_opnieuw")
        .then("sinds")
        .otherwise(pl.col("geboren").dt.offset_by(VOLWASSEN))
    )
    return levering.history_covers(since, "eerst")


def vierde_poging(levering: Levering) -> Oordeel:
    """E07: a fourth attempt without an ongoing pregnancy after the third is no care.

    It fails where the history between the attempts is known, so that a pregnancy would
    have been seen; it passes where all attempts before it are.
    """
    rows = levering.once(pogingen).filter(~pl.col("is_historie"))
    rows = with_names(levering, with_person(levering, rows), "vorige")
    for naam in (IVF_POGING, DOORGAANDE_ZWANGERSCHAP):
        if not has_set(levering.registers, naam):
            return not_evaluable(rows.height, codeverzameling(naam))
    too_many = pl.col("nummer") > POGINGEN
    return judge(
        rows.sort("bestand_nr", "record"),
        too_many & levering.history_covers("sinds", "eerst"),
        waarde=pl.format("poging {}", "nummer"),
        verwacht=f"ten hoogste {POGINGEN} pogingen per te realiseren zwangerschap",
        ontbreekt=too_many | ~known_attempts(levering),
        lacks=HISTORIE,
        andere=pl.col("andere_records"),
    )


CHECKS = {"E07": vierde_poging}
