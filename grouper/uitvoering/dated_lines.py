"""The second date: the day on which an activity counts by itself.

The trees read everything on begindatum. An activity that is billed, authorised or
listed by itself is read on its uitvoerdatum, in the release in force on that day; where
that is not given, on the begindatum of its subtraject.

Source: Regeling msz NR/CU-263 art. 40; docs/decisions.md 8 and 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grouper.compiled.arrays import I16, I32, I64, U8, U16, U32, Bools
from grouper.compiled.releasekeuze import choose_release
from grouper.compiled.structure import Array, CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.registration.reading import MISSING
from grouper.uitvoering import _lines


@dataclass(frozen=True)
class Lines:
    """Lines of a batch, subtraject by subtraject.

    Attributes:
        row: Subtraject of each.
        line: Its place among the zorgactiviteiten as they came.
    """

    row: I32
    line: I64

    def __len__(self) -> int:
        return len(self.row)

    def take(self, chosen: Array) -> "Lines":
        """Some of these lines, by mask or by place."""
        return Lines(self.row[chosen], self.line[chosen])


@dataclass(frozen=True)
class Uitvoeringen:
    """When lines were carried out, and where that day stands in the releases.

    Attributes:
        day: Day number; ``MISSING`` when there is neither of the two dates.
        is_aangenomen: Whether begindatum stands in for a uitvoerdatum.
        release: Position of the release in force on that day.
        window: Its window; -1 before the first.
        number: The activity in its codebook; 0 is unknown.
        is_vertaald: Whether that is another code than the one that was registered.
    """

    day: I32
    is_aangenomen: Bools
    release: U8
    window: I16
    number: U16
    is_vertaald: Bools

    def take(self, chosen: Array) -> "Uitvoeringen":
        """Some of these, by mask or by place."""
        return Uitvoeringen(
            self.day[chosen],
            self.is_aangenomen[chosen],
            self.release[chosen],
            self.window[chosen],
            self.number[chosen],
            self.is_vertaald[chosen],
        )


class Uitvoering:
    """Finds days in the releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        pinned: Position of the release that is pinned; None for none.
    """

    def __init__(
        self, releases: Sequence[CompiledStructure], pinned: int | None = None
    ) -> None:
        self.releases = releases
        self._pinned = pinned
        self._first_day = [int(r.windows.first_day[0]) for r in releases]
        self._window_of_day = [r.windows.by_day() for r in releases]

    def locate(
        self, batch: EncodedBatch, lines: Lines, *, translate: bool
    ) -> Uitvoeringen:
        """Find the day, release, window and number of each line.

        Args:
            batch: The batch the lines are of.
            lines: Some of its lines.
            translate: Whether a line that is read on begindatum takes the code that its
                own was translated to there, which is the code valid on that day.
        """
        uitvoerdatum = batch.days.uitvoerdatum[lines.line]
        is_aangenomen = uitvoerdatum == MISSING
        day = np.where(is_aangenomen, batch.days.begindatum[lines.row], uitvoerdatum)
        release = choose_release(self.releases, day, self._pinned)
        window = np.empty(len(day), np.int16)
        number = np.empty(len(day), np.uint16)
        is_vertaald = np.zeros(len(day), bool)
        text = batch.texts.zorgactiviteit[lines.line]
        for position, compiled in enumerate(self.releases):
            mine = release == position if len(self.releases) > 1 else slice(None)
            window[mine] = self._windows(position, day[mine])
            numbers = batch.numbers[position].zorgactiviteit[text[mine]]
            if translate:
                oud = compiled.arrays["zorgactiviteit_oud"][window[mine], numbers]
                has_oud = is_aangenomen[mine] & (window[mine] >= 0)
                is_vertaald[mine] = has_oud & (oud != numbers)
                numbers = np.where(has_oud, oud, numbers)
            number[mine] = numbers
        return Uitvoeringen(day, is_aangenomen, release, window, number, is_vertaald)

    def _windows(self, release: int, day: I32) -> I16:
        table = self._window_of_day[release]
        # A missing day is far before the first; int64 keeps the difference in range.
        offset = day.astype(np.int64) - self._first_day[release]
        return np.where(offset < 0, -1, table[offset.clip(0, len(table) - 1)]).astype(
            np.int16
        )


def lines_of(
    batch: EncodedBatch,
    wanted: U8,
    skipped: U8,
) -> Lines:
    """Lines whose text is wanted, of the subtrajecten that are not skipped.

    Args:
        batch: An encoded batch.
        wanted: By text of zorgactiviteit: 1 to take its lines.
        skipped: By subtraject: 1 to take none.
    """
    text = batch.texts.zorgactiviteit
    row, line = np.empty(len(text), np.int32), np.empty(len(text), np.int64)
    found = _lines.select_lines(
        text,
        batch.activities.first,
        batch.activities.order,
        wanted,
        skipped,
        row,
        line,
    )
    return Lines(row[:found], line[:found])


def lines_of_rows(batch: EncodedBatch, rows: I64) -> Lines:
    """All lines of some subtrajecten, in the order of ``rows``."""
    first, order = batch.activities.first, batch.activities.order
    sizes = first[rows + 1] - first[rows]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = np.repeat(first[rows], sizes) + within
    line = places if order is None else order[places]
    return Lines(np.repeat(rows, sizes).astype(np.int32), line)


def netted(
    batch: EncodedBatch,
    lines: Lines,
    code: U32,
    when: Uitvoeringen,
    *,
    kind: U8 | None = None,
) -> tuple[I64, I64]:
    """Add up lines of one subtraject with the same code, day and kind.

    The order of the lines of a subtraject makes no difference, but for the place of the
    line that bears an entry among others that say the same.

    Args:
        batch: The batch the lines are of.
        lines: Some of its lines; none whose aantal is no integer.
        code: Number of the code of each line, whatever the numbering.
        when: Day of each line.
        kind: What else keeps lines apart.

    Returns:
        The line that bears each entry, as a place among ``lines``, in the order of
        their first lines, and the sum of the counts, which may be zero or less. Where
        some lines of an entry have an assumed day it is borne by one of those: of part
        of its count the day is not certain.
    """
    aantal = batch.activities.aantal[lines.line]
    kind = np.zeros(len(lines), np.uint8) if kind is None else kind
    # A line of none says nothing about the day of what there is.
    doubt = np.where(aantal == 0, np.uint8(0), when.is_aangenomen + np.uint8(1))
    entry, total = np.empty(len(lines), np.int64), np.empty(len(lines), np.int64)
    found = _lines.net_lines(
        lines.row,
        code,
        when.day,
        kind,
        doubt,
        aantal,
        entry,
        total,
    )
    return entry[:found], total[:found]
