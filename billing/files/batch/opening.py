"""The files of a batch, taken in as a whole: what meets, and what there is to tell.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.batch.flat import split_flat, subtrajecten_of
from billing.files.batch.giventable import FLAT, LINES, ROWS, GivenTable
from billing.files.batch.herstel import of_these
from grouper.registration.columns import (
    ALIASES,
    DAYS,
    ELSEWHERE,
    KEY,
    KNOWN_COLUMNS,
    NESTED,
    NUMMER,
)
from grouper.registration.intake import TakenIn, take_in
from grouper.registration.reading import unnest_zorgactiviteiten
from productstructure.errors import CallError, InputFileError
from tabellen.forms.batches import Table
from tabellen.forms.frames import (
    require_columns,
)
from tabellen.headers.headertext import bare_name
from tabellen.headers.leeswijze import Leeswijze
from tabellen.notices import Notice
from tabellen.reading.columnar import STOPS
from tabellen.reading.columntypes import require_single_values
from tabellen.values.dayforms import days_with_slashes


@dataclass(frozen=True)
class BatchFiles:
    """The tables of a batch, in a form that meets.

    Attributes:
        subtrajecten: The rows, with the columns that are known.
        zorgactiviteiten: Their activities, likewise; None in the nested form.
        notices: What there is to tell of how they were read.
        instellingen: Whether outcomes name the hospital.
        has_numbers: Whether the numbers of the subtrajecten came as numbers.
        gegeven: The rows as they were given, with all their columns.
    """

    subtrajecten: Table
    zorgactiviteiten: Table | None
    notices: tuple[Notice, ...]
    instellingen: bool
    has_numbers: bool
    gegeven: Table

    def whole(self) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Both tables, with all their rows."""
        lines = self.zorgactiviteiten
        return self.subtrajecten.whole(), None if lines is None else lines.whole()


def open_batch(
    subtrajecten: Path,
    zorgactiviteiten: Path | None,
    *,
    leeswijze: Leeswijze | None = None,
    herstel: Path | None = None,
) -> BatchFiles:
    """Open the files of a batch.

    Args:
        subtrajecten: File with the rows.
        zorgactiviteiten: File with their activities; None in the nested form.
        leeswijze: How the tables are to be read, where they are not as ours.
        herstel: Rejected rows of the batch as somebody mended them: these alone are
            taken, with the activities of ``zorgactiviteiten``, or of ``subtrajecten``
            where those are nested or flat.

    Raises:
        InputFileError: A file cannot be read, lacks a required column, or cannot be
            understood (``take_in``).
        CallError: The activities are given twice.
    """
    leeswijze = leeswijze or Leeswijze()
    if herstel is not None:
        return _mended(subtrajecten, zorgactiviteiten, herstel, leeswijze)
    given = [GivenTable(subtrajecten, ROWS, leeswijze)]
    flat = zorgactiviteiten is None and given[0].is_flat
    if flat:
        given = [_as_flat(given[0])]
    if zorgactiviteiten is not None:
        given.append(GivenTable(zorgactiviteiten, LINES, leeswijze))
    (gegeven, *_), (rows, *more), notices = _opened(given)
    lines = more[0] if more else None
    if flat:
        rows, lines, told = _split(rows, leeswijze)
        gegeven = rows
        notices += (told,)
    has_numbers = rows.frame.collect_schema().get(NUMMER, pl.String()).is_numeric()
    taken = _taken(rows, lines, leeswijze)
    rows = _with_known(rows, taken.subtrajecten, "subtrajecten")
    is_nested = NESTED in rows.frame.collect_schema()
    if lines is None and not is_nested:
        raise InputFileError(
            f"{subtrajecten}: no column {NESTED} found, and no file of activities is "
            "given. Give one, or the nested form (Parquet or Arrow IPC)."
        )
    if lines is not None:
        if is_nested:
            raise CallError(
                f"{subtrajecten} is in the nested form and {zorgactiviteiten} is given "
                "too; give the activities once."
            )
        assert taken.zorgactiviteiten is not None
        lines = _with_known(lines, taken.zorgactiviteiten, "zorgactiviteiten")
    return BatchFiles(
        rows,
        lines,
        notices + taken.notices,
        taken.instellingen,
        has_numbers,
        gegeven,
    )


def _mended(
    subtrajecten: Path, zorgactiviteiten: Path | None, herstel: Path, how: Leeswijze
) -> BatchFiles:
    """Mended rows with their own activities, and no others."""
    (gegeven,), (given,), told = _opened([GivenTable(herstel, ROWS, how)])
    if zorgactiviteiten is not None:
        _, (lines,), more = _opened([GivenTable(zorgactiviteiten, LINES, how)])
    else:
        lines, more = _activities(subtrajecten, how)
    has_numbers = given.frame.collect_schema().get(NUMMER, pl.String()).is_numeric()
    taken = _taken(given, lines, how)
    assert taken.zorgactiviteiten is not None
    rows = _with_known(given, taken.subtrajecten, "subtrajecten")
    theirs = of_these(taken.subtrajecten, taken.zorgactiviteiten).collect()
    return BatchFiles(
        rows,
        _with_known(lines, theirs, "zorgactiviteiten"),
        told + more + taken.notices,
        taken.instellingen,
        has_numbers,
        gegeven,
    )


