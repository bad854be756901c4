"""Read a table file into cells: columns as they stand, and the number of each row.

It knows file formats, not what a column means. Text stays text; a number of a
spreadsheet becomes the decimal text of its first fifteen digits, which is what the
spreadsheet itself shows and keeps (ECMA-376; IEEE 754 doubles carry no more), so that
neither a binary float nor the noise of a formula reaches an amount. A Parquet file
keeps its types, but a float column stays a float, which ``rows`` refuses.
"""

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from productstructure.errors import InputFileError
from tabellen.forms.frames import ENDINGS, form_of
from tabellen.paths import Pad, one_path
from tabellen.reading.columnar import Columnar, DamagedFileError, read_columnar
from tabellen.reading.controle import check_controle
from tabellen.reading.csvshape import SHEET_HEIGHTS
from tabellen.reading.sheetcells import Formule, unworked_formulas
from tabellen.values.formulas import may_be_marked, restored
from tariffs.files.findings import NO_FINDINGS, make_findings

SUFFIXES = (*ENDINGS, ".xlsx", ".toml")

LOCK = "~$"
"""How the file begins that Excel keeps beside a workbook that is open."""

_DIGITS = 15
_LOOKED_AT = 30


_TYPED = 20
"""Rows from which on a file is one that a program wrote."""


@dataclass(frozen=True)
class Cells:
    """The cells of one table.

    Attributes:
        bestand: Name of the file, for findings and errors; with ``#`` and the sheet.
        naam: Name of the table as the file says it: stem, sheet or TOML key.
        headers: Column headers as they stand in the file.
        frame: The columns ``0``, ``1``, ... in the order of ``headers``.
        row: 1-based number of each row among the data rows of the file.
        findings: Rows that are no rows of this table.
        numbers: Per column whether a text was a number in a file that knows numbers,
            with a point before its decimals; absent columns have none.
        formules: Cells whose formula was not worked out.
    """

    bestand: str
    naam: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    row: pl.Series
    findings: pl.DataFrame
    numbers: Mapping[str, pl.Series] = field(default_factory=dict)
    formules: tuple[Formule, ...] = ()

    @property
    def rijen(self) -> int:
        """How many rows the file has, those that are none of this table included."""
        return self.row.len() + self.findings["row"].n_unique()


def read_cells(path: Pad) -> tuple[Cells, ...]:
    """Read every table of a file, by its ending.

    A csv or Parquet file holds one table, a workbook one per sheet, a TOML file one per
    array of tables. Blank rows are skipped, but they count for the row numbers.

    Args:
        path: The file: csv (``;``, ``,`` or tab; utf-8 or cp1252), xlsx, Parquet, Arrow
            IPC or TOML.

    Returns:
        The tables, in the order of the file.

    Raises:
        InputFileError: The file is absent, empty, unreadable, of an unknown kind, or
            not what the control file beside it says.
    """
    path = one_path(path)
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
    if not is_limit or path.suffix.lower() not in (".csv", ".xlsx"):
        return cells
    told = _told(cells.bestand, cells.naam, [(None, "TABEL_OP_BLADGRENS", str(height))])
    return replace(cells, findings=pl.concat([told, cells.findings]))


def _told(
    bestand: str, naam: str, faults: Sequence[tuple[int | None, str, str | None]]
) -> pl.DataFrame:
    """Findings on rows, or on the whole of a file: row, code, value."""
    return make_findings(
        pl.DataFrame(
            faults,
            schema={"row": pl.Int64, "code": pl.String, "value": pl.String},
            orient="row",
        ).with_columns(
            bestand=pl.lit(bestand), source=pl.lit(naam), column=pl.lit(None)
        )
    )


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
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _read_workbook(path)
    if suffix == ".toml":
        return _read_toml(path)
    form = form_of(path)
    if form == "csv":
        return (_read_csv(path),)
    if form is not None:
        return (_read_columnar(path, form),)
    known = ", ".join(SUFFIXES)
    raise InputFileError(
        f"{path.name}: found the ending {suffix!r}; expected one of {known}."
    )


def only_table(path: Pad) -> Cells:
    """Read the one table of a file; sheets of notes beside it are none.

    Raises:
        InputFileError: As for ``read_cells``, or there are several tables.
    """
    path = one_path(path)
    parts = read_cells(path)
    if not parts:
        raise InputFileError(f"{path.name}: the file holds no table. Export it again.")
    tables = [cells for cells in parts if len(cells.headers) > 1]
    if len(tables) > 1:
        names = ", ".join(cells.naam for cells in tables)
        raise InputFileError(
            f"{path.name}: holds several tables ({names}); which one counts is not "
            "guessed. Give each a file of its own."
        )
    return tables[0] if tables else parts[0]


