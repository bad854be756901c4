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

Array = npt.NDArray[Any]


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


class Dictionary:
    """A column of few distinct texts, looked up by number; the last one is null."""

    def __init__(self, texts: pl.Series) -> None:
        self._texts = pl.concat([texts, pl.Series([None], dtype=texts.dtype)])
        self.null = len(texts)

    def column(self, name: str, number: Array) -> pl.Series:
        """Text of each number; a negative number is null."""
        index = np.where(number < 0, self.null, number).astype(np.uint32)
        return self._texts.gather(pl.Series(index)).alias(name)


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
        table = pl.concat(
            frame.select(
                "zorgproduct_code",
                "declaratiecode_verzekerd",
                "declaratiecode_onverzekerd",
            )
            for frame in producten
        )
        verzekerd = table["declaratiecode_verzekerd"]
        onverzekerd = table["declaratiecode_onverzekerd"]
        self._n_rows = table.height
        self._has_verzekerd = verzekerd.is_not_null().to_numpy()
        self._has_both = self._has_verzekerd & onverzekerd.is_not_null().to_numpy()
        self._groepen = Dictionary(
            pl.Series([code for release in releases for code in release.groepen])
        )
        self._producten = Dictionary(table["zorgproduct_code"])
        self._verzekerd = Dictionary(verzekerd)
        self._onverzekerd = Dictionary(onverzekerd)
        self._either = Dictionary(pl.concat([verzekerd, onverzekerd.alias("")]))
        self._janee = Dictionary(pl.Series(["J", "N"]))

    def columns(
        self, walked: Walked, aanspraak: npt.NDArray[np.uint8]
    ) -> tuple[list[pl.Series], Array, Array]:
        """Outcome columns of every row, and the rows whose aanspraak was wrong.

        Which of two declaratiecodes holds follows ``AanspraakRegels``.

        Args:
            walked: What the walker wrote.
            aanspraak: Given answer: 0 none, 1 J, 2 N.

        Returns:
            The columns; which rows needed an answer that is not given; and which rows
            gave N where it changes nothing.
        """
        row = self._product_rows(walked)
        is_walked = row >= 0
        at = np.where(is_walked, row, 0)
        has_both = self._has_both[at] & is_walked
        keuze = self._keuzes[walked.kleur, aanspraak]
        unanswered = has_both & (keuze == GEEN)
        is_onverzekerd = has_both & (keuze == ONVERZEKERD)
        has_code = self._has_verzekerd[at] & is_walked & ~unanswered
        chosen = np.where(has_code, row + is_onverzekerd * self._n_rows, -1)
        boom = np.where(walked.boom >= 0, walked.boom + self._boom0[walked.release], -1)
        uitval = pl.Series("is_uitval", ~self._has_verzekerd[at])
        typerend = pl.Series(
            "is_oranje_producttyperend", (walked.kleur & ORANJE != 0) & is_walked
        )
        mask = pl.Series(is_walked)
        columns = [
            self._groepen.column("zorgproductgroep_code", boom),
            self._producten.column("zorgproduct_code", row),
            self._either.column("declaratiecode", chosen),
            self._verzekerd.column("declaratiecode_verzekerd", row),
            self._onverzekerd.column("declaratiecode_onverzekerd", row),
            uitval.set(~mask, None) if not is_walked.all() else uitval,
            self._janee.column(
                "aanspraak_toegepast", np.where(has_code, is_onverzekerd, -1)
            ),
            typerend.set(~mask, None) if not is_walked.all() else typerend,
        ]
        unused = has_both & (walked.kleur == GROEN) & (aanspraak == N)
        unused &= self._n_is_ongebruikt
        return columns, np.flatnonzero(unanswered), np.flatnonzero(unused)

    def _product_rows(self, walked: Walked) -> npt.NDArray[np.int64]:
        """Row in the joined producten tables of each row's product; -1 none."""
        rows = np.full(len(walked.product), -1, np.int64)
        for release, product_row in enumerate(self._product_row):
            mine = walked.product >= 0
            if len(self._product_row) > 1:
                mine &= walked.release == release
            found = product_row[walked.window[mine], walked.product[mine]]
            rows[mine] = np.where(found >= 0, found + self._row0[release], -1)
        return rows
