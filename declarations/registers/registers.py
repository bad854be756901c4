"""Tables that checks ask, each given or absent, and what they cover.

A table that is absent never makes a line pass or fail. Of one that is there the table
``dekking`` says on which days what does not stand in it does not exist.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

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

    def covers(self, naam: str, dag: str | pl.Expr) -> pl.Expr:
        """Whether what a table does not have on a day does not exist.

        Args:
            naam: Name of the table, or ``historie``; one that is absent covers nothing.
            dag: The line's own date; a null day is not covered.
        """
        day = pl.col(dag) if isinstance(dag, str) else dag
        dekking = self.tabellen.get("dekking")
        covered = pl.lit(value=False)
        is_whole = naam == HISTORIE or naam in self.tabellen
        if dekking is None or not is_whole or naam in self.onvolledig:
            return covered
        rows = dekking.filter((pl.col("tabel") == naam) & pl.col("volledig"))
        for begin, eind in rows.select("begindatum", "einddatum").iter_rows():
            inside = day >= begin if begin is not None else day.is_not_null()
            covered |= inside if eind is None else inside & (day <= eind)
        return covered.fill_null(value=False)