def _cells(
    bestand: str,
    naam: str,
    headers: Sequence[str],
    frame: pl.DataFrame,
    findings: pl.DataFrame | None = None,
    numbers: Mapping[str, pl.Series] | None = None,
    formules: tuple[Formule, ...] = (),
) -> Cells:
    """Number the rows, and drop blank rows and columns without name and content."""
    frame = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
    row = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    numbers = numbers or {}
    if frame.width:
        blank = frame.select(
            pl.all_horizontal(
                pl.col(pl.String).str.strip_chars().fill_null("") == "",
                pl.exclude(pl.String).is_null(),
            )
        ).to_series()
        if blank.any():
            frame, row = frame.filter(~blank), row.filter(~blank)
            numbers = {name: is_one.filter(~blank) for name, is_one in numbers.items()}
    if findings is None:
        findings = NO_FINDINGS
    width = len(headers)
    while width and not headers[width - 1].strip() and _is_blank(frame[:, width - 1]):
        width -= 1
    return Cells(
        bestand,
        naam,
        tuple(header.strip() for header in headers[:width]),
        frame[:, :width],
        row,
        findings,
        numbers,
        formules,
    )


def _is_blank(column: pl.Series) -> bool:
    if column.dtype == pl.String:
        return bool((column.str.strip_chars().fill_null("") == "").all())
    return column.null_count() == column.len()


def _read_csv(path: Path) -> Cells:
    text = decoded(path.read_bytes())
    cells = _read_text(path, text.replace("\r\r\n", "\r\n"))
    if may_be_marked(text.encode()):
        cells = replace(cells, frame=restored(cells.frame))
    faults: list[tuple[int | None, str, str | None]] = []
    # Who types a short file by hand often leaves the last line end out.
    if not text.endswith("\n") and cells.row.len() >= _TYPED:
        faults.append((None, "BESTAND_ZONDER_REGELEINDE", None))
    if "\r\r\n" in text:
        faults.append((None, "REGELEINDE_DUBBEL", None))
    if not faults:
        return cells
    told = _told(path.name, path.stem, faults)
    return replace(cells, findings=pl.concat([told, cells.findings]))


def _read_text(path: Path, text: str) -> Cells:
    if "\n" not in text:
        text = text.replace("\r", "\n")
    separator, width = _layout(text)
    first = text[: text.find("\n")] if "\n" in text else text
    headers = next(csv.reader(io.StringIO(first), delimiter=separator), [])
    if len(headers) < width:
        return _read_ragged(path, text, separator, width)
    encoded = text.encode()
    try:
        frame = pl.read_csv(
            encoded,
            separator=separator,
            infer_schema=False,
            new_columns=[str(index) for index in range(len(headers))],
        )
    except pl.exceptions.PolarsError:
        return _read_ragged(path, text, separator, len(headers))
    # Polars fills short rows with nulls; a row that lost a field must not go on. With
    # quotes in the file separators cannot be counted, so it is read the slow way.
    expected = (frame.height + 1) * (len(headers) - 1)
    if b'"' in encoded or encoded.count(separator.encode()) != expected:
        return _read_ragged(path, text, separator, len(headers))
    return _cells(path.name, path.stem, headers, frame)


