"""The files of a batch, taken in as a whole: what meets, and what there is to tell.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.flat import ACTIVITEIT, split_flat, subtrajecten_of
from billing.files.herstel import of_these, without_outcome
from grouper.registration.intake import (
    ALIASES,
    DAYS,
    ELSEWHERE,
    KEY,
    KNOWN,
    NESTED,
    NUMMER,
    TakenIn,
    take_in,
)
from grouper.registration.reading import (
    SINGLE_SUBTRAJECTEN,
    SINGLE_ZORGACTIVITEITEN,
    unnest_zorgactiviteiten,
)
from productstructure.errors import CallError, InputFileError
from tabellen.forms.batches import Table
from tabellen.forms.csvform import STOPS
from tabellen.forms.frames import (
    read_frame,
    require_columns,
    require_readable,
    schema_of,
)
from tabellen.forms.lenient import is_lenient, read_lenient
from tabellen.headers.headertext import bare_name
from tabellen.headers.leeswijze import Leeswijze, Vertaling
from tabellen.headers.matching import match_columns
from tabellen.notices import Notice
from tabellen.reading.columntypes import require_single_values
from tabellen.values.dayforms import days_of_serials, days_with_slashes

FLAT = "plat"
"""Name of a table of subtrajecten that holds their activities as rows."""


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
    flat = zorgactiviteiten is None and _is_flat(subtrajecten, leeswijze)
    given = [(subtrajecten, FLAT if flat else "subtrajecten")]
    if zorgactiviteiten is not None:
        given.append((zorgactiviteiten, "zorgactiviteiten"))
    for path, name in given:
        _check_header(path, name, leeswijze)
    (gegeven, *_), (rows, *more), notices = _opened(given, leeswijze)
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
    _check_header(herstel, "subtrajecten", how)
    (gegeven,), (given,), told = _opened([(herstel, "subtrajecten")], how)
    if zorgactiviteiten is not None:
        _check_header(zorgactiviteiten, "zorgactiviteiten", how)
        _, (lines,), more = _opened([(zorgactiviteiten, "zorgactiviteiten")], how)
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


def _is_flat(path: Path, leeswijze: Leeswijze) -> bool:
    """Whether the table of subtrajecten holds their activities as rows."""
    columns = _schema(path, FLAT, leeswijze).names()
    theirs = leeswijze.of("zorgactiviteiten").kolommen.get(ACTIVITEIT, ACTIVITEIT)
    forms = {bare_name(ACTIVITEIT), bare_name(theirs)}
    return NESTED not in columns and any(bare_name(each) in forms for each in columns)


def _split(flat: Table, leeswijze: Leeswijze) -> tuple[Table, Table, Notice]:
    """The two tables that a flat one holds."""
    path, frame = flat.path, flat.whole()
    meant = _meant(path, FLAT, frame.columns, Leeswijze(leeswijze.genegeerd))
    rows, lines, told = split_flat(frame.rename(meant), path)
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
    flat = name == "subtrajecten" and _is_flat(path, leeswijze)
    name = FLAT if flat else name
    schema = _schema(path, name, leeswijze)
    # Those that are near to a known one were judged when the batch was grouped.
    known = [each for part in _columns_of(name) for each in part]
    forms = {bare_name(each) for each in (*known, *ALIASES)}
    near = [column for column in schema if bare_name(column) not in forms]
    settled = replace(leeswijze, genegeerd=(*leeswijze.genegeerd, *near))
    meant = _meant(path, name, schema.names(), settled)
    asked = [column for column, ours in meant.items() if ours in columns]
    require_columns(path, list(meant.values()), list(required))
    require_single_values(schema, asked, str(path))
    if is_lenient(path):
        frame = _lenient(path, name, leeswijze)[0].select(asked)
    else:
        frame = read_frame(path, columns=asked)
    renamed = frame.rename({column: meant[column] for column in asked})
    vertaling = _translation(name, leeswijze)
    own = renamed.with_columns(vertaling.translated(renamed.schema))
    if flat:
        own = subtrajecten_of(own)
    days = [each for each in DAYS if each in own.columns]
    return days_with_slashes(own, str(path), days, leeswijze.datumvorm)[0]


def _columns_of(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns that a table must have, and that it may have."""
    if name != FLAT:
        return KNOWN[name]
    both = zip(KNOWN["subtrajecten"], KNOWN["zorgactiviteiten"], strict=True)
    required, optional = (tuple(dict.fromkeys((*a, *b))) for a, b in both)
    return required, tuple(each for each in optional if each not in required)


def _translation(name: str, leeswijze: Leeswijze) -> Vertaling:
    if name != FLAT:
        return leeswijze.of(name)
    rows, lines = leeswijze.of("subtrajecten"), leeswijze.of("zorgactiviteiten")
    return Vertaling(
        {**lines.kolommen, **rows.kolommen}, {**lines.waarden, **rows.waarden}
    )


