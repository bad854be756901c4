"""Read whole, as text, what people have and programs seldom write.

Workbooks, packed texts, texts with tabs or bars between columns, in utf-16, with titles
above the header, and folders of Parquet parts. What is as ``tabellen.forms.csvform``
and ``tabellen.reading.columnar`` have it does not come here: those are read in parts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tabellen.bevindingen import BLAD, KOP_HERHAALD, LEGE_RIJEN, TITELS
from tabellen.cells.cells import Cells
from tabellen.cells.content import decoded, is_utf16, layout, told_separator
from tabellen.cells.tablecells import read_cells
from tabellen.errors import InputFileError
from tabellen.headers.headertext import bare_name
from tabellen.notices import Notice
from tabellen.reading.endings import form_of, is_input
from tabellen.reading.parquetparts import parts_of, read_parts
from tabellen.values.dayforms import DAG_NUL

_START = 1 << 16
_TITLES = 30
_NAMED = 3


@dataclass(frozen=True)
class Lenient:
    """The rows of a file.

    Attributes:
        frame: Text, but for columns in which a workbook has whole numbers alone, and
            those of Parquet.
        numbers: Columns in which a workbook has whole numbers alone.
        dag_nul: The day that 0 stands for where such a number is a day.
        notices: What there is to tell of how it was read; their table is not named.
    """

    frame: pl.DataFrame
    numbers: frozenset[str] = frozenset()
    dag_nul: date = DAG_NUL
    notices: tuple[Notice, ...] = ()


def is_lenient(path: Path) -> bool:
    """Whether a file is one that is read here, by its ending and how it begins.

    Raises:
        OSError: It cannot be read.
    """
    if path.is_dir():
        return bool(parts_of(path))
    if form_of(path) is None:
        return is_input(path)
    return form_of(path) == "csv" and not _is_plain(path)


def _is_plain(path: Path) -> bool:
    """Whether a csv begins as one: a header, with every column named."""
    with path.open("rb") as handle:
        start = handle.read(_START)
    if is_utf16(start):
        return False
    text = decoded(start).lstrip("\r\n")
    if told_separator(text)[0] is not None:
        return False
    header = text.split("\n", 1)[0].rstrip("\r")
    if not header or "\0" in text:
        # Neither a table in another form, nor one of ours: told where that is read.
        return True
    separator, titles = layout(text)
    return not titles and separator in header and not header.endswith(separator)


def read_lenient(
    path: Path, *, known: Collection[str] = (), bladen: Sequence[str] = ()
) -> Lenient:
    """Read a file.

    Args:
        path: The file, or a folder with parts of Parquet.
        known: Names of columns, by which a header below titles is known, and a sheet
            among others.
        bladen: Sheets that count, of a workbook with several tables.

    Raises:
        InputFileError: It cannot be read as what its ending says, has several tables,
            no header, rows with other fields than that, or formulas that were not
            worked out.
    """
    at = path.stat()
    return _remembered(
        path, at.st_size, at.st_mtime_ns, tuple(sorted(known)), tuple(bladen)
    )


@lru_cache(maxsize=4)
def _remembered(
    path: Path, size: int, changed: int, known: tuple[str, ...], bladen: tuple[str, ...]
) -> Lenient:
    del size, changed
    if path.is_dir():
        return Lenient(read_parts(path))
    names = {bare_name(name) for name in known}
    cells, several = _chosen(path, read_cells(path), names, bladen)
    cells, titles = _below_titles(cells, names)
    _require_sound(cells)
    headers = _named(cells)
    frame = cells.frame.rename(dict(zip(cells.frame.columns, headers, strict=True)))
    numbers = frozenset(_whole_numbers(cells, headers))
    told = []
    if several:
        told.append(Notice("", BLAD, cells.naam))
    if titles:
        told.append(Notice("", TITELS, count=titles))
    repeated = cells.faults.filter(code="RIJ_IS_KOP")
    if repeated.height:
        row = repeated["row"][0]
        told.append(Notice("", KOP_HERHAALD, row=row, count=repeated.height))
    # Of the rows up to the last one, whose number it is.
    last = cells.row[-1] if cells.row.len() else 0
    blank = last - cells.row.len() - int((repeated["row"] < last).sum())
    if blank:
        told.append(Notice("", LEGE_RIJEN, count=blank))
    return Lenient(
        frame.with_columns(pl.col(sorted(numbers)).cast(pl.Int64)),
        numbers,
        cells.dag_nul,
        tuple(told),
    )


def _chosen(
    path: Path, tables: Sequence[Cells], known: set[str], bladen: Sequence[str]
) -> tuple[Cells, bool]:
    """The table that counts, and whether there are others."""
    if not tables:
        raise InputFileError(f"{path}: the file holds no table. Export it again.")
    if len(tables) == 1:
        return tables[0], False
    if bladen:
        asked = {bare_name(name) for name in bladen}
        wanted = [cells for cells in tables if bare_name(cells.naam) in asked]
    else:
        wanted = [
            cells
            for cells in tables
            if len(cells.headers) > 1
            and (not known or _header_row(cells, known) is not None)
        ]
    if len(wanted) == 1:
        return wanted[0], True
    names = ", ".join(cells.naam for cells in tables)
    what = "several sheets may be meant" if wanted else "none of its sheets is meant"
    raise InputFileError(
        f"{path}: {what} ({names}); which one counts is not guessed. Name it with "
        "--blad NAME."
    )


def _header_row(cells: Cells, known: set[str]) -> int | None:
    """Which row is the header: 0 for the first line, n for the n-th row below it."""
    is_text = set(cells.frame.dtypes) == {pl.String}
    below = cells.frame.head(_TITLES).rows() if is_text else []
    enough = min(_NAMED, len(known))
    for place, row in enumerate([cells.headers, *below]):
        if len({bare_name(cell or "") for cell in row} & known) >= enough:
            return place
    return None


def _below_titles(cells: Cells, known: set[str]) -> tuple[Cells, int]:
    """The table below the titles above its header, and how many lines those are."""
    place = _header_row(cells, known) if known else 0
    if not place:
        return cells, 0
    return cells.below(place - 1), int(cells.row[place - 1])


def _require_sound(cells: Cells) -> None:
    broken = cells.faults.filter(
        (pl.col("code") == "RIJ_KOLOMMEN") & (pl.col("row") > 0)
    )
    if broken.height:
        row, _, fields = broken.row(0)
        raise InputFileError(
            f"{cells.bestand}: row {row} has {fields} fields, the header "
            f"{len(cells.headers)}; {broken.height} such row(s) found. Put a field "
            "with a separator in it between double quotes."
        )
    unworked = [each for each in cells.formules if each.row > 0]
    if unworked:
        raise InputFileError(
            f"{cells.bestand}: cell {unworked[0].cel} holds an error (#N/B) or a "
            f"formula that was not worked out; {len(unworked)} such cell(s) found. "
            "Mend them, or save the workbook with Excel."
        )


def _named(cells: Cells) -> list[str]:
    for number, name in enumerate(cells.headers, 1):
        if not name:
            raise InputFileError(
                f"{cells.bestand}: column {number} of the header has no name. The "
                "header must name every column."
            )
        if name in cells.headers[: number - 1]:
            raise InputFileError(
                f"{cells.bestand}: column {number} of the header has the name of an "
                "earlier column. Remove one of them."
            )
    if not cells.headers:
        raise InputFileError(f"{cells.bestand}: no header found. Export it again.")
    return list(cells.headers)


def _whole_numbers(cells: Cells, headers: Sequence[str]) -> list[str]:
    """Columns of a workbook in which every cell with content is a whole number."""
    found = []
    for index, name in enumerate(headers):
        is_number = cells.numbers.get(str(index))
        column = cells.frame[str(index)]
        if is_number is None or column.null_count() == len(column):
            continue
        is_whole = is_number & column.str.contains(r"^-?[0-9]{1,15}$")
        if (is_whole | column.is_null()).all():
            found.append(name)
    return found
