"""Read a text in columns into cells, whatever stands between its columns.

``;``, ``,``, tab or ``|``; utf-8, utf-16 or cp1252; packed as gz or bz2 or not; with
titles above the header, a line ``sep=;``, or separators behind the last column.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from tabellen.cells.cells import Cells, Fault, made_cells
from tabellen.cells.content import content_of, decoded, layout, told_separator
from tabellen.errors import InputFileError
from tabellen.reading.csvshape import shape_of
from tabellen.reading.endings import stem_of
from tabellen.values.formulas import may_be_marked, restored

_TYPED = 20
"""Rows from which on a file is one that a program wrote."""


def read_text(path: Path) -> Cells:
    """The one table of a text.

    Raises:
        InputFileError: It is packed and cannot be unpacked, or a quote is not closed.
    """
    text = decoded(content_of(path))
    told, below = told_separator(text)
    cells = _read_text(path, below.replace("\r\r\n", "\r\n"), told)
    if may_be_marked(text.encode()):
        cells = replace(cells, frame=restored(cells.frame))
    codes: list[tuple[str, None]] = []
    # Who types a short file by hand often leaves the last line end out.
    if not text.endswith("\n") and cells.row.len() >= _TYPED:
        codes.append(("BESTAND_ZONDER_REGELEINDE", None))
    if "\r\r\n" in text:
        codes.append(("REGELEINDE_DUBBEL", None))
    return cells.telling(*codes)


def _read_text(path: Path, text: str, told: str | None) -> Cells:
    if "\n" not in text:
        text = text.replace("\r", "\n")
    first, below = _header_of(text)
    if "\0" in first or "\r" in first:
        raise InputFileError(
            f"{path.name}: its first line is no header: there are ends of lines (CR) "
            "in it, or bytes that no text has. Save it again as csv (UTF-8), or give "
            "it the ending of its real form."
        )
    text = first + below
    separator, width = layout(text) if told is None else (told, 0)
    headers = next(csv.reader(io.StringIO(first), delimiter=separator), [])
    if len(headers) < width:
        return _read_ragged(path, text, separator, width)
    frame = _read_whole(text, separator, len(headers), has_header=True)
    if frame is None:
        return _read_ragged(path, text, separator, len(headers))
    return made_cells(path.name, stem_of(path), headers, frame)


def _header_of(text: str) -> tuple[str, str]:
    """The header on one line, and the text behind it.

    Names between quotes may run over lines, as a spreadsheet breaks them in a cell.
    """
    end = text.find("\n")
    while end >= 0 and text.count('"', 0, end) % 2:
        end = text.find("\n", end + 1)
    if end < 0:
        return text, ""
    first = text[:end].removesuffix("\r")
    return first.replace("\r\n", " ").replace("\n", " "), text[end:]


def _read_whole(
    text: str, separator: str, width: int, *, has_header: bool
) -> pl.DataFrame | None:
    """Read it as one; None where a row has other fields than it should."""
    encoded = text.encode()
    try:
        frame = pl.read_csv(
            encoded,
            separator=separator,
            has_header=has_header,
            infer_schema=False,
            new_columns=[str(index) for index in range(width)],
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.width != width:
        # A quote in the header that Polars takes for another thing.
        return None
    records = frame.height + has_header
    return frame if _is_whole(frame, records, encoded, separator) else None


def _is_whole(
    frame: pl.DataFrame, records: int, encoded: bytes, separator: str
) -> bool:
    """Whether every row has the fields of the header, and stands on one line.

    Polars fills short rows with nulls; a row that lost a field must not go on.
    """
    if b'"' not in encoded:
        return encoded.count(separator.encode()) == records * (frame.width - 1)
    if not separator.isascii():
        return False
    shape = shape_of(lambda: [encoded], separator, frame.width)
    is_odd = shape.short.count or shape.spanning.count or shape.is_unclosed
    return not is_odd and shape.swallowed is None and shape.rows == records - 1


def _read_ragged(path: Path, text: str, separator: str, width: int) -> Cells:
    """Read row by row, to tell the rows that do not have the fields of the header.

    Rows with fewer fields above the first that has them all are titles. What stands
    below titles is read as one where it can be.
    """
    begin = _below_titles(text, separator, width)
    below = None
    if begin:
        below = _read_whole(text[begin:], separator, width, has_header=False)
    if below is not None:
        if '"' in text:
            # An empty field between quotes is empty as well.
            below = below.select(pl.when(pl.all() != "").then(pl.all()).name.keep())
        text = text[:begin]
    rows: list[list[str | None]] = []
    faults: list[Fault] = []
    headers: list[str] = []
    is_above = True
    for number, (fields, lines) in enumerate(_fields(path, text, separator)):
        is_above = is_above and len(fields) < width
        if is_above:
            fields = fields + [""] * (width - len(fields))
        if number == 0:
            if len(fields) > width:
                raise InputFileError(
                    f"{path.name}: a quote opens in its first line and closes in "
                    "another one. Close it, or write it twice."
                )
            headers = fields
            continue
        if len(fields) == width + 1 and not fields[-1]:
            # A separator behind the last column, which the header lacks.
            fields = fields[:-1]
        elif len(fields) == width - 1 and fields and not headers[-1].strip():
            # The header has one that the rows lack.
            fields = [*fields, ""]
        is_whole = not fields or len(fields) == width
        if lines > 1:
            within = sum(field.count(separator) for field in fields if "\n" in field)
            # As many as a row has: between the quotes stand rows, not one value.
            if not is_whole or within >= max(width - 1, 1):
                raise InputFileError(
                    f"{path.name}: row {number} runs over {lines} lines. A quote is "
                    "opened and not closed; correct the file."
                )
            faults.append((number, "RIJ_MEER_REGELS", None))
        if not is_whole:
            faults.append((number, "RIJ_KOLOMMEN", str(len(fields))))
            fields = []
        rows.append([field or None for field in fields] or [None] * width)
    frame = pl.DataFrame(
        rows,
        schema={str(index): pl.String for index in range(width)},
        orient="row",
    )
    if below is not None:
        frame = pl.concat([frame, below])
    return made_cells(path.name, stem_of(path), headers, frame, faults)


def _below_titles(text: str, separator: str, width: int) -> int:
    """Where the first line with the fields of a header begins; 0 where none does."""
    begin = 0
    while (end := text.find("\n", begin)) >= 0:
        if text.count(separator, begin, end) >= width - 1:
            return begin
        begin = end + 1
    return 0


def _fields(path: Path, text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield the fields of each row and over how many lines it runs."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 0
    try:
        for fields in reader:
            yield fields, reader.line_num - line
            line = reader.line_num
    except csv.Error as error:
        raise InputFileError(
            f"{path.name}: line {line + 1} is no csv: a CR stands in it outside "
            "quotes, or a field is longer than 131,072 characters. Export the file "
            "again."
        ) from error
