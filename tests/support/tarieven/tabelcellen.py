"""Cells of any table as a file would give them: one row, or the same row several times.

What a column holds that a test is not about is a blank where it may be and an ordinary
text else, so that findings on other columns may be there; tests look at their own.
"""

from typing import Any

import dataframely as dy
import polars as pl

from tabellen.cells.cells import Cells, faults_of
from tariffs.files.rows import load_rows
from tariffs.schema import TABELLEN, Tabel

COLUMNS = [
    (tabel, naam, column)
    for tabel in TABELLEN
    for naam, column in tabel.schema.columns().items()
]
"""Every column of every table."""


def columns_of(*dtypes: Any, soort: str = "") -> list[Any]:
    """Tables and columns of some dtypes, of all kinds of text or one."""
    return [
        (tabel, naam)
        for tabel, naam, column in COLUMNS
        if isinstance(column, dtypes)
        and ((column.metadata or {}).get("soort") or "").startswith(soort)
    ]


def name_of(value: Any) -> str:
    """Identifier of a parameter."""
    return value.naam if isinstance(value, Tabel) else str(value)


def cells_of(tabel: Tabel, **columns: pl.Series) -> Cells:
    """Cells of a table; every column that must be there is."""
    height = max((each.len() for each in columns.values()), default=1)
    needed = {
        naam: pl.Series([_ordinary(column)] * height, dtype=pl.String)
        for naam, column in tabel.schema.columns().items()
        if not column.nullable
    }
    frame = pl.DataFrame({**needed, **columns})
    headers = tuple(frame.columns)
    return Cells(
        bestand="t.csv",
        naam=tabel.naam,
        headers=headers,
        frame=frame.rename({name: str(n) for n, name in enumerate(headers)}),
        row=pl.Series("row", range(1, height + 1), dtype=pl.Int64),
        faults=faults_of([]),
    )


def findings_on(tabel: Tabel, naam: str, column: pl.Series) -> list[tuple[Any, ...]]:
    """What is found on one column: row, code and value."""
    _, findings = load_rows(cells_of(tabel, **{naam: column}), tabel)
    return findings.filter(column=naam).select("row", "code", "value").rows()


def _ordinary(column: dy.Column) -> str:
    if isinstance(column, dy.Enum):
        return str(column.categories[0])
    if isinstance(column, dy.Bool):
        return "J"
    return "2024-01-01" if isinstance(column, dy.Date) else "1"
