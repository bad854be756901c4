"""What a check says of the rows that it is about.

A check gives one ``Oordeel``: how many rows it looked at, which of them fail, and which
it could not judge for want of what. What is neither passes. A check never says pass of
a row for which its data were not given.
"""

from dataclasses import dataclass
from typing import Final, TypedDict

import polars as pl

VOLDOET: Final = "VOLDOET"
FAALT: Final = "FAALT"
NIET_BEOORDEELBAAR: Final = "NIET_BEOORDEELBAAR"
FOUT: Final = "FOUT"
UITKOMST = pl.Enum([VOLDOET, FAALT, NIET_BEOORDEELBAAR, FOUT])
"""The four outcomes of a check for a row."""

GEVOLG = pl.Enum(["RJF", "RJ", "RED", "REC", "SIG"])
"""What a failed check leads to, heaviest first: the file is refused, the prestatie is,
less is paid, it is recovered afterwards, a person looks."""

BEVINDING = pl.Schema(
    {
        "bestand_nr": pl.UInt32(),
        "record": pl.UInt32(),
        "uitkomst": UITKOMST,
        "gevolg": GEVOLG,
        "retourcode": pl.String(),
        "rubriek": pl.String(),
        "waarde": pl.String(),
        "verwacht": pl.String(),
        "toegestaan_cent": pl.Int64(),
        "andere_records": pl.String(),
    }
)
"""A row that fails or could not be judged. ``record`` is the line of the file (from 1)
that the check is about: the 01 or 99 for a file, the 02 for a person, the 04 for a
prestatie, its 06 or 16. ``gevolg`` and ``retourcode`` are null where those of the
catalogue hold. ``verwacht`` says of a row that could not be judged what lacks.
``toegestaan_cent`` is what a RED leaves of the 06 that it names, unsigned.
``andere_records`` names the other lines it is about, as ``bestand:record``, or
``historie:referentie``, with ``, `` between."""


@dataclass(frozen=True)
class Oordeel:
    """What a check found.

    Attributes:
        beoordeeld: Rows that it is about: those that pass, fail or lack something.
        bevindingen: Schema ``BEVINDING``: rows that fail or could not be judged.
        reden: What lacks, where it lacks for all rows of the run.
    """

    beoordeeld: int
    bevindingen: pl.DataFrame
    reden: str = ""


class Told(TypedDict, total=False):
    """What is told of a row, as ``judge`` has it."""

    rubriek: str | pl.Expr | None
    waarde: pl.Expr | None
    verwacht: str | pl.Expr | None
    gevolg: str | pl.Expr | None
    retourcode: str | pl.Expr | None
    andere: pl.Expr | None


def judge(
    rows: pl.DataFrame,
    faalt: pl.Expr,
    *,
    rubriek: str | pl.Expr | None = None,
    waarde: pl.Expr | None = None,
    verwacht: str | pl.Expr | None = None,
    ontbreekt: pl.Expr | None = None,
    lacks: str | pl.Expr | None = None,
    gevolg: str | pl.Expr | None = None,
    retourcode: str | pl.Expr | None = None,
    toegestaan: pl.Expr | None = None,
    andere: pl.Expr | None = None,
) -> Oordeel:
    """Judge rows one by one.

    Fail beats not evaluable beats pass (docs/decisions.md 47): ``faalt`` is asked
    first. Where it is null the row could not be judged: fill it where an empty field
    means no.

    Args:
        rows: What the check is about, with columns ``bestand_nr`` and ``record``.
        faalt: Whether a row fails.
        rubriek: The field that is wrong, as ``"0434"``; by default the first of the
            catalogue.
        waarde: What stands there; masked by the report where the catalogue says so.
        verwacht: What was expected.
        ontbreekt: Whether what the check needs lacks for a row that does not fail.
        lacks: What that is.
        gevolg: Consequence, where it is not that of the catalogue.
        retourcode: Code of the retour, where it is not that of the catalogue.
        toegestaan: Cents that are left of the 06, for RED.
        andere: Other lines it is about (``BEVINDING``).
    """
    missing = faalt.is_null() if ontbreekt is None else faalt.is_null() | ontbreekt
    # Of columns cut in other places Polars panics in a branch of a condition.
    rows = rows.rechunk()
    told = rows.select(faalt.fill_null(value=True) | missing).to_series()
    # Most checks find nothing: what they would tell of it is not worked out.
    if not told.any():
        return Oordeel(rows.height, pl.DataFrame(schema=BEVINDING))
    uitkomst = (
        pl.when(faalt)
        .then(pl.lit(FAALT))
        .when(missing)
        .then(pl.lit(NIET_BEOORDEELBAAR))
    )
    values = {
        "uitkomst": uitkomst.cast(UITKOMST),
        "gevolg": as_text(gevolg).cast(GEVOLG),
        "retourcode": as_text(retourcode),
        "rubriek": as_text(rubriek),
        "waarde": as_text(waarde),
        "verwacht": pl.when(faalt).then(as_text(verwacht)).otherwise(as_text(lacks)),
        "toegestaan_cent": as_text(toegestaan).cast(pl.Int64),
        "andere_records": as_text(andere),
    }
    found = (
        rows.lazy()
        .filter(pl.lit(told))
        .select("bestand_nr", "record", **values)
        .collect()
        .cast(BEVINDING)
    )
    return Oordeel(rows.height, found)


def as_text(given: str | pl.Expr | None) -> pl.Expr:
    """What is told, be it the same of all rows."""
    if isinstance(given, pl.Expr):
        return given
    return pl.lit(given, dtype=pl.String)


def fails(rows: pl.DataFrame, beoordeeld: int) -> Oordeel:
    """The Oordeel of a check that found its failing rows itself.

    Args:
        rows: The failing rows, with ``bestand_nr``, ``record`` and any further columns
            of ``BEVINDING``; a row without ``uitkomst`` fails.
        beoordeeld: How many rows it looked at.
    """
    absent = [
        pl.lit(FAALT if name == "uitkomst" else None).cast(dtype).alias(name)
        for name, dtype in BEVINDING.items()
        if name not in rows.columns
    ]
    found = rows.with_columns(absent).select(list(BEVINDING)).cast(BEVINDING)
    return Oordeel(beoordeeld, found)


def together(*parts: Oordeel) -> Oordeel:
    """The halves of a check as one; a row judged in each counts once per half."""
    return Oordeel(
        sum(part.beoordeeld for part in parts),
        pl.concat([part.bevindingen for part in parts]),
        next((part.reden for part in parts if part.reden), ""),
    )


def not_evaluable(beoordeeld: int, reden: str) -> Oordeel:
    """A gap that holds for the whole run: counted, not written per row."""
    return Oordeel(beoordeeld, pl.DataFrame(schema=BEVINDING), reden)
