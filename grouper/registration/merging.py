"""Finds the activities of each subtraject where both stand in one order.

Most batches come so. Then one pass over both finds them, and shows at once that the
activities ascend if the subtrajecten do.
"""

from collections.abc import Iterable

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64
from grouper.registration import _join
from grouper.registration._arrow import Strings
from productstructure.errors import CallError


def first_of_rows(rows: Strings, lines: Iterable[pl.Series]) -> I64 | None:
    """Where the activities of each subtraject begin, if they stand in its order.

    Args:
        rows: subtraject_nummer of ``n`` subtrajecten, no two alike.
        lines: The same of the activities, in pieces as they were read: to put millions
            of numbers together costs more than all else here.

    Returns:
        ``n + 1`` places: where the activities of each begin, and how many there are.
        None where an activity stands before one of an earlier subtraject, or belongs to
        none of these.
    """
    first = np.zeros(rows.size + 1, np.int64)
    row = before = 0
    for piece in lines:
        row = _join.merge(rows, Strings(piece), first, row, before)
        if row < 0:
            return None
        before += len(piece)
    first[row + 1 :] = before
    return first


def check_first(first: I64, rows: int, lines: int) -> None:
    """Refuse places that cannot be those of so many rows and activities.

    Raises:
        CallError: There are not ``rows + 1`` of them, ascending from 0 to ``lines``.
    """
    if (
        first.shape != (rows + 1,)
        or first[0] != 0
        or first[-1] != lines
        or (first[1:] < first[:-1]).any()
    ):
        raise CallError(
            f"first: expected {rows + 1} places that ascend from 0 to {lines}, as "
            "first_of_rows gives them for these subtrajecten and zorgactiviteiten."
        )
