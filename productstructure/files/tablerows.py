"""Gather the rows of one table from XML elements into a typed frame.

It knows the table's declaration and the elements of a row, not the file around them.
"""

from collections import Counter
from collections.abc import Iterable

import polars as pl
from lxml import etree

from productstructure.errors import UnreadableReleaseError
from productstructure.files.cells import find_faulty, parse_cells
from productstructure.files.xmlstrays import find_strays
from productstructure.schema import Table

# Texts take ten times the memory of a typed frame: enough for speed, few for memory.
_ROWS_PER_FRAME = 16_384
_MAX_FAULTS = 20
_REMEDY = "Check that the file is the NZa's own, complete and unchanged."
_NEWER = (
    "The release is newer in form than this software, or the file is not the NZa's own,"
    " complete and unchanged."
)


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
        # The texts of the rows since the last frame, per element that a row may have;
        # the container of items is one too.
        self._texts: dict[str, list[str | None]] = {
            element: []
            for column in table.columns
            for element in (column.source, column.element)
        }
        self._frames = [pl.DataFrame(schema=table.dtypes)]
        self._count = 0
        self._stored = 0
        self._fault_count = 0

    def add(self, rows: Iterable[etree._Element]) -> None:
        """Add complete rows, in the order of the file.

        Raises:
            UnreadableReleaseError: A row has an element, attribute, text or @Key that
                the table's declaration does not know.
        """
        rows = list(rows)
        first = self._count + 1
        for row in rows:
            self._count += 1
            texts = self._read(row)
            for element, column in self._texts.items():
                column.append(texts.get(element))
        for position, what in find_strays(rows):
            self._count = first + position
            raise self._unknown(what)
        if self._count - self._stored >= _ROWS_PER_FRAME:
            self._store()

    def finish(self) -> pl.DataFrame:
        """Return the table, with the columns and dtypes of its declaration."""
        self._store()
        if self._fault_count > len(self.faults):
            more = self._fault_count - len(self.faults)
            self.faults.append(f"{self._where}: {self.table.name}: {more} more faults.")
        return pl.concat(self._frames)

    def _read(self, row: etree._Element) -> dict[str, str | None]:
        """Text of each element of a row; all are known and none occurs twice."""
        if row.tag != self.table.row:
            raise self._unknown(f"element {row.tag} in place of {self.table.row}")
        cells = list(row)
        texts = {cell.tag: cell.text for cell in cells}
        count = len(cells)
        if any(map(len, cells)):
            for cell in cells:
                texts |= {_item_name(cell.tag, item): item.text for item in cell}
                count += len(cell)
                if any(map(len, cell)):
                    raise self._unknown(f"an element inside an item of {cell.tag}")
        if not texts.keys() <= self._texts.keys():
            unknown = next(name for name in texts if name not in self._texts)
            raise self._unknown(f"element {unknown}")
        if len(texts) < count:
            raise self._doubled(row)
        return texts

    def _store(self) -> None:
        """Turn the texts gathered so far into a typed frame."""
        columns = self.table.columns
        texts = pl.DataFrame(
            {column.name: self._texts[column.element] for column in columns},
            schema=dict.fromkeys(self.table.dtypes, pl.String()),
        )
        for container in {column.source for column in columns if column.item}:
            if any(text and not text.isspace() for text in self._texts[container]):
                raise self._unknown(f"text directly inside {container}")
        cells = parse_cells(columns, texts)
        for position, problem, is_given in find_faulty(columns, texts, cells):
            self._fault_count += 1
            if len(self.faults) < _MAX_FAULTS:
                self.faults.append(
                    f"{self._where}: {self.table.name} row"
                    f" {self._stored + position + 1}: {problem}."
                    f" {_NEWER if is_given else _REMEDY}"
                )
        self._frames.append(cells)
        self._stored = self._count
        for column in self._texts.values():
            column.clear()

    def _unknown(self, what: str) -> UnreadableReleaseError:
        return UnreadableReleaseError(
            f"{self._where}: {self.table.name} row {self._count}: {what} is unknown."
            " The release is newer in form than this software; its form must be"
            " described in productstructure.schema before it can be read."
        )

    def _doubled(self, row: etree._Element) -> UnreadableReleaseError:
        names = Counter(cell.tag for cell in row)
        names.update(_item_name(cell.tag, item) for cell in row for item in cell)
        ((name, _),) = names.most_common(1)
        return UnreadableReleaseError(
            f"{self._where}: {self.table.name} row {self._count}: element {name}"
            f" occurs twice. {_REMEDY}"
        )


def _item_name(container: str, item: etree._Element) -> str:
    """Name an item as ``Column.element`` does."""
    return f"{container}/{item.tag}[@Key={item.get('Key')}]"
