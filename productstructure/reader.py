"""Read a release of the NZa: from its zip or folder to a checked ProductStructure.

The composition of the room: ``archive`` opens, ``xmltables`` reads, ``checks`` proves,
``notices`` tells what was let through.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import polars as pl

from productstructure.checks.structure import check_structure
from productstructure.checks.versiedatum import (
    Versiedatum,
    day_in,
    find_versiedatum,
    tell_strange_dates,
)
from productstructure.errors import StructureError
from productstructure.files.archive import XmlSource, open_bestanden
from productstructure.files.xmltables import read_xml_tables
from productstructure.notices import tell_files, tell_tables
from productstructure.release import Bronbestand, ProductStructure, ReleaseIdentity
from productstructure.schema import Bestand
from tabellen.calltypes import checks_types
from tabellen.paths import one_path

Told = Callable[[int, int], None]
"""Is told how many bytes of a release are read so far, and how many there are."""


@checks_types
def read_release(path: Path | str, told: Told | None = None) -> ProductStructure:
    """Read and check one release of the grouper tables.

    What changes an outcome is read, or refused by name; what is unusual and cannot
    matter is let through and told in ``notices``.

    Args:
        path: The zip as the NZa publishes it, or a folder with its two XML files.
        told: Told while it is read; None for nobody.

    Returns:
        All 18 tables of ``productstructure.schema.TABLES`` and the identity of the
        release.

    Raises:
        UnreadableReleaseError: The path is no release, is damaged or hostile, or has a
            form that is not known.
        StructureError: The tables contradict themselves or each other.
    """
    path = one_path(path)
    tables: dict[str, pl.DataFrame] = {}
    bronbestanden: dict[Bestand, Bronbestand] = {}
    with open_bestanden(path) as sources:
        counted = _Counted(sources.values(), told)
        for bestand, source in sources.items():
            pieces = counted.pieces(source)
            content = read_xml_tables(bestand, pieces, source.filename.text)
            tables |= content.tables
            bronbestanden[bestand] = Bronbestand(
                source.filename.text, source.sha256, content.identificatie
            )
        source = sources["boombestanden"]
        files = tell_files(sources.values())
    faults = check_structure(tables)
    if faults:
        raise StructureError(faults, path.name)
    named = _own_dates(source, bronbestanden)
    found = find_versiedatum(
        tables,
        named,
        {bestand: bron.identificatie for bestand, bron in bronbestanden.items()},
    )
    if found.faults:
        raise StructureError(list(found.faults), path.name)
    return ProductStructure(
        _identify(source, bronbestanden, found),
        tables,
        (
            *files,
            *found.notices,
            *tell_strange_dates(tables, found.own),
            *tell_tables(tables),
        ),
    )


class _Counted:
    """Counts the bytes of all files of a release as they pass."""

    def __init__(self, sources: Iterable[XmlSource], told: Told | None) -> None:
        self._total = sum(source.size for source in sources)
        self._told = told
        self._done = 0

    def pieces(self, source: XmlSource) -> Iterator[bytes]:
        for piece in source.pieces():
            yield piece
            self._done += len(piece)
            if self._told is not None:
                self._told(self._done, self._total)


def _own_dates(
    source: XmlSource, bronbestanden: dict[Bestand, Bronbestand]
) -> dict[str, date]:
    """The dates by which a release names itself, by where they stand."""
    filename = source.filename
    named = {
        f"file name {filename.text!r}": filename.ingangsdatum,
        f"version in file name {filename.text!r}": (
            None if filename.versie is None else date.fromisoformat(filename.versie)
        ),
        **{
            f"Identificatie {bron.identificatie!r}": day_in(bron.identificatie)
            for bron in bronbestanden.values()
        },
    }
    return {where: day for where, day in named.items() if day is not None}


def _identify(
    source: XmlSource,
    bronbestanden: dict[Bestand, Bronbestand],
    found: Versiedatum,
) -> ReleaseIdentity:
    filename, versiedatum = source.filename, found.versiedatum
    ingang = f"{filename.ingangsdatum:%Y%m%d} " if filename.ingangsdatum else ""
    versie = f"v{filename.versie} " if filename.versie else ""
    return ReleaseIdentity(
        name=f"{ingang}{versie}({versiedatum:%Y%m%d})",
        ingangsdatum=filename.ingangsdatum,
        versiedatum=versiedatum,
        boombestanden=bronbestanden["boombestanden"],
        referenties=bronbestanden["referenties"],
    )
