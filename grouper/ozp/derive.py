"""Derives the overige zorgproducten (OZP) of a batch, and which are billable.

Three steps: the activities that are one on their day (``entries``), why each is
billable by itself or not (``judgement``, by the rules of ``rules``), and the
frame (``frame``). What depends on other subtrajecten of the patient, on the
provider or on a contract is left to the tariff layer, but for the main subtraject of a
ZT51.

Dutch terms: overig zorgproduct or OZP (a product that is not a dbc-zorgproduct).

Source: Regeling msz 2016 art. 25-33d and 40; docs/decisions.md 4; docs/outcomes.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, Bools
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.codes import Codes
from grouper.findings.bevindingen import (
    AANVRAGER_ONBEKEND,
    GEEN_HOOFDTRAJECT,
    HOOFDTRAJECT_ONZEKER,
    NEGATIEF,
    NIET_GELDIG,
)
from grouper.findings.writer import CODED_SCHEMA, outcome_findings
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.ozp.entries import AANVRAGER, FoundEntries, find_entries
from grouper.ozp.frame import ozp_frame
from grouper.ozp.hoofdtraject import (
    IC_MET_HOOFDTRAJECT,
    MAX_PER_VERZEKERDE,
    Hoofdtrajecten,
    koppel,
)
from grouper.ozp.judgement import IS_DECLARABEL, Situation, judge
from grouper.ozp.rules import REVALIDATIE, ZORGTYPEN, OzpRegels
from grouper.ozp.tables import OzpTabellen
from grouper.registration.columns import KEY
from grouper.uitvoering.dated_lines import Uitvoering, lines_of_rows
from grouper.walking.walked import WalkedBatch
from tabellen.bevinding import Bevinding
from tabellen.notices import Notice


@dataclass(frozen=True)
class OzpResult:
    """Overige zorgproducten of a batch.

    Attributes:
        ozp: One row per activity, day and aanvrager_soort; schema ``Ozp``.
        row: Row in the batch of each one's subtraject.
        findings: Doubts about them; ``CODED_SCHEMA`` of findings.
        balance: What became of every activity line.
        notices: What there is to tell of the numbers that link, of a whole batch.
    """

    ozp: pl.DataFrame
    row: pl.Series
    findings: pl.DataFrame
    balance: OzpBalance
    notices: tuple[Notice, ...] = ()


class OzpAfleiding:
    """Derives overige zorgproducten on one or more releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        uitvoering: Finds days in those releases.
        regels: What decides where the sources leave room.
        max_per_verzekerde: Subtrajecten of one verzekerde_id from which it is told.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        uitvoering: Uitvoering,
        regels: OzpRegels,
        max_per_verzekerde: int = MAX_PER_VERZEKERDE,
    ) -> None:
        self._releases = releases
        self._uitvoering = uitvoering
        self._regels = regels
        self._max_per_verzekerde = max_per_verzekerde
        self._codes = Codes(6)
        self._zorgtypen = Codes(2)

    @cached_property
    def _tabellen(self) -> OzpTabellen:
        return OzpTabellen(self._releases)

    def derive(self, grouped: WalkedBatch) -> OzpResult:
        """Derive the overige zorgproducten of a grouped batch.

        Every activity with a tarieftype on its day gives a row, also when it is not
        billable by itself; ``reden`` says why. Rejected subtrajecten give none.
        """
        found = find_entries(grouped, self._tabellen, self._uitvoering, self._codes)
        situation, notices = self._situation(grouped)
        reden = judge(found.entries, situation, self._regels)
        names = [release.identity.name for release in self._releases]
        return OzpResult(
            ozp=ozp_frame(grouped, found.entries, reden, situation, names),
            row=pl.Series(found.entries.lines.row.astype(np.uint32)),
            findings=pl.concat(
                [
                    pl.DataFrame(schema=CODED_SCHEMA),
                    *_findings(grouped, found, situation.hoofd),
                ]
            ),
            balance=replace(found.balance, declarabel=int(IS_DECLARABEL[reden].sum())),
            notices=notices,
        )

    def without_tarieftype(self, batch: EncodedBatch, row: int) -> tuple[int, int]:
        """Of the lines of a subtraject whose code has no tarieftype on any day.

        Returns:
            How many have a code that no release knows, and how many one that is not
            valid on its day (on begindatum where that is not given).
        """
        lines = lines_of_rows(batch, np.array([row], np.int64))
        is_never = self._tabellen.wanted(batch)[batch.texts.zorgactiviteit[lines.line]]
        lines = lines.take(is_never == 0)
        texts = batch.texts.zorgactiviteit[lines.line]
        is_known = np.zeros(len(lines), bool)
        for numbers in batch.numbers:
            is_known |= numbers.zorgactiviteit[texts] > 0
        when = self._uitvoering.locate(batch, lines.take(is_known), translate=False)
        is_geldig, _ = self._tabellen.activiteit_at(when)
        return int((~is_known).sum()), int((~is_geldig).sum())

    def _situation(self, grouped: WalkedBatch) -> tuple[Situation, tuple[Notice, ...]]:
        batch, encoder = grouped.batch, grouped.encoder
        of_text = self._zorgtypen.of(encoder.texts("zorgtype"))
        zorgtypen = self._zorgtypen.texts
        places = {code: place for place, code in enumerate(ZORGTYPEN)}
        place = np.array(
            [places.get(code, places["DBC"]) for code in zorgtypen], np.uint8
        )
        zorgtype_text = of_text[batch.texts.zorgtype]
        zorgtype = place[zorgtype_text]
        specialismen = encoder.texts("specialisme")
        is_revalidatie = np.array(
            [(text or "").strip().zfill(4) in REVALIDATIE for text in specialismen]
        )
        is_ic = zorgtype == places[IC_MET_HOOFDTRAJECT]
        hoofd, notices = self._hoofdtrajecten(grouped, is_ic & ~grouped.is_afgewezen)
        situation = Situation(
            batch=batch,
            codes=self._codes.texts,
            zorgtypen=zorgtypen,
            zorgtype_text=zorgtype_text,
            zorgtype=zorgtype,
            is_revalidatie=is_revalidatie[batch.texts.specialisme],
            hoofd=hoofd,
            tabellen=self._tabellen,
            uitvoering=self._uitvoering,
        )
        return situation, notices

    def _hoofdtrajecten(
        self, grouped: WalkedBatch, is_ic: Bools
    ) -> tuple[Hoofdtrajecten, tuple[Notice, ...]]:
        links = grouped.hoofdtrajecten
        notices: tuple[Notice, ...] = ()
        if links is None and is_ic.any():
            found = koppel(
                grouped.subtrajecten,
                overlapt=self._regels.hoofdtraject_overlapt,
                max_per_verzekerde=self._max_per_verzekerde,
            )
            links, notices = found.links, found.notices
        rows = grouped.subtrajecten
        hoofd = Hoofdtrajecten.of(
            rows["subtraject_nummer"], is_ic, links, rows.get_column(KEY, default=None)
        )
        return hoofd, notices


def _findings(
    grouped: WalkedBatch, found: FoundEntries, hoofd: Hoofdtrajecten
) -> Iterator[pl.DataFrame]:
    zonder = np.flatnonzero(hoofd.is_ic & (hoofd.kandidaten == 0))
    onzeker = np.flatnonzero(hoofd.kandidaten > 1)
    by_line: tuple[tuple[I64, Bevinding, str], ...] = (
        (found.niet_geldig, NIET_GELDIG, "uitvoerdatum"),
        (found.negatief, NEGATIEF, "aantal"),
        (found.vrager_onbekend, AANVRAGER_ONBEKEND, AANVRAGER),
    )
    by_row = (
        (zonder, GEEN_HOOFDTRAJECT, "zorgtraject_nummer"),
        (onzeker, HOOFDTRAJECT_ONZEKER, "hoofdtraject_nummer"),
    )
    for source, frame, parts in (
        ("subtrajecten", grouped.subtrajecten, by_row),
        ("zorgactiviteiten", grouped.zorgactiviteiten, by_line),
    ):
        for rows, doubt, column in parts:
            if len(rows):
                yield outcome_findings(frame, np.sort(rows), source, doubt, column)
