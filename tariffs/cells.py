"""Read a table file into cells: columns as they stand, and the number of each row.

It knows file formats, not what a column means. Text stays text; numbers of a
spreadsheet or TOML file become the shortest decimal text that is that number, so that
no binary float reaches an amount. A Parquet file keeps its types, but a float column
stays a float, which ``rows`` refuses.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from productstructure.errors import InputFileError
from tabellen.columnar import Columnar, DamagedFileError, read_columnar
from tariffs.findings import TariefFindings, make_findings

SUFFIXES = (".csv", ".xlsx", ".parquet", ".arrow", ".ipc", ".toml")


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
    """

    bestand: str
    naam: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    row: pl.Series
    findings: pl.DataFrame


def read_cells(path: Path) -> tuple[Cells, ...]:
    """Read every table of a file, by its ending.

    A csv or Parquet file holds one table, a workbook one per sheet, a TOML file one per
    array of tables. Blank rows are skipped, but they count for the row numbers.

    Args:
        path: The file: csv (``;``, ``,`` or tab; utf-8 or cp1252), xlsx, Parquet, Arrow
            IPC or TOML.

    Returns:
        The tables, in the order of the file.

    Raises:
        InputFileError: The file is absent, empty, unreadable or of an unknown kind.
    """
    if not path.is_file():
        raise InputFileError(f"{path.name}: no such file. Check the path.")
    if path.stat().st_size == 0:
        raise InputFileError(f"{path.name}: the file is empty. Export it again.")
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return (_read_csv(path),)
    if suffix == ".xlsx":
        return _read_workbook(path)
    if suffix == ".toml":
        return _read_toml(path)
    if suffix in (".parquet", ".arrow", ".ipc"):
        return (_read_columnar(path),)
    known = ", ".join(SUFFIXES)
    raise InputFileError(
        f"{path.name}: found the ending {suffix!r}; expected one of {known}."
    )


def _cells(
    bestand: str,
    naam: str,
    headers: list[str],
    frame: pl.DataFrame,
    findings: pl.DataFrame | None = None,
) -> Cells:
    """Number the rows and drop the blank ones."""
    frame = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
    row = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    if frame.width:
        blank = frame.select(
            pl.all_horizontal(
                pl.col(pl.String).str.strip_chars().fill_null("") == "",
                pl.exclude(pl.String).is_null(),
            )
        ).to_series()
        frame, row = frame.filter(~blank), row.filter(~blank)
    if findings is None:
        findings = TariefFindings.create_empty()
    return Cells(
        bestand, naam, tuple(header.strip() for header in headers), frame, row, findings
    )


def _read_csv(path: Path) -> Cells:
    text = _decode(path.read_bytes())
    first = text[: text.find("\n")] if "\n" in text else text
    separator = max(";,\t", key=first.count)
    headers = next(csv.reader(io.StringIO(first), delimiter=separator), [])
    encoded = text.encode()
    try:
        frame = pl.read_csv(
            encoded,
            separator=separator,
            infer_schema=False,
            new_columns=[str(index) for index in range(len(headers))],
        )
    except pl.exceptions.PolarsError:
        return _read_ragged(path, text, separator, headers)
    # Polars fills short rows with nulls; a row that lost a field must not go on. With
    # quotes in the file separators cannot be counted, so it is read the slow way.
    expected = (frame.height + 1) * (len(headers) - 1)
    if b'"' in encoded or encoded.count(separator.encode()) != expected:
        return _read_ragged(path, text, separator, headers)
    return _cells(path.name, path.stem, headers, frame)


def _read_ragged(path: Path, text: str, separator: str, headers: list[str]) -> Cells:
    """Read row by row, to tell the rows that do not have the fields of the header."""
    rows: list[list[str | None]] = []
    faults: list[tuple[int, str]] = []
    for number, (fields, lines) in enumerate(_fields(path, text, separator)):
        if number == 0:
            continue
        if fields and len(fields) != len(headers):
            if lines > 1:
                raise InputFileError(
                    f"{path.name}: row {number} runs over {lines} lines. A quote is "
                    "opened and not closed; correct the file."
                )
            faults.append((number, str(len(fields))))
            fields = []
        rows.append([field or None for field in fields] or [None] * len(headers))
    frame = pl.DataFrame(
        rows,
        schema={str(index): pl.String for index in range(len(headers))},
        orient="row",
    )
    findings = make_findings(
        pl.DataFrame(
            faults, schema={"row": pl.Int64, "value": pl.String}, orient="row"
        ).with_columns(
            bestand=pl.lit(path.name),
            source=pl.lit(path.stem),
            column=pl.lit(None),
            code=pl.lit("RIJ_KOLOMMEN"),
        )
    )
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


def _decode(raw: bytes) -> str:
    """Decode utf-8, else cp1252, which is what the NZa calls latin-1."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _read_workbook(path: Path) -> tuple[Cells, ...]:
    try:
        workbook = fastexcel.read_excel(path)
        return tuple(
            _read_sheet(path, workbook, sheet) for sheet in workbook.sheet_names
        )
    except fastexcel.FastExcelError as error:
        raise InputFileError(
            f"{path.name}: cannot be read as an Excel workbook. Save it as .xlsx, "
            "without a password."
        ) from error


def _read_sheet(path: Path, workbook: fastexcel.ExcelReader, sheet: str) -> Cells:
    bestand = f"{path.name}#{sheet}"
    # As text a number is rounded to nine decimals (3457004147.09 becomes
    # 3457004147.090000153); as a float it is exact, but text cells are lost.
    texts = workbook.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    numbers = workbook.load_sheet(sheet, header_row=None, dtypes="float").to_polars()
    if texts.height == 0:
        return _cells(bestand, sheet, [], pl.DataFrame())
    exact = pl.DataFrame(
        [
            _exact_text(texts[name], numbers[name])
            if name in numbers.columns
            else texts[name]
            for name in texts.columns
        ]
    )
    headers = [text or "" for text in exact.row(0)]
    return _cells(bestand, sheet, headers, exact.slice(1))


def _exact_text(texts: pl.Series, numbers: pl.Series) -> pl.Series:
    """Take the shortest decimal text of a number that its printed text misstates.

    A number cell never prints a last zero, so a text cell with one (1.250) stays as it
    is. A number cell of three decimals prints as a text cell would: ambiguous, and the
    reader refuses it unless it is told the decimal sign.
    """
    shortest = numbers.cast(pl.String)
    noisy = texts.str.contains(r"\.[0-9]*[1-9]$") & (
        texts.str.len_bytes() > shortest.str.len_bytes()
    )
    hidden = texts.cast(pl.Float64, strict=False) != numbers
    misstated = (noisy | hidden).fill_null(False)
    return texts.zip_with(~misstated, shortest).alias(texts.name)


def _unambiguous_decimal(text: str) -> str:
    """Add a zero to three decimals: in text, 1.234 may also be a grouped 1234."""
    return text + "0" if text[-4:-3] == "." else text


def _read_toml(path: Path) -> tuple[Cells, ...]:
    try:
        document = tomllib.loads(
            _decode(path.read_bytes()), parse_float=_unambiguous_decimal
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


def _read_columnar(path: Path) -> Cells:
    form: Columnar = "parquet" if path.suffix.lower() == ".parquet" else "ipc"
    try:
        frame = read_columnar(path, form)
    except DamagedFileError:
        # From None: what Polars says may quote the file.
        raise InputFileError(
            f"{path.name}: cannot be read as {path.suffix[1:]}: it is damaged, cut "
            "off, or of another form than its ending says. Write it again."
        ) from None
    return _cells(path.name, path.stem, frame.columns, frame)
