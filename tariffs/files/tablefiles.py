"""Find which table each file, sheet or TOML list is, by its name.

It opens files and reads no rows. Names: those of ``schema.TABELLEN``, with a year, a
period, a version or a number behind (``contract_prijs_2025.xlsx``), and the two
official tables of the NZa. What lies in a folder beside them is read or told, never
passed over in silence: an old copy would count as the table, a packed one not at all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from productstructure.errors import InputFileError
from tabellen.paths import Paden, all_paths
from tabellen.reading.controle import ENDING
from tariffs.files.cells import LOCK, SUFFIXES, Cells, read_cells
from tariffs.files.findings import make_findings
from tariffs.schema import TABEL_VAN

Paths = Paden
"""Files and folders; of a folder every table file in it, by name."""

TARIEVENTABEL = "tarieventabel"
ZORGPRODUCTENTABEL = "zorgproductentabel"

# Files that may lie in the same folder and are read by other functions.
_NOT_OURS = ("verzekeringen", "declaratieregels", "prijsbesluiten", "waardenlijst")
_LONGEST_FIRST = sorted(TABEL_VAN, key=len, reverse=True)

_BEHIND = re.compile(r"(?:[\s_.\-]+(?:v?[0-9]+|q[1-4]|[a-z]|tm|t/m))*[\s_.\-]*")
"""What may stand behind the name of a table: years, periods, versions, a letter."""

_COPY = re.compile(
    r"\([0-9]+\)|(?:^|[\s_.\-])(?:oud|oude|old|kopie|copy|backup|bak|test|tmp|temp"
    r"|concept|draft|orig|origineel|archief|vervallen)(?:$|[\s_.\-(0-9])"
)
"""What shows that a file is a copy, or not yet what counts."""

_SYSTEM = ("thumbs.db", "desktop.ini", "readme", "icon\r")
_DOCUMENTS = (
    *(".pdf", ".doc", ".docx", ".md", ".html", ".htm", ".rtf", ".odt", ".msg", ".eml"),
    *(".png", ".jpg", ".jpeg", ".sh", ".py", ".sql", ".log", ".sha256", ".md5"),
    *(".bak", ".old", ".orig", ".tmp", ".swp"),
)
"""Endings of files that are no table, even when they bear the name of one."""


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


@dataclass(frozen=True)
class Vondst:
    """What stands in files and folders.

    Attributes:
        tabellen: The tables, in the order of the paths; within a folder, by file name.
        overgeslagen: Names of files in folders that are known to be no table for this.
        findings: Other files in folders that are no table.
    """

    tabellen: list[Tabelbestand]
    overgeslagen: tuple[str, ...]
    findings: pl.DataFrame


def find_tables(*sources: tuple[Paths, str | None]) -> Vondst:
    """Find the tables in files and folders; a file that is found twice counts once.

    Args:
        sources: Where to look, and what a file of another name is when it was named
            itself, not found in a folder; None refuses it.

    Raises:
        InputFileError: A file is unreadable, its name is that of no table, or a table
            stands there in a form that is not read.
    """
    found: list[Tabelbestand] = []
    passed: list[str] = []
    strange: list[str] = []
    seen: set[Path] = set()
    names: set[str] = set()
    for paths, fallback in sources:
        for path, is_named in _files(paths):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            if not is_named and _is_passed_over(path):
                passed.append(path.name)
            elif not is_named and not _is_table_file(path):
                strange.append(path.name)
            elif (official := _official_name(path.stem)) is not None:
                found.append(Tabelbestand(official, path, None))
            else:
                where = f"{path.parent.name}/" if path.name in names else ""
                names.add(path.name)
                found.extend(_tables_in(path, fallback if is_named else None, where))
    return Vondst(found, tuple(passed), _told(strange))


def _is_passed_over(path: Path) -> bool:
    """Whether a file is one that other functions read, or that a system leaves."""
    name = path.name.lower()
    return (
        name.startswith((".", LOCK, *_SYSTEM))
        or name.endswith("~")
        or path.stem.startswith(_NOT_OURS)
    )


def _is_table_file(path: Path) -> bool:
    """Whether a file in a folder is to be read.

    Raises:
        InputFileError: It is a table by its name, in a form that is not read.
    """
    if path.is_dir():
        return False
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return True
    naam = path.name.lower().replace("-", "_")
    table = next((each for each in _LONGEST_FIRST if naam.startswith(each)), None)
    table = table or _official_name(path.name)
    behind = naam.removeprefix(table or "")
    if table is None or behind[:1].isalpha() or suffix in _DOCUMENTS:
        return False
    raise InputFileError(
        f"{path.name}: is {table} by its name, but the ending {suffix!r} is not read. "
        f"Unpack it or save it as one of {', '.join(SUFFIXES)}, or move it out of the "
        "folder."
    )


def _told(names: Iterable[str]) -> pl.DataFrame:
    return make_findings(
        pl.DataFrame(
            [
                {
                    "bestand": name,
                    "source": "map",
                    "row": None,
                    "column": None,
                    "code": "BESTAND_NIET_GELEZEN",
                    "value": None,
                }
                for name in names
            ],
            schema=dict.fromkeys(
                ("bestand", "source", "row", "column", "code", "value"), pl.String
            ),
        )
    )


def _tables_in(path: Path, fallback: str | None, where: str) -> Iterable[Tabelbestand]:
    """The tables of a file; ``where`` tells it from another file of the same name."""
    parts = read_cells(path)
    if len(parts) > 1:
        parts = tuple(cells for cells in parts if not _is_note(cells))
    for cells in parts:
        naam = _table_of(cells.naam, fallback, cells.bestand)
        if naam is None and len(parts) == 1:
            naam = _table_of(path.stem, fallback, path.name) or fallback
        if naam is None:
            raise InputFileError(
                f"{cells.bestand}: {cells.naam!r} is the name of no table. Name it "
                f"after one of: {', '.join(TABEL_VAN)}."
            )
        bestand = f"{where}{cells.bestand}"
        told = cells.findings.with_columns(bestand=pl.lit(bestand))
        cells = replace(cells, bestand=bestand, findings=told)
        yield Tabelbestand(naam, path, None if naam == TARIEVENTABEL else cells)


def _is_note(cells: Cells) -> bool:
    """Whether a sheet is empty or has text in one column only: no table at all."""
    is_known = _table_of(cells.naam, None, None) is not None
    return not is_known and len(cells.headers) <= 1


def _files(paths: Paths) -> Iterator[tuple[Path, bool]]:
    """Yield the files, and whether each was named itself instead of found."""
    for path in all_paths(paths):
        if not path.is_dir():
            yield path, True
            continue
        for file in sorted(path.iterdir()):
            if not file.name.endswith(ENDING):
                yield file, False


def _table_of(naam: str, fallback: str | None, bestand: str | None) -> str | None:
    """The table that a name is of; None where it begins with the name of none.

    Args:
        naam: Name of a file, sheet or list.
        fallback: The table that a file is of which a person named, whatever its name.
        bestand: For the error; None where there is to be none.

    Raises:
        InputFileError: What stands behind the name is no year, period or version.
    """
    naam = naam.strip().lower()
    for table in _LONGEST_FIRST:
        behind = naam.removeprefix(table)
        if not naam.startswith(table) or behind[:1].isalpha():
            continue
        is_copy = _COPY.search(behind) is not None
        if _BEHIND.fullmatch(behind) and not is_copy:
            return table
        if fallback == table and not is_copy:
            return table
        if bestand is None:
            return None
        raise InputFileError(
            f"{bestand}: begins with {table}, and {behind.strip()!r} behind it is no "
            "year, period or version. If it is to count, name it such as "
            f"{table}_2025; if not, move it to another folder."
        )
    return None


def _official_name(stem: str) -> str | None:
    name = stem.lower().replace(" ", "")
    for official in (TARIEVENTABEL, ZORGPRODUCTENTABEL):
        if official in name:
            return official
    return None
