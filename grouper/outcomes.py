"""Turns what the walker found into columns: product, declaratiecode and uitval.

Dutch terms: declaratiecode (the code that is billed), uitval (a product without one),
aanspraak (entitlement under the Zvw; rood and oranje activities limit it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.aanspraakregels import (
    GEEN,
    GROEN,
    ONVERZEKERD,
    ORANJE,
    AanspraakRegels,
    N,
)
from grouper.compiled import CompiledStructure
from grouper.frames import Grouped

Array = npt.NDArray[Any]

PRODUCT_COLUMNS = (
    "zorgproduct_code",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
)

NO_ANSWER = 255
"""aanspraak_toegepast where there is no declaratiecode."""


@dataclass(frozen=True)
class Walked:
    """What the walker wrote, by row.

    Attributes:
        release: Release of each row.
        window: Window of its begindatum.
        boom: Tree of its zorgproductgroep; -1 when not walked.
        product: Its product; -1 when not walked.
        kleur: Evidence for the choice of declaratiecode, as in ``aanspraakregels``.
    """

    release: npt.NDArray[np.uint8]
    window: npt.NDArray[np.int16]
    boom: npt.NDArray[np.int32]
    product: npt.NDArray[np.int32]
    kleur: npt.NDArray[np.uint8]


class Outcomes:
    """Reads outcomes from the product tables of one or more releases.

    Args:
        releases: The releases that were walked.
        regels: What decides between two declaratiecodes.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        regels: AanspraakRegels | None = None,
    ) -> None:
        regels = regels or AanspraakRegels()
        self._keuzes = regels.keuzes()
        self._n_is_ongebruikt = regels.n_is_ongebruikt
        producten = [release.tables["producten"] for release in releases]
        self._row0 = np.cumsum([0, *(table.height for table in producten)])
        self._boom0 = np.cumsum([0, *(len(release.groepen) for release in releases)])
        self._product_row = [release.arrays["product_row"] for release in releases]
        self._groepen = coded_column(
            with_null(
                pl.Series([code for release in releases for code in release.groepen])
            )
        )
        texts = pl.DataFrame(
            with_null(pl.concat(table[name] for table in producten))
            for name in PRODUCT_COLUMNS
        )
        verzekerd = texts["declaratiecode_verzekerd"]
        onverzekerd = texts["declaratiecode_onverzekerd"]
        # Row of what has no product: the last one, all nulls.
        self._none = texts.height - 1
        self._has_verzekerd = verzekerd.is_not_null().to_numpy()
        self._has_both = self._has_verzekerd & onverzekerd.is_not_null().to_numpy()
        self._either = coded_column(
            pl.concat([verzekerd, onverzekerd.alias("declaratiecode")])
        )
        self._producten = pl.DataFrame(coded_column(column) for column in texts)

    def columns(
        self, walked: Walked, aanspraak: npt.NDArray[np.uint8]
    ) -> tuple[list[pl.Series], Array, Array]:
        """Outcome columns of every row, and the rows whose aanspraak was wrong.

        Which of two declaratiecodes holds follows ``AanspraakRegels``. Codes come as
        Enums: numbers of two bytes, which cost a fraction of their texts.

        Args:
            walked: What the walker wrote.
            aanspraak: Given answer: 0 none, 1 J, 2 N.

        Returns:
            The columns; which rows needed an answer that is not given; and which rows
            gave N where it changes nothing.
        """
        row = self._product_rows(walked)
        has_verzekerd = self._has_verzekerd[row]
        has_both = self._has_both[row]
        keuze = self._keuzes[walked.kleur, aanspraak]
        unanswered = np.flatnonzero(has_both & (keuze == GEEN))
        onverzekerd = np.flatnonzero(has_both & (keuze == ONVERZEKERD))
        unused = np.flatnonzero(has_both & (walked.kleur == GROEN) & (aanspraak == N))
        if not self._n_is_ongebruikt:
            unused = unused[:0]
        chosen = row.copy()
        chosen[unanswered] = self._none
        chosen[onverzekerd] += np.uint32(len(self._has_both))
        toegepast = np.where(has_verzekerd, np.uint8(0), np.uint8(NO_ANSWER))
        toegepast[onverzekerd] = 1
        toegepast[unanswered] = NO_ANSWER
        boom = np.where(walked.boom >= 0, walked.boom, len(self._groepen) - 1)
        if len(self._product_row) > 1:
            boom = np.where(walked.boom >= 0, boom + self._boom0[walked.release], boom)
        product, verzekerd, anders = self._producten[pl.Series(row)].get_columns()
        is_walked = pl.Series(row != self._none)
        nothing = pl.Series([None], dtype=pl.Boolean)
        columns = [
            self._groepen[pl.Series(boom.astype(np.uint32))].alias(
                "zorgproductgroep_code"
            ),
            product,
            self._either[pl.Series(chosen)].alias("declaratiecode"),
            verzekerd,
            anders,
            pl.Series("is_uitval", ~has_verzekerd).zip_with(is_walked, nothing),
            _janee("aanspraak_toegepast", toegepast),
            pl.Series("is_oranje_producttyperend", walked.kleur & ORANJE != 0).zip_with(
                is_walked, nothing
            ),
        ]
        return columns, unanswered, unused

    def _product_rows(self, walked: Walked) -> npt.NDArray[np.uint32]:
        """Row in the joined producten tables of each row's product."""
        rows = np.full(len(walked.product), self._none, np.uint32)
        for release, product_row in enumerate(self._product_row):
            mine = walked.product >= 0
            if len(self._product_row) > 1:
                mine &= walked.release == release
            found = product_row[walked.window[mine], walked.product[mine]]
            # Every leaf is a product over its tree's whole validity (checked at load).
            rows[mine] = np.where(found >= 0, found + self._row0[release], self._none)
        return rows


def with_null(texts: pl.Series) -> pl.Series:
    """A column of distinct texts with a null behind them, to look up by number."""
    return pl.concat([texts, pl.Series(texts.name, [None], dtype=texts.dtype)])


def coded_column(texts: pl.Series) -> pl.Series:
    """A column of texts as an Enum of those that occur in it."""
    return texts.cast(pl.Enum(texts.drop_nulls().unique(maintain_order=True)))


def _janee(name: str, number: npt.NDArray[np.uint8]) -> pl.Series:
    """J for 0, N for 1, null for ``NO_ANSWER``."""
    is_null = number == NO_ANSWER
    # A number that is no category may not even stand under a null: what is written as
    # Arrow IPC could not be read again.
    answers = pl.Series(name, np.where(is_null, np.uint8(0), number))
    given = answers.set(pl.Series(is_null), None)
    return given.cat.to(Grouped.create_empty().schema[name])
