"""Of which profession is who referred, and of which kind is the institution?

The profession is 0423, else that of the referrer (0422) in the register ``agb``. The
kind of an institution is the first two digits of its AGB code (Vektis COD016).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.registers.codeverzamelingen import is_in_set
from declarations.registers.geldigheid import holds_on

ZELF: Final = ("1", "2")
"""Types of 0421 of who came without a referral."""

AGB_SOORT: Final = 2
"""Digits of an AGB code that tell the kind."""


def with_referrer(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``beroep``, four digits, null where it is not known, and ``is_zelf``.

    Args:
        levering: The delivery.
        rows: Prestaties, with their own fields.
    """
    type_verwijzer = pl.col("r0421").str.strip_chars_start("0")
    told = rows.with_columns(
        is_zelf=type_verwijzer.is_in(list(ZELF)).fill_null(value=False)
    )
    agb = levering.registers.get("agb")
    if agb is None:
        return told.with_columns(beroep=pl.col("r0423").str.zfill(4))
    known = (
        rows.select("prestatie", "r0411", "r0422")
        .join(
            agb.select("begindatum", "einddatum", "specialisme_code", r0422="agb"),
            on="r0422",
        )
        .filter(holds_on(pl.col("r0411")))
        .group_by("prestatie")
        .agg(_agb=pl.col("specialisme_code").drop_nulls().min())
    )
    return (
        told.join(
            known, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
        .with_columns(beroep=pl.coalesce("r0423", "_agb").str.zfill(4))
        .drop("_agb")
    )


def institution_in(levering: Levering, rows: pl.DataFrame, naam: str) -> pl.Series:
    """Whether the institution of each row, or its kind, is in a set on the day."""
    asked = rows.select(
        "instelling", "r0411", soort=pl.col("instelling").str.slice(0, AGB_SOORT)
    )
    registers = levering.registers
    return is_in_set(
        registers, asked, naam, code="instelling", dag="r0411"
    ) | is_in_set(registers, asked, naam, code="soort", dag="r0411")
