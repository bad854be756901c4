"""Gather the rows of one table from XML elements into a typed frame.

It knows the table's declaration and the elements of a row, not the file around them.

Rows of one table come in a few shapes (with or without EindDatum, say). The texts of
all rows of one shape are gathered in one flat list, so that names are judged once per
shape instead of once per row, and a column is a slice of the list. On the 270,000 rows
of RZ17a this takes half the time of a dictionary per row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl
from lxml import etree

from productstructure.cells import find_faulty, parse_cells
from productstructure.errors import UnreadableReleaseError
from productstructure.schema import Column, Table

_ROW = "row"
_ROWS_PER_FRAME = 16_384
_MAX_FAULTS = 20
_REMEDY = "Check that the file is the NZa's own, complete and unchanged."


@dataclass
class _Shape:
    """The rows, since the last frame, that have the same elements in the same order.

    Attributes:
        columns: What each element of a row is; None for a container of items.
        rows: Number of each row in the table, from 1.
        texts: The texts of all rows, one row after the other.
    """

    columns: tuple[Column | None, ...]
    rows: list[int] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)


class TableRows:
    """The rows of one table, collected piece by piece.

    Attributes:
        table: The table's declaration.
        faults: One text per cell that is unreadable, or empty while required; known
            after ``finish``.
    """

    def __init__(self, table: Table, where: str) -> None:
        self.table = table
        self.faults: list[str] = []
        self._where = where
        self._elements: dict[str, Column | None] = {}
        for column in table.columns:
            if column.item is None:
                self._elements[column.source] = column
            else:
                self._elements[column.source] = None
                self._elements[f"{column.source}Item@{column.item}"] = column
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._frames: list[pl.DataFrame] = []
        self._count = 0
        self._stored = 0
        self._fault_count = 0

    def add(self, rows: Iterable[etree._Element]) -> None:
        """Add complete rows, in the order of the file.

        Raises:
            UnreadableReleaseError: A row has an element or @Key that the table's
                declaration does not know.
        """
        row_tag, shapes = self.table.row, self._shapes
        for row in rows:
            self._count += 1
            if row.tag != row_tag:
                raise self._unknown(f"element {row.tag} in place of a row")
            cells = list(row)
            if any(map(len, cells)):
                names, texts = self._flatten(cells)
            else:
                names = tuple([cell.tag for cell in cells])
                texts = [cell.text for cell in cells]
            shape = shapes.get(names) or self._begin_shape(names)
            shape.rows.append(self._count)
            shape.texts += texts
        if self._count - self._stored >= _ROWS_PER_FRAME:
            self._store()

    def finish(self) -> pl.DataFrame:
        """Return the table, with the columns and dtypes of its declaration."""
        self._store()
        if self._fault_count > len(self.faults):
            more = self._fault_count - len(self.faults)
            self.faults.append(f"{self._where}: {self.table.name}: {more} more faults.")
        return pl.concat([pl.DataFrame(schema=self.table.dtypes), *self._frames])

    def _flatten(
        self, cells: Sequence[etree._Element]
    ) -> tuple[tuple[str, ...], list[str | None]]:
        """Name and text of each element of a row, items behind their container."""
        names: list[str] = []
        texts: list[str | None] = []
        for cell in cells:
            names.append(cell.tag)
            texts.append(cell.text)
            if len(cell):
                items = list(cell)
                if any(map(len, items)):
                    raise self._unknown(f"an element inside an item of {cell.tag}")
                names += [f"{item.tag}@{item.get('Key')}" for item in items]
                texts += [item.text for item in items]
        return tuple(names), texts

    def _begin_shape(self, names: tuple[str, ...]) -> _Shape:
        columns: list[Column | None] = []
        container = ""
        for name in names:
            if name not in self._elements:
                raise self._unknown(f"element {name}")
            if names.count(name) > 1:
                raise UnreadableReleaseError(
                    f"{self._where}: {self.table.name} row {self._count}: element"
                    f" {name} occurs twice. {_REMEDY}"
                )
            column = self._elements[name]
            if column is None:
                container = name
            elif column.item is not None and column.source != container:
                raise self._unknown(f"element {name} inside {container}")
            columns.append(column)
        shape = self._shapes[names] = _Shape(tuple(columns))
        return shape

    def _store(self) -> None:
        """Turn the rows gathered so far into a typed frame, which is far smaller."""
        if self._stored == self._count:
            return
        schema = dict.fromkeys(self.table.dtypes, pl.String()) | {_ROW: pl.UInt32()}
        shapes = [
            self._to_frame(names, shape)
            for names, shape in self._shapes.items()
            if shape.rows
        ]
        texts = pl.concat([pl.DataFrame(schema=schema), *shapes], how="diagonal")
        texts = texts.sort(_ROW)
        cells = parse_cells(self.table.columns, texts)
        for position, problem in find_faulty(self.table.columns, texts, cells):
            self._fault_count += 1
            if len(self.faults) < _MAX_FAULTS:
                self.faults.append(
                    f"{self._where}: {self.table.name} row {texts[_ROW][position]}:"
                    f" {problem}. {_REMEDY}"
                )
        self._frames.append(cells)
        self._stored = self._count

    def _to_frame(self, names: tuple[str, ...], shape: _Shape) -> pl.DataFrame:
        """Take the rows of one shape as texts."""
        frame = {_ROW: pl.Series(shape.rows, dtype=pl.UInt32)}
        width = len(names)
        for position, column in enumerate(shape.columns):
            texts = shape.texts[position::width]
            if column is not None:
                frame[column.name] = pl.Series(texts, dtype=pl.String)
            elif any(text and not text.isspace() for text in texts):
                raise self._unknown(f"text directly inside {names[position]}")
        shape.rows.clear()
        shape.texts.clear()
        return pl.DataFrame(frame)

    def _unknown(self, what: str) -> UnreadableReleaseError:
        return UnreadableReleaseError(
            f"{self._where}: {self.table.name} row {self._count}: {what} is unknown."
            " The release is newer in form than this software; its form must be"
            " described in productstructure.schema before it can be read."
        )
