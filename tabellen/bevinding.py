"""What a finding, a notice or a reason says: declared once, and told by its code.

Each room has one module ``bevindingen`` with all of its own. What makes a finding takes
the declaration; rows that carry the code alone get the rest from the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Bevinding:
    """A code that an output may carry.

    Attributes:
        code: As the output has it.
        ernst: What becomes of the row or line unless set otherwise: reject, warn or
            off; of a decision its klasse.
        waar: The column, or the place in the decision table; may be empty.
        tekst: What it says, in Dutch, without a value of a row.
        bron: Where the rule comes from; empty where it is ours.
    """

    code: str
    ernst: str
    waar: str
    tekst: str
    bron: str = ""


Catalogus = Mapping[str, Bevinding]
"""Findings by code."""


def warns(code: str, tekst: str) -> Bevinding:
    """One with which a row goes on, and a person should look."""
    return Bevinding(code, "warn", "", tekst)


def rejects(code: str, tekst: str) -> Bevinding:
    """One with which a row does not go on."""
    return Bevinding(code, "reject", "", tekst)


def by_code(*bevindingen: Bevinding) -> dict[str, Bevinding]:
    """A catalogue of some, in their order."""
    return {each.code: each for each in bevindingen}


def said_of(catalogus: Catalogus, code: str = "code") -> "tuple[pl.Expr, pl.Expr]":
    """Columns severity and tekst of rows that have a code of a catalogue."""
    import polars as pl

    column = pl.col(code)
    codes = list(catalogus)
    ernst = [each.ernst for each in catalogus.values()]
    tekst = [each.tekst for each in catalogus.values()]
    return (
        column.replace_strict(codes, ernst, return_dtype=pl.String).alias("severity"),
        column.replace_strict(codes, tekst, return_dtype=pl.String).alias("tekst"),
    )
