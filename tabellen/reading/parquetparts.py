"""Reads a table that Spark and the like write as a folder with parts in Parquet."""

from pathlib import Path

import polars as pl

from tabellen.errors import InputFileError
from tabellen.reading.columnar import read_columnar
from tabellen.reading.endings import ending_of, is_input


def parts_of(folder: Path) -> list[Path]:
    """The parts in a folder, by name; what begins with a dot or _ is none."""
    return sorted(
        path
        for path in folder.iterdir()
        if ending_of(path)[0] == ".parquet" and not path.name.startswith((".", "_"))
    )


_LOGS = ("_delta_log", ".hoodie")
"""Folders in which Delta and Hudi say which parts count, old versions among them."""


def _require_parts_alone(folder: Path) -> None:
    """Refuse a folder whose parts are not all rows of the table, or more than those."""
    for path in sorted(folder.iterdir()):
        if path.name in _LOGS:
            raise InputFileError(
                f"{folder}: which of its parts count stands in {path.name}, which is "
                "not read. Write the rows that count as Parquet to another folder."
            )
        is_part = ending_of(path)[0] == ".parquet"
        is_hidden = path.name.startswith((".", "_"))
        if not is_hidden and (path.is_dir() or (is_input(path) and not is_part)):
            raise InputFileError(
                f"{folder}: {path.name} lies beside parts of Parquet and would not be "
                "read. Move it to another folder, or write its rows as a part."
            )


def read_parts(folder: Path) -> pl.DataFrame:
    """The rows of all parts.

    Raises:
        InputFileError: A part is damaged or has other columns than the first, or
            something else lies there that may be of the table.
    """
    _require_parts_alone(folder)
    frames = [(path, read_columnar(path, "parquet")) for path in parts_of(folder)]
    first = frames[0][1]
    for path, frame in frames:
        if frame.schema != first.schema:
            raise InputFileError(
                f"{path}: has other columns than {frames[0][0].name}, or in another "
                "order or type. Parts of one table have the same."
            )
    return pl.concat([frame for _, frame in frames])
