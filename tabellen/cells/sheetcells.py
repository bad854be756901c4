"""Find the cells of a workbook whose formula has no value that was worked out.

A program that writes a formula without working it out leaves the cell empty or at 0 and
asks the spreadsheet to do so when it is opened (``fullCalcOnLoad``). Read as it stands
such a price would be nothing, or 0.00. A cell in error (#N/A, #REF!) is the same to us.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.2.2 (calcPr).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath

from lxml import etree

from tabellen.errors import InputFileError
from tabellen.reading.zipfaults import ZIP_FAULTS
from tabellen.values.dayforms import DAG_NUL, DAG_NUL_1904

_FORMULA_OR_ERROR = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt=\"e\"")
_PLACE = re.compile(r"^([A-Z]+)([0-9]+)$")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Formule:
    """A cell whose value was not worked out, counted from the first cell with one.

    Attributes:
        row: 0 for the row of the header, 1 for the first data row.
        column: 0 for the first column.
        cel: Its name in the sheet, such as B4.
    """

    row: int
    column: int
    cel: str


def unworked_formulas(path: Path) -> Mapping[str, tuple[Formule, ...]]:
    """Formulas without a value of their own, per sheet.

    Args:
        path: A workbook that can be opened.

    Returns:
        Name of a sheet to its cells; sheets without such a cell are absent. A workbook
        in another form of zip than the standard's gives none.

    Raises:
        InputFileError: A part of it is not what its checksum says.
    """
    try:
        workbook = zipfile.ZipFile(path)
    except ZIP_FAULTS:
        return {}
    with workbook:
        _require_sound(path, workbook)
        try:
            return dict(_found(workbook))
        except (KeyError, etree.XMLSyntaxError):
            return {}


def day_zero(path: Path) -> date:
    """The day that 0 stands for in a workbook: some of the Macintosh count from 1904.

    Source: ECMA-376 part 1, 18.2.28 (workbookPr, date1904).
    """
    try:
        with zipfile.ZipFile(path) as workbook:
            book = etree.fromstring(workbook.read("xl/workbook.xml"))
    except (*ZIP_FAULTS, KeyError, etree.XMLSyntaxError):
        return DAG_NUL
    counts_from_1904 = any(
        each.get("date1904") in ("1", "true") for each in book.iter("{*}workbookPr")
    )
    return DAG_NUL_1904 if counts_from_1904 else DAG_NUL


def _require_sound(path: Path, workbook: zipfile.ZipFile) -> None:
    """Refuse a workbook of which a part cannot be unpacked to its checksum.

    Whoever reads a sheet stops at its last row, and so before its checksum.
    """
    try:
        part = workbook.testzip()
    except ZIP_FAULTS:
        part = "a part of it"
    if part is not None:
        raise InputFileError(
            f"{path.name}: {part} is damaged. Save it as .xlsx again, or have it sent "
            "again."
        )


def _found(workbook: zipfile.ZipFile) -> Iterator[tuple[str, tuple[Formule, ...]]]:
    is_asked = _is_asked_to_calculate(workbook)
    for sheet, part in sheets_of(workbook):
        raw = workbook.read(part)
        if _FORMULA_OR_ERROR.search(raw):
            cells = tuple(_unworked(raw, is_asked=is_asked))
            if cells:
                yield sheet, cells


def _is_asked_to_calculate(workbook: zipfile.ZipFile) -> bool:
    for element in etree.fromstring(workbook.read("xl/workbook.xml")).iter("{*}calcPr"):
        return element.get("fullCalcOnLoad") in ("1", "true")
    return False


def sheets_of(workbook: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the part of the zip it stands in."""
    related = etree.fromstring(workbook.read("xl/_rels/workbook.xml.rels"))
    parts = {each.get("Id"): each.get("Target") for each in related}
    for sheet in etree.fromstring(workbook.read("xl/workbook.xml")).iter("{*}sheet"):
        target = parts[sheet.get(_ID)]
        if target is not None:
            place = PurePosixPath("xl") / target
            yield sheet.get("name", ""), str(place).removeprefix("/")


def _unworked(raw: bytes, *, is_asked: bool) -> Iterator[Formule]:
    first_row = first_column = 2**31
    places = []
    for _, cell in etree.iterparse(BytesIO(raw), tag="{*}c", huge_tree=True):
        place = place_of(cell)
        if place is None:
            continue
        row, column = place
        value = cell.findtext("{*}v") or "".join(cell.itertext("{*}t"))
        has_formula = cell.find("{*}f") is not None
        if value:
            first_row, first_column = min(first_row, row), min(first_column, column)
        is_zero = is_asked and value.strip() in ("0", "0.0")
        if cell.get("t") == "e" or (has_formula and (not value or is_zero)):
            places.append((row, column, cell.get("r")))
        cell.clear()
    for row, column, name in places:
        yield Formule(row - first_row, column - first_column, name)


def place_of(cell: etree._Element) -> tuple[int, int] | None:
    """Row and column of a cell as its sheet numbers them, from 1; None of no place."""
    place = _PLACE.match(cell.get("r", ""))
    return None if place is None else (int(place[2]), _number_of(place[1]))


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
