"""What a check said, by the reference of the line it said it of."""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR, Oordeel


def failing(levering: Levering, oordeel: Oordeel) -> dict[str, str | None]:
    """Each prestatie that fails, with the other lines that it names."""
    return _told(levering, oordeel, FAALT, "andere_records")


def unjudged(levering: Levering, oordeel: Oordeel) -> dict[str, str | None]:
    """Each prestatie that could not be judged, with what lacks."""
    return _told(levering, oordeel, NIET_BEOORDEELBAAR, "verwacht")


def _told(
    levering: Levering, oordeel: Oordeel, uitkomst: str, column: str
) -> dict[str, str | None]:
    found = oordeel.bevindingen.filter(pl.col("uitkomst") == uitkomst)
    named = found.join(levering.prestaties, on=["bestand_nr", "record"])
    return dict(zip(named["r0458"], named[column], strict=True))
