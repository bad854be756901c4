"""What an Oordeel says, short enough to write down in a test."""

from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR, Oordeel


def told(oordeel: Oordeel, *columns: str) -> list[tuple[object, ...]]:
    """Record, and further columns, of each row that fails, in order."""
    return _rows(oordeel, FAALT, columns)


def unjudged(oordeel: Oordeel, *columns: str) -> list[tuple[object, ...]]:
    """Record, and further columns, of each row that could not be judged."""
    return _rows(oordeel, NIET_BEOORDEELBAAR, columns)


def _rows(
    oordeel: Oordeel, uitkomst: str, columns: tuple[str, ...]
) -> list[tuple[object, ...]]:
    found = oordeel.bevindingen.filter(oordeel.bevindingen["uitkomst"] == uitkomst)
    return found.sort("bestand_nr", "record").select("record", *columns).rows()
