"""Does the person of a line take part in the study, and did he come in in time?"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel
from declarations.registers.geldigheid import holds_on

NIET_IN_REGISTER = "de persoon staat niet in personen"


def with_deelname(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what ``vt_participation`` says on the day of the activity.

    ``neemt_deel`` is null where it is not known, and ``deelname_ontbreekt`` what lacks
    then: who is not in the table takes no part on days that ``dekking`` covers only.
    ``inclusie`` is the first day that he was included, as far as known. ``is_op_tijd``
    is whether that was no later than the closing of the inclusion (``with_perioden``);
    ``inclusie_ontbreekt`` what lacks to say so.
    """
    table = levering.registers.get("vt_participation")
    no = pl.lit(value=False)
    if table is None:
        made = rows.with_columns(
            neemt_deel=pl.lit(None, pl.Boolean),
            inclusie=pl.lit(None, pl.Date),
            deelname_ontbreekt=pl.lit(tabel("vt_participation")),
        )
        return _in_time(made)
    numbered = rows.with_row_index("_rij")
    met = numbered.join(
        _active(numbered, table), on="_rij", how="left", maintain_order="left"
    )
    active = pl.col("_deel").is_not_null()
    stranger = pl.col("verzekerde_id").is_null()
    covered = levering.registers.covers("vt_participation", "dag")
    made = met.with_columns(
        neemt_deel=pl.when(active).then(~no).when(covered & ~stranger).then(no),
        deelname_ontbreekt=pl.when(active)
        .then(None)
        .when(stranger)
        .then(pl.lit(NIET_IN_REGISTER))
        .when(~covered)
        .then(pl.lit("vt_participation, dat de dag niet dekt")),
    )
    return _in_time(made.drop("_rij", "_deel"))


def _active(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """``_rij`` of who takes part on the day, with the first day of inclusion."""
    keys = pl.concat(
        rows.select("_rij", "vt_id", "dag", bsn_pseudonym=key)
        for key in ("verzekerde_id", "persoon")
    ).unique()
    return (
        keys.join(
            table.select("bsn_pseudonym", "vt_id", "inclusion_date", "end"),
            on=["bsn_pseudonym", "vt_id"],
        )
        .filter(holds_on(pl.col("dag"), "inclusion_date", "end"))
        .group_by("_rij")
        .agg(_deel=pl.lit(value=True), inclusie=pl.col("inclusion_date").min())
    )


def _in_time(rows: pl.DataFrame) -> pl.DataFrame:
    closed, takes_part = pl.col("is_gesloten"), pl.col("neemt_deel")
    in_time = pl.col("inclusie") <= pl.col("inclusie_dicht")
    asked = takes_part.fill_null(value=True)
    return rows.with_columns(
        is_op_tijd=pl.when(~closed).then(pl.lit(value=True)).when(closed).then(in_time),
        inclusie_ontbreekt=pl.when(closed.is_null())
        .then(pl.lit("de dag waarop de inclusie sloot (vt_period)"))
        .when(closed & takes_part.is_null())
        .then("deelname_ontbreekt")
        .when(closed & asked & in_time.is_null())
        .then(pl.lit("inclusion_date in vt_participation")),
    )
