"""Rows of a release for the oracle: plain dicts, read with a few lines of lxml.

Shares nothing with productstructure on purpose, so that a mistake in the reader cannot
hide behind the same mistake here. A row keeps the NZa's element names; a nested item is
named after its element and @Key, e.g. ``ZorgActiviteitClusterItem3``. Every value is
text; an empty and a missing element are both None.
"""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from lxml import etree

Row = dict[str, str | None]
Tables = dict[str, list[Row]]

WIDTHS = {
    "SpecialismeCode": 4,
    "DiagnoseCode": 4,
    "ZorgTypeCode": 2,
    "ZorgVraagCode": 3,
    "ZorgActiviteitCode": 6,
    "ZorgInstellingsCode": 8,
}
"""Codes are compared zero-filled to these widths (docs/decisions.md 6)."""


@cache
def fill(code: str | None, width: int) -> str:
    """Zero-fill a code as it is compared; None is the empty code."""
    return (code or "").strip().zfill(width) if (code or "").strip() else ""


def read_tables(release: Path) -> tuple[Tables, str]:
    """Read both files of a zip or folder; also return the trees' file name."""
    tables: Tables = {}
    trees_name = ""
    for name, content in _files(release):
        if "BoomBestanden" in name:
            trees_name = name
        for table, row in _rows(content):
            tables.setdefault(table, []).append(row)
    return tables, trees_name


def _files(release: Path) -> Iterator[tuple[str, bytes]]:
    if release.is_dir():
        for path in sorted(release.glob("*.xml")):
            yield path.name, path.read_bytes()
    else:
        with zipfile.ZipFile(release) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)


def _rows(content: bytes) -> Iterator[tuple[str, Row]]:
    # Envelope, Body, Inlezen.., BoomBestanden or Referenties, table, row.
    envelope = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    for table in envelope.iterfind("*/*/*/*"):
        if table.tag == "VersieRecord":
            continue
        for element in table:
            row: Row = {}
            for field in element:
                if len(field):
                    for item in field:
                        row[item.tag + item.get("Key")] = item.text or None
                else:
                    row[field.tag] = field.text or None
            yield table.tag, row


class Dated:
    """Rows of one table by key, of which one at most is valid on a day."""

    def __init__(self, rows: Iterable[Row], *keys: str) -> None:
        self._rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            key = tuple(fill(row[name], WIDTHS.get(name, 0)) for name in keys)
            self._rows[key].append(row)

    def on(self, day: date, *key: str) -> Row | None:
        """The row of this key that is valid on a day, if there is one."""
        found = self.all_on(day, *key)
        if len(found) > 1:
            raise AssertionError(f"{len(found)} rows valid on {day} for {key}")
        return found[0] if found else None

    def all_on(self, day: date, *key: str) -> list[Row]:
        """Every row of this key that is valid on a day."""
        return [row for row in self._rows.get(key, ()) if valid_on(row, day)]


def valid_on(row: Row, day: date) -> bool:
    """Whether BeginDatum <= day <= EindDatum; a missing EindDatum is open."""
    begin, end = row["BeginDatum"], row.get("EindDatum")
    assert begin is not None
    return begin <= day.isoformat() and (end is None or day.isoformat() <= end)
