"""Find which table each file, sheet or TOML list is, by its name.

It opens files and reads no rows; what a name means is for ``tablenames`` to say. What
lies in a folder beside the tables is read or told, never passed over in silence: an
old copy would count as the table, a packed one not at all.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from productstructure.errors import InputFileError
from tabellen.cells.cells import Cells
from tabellen.cells.tablecells import read_cells, sheets_that_count
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Paden, all_paths
from tabellen.reading.controle import ENDING
from tabellen.reading.endings import (
    ENDINGS,
    LOCK,
    WORKBOOKS,
    is_input,
    stem_of,
    unread_ending,
)
from tabellen.reading.parquetparts import parts_of
from tariffs.files.findings import join_findings, one_finding
from tariffs.files.tablenames import (
    TARIEFTABELLEN,
    TARIEVENTABEL,
    Tabelnamen,
    official_name,
)

Paths = Paden
"""Files and folders; of a folder every table file in it, by name."""

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


def find_tables(
    *sources: tuple[Paths, str | None],
    namen: Tabelnamen = TARIEFTABELLEN,
    leeswijze: Leeswijze = AS_OURS,
) -> Vondst:
    """Find the tables in files and folders; a file that is found twice counts once.

    Args:
        sources: Where to look, and what a file of another name is when it was named
            itself, not found in a folder; None refuses it.
        namen: Which tables are looked for.
        leeswijze: How they are read, where they are not as ours.

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
        for path, is_named in _files(paths, namen):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            if not is_named and _is_passed_over(path, namen):
                passed.append(path.name)
            elif not is_named and not _is_table_file(path, namen):
                strange.append(path.name)
            elif (official := official_name(stem_of(path))) in namen.gezocht:
                found.append(Tabelbestand(str(official), path, None))
            else:
                where = f"{path.parent.name}/" if path.name in names else ""
                names.add(path.name)
                fallback_here = fallback if is_named else None
                found.extend(
                    _tables_in(
                        path, fallback_here, where, namen, passed, leeswijze.bladen
                    )
                )
    given = [_read_as(each, leeswijze) for each in found]
    told = (one_finding(naam, "map", "BESTAND_NIET_GELEZEN", None) for naam in strange)
    return Vondst(given, tuple(passed), join_findings(told))


def _read_as(table: Tabelbestand, leeswijze: Leeswijze) -> Tabelbestand:
    if table.cells is None:
        return table
    return replace(table, cells=table.cells.read_as(table.naam, leeswijze))


def _is_passed_over(path: Path, namen: Tabelnamen) -> bool:
    """Whether a file is one that other functions read, or that a system leaves."""
    name = path.name.lower()
    return (
        name.startswith((".", LOCK, *_SYSTEM))
        or name.endswith("~")
        or namen.is_elsewhere(stem_of(path))
    )


def _is_table_file(path: Path, namen: Tabelnamen) -> bool:
    """Whether a file in a folder is to be read.

    Raises:
        InputFileError: It is a table by its name, in a form that is not read.
    """
    if path.is_dir():
        return _is_in_parts(path, namen)
    suffix = path.suffix.lower()
    if suffix in (*ENDINGS, *WORKBOOKS, ".toml"):
        return True
    table = namen.beginning(path.name.replace("-", "_")) or official_name(path.name)
    if table is None or suffix in _DOCUMENTS:
        return False
    if is_input(path):
        return True
    raise InputFileError(
        f"{path.name}: is {table} by its name, but is not read: "
        f"{unread_ending(path)} Or move it out of the folder."
    )


def _is_in_parts(folder: Path, namen: Tabelnamen) -> bool:
    """Whether a folder is a table by its name, and its parts are none by theirs."""
    parts = parts_of(folder) if namen.beginning(folder.name) else []
    return bool(parts) and not any(namen.beginning(part.name) for part in parts)


def _tables_in(
    path: Path,
    fallback: str | None,
    where: str,
    namen: Tabelnamen,
    passed: list[str],
    bladen: Collection[str],
) -> Iterator[Tabelbestand]:
    """The tables of a file; ``where`` tells it from another file of the same name.

    Sheets and lists that others read are added to ``passed``.
    """
    parts = sheets_that_count(read_cells(path), bladen)
    if len(parts) > 1:
        passed.extend(
            cells.bestand for cells in parts if namen.is_elsewhere(cells.naam)
        )
        parts = tuple(
            cells
            for cells in parts
            if not (namen.is_elsewhere(cells.naam) or _is_note(cells, namen))
        )
    for cells in parts:
        naam = namen.table_of(cells.naam, fallback, cells.bestand)
        if naam is None and len(parts) == 1:
            naam = namen.table_of(stem_of(path), fallback, path.name) or fallback
        if naam is None:
            or_sheet = " Or name the sheets that count with --blad." * (len(parts) > 1)
            raise InputFileError(
                f"{cells.bestand}: {cells.naam!r} is the name of no table. Name it "
                f"after one of: {', '.join(namen.tables)}.{or_sheet}"
            )
        cells = replace(cells, bestand=f"{where}{cells.bestand}")
        yield Tabelbestand(naam, path, None if naam == TARIEVENTABEL else cells)


def _is_note(cells: Cells, namen: Tabelnamen) -> bool:
    """Whether a sheet is empty or has text in one column only: no table at all."""
    is_known = namen.table_of(cells.naam, None, None) is not None
    return not is_known and len(cells.headers) <= 1


def _files(paths: Paths, namen: Tabelnamen) -> Iterator[tuple[Path, bool]]:
    """Yield the files, and whether each was named itself instead of found."""
    for path in all_paths(paths):
        if not path.is_dir() or _is_in_parts(path, namen):
            yield path, True
            continue
        for file in sorted(path.iterdir()):
            if not file.name.endswith(ENDING):
                yield file, False
