"""Find the cells of a workbook that show a number as a percentage.

Such a cell holds 0.1 where everybody sees 10%: read as it stands, an agreement on 10 %
would be one on a tenth of a percent.

Source: ECMA-376 part 1, 18.8.30 (numFmt: ids 9 and 10 are percentages), 18.8.45 (xf)
and 18.3.1.4 (c).
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from tabellen.cells.sheetcells import place_of, sheets_of
from tabellen.reading.zipfaults import ZIP_FAULTS

_BUILT_IN = {"9", "10"}
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a format shows as it stands; a percent sign in it is no percentage."""

Place = tuple[int, int]
"""Row and column, counted from the first of either with a value."""


def percent_cells(path: Path) -> Mapping[str, frozenset[Place]]:
    """Cells with a percentage, per sheet; sheets without one are absent.

    Args:
        path: A workbook that can be opened; one in another form of zip than the
            standard's gives none.
    """
    try:
        with zipfile.ZipFile(path) as workbook:
            styles = _percent_styles(workbook)
            if not styles:
                return {}
            found = {
                sheet: frozenset(_shown_so(workbook.read(part), styles))
                for sheet, part in sheets_of(workbook)
            }
    except (*ZIP_FAULTS, KeyError, etree.XMLSyntaxError):
        return {}
    return {sheet: places for sheet, places in found.items() if places}


def _percent_styles(workbook: zipfile.ZipFile) -> set[str]:
    """Numbers of the styles of cells that show a percentage."""
    styles = etree.fromstring(workbook.read("xl/styles.xml"))
    formats = _BUILT_IN | {
        each.get("numFmtId", "")
        for each in styles.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _LITERAL.sub("", each.get("formatCode", ""))
    }
    return {
        str(number)
        for number, each in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if each.get("numFmtId") in formats
    }


def _shown_so(raw: bytes, styles: set[str]) -> Iterator[Place]:
    first_row = first_column = 2**31
    found = []
    for _, cell in etree.iterparse(BytesIO(raw), tag="{*}c", huge_tree=True):
        place = place_of(cell)
        value = cell.findtext("{*}v") or "".join(cell.itertext("{*}t"))
        if place is not None and value:
            first_row = min(first_row, place[0])
            first_column = min(first_column, place[1])
            if cell.get("s") in styles and cell.get("t", "n") == "n":
                found.append(place)
        cell.clear()
    for row, column in found:
        yield row - first_row, column - first_column
