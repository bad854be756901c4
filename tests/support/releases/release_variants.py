"""The example release as a next release of the NZa might look: one change at a time.

``Files`` holds both files as trees of elements, so that a variant can change what a
table of values cannot say: attributes, loose text, names, folders. What is not changed
is written as the example release has it.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path

from dbc_grouper_data import release_path
from lxml import etree

BOOM, REF = "BoomBestanden", "Referenties"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Element = etree._Element


@cache
def _example() -> Mapping[str, Element]:
    return {
        kind: etree.fromstring(next(release_path().glob(f"*{kind}*")).read_bytes())
        for kind in (BOOM, REF)
    }


class Files:
    """Both files of the example release, to be changed and written.

    Attributes:
        roots: Envelope of each file.
        names: Name of each file.
        beside: Other files of the zip or folder.
    """

    def __init__(self) -> None:
        self.roots = {kind: deepcopy(root) for kind, root in _example().items()}
        self.names = {kind: f"20240101 {kind} v20231001.xml" for kind in (BOOM, REF)}
        self.beside: dict[str, bytes] = {}

    def table(self, container: str) -> Element:
        """Element that holds the rows of a table."""
        for root in self.roots.values():
            if (found := root.find(f".//{container}")) is not None:
                return found
        raise KeyError(container)

    def rows(self, container: str, **values: str) -> list[Element]:
        """Rows of a table, or those whose elements have these texts."""
        return [
            row
            for row in self.table(container)
            if all(row.findtext(name) == text for name, text in values.items())
        ]

    def change(
        self, container: str, where: Mapping[str, str], **values: str | None
    ) -> "Files":
        """Change elements of the rows where others have these texts; None empties."""
        rows = self.rows(container, **where)
        assert rows, (container, where)
        for row in rows:
            for name, text in values.items():
                cell = row.find(name)
                if cell is None:
                    cell = etree.SubElement(row, name)
                cell.text = text
        return self

    def add(self, container: str, like: Mapping[str, str], **values: str) -> Element:
        """Add a row like the first that has these texts, with some elements changed."""
        row = deepcopy(self.rows(container, **like)[0])
        self.table(container).append(row)
        for name, text in values.items():
            cell = row.find(name)
            if cell is None:
                cell = etree.SubElement(row, name)
            cell.text = text
        return row

    def everywhere(self, name: str, text: str, kind: str | None = None) -> "Files":
        """Give all elements of a name one text, in one file or in both."""
        for own, root in self.roots.items():
            if kind in (None, own):
                for cell in root.iter(name):
                    cell.text = text
        return self

    def rename(self, pattern: str) -> "Files":
        """Name both files by a pattern with ``{}`` for which it is."""
        self.names = {kind: pattern.format(kind) for kind in self.names}
        return self

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of all files."""
        for kind, root in self.roots.items():
            yield self.names[kind], b"\xef\xbb\xbf" + etree.tostring(root)
        yield from self.beside.items()

    def folder(self, path: Path) -> Path:
        """Write the files into a folder."""
        for name, content in self.contents():
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return path

    def zip(self, path: Path, around: str = "") -> Path:
        """Write the files into a zip, in a folder if one is named."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            if around:
                archive.writestr(around, b"")
            for name, content in self.contents():
                # With a day of its own: else the hash of a zip is that of its second.
                entry = zipfile.ZipInfo(around + name)
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
        return path


def first(files: Files, container: str) -> Element:
    """First row of a table."""
    return files.table(container)[0]


def cell(files: Files, container: str, name: str) -> Element:
    """First cell of a name in a table."""
    found = files.table(container).find(f".//{name}")
    assert found is not None
    return found


Edit = Callable[[Files], object]
