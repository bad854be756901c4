"""Find which table each file, sheet or TOML list is, by its name.

It opens files and reads no rows. Names: those of ``schema.TABELLEN``, with anything
behind a sign that is no letter (``contract_prijs_2025.xlsx``), and the two official
tables of the NZa.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from productstructure.errors import InputFileError
from tabellen.controle import ENDING
from tariffs.cells import SUFFIXES, Cells, read_cells
from tariffs.schema import TABEL_VAN

Paths = Path | Sequence[Path]
"""Files and folders; of a folder every table file in it, by name."""

TARIEVENTABEL = "tarieventabel"
ZORGPRODUCTENTABEL = "zorgproductentabel"

# Files that may lie in the same folder and are read by other functions.
_NOT_OURS = ("verzekeringen", "declaratieregels", "prijsbesluiten", "waardenlijst")
_NO_TABLE = (".", "~$")
"""How names begin that systems and Excel give to files beside those of people."""

_LONGEST_FIRST = sorted(TABEL_VAN, key=len, reverse=True)


@dataclass(frozen=True)
class Tabelbestand:
    """A table found: its name, and its cells unless it is official.

    Attributes:
        naam: Name of the table, or TARIEVENTABEL or ZORGPRODUCTENTABEL.
        path: The file.
        cells: Its cells; None for an official table, which is read by its release.
    """

    naam: str
    path: Path
    cells: Cells | None


def find_tables(*sources: tuple[Paths, str | None]) -> list[Tabelbestand]:
    """Find the tables in files and folders; a file that is found twice counts once.

    Args:
        sources: Where to look, and what a file of another name is when it was named
            itself, not found in a folder; None refuses it.

    Returns:
        The tables in the order of the paths; within a folder, by file name.

    Raises:
        InputFileError: A file is unreadable, or its name is that of no table.
    """
    found: list[Tabelbestand] = []
    seen: set[Path] = set()
    for paths, fallback in sources:
        for path, is_named in _files(paths):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            official = _official_name(path.stem)
            if official is not None:
                found.append(Tabelbestand(official, path, None))
            elif not path.stem.startswith(_NOT_OURS):
                found.extend(_tables_in(path, fallback if is_named else None))
    return found


def _tables_in(path: Path, fallback: str | None) -> Iterable[Tabelbestand]:
    parts = read_cells(path)
    for cells in parts:
        naam = _table_of(cells.naam)
        if naam is None and len(parts) == 1:
            naam = _table_of(path.stem) or fallback
        if naam is None:
            raise InputFileError(
                f"{cells.bestand}: {cells.naam!r} is the name of no table. Name it "
                f"after one of: {', '.join(TABEL_VAN)}."
            )
        yield Tabelbestand(naam, path, None if naam == TARIEVENTABEL else cells)


def _files(paths: Paths) -> Iterable[tuple[Path, bool]]:
    """Yield the files, and whether each was named itself instead of found."""
    for path in [paths] if isinstance(paths, Path) else paths:
        if not path.is_dir():
            yield path, True
            continue
        for file in sorted(path.iterdir()):
            is_table = not file.name.startswith(_NO_TABLE) and not _is_controle(file)
            if file.suffix.lower() in SUFFIXES and is_table:
                yield file, False


def _is_controle(file: Path) -> bool:
    return file.name.endswith(ENDING)


def _table_of(naam: str) -> str | None:
    naam = naam.strip().lower()
    for tabel in _LONGEST_FIRST:
        rest = naam.removeprefix(tabel)
        if naam.startswith(tabel) and not rest[:1].isalpha():
            return tabel
    return None


def _official_name(stem: str) -> str | None:
    name = stem.lower().replace(" ", "")
    for official in (TARIEVENTABEL, ZORGPRODUCTENTABEL):
        if official in name:
            return official
    return None
