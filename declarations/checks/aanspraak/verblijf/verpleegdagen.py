"""Are as many verpleegdagen claimed as the admissions have? (S06)

Source: NR/CU-263 art. 24.12 (2016): each calendar day from admission to discharge, both
included, but for the day of admission from 20:00 on; not the days of absence (24.14).

Dutch terms: verpleegdag (day of nursing), opname (admission), verlof (leave).
"""

import polars as pl

from declarations.checks.aanspraak.verblijf.dagen import VERPLEEGDAG, claimed_days
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import AVOND, OPNAMEN, of_kind, stays, within
from declarations.checks.gemis import PRIVACYVERKLARING, codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set
from declarations.verblijf.dagdelen import VERLOF


def dagen_van_opname(levering: Levering) -> Oordeel:
    """S06: no more verpleegdagen of a line than its days in the register's admissions.

    A day outside every admission counts as too many where the register covers it. On
    the day of an admission at night a verpleegdag counts only of who was there already.
    Fewer days than the admission has are no fault: it may be divided over dbc's.
    """
    days = claimed_days(levering, VERPLEEGDAG)
    hidden = pl.col("is_dbc") & pl.col("privacy")
    rows = levering.prestaties.filter(~pl.col("is_credit")).filter(
        pl.col("prestatie").is_in(days["prestatie"].implode()) | hidden
    )
    if not has_set(levering.registers, VERPLEEGDAG):
        return not_evaluable(rows.height, codeverzameling(VERPLEEGDAG))
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, tabel(OPNAMEN))
    judged = _allowed(levering, days, rows)
    per_line = judged.group_by("prestatie").agg(
        pl.col("aantal").sum(),
        mag=pl.col("mag").fill_null(value=True).sum(),
        # More than one on a day is too many, whatever is known of it.
        teveel=(
            pl.col("aantal")
            - pl.when(pl.col("mag").fill_null(value=True)).then(1).otherwise(0)
        ).sum(),
        is_bekend=pl.col("mag").is_not_null().all(),
    )
    rows = rows.select(
        "bestand_nr", "record", "prestatie", "verzekerde_id", "privacy"
    ).join(per_line, on="prestatie", how="left", validate="1:1", maintain_order="left")
    return judge(
        rows,
        (pl.col("teveel") > 0).fill_null(value=False),
        rubriek="0411",
        waarde=pl.format("{} verpleegdagen", "aantal"),
        verwacht=pl.format("ten hoogste {} naar de opnamen", "mag"),
        ontbreekt=~pl.col("is_bekend").fill_null(value=False),
        lacks=pl.when(pl.col("aantal").is_null())
        .then(pl.lit(PRIVACYVERKLARING))
        .otherwise(pl.lit(tabel(OPNAMEN))),
    )


def _allowed(
    levering: Levering, days: pl.DataFrame, rows: pl.DataFrame
) -> pl.DataFrame:
    """Add ``mag``: a day of an admission and no leave; null where it is not known."""
    of_line = days.join(
        rows.select("prestatie", "persoon", "instelling", "verzekerde_id"),
        on="prestatie",
        maintain_order="left",
    )
    met = within(of_line, levering.once(stays))
    is_first = pl.col("van") == pl.col("dag")
    by_day = met.group_by("prestatie", "dag").agg(
        begint=is_first.all(),
        vroeg=(pl.col("begintijd") < AVOND).any(),
        zonder_tijd=pl.col("begintijd").is_null().any(),
    )
    away = (
        within(of_line, of_kind(levering, [VERLOF]))
        .select("prestatie", "dag")
        .unique()
        .with_columns(is_verlof=pl.lit(value=True))
    )
    joined = of_line
    for facts in (by_day, away):
        joined = joined.join(
            facts,
            on=["prestatie", "dag"],
            how="left",
            validate="1:1",
            maintain_order="left",
        )
    covered = (
        levering.registers.covers(OPNAMEN, "dag")
        & pl.col("verzekerde_id").is_not_null()
    )
    by_hour = (
        pl.when(pl.col("vroeg").fill_null(value=False))
        .then(pl.lit(value=True))
        .when(~pl.col("zonder_tijd"))
        .then(pl.lit(value=False))
    )
    return joined.with_columns(
        mag=pl.when(pl.col("is_verlof"))
        .then(pl.lit(value=False))
        .when(pl.col("begint"))
        .then(by_hour)
        .when(pl.col("begint").is_not_null())
        .then(pl.lit(value=True))
        .when(covered)
        .then(pl.lit(value=False))
    )


CHECKS = {"S06": dagen_van_opname}
