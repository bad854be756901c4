"""Finds which labelled periods meet a day or a period, for many questions at once.

To join the periods of a group with all questions about it takes the product of both in
memory. Here the periods stand in blocks of one, two, four and so on, each sorted by
last day: a question looks in the few blocks that make up what began in time. Memory
grows as the sum of both, time as that with the square of its logarithm.
"""

from dataclasses import dataclass

import numpy as np

from grouper.compiled.arrays import I64, Bools

NEVER = 2**31
"""A day after all others: the last of what goes on, the first of what is unknown."""

EVER = -(2**31)
"""A day before all others."""

_SPAN = 2**33
"""More days than there are, so that group and day make one number (2**30 groups)."""

_NO_LABEL = np.iinfo(np.int64)


@dataclass(frozen=True)
class Met:
    """The labels that each question met, by the smallest and the largest of them.

    They are equal where it met one label, and ``least`` is the larger where it met
    none.
    """

    least: I64
    most: I64

    @property
    def is_any(self) -> Bools:
        """Whether a question met any."""
        return self.least <= self.most


class Periods:
    """Periods with labels, in groups.

    Args:
        group: Group of each, from 0 on.
        first: First day of each; ``NEVER`` where it is unknown.
        last: Last day of each, ``NEVER`` where it goes on; it may be before the first.
        label: Whose it is; several periods may have one label.
    """

    def __init__(self, group: I64, first: I64, last: I64, label: I64) -> None:
        place = _place(group, first)
        order = np.argsort(place, kind="stable")
        self._place = place[order]
        self._last = last[order]
        self._label = label[order]

    def meeting(self, group: I64, begin: I64, end: I64) -> Met:
        """What begins on ``end`` or before and lasts until ``begin`` or after.

        Args:
            group: Group that each question is about.
            begin: First day of each question.
            end: Last day of each; the same day, for what runs on it.
        """
        left = np.searchsorted(self._place, _place(group, np.int64(EVER)))
        right = np.searchsorted(self._place, _place(group, end), side="right")
        met = Met(
            np.full(len(group), _NO_LABEL.max), np.full(len(group), _NO_LABEL.min)
        )
        # Blocks are counted, and halve in number as they double in size.
        size = 1
        open_ = np.flatnonzero(left < right)
        while open_.size:
            blocks = _Blocks(self._last, self._label, size)
            odd = open_[left[open_] % 2 == 1]
            blocks.look(left[odd], begin, odd, met)
            odd = open_[right[open_] % 2 == 1]
            blocks.look(right[odd] - 1, begin, odd, met)
            left[open_] = (left[open_] + 1) // 2
            right[open_] //= 2
            open_ = open_[left[open_] < right[open_]]
            size *= 2
        return met


class _Blocks:
    """Periods in blocks of one size, each sorted by last day."""

    def __init__(self, last: I64, label: I64, size: int) -> None:
        # What does not fill a block is in no range that is asked for.
        whole = len(last) // size * size
        lasts = last[:whole].reshape(-1, size)
        order = np.argsort(lasts, axis=1, kind="stable")
        lasts = np.take_along_axis(lasts, order, axis=1)
        labels = np.take_along_axis(label[:whole].reshape(-1, size), order, axis=1)
        self._size = size
        self._place = _place(np.arange(len(lasts))[:, None], lasts).ravel()
        # Of this period and all that end later in its block.
        later = labels[:, ::-1]
        self._least = np.minimum.accumulate(later, axis=1)[:, ::-1].ravel()
        self._most = np.maximum.accumulate(later, axis=1)[:, ::-1].ravel()

    def look(self, block: I64, begin: I64, question: I64, met: Met) -> None:
        """Add what a block has for each of some questions."""
        place = np.searchsorted(self._place, _place(block, begin[question]))
        is_met = place < (block + 1) * self._size
        place, question = place[is_met], question[is_met]
        met.least[question] = np.minimum(met.least[question], self._least[place])
        met.most[question] = np.maximum(met.most[question], self._most[place])


def _place(group: I64, day: I64 | np.int64) -> I64:
    return group * _SPAN + (day - EVER)
