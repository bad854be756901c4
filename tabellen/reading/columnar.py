"""Reads Parquet and Arrow IPC: a name is a name, and a damaged file is refused as one.

Signs such as ``[`` and ``*`` in a name stand for themselves. Polars may panic on a
damaged file; that is no fault of this program and ends as any other damage.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import polars as pl

from tabellen.errors import InputFileError
from tabellen.reading.arrowheader import MAGIC, column_names, is_whole_stream
from tabellen.reading.parquetpages import has_damaged_page

Columnar = Literal["parquet", "ipc"]
"""Forms of file that name and type their columns themselves."""

STOPS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""How Polars says that it cannot read a file; a panic is no ``Exception``."""

_KINDS: dict[Columnar, str] = {
    "parquet": "a Parquet file",
    "ipc": "an Arrow IPC file",
}


class DamagedFileError(InputFileError):
    """A file cannot be read as what its ending says."""


def columnar_schema(path: Path, form: Columnar) -> pl.Schema:
    """Columns of a file and their types, without reading its rows.

    Raises:
        InputFileError: It is damaged, of another form, or has a column twice.
    """
    with refusing_damage(path, form):
        if form == "parquet":
            if has_damaged_page(path):
                raise damaged(path, form)
            return _parquet(path).collect_schema()
        _refuse_doubles(path, column_names(path) or [])
        if is_ipc_file(path):
            return pl.scan_ipc(path, glob=False).collect_schema()
        if not is_whole_stream(path):
            raise damaged(path, form)
        return pl.read_ipc_stream(path, n_rows=0).schema


def read_columnar(
    path: Path, form: Columnar, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """Read a whole file, or only some of its columns, in the order they are asked.

    Raises:
        InputFileError: As for ``columnar_schema``, or it is damaged further on.
    """
    schema = columnar_schema(path, form)
    chosen = schema.names() if columns is None else list(columns)
    with refusing_damage(path, form):
        if form == "ipc" and not is_ipc_file(path):
            return pl.read_ipc_stream(path, columns=chosen)
        return scan_columnar(path, form).select(chosen).collect()


def scan_columnar(path: Path, form: Columnar) -> pl.LazyFrame:
    """The rows of a file, lazily; the stream form of Arrow IPC cannot be scanned.

    Whoever collects it does so within ``refusing_damage``.
    """
    return _parquet(path) if form == "parquet" else pl.scan_ipc(path, glob=False)


def is_ipc_file(path: Path) -> bool:
    """Whether Arrow IPC is in its file form; else it is in its stream form."""
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


@contextmanager
def refusing_damage(path: Path, form: Columnar) -> Iterator[None]:
    """Refuse a file on which Polars stops, whichever way it does.

    Raises:
        DamagedFileError: In place of what Polars or the system raised.
        InputFileError: A column stands in it twice.
    """
    try:
        yield
    except pl.exceptions.DuplicateError as error:
        # Of Parquet: the text names the column, and a file of this form has a header.
        name = str(error).partition("'")[2].partition("'")[0]
        raise _double(path, name) from None
    except (*STOPS, OSError):
        # From None: the text of Polars may quote the file.
        raise damaged(path, form) from None


def damaged(path: Path, form: Columnar) -> DamagedFileError:
    """The error of a file that cannot be read as what its ending says."""
    return DamagedFileError(
        f"{path}: cannot be read as {_KINDS[form]}. It is damaged, cut off, or of "
        "another form than its ending says."
    )


def _parquet(path: Path) -> pl.LazyFrame:
    # A folder named year=2024 on the way to the file is no column of it.
    return pl.scan_parquet(path, glob=False, hive_partitioning=False)


def _refuse_doubles(path: Path, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise _double(path, name)


def _double(path: Path, name: str) -> InputFileError:
    return InputFileError(
        f"{path}: column {name} stands there twice. Remove one of them, or give them "
        "names of their own."
    )
