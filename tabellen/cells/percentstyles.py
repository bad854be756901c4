"""Which styles of a workbook show a number as a percentage.

A cell of such a style holds 0.1 where everybody sees 10%: read as it stands, an
agreement on 10 % would be one on a tenth of a percent.

Source: ECMA-376 part 1, 18.8.30 (numFmt: ids 9 and 10 are percentages), 18.8.45 (xf).
"""

import re
import zipfile

from lxml import etree

_STYLES = "xl/styles.xml"
_BUILT_IN = {"9", "10"}
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a format shows as it stands; a percent sign in it is no percentage."""


def percent_styles(workbook: zipfile.ZipFile) -> frozenset[str]:
    """Numbers of the styles of cells that show a percentage."""
    if _STYLES not in workbook.namelist():
        return frozenset()
    styles = etree.fromstring(workbook.read(_STYLES))
    formats = _BUILT_IN | {
        each.get("numFmtId", "")
        for each in styles.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _LITERAL.sub("", each.get("formatCode", ""))
    }
    return frozenset(
        str(number)
        for number, each in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if each.get("numFmtId") in formats
    )
