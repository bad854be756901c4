"""Judges a delivery as a whole: shares by which a wholly wrong one is known.

A row at fault is a finding. Where most rows are at fault, the same way, it is the
delivery that is wrong: numbers that do not meet, codes in another notation, a file that
holds everything twice. These counts tell; who runs a delivery sets the limits.
"""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from grouper.compiled.arrays import Bools
from grouper.compiled.structure import Array
from grouper.encoding.batch import EncodedBatch
from grouper.findings.bevindingen import DUBBEL_AANGELEVERD, GEBOORTEDATUM_GEDEELD
from grouper.findings.checks import ACTIVITEIT_BIT0, Bit
from grouper.findings.writer import Listed
from grouper.outcomes.balance import Balance
from grouper.uitvoering import _lines
from tabellen.notices import Notice


@dataclass(frozen=True)
class Delivery:
    """Counts of a delivery, or of a part of one.

    Attributes:
        subtrajecten: Those that are judged: neither open (trial) nor of a zorgtype
            that no tree takes.
        rejected: Of those: refused by an input check.
        empty: Of those: without any activity.
        uitval: Of those: grouped, and without a declaratiecode.
        zorgactiviteiten: All activities.
        unlinked: Of those: without a subtraject.
        unknown: Of those: with a code that no release knows.
    """

    subtrajecten: int = 0
    rejected: int = 0
    empty: int = 0
    uitval: int = 0
    zorgactiviteiten: int = 0
    unlinked: int = 0
    unknown: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        """Counts of two parts together."""
        return Delivery(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )

    @classmethod
    def of(
        cls,
        batch: EncodedBatch,
        balance: Balance,
        is_rejected: Bools,
        is_uitval: pl.Series,
        unknown: int,
    ) -> "Delivery":
        """Count a batch: all that ``balance`` has, less those that are not judged.

        Args:
            batch: The encoded batch.
            balance: Its balance.
            is_rejected: By subtraject.
            is_uitval: By subtraject; null when not grouped.
            unknown: How many ``unknown_activities`` there are.
        """
        apart = np.flatnonzero(batch.rows.is_no_tree != 0)
        if balance.trial:
            apart = np.union1d(apart, batch.is_trial.arg_true().to_numpy())
        first = batch.activities.first
        return cls(
            subtrajecten=balance.subtrajecten - len(apart),
            rejected=balance.rejected - int(is_rejected[apart].sum()),
            empty=balance.leeg - int((first[apart + 1] == first[apart]).sum()),
            uitval=balance.uitval - int(is_uitval[apart].sum() or 0),
            zorgactiviteiten=balance.zorgactiviteiten,
            unlinked=balance.los,
            unknown=unknown,
        )


def unknown_activities(batch: EncodedBatch, faults: Listed) -> Array:
    """Activities of a subtraject whose code no release knows.

    Args:
        batch: The encoded batch.
        faults: All faults of its activities.
    """
    is_known = np.zeros(len(batch.numbers[0].zorgactiviteit), bool)
    for numbers in batch.numbers:
        is_known |= numbers.zorgactiviteit != 0
    # No text, and one too long for a code: those two always have a number.
    is_known[:2] |= batch.texts.zorgactiviteit.min(initial=2) == 2
    if is_known.all():
        return np.empty(0, np.int64)
    lines: Array = faults.row[faults.bit == Bit.ACTIVITEIT - ACTIVITEIT_BIT0]
    unknown: Array = lines[~is_known[batch.texts.zorgactiviteit[lines]]]
    return unknown


SAMPLE = 256
"""Subtrajecten of each part of a batch that are looked at for doubled activities."""

FEWEST = 20
"""Rows from which a share says something (docs/decisions.md 16)."""


def notices_of(batch: EncodedBatch) -> tuple[Notice, ...]:
    """What there is to tell of a batch as a whole."""
    return (*_doubled(batch), *_shared_birthdays(batch))


def _doubled(batch: EncodedBatch) -> tuple[Notice, ...]:
    """Whether most subtrajecten have every activity twice (or an even number)."""
    first = batch.activities.first[: SAMPLE + 1]
    end = int(first[-1])
    if end < FEWEST:
        return ()
    order = batch.activities.order
    line = np.arange(end) if order is None else order[:end]
    begin = first[:-1][np.diff(first) > 0]
    if not _may_be_even(batch, line, begin):
        return ()
    row = np.repeat(np.arange(len(first) - 1), np.diff(first))
    same = pl.DataFrame(
        {
            "row": row,
            "code": batch.activities.text_by_row[:end],
            "aantal": batch.activities.aantal_by_row[:end],
            "dag": batch.days.uitvoerdatum[line],
        }
    )
    times = same.group_by(same.columns).len()
    even = times.group_by("row").agg((pl.col("len") % 2 == 0).all(), n=pl.sum("len"))
    doubled = even.filter("len")
    if 2 * doubled.height <= even.height:
        return ()
    count = int(doubled["n"].sum())
    where = int(line[first[doubled["row"].sort()[0]]]) + 1
    return (Notice("zorgactiviteiten", DUBBEL_AANGELEVERD, "", where, count),)


def _may_be_even(batch: EncodedBatch, line: Array, begin: Array) -> bool:
    """Whether most may have every activity an even number of times; else surely not.

    Args:
        batch: The batch.
        line: Activities that are looked at, subtraject by subtraject.
        begin: Where those of each subtraject begin that has any.
    """
    mixed = batch.activities.text_by_row[: len(line)] * np.uint64(_MIX[0])
    mixed += batch.activities.aantal_by_row[: len(line)].astype(np.uint64)
    mixed *= np.uint64(_MIX[1])
    mixed += batch.days.uitvoerdatum[line].astype(np.uint64)
    # What is there twice takes itself out.
    is_even = np.bitwise_xor.reduceat(mixed * np.uint64(_MIX[0]), begin) == 0
    return 2 * int(is_even.sum()) > len(begin)


_MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9

_FROM, _UP_TO = -36_525, 36_525
"""Days of birth that are counted: a hundred years before 1970 and after."""

SHARED = 100
"""Subtrajecten of one day of birth from which it may stand for unknown."""


def _shared_birthdays(batch: EncodedBatch) -> tuple[Notice, ...]:
    """Whether a day of birth is many times as frequent as others are."""
    born = batch.days.geboortedatum
    if len(born) < SHARED:
        return ()
    counts = np.zeros(_UP_TO - _FROM, np.int32)
    _lines.count_days(born, _FROM, counts)
    given = counts[counts > 0]
    if len(given) == 0:
        return ()
    usual = np.median(given) if len(given) > 1 else 0
    often = np.flatnonzero(counts >= max(SHARED, 20 * usual))
    if len(often) == 0:
        return ()
    row, count = _first_of(born, often + _FROM) + 1, int(counts[often].sum())
    return (Notice("subtrajecten", GEBOORTEDATUM_GEDEELD, "geboortedatum", row, count),)


def _first_of(days: Array, wanted: Array) -> int:
    """Row of the first of some days, each of which is there."""
    # Days that many share are soon met.
    for begin in range(0, len(days), SAMPLE):
        found = np.isin(days[begin : begin + SAMPLE], wanted)
        if found.any():
            return begin + int(found.argmax())
    raise ValueError("none of these days is there")
