"""How does a table of somebody else have to be read: its columns, values and sheet?

A file of TOML says it per table: the columns as ours = theirs, the values of a column
as theirs = ours.

    [subtrajecten]
    begindatum = "Start DBC"

    [subtrajecten.waarden.zorgtype_code]
    R = "11"

Dutch terms: leeswijze (way of reading), waarden (values), blad (sheet).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from tabellen.errors import CallError, InputFileError
from tabellen.headers.headertext import bare_name, told_columns
from tabellen.values.dayforms import Datumvorm

WAARDEN = "waarden"
"""Section of a table with the values of its columns."""


@dataclass(frozen=True)
class Vertaling:
    """How one table is translated.

    Attributes:
        kolommen: Their name of a column by ours.
        waarden: By our name of a column, our value by theirs.
    """

    kolommen: Mapping[str, str] = field(default_factory=dict)
    waarden: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """What a section of TOML says of it."""
        waarden = {name: dict(values) for name, values in self.waarden.items()}
        return {**self.kolommen, **({WAARDEN: waarden} if waarden else {})}

    def renamed(self, names: list[str], table: str) -> dict[str, str]:
        """Our name by theirs, for the columns of a file.

        Raises:
            InputFileError: The file has no such column, or has one of our name too.
        """
        self.require_in(names, table)
        by_form = {bare_name(name): name for name in names}
        found = {}
        for ours, theirs in self.kolommen.items():
            there = theirs if theirs in names else by_form[bare_name(theirs)]
            if ours in names and ours != there and ours not in self.kolommen.values():
                raise InputFileError(
                    f"{table}: column {theirs!r} is to be {ours}, which is there "
                    "already. Correct --kolommen, or remove one of them."
                )
            found[there] = ours
        return found

    def require_in(self, names: Collection[str], table: str) -> None:
        """Refuse a file that has not the columns that are translated.

        Raises:
            InputFileError: One is missing.
        """
        there = {bare_name(name) for name in names}
        for ours, theirs in self.kolommen.items():
            if bare_name(theirs) not in there:
                raise InputFileError(
                    f"{table}: no column {theirs!r} found, which is to be {ours}. "
                    f"Columns found: {told_columns(names, self.kolommen.values())}. "
                    "Correct --kolommen."
                )

    def translated(self, schema: pl.Schema) -> Iterator[pl.Expr]:
        """Columns with our values for theirs; others stay as they are."""
        for name, ours in self.waarden.items():
            if name in schema:
                text = pl.col(name).cast(pl.String)
                yield text.str.strip_chars().replace(ours).alias(name)


NOTHING = Vertaling()


@dataclass(frozen=True)
class Leeswijze:
    """How the tables that a person gives are read.

    Attributes:
        genegeerd: Columns that are what they are, however near to a known one that is
            absent.
        datumvorm: What stands first in dates with slashes; None where it is not told.
        bladen: Sheets that count, of workbooks that have several tables.
        tabellen: How each table is translated, by its name.
    """

    genegeerd: tuple[str, ...] = ()
    bladen: tuple[str, ...] = ()
    datumvorm: Datumvorm | None = None
    tabellen: Mapping[str, Vertaling] = field(default_factory=dict)

    def of(self, table: str) -> Vertaling:
        """How one table is translated."""
        return self.tabellen.get(table, NOTHING)

    def to_dict(self, tables: Collection[str]) -> dict[str, Any]:
        """What a record holds of it, where anything was asked for of some tables."""
        said: dict[str, Any] = {}
        if self.bladen:
            said["bladen"] = list(self.bladen)
        if self.datumvorm:
            said["datumvorm"] = self.datumvorm
        translated = {
            name: each.to_dict()
            for name, each in self.tabellen.items()
            if name in tables
        }
        return {**said, "kolommen": translated} if translated else said


AS_OURS = Leeswijze()
"""Of tables that are called as here, with dates that say what they are."""


def vertalingen(
    document: Mapping[str, Any], where: str, known: Mapping[str, tuple[str, ...]]
) -> dict[str, Vertaling]:
    """How tables are translated, as a section of TOML says it.

    Raises:
        CallError: It names a table or column that is not known, or has another form.
    """
    found = {}
    for table, section in document.items():
        if table not in known:
            raise CallError(
                f"{where}: table {table!r} is not known; use {', '.join(known)}."
            )
        if not isinstance(section, Mapping):
            raise CallError(f"{where}: write the columns under [{table}].")
        place = f"{where}: [{table}]"
        of_values = section.get(WAARDEN, {})
        if not isinstance(of_values, Mapping):
            raise CallError(f"{place} {WAARDEN}: write [{table}.{WAARDEN}.COLUMN].")
        columns = {name: each for name, each in section.items() if name != WAARDEN}
        _require_known([*columns, *of_values], known[table], place)
        for name, each in columns.items():
            if not isinstance(each, str) or not each.strip():
                raise CallError(
                    f"{place} {name}: expected the name of a column between quotes."
                )
        theirs = list(columns.values())
        double = [name for name in theirs if theirs.count(name) > 1]
        if double:
            raise CallError(f"{place}: {double[0]!r} is to be two columns; choose one.")
        found[table] = Vertaling(
            columns, {n: dict(_values(v, place, n)) for n, v in of_values.items()}
        )
    return found


def _values(section: object, place: str, name: str) -> Iterator[tuple[str, str]]:
    if not isinstance(section, Mapping):
        raise CallError(f"{place} {WAARDEN}.{name}: write theirs = ours below it.")
    for theirs, ours in section.items():
        if isinstance(ours, bool) or not isinstance(ours, str | int):
            raise CallError(
                f"{place} {WAARDEN}.{name}: expected our value between quotes for each "
                "of theirs."
            )
        yield theirs, str(ours)


def _require_known(names: list[str], known: tuple[str, ...], place: str) -> None:
    for name in names:
        if name not in known:
            raise CallError(
                f"{place}: {name} is no column of this table; ours = theirs, with ours "
                f"one of {', '.join(known)}."
            )
