"""Reads and writes frames as files, by their ending.

It writes csv, Parquet and Arrow IPC, and reads those in parts; other forms that people
have are read whole (``tabellen.forms.lenient``).

It knows file forms, not what the columns mean.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import polars as pl

from tabellen.errors import CallError, InputFileError
from tabellen.forms.csvform import (
    SEPARATOR,
    can_be_scanned,
    csv_header,
    read_csv,
    scan_csv,
)
from tabellen.forms.lenient import is_lenient, read_lenient
from tabellen.forms.workbooks import require_rows, write_workbook
from tabellen.headers.headertext import told_columns
from tabellen.reading.columnar import (
    columnar_schema,
    is_ipc_file,
    read_columnar,
    scan_columnar,
)
from tabellen.reading.columntypes import require_single_values
from tabellen.reading.controle import check_controle, controle_path, controle_text
from tabellen.reading.endings import (
    LOCK,
    OUTPUTS,
    Form,
    form_of,
    is_input,
    unread_ending,
)
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import record_path
from tabellen.sets.writing import writing
from tabellen.values.excel import for_excel, in_plain_units
from tabellen.values.formulas import defused

WHOLE_BYTES = 64 << 20
"""A csv or Arrow IPC file up to this size is read whole."""


def schema_of(
    path: Path | str,
    *,
    required: Sequence[str] = (),
    single: Collection[str] = (),
    known: Sequence[str] = (),
) -> pl.Schema:
    """Columns of a file and their types, without reading its rows.

    Args:
        path: The file, of any form that is read.
        required: Columns it must have, each with one value a row.
        single: Columns that, where it has them, have one value a row as well.
        known: Columns that may be named in an error, beside those.

    Raises:
        InputFileError: There is no such file, it is empty or unreadable, its ending
            is unknown, its columns are not as they should be, or it is not what the
            control file beside it says.
    """
    path = Path(path)
    form = require_readable(path)
    if form is None:
        schema = read_lenient(path, known=(*required, *known)).frame.schema
    elif form == "csv":
        names = csv_header(path, known=(*required, *known))[1]
        schema = pl.Schema(dict.fromkeys(names, pl.String()))
    else:
        schema = columnar_schema(path, form)
    require_columns(path, schema.names(), required)
    require_single_values(schema, [*required, *single], str(path))
    return schema


def read_frame(
    path: Path | str,
    *,
    required: Sequence[str] = (),
    columns: Collection[str] | None = None,
) -> pl.DataFrame:
    """Read a whole file as a frame.

    Args:
        path: The file, of any form that is read.
        required: Columns it must have, each with one value a row.
        columns: Of all its columns only these, where it has them, each with one value
            a row; None for all.

    Returns:
        The rows in the order of the file. Of a csv every column is text and an empty
        field is null.

    Raises:
        InputFileError: As for ``schema_of``, or the file is damaged further on.
    """
    path = Path(path)
    schema = schema_of(path, required=required, single=columns or ())
    chosen = [name for name in schema if columns is None or name in columns]
    form = _require_form(path)
    if form is None:
        return read_lenient(path, known=required).frame.select(chosen)
    if form == "csv":
        return read_csv(path).select(chosen)
    return read_columnar(path, form, chosen)


def scan_rows(path: Path, form: Form | None) -> pl.LazyFrame:
    """The rows of a file, lazily where its form allows; its control file is not read.

    Args:
        path: The file.
        form: Its form; None for one that is read whole.

    Raises:
        InputFileError: The file cannot be read as what its ending says.
    """
    if form is None:
        return read_lenient(path).frame.lazy()
    if form == "csv":
        if path.stat().st_size > WHOLE_BYTES and can_be_scanned(path):
            return scan_csv(path)
        return read_csv(path).lazy()
    if form == "ipc" and not is_ipc_file(path):
        # The stream form of Arrow IPC cannot be scanned.
        return read_columnar(path, form).lazy()
    return scan_columnar(path, form)


def controle_of(written: Path, path: Path) -> str:
    """What the control file of a file says.

    Args:
        written: The file, under any name.
        path: Where it goes, by whose ending it is read.
    """
    form = form_of(path) or "csv"
    return controle_text(written, partial(scan_rows, written, form))


def check_output(path: Path | str) -> None:
    """Refuse an output file that could not be written, before the work begins.

    Raises:
        CallError: Its ending is unknown, its folder does not exist, or it is a folder.
    """
    path = Path(path)
    if path.suffix.lower() not in OUTPUTS:
        raise CallError(
            f"{path}: ending {path.suffix!r} found; use {_known_endings()}."
        )
    if path.is_dir():
        raise CallError(f"{path} is a folder; name a file.")
    if not path.parent.is_dir():
        raise CallError(f"{path.parent} does not exist; make that folder first.")


def check_paths(
    inputs: Sequence[Path | None],
    outputs: Sequence[Path | None],
    beside: Sequence[Path] = (),
) -> None:
    """Refuse outputs that could not be written, or would replace an input.

    Args:
        inputs: Files and folders that are read.
        outputs: Files to write, by the names that were asked for.
        beside: Files that are written beside them, by names of our own.

    Raises:
        CallError: As for ``check_output``, or a file is named twice.
    """
    named = [path for path in outputs if path is not None]
    for path in named:
        check_output(path)
    # Records and control files beside them are replaced or taken away, too.
    records = [
        each for path in named for each in (record_path(path), controle_path(path))
    ]
    known = set(beside)
    check_distinct(
        inputs, named, [*beside, *(path for path in records if path not in known)]
    )


def write_frame(
    frame: pl.DataFrame, path: Path | str, *, outputs: OutputSet | None = None
) -> None:
    """Write a frame, at once or not at all.

    Args:
        frame: What to write; lists do not fit in a csv.
        path: Where to, by its ending; an existing file is replaced.
        outputs: The set that the file is of; it is in place when that is published.
            Without one it is in place at once.

    Raises:
        CallError: The ending is unknown, or a csv is asked for lists.
        OutputFileError: The file cannot be written.
    """
    path = Path(path)
    check_output(path)
    form = OUTPUTS[path.suffix.lower()]
    if form == "xlsx":
        require_rows(path, frame.height)
    if form == "csv":
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        if nested:
            raise CallError(
                f"{path}: column(s) {', '.join(nested)} hold lists, which a csv cannot "
                "carry. Write Parquet or Arrow IPC."
            )
    with replacing(path, outputs) as fresh, writing(path):
        if form == "csv" and outputs is not None and outputs.for_excel:
            excel_rows(frame).write_csv(fresh, separator=SEPARATOR, include_bom=True)
        elif form == "csv":
            defused(frame).write_csv(fresh, separator=SEPARATOR)
        elif form == "parquet":
            frame.write_parquet(fresh)
        elif form == "xlsx":
            write_workbook(frame, fresh, path.stem)
        elif form == "jsonl":
            frame.write_ndjson(fresh)
        else:
            frame.write_ipc(fresh)
    if outputs is not None:
        outputs.count(path, frame.height)


def excel_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as a csv for a Dutch Excel has it: kept as it is, and defused."""
    return for_excel(defused(in_plain_units(frame)))


