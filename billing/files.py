"""Reads and writes frames as files: csv, Parquet or Arrow IPC, by their ending.

It knows file forms, not what the columns mean. A csv has a header, ``;`` or ``,`` and
is utf-8 (with or without BOM) or latin-1; all its columns are text. What is wrong with
a file is said with its name and line, never with what stands in it: that may be of a
patient.
"""

import csv
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import polars as pl

from productstructure.errors import CallError, InputFileError

Form = Literal["csv", "parquet", "ipc"]

ENDINGS: dict[str, Form] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".ipc": "ipc",
}
"""Form of a file by the ending of its name, in lower case."""

SEPARATOR = ";"
"""What we write between columns; Dutch spreadsheets and the NZa's own csv use it."""

_HEADER_BYTES = 1 << 16
_BOM = b"\xef\xbb\xbf"
_IPC_MAGIC = b"ARROW1"


def form_of(path: Path) -> Form | None:
    """Form of a file by its ending; None when it is none that we know."""
    return ENDINGS.get(path.suffix.lower())


def read_frame(path: Path | str, *, required: Sequence[str] = ()) -> pl.DataFrame:
    """Read a whole file as a frame.

    Args:
        path: A csv, Parquet or Arrow IPC file, by its ending.
        required: Columns it must have.

    Returns:
        The rows in the order of the file. Of a csv every column is text and an empty
        field is null; lines at its end that have no value at all are no rows.

    Raises:
        InputFileError: There is no such file, it is empty or unreadable, its ending
            is unknown, or its header is not as it should be.
    """
    path = Path(path)
    form = form_of(path)
    if form is None:
        raise InputFileError(
            f"{path}: ending {path.suffix!r} found; expected {_known_endings()}."
        )
    _require_content(path)
    frame = _read_csv(path) if form == "csv" else _read_binary(path, form)
    missing = [name for name in required if name not in frame.columns]
    if missing:
        raise InputFileError(_missing_columns(path, frame, missing, required))
    return frame


def check_output(path: Path | str) -> None:
    """Refuse an output file that could not be written, before the work begins.

    Raises:
        CallError: Its ending is unknown, its folder does not exist, or it is a folder.
    """
    path = Path(path)
    if form_of(path) is None:
        raise CallError(
            f"{path}: ending {path.suffix!r} found; use {_known_endings()}."
        )
    if path.is_dir():
        raise CallError(f"{path} is a folder; name a file.")
    if not path.parent.is_dir():
        raise CallError(f"{path.parent} does not exist; make that folder first.")


