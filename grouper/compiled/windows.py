"""Elementary windows: stretches of days on which no reference row begins or ends.

Within one window every lookup by begindatum has one answer, so dates leave the work
once the window of a subtraject is known. Days are counted since 1970-01-01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from grouper.compiled.arrays import I16, I32, I64

OPEN_END = np.iinfo(np.int32).max
"""Day number that stands for 'no einddatum'."""


@dataclass(frozen=True)
class Windows:
    """All elementary windows of a release, in order.

    Attributes:
        first_day: First day of each window, shape (n,), int32; a window lasts until
            the day before the next one begins, the last one is open.
    """

    first_day: I32

    def __len__(self) -> int:
        return len(self.first_day)

    def by_day(self) -> I16:
        """Window of each day from the first of the first to that of the last."""
        days = np.arange(self.first_day[0], self.first_day[-1] + 1)
        return (np.searchsorted(self.first_day, days, "right") - 1).astype(np.int16)

    def spans(self, table: pl.DataFrame) -> I64:
        """Windows in which each row is valid, shape (rows, 2): from, up to."""
        begin, end = validity(table)
        return np.stack(
            [
                np.searchsorted(self.first_day, begin, "left"),
                np.searchsorted(self.first_day, end, "right"),
            ],
            axis=1,
        )

    def row_at(self, table: pl.DataFrame, key_idx: I64, n_keys: int) -> I32:
        """Row of ``table`` that is valid in each window for each key.

        Args:
            table: Rows with begindatum and einddatum.
            key_idx: Key of each row, 0 <= key < ``n_keys``.
            n_keys: How many keys there are.

        Returns:
            Shape (windows, n_keys), int32; -1 where no row is valid. A release has at
            most one row per key and day (checked when it is read).
        """
        rows = np.full((len(self), n_keys), -1, dtype=np.int32)
        for row, (start, stop) in enumerate(self.spans(table).tolist()):
            rows[start:stop, key_idx[row]] = row
        return rows


def validity(
    table: pl.DataFrame,
) -> tuple[I32, I32]:
    """First and last day number of each row; no einddatum is ``OPEN_END``."""
    begin, end = (table[name].to_numpy() for name in ("begindatum", "einddatum"))
    is_open = np.isnat(end)
    return begin.astype(np.int32), np.where(is_open, OPEN_END, end.astype(np.int32))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def elementary_windows(
    tables: Iterable[pl.DataFrame], extra_days: Iterable[int] = ()
) -> Windows:
    """Cut time at every day on which a row of ``tables`` begins or has just ended.

    Args:
        tables: Tables with begindatum and einddatum.
        extra_days: Further first days, e.g. those that boomparameter 241 tests.
    """
    days = set(extra_days)
    for table in tables:
        begin, end = validity(table)
        days.update(begin.tolist())
        days.update((end[end != OPEN_END] + 1).tolist())
    return Windows(np.array(sorted(days), dtype=np.int32))
