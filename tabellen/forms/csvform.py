"""The csv of this field: ``;``, ``,``, tab or ``|``; utf-8 or latin-1.

All columns are text and an empty field is null; marks against formulas are taken away
(``tabellen.values.formulas``). What is wrong with a file is said with
its line, never with what stands in it: that may be of a patient.
"""

import csv
import re
from collections.abc import Collection
from pathlib import Path

import polars as pl

from tabellen.errors import InputFileError
from tabellen.reading.columnar import STOPS
from tabellen.reading.csvshape import BOM, SIGNS, CsvShape, csv_shape
from tabellen.values.formulas import restored

SEPARATOR = ";"
"""What we write between columns; Dutch spreadsheets and the NZa's own csv use it."""

_HEADER_BYTES = 1 << 16


def read_csv(path: Path) -> pl.DataFrame:
    """Read a whole csv; lines at its end that have no value at all are no rows.

    Raises:
        InputFileError: It is no csv with a header, or one of its lines is broken.
    """
    separator, names = csv_header(path)
    shape = whole_shape(path)
    source = without_double_cr(path) if shape.has_double_cr else path
    try:
        frame = pl.read_csv(
            source,
            separator=separator,
            encoding="utf8" if shape.is_utf8 else "latin-1",
            infer_schema=False,
            glob=False,
        )
    except STOPS:
        # From None: the text of Polars quotes the file.
        raise InputFileError(csv_fault(path)) from None
    if frame.columns != names:
        raise InputFileError(csv_fault(path))
    frame = restored(frame) if shape.may_be_marked else frame
    return without_blank_end(frame)


def can_be_scanned(path: Path) -> bool:
    """Whether ``scan_csv`` can read a csv: utf-8, with line ends that Polars knows.

    Raises:
        InputFileError: As for ``whole_shape``.
    """
    shape = whole_shape(path)
    return shape.is_utf8 and not shape.has_double_cr


def scan_csv(path: Path) -> pl.LazyFrame:
    """The rows of a csv, lazily; blank lines at its end among them."""
    rows = pl.scan_csv(
        path, separator=csv_header(path)[0], infer_schema=False, glob=False
    )
    return restored(rows) if whole_shape(path).may_be_marked else rows


def whole_shape(path: Path) -> CsvShape:
    """The shape of a csv in which no quote swallows rows.

    Raises:
        InputFileError: Its first line cannot be a header, or a quote that opens in one
            row closes in another one.
    """
    separator, names = csv_header(path)
    shape = csv_shape(path, separator, len(names))
    if shape.swallowed is not None:
        row, lines = shape.swallowed
        raise InputFileError(
            f"{path}: row {row} runs over {lines} lines: a double quote opens in it "
            f"and closes {lines - 1} line(s) further, and the {separator!r} between "
            "do not fit one row. Close the quote in its own row, or write it twice."
        )
    if shape.is_unclosed:
        raise InputFileError(csv_fault(path))
    return shape


def without_double_cr(path: Path) -> bytes:
    """The content of a csv whose lines end in CR CR LF, with CR LF in its place.

    So they end where a file with CR LF went through a program that made CR LF of LF.
    """
    return path.read_bytes().replace(b"\r\r\n", b"\r\n")


def csv_header(path: Path, *, known: Collection[str] = ()) -> tuple[str, list[str]]:
    """Separator of a csv and the names of its columns.

    Args:
        path: The file.
        known: Names of columns; a first line with one of them is a header, so that
            what stands in it may be told.

    Raises:
        InputFileError: Its first line cannot be a header.
    """
    try:
        with path.open("rb") as handle:
            start = handle.read(_HEADER_BYTES).removeprefix(BOM)
    except OSError as error:
        raise InputFileError(f"{path}: cannot be read ({error.strerror}).") from error
    if b"\0" in start:
        raise InputFileError(
            f"{path}: not text in utf-8 or latin-1, as a csv must be. Save it as csv "
            "(UTF-8), or give it the ending of its real form."
        )
    header = start.lstrip(b"\r\n").split(b"\n")[0].rstrip(b"\r")
    if not header:
        raise InputFileError(
            f"{path} has blank lines only; expected a header with the column names."
        )
    if b"\r" in header:
        raise InputFileError(
            f"{path}: its lines end in CR alone; expected LF or CR LF. Save it again."
        )
    try:
        text = header.decode("utf-8")
    except UnicodeDecodeError:
        text = header.decode("latin-1")
    separator = max(SIGNS, key=text.count)
    names = next(csv.reader([text], delimiter=separator))
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise InputFileError(
                f"{path}: column {number} of the header has no name. The first line "
                "must name every column."
            )
        if name in names[: number - 1]:
            told = f", {name}" if set(known) & set(names) else ""
            raise InputFileError(
                f"{path}: column {number} of the header has the name of an earlier "
                f"column{told}. Remove one of them."
            )
    return separator, names


def csv_fault(path: Path) -> str:
    """What is wrong with a csv that Polars refuses, found slowly, by line."""
    separator, names = csv_header(path)
    is_utf8 = csv_shape(path, separator, len(names)).is_utf8
    encoding = "utf-8-sig" if is_utf8 else "latin-1"
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


def without_blank_end(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows up to the last one that has a value."""
    end = frame.height
    while end and all(value is None for value in frame.row(end - 1)):
        end -= 1
    return frame.head(end)
