"""The cells of a table file: columns as they stand, and the number of each row.

What a column means is not known here. Text stays text; of what cannot be a row of the
table it is told why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from tabellen.headers.leeswijze import NOTHING, Leeswijze, Vertaling
from tabellen.values.dayforms import DAG_NUL, Datumvorm

if TYPE_CHECKING:
    # lxml comes with it, for which who reads no workbook does not wait.
    from tabellen.cells.sheetcells import Formule

FAULTS = {"row": pl.Int64, "code": pl.String, "value": pl.String}
"""What is wrong with rows, or with a file as a whole (no row)."""

Fault = tuple[int | None, str, str | None]
"""One of them."""


@dataclass(frozen=True)
class Cells:
    """The cells of one table.

    Attributes:
        bestand: Name of the file, for findings and errors; with ``#`` and the sheet.
        naam: Name of the table as the file says it: stem, sheet or TOML key.
        headers: Column headers as they stand in the file.
        frame: The columns ``0``, ``1``, ... in the order of ``headers``.
        row: 1-based number of each row among the data rows of the file.
        faults: Columns of ``FAULTS``: rows that are no rows of this table, and what
            there is to tell of the file.
        numbers: Per column whether a text was a number in a file that knows numbers,
            with a point before its decimals; absent columns have none.
        formules: Cells whose formula was not worked out.
        dag_nul: The day that 0 stands for where a number is a day.
        vertaling: How its columns and values are called by who gives it.
        datumvorm: What stands first in its dates with slashes; None where nobody says.
    """

    bestand: str
    naam: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    row: pl.Series
    faults: pl.DataFrame
    numbers: Mapping[str, pl.Series] = field(default_factory=dict)
    formules: "tuple[Formule, ...]" = ()
    dag_nul: date = DAG_NUL
    vertaling: Vertaling = NOTHING
    datumvorm: Datumvorm | None = None

    def read_as(self, naam: str, leeswijze: Leeswijze) -> "Cells":
        """The same, with how who gives a table of this name wants it read."""
        return replace(
            self, vertaling=leeswijze.of(naam), datumvorm=leeswijze.datumvorm
        )

    def telling(self, *codes: tuple[str, str | None]) -> "Cells":
        """The same, with more to tell of the table as a whole: codes and values."""
        told = faults_of([(None, code, value) for code, value in codes])
        return replace(self, faults=pl.concat([told, self.faults]))

    def below(self, place: int) -> "Cells":
        """The table whose header is the row at a place, without what stands above."""
        titles, rest = self.row[place], slice(place + 1, None)
        return replace(
            self,
            headers=tuple((text or "").strip() for text in self.frame.row(place)),
            frame=self.frame[rest],
            row=self.row[rest] - titles,
            faults=self.faults.with_columns(pl.col("row") - titles),
            numbers={name: each[rest] for name, each in self.numbers.items()},
            formules=tuple(
                replace(each, row=each.row - titles) for each in self.formules
            ),
        )

    @property
    def rijen(self) -> int:
        """How many rows the file has, those that are none of this table included."""
        return self.row.len() + self.faults["row"].n_unique()


def faults_of(found: Sequence[Fault]) -> pl.DataFrame:
    """Faults as a frame."""
    return pl.DataFrame(found, schema=FAULTS, orient="row")


def made_cells(
    bestand: str,
    naam: str,
    headers: Sequence[str],
    frame: pl.DataFrame,
    faults: Sequence[Fault] = (),
    numbers: Mapping[str, pl.Series] | None = None,
    formules: "tuple[Formule, ...]" = (),
) -> Cells:
    """Number the rows, and drop blank rows and columns without name and content.

    A row that says the header once more, as pasted pages and joined files have, is no
    row and is told.
    """
    frame = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
    row = pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)
    numbers = numbers or {}
    found = list(faults)
    if frame.width:
        blank = [_is_nothing(name, dtype) for name, dtype in frame.schema.items()]
        repeated = _where_all(frame, _said_again(frame, headers))
        found += [(at + 1, "RIJ_IS_KOP", None) for at in repeated]
        nothing = pl.concat([repeated, _where_all(frame, blank)])
        if nothing.len():
            is_none = pl.int_range(frame.height, eager=True).is_in(nothing.implode())
            frame, row = frame.filter(~is_none), row.filter(~is_none)
            numbers = {
                name: is_one.filter(~is_none) for name, is_one in numbers.items()
            }
    width = len(headers)
    while width and not headers[width - 1].strip() and _is_blank(frame[:, width - 1]):
        width -= 1
    return Cells(
        bestand,
        naam,
        tuple(header.strip() for header in headers[:width]),
        frame[:, :width],
        row,
        faults_of(found),
        numbers,
        formules,
    )


def _is_nothing(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if dtype != pl.String:
        return cell.is_null()
    return cell.str.strip_chars().fill_null("") == ""


def _said_again(frame: pl.DataFrame, headers: Sequence[str]) -> list[pl.Expr]:
    """What holds of a row that is the header once more.

    Of one column it could be a value that is called as its column.
    """
    if frame.width < 2 or set(frame.dtypes) != {pl.String}:
        return []
    both = zip(frame.columns, headers, strict=False)
    return [pl.col(name) == text for name, text in both]


def _where_all(frame: pl.DataFrame, conditions: Sequence[pl.Expr]) -> pl.Series:
    """Places of the rows of which all hold; each is asked of those that are left."""
    places = pl.int_range(frame.height if conditions else 0, eager=True)
    for condition in conditions:
        if places.is_empty():
            break
        holds = frame.select(condition).to_series()
        frame, places = frame.filter(holds), places.filter(holds)
    return places


def _is_blank(column: pl.Series) -> bool:
    if column.dtype == pl.String:
        return bool((column.str.strip_chars().fill_null("") == "").all())
    return column.null_count() == column.len()
