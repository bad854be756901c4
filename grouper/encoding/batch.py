"""A batch as integers: what the encoder gives to the walker and to all that follow."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from grouper.compiled.structure import Array
from tabellen.getoond import Getoond
from tabellen.notices import Notice

STATIC_TOKENS = 8
"""Tokens a subtraject may have before those of its activities."""


@dataclass(frozen=True, repr=False)
class EncodedBatch(Getoond):
    """A batch as integers; each row for the release in force on its begindatum.

    Attributes:
        n: Number of subtrajecten.
        arrays: What ``_encode`` fills: window, versie, first, size, leeftijd, fault,
            telt_nul, is_noted, activity_fault, is_no_tree, is_irregular; release, the
            position of each row's release among those of the encoder; and, of the rows
            that have room for them, token and count.
        activities: first and order: where the activities of each subtraject stand;
            aantal, by activity; text_by_row and aantal_by_row, subtraject by
            subtraject, without those of none.
        columns: What is read by row, whatever the release; of zorgactiviteit and
            uitvoerdatum by activity.
        numbers: Per release: number of each text, and its entry, in which its mark
            stands behind it (``encoder.MARK_BIT``).
        is_trial: By subtraject: not closed.
        room0: First row that has room for its tokens.
        notices: What there is to tell of how its codes were read.
    """

    n: int
    arrays: dict[str, Array]
    activities: dict[str, Any]
    columns: dict[str, Array]
    numbers: list[dict[str, Array]]
    is_trial: pl.Series
    room0: int = 0
    notices: tuple[Notice, ...] = ()

    def with_tokens(
        self,
        start: int = 0,
        stop: int | None = None,
        room: "TokenRoom | None" = None,
    ) -> "EncodedBatch":
        """The same batch, with room for the tokens of some rows.

        Args:
            start: First row.
            stop: Up to which row; by default all.
            room: Where the tokens may stand, over those of another range; by default
                in memory of their own.
        """
        first = self.activities["first"]
        stop = self.n if stop is None else stop
        size = STATIC_TOKENS * (stop - start) + int(first[stop] - first[start])
        arrays = {**self.arrays, **(room or TokenRoom()).of(size)}
        return replace(self, arrays=arrays, room0=start)


class TokenRoom:
    """Memory for the tokens of one range after another.

    Tokens take more memory than all else and are soon done with. Fresh memory for each
    range would be mapped and cleared first, page by page, and be far from the caches.
    """

    def __init__(self) -> None:
        self._token = np.empty(0, np.uint16)
        self._count = np.empty(0, np.int32)

    def of(self, size: int) -> dict[str, Array]:
        """``token`` and ``count`` with room for so many tokens."""
        # One more: a slot is written before it is known whether it stays.
        if len(self._token) <= size:
            self._token = np.empty(size + 1, np.uint16)
            self._count = np.empty(size + 1, np.int32)
        return {"token": self._token, "count": self._count}