def _layout(text: str) -> tuple[str, int]:
    """The separator of a csv, and how many fields a title above its header lacks it.

    Returns:
        The separator, and the number of fields of most of the first lines where the
        first of them has fewer: it is a title then, not a header. Else 0.
    """
    lines = [line for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
    first = lines[0] if lines else ""
    separator = max(";,\t", key=first.count)
    counts = {sign: Counter(line.count(sign) for line in lines) for sign in ";\t,"}
    modes = {sign: count.most_common(1)[0] for sign, count in counts.items() if count}
    for sign, (often, lines_with) in modes.items():
        is_title = first.count(sign) < often and "".join(lines).count('"') == 0
        if is_title and lines_with > 1 and 2 * lines_with > len(lines):
            return sign, often + 1
        if first.count(sign) == often and often:
            return separator, 0
    return separator, 0


def _read_ragged(path: Path, text: str, separator: str, width: int) -> Cells:
    """Read row by row, to tell the rows that do not have the fields of the header.

    Rows with fewer fields above the first that has them all are titles.
    """
    rows: list[list[str | None]] = []
    faults: list[tuple[int | None, str, str | None]] = []
    headers: list[str] = []
    is_above = True
    for number, (fields, lines) in enumerate(_fields(path, text, separator)):
        is_above = is_above and len(fields) < width
        if is_above:
            fields = fields + [""] * (width - len(fields))
        if number == 0:
            headers = fields
            continue
        is_whole = not fields or len(fields) == width
        if lines > 1:
            within = sum(field.count(separator) for field in fields if "\n" in field)
            # As many as a row has: between the quotes stand rows, not one value.
            if not is_whole or within >= max(width - 1, 1):
                raise InputFileError(
                    f"{path.name}: row {number} runs over {lines} lines. A quote is "
                    "opened and not closed; correct the file."
                )
            faults.append((number, "RIJ_MEER_REGELS", None))
        if not is_whole:
            faults.append((number, "RIJ_KOLOMMEN", str(len(fields))))
            fields = []
        rows.append([field or None for field in fields] or [None] * width)
    frame = pl.DataFrame(
        rows,
        schema={str(index): pl.String for index in range(width)},
        orient="row",
    )
    findings = _told(path.name, path.stem, faults)
    return _cells(path.name, path.stem, headers, frame, findings)


def _fields(path: Path, text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield the fields of each row and over how many lines it runs."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 0
    try:
        for fields in reader:
            yield fields, reader.line_num - line
            line = reader.line_num
    except csv.Error as error:
        raise InputFileError(
            f"{path.name}: line {line + 1} is no csv: {error}. Export the file again."
        ) from error


def decoded(raw: bytes) -> str:
    """Decode what its byte order mark says, else utf-8, else cp1252.

    The last is what the NZa calls latin-1; a spreadsheet's "Unicode text" is utf-16.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _read_workbook(path: Path) -> tuple[Cells, ...]:
    try:
        workbook = fastexcel.read_excel(path)
        formules = unworked_formulas(path)
        return tuple(
            _read_sheet(path, workbook, sheet, formules.get(sheet, ()))
            for sheet in workbook.sheet_names
        )
    except fastexcel.FastExcelError as error:
        raise InputFileError(
            f"{path.name}: cannot be read as an Excel workbook. Save it as .xlsx, "
            "without a password."
        ) from error


def _read_sheet(
    path: Path,
    workbook: fastexcel.ExcelReader,
    sheet: str,
    formules: tuple[Formule, ...],
) -> Cells:
    bestand = f"{path.name}#{sheet}"
    # As text a number is rounded to nine decimals (3457004147.09 becomes
    # 3457004147.090000153); as a float it is exact, but text cells are lost. As a truth
    # it tells a number from a text that reads as one.
    texts, numbers, truths = (
        workbook.load_sheet(sheet, header_row=None, dtypes=dtype).to_polars()
        for dtype in _DTYPES
    )
    if texts.height == 0:
        return _cells(bestand, sheet, [], pl.DataFrame())
    exact, is_number = {}, {}
    for index, name in enumerate(texts.columns):
        text, key = texts[name], str(index)
        is_number[key] = _are_numbers(text, truths, name)
        exact[key] = (
            _exact_text(text, numbers[name], is_number[key])
            if name in numbers.columns
            else text
        )
    # A csv of ours that was saved as a workbook has its marks still.
    frame = restored(pl.DataFrame(exact))
    return _cells(
        bestand,
        sheet,
        [text or "" for text in frame.row(0)],
        frame.slice(1),
        numbers={key: each.slice(1) for key, each in is_number.items()},
        formules=formules,
    )


_DTYPES: tuple[Literal["string", "float", "boolean"], ...] = (
    "string",
    "float",
    "boolean",
)


def _are_numbers(texts: pl.Series, truths: pl.DataFrame, name: str) -> pl.Series:
    if name not in truths.columns:
        return texts.is_null() & False
    return truths[name].is_not_null() & ~texts.is_in(["true", "false"]).fill_null(False)


def _exact_text(
    texts: pl.Series, numbers: pl.Series, is_number: pl.Series
) -> pl.Series:
    """Write number cells with the first fifteen digits; text cells stay as they are.

    A whole number of fifteen digits or less prints as it is.
    """
    long = texts.str.contains(".", literal=True) | (texts.str.len_bytes() > _DIGITS)
    chosen = (is_number & long & numbers.is_finite()).fill_null(False)
    if not chosen.any():
        return texts
    values = numbers.filter(chosen).unique().to_list()
    written = {value: _written(value) for value in values}
    exact = numbers.replace_strict(written, default=None, return_dtype=pl.String)
    return texts.zip_with(~chosen, exact).alias(texts.name)


def _written(value: float) -> str:
    short = f"{value:.{_DIGITS}g}"
    if abs(value) >= 10**_DIGITS:
        # As the spreadsheet shows it, so that a code that became a number is seen.
        return short.upper()
    return f"{Decimal(short):f}"


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
        tables.append(_cells(f"{path.name}#{naam}", naam, headers, frame))
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
    return _cells(path.name, path.stem, frame.columns, frame)