def _known(name: str, leeswijze: Leeswijze) -> tuple[str, ...]:
    """Names by which the header of a table is known, theirs among them."""
    required, optional = _columns_of(name)
    return (*required, *optional, *_translation(name, leeswijze).kolommen.values())


def _schema(path: Path, name: str, leeswijze: Leeswijze) -> pl.Schema:
    known = _known(name, leeswijze)
    if not path.is_file() or not is_lenient(path):
        schema = schema_of(path, known=known)
    else:
        require_readable(path)
        schema = _lenient(path, name, leeswijze)[0].schema
    own = _of_batch(schema.names(), name, leeswijze)
    return pl.Schema({column: schema[column] for column in own})


def _lenient(
    path: Path, name: str, leeswijze: Leeswijze
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """A table that is read whole, with its days; and what there is to tell of it."""
    read = read_lenient(
        path,
        known=_known(name, leeswijze),
        bladen=(*leeswijze.bladen, name) if leeswijze.bladen else (),
    )
    frame, told = days_of_serials(
        read.frame,
        [column for column in read.numbers if _is_day(column, name, leeswijze)],
    )
    table = "subtrajecten" if name == FLAT else name
    notices = tuple(replace(each, table=table) for each in (*read.notices, *told))
    return frame, notices


def _is_day(column: str, name: str, leeswijze: Leeswijze) -> bool:
    theirs = _translation(name, leeswijze).kolommen
    days = {bare_name(each) for each in DAYS}
    days |= {bare_name(theirs[each]) for each in DAYS if each in theirs}
    days |= {bare_name(alias) for alias, ours in ALIASES.items() if ours in DAYS}
    return bare_name(column) in days


def _meant(
    path: Path, name: str, columns: list[str], leeswijze: Leeswijze
) -> dict[str, str]:
    """The known name that each column of a file is meant to have, or its own."""
    required, optional = _columns_of(name)
    chosen = _translation(name, leeswijze).renamed(columns, str(path))
    match = match_columns(
        (chosen.get(column, column) for column in columns if column != NESTED),
        table=str(path),
        required=required,
        optional=optional,
        ignored=leeswijze.genegeerd,
        aliases=ALIASES,
    )
    named = {column: chosen.get(column, column) for column in columns}
    return {column: match.renamed.get(ours, ours) for column, ours in named.items()}


def _check_header(path: Path, name: str, leeswijze: Leeswijze) -> None:
    """Refuse a file by its columns, before its rows are read."""
    columns = _schema(path, name, leeswijze).names()
    names = list(_meant(path, name, columns, leeswijze).values())
    require_columns(path, names, _columns_of(name)[0])


def _opened(
    given: Sequence[tuple[Path, str]],
    leeswijze: Leeswijze,
) -> tuple[list[Table], list[Table], tuple[Notice, ...]]:
    """The tables as they stand, and under the names that they are told to have."""
    raw: list[Table] = []
    tables: list[Table] = []
    notices: tuple[Notice, ...] = ()
    for path, name in given:
        table, told = _table(path, name, leeswijze)
        vertaling = _translation(name, leeswijze)
        raw.append(table)
        frame = table.frame
        names = frame.collect_schema().names()
        frame = frame.rename(vertaling.renamed(names, str(path)))
        values = list(vertaling.translated(frame.collect_schema()))
        tables.append(Table(path, frame.with_columns(values) if values else frame))
        notices += told
    return raw, tables, notices


def _table(
    path: Path, name: str, leeswijze: Leeswijze
) -> tuple[Table, tuple[Notice, ...]]:
    notices: tuple[Notice, ...] = ()
    if is_lenient(path):
        frame, notices = _lenient(path, name, leeswijze)
        table = Table(path, frame)
    else:
        table = Table.open(path)
    names = table.frame.collect_schema().names()
    own = _of_batch(names, name, leeswijze)
    if len(own) < len(names):
        table = Table(path, table.frame.select(own))
    return table, notices


def _of_batch(names: list[str], name: str, leeswijze: Leeswijze) -> list[str]:
    """Columns of a table that are of the batch: of rejected rows, not their outcome."""
    if name != "subtrajecten":
        return names
    has_own_name = NUMMER in leeswijze.of(name).kolommen
    return without_outcome(names, own_number=has_own_name)


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


_SINGLE = {
    "subtrajecten": SINGLE_SUBTRAJECTEN,
    "zorgactiviteiten": SINGLE_ZORGACTIVITEITEN,
}


def _with_known(table: Table, frame: pl.DataFrame | pl.LazyFrame, name: str) -> Table:
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
