"""Makes a delivery to check of a situation."""

from pathlib import Path

import polars as pl

from declarations.berichten.zh308.declaraties import read_zh308
from declarations.checks.levering import Checkinstellingen, Levering
from declarations.registers.registers import Registers
from support.declaraties.basis import Situatie
from support.declaraties.oplevering import to_bytes


def write_messages(situatie: Situatie, folder: Path) -> list[Path]:
    """The messages as files."""
    paths = []
    for number, bericht in enumerate(situatie.berichten, 1):
        path = folder / f"bericht{number}.zh308"
        path.write_bytes(to_bytes(bericht))
        paths.append(path)
    return paths


def levering_of(situatie: Situatie, folder: Path, **known: object) -> Levering:
    """A delivery; ``known`` are further arguments of ``Levering``."""
    tabellen = {
        naam: pl.DataFrame(rows, infer_schema_length=None)
        for naam, rows in situatie.tabellen.items()
        if naam not in situatie.zonder
    }
    return Levering(
        declaraties=read_zh308(write_messages(situatie, folder)),
        registers=Registers(tabellen),
        instellingen=Checkinstellingen(**situatie.instellingen),  # type: ignore[arg-type]
        **known,  # type: ignore[arg-type]
    )
