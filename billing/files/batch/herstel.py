"""Rejected rows as a person mends them: what stood there, where, and what is wrong.

What was mended is grouped by itself, with its own activities, so that the rest of the
batch need not be done again.

Dutch terms: herstel (mending), rij (row), redenen (reasons).
"""

from collections.abc import Collection, Iterator

import polars as pl

from grouper.frames.schemas import Grouped
from grouper.outcomes.result import GroupResult
from grouper.registration.columns import KEY, KNOWN_COLUMNS, NUMMER
from tabellen.forms.batches import Table, pieces
from tabellen.reading.columnar import STOPS
from tabellen.values.dates import text_of_days

RIJ, REDENEN = "rij", "redenen"

_PIECE = 1 << 17
_PLACE = "__plaats"


class Afgewezen:
    """Keeps which rows of a batch are rejected, and why, chunk by chunk."""

    def __init__(self) -> None:
        self._before = 0
        self._parts: list[pl.DataFrame] = []
        self._empty: pl.DataFrame | None = None

    def add(self, result: GroupResult) -> None:
        """Add the next chunk, in the order of the batch."""
        is_rejected = result.grouped["status"] == "rejected"
        rows = is_rejected.arg_true().cast(pl.Int64) + self._before + 1
        own = result.rejected.with_columns(
            rows.alias(RIJ), pl.Series(REDENEN, _reasons(result, rows), pl.String)
        )
        self._empty = own.clear() if self._empty is None else self._empty
        if own.height:
            self._parts.append(own)
        self._before += result.grouped.height

    def frames(self, originals: Table | None) -> Iterator[pl.DataFrame]:
        """All rejected rows so far, with the row as it stands in the batch.

        Args:
            originals: The table they are of, as it was given; None where nothing of it
                may be shown.
        """
        if self._empty is None:
            return
        rejected = pl.concat([self._empty, *self._parts])
        if originals is None or rejected.is_empty():
            yield rejected
            return
        for piece in _rows_at(originals, rejected[RIJ]):
            own = [name for name in piece.columns if name not in rejected.columns]
            yield rejected.join(
                piece.select(RIJ, *own), on=RIJ, how="inner", maintain_order="left"
            )


def _reasons(result: GroupResult, rows: pl.Series) -> list[str | None]:
    """Codes and texts of what rejects each row: its own, and of its activities."""
    if rows.is_empty():
        return []
    found = result.findings.filter(pl.col("severity") == "reject").select(
        pl.col("source").cast(pl.String),
        "row",
        pl.col(NUMMER).cast(pl.String),
        reden=pl.format("{} {}", pl.col("code").cast(pl.String), "tekst"),
    )
    by_row = _together(found.filter(source="subtrajecten"), "row")
    by_number = _together(found.filter(source="zorgactiviteiten"), NUMMER)
    numbers = result.rejected[NUMMER].cast(pl.String)
    return [
        "; ".join([*by_row.get(row, []), *by_number.get(number, [])]) or None
        for row, number in zip(rows, numbers, strict=True)
    ]


def _together(found: pl.DataFrame, key: str) -> dict[object, list[str]]:
    grouped = found.group_by(key, maintain_order=True).agg(
        pl.col("reden").unique(maintain_order=True)
    )
    return dict(grouped.iter_rows())


def _rows_at(table: Table, rows: pl.Series) -> Iterator[pl.DataFrame]:
    """Rows of a table by their numbers, as text, piece by piece.

    Of a file that is read in parts no more is decoded than those rows, where its form
    allows that.
    """
    frame = table.frame
    flat = [n for n, dtype in frame.collect_schema().items() if not dtype.is_nested()]
    own = frame.select(flat)
    if isinstance(own, pl.DataFrame):
        chosen: pl.DataFrame | pl.LazyFrame = own[rows - 1].with_columns(rows)
    else:
        numbered = own.with_row_index(_PLACE)
        places = (rows - 1).cast(pl.UInt32).implode()
        chosen = numbered.filter(pl.col(_PLACE).is_in(places)).with_columns(
            (pl.col(_PLACE).cast(pl.Int64) + 1).alias(RIJ)
        )
    for piece in pieces(Table(table.path, chosen), _PIECE):
        yield pl.DataFrame([*map(_as_text, piece.select(flat)), piece[RIJ]])


def _as_text(column: pl.Series) -> pl.Series:
    """A column as text, days of no year among them."""
    if column.dtype == pl.Date:
        return text_of_days(column)
    try:
        return column.cast(pl.String)
    except STOPS:
        # A moment of no year; what stands there is its number.
        return column.to_physical().cast(pl.String)


def without_outcome(names: Collection[str], *, own_number: bool) -> list[str]:
    """Columns of rows that are of the batch, not of what became of it.

    Args:
        names: All columns; those of rows that were not rejected are all of the batch.
        own_number: Whether the number of the batch stands under another name.
    """
    if not {RIJ, REDENEN} <= set(names):
        return list(names)
    known = set(KNOWN_COLUMNS["subtrajecten"]) - ({NUMMER} if own_number else set())
    ours = {*Grouped.column_names(), RIJ, REDENEN} - known
    return [name for name in names if name not in ours]


def of_these(
    rows: pl.DataFrame | pl.LazyFrame, lines: pl.DataFrame | pl.LazyFrame
) -> pl.LazyFrame:
    """The activities of some subtrajecten alone."""
    key = KEY if KEY in rows.collect_schema() else NUMMER
    numbers = rows.lazy().select(key).unique()
    return lines.lazy().join(numbers, on=key, how="semi", maintain_order="left")
