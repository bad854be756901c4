"""Is a day of stay beyond the 1,095th of an uninterrupted period? (S01)

Source: Bzv art. 2.12 lid 1 to 3; the days are counted by ``declarations.verblijf``, of
all institutions together, by the register ``opnamen``.
"""

import polars as pl

from declarations.checks.aanspraak.verblijf.dagen import (
    IC_DAG,
    VERPLEEGDAG,
    claimed_days,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import OPNAMEN
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.verblijf.dagdelen import VERBLIJF
from declarations.verblijf.perioden import GEDEKTE_DAGEN, count_verblijf


def boven_1095(levering: Levering) -> Oordeel:
    """S01: no day of stay is claimed behind the 1,095th.

    A line of which every day lies behind it fails; of one that holds days on both
    sides a person looks. What stays are not known can only make the counter higher, so
    that a line fails by those that are; it passes where all are.
    """
    days = claimed_days(levering, VERPLEEGDAG, IC_DAG)
    rows = levering.prestaties.filter(
        pl.col("prestatie").is_in(days["prestatie"].implode())
    ).select("bestand_nr", "record", "prestatie", "verzekerde_id")
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, tabel(OPNAMEN))
    asked = days.join(rows, on="prestatie", maintain_order="left")
    periods = _periods(levering, asked)
    met = asked.join(periods, on="verzekerde_id").filter(
        pl.col("dag").is_between("begindatum", "einddatum")
    )
    per_line = met.group_by("prestatie").agg(
        over=(pl.col("dag") >= pl.col("eerste_niet_gedekt"))
        .fill_null(value=False)
        .sum(),
        bekend=pl.len(),
        is_zeker=(pl.col("status") == "OK").all(),
        eerste=pl.col("eerste_niet_gedekt").min(),
    )
    claimed = asked.group_by("prestatie").agg(
        dagen=pl.len(), is_gedekt=levering.registers.covers(OPNAMEN, "dag").all()
    )
    for facts in (claimed, per_line):
        rows = rows.join(
            facts, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
    over = pl.col("over").fill_null(0)
    return judge(
        rows,
        over > 0,
        rubriek="0411",
        waarde=pl.format("{} van {} dagen", over, "dagen"),
        verwacht=pl.format(
            "verblijf tot {}, de dag na dag {}",
            pl.col("eerste").dt.to_string("%Y%m%d"),
            pl.lit(GEDEKTE_DAGEN),
        ),
        gevolg=pl.when(over < pl.col("dagen")).then(pl.lit("SIG")),
        ontbreekt=(pl.col("bekend").fill_null(0) < pl.col("dagen"))
        | ~(pl.col("is_zeker") & pl.col("is_gedekt")).fill_null(value=False),
        lacks=tabel(OPNAMEN),
    )


def _periods(levering: Levering, asked: pl.DataFrame) -> pl.DataFrame:
    """Periods of those who claim, counted as far as their last day asks."""
    last = asked.group_by("verzekerde_id").agg(_laatste=pl.col("dag").max())
    opnamen = levering.registers.tabellen[OPNAMEN].join(last, on="verzekerde_id")
    stays = pl.col("soort").cast(pl.String).is_in(VERBLIJF)
    open_stay = stays & pl.col("einddatum").is_null()
    ended = opnamen.with_columns(
        einddatum=pl.when(open_stay)
        .then(pl.max_horizontal("begindatum", "_laatste"))
        .otherwise("einddatum")
    ).drop("_laatste")
    # Before the last time that the register is whole a stay may be unknown.
    stretches = levering.registers.stretches(OPNAMEN)
    since = stretches[-1][0] if stretches else None
    return count_verblijf(ended, bekend_vanaf=since).select(
        "verzekerde_id", "begindatum", "einddatum", "eerste_niet_gedekt", "status"
    )


CHECKS = {"S01": boven_1095}
