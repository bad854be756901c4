"""The cells of a table file: columns as they stand, and the number of each row.

What a column means is not known here. Text stays text; of what cannot be a row of the
table it is told why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from tabellen.headers.leeswijze import NOTHING, Vertaling

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
        vertaling: How its columns and values are called by who gives it.
    """

    bestand: str
    naam: str
    headers: tuple[str, ...]
    frame: pl.DataFrame
    row: pl.Series
    faults: pl.DataFrame
    numbers: Mapping[str, pl.Series] = field(default_factory=dict)
    formules: "tuple[Formule, ...]" = ()
    vertaling: Vertaling = NOTHING

    def translated(self, naam: str, kolommen: Mapping[str, Vertaling]) -> "Cells":
        """The same, with how a table of this name is called by who gives it."""
        return replace(self, vertaling=kolommen.get(naam, NOTHING))

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
        is_none = frame.select(
            pl.all_horizontal(
                pl.col(pl.String).str.strip_chars().fill_null("") == "",
                pl.exclude(pl.String).is_null(),
            )
        ).to_series()
        is_header = _repeats(frame, headers)
        if is_header is not None:
            found += [(at, "RIJ_IS_KOP", None) for at in row.filter(is_header)]
            is_none |= is_header
        if is_none.any():
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


def _repeats(frame: pl.DataFrame, headers: Sequence[str]) -> pl.Series | None:
    """Which rows are the header once more; None where none is.

    Of one column it could be a value that is called as its column.
    """
    if frame.width < 2 or set(frame.dtypes) != {pl.String}:
        return None
    same = (
        pl.col(name) == text for name, text in zip(frame.columns, headers, strict=False)
    )
    repeats = frame.select(pl.all_horizontal(same).fill_null(value=False)).to_series()
    return repeats if repeats.any() else None


def _is_blank(column: pl.Series) -> bool:
    if column.dtype == pl.String:
        return bool((column.str.strip_chars().fill_null("") == "").all())
    return column.null_count() == column.len()
