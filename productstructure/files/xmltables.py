"""Stream one XML file of a release into a typed frame per table.

Everything it expects stands in ``schema``; whatever else it meets is an error that
names it. It does not know what the values mean, nor where the bytes come from.

How it stays small: lxml builds its tree while the file is fed in pieces, and after each
piece ``tablerows`` takes the complete rows out of it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from lxml import etree

from productstructure.errors import StructureError, UnreadableReleaseError
from productstructure.files.tablerows import TableRows
from productstructure.files.xmlstrays import has_strays, stray_in_container
from productstructure.schema import TABLES, Bestand

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_ENVELOPE, _HEADER, _BODY = f"{_SOAP}Envelope", f"{_SOAP}Header", f"{_SOAP}Body"
_INSIDE: dict[Bestand, tuple[str, str]] = {
    "boombestanden": ("InlezenBoomBestanden", "BoomBestanden"),
    "referenties": ("InlezenReferenties", "Referenties"),
}
_NEWER = (
    "The release is newer in form than this software; its form must be described in"
    " productstructure.schema before it can be read."
)
_VERSIERECORD = {"Identificatie", "Verantwoordelijke", "InleesDatum"}

# A row takes a few hundred bytes. A file that goes on for this long without completing
# one is no release, and would otherwise pile up in memory.
_MAX_PENDING_BYTES = 8 << 20


@dataclass(frozen=True)
class XmlTables:
    """The content of one XML file.

    Attributes:
        identificatie: As the file names itself.
        tables: A frame per table of this file, rows in the order of the file.
    """

    identificatie: str
    tables: dict[str, pl.DataFrame]


def read_xml_tables(bestand: Bestand, pieces: Iterable[bytes], where: str) -> XmlTables:
    """Read all tables of one XML file.

    Args:
        bestand: Which of the two files it is.
        pieces: Its bytes, in order.
        where: Name of the file, for errors.

    Returns:
        The tables, with the columns and dtypes of ``schema``.

    Raises:
        UnreadableReleaseError: It is not well-formed UTF-8 XML, holds a DOCTYPE, lacks
            a table, or has an element, table or @Key that ``schema`` does not know.
        StructureError: A cell is unreadable, or empty while required.
    """
    content = _Content(bestand, where)
    # The encoding is fixed: the NZa writes UTF-8 with a byte order mark and without an
    # XML declaration. The tag filter yields the root as soon as it is open.
    parser = etree.XMLPullParser(
        events=("start",),
        tag=_ENVELOPE,
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )
    root: etree._Element | None = None
    pending = 0
    try:
        for piece in pieces:
            parser.feed(piece)
            _refuse_silent_error(parser, where)
            if root is None:
                root = _opened_root(parser)
                _refuse_doctype(root, where)
            progress = root is not None and content.take(root, closed=False)
            pending = 0 if progress else pending + len(piece)
            if pending > _MAX_PENDING_BYTES:
                raise UnreadableReleaseError(
                    f"{where}: {pending} bytes without a complete row of a table were"
                    " found. It is no file of a release; take the NZa's own zip."
                )
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise UnreadableReleaseError(_malformed(where, error.msg)) from error
    _refuse_doctype(root, where)
    content.take(root, closed=True)
    return content.finish()


def _refuse_silent_error(parser: etree.XMLPullParser, where: str) -> None:
    """Raise what ``feed`` only logs: an entity that is not defined.

    lxml 6 would go on, and read what follows as a document of its own.
    """
    log = parser.feed_error_log
    for entry in log.filter_from_errors():
        message = f"{entry.message}, line {entry.line}, column {entry.column}"
        raise UnreadableReleaseError(_malformed(where, message))


def _malformed(where: str, message: str | None) -> str:
    return (
        f"{where}: is not well-formed XML in UTF-8 ({message}). The file is damaged or"
        " was changed; download the release again."
    )


def _opened_root(parser: etree.XMLPullParser) -> etree._Element | None:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element) and element.getparent() is None:
            return element
    return None


def _refuse_doctype(root: etree._Element | None, where: str) -> None:
    if root is not None and root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableReleaseError(
            f"{where}: holds a DOCTYPE, which no file of the NZa has and which can"
            " carry entities. Do not use it; download the release again."
        )


class _Content:
    """What was taken out of the tree so far."""

    def __init__(self, bestand: Bestand, where: str) -> None:
        self._path = (_BODY, *_INSIDE[bestand])
        self._where = where
        self._expected = {
            table.container: TableRows(table, where)
            for table in TABLES
            if table.bestand == bestand
        }
        self._containers: list[str] = []
        self._identificatie: str | None = None

    def take(self, root: etree._Element, *, closed: bool) -> bool:
        """Take the complete rows out of the tree; return whether there were any.

        An element that has a later sibling is complete; the last one of a tree that is
        still being built may not be, and stays.
        """
        inside = self._find_inside(root)
        if inside is None:
            return False
        progress = False
        elements = list(inside)
        for position, element in enumerate(elements):
            complete = closed or position < len(elements) - 1
            if position == len(self._containers):
                self._enter(element)
            if element.tag != "VersieRecord":
                stop = len(element) - (0 if complete else 1)
                if stop > 0:
                    self._expected[element.tag].add(list(element)[:stop])
                    del element[:stop]
                    progress = True
                if complete:
                    self._refuse_strays(element)
            elif complete and self._identificatie is None:
                self._read_versierecord(element)
        if closed:
            self._refuse_text(root, inside)
        return progress

    def finish(self) -> XmlTables:
        """Return the tables; the file is known to be read to its end."""
        missing = sorted({"VersieRecord", *self._expected} - set(self._containers))
        if missing:
            raise UnreadableReleaseError(
                f"{self._where}: {', '.join(missing)} was not found. It is no complete"
                " release (an addendum?); take the NZa's own zip."
            )
        tables = {rows.table.name: rows.finish() for rows in self._expected.values()}
        faults = [fault for rows in self._expected.values() for fault in rows.faults]
        if faults:
            raise StructureError(faults, self._where)
        if self._identificatie is None:
            raise UnreadableReleaseError(
                f"{self._where}: VersieRecord has no Identificatie, by which a release"
                " is known. Take the NZa's own zip."
            )
        return XmlTables(self._identificatie, tables)

    def _find_inside(self, root: etree._Element) -> etree._Element | None:
        """Find the element that holds the tables, once it is there.

        Nothing stands beside it or beside the elements around it.
        """
        element, found = root, [root]
        for tag in (_ENVELOPE, *self._path):
            if not found:
                return None
            if [child.tag for child in found] != [tag]:
                local = [etree.QName(str(child.tag)).localname for child in found]
                if local == [etree.QName(tag).localname]:
                    raise UnreadableReleaseError(
                        f"{self._where}: found {found[0].tag} where only {tag} was"
                        f" expected: another namespace. {_NEWER}"
                    )
                raise UnreadableReleaseError(
                    f"{self._where}: found {', '.join(str(c.tag) for c in found)} where"
                    f" only {tag} was expected. It is no file of a release, or the two"
                    " files were swapped; take the NZa's own zip."
                )
            element = found[0]
            found = [child for child in element if child.tag != _HEADER]
        return element

    def _refuse_strays(self, container: etree._Element) -> None:
        """A table that has given all its rows holds nothing else."""
        if has_strays(container) and (what := stray_in_container(container)):
            raise UnreadableReleaseError(f"{self._where}: {what} is unknown. {_NEWER}")

    def _refuse_text(self, root: etree._Element, inside: etree._Element) -> None:
        """No text stands between the tables, or around the elements that hold them."""
        around = [inside, *inside.iterancestors()]
        loose = [
            *(element.text for element in around),
            *(child.tail for element in around for child in element),
            root.tail,
        ]
        for text in loose:
            if text and text.strip():
                raise UnreadableReleaseError(
                    f"{self._where}: text {text.strip()[:40]!r} between the tables is"
                    f" unknown. {_NEWER}"
                )

    def _enter(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag != "VersieRecord" and tag not in self._expected:
            raise UnreadableReleaseError(
                f"{self._where}: table {tag} is unknown. {_NEWER}"
            )
        if tag in self._containers:
            raise UnreadableReleaseError(
                f"{self._where}: {tag} occurs twice. Two releases were mixed; take the"
                " NZa's own zip."
            )
        self._containers.append(tag)

    def _read_versierecord(self, element: etree._Element) -> None:
        for field in element:
            if field.tag not in _VERSIERECORD:
                raise UnreadableReleaseError(
                    f"{self._where}: VersieRecord has an unknown element {field.tag}."
                    " The release is newer in form than this software."
                )
        self._identificatie = (element.findtext("Identificatie") or "").strip() or None
