"""F25: does a dbc-zorgproduct have all fields that only it has?

Source: ZH308 v9.0 (the CD of 0414-0447: "vullen voor DBC-zorgproducten"; 0439: 0300 is
not allowed); NR/CU-263 art. 35 lid 1; docs/decisions.md 49 (also a dbc without 0414).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel

VELDEN = (
    *("0414", "0415", "0418", "0419", "0427", "0431", "0434", "0437", "0438"),
    *("0439", "0440", "0444", "0445", "0446", "0447"),
)
"""Fields that a dbc must have, in the order of the record."""

_KOLOMMEN = tuple(f"r{rubriek}" for rubriek in VELDEN)

JA_NEE = ("0434", "0437", "0438")
"""Those of them that are J or N."""

DBC_CODE = r"^1[4-7]"
"""How a declaratiecode of a dbc begins (NR/CU-263 art. 35 lid 1e): 14 and 15 insured,
16 and 17 not insured; 14 and 16 with a regulated, 15 and 17 with a free tarief."""


def is_dbc() -> pl.Expr:
    """A 04 with a zorgproduct, or without one but with the declaratiecode of a dbc."""
    code = pl.col("r0410").str.contains(DBC_CODE) & pl.col("r0448").is_null()
    return pl.col("r0414").is_not_null() | (
        (pl.col("r0409") == "041") & code
    ).fill_null(value=False)


def dbc_velden(levering: Levering) -> Oordeel:
    """F25: no field of a dbc is empty, and what is J or N is one of the two."""
    return judge_by(
        levering.declaraties.prestaties.select(
            "bestand_nr", "record", "r0409", "r0410", "r0448", *_KOLOMMEN
        ).filter(is_dbc()),
        [_filled(rubriek) for rubriek in VELDEN],
    )


def _filled(rubriek: str) -> Regel:
    field = pl.col(f"r{rubriek}")
    if rubriek in JA_NEE:
        return Regel(rubriek, ~field.is_in(["J", "N"]).fill_null(value=False), "J of N")
    if rubriek == "0439":
        return Regel(
            rubriek,
            field.is_null() | (field == "0300"),
            "het declarerende specialisme, niet 0300",
            retourcode="8011",
        )
    return Regel(rubriek, field.is_null(), "gevuld bij een dbc-zorgproduct")


CHECKS = {"F25": dbc_velden}
