"""One table of a batch as somebody gives it: which column is meant, and its rows.

Dutch terms: leeswijze (how a table of somebody else is read).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.batch.flat import ACTIVITEIT
from billing.files.batch.herstel import without_outcome
from grouper.registration.columns import ALIASES, DAYS, KNOWN, NESTED, NUMMER
from tabellen.forms.batches import Table
from tabellen.forms.frames import (
    read_frame,
    require_columns,
    require_readable,
    schema_of,
)
from tabellen.forms.lenient import is_lenient, read_lenient
from tabellen.headers.headertext import bare_name
from tabellen.headers.leeswijze import Leeswijze, Vertaling
from tabellen.headers.matching import match_columns
from tabellen.notices import Notice
from tabellen.values.dayforms import days_of_serials

ROWS, LINES, FLAT = "subtrajecten", "zorgactiviteiten", "plat"
"""Names of tables; the last is one of subtrajecten with their activities as rows."""


@dataclass(frozen=True)
class GivenTable:
    """A file, and what it is.

    Attributes:
        path: The file.
        name: ROWS, LINES or FLAT.
        leeswijze: How it is read, where it is not as ours.
    """

    path: Path
    name: str
    leeswijze: Leeswijze

    @property
    def columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Columns that it must have, and that it may have."""
        if self.name != FLAT:
            return KNOWN[self.name]
        both = zip(KNOWN[ROWS], KNOWN[LINES], strict=True)
        required, optional = (tuple(dict.fromkeys((*a, *b))) for a, b in both)
        return required, tuple(each for each in optional if each not in required)

    @property
    def vertaling(self) -> Vertaling:
        """What its columns and values are called by who gives it."""
        if self.name != FLAT:
            return self.leeswijze.of(self.name)
        rows, lines = self.leeswijze.of(ROWS), self.leeswijze.of(LINES)
        return Vertaling(
            {**lines.kolommen, **rows.kolommen}, {**lines.waarden, **rows.waarden}
        )

    @property
    def is_flat(self) -> bool:
        """Whether it holds activities as rows."""
        columns = self.schema().names()
        theirs = self.leeswijze.of(LINES).kolommen.get(ACTIVITEIT, ACTIVITEIT)
        forms = {bare_name(ACTIVITEIT), bare_name(theirs)}
        has_activity = any(bare_name(column) in forms for column in columns)
        return NESTED not in columns and has_activity

    def schema(self) -> pl.Schema:
        """Its columns that are of the batch, and their types; no row is read.

        Raises:
            InputFileError: It cannot be read as what its ending says.
        """
        if not self.path.is_file() or not is_lenient(self.path):
            schema = schema_of(self.path, known=self._known)
        else:
            require_readable(self.path)
            schema = self._lenient()[0].schema
        return pl.Schema({name: schema[name] for name in self._of_batch(schema)})

    def meant(
        self, columns: Iterable[str], ignored: Iterable[str] = ()
    ) -> dict[str, str]:
        """The known name that each column is meant to have, or its own.

        Raises:
            InputFileError: A column is nearly one that is absent, or two are one.
        """
        found = list(columns)
        chosen = self.vertaling.renamed(found, str(self.path))
        required, optional = self.columns
        match = match_columns(
            (chosen.get(column, column) for column in found if column != NESTED),
            table=str(self.path),
            required=required,
            optional=optional,
            ignored=(*self.leeswijze.genegeerd, *ignored),
            aliases=ALIASES,
        )
        named = {column: chosen.get(column, column) for column in found}
        return {column: match.renamed.get(own, own) for column, own in named.items()}

    def check_header(self) -> None:
        """Refuse it by its columns, before its rows are read.

        Raises:
            InputFileError: A required column is missing, or as for ``meant``.
        """
        names = list(self.meant(self.schema().names()).values())
        require_columns(self.path, names, self.columns[0])

    def rows(self) -> tuple[Table, tuple[Notice, ...]]:
        """Its rows as they stand, and what there is to tell of how they were read.

        Raises:
            InputFileError: It cannot be read.
        """
        notices: tuple[Notice, ...] = ()
        if is_lenient(self.path):
            frame, notices = self._lenient()
            table = Table(self.path, frame)
        else:
            table = Table.open(self.path)
        schema = table.frame.collect_schema()
        own = self._of_batch(schema)
        if len(own) < len(schema):
            table = Table(self.path, table.frame.select(own))
        return table, notices

    def some(self, columns: list[str]) -> pl.DataFrame:
        """Some of its columns, by the names that they have in the file.

        Raises:
            InputFileError: It cannot be read.
        """
        if is_lenient(self.path):
            return self._lenient()[0].select(columns)
        return read_frame(self.path, columns=columns)

    def translated(self, table: Table) -> Table:
        """Its rows under our names, and with our values, as they are told."""
        frame = table.frame
        names = frame.collect_schema().names()
        frame = frame.rename(self.vertaling.renamed(names, str(self.path)))
        values = list(self.vertaling.translated(frame.collect_schema()))
        return Table(self.path, frame.with_columns(values) if values else frame)

    @property
    def _known(self) -> tuple[str, ...]:
        """Names by which its header is known, theirs among them."""
        required, optional = self.columns
        return (*required, *optional, *self.vertaling.kolommen.values())

    def _lenient(self) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
        """Its rows, read whole, with their days; and what there is to tell of it."""
        bladen = self.leeswijze.bladen
        read = read_lenient(
            self.path,
            known=self._known,
            bladen=(*bladen, self.name) if bladen else (),
        )
        days = [column for column in read.numbers if bare_name(column) in self._days]
        frame, told = days_of_serials(read.frame, days, read.dag_nul)
        table = ROWS if self.name == FLAT else self.name
        return frame, tuple(
            replace(each, table=table) for each in (*read.notices, *told)
        )

    @property
    def _days(self) -> set[str]:
        """Names that columns of days may have, bare."""
        theirs = self.vertaling.kolommen
        names = [
            *DAYS,
            *(theirs[day] for day in DAYS if day in theirs),
            *(alias for alias, ours in ALIASES.items() if ours in DAYS),
        ]
        return set(map(bare_name, names))

    def _of_batch(self, names: Iterable[str]) -> list[str]:
        """Columns that are of the batch: of rejected rows, not their outcome."""
        if self.name == LINES:
            return list(names)
        has_own_name = NUMMER in self.leeswijze.of(ROWS).kolommen
        return without_outcome(list(names), own_number=has_own_name)
