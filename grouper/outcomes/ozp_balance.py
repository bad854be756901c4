"""Counts what became of the activity lines of a batch as overige zorgproducten."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class OzpBalance:
    """Counts of activity lines; all but the last add up to the first.

    Attributes:
        zorgactiviteiten: All lines.
        bij_afgewezen: Lines of a rejected subtraject.
        los: Lines whose subtraject is not in the batch.
        geen_aantal: Lines whose aantal is no integer.
        geen_ozp: Lines of an activity that is no overig zorgproduct on its day.
        niet_geldig: Entries of an activity that is not valid on its day.
        samengevoegd: Lines added to another of the same code and day.
        netto_nul: Entries whose counts add up to zero.
        ozp: Rows of the frame.
        declarabel: Of those, how many are billable by themselves.
    """

    zorgactiviteiten: int = 0
    bij_afgewezen: int = 0
    los: int = 0
    geen_aantal: int = 0
    geen_ozp: int = 0
    niet_geldig: int = 0
    samengevoegd: int = 0
    netto_nul: int = 0
    ozp: int = 0
    declarabel: int = 0

    def __add__(self, other: "OzpBalance") -> "OzpBalance":
        """Counts of two parts of a batch together."""
        return OzpBalance(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )
