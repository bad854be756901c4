"""What there is to tell about a table as a whole: one notice a kind and column.

A notice changes no outcome by itself; it says how something was read, or that what was
given looks otherwise than it should. Faults of single rows are findings.
"""

from dataclasses import dataclass

from tabellen.bevinding import Bevinding

MAX_PER_BEVINDING = 100_000
"""Findings of one code that are written out, of those that reject nothing.

More than a person goes through, and a tenth of what one sheet of a spreadsheet holds;
of all codes together they stay below a gigabyte.
"""


@dataclass(frozen=True)
class Notice:
    """Something to tell about a table.

    Attributes:
        table: Which table: subtrajecten, zorgactiviteiten, or the name of a file.
        bevinding: What it is; its code begins with B.
        column: The column it is about; empty when it is about the whole table.
        row: First row it is about, 1 for the first data row; 0 when about none.
        count: How many rows it is about.
    """

    table: str
    bevinding: Bevinding
    column: str = ""
    row: int = 0
    count: int = 0

    @property
    def code(self) -> str:
        """Our code of the kind."""
        return self.bevinding.code

    @property
    def tekst(self) -> str:
        """What it says, in Dutch."""
        return self.bevinding.tekst

    def as_finding(self) -> dict[str, str | int | None]:
        """A row of findings; the value says of how many rows it is."""
        return {
            **{"source": self.table, "row": self.row, "column": self.column},
            **{"code": self.code, "severity": self.bevinding.ernst},
            **{"value": str(self.count), "tekst": self.tekst},
        }
