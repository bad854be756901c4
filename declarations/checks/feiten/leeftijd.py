"""How old is who receives care, and of which sex?"""

import polars as pl

from declarations.checks.feiten.levering import Levering

VROUW = "2"
"""Sex of a woman (ZH308 0208)."""


def age(birth: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Age in whole years: one more on each birthday, of 29 February on 1 March."""
    before = (day.dt.month() < birth.dt.month()) | (
        (day.dt.month() == birth.dt.month()) & (day.dt.day() < birth.dt.day())
    )
    return day.dt.year() - birth.dt.year() - before.cast(pl.Int32)


def with_person(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``geboren`` (0207) and ``geslacht`` (0208) of the insured person.

    Args:
        levering: The delivery.
        rows: Rows with ``persoon``; of one who stands in several records 02 the lowest
            that is told counts, so that their order does not.
    """
    told = levering.verzekerden.group_by("persoon", maintain_order=True).agg(
        geboren=pl.col("r0207").drop_nulls().min(),
        geslacht=pl.col("r0208").drop_nulls().min(),
    )
    return rows.join(
        told, on="persoon", how="left", validate="m:1", maintain_order="left"
    )
