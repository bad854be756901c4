"""Reads a file in batches of a fixed number of rows, whatever its size."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tabellen.errors import InputFileError
from tabellen.forms.csvform import (
    can_be_scanned,
    csv_fault,
    scan_csv,
    without_blank_end,
)
from tabellen.forms.frames import WHOLE_BYTES, read_frame, schema_of
from tabellen.forms.lenient import is_lenient
from tabellen.reading.columnar import (
    STOPS,
    damaged,
    is_ipc_file,
    refusing_damage,
    scan_columnar,
)
from tabellen.reading.endings import form_of


@dataclass(frozen=True)
class Table:
    """A file whose rows are read when they are asked for.

    Attributes:
        path: The file.
        frame: Its rows, perhaps in another form; lazy where they are many and the form
            of the file allows it.
    """

    path: Path
    frame: pl.LazyFrame | pl.DataFrame

    @classmethod
    def open(cls, path: Path | str) -> "Table":
        """The rows as they stand in a file.

        Raises:
            InputFileError: The file cannot be read as what its ending says.
        """
        return cls(Path(path), _scan(Path(path)))

    @property
    def height(self) -> int:
        """Number of rows, without reading them where the form allows."""
        if isinstance(self.frame, pl.DataFrame):
            return self.frame.height
        with refusing(self.path):
            return int(self.frame.select(pl.len()).collect().item())

    def whole(self) -> pl.DataFrame:
        """All rows."""
        with refusing(self.path):
            return self.frame.lazy().collect()


def batches(
    table: Table | Path | str, size: int, columns: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table, ``size`` at a time.

    Args:
        table: The table, or a csv, Parquet or Arrow IPC file.
        size: Rows of every batch but the last.
        columns: Only these, where the file form allows to skip the others.

    Yields:
        At least one batch; the only one of an empty file has no rows.

    Raises:
        InputFileError: The file cannot be read as what its ending says.
    """
    yield from _exactly(_pieces(table_of(table), size, columns), size)


def pieces(table: Table | Path | str, most: int) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table as they come, about ``most`` at a time or fewer.

    Cheaper than ``batches``, where the size of each piece does not matter.
    """
    return _pieces(table_of(table), most, None)


def table_of(table: Table | Path | str) -> Table:
    """A table that may be named by its file."""
    return table if isinstance(table, Table) else Table.open(table)


def _pieces(
    table: Table, size: int, columns: Sequence[str] | None
) -> Iterator[pl.DataFrame]:
    frame = table.frame
    if isinstance(frame, pl.DataFrame):
        return iter([frame])
    chosen = frame if columns is None else frame.select(columns)
    return _collected(replace(table, frame=chosen), size)


def _scan(path: Path) -> pl.LazyFrame | pl.DataFrame:
    """The rows of a file, lazily where they are many and the form allows it."""
    schema_of(path)
    if is_lenient(path):
        return read_frame(path)
    form = form_of(path)
    if form == "parquet":
        return scan_columnar(path, form)
    if path.stat().st_size > WHOLE_BYTES:
        if form == "csv":
            return scan_csv(path) if can_be_scanned(path) else read_frame(path)
        # The stream form of Arrow IPC cannot be scanned.
        if form == "ipc" and is_ipc_file(path):
            return scan_columnar(path, form)
    return read_frame(path)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Refuse a file on which Polars stops while its rows are read."""
    form = form_of(path)
    if form is None or is_lenient(path):
        # It was read whole already.
        yield
        return
    if form == "parquet" or form == "ipc":
        with refusing_damage(path, form):
            yield
        return
    try:
        yield
    except (*STOPS, OSError):
        # From None: the text of Polars may quote the file.
        raise InputFileError(csv_fault(path)) from None


def _collected(table: Table, size: int) -> Iterator[pl.DataFrame]:
    path, form = table.path, form_of(table.path)
    with refusing(path):
        frame = table.frame.lazy()
        last = frame.collect_schema().to_frame()
        rows = frame.collect_batches(chunk_size=size, maintain_order=True)
    height = 0
    while True:
        # Not around what is done with the rows: its faults are not of the file.
        with refusing(path):
            piece = next(rows, None)
        if piece is None:
            break
        height += piece.height
        yield last
        last = piece
    if (form == "parquet" or form == "ipc") and height != table.height:
        # Of a thread that panics on a damaged page Polars says nothing here: the rows
        # end early, as if there were no more.
        raise damaged(path, form)
    yield without_blank_end(last) if form == "csv" else last


def _exactly(pieces: Iterator[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in batches of exactly ``size``, but for the last."""
    waiting: list[pl.DataFrame] = []
    height = 0
    is_first = True
    for piece in pieces:
        waiting.append(piece)
        height += piece.height
        while height >= size:
            whole = pl.concat(waiting) if len(waiting) > 1 else waiting[0]
            yield whole.head(size)
            is_first = False
            waiting, height = [whole[size:]], height - size
    if height or is_first:
        yield pl.concat(waiting)