def _activities(subtrajecten: Path, how: Leeswijze) -> tuple[Table, tuple[Notice, ...]]:
    """The activities that stand in the table of subtrajecten itself."""
    batch = open_batch(subtrajecten, None, leeswijze=how)
    if batch.zorgactiviteiten is not None:
        return batch.zorgactiviteiten, ()
    _, lines = unnest_zorgactiviteiten(batch.subtrajecten.whole())
    return Table(subtrajecten, lines), ()


def _as_flat(given: GivenTable) -> GivenTable:
    return replace(given, name=FLAT)


def _split(flat: Table, leeswijze: Leeswijze) -> tuple[Table, Table, Notice]:
    """The two tables that a flat one holds."""
    path, frame = flat.path, flat.whole()
    given = GivenTable(path, FLAT, Leeswijze(leeswijze.genegeerd))
    rows, lines, told = split_flat(frame.rename(given.meant(frame.columns)), path)
    return Table(path, rows), Table(path, lines), told


def batch_columns(
    path: Path,
    name: str,
    columns: Collection[str],
    *,
    required: Collection[str] = (),
    leeswijze: Leeswijze | None = None,
) -> pl.DataFrame:
    """Some columns of a table of a batch, by the names that are known.

    Args:
        path: The file.
        name: subtrajecten or zorgactiviteiten.
        columns: Those that are asked for, where the file has them.
        required: Those of them that it must have.
        leeswijze: How the table is to be read.

    Raises:
        InputFileError: The file cannot be read, or lacks a column.
    """
    leeswijze = leeswijze or Leeswijze()
    given = GivenTable(path, name, leeswijze)
    flat = name == ROWS and given.is_flat
    if flat:
        given = _as_flat(given)
    schema = given.schema()
    # Those that are near to a known one were judged when the batch was grouped.
    known = [each for part in given.columns for each in part]
    forms = {bare_name(each) for each in (*known, *ALIASES)}
    meant = given.meant(
        schema.names(), (each for each in schema if bare_name(each) not in forms)
    )
    asked = [column for column, ours in meant.items() if ours in columns]
    require_columns(path, list(meant.values()), list(required))
    require_single_values(schema, asked, str(path))
    renamed = given.some(asked).rename({column: meant[column] for column in asked})
    own = renamed.with_columns(given.vertaling.translated(renamed.schema))
    if flat:
        own = subtrajecten_of(own)
    days = [each for each in DAYS if each in own.columns]
    return days_with_slashes(own, str(path), days, leeswijze.datumvorm)[0]


def _opened(
    given: Sequence[GivenTable],
) -> tuple[list[Table], list[Table], tuple[Notice, ...]]:
    """The tables as they stand, and under the names that they are told to have."""
    for each in given:
        each.check_header()
    raw: list[Table] = []
    tables: list[Table] = []
    notices: tuple[Notice, ...] = ()
    for each in given:
        table, told = each.rows()
        raw.append(table)
        tables.append(each.translated(table))
        notices += told
    return raw, tables, notices


def _taken(
    rows: Table, lines: Table | None, leeswijze: Leeswijze
) -> TakenIn[pl.DataFrame] | TakenIn[pl.LazyFrame]:
    ours, theirs = rows.frame, None if lines is None else lines.frame
    if isinstance(ours, pl.DataFrame) and not isinstance(theirs, pl.LazyFrame):
        return take_in(
            ours,
            theirs,
            ignored=leeswijze.genegeerd,
            datumvorm=leeswijze.datumvorm,
        )
    lazy = None if theirs is None else theirs.lazy()
    try:
        return take_in(
            ours.lazy(),
            lazy,
            ignored=leeswijze.genegeerd,
            datumvorm=leeswijze.datumvorm,
        )
    except STOPS:
        # One of them is damaged: who reads each by itself says which.
        for table in (rows, lines):
            if table is not None:
                table.whole()
        raise


def _with_known(table: Table, frame: pl.DataFrame | pl.LazyFrame, name: str) -> Table:
    """A table with its known columns alone."""
    schema = frame.collect_schema()
    require_single_values(schema, KNOWN_COLUMNS[name], str(table.path))
    known = {*KNOWN_COLUMNS[name], KEY, ELSEWHERE}
    if name == "subtrajecten":
        known.add(NESTED)
    chosen = [column for column in schema if column in known]
    return Table(
        table.path, frame if len(chosen) == len(schema) else frame.select(chosen)
    )
