"""What a workbook says of its cells beside their values.

Which formulas have no value that was worked out: a program that writes a formula
without working it out leaves the cell empty or at 0 and asks the spreadsheet to do so
when it is opened (``fullCalcOnLoad``). Read as it stands such a price would be nothing,
or 0.00. A cell in error (#N/A, #REF!) is the same to us. Which numbers are shown as
percentages, and from which day its days count.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.2.2 (calcPr), 18.2.28
(workbookPr, date1904: some of the Macintosh count from 1904).
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath

from lxml import etree

from tabellen.cells.percentstyles import percent_styles
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


@dataclass(frozen=True)
class Sheet:
    """What a sheet says of its cells.

    Attributes:
        formules: Formulas without a value of their own.
        percenten: Per column, counted as those of a ``Formule``, the rows of numbers
            that are shown as percentages.
    """

    formules: tuple[Formule, ...] = ()
    percenten: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """What a workbook says of its cells.

    Attributes:
        dag_nul: The day that 0 stands for.
        sheets: By name; one that says nothing is absent.
    """

    dag_nul: date = DAG_NUL
    sheets: Mapping[str, Sheet] = field(default_factory=dict)


def said_of_cells(path: Path) -> Workbook:
    """What a workbook says of its cells.

    Args:
        path: A workbook that can be opened; one in another form of zip than the
            standard's says nothing.

    Raises:
        InputFileError: A part of it is not what its checksum says.
    """
    try:
        workbook = zipfile.ZipFile(path)
    except ZIP_FAULTS:
        return Workbook()
    with workbook:
        _require_sound(path, workbook)
        try:
            book = etree.fromstring(workbook.read("xl/workbook.xml"))
        except (KeyError, etree.XMLSyntaxError):
            return Workbook()
        dag_nul = _day_zero(book)
        try:
            return Workbook(dag_nul, dict(_sheets(workbook, book)))
        except (KeyError, etree.XMLSyntaxError):
            return Workbook(dag_nul)


def _day_zero(book: etree._Element) -> date:
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


def _sheets(
    workbook: zipfile.ZipFile, book: etree._Element
) -> Iterator[tuple[str, Sheet]]:
    is_asked = _is_asked_to_calculate(book)
    percents = percent_styles(workbook)
    in_style = re.compile(rb'\bs="(?:%b)"' % "|".join(percents or "-").encode())
    for name, part in _parts(workbook, book):
        raw = workbook.read(part)
        # To look at every cell takes as long as reading the sheet: most need not.
        if _FORMULA_OR_ERROR.search(raw) or in_style.search(raw):
            yield name, _read_sheet(raw, percents, is_asked=is_asked)


def _is_asked_to_calculate(book: etree._Element) -> bool:
    for element in book.iter("{*}calcPr"):
        return element.get("fullCalcOnLoad") in ("1", "true")
    return False


def _parts(
    workbook: zipfile.ZipFile, book: etree._Element
) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the part of the zip it stands in."""
    related = etree.fromstring(workbook.read("xl/_rels/workbook.xml.rels"))
    parts = {each.get("Id"): each.get("Target") for each in related}
    for sheet in book.iter("{*}sheet"):
        target = parts[sheet.get(_ID)]
        if target is not None:
            place = PurePosixPath("xl") / target
            yield sheet.get("name", ""), str(place).removeprefix("/")


def _read_sheet(raw: bytes, percents: frozenset[str], *, is_asked: bool) -> Sheet:
    first_row = first_column = 2**31
    unworked, shown = [], []
    for _, cell in etree.iterparse(BytesIO(raw), tag="{*}c", huge_tree=True):
        place = _PLACE.match(cell.get("r", ""))
        if place is None:
            continue
        row, column = int(place[2]), _number_of(place[1])
        value = cell.findtext("{*}v") or "".join(cell.itertext("{*}t"))
        has_formula = cell.find("{*}f") is not None
        if value:
            first_row, first_column = min(first_row, row), min(first_column, column)
            if cell.get("s") in percents and cell.get("t", "n") == "n":
                shown.append((row, column))
        is_zero = is_asked and value.strip() in ("0", "0.0")
        if cell.get("t") == "e" or (has_formula and (not value or is_zero)):
            unworked.append((row, column, place[0]))
        cell.clear()
    percenten = defaultdict(list)
    for row, column in shown:
        percenten[column - first_column].append(row - first_row)
    return Sheet(
        tuple(Formule(r - first_row, c - first_column, cel) for r, c, cel in unworked),
        percenten,
    )


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
