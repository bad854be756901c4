"""C10: does the policy leave this care out?

Source: Zvw art. 11 lid 5: an insurer may offer policies that leave out care that is
controversial for ethical or religious reasons.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.gemis import tabel
from declarations.checks.inkoop.behandelingen import (
    per_prestatie,
    regels_met,
    with_unknown,
)
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.geldigheid import holds_on

UITSLUITING = "polisuitsluiting"


def uitgesloten(levering: Levering) -> Oordeel:
    """C10: none of its treatments is left out by the policy of the day.

    About lines with a treatment that any policy of the insurer leaves out. A row
    without polis is about every policy; where a row names one, that of the insured has
    to be known.
    """
    table = levering.registers.get(UITSLUITING)
    if table is None:
        return not_evaluable(0, tabel(UITSLUITING))
    namen = table["behandeling"]
    rows = regels_met(levering, namen)
    any_polis = table.filter(pl.col("polis").is_null())
    key = ["uzovi", "behandeling"]
    rows = rows.with_columns(
        is_genoemd=in_period(rows, table, key, "r0411"),
        is_alle=in_period(rows, any_polis, key, "r0411"),
    ).filter("is_genoemd")
    rows = _with_policies(levering, rows, table)
    faalt = pl.col("is_alle") | pl.col("is_eigen")
    lines = per_prestatie(
        rows,
        faalt=faalt.any(),
        ontbreekt=(~pl.col("is_alle") & ~pl.col("is_bekend")).any(),
        gevonden=pl.col("behandeling").filter(faalt).str.join(", "),
        code=pl.col("r0410").first(),
    )
    judged = judge(
        lines,
        pl.col("faalt"),
        waarde=pl.col("code"),
        verwacht=pl.lit("zorg die de polis dekt; uitgesloten: ") + pl.col("gevonden"),
        ontbreekt=pl.col("ontbreekt"),
        lacks=tabel("verzekeringen"),
    )
    return with_unknown(levering, judged, namen)


def _with_policies(
    levering: Levering, rows: pl.DataFrame, table: pl.DataFrame
) -> pl.DataFrame:
    """Add ``is_bekend`` (the policy of the insured on the day is known) and
    ``is_eigen`` (it is one that leaves the treatment out)."""
    polissen = levering.registers.get("verzekeringen")
    if polissen is None:
        no = pl.lit(value=False)
        return rows.with_columns(is_bekend=no, is_eigen=no)
    named = polissen.filter(pl.col("polis").is_not_null())
    person = ["verzekerde_id", "uzovi"]
    left_out = rows.select(*person, "behandeling", "r0411").unique()
    left_out = left_out.join(
        named.select(*person, "polis", van="begindatum", tot="einddatum"), on=person
    ).filter(holds_on(pl.col("r0411"), "van", "tot"))
    mine = left_out.with_columns(
        _uit=in_period(left_out, table, ["uzovi", "polis", "behandeling"], "r0411")
    ).filter("_uit")
    on = [*person, "behandeling", "r0411"]
    met = rows.join(
        mine.select(on).unique().with_columns(is_eigen=pl.lit(value=True)),
        on=on,
        how="left",
        maintain_order="left",
    )
    return met.with_columns(
        pl.col("is_eigen").fill_null(value=False),
        is_bekend=in_period(rows, named, person, "r0411"),
    )


CHECKS = {"C10": uitgesloten}
