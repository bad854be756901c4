"""Finds the activities of a batch that are overige zorgproducten on their day.

Lines of the same subtraject, code, day and vrager are one entry with their net count.
Nothing is judged here, and nothing gets lost: whatever is no entry is counted.

Dutch terms: tarieftype (class of separate billing), vrager (who asked for the
activity, column aanvrager_soort).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.arrays import I32, I64, U8, U32, Bools
from grouper.encoding.codes import Codes
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.ozp.rules import VRAGERS
from grouper.ozp.tables import GEEN_TARIEFTYPE, OzpTabellen
from grouper.registration.reading import MISSING
from grouper.uitvoering.dated_lines import (
    Lines,
    Uitvoering,
    Uitvoeringen,
    lines_of,
    netted,
)
from grouper.walking.walked import WalkedBatch

AANVRAGER = "aanvrager_soort"
"""Optional column of zorgactiviteiten, else of subtrajecten: who asked."""


@dataclass(frozen=True)
class Entries:
    """Activities of one subtraject with the same code, day and vrager.

    Attributes:
        lines: The line that bears each.
        when: Their days.
        code: Their codes, as ``Codes`` numbers them.
        vrager: Place in ``VRAGERS``.
        aantal: Net count.
        tarieftype: Place in ``OzpTabellen.tarieftypen``.
        product: Row of their product; -1 for none.
    """

    lines: Lines
    when: Uitvoeringen
    code: U32
    vrager: U8
    aantal: I64
    tarieftype: U8
    product: I32

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True)
class FoundEntries:
    """What was found in a batch.

    Attributes:
        entries: Those that are an overig zorgproduct on their day.
        niet_geldig: Lines of activities that are not valid on their day.
        negatief: Lines of entries whose count is below zero.
        vrager_onbekend: Lines whose aanvrager_soort is not known.
        balance: What became of every line; declarabel is not counted yet.
    """

    entries: Entries
    niet_geldig: I64
    negatief: I64
    vrager_onbekend: I64
    balance: OzpBalance


def find_entries(
    grouped: WalkedBatch, tabellen: OzpTabellen, uitvoering: Uitvoering, codes: Codes
) -> FoundEntries:
    """Find the overige zorgproducten among the registered activities.

    An activity counts by the tarieftype of its registered code on its uitvoerdatum, or
    on begindatum where that is not given. Codes are not translated: a bill names what
    was registered. Entries with a net count of zero are absent (docs/decisions.md 4).
    """
    batch = grouped.batch
    lines = lines_of(batch, tabellen.wanted(batch), grouped.is_afgewezen.view(np.uint8))
    counted = lines.take(batch.activities.aantal[lines.line] != MISSING)
    vrager, is_onbekend = _vragers(grouped, counted)
    when = uitvoering.locate(batch, counted, translate=False)
    of_text = codes.of(grouped.encoder.texts("zorgactiviteit"))
    code = of_text[batch.texts.zorgactiviteit[counted.line]]
    first, aantal = netted(batch, counted, code, when, kind=vrager)
    is_geldig, tarieftype = tabellen.activiteit_at(when.take(first))
    is_nul = aantal == 0
    is_ozp = ~is_nul & (tarieftype != GEEN_TARIEFTYPE)
    niet_geldig = first[~is_nul & ~is_geldig]
    kept = first[is_ozp]
    days = when.take(kept)
    entries = Entries(
        lines=counted.take(kept),
        when=days,
        code=code[kept],
        vrager=vrager[kept],
        aantal=aantal[is_ozp],
        tarieftype=tarieftype[is_ozp],
        product=tabellen.product_at(days),
    )
    per_row = np.diff(batch.activities.first)
    total = len(batch.texts.zorgactiviteit)
    bij_afgewezen = int(per_row[grouped.is_afgewezen].sum())
    los = total - int(per_row.sum())
    never = total - bij_afgewezen - los - len(lines)
    return FoundEntries(
        entries=entries,
        niet_geldig=counted.line[niet_geldig],
        negatief=entries.lines.line[entries.aantal < 0],
        vrager_onbekend=counted.line[is_onbekend],
        balance=OzpBalance(
            zorgactiviteiten=total,
            bij_afgewezen=bij_afgewezen,
            los=los,
            geen_aantal=len(lines) - len(counted),
            geen_ozp=never + int((~is_nul & is_geldig & ~is_ozp).sum()),
            niet_geldig=len(niet_geldig),
            samengevoegd=len(counted) - len(first),
            netto_nul=int(is_nul.sum()),
            ozp=len(entries),
        ),
    )


def _vragers(grouped: WalkedBatch, lines: Lines) -> tuple[U8, Bools]:
    """Who asked for each line, and which answers are none that is known."""
    for frame, place in (
        (grouped.zorgactiviteiten, lines.line),
        (grouped.subtrajecten, lines.row),
    ):
        if AANVRAGER in frame.columns:
            given = frame[AANVRAGER].gather(pl.Series(place.astype(np.uint32)))
            found = vrager_numbers(given)
            is_onbekend = found == len(VRAGERS)
            found = np.where(is_onbekend, VRAGERS.index("ANDERS"), found)
            return found.astype(np.uint8), is_onbekend
    return np.zeros(len(lines), np.uint8), np.zeros(len(lines), bool)


def vrager_numbers(given: pl.Series) -> U8:
    """Place in ``VRAGERS`` of each aanvrager_soort; one more where it is not known."""
    return (
        given.cast(pl.String)
        .str.strip_chars()
        .str.to_uppercase()
        .fill_null("")
        .replace_strict(
            {soort: place for place, soort in enumerate(VRAGERS)},
            default=len(VRAGERS),
            return_dtype=pl.UInt8,
        )
        .to_numpy()
    )
