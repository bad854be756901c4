"""Counts what became of every row of a batch, subtrajecten and activities apart."""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from grouper.compiled.arrays import U8
from grouper.compiled.structure import Array
from grouper.encoding.batch import EncodedBatch


@dataclass(frozen=True)
class Balance:
    """Counts of rows; each group of counts adds up to its total.

    Attributes:
        subtrajecten: All subtrajecten: ok, warning, rejected and no_tree together.
        ok: Grouped without a remark.
        warning: Grouped with a remark.
        rejected: Refused by an input check.
        no_tree: Of a zorgtype that no tree takes.
        uitval: Of those grouped, how many have no declaratiecode.
        trial: Of all, how many are not closed (afsluitreden 00).
        leeg: Of all, how many have no activity at all.
        zorgactiviteiten: All activities: the five counts that follow together.
        geteld: Lines that the trees were given.
        telt_nul: Lines of a grouped subtraject that count zero: unknown, not valid on
            begindatum, or a count of zero.
        onbekend: Of those that count zero, how many have a code that no release knows.
        bij_afgewezen: Lines of a rejected subtraject.
        bij_no_tree: Lines of a subtraject that no tree takes.
        los: Lines whose subtraject is not in the batch.
    """

    subtrajecten: int = 0
    ok: int = 0
    warning: int = 0
    rejected: int = 0
    no_tree: int = 0
    uitval: int = 0
    zorgactiviteiten: int = 0
    geteld: int = 0
    telt_nul: int = 0
    bij_afgewezen: int = 0
    bij_no_tree: int = 0
    los: int = 0
    trial: int = 0
    leeg: int = 0
    onbekend: int = 0

    def __add__(self, other: "Balance") -> "Balance":
        """Counts of two parts of a batch together."""
        return Balance(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )

    @classmethod
    def of(
        cls,
        batch: EncodedBatch,
        status: U8,
        is_uitval: pl.Series,
        unknown: Array,
    ) -> "Balance":
        """Count a batch.

        Args:
            batch: The encoded batch.
            status: Number of the status of each subtraject, in the order of
                ``frames.STATUSES``.
            is_uitval: Whether each is uitval; null when not grouped.
            unknown: Activities of a subtraject whose code no release knows, ascending.
        """
        counts = [int(np.count_nonzero(status == number)) for number in range(4)]
        ok, warning, rejected, no_tree = counts
        first, telt_nul = batch.activities.first, batch.rows.telt_nul
        lines = np.diff(first)
        # Few rows are not grouped: what they have is taken off the whole.
        others = np.flatnonzero(status >= 2)
        is_rejected = status[others] == 2
        bij_afgewezen = int(lines[others[is_rejected]].sum())
        bij_no_tree = int(lines[others[~is_rejected]].sum())
        of_rows, total = int(first[-1]), len(batch.activities.fault)
        nul = int(telt_nul.sum() - telt_nul[others].sum())
        return cls(
            subtrajecten=batch.n,
            ok=ok,
            warning=warning,
            rejected=rejected,
            no_tree=no_tree,
            uitval=int(is_uitval.sum() or 0),
            zorgactiviteiten=total,
            geteld=of_rows - bij_afgewezen - bij_no_tree - nul,
            telt_nul=nul,
            bij_afgewezen=bij_afgewezen,
            bij_no_tree=bij_no_tree,
            los=total - of_rows,
            trial=int(batch.is_trial.sum()),
            leeg=int(np.count_nonzero(lines == 0)),
            onbekend=len(unknown) - _count_of(batch, unknown, others),
        )


def _count_of(batch: EncodedBatch, activities: Array, rows: Array) -> int:
    """How many of some activities some subtrajecten have."""
    order, first = batch.activities.order, batch.activities.first
    place = activities
    if order is not None and len(activities):
        of_line = np.empty(len(batch.activities.fault), np.int64)
        of_line[order[: first[-1]]] = np.arange(first[-1])
        place = np.sort(of_line[activities])
    ends = np.searchsorted(place, np.stack([first[rows], first[rows + 1]]))
    return int((ends[1] - ends[0]).sum())
