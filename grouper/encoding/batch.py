"""A batch as integers: what the encoder gives to the walker and to all that follow."""

from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

import numpy as np
import polars as pl

from grouper.compiled.arrays import I16, I32, I64, U8, U16, U32, U64
from tabellen.getoond import Getoond
from tabellen.notices import Notice

Numbers = TypeVar("Numbers", U16, U32)

STATIC_TOKENS = 8
"""Tokens a subtraject may have before those of its activities."""


@dataclass(frozen=True)
class EncodedRows:
    """What is known of each subtraject; ``_encode`` fills all but three of them.

    Attributes:
        release: Position of its release among those of the encoder; known before.
        window: Window of that release in which the begindatum lies, -1 outside.
        versie: Tree version; -1 where the row is not walked.
        first: Where its tokens begin.
        size: How many it has.
        leeftijd: Age in whole years on begindatum; -1 where it is not known.
        fault: Mask of ``Bit``; those that show without a release are known before.
        telt_nul: How many of its activities count zero.
        is_noted: 1 where one of its activities has a mark.
        is_no_tree: 1 where its zorgtype has no tree.
        is_irregular: 1 where a count is below zero.
        aanspraak: The answer that was given; known before.
    """

    release: U8
    window: I16
    versie: I16
    first: I64
    size: I32
    leeftijd: I16
    fault: U64
    telt_nul: I32
    is_noted: U8
    is_no_tree: U8
    is_irregular: U8
    aanspraak: U8

    @classmethod
    def of(cls, *, release: U8, fault: U64, aanspraak: U8) -> Self:
        """Rows of which the rest is still to be filled."""
        n = len(release)
        return cls(
            release=release,
            window=np.empty(n, np.int16),
            versie=np.empty(n, np.int16),
            first=np.empty(n, np.int64),
            size=np.empty(n, np.int32),
            leeftijd=np.empty(n, np.int16),
            fault=fault,
            telt_nul=np.empty(n, np.int32),
            is_noted=np.empty(n, np.uint8),
            is_no_tree=np.empty(n, np.uint8),
            is_irregular=np.empty(n, np.uint8),
            aanspraak=aanspraak,
        )


@dataclass(frozen=True)
class Days:
    """Day numbers, ``MISSING`` where there is none; ``leeftijd`` is in years.

    Attributes:
        begindatum: By subtraject.
        einddatum: Likewise.
        geboortedatum: Likewise.
        leeftijd: Likewise, as given.
        uitvoerdatum: By activity, as they came.
    """

    begindatum: I32
    einddatum: I32
    geboortedatum: I32
    leeftijd: I32
    uitvoerdatum: I32


@dataclass(frozen=True)
class PerCode(Generic[Numbers]):
    """An array for each code column, of which that of activities is by activity."""

    specialisme: Numbers
    diagnose: Numbers
    zorgtype: Numbers
    zorgvraag: Numbers
    geslacht: Numbers
    zorginstelling: Numbers
    zorgactiviteit: Numbers


@dataclass(frozen=True)
class Activities:
    """Where the activities of each subtraject stand, and what is known of them.

    Attributes:
        first: By subtraject, and one more: where its activities begin in those that
            stand by row.
        order: Activity that stands there; None when they came so.
        fault: By activity: mask of the faults of its line.
        aantal: By activity: its count.
        text_by_row: Number of the code, subtraject by subtraject, without those of
            none.
        aantal_by_row: The counts likewise.
    """

    first: I64
    order: I64 | None
    fault: U16
    aantal: I32
    text_by_row: U32
    aantal_by_row: I32


@dataclass(frozen=True)
class Tokens:
    """Tokens of the rows that have room for them.

    Attributes:
        token: Token, from ``EncodedRows.first`` on.
        count: How often.
        room0: First row that has room.
    """

    token: U16
    count: I32
    room0: int


@dataclass(frozen=True, repr=False)
class EncodedBatch(Getoond):
    """A batch as integers; each row for the release in force on its begindatum.

    Attributes:
        n: Number of subtrajecten.
        rows: What is known of each of them.
        activities: Where their activities stand.
        days: What is read by row, whatever the release.
        texts: Number of the text of each row.
        numbers: Per release and by text: its number in the codebook.
        entries: The same, with the mark of the text behind it (``encoder.MARK_BIT``).
        is_trial: By subtraject: not closed.
        made_tokens: Tokens, of the rows that have room for them; None before.
        notices: What there is to tell of how its codes were read.
    """

    n: int
    rows: EncodedRows
    activities: Activities
    days: Days
    texts: PerCode[U32]
    numbers: list[PerCode[U16]]
    entries: list[PerCode[U32]]
    is_trial: pl.Series
    made_tokens: Tokens | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def tokens(self) -> Tokens:
        """The tokens of a batch that has room for them."""
        assert self.made_tokens is not None, "ask for with_tokens first"
        return self.made_tokens

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
        first = self.activities.first
        stop = self.n if stop is None else stop
        size = STATIC_TOKENS * (stop - start) + int(first[stop] - first[start])
        token, count = (room or TokenRoom()).of(size)
        return replace(self, made_tokens=Tokens(token, count, start))


class TokenRoom:
    """Memory for the tokens of one range after another.

    Tokens take more memory than all else and are soon done with. Fresh memory for each
    range would be mapped and cleared first, page by page, and be far from the caches.
    """

    def __init__(self) -> None:
        self._token = np.empty(0, np.uint16)
        self._count = np.empty(0, np.int32)

    def of(self, size: int) -> tuple[U16, I32]:
        """``token`` and ``count`` with room for so many tokens."""
        # One more: a slot is written before it is known whether it stays.
        if len(self._token) <= size:
            self._token = np.empty(size + 1, np.uint16)
            self._count = np.empty(size + 1, np.int32)
        return self._token, self._count
