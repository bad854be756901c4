"""Tables that checks ask, each given or absent, and what they cover.

A table that is absent never makes a line pass or fail. Of one that is there the table
``dekking`` says on which days what does not stand in it does not exist.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from tabellen.calltypes import checks_fields
from tabellen.getoond import Getoond

HISTORIE = "historie"
"""What was declared before: no table of a register, but covered like one."""


@checks_fields
@dataclass(frozen=True, eq=False, repr=False)
class Registers(Getoond):
    """The tables of a run, by name.

    Attributes:
        tabellen: What was given, and the national lists that ship where none was.
        onvolledig: Tables of which a row could not be used: what is not in them may be
            that row, so they cover nothing.
    """

    tabellen: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    onvolledig: frozenset[str] = frozenset()

    def get(self, naam: str) -> pl.DataFrame | None:
        """A table, or None where it was not given."""
        return self.tabellen.get(naam)

    def without_cover(self, namen: Iterable[str]) -> "Registers":
        """The same tables, of which some more are not whole."""
        return replace(self, onvolledig=self.onvolledig | frozenset(namen))

    def covers(self, naam: str, *dagen: str | pl.Expr) -> pl.Expr:
        """Whether what a table does not have does not exist (docs/decisions.md 47).

        Args:
            naam: Name of the table, or ``historie``; one that is absent covers nothing.
            dagen: The line's own date, or dates between which that is asked of every
                day; a null day is not covered.
        """
        days = [pl.col(dag) if isinstance(dag, str) else dag for dag in dagen]
        covered = pl.lit(value=False)
        for begin, eind in self.stretches(naam):
            inside = [
                day >= begin if begin is not None else day.is_not_null() for day in days
            ]
            if eind is not None:
                inside += [day <= eind for day in days]
            covered |= pl.all_horizontal(inside)
        return covered.fill_null(value=False)

    def stretches(self, naam: str) -> list[tuple[date | None, date | None]]:
        """First and last day of each time that a table is whole, without a gap in it.

        Rows of ``dekking`` that follow on each other are one.
        """
        dekking = self.tabellen.get("dekking")
        is_whole = naam == HISTORIE or naam in self.tabellen
        if dekking is None or not is_whole or naam in self.onvolledig:
            return []
        rows = dekking.filter((pl.col("tabel") == naam) & pl.col("volledig"))
        found: list[tuple[date | None, date | None]] = []
        # An empty begin is always, and stands first.
        periods = rows.select("begindatum", "einddatum").sort("begindatum")
        for begin, eind in periods.iter_rows():
            first, last = found.pop() if found else (begin, eind)
            if last is None:
                found.append((first, None))
            elif begin is None or begin.toordinal() <= last.toordinal() + 1:
                found.append((first, None if eind is None else max(last, eind)))
            else:
                found += [(first, last), (begin, eind)]
        return found
