"""Writes a table to a workbook: texts, numbers and days, none of them worked out."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from tabellen.errors import CallError
from tabellen.values.excel import in_plain_units

MOST_ROWS = 1_048_575
"""Rows below a header that a sheet holds (Microsoft, "Excel specifications")."""

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
_WIDE = 1_000
"""Rows up to which columns get the width of what stands in them; it takes time."""

_LONGEST_NAME = 31


def require_rows(path: Path, rows: int) -> None:
    """Refuse more rows than a sheet holds.

    Raises:
        CallError: There are more.
    """
    if rows > MOST_ROWS:
        raise CallError(
            f"{path}: {rows:,} rows do not fit in a sheet, which holds {MOST_ROWS:,}. "
            "Write csv, Parquet or Arrow IPC."
        )


def write_workbook(
    frame: pl.DataFrame, path: Path, name: str, *, note: str | None = None
) -> None:
    """Write a table as the one sheet of a workbook.

    Codes are text, amounts euros, days days; the header stays in sight and has filters.

    Args:
        frame: The table, of no more than ``MOST_ROWS`` rows.
        path: The file, which is there already.
        name: Name of the sheet.
        note: What a second sheet tells; None for no such sheet.
    """
    # Imported here: who asks for no workbook does not wait for it.
    from xlsxwriter import Workbook

    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "in_memory": True,
    }
    # Of a write that is refused it makes an error without a number, and more of them
    # when it is thrown away.
    whole = BytesIO()
    with Workbook(whole, options) as book:
        # The same rows give the same bytes.
        book.set_properties({"created": _NO_CLOCK})
        sheet = book.add_worksheet(name[:_LONGEST_NAME])
        in_plain_units(_flat(frame)).write_excel(
            book,
            sheet,
            dtype_formats={pl.Int64: "0", pl.Date: "dd-mm-yyyy"},
            autofit=frame.height < _WIDE,
            freeze_panes=(1, 0),
        )
        if note is not None:
            book.add_worksheet("let op").write(0, 0, note)
    path.write_bytes(whole.getbuffer())


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """A table whose lists are texts, with | between what they hold."""
    lists = [n for n, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    labels = [
        name
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Enum | pl.Categorical)
    ]
    return frame.with_columns(
        *(pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists),
        pl.col(labels).cast(pl.String),
    )
