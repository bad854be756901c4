"""The files of a batch, taken in as a whole: what meets, and what there is to tell.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from grouper.registration.intake import ELSEWHERE, KEY, KNOWN, NESTED, TakenIn, take_in
from grouper.registration.reading import SINGLE_SUBTRAJECTEN, SINGLE_ZORGACTIVITEITEN
from productstructure.errors import CallError, InputFileError
from tabellen.forms.batches import Table
from tabellen.forms.csvform import STOPS
from tabellen.forms.frames import require_columns, schema_of
from tabellen.headers.matching import match_columns
from tabellen.notices import Notice
from tabellen.reading.columntypes import require_single_values


@dataclass(frozen=True)
class BatchFiles:
    """The tables of a batch, in a form that meets.

    Attributes:
        subtrajecten: The rows, with the columns that are known.
        zorgactiviteiten: Their activities, likewise; None in the nested form.
        notices: What there is to tell of how they were read.
        instellingen: Whether outcomes name the hospital.
    """

    subtrajecten: Table
    zorgactiviteiten: Table | None
    notices: tuple[Notice, ...]
    instellingen: bool

    def whole(self) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Both tables, with all their rows."""
        lines = self.zorgactiviteiten
        return self.subtrajecten.whole(), None if lines is None else lines.whole()


def open_batch(
    subtrajecten: Path,
    zorgactiviteiten: Path | None,
    *,
    ignored: Collection[str] = (),
) -> BatchFiles:
    """Open the files of a batch.

    Args:
        subtrajecten: File with the rows.
        zorgactiviteiten: File with their activities; None in the nested form.
        ignored: Columns that are what they are, however near to a known one.

    Raises:
        InputFileError: A file cannot be read, lacks a required column, or cannot be
            understood (``take_in``).
        CallError: The activities are given twice.
    """
    _check_header(subtrajecten, "subtrajecten", ignored)
    if zorgactiviteiten is not None:
        _check_header(zorgactiviteiten, "zorgactiviteiten", ignored)
    rows = Table.open(subtrajecten)
    lines = None if zorgactiviteiten is None else Table.open(zorgactiviteiten)
    taken = _taken(rows, lines, ignored)
    rows = _known(rows, taken.subtrajecten, "subtrajecten")
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
        lines = _known(lines, taken.zorgactiviteiten, "zorgactiviteiten")
    return BatchFiles(rows, lines, taken.notices, taken.instellingen)


def _check_header(path: Path, name: str, ignored: Collection[str]) -> None:
    """Refuse a file by its columns, before its rows are read."""
    required, optional = KNOWN[name]
    columns = schema_of(path, known=(*required, *optional)).names()
    match = match_columns(
        (column for column in columns if column != NESTED),
        table=str(path),
        required=required,
        optional=optional,
        ignored=ignored,
    )
    names = [match.renamed.get(column, column) for column in columns]
    require_columns(path, names, required)


def _taken(
    rows: Table, lines: Table | None, ignored: Collection[str]
) -> TakenIn[pl.DataFrame] | TakenIn[pl.LazyFrame]:
    ours, theirs = rows.frame, None if lines is None else lines.frame
    if isinstance(ours, pl.DataFrame) and not isinstance(theirs, pl.LazyFrame):
        return take_in(ours, theirs, ignored=ignored)
    lazy = None if theirs is None else theirs.lazy()
    try:
        return take_in(ours.lazy(), lazy, ignored=ignored)
    except STOPS:
        # One of them is damaged: who reads each by itself says which.
        for table in (rows, lines):
            if table is not None:
                table.whole()
        raise


_SINGLE = {
    "subtrajecten": SINGLE_SUBTRAJECTEN,
    "zorgactiviteiten": SINGLE_ZORGACTIVITEITEN,
}


def _known(table: Table, frame: pl.DataFrame | pl.LazyFrame, name: str) -> Table:
    """A table with its known columns alone."""
    schema = frame.collect_schema()
    required, optional = KNOWN[name]
    require_single_values(schema, _SINGLE[name], str(table.path))
    known = {*required, *optional, KEY, ELSEWHERE}
    if name == "subtrajecten":
        known.add(NESTED)
    chosen = [column for column in schema if column in known]
    return Table(
        table.path, frame if len(chosen) == len(schema) else frame.select(chosen)
    )
