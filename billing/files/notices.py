"""What there is to tell about the files of a batch as files: codes B101 to B106.

The batch is grouped all the same; a person should look at what was given. Rows that
break off and the like are told by the look of a csv (``tabellen.reading.csvshape``), a
file that a tool cut off by its height and by the other file, which goes on.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from billing.files.batch.opening import BatchFiles
from billing.files.bevindingen import (
    CUT,
    DOUBLE_CR,
    EMPTY,
    SHORT,
    SPANNING,
    UNENDED,
)
from grouper.findings.writer import CODED_SCHEMA
from grouper.outcomes.balance import Balance
from grouper.registration.columns import NUMMER
from tabellen.bevinding import Bevinding
from tabellen.forms.batches import Table
from tabellen.forms.csvform import whole_shape
from tabellen.forms.lenient import is_lenient
from tabellen.notices import Notice
from tabellen.reading.csvshape import SHEET_HEIGHTS, CsvShape, Rows
from tabellen.reading.endings import form_of
from tabellen.values.texts import cleaned

OF_ROWS = (SHORT, SPANNING)
"""Those that name a row, and so are findings too; the others are of the whole file."""


def batch_notices(batch: BatchFiles, balance: Balance) -> tuple[Notice, ...]:
    """What there is to tell about the files of a batch that was grouped.

    Args:
        batch: The files.
        balance: What became of every row; its totals are the heights of the files.

    Raises:
        InputFileError: A file cannot be read.
    """
    lines = batch.zorgactiviteiten
    files = [("subtrajecten", batch.subtrajecten.path, balance.subtrajecten)]
    if lines is not None:
        files.append(("zorgactiviteiten", lines.path, balance.zorgactiviteiten))
    notices: list[Notice] = []
    cut: set[str] = set()
    for table, path, height in files:
        heights = {height}
        if form_of(path) == "csv" and not is_lenient(path):
            shape = whole_shape(path)
            heights |= {shape.rows, shape.lines}
            notices += shape_notices(table, shape)
        if height == 0:
            notices.append(Notice(table, EMPTY))
        if heights & SHEET_HEIGHTS:
            cut.add(table)
    if "subtrajecten" in cut and balance.los:
        notices.append(Notice("subtrajecten", CUT, count=balance.los))
    if "zorgactiviteiten" in cut and lines is not None:
        last = last_without(batch.subtrajecten, lines)
        if last:
            notices.append(Notice("zorgactiviteiten", CUT, count=last))
    return tuple(notices)


def shape_notices(table: str, shape: CsvShape) -> list[Notice]:
    """What the look of a csv tells."""
    notices = [
        *_of_rows(table, SHORT, shape.short),
        *_of_rows(table, SPANNING, shape.spanning),
    ]
    if not shape.is_ended:
        notices.append(Notice(table, UNENDED, count=1))
    if shape.has_double_cr:
        notices.append(Notice(table, DOUBLE_CR, count=shape.lines))
    return notices


def last_without(subtrajecten: Table, zorgactiviteiten: Table) -> int:
    """How many subtrajecten at the end have no activities.

    At the end of the file, or where they stand in the order of their numbers; the
    activities of a batch come in one of these orders as a rule.
    """
    numbers = _numbers(subtrajecten)
    has = numbers.is_in(_numbers(zorgactiviteiten).unique().implode())
    # Numbers of one length are in the same order as texts.
    orders = ["nummer"], ["length", "nummer"]
    rows = pl.DataFrame(
        {"nummer": numbers, "length": numbers.str.len_bytes(), "has": has}
    )
    return max(
        _trailing(has),
        *(_trailing(rows.sort(order, maintain_order=True)["has"]) for order in orders),
    )


def _numbers(table: Table) -> pl.Series:
    return table.frame.lazy().select(cleaned(pl.col(NUMMER))).collect().to_series()


def _trailing(has: pl.Series) -> int:
    """How many at the end are not so."""
    found = has.fill_null(value=True).arg_true()
    return has.len() - 1 - int(found[-1]) if len(found) else has.len()


def _of_rows(table: str, kind: Bevinding, rows: Rows) -> list[Notice]:
    notices = [Notice(table, kind, row=row, count=1) for row in rows.first]
    if rows.count > len(rows.first):
        notices.append(Notice(table, kind, count=rows.count - len(rows.first)))
    return notices


def merged_notices(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Notices of the parts of a batch as those of the whole; of rows each its own."""
    merged: dict[tuple[str, str, str, int], Notice] = {}
    for each in notices:
        of_row = each.row if each.bevinding in OF_ROWS else 0
        key = (each.table, each.code, each.column, of_row)
        first = merged.get(key)
        if first is None:
            merged[key] = each
            continue
        rows = [row for row in (first.row, each.row) if row]
        merged[key] = replace(
            first, row=min(rows, default=0), count=first.count + each.count
        )
    return tuple(merged.values())


def notice_findings(notices: Sequence[Notice]) -> pl.DataFrame:
    """The notices that name a row, as findings; ``CODED_SCHEMA``.

    The value of one about a column is how many rows it is about.
    """
    named = [
        each.as_finding() | ({} if each.column else {"value": None})
        for each in notices
        if each.row
    ]
    return pl.DataFrame(named, CODED_SCHEMA)


def count_notices(notices: Sequence[Notice]) -> pl.DataFrame:
    """Notices of rows per kind, as ``count_findings`` counts findings.

    Returns:
        ``code, severity, tekst, rows``: how many rows each kind is about, those that
        are not named among them.
    """
    notices = [each for each in notices if each.row or each.bevinding in OF_ROWS]
    return pl.DataFrame(
        {
            "code": [each.code for each in notices],
            "severity": [each.bevinding.ernst for each in notices],
            "tekst": [each.tekst for each in notices],
            "rows": [each.count for each in notices],
        },
        schema={
            "code": pl.String,
            "severity": CODED_SCHEMA["severity"],
            "tekst": pl.String,
            "rows": pl.Int64,
        },
    )