@contextmanager
def replacing(path: Path, outputs: OutputSet | None = None) -> Iterator[Path]:
    """Yield a new file beside ``path`` that takes its place when all went well.

    Of a set of outputs it takes its place when the set is published.
    """
    if outputs is not None:
        yield outputs.new(path)
        return
    with OutputSet(path) as own:
        yield own.new(path)
        own.publish()


def _known_endings() -> str:
    *others, last = OUTPUTS
    return f"{', '.join(others)} or {last}"


def require_readable(path: Path) -> Form | None:
    """Refuse a file that cannot be of a form that is read.

    Returns:
        Its form; None for one that is read whole.

    Raises:
        InputFileError: There is no such file, it is empty, its ending is unknown, or it
            is not what the control file beside it says.
    """
    form = _require_form(path)
    check_controle(path, lambda: scan_rows(path, form))
    return form


def _require_form(path: Path) -> Form | None:
    """Form of a file that is there and has content; None for one that is read whole."""
    is_folder = path.is_dir()
    if not is_folder and path.name.startswith(LOCK):
        raise InputFileError(
            f"{path}: is what Excel keeps while {path.name.removeprefix(LOCK)} is "
            "open, not a table. Name the workbook itself."
        )
    if not is_folder and not is_input(path):
        raise InputFileError(f"{path}: {unread_ending(path)}")
    if is_folder and not is_lenient(path):
        raise InputFileError(
            f"{path} is a folder; name a file, or a folder with parts of Parquet."
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputFileError(
            f"{path}: cannot be read ({error.strerror}). Check the name and the rights."
        ) from error
    if size == 0:
        raise InputFileError(
            f"{path} is empty; expected at least a header with the column names."
        )
    return None if is_lenient(path) else form_of(path)


def require_columns(path: Path, columns: list[str], required: Sequence[str]) -> None:
    """Refuse a file that lacks a column.

    Raises:
        InputFileError: A required column is missing.
    """
    missing = [name for name in required if name not in columns]
    if missing and len(missing) == len(required):
        # The first line is no header of ours; it may be a patient's, so is not shown.
        raise InputFileError(
            f"{path}: none of the required columns {', '.join(required)} found. The "
            "first line must be a header with these names."
        )
    if missing:
        raise InputFileError(
            f"{path}: required column(s) {', '.join(missing)} missing. Columns found: "
            f"{told_columns(columns, required)}."
        )