def write_frame(frame: pl.DataFrame, path: Path | str) -> None:
    """Write a frame, at once or not at all.

    Args:
        frame: What to write; lists do not fit in a csv.
        path: Where to, by its ending; an existing file is replaced.

    Raises:
        CallError: The ending is unknown, or a csv is asked for lists.
        OSError: The file cannot be written.
    """
    path = Path(path)
    check_output(path)
    form = form_of(path)
    if form == "csv":
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        if nested:
            raise CallError(
                f"{path}: column(s) {', '.join(nested)} hold lists, which a csv cannot "
                "carry. Write Parquet or Arrow IPC."
            )
    with replacing(path) as fresh:
        if form == "csv":
            frame.write_csv(fresh, separator=SEPARATOR)
        elif form == "parquet":
            frame.write_parquet(fresh)
        else:
            frame.write_ipc(fresh)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a new file beside ``path`` that takes its place when all went well."""
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _missing_columns(
    path: Path, frame: pl.DataFrame, missing: list[str], required: Sequence[str]
) -> str:
    if len(missing) == len(required):
        # The first line is no header of ours; it may be a patient's, so is not shown.
        return (
            f"{path}: none of the required columns {', '.join(required)} found. The "
            "first line must be a header with these names."
        )
    return (
        f"{path}: required column(s) {', '.join(missing)} missing. Columns found: "
        f"{', '.join(frame.columns)}."
    )


def _known_endings() -> str:
    *others, last = ENDINGS
    return f"{', '.join(others)} or {last}"


def _require_content(path: Path) -> None:
    if path.is_dir():
        raise InputFileError(f"{path} is a folder; name a file.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputFileError(
            f"{path}: cannot be read ({error.strerror}). Check the name and the rights."
        ) from error
    if size == 0:
        raise InputFileError(
            f"{path} is empty; expected at least a header with the column names."
        )


def _read_binary(path: Path, form: Form) -> pl.DataFrame:
    try:
        if form == "parquet":
            return pl.read_parquet(path, glob=False)
        with path.open("rb") as handle:
            is_file_form = handle.read(len(_IPC_MAGIC)) == _IPC_MAGIC
        return pl.read_ipc(path) if is_file_form else pl.read_ipc_stream(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        kind = "a Parquet file" if form == "parquet" else "an Arrow IPC file"
        raise InputFileError(
            f"{path}: cannot be read as {kind}. It is damaged, cut off, or of another "
            "form than its ending says."
        ) from error


def _read_csv(path: Path) -> pl.DataFrame:
    separator = _check_header(path)
    encoding = "utf8"
    try:
        frame = _parse_csv(path, separator, encoding)
    except pl.exceptions.PolarsError:
        encoding = "utf8" if _is_utf8(path) else "latin-1"
        try:
            frame = _parse_csv(path, separator, encoding)
        except pl.exceptions.PolarsError:
            # From None: the text of Polars quotes the file.
            fault = _csv_fault(path, separator, encoding)
            raise InputFileError(fault) from None
    return _without_blank_end(frame)


def _parse_csv(path: Path, separator: str, encoding: str) -> pl.DataFrame:
    return pl.read_csv(
        path, separator=separator, encoding=encoding, infer_schema=False, glob=False
    )


def _check_header(path: Path) -> str:
    """Separator of a csv whose first line can be a header.

    Raises:
        InputFileError: It cannot.
    """
    try:
        with path.open("rb") as handle:
            start = handle.read(_HEADER_BYTES).removeprefix(_BOM)
    except OSError as error:
        raise InputFileError(f"{path}: cannot be read ({error.strerror}).") from error
    if b"\0" in start:
        raise InputFileError(
            f"{path}: not text in utf-8 or latin-1, as a csv must be. Save it as csv "
            "(UTF-8), or give it the ending of its real form."
        )
    header = start.decode("latin-1").lstrip("\r\n").split("\n")[0].rstrip("\r")
    if not header:
        raise InputFileError(
            f"{path} has blank lines only; expected a header with the column names."
        )
    if "\r" in header:
        raise InputFileError(
            f"{path}: its lines end in CR alone; expected LF or CR LF. Save it again."
        )
    separator = max(";,", key=header.count)
    names = next(csv.reader([header], delimiter=separator))
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise InputFileError(
                f"{path}: column {number} of the header has no name. The first line "
                "must name every column."
            )
        if name in names[: number - 1]:
            raise InputFileError(
                f"{path}: column {number} of the header has the name of an earlier "
                "column. Remove one of them."
            )
    return separator


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as handle:
            while handle.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _csv_fault(path: Path, separator: str, encoding: str) -> str:
    """What is wrong with a csv that Polars refuses, found slowly, by line."""
    quote = "a double quote that does not open or close a whole field. Write it twice."
    with path.open(encoding=encoding, newline="") as handle:
        rows = csv.reader(handle, delimiter=separator, strict=True)
        begun, width = 1, 0
        try:
            for row in rows:
                width = width or len(row)
                if len(row) > width:
                    return (
                        f"{path}: line {begun} has {len(row)} fields, the header "
                        f"{width}. Remove the extra {separator!r} or put the field "
                        "between double quotes."
                    )
                begun = rows.line_num + 1
        except csv.Error:
            return f"{path}: line {begun} has {quote}"
    # The csv module forgives a quote in the middle of a field, Polars does not.
    inside = re.compile(rf'(?:^|{separator})[^"{separator}]+"')
    with path.open(encoding=encoding) as handle:
        for number, line in enumerate(handle, 1):
            if inside.search(line):
                return f"{path}: line {number} has {quote}"
    return f"{path}: cannot be read as a csv with {separator!r} between its columns."


def _without_blank_end(frame: pl.DataFrame) -> pl.DataFrame:
    end = frame.height
    while end and all(value is None for value in frame.row(end - 1)):
        end -= 1
    return frame.head(end)


__all__ = [
    "ENDINGS",
    "Form",
    "check_output",
    "form_of",
    "read_frame",
    "replacing",
    "write_frame",
]
