"""Read a release of the NZa: from its zip or folder to a checked ProductStructure.

The composition of the room: ``archive`` opens, ``xmltables`` reads, ``checks`` proves.
"""

from datetime import date
from pathlib import Path
from typing import cast

import polars as pl

from productstructure.archive import XmlSource, open_bestanden
from productstructure.checks import check_structure
from productstructure.errors import StructureError
from productstructure.release import Bronbestand, ProductStructure, ReleaseIdentity
from productstructure.schema import Bestand
from productstructure.xmltables import read_xml_tables


def read_release(path: Path | str) -> ProductStructure:
    """Read and check one release of the grouper tables.

    Args:
        path: The zip as the NZa publishes it, or a folder with its two XML files.

    Returns:
        All 18 tables of ``productstructure.schema.TABLES`` and the identity of the
        release.

    Raises:
        UnreadableReleaseError: The path is no release, is damaged or hostile, or has a
            form that is not known.
        StructureError: The tables contradict themselves or each other.
    """
    tables: dict[str, pl.DataFrame] = {}
    bronbestanden: dict[Bestand, Bronbestand] = {}
    with open_bestanden(Path(path)) as sources:
        for bestand, source in sources.items():
            content = read_xml_tables(bestand, source.pieces(), source.filename.text)
            tables |= content.tables
            bronbestanden[bestand] = Bronbestand(
                source.filename.text, source.sha256, content.identificatie
            )
        faults = check_structure(tables)
        if faults:
            raise StructureError(faults)
        identity = _identify(sources["boombestanden"], bronbestanden, tables)
    return ProductStructure(identity, tables)


def _identify(
    source: XmlSource,
    bronbestanden: dict[Bestand, Bronbestand],
    tables: dict[str, pl.DataFrame],
) -> ReleaseIdentity:
    versiedatum = cast(
        date,
        pl.concat(
            frame["versiedatum"]
            for frame in tables.values()
            if "versiedatum" in frame.columns
        ).max(),
    )
    filename = source.filename
    ingang = f"{filename.ingangsdatum:%Y%m%d} " if filename.ingangsdatum else ""
    versie = f"v{filename.versie} " if filename.versie else ""
    return ReleaseIdentity(
        name=f"{ingang}{versie}({versiedatum:%Y%m%d})",
        ingangsdatum=filename.ingangsdatum,
        versiedatum=versiedatum,
        boombestanden=bronbestanden["boombestanden"],
        referenties=bronbestanden["referenties"],
    )
