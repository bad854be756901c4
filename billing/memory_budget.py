"""What a run may take of memory; what will not fit is refused before it begins.

A process that asks for more than there is, is ended by the kernel: it says nothing and
may leave anything. What a road takes was measured per row (docs/performance.md), and
the least of it is asked for, so that nothing is refused that fits.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.machine_memory import memory_in_use, memory_left
from productstructure.errors import CallError, DbcError
from tabellen.forms.frames import scan_rows
from tabellen.reading.endings import form_of

PER_LINE = 1_300
"""Bytes that pricing takes per line, from reading it to writing its decision: 1,400 of
Parquet with fourteen columns, 1,860 of csv."""

PER_READ_LINE = 500
"""Bytes that pricing takes per line beside those that hold it: 508."""

PER_SUBTRAJECT = 800
"""Bytes that grouping takes per subtraject of a chunk, with some seven activities."""

_SIZE = r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?"
_SAMPLE = 1 << 16


class MemoryBudgetError(DbcError):
    """A run would not fit in the memory that it may take (exit code 3)."""


@dataclass(frozen=True)
class MemoryBudget:
    """What a run may take.

    Attributes:
        most: Bytes that the process may hold; None for what the machine and its
            container leave.
    """

    most: int | None = None

    @classmethod
    def of(cls, text: str | None) -> "MemoryBudget":
        """Read a size such as 8GiB, 512M or 16 GB; None is the default.

        Raises:
            CallError: It is no size.
        """
        if text is None:
            return cls()
        found = re.fullmatch(_SIZE, text.strip(), re.IGNORECASE)
        if found is None or not float(found[1]):
            raise CallError(f"max_memory is {text!r}; write a size such as 8GiB.")
        # As people write it: G and GiB are of 1,024, GB is of 1,000.
        is_decimal = text.strip().lower().endswith("b") and not found[3] and found[2]
        step = 1000 if is_decimal else 1024
        return cls(
            int(float(found[1]) * step ** " kmgt".index(found[2].lower() or " "))
        )

    def require(self, needed: int, asked: str, advice: str) -> None:
        """Refuse what takes more than may still be had.

        Args:
            needed: Bytes, beside those that are held now.
            asked: What takes them.
            advice: What to do.

        Raises:
            MemoryBudgetError: It does not fit.
        """
        left = self._left()
        if left is not None and needed > left[0]:
            raise MemoryBudgetError(
                f"{asked} would take some {_told(needed)} of memory, and the budget is "
                f"{_told(left[0])} ({left[1]}). {advice}, or set max_memory "
                "(--max-memory)."
            )

    def _left(self) -> tuple[int, str] | None:
        if self.most is None:
            return memory_left()
        rest = max(0, self.most - memory_in_use())
        return rest, f"what is left of {_told(self.most)}"


def _told(size: int) -> str:
    return f"{size / 2**30:,.1f} GiB" if size >= 2**30 else f"{size / 2**20:,.0f} MiB"


def rows_of(path: Path) -> int:
    """About how many rows a file has, without reading it.

    Those of a csv follow from its size and three pieces of it. 0 where it is not known:
    of a file that cannot be read, which its reader tells, and of a workbook.
    """
    form = form_of(path)
    if form is None or not path.is_file():
        return 0
    if form == "csv":
        return _lines_of(path)
    try:
        return int(scan_rows(path, form).select(pl.len()).collect().item())
    except (OSError, DbcError, pl.exceptions.PolarsError):
        return 0


def _lines_of(path: Path) -> int:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            read = ends = 0
            for place in (0, size // 2, max(0, size - _SAMPLE)):
                file.seek(place)
                piece = file.read(_SAMPLE)
                read, ends = read + len(piece), ends + piece.count(b"\n")
    except OSError:
        return 0
    return size * ends // read if read else 0
