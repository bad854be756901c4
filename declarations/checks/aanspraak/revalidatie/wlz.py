"""Is care claimed that belongs to long-term care (Wlz)? (E13, E23)

Source: Bzv art. 2.5c lid 2; polisvoorwaarden ONVZ 2025 ("revalidatiezorg die u nodig
heeft, als u in een Wlz-instelling woont en daar ook behandeling krijgt").

Dutch terms: GRZ (geriatric rehabilitation).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.revalidatie.grz import grz_lines
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import OPNAMEN, WLZ, of_kind, stays
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.geldigheid import holds_on

INDICATIES: Final = "wlz"
"""Table of indications for long-term care."""

DAG: Final = "1d"


def na_wlz_verblijf(levering: Levering) -> Oordeel:
    """E13: no GRZ right after a Wlz stay with treatment in the same institution.

    A stay in hospital between the two does not part them.
    UNSOURCED[wlz-met-behandeling]: a row WLZ of ``opnamen`` is taken for a stay with
    treatment; the table does not say so.
    UNSOURCED[grz-aansluitend]: "voorafgegaan" is read as: up to the day before.
    """
    rows = grz_lines(levering)
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, tabel(OPNAMEN))
    rows = rows.with_columns(aanvang=_before_hospital(levering, rows))
    before = (
        rows.select("prestatie", "persoon", "instelling", "aanvang")
        .join(of_kind(levering, [WLZ]), on="persoon")
        .filter(
            pl.col("plaats") == pl.col("instelling"),
            pl.col("van") < pl.col("aanvang"),
            pl.col("tot").is_null()
            | (pl.col("tot").dt.offset_by(DAG) >= pl.col("aanvang")),
        )
    )
    covers = levering.registers.covers
    knows = (
        covers(OPNAMEN, pl.col("aanvang").dt.offset_by("-1d"))
        & pl.col("verzekerde_id").is_not_null()
    )
    return judge(
        rows,
        pl.col("prestatie").is_in(before["prestatie"].implode()),
        rubriek="0411",
        waarde=pl.col("sinds").dt.to_string("%Y%m%d"),
        verwacht="geen Wlz-verblijf met behandeling in deze instelling daarvoor",
        ontbreekt=~knows,
        lacks=tabel(OPNAMEN),
    )


def _before_hospital(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """The day GRZ began, or that of the admission it follows on."""
    met = (
        rows.select("prestatie", "persoon", "sinds")
        .join(levering.once(stays), on="persoon")
        .filter(
            pl.col("van") < pl.col("sinds"),
            pl.col("tot").dt.offset_by(DAG) >= pl.col("sinds"),
        )
        .group_by("prestatie")
        .agg(_van=pl.col("van").min())
    )
    joined = rows.select("prestatie", "sinds").join(
        met, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    return joined.select(pl.coalesce("_van", "sinds").alias("aanvang"))["aanvang"]


def ander_regime(levering: Levering) -> Oordeel:
    """E23: GRZ of who stays on an indication for long-term care is of the Wlz.

    It is refused where the register of stays has the person in a Wlz institution on
    the day; with an indication alone a person looks, for it may be used at home.
    Care of the Jeugdwet stands in no table.
    """
    rows = grz_lines(levering)
    indications = levering.registers.get(INDICATIES)
    if indications is None:
        return not_evaluable(rows.height, tabel(INDICATIES))
    day = pl.col("r0411")
    indicated = (
        rows.select("prestatie", "verzekerde_id", "r0411")
        .join(indications, on="verzekerde_id")
        .filter(holds_on(day))
    )
    staying = (
        rows.select("prestatie", "persoon", "r0411")
        .join(of_kind(levering, [WLZ]), on="persoon")
        .filter(holds_on(day, "van", "tot"))
    )
    stays_there = pl.col("prestatie").is_in(staying["prestatie"].implode())
    return judge(
        rows,
        pl.col("prestatie").is_in(indicated["prestatie"].implode()),
        rubriek="0411",
        waarde=day.dt.to_string("%Y%m%d"),
        verwacht="geen Wlz-indicatie op deze dag",
        gevolg=pl.when(~stays_there).then(pl.lit("SIG")),
        ontbreekt=~levering.registers.covers(INDICATIES, "r0411")
        | pl.col("verzekerde_id").is_null(),
        lacks=tabel(INDICATIES),
    )


CHECKS = {"E13": na_wlz_verblijf, "E23": ander_regime}
