"""Which lines are geriatric rehabilitation, and since when? (E14, E16, E17)

Source: Bzv art. 2.5c; polisvoorwaarden ONVZ 2025, geriatrische revalidatie, as the
binding advice SKGZ 202501216 quotes them.

Dutch terms: GRZ (geriatric rehabilitation), indicatie (finding that care is needed).
"""

from datetime import date
from typing import Final

import polars as pl

from declarations.checks.aanspraak.revalidatie.verwijzers import (
    institution_in,
    with_referrer,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import GRZ
from declarations.checks.feiten.opnamen import OPNAMEN, stays
from declarations.checks.gemis import codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set, is_in_set

GRZ_INDICATIE: Final = "GRZ_INDICATIE"
GRZ_INDICATIE_OPNAME: Final = "GRZ_INDICATIE_OPNAME"
GRZ_AANBIEDER: Final = "GRZ_AANBIEDER"

AANSLUITING: Final = (date(2015, 1, 1), date(2016, 12, 31))
"""Opening days for which GRZ had to follow a stay (Bzv art. 2.5c of 2015 and 2016)."""

WEEK: Final = "-7d"


def grz_lines(levering: Levering) -> pl.DataFrame:
    """Debit dbc's of GRZ, with ``sinds``: the day its zorgtraject began (0416)."""
    return levering.dbc.filter(
        pl.col("r0439").str.zfill(4) == GRZ, ~pl.col("is_credit")
    ).with_columns(sinds=pl.min_horizontal("r0411", "r0416"))


def aansluiting(levering: Levering) -> Oordeel:
    """E14: in 2015 and 2016 GRZ began within a week after a stay.

    UNSOURCED[grz-aansluiting-tot]: the texts of those years were read; later GRZ is
    also given to who was at home, and from when on is not known here.
    """
    first, last = AANSLUITING
    rows = grz_lines(levering).filter(pl.col("r0411").is_between(first, last))
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, tabel(OPNAMEN))
    rows = _with_stay_before(levering, rows)
    week_before = pl.col("sinds").dt.offset_by(WEEK)
    known = levering.registers.covers(OPNAMEN, week_before, "sinds")
    return judge(
        rows,
        ~pl.col("was_opgenomen") & known & pl.col("verzekerde_id").is_not_null(),
        rubriek="0411",
        waarde=pl.col("sinds").dt.to_string("%Y%m%d"),
        verwacht="binnen een week na een opname",
        ontbreekt=~pl.col("was_opgenomen"),
        lacks=tabel(OPNAMEN),
    )


def _with_stay_before(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``was_opgenomen``: a stay reached to within a week before the beginning."""
    met = (
        rows.select("prestatie", "persoon", "sinds")
        .join(levering.once(stays), on="persoon")
        .filter(
            pl.col("van") <= pl.col("sinds"),
            pl.col("tot").is_null()
            | (pl.col("tot") >= pl.col("sinds").dt.offset_by(WEEK)),
        )
    )
    return rows.with_columns(
        was_opgenomen=pl.col("prestatie").is_in(met["prestatie"].implode())
    )


def indicatie(levering: Levering) -> Oordeel:
    """E16: who sent the patient may find that GRZ is needed.

    After a stay any medical specialist may, else a klinisch geriater, an
    internist-ouderengeneeskunde or a specialist ouderengeneeskunde.
    UNSOURCED[grz-verwijzer]: who referred (0421 to 0423) is taken for who found it.
    """
    rows = grz_lines(levering)
    for naam in (GRZ_INDICATIE, GRZ_INDICATIE_OPNAME):
        if not has_set(levering.registers, naam):
            return not_evaluable(rows.height, codeverzameling(naam))
    rows = _with_stay_before(levering, with_referrer(levering, rows))
    registers = levering.registers
    rows = rows.with_columns(
        altijd=is_in_set(registers, rows, GRZ_INDICATIE, code="beroep", dag="r0411"),
        na_opname=is_in_set(
            registers, rows, GRZ_INDICATIE_OPNAME, code="beroep", dag="r0411"
        ),
    )
    known_home = (
        registers.covers(OPNAMEN, "sinds") & pl.col("verzekerde_id").is_not_null()
    )
    nobody = pl.col("is_zelf")
    named = pl.col("beroep").is_not_null()
    specialist = pl.col("na_opname") & ~pl.col("altijd")
    at_home = specialist & ~pl.col("was_opgenomen")
    return judge(
        rows,
        nobody | (named & ~pl.col("altijd") & ~specialist) | (at_home & known_home),
        rubriek="0423",
        waarde=pl.coalesce("beroep", "r0421"),
        verwacht=pl.when(at_home)
        .then(pl.lit("klinisch geriater, internist of specialist ouderengeneeskunde"))
        .otherwise(pl.lit("een medisch specialist of specialist ouderengeneeskunde")),
        ontbreekt=~named | at_home,
        lacks=pl.when(named)
        .then(pl.lit(tabel(OPNAMEN)))
        .otherwise(pl.lit("het beroep van de verwijzer")),
    )


def aanbieder(levering: Levering) -> Oordeel:
    """E17: GRZ is given by a nursing home, rehabilitation centre or the like.

    The institution is known by the kind in its AGB code (the first two digits), or by
    the whole code. UNSOURCED[grz-aanbieder]: which kinds of the land are "or the like".
    """
    rows = grz_lines(levering)
    if not has_set(levering.registers, GRZ_AANBIEDER):
        return not_evaluable(rows.height, codeverzameling(GRZ_AANBIEDER))
    fits = institution_in(levering, rows, GRZ_AANBIEDER)
    return judge(
        rows.with_columns(past=fits),
        ~pl.col("past"),
        rubriek="0440",
        waarde=pl.col("instelling"),
        verwacht="een verpleeghuis, revalidatiecentrum of vergelijkbare instelling",
        ontbreekt=pl.col("instelling").is_null(),
        lacks="de instelling (0440 of 0112)",
    )


CHECKS = {"E14": aansluiting, "E16": indicatie, "E17": aanbieder}
