"""What the aanspraak columns add to a product: machtiging, and doubts on the answer.

Dutch terms: aanspraak (entitlement under the Zvw), machtiging (prior authorisation).
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.encoded import EncodedBatch
from grouper.limitatief import LimitatieveLijst
from grouper.outcomes import Walked
from grouper.registration import MISSING
from grouper.uitvoering import Bools, Lines, Uitvoering, lines_of, lines_of_rows

AANSPRAAK_NODIG = (
    "G201",
    "Een oranje zorgactiviteit bepaalt het product en de aanspraak Zvw is niet "
    "gegeven; zonder antwoord is er geen declaratiecode. Vul J of N in.",
)
N_ONGEBRUIKT = (
    "G202",
    "Aanspraak N is gegeven, maar geen rode of oranje zorgactiviteit bepaalt het "
    "product; de verzekerde declaratiecode geldt.",
)
AANSPRAAK_ONBEKEND = (
    "G203",
    "Een zorgactiviteit met een aanspraakcode van een onbekende familie telt mee in "
    "een regel met aanspraakbeperking; welke declaratiecode geldt is niet bekend. "
    "Beoordeel het zelf.",
)


def machtiging_vereist(
    batch: EncodedBatch, walked: Walked, lijst: LimitatieveLijst, uitvoering: Uitvoering
) -> pl.Series:
    """Whether a profile has an activity of the limitatieve lijst.

    The list is read for the specialisme, diagnose and activity of the subtraject, for
    an activity whose aanspraak_code begins with 27, on its uitvoerdatum, else on
    begindatum (DESIGN decision 8). An activity whose counts add up to zero is absent
    (decision 4). Null where no product was derived.

    Source: LimitatieMachtigingen (grouper.md 2.3, 2.4); Regeling msz art. 35p.
    """
    is_walked = walked.boom >= 0
    rows = np.flatnonzero(is_walked & (batch.arrays["is_noted"] == 1))
    skipped = np.ones(batch.n, np.uint8)
    skipped[rows[lijst.may_apply(batch, rows)]] = 0
    lines = lines_of(batch, lijst.wanted(batch), skipped)
    lines = lines.take(batch.activities["aantal"][lines.line] > 0)
    when = uitvoering.locate(batch, lines, translate=True)
    on_list = lines.take(lijst.has(batch, lines, when))
    vereist = np.zeros(batch.n, bool)
    vereist[on_list.row[_is_present(batch, on_list, uitvoering)]] = True
    column = pl.Series("is_machtiging_vereist", vereist)
    return column if is_walked.all() else column.set(pl.Series(~is_walked), None)


def _is_present(batch: EncodedBatch, lines: Lines, uitvoering: Uitvoering) -> Bools:
    """Whether the code of each line has a net count above zero in its subtraject."""
    present = np.ones(len(lines), bool)
    own = lines_of_rows(batch, np.unique(lines.row).astype(np.int64))
    aantal = batch.activities["aantal"][own.line]
    doubtful = np.isin(lines.row, own.row[aantal <= 0])
    if not doubtful.any():
        return present
    own = own.take(np.isin(own.row, lines.row[doubtful]) & (aantal != MISSING))
    keys, net = np.unique(_counted_as(batch, own, uitvoering), return_inverse=True)
    total = np.bincount(net, weights=batch.activities["aantal"][own.line])
    asked = _counted_as(batch, lines.take(doubtful), uitvoering)
    present[doubtful] = total[np.searchsorted(keys, asked)] > 0
    return present


def _counted_as(
    batch: EncodedBatch, lines: Lines, uitvoering: Uitvoering
) -> npt.NDArray[np.int64]:
    """Subtraject and translated code of each line, as one number.

    The trees net after translation on begindatum (decision 4), so this does too.
    """
    text = batch.columns["zorgactiviteit"][lines.line]
    number = np.empty(len(lines), np.int64)
    of_row = batch.arrays["release"][lines.row]
    for position, compiled in enumerate(uitvoering.releases):
        mine = of_row == position
        window = batch.arrays["window"][lines.row[mine]]
        numbers = batch.numbers[position]["zorgactiviteit_number"][text[mine]]
        number[mine] = compiled.arrays["zorgactiviteit_oud"][window, numbers]
    return lines.row.astype(np.int64) << 32 | number
