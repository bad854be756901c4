"""Read a table file into cells, by its ending."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from tabellen.cells.cells import Cells, made_cells
from tabellen.cells.content import decoded
from tabellen.cells.csvcells import read_text
from tabellen.errors import InputFileError
from tabellen.headers.headertext import bare_name
from tabellen.paths import Pad, one_path
from tabellen.reading.columnar import Columnar, DamagedFileError, read_columnar
from tabellen.reading.controle import check_controle
from tabellen.reading.csvshape import SHEET_HEIGHTS
from tabellen.reading.endings import (
    LOCK,
    TEXTS,
    WORKBOOKS,
    ending_of,
    form_of,
    unread_ending,
)
from tabellen.reading.parquetparts import parts_of, read_parts


def read_cells(path: Pad) -> tuple[Cells, ...]:
    """Read every table of a file, by its ending.

    A csv or Parquet file holds one table, a workbook one per sheet, a TOML file one per
    array of tables. Blank rows are skipped, but they count for the row numbers.

    Args:
        path: The file: a text in columns (``tabellen.cells.csvcells``), xlsx,
            Parquet, Arrow IPC or TOML; or a folder with the parts of one in Parquet.

    Returns:
        The tables, in the order of the file.

    Raises:
        InputFileError: The file is absent, empty, unreadable, of an unknown kind, or
            not what the control file beside it says.
    """
    path = one_path(path)
    if path.is_dir() and parts_of(path):
        frame = read_parts(path)
        naam = path.name.removesuffix(".parquet")
        return (made_cells(path.name, naam, frame.columns, frame),)
    if not path.is_file():
        raise InputFileError(f"{path.name}: no such file. Check the path.")
    if path.stat().st_size == 0:
        raise InputFileError(f"{path.name}: the file is empty. Export it again.")
    if path.name.startswith(LOCK):
        raise InputFileError(
            f"{path.name}: is what Excel keeps while {path.name.removeprefix(LOCK)} is "
            "open, not a table. Name the workbook itself."
        )
    check_controle(path, lambda: _only_table(path))
    return tuple(_with_height(path, cells) for cells in _read_form(path))


def _with_height(path: Path, cells: Cells) -> Cells:
    """Tell of a table that is as long as a sheet of a spreadsheet can be."""
    height = cells.row[-1] if cells.row.len() else 0
    is_limit = not {height, height + 1}.isdisjoint(SHEET_HEIGHTS)
    if not is_limit or ending_of(path)[0] not in (*TEXTS, *WORKBOOKS):
        return cells
    return cells.telling(("TABEL_OP_BLADGRENS", str(height)))


def _only_table(path: Path) -> pl.LazyFrame:
    """The rows of a file with one table, under the names of its header."""
    first, *others = _read_form(path)
    if others:
        raise InputFileError(
            f"{path.name}: holds several tables. Its control file can say sha256 only."
        )
    names = {str(index): name for index, name in enumerate(first.headers)}
    return first.frame.rename(names).lazy()


def _read_form(path: Path) -> tuple[Cells, ...]:
    ending, packed = ending_of(path)
    if ending in TEXTS:
        return (read_text(path),)
    if ending in WORKBOOKS and not packed:
        # Imported here: who reads no workbook does not wait for its reader.
        from tabellen.cells.workbook import read_workbook

        return read_workbook(path)
    if path.suffix.lower() == ".toml":
        return _read_toml(path)
    form = form_of(path)
    if form == "parquet" or form == "ipc":
        return (_read_columnar(path, form),)
    raise InputFileError(f"{path.name}: {unread_ending(path)}")


def sheets_that_count(
    parts: tuple[Cells, ...], bladen: Collection[str]
) -> tuple[Cells, ...]:
    """Of the tables of a file those whose name is asked for; all where none is.

    Names of sheets are asked for of all files of a command together, so that another
    file may be meant. It is told where none of several has such a name.
    """
    asked = {bare_name(name) for name in bladen}
    chosen = tuple(each for each in parts if bare_name(each.naam) in asked)
    if chosen or not asked or len(parts) == 1:
        return chosen or parts
    return tuple(each.telling(("BLAD_NIET_GEVONDEN", each.naam)) for each in parts)


def only_table(path: Pad, bladen: Collection[str] = ()) -> Cells:
    """Read the one table of a file; sheets of notes beside it are none.

    Args:
        path: The file.
        bladen: Sheets that count, where it has several.

    Raises:
        InputFileError: As for ``read_cells``, or there are several tables.
    """
    path = one_path(path)
    parts = sheets_that_count(read_cells(path), bladen)
    if not parts:
        raise InputFileError(f"{path.name}: the file holds no table. Export it again.")
    tables = [cells for cells in parts if len(cells.headers) > 1]
    if len(tables) > 1:
        names = ", ".join(cells.naam for cells in tables)
        raise InputFileError(
            f"{path.name}: holds several tables ({names}); which one counts is not "
            "guessed. Name it with --blad, or give each a file of its own."
        )
    return tables[0] if tables else parts[0]


def _unambiguous_decimal(text: str) -> str:
    """Add a zero to three decimals: in text, 1.234 may also be a grouped 1234."""
    return text + "0" if text[-4:-3] == "." else text


def _read_toml(path: Path) -> tuple[Cells, ...]:
    try:
        document = tomllib.loads(
            decoded(path.read_bytes()), parse_float=_unambiguous_decimal
        )
    except tomllib.TOMLDecodeError as error:
        raise InputFileError(f"{path.name}: not valid TOML: {error}.") from error
    tables = []
    for naam, value in document.items():
        if not isinstance(value, list) or not all(
            isinstance(row, Mapping) for row in value
        ):
            raise InputFileError(
                f"{path.name}: {naam!r} is not a list of rows. Write each row under "
                f"[[{naam}]]."
            )
        headers = list(dict.fromkeys(key for row in value for key in row))
        rows = [[_toml_text(row.get(header)) for header in headers] for row in value]
        frame = pl.DataFrame(
            rows,
            schema={str(index): pl.String for index in range(len(headers))},
            orient="row",
        )
        tables.append(made_cells(f"{path.name}#{naam}", naam, headers, frame))
    return tuple(tables)


def _toml_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return "|".join(str(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read_columnar(path: Path, form: Columnar) -> Cells:
    try:
        frame = read_columnar(path, form)
    except DamagedFileError:
        # From None: what Polars says may quote the file.
        raise InputFileError(
            f"{path.name}: cannot be read as {path.suffix[1:]}: it is damaged, cut "
            "off, or of another form than its ending says. Write it again."
        ) from None
    return made_cells(path.name, path.stem, frame.columns, frame)
