"""Who receives care: how old, of which sex, and still alive?"""

import polars as pl

from declarations.checks.feiten.levering import Levering

VROUW = "2"
"""Sex of a woman (ZH308 0208)."""

_OVERLEDEN = "1"


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


def with_death(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``overlijdensdatum`` of the register, and ``is_overleden`` by 0223.

    Args:
        levering: The delivery.
        rows: Rows with ``verzekerde`` and ``verzekerde_id``.
    """
    deaths = pl.DataFrame(
        schema={"verzekerde_id": pl.String, "overlijdensdatum": pl.Date}
    )
    personen = levering.registers.get("personen")
    if personen is not None:
        deaths = personen.select(deaths.columns).unique(
            "verzekerde_id", keep="first", maintain_order=True
        )
    told = levering.declaraties.verzekerden.select(
        "verzekerde", is_overleden=pl.col("r0223") == _OVERLEDEN
    )
    return (
        rows.join(deaths, on="verzekerde_id", how="left", maintain_order="left")
        .join(told, on="verzekerde", how="left", maintain_order="left")
        .with_columns(pl.col("is_overleden").fill_null(value=False))
    )
