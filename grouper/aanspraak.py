"""What the aanspraak columns add to a product: machtiging, and doubts on the answer.

Dutch terms: aanspraak (entitlement under the Zvw), machtiging (prior authorisation).
"""

import numpy as np
import polars as pl

from grouper.encoded import EncodedBatch
from grouper.encoder import Encoder
from grouper.limitatief import LimitatieveLijst
from grouper.outcomes import Walked
from grouper.zorgprofiel import Zorgprofiel

# "Telde mee": contributed to a flagged rule that was true, which is the evidence of
# DESIGN decision 8. Whether the product would be another without it is not asked.
AANSPRAAK_NODIG = (
    "G201",
    "Zorg met een aanspraakcode telde mee in een regel met aanspraakbeperking die waar "
    "was, en de aanspraak Zvw is niet gegeven; zonder antwoord is er geen "
    "declaratiecode. Vul J of N in.",
)
N_ONGEBRUIKT = (
    "G202",
    "Aanspraak N is gegeven, maar geen rode of oranje zorgactiviteit telde mee in een "
    "regel met aanspraakbeperking die waar was; de verzekerde declaratiecode geldt.",
)
AANSPRAAK_ONBEKEND = (
    "G203",
    "Een zorgactiviteit met een aanspraakcode van een onbekende familie telt mee in "
    "een regel met aanspraakbeperking; welke declaratiecode geldt is niet bekend. "
    "Beoordeel het zelf.",
)
# The registration says excluded care, the answer says insured care: one is wrong. The
# code follows the registration (DESIGN decision 8: rood beats the answer).
J_TEGEN_ROOD = (
    "G204",
    "Aanspraak J is gegeven, maar een rode zorgactiviteit (uitgesloten van het "
    "basispakket) telde mee in een regel met aanspraakbeperking die waar was; rood "
    "gaat voor het antwoord en de onverzekerde declaratiecode geldt. Controleer beide.",
)


def machtiging_vereist(
    encoder: Encoder,
    batch: EncodedBatch,
    walked: Walked,
    lijst: LimitatieveLijst,
    zorgprofiel: Zorgprofiel,
) -> pl.Series:
    """Whether a profile has an activity of the limitatieve lijst.

    The list is read for the specialisme, diagnose and activity of the subtraject, for
    an activity whose aanspraak_code begins with 27, on its uitvoerdatum, else on
    begindatum (DESIGN decision 8). Which activities are there after corrections says
    ``zorgprofiel``, as for ``profielen``. Null where no product was derived.

    Source: LimitatieMachtigingen (grouper.md 2.3, 2.4); Regeling msz art. 35p.
    """
    is_walked = walked.boom >= 0
    rows = np.flatnonzero(is_walked & (batch.arrays["is_noted"] == 1))
    skipped = np.ones(batch.n, np.uint8)
    skipped[rows[lijst.may_apply(batch, rows)]] = 0
    found = zorgprofiel.present(encoder, batch, lijst.wanted(batch), skipped)
    vereist = np.zeros(batch.n, bool)
    vereist[found.lines.row[lijst.has(batch, found.lines, found.when)]] = True
    column = pl.Series("is_machtiging_vereist", vereist)
    return column if is_walked.all() else column.set(pl.Series(~is_walked), None)
