"""Read the sheets of a workbook (xlsx).

A number of a spreadsheet becomes the decimal text of its first fifteen digits, which is
what the spreadsheet itself shows and keeps (ECMA-376; IEEE 754 doubles carry no more),
so that neither a binary float nor the noise of a formula reaches an amount.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from tabellen.cells.cells import Cells, made_cells
from tabellen.cells.sheetcells import Sheet, said_of_cells
from tabellen.errors import InputFileError
from tabellen.values.formulas import restored

_DIGITS = 15
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file begins that is encrypted, or of Excel before 2007 (MS-CFB 2.2)."""


def read_workbook(path: Path) -> tuple[Cells, ...]:
    """The table of every sheet.

    Raises:
        InputFileError: It is no workbook, has a password, or is damaged.
    """
    if path.read_bytes()[:8] == _OLE:
        raise InputFileError(
            f"{path.name}: has a password, or is a workbook of before 2007 under "
            "another ending. Save it as .xlsx, without a password."
        )
    try:
        workbook = fastexcel.read_excel(path)
        said = said_of_cells(path)
        return tuple(
            replace(
                _read_sheet(path, workbook, sheet, said.sheets.get(sheet, Sheet())),
                dag_nul=said.dag_nul,
            )
            for sheet in workbook.sheet_names
        )
    except fastexcel.FastExcelError as error:
        raise InputFileError(
            f"{path.name}: cannot be read as an Excel workbook. Save it as .xlsx, "
            "without a password."
        ) from error


def _read_sheet(
    path: Path, workbook: fastexcel.ExcelReader, sheet: str, said: Sheet
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
        return made_cells(bestand, sheet, [], pl.DataFrame())
    exact, is_number = {}, {}
    for index, name in enumerate(texts.columns):
        text, key = texts[name], str(index)
        is_number[key] = _are_numbers(text, truths, name)
        exact[key] = (
            _exact_text(text, numbers[name], is_number[key])
            if name in numbers.columns
            else text
        )
        if index in said.percenten:
            rows = pl.Series(said.percenten[index])
            exact[key] = _as_percentages(exact[key], is_number[key], rows)
    # A csv of ours that was saved as a workbook has its marks still.
    frame = restored(pl.DataFrame(exact))
    return made_cells(
        bestand,
        sheet,
        [text or "" for text in frame.row(0)],
        frame.slice(1),
        numbers={key: each.slice(1) for key, each in is_number.items()},
        formules=said.formules,
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


def _as_percentages(
    texts: pl.Series, is_number: pl.Series, rows: pl.Series
) -> pl.Series:
    """Number cells that are shown as percentages as such: 10% for 0.1."""
    rows = rows.filter(rows < texts.len())
    rows = rows.filter(is_number[rows])
    return texts.scatter(rows, [f"{Decimal(t) * 100:f}%" for t in texts[rows]])


def _written(value: float) -> str:
    short = f"{value:.{_DIGITS}g}"
    if abs(value) >= 10**_DIGITS:
        # As the spreadsheet shows it, so that a code that became a number is seen.
        return short.upper()
    return f"{Decimal(short):f}"
