"""What the aanspraak columns add to a product: machtiging, and doubts on the answer.

Dutch terms: aanspraak (entitlement under the Zvw), machtiging (prior authorisation).
"""

import numpy as np
import polars as pl

from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder
from grouper.uitvoering.limitatief import LimitatieveLijst
from grouper.uitvoering.zorgprofiel import Zorgprofiel
from grouper.walking.walked import Walked


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
    begindatum (docs/decisions.md 8). Which activities are there after corrections says
    ``zorgprofiel``, as for ``profielen``. Null where no product was derived.

    Source: table LimitatieMachtigingen; Regeling msz art. 35p.
    """
    is_walked = walked.boom >= 0
    rows = np.flatnonzero(is_walked & (batch.rows.is_noted == 1))
    skipped = np.ones(batch.n, np.uint8)
    skipped[rows[lijst.may_apply(batch, rows)]] = 0
    found = zorgprofiel.present(encoder, batch, lijst.wanted(batch), skipped)
    vereist = np.zeros(batch.n, bool)
    vereist[found.lines.row[lijst.has(batch, found.lines, found.when)]] = True
    column = pl.Series("is_machtiging_vereist", vereist)
    return column if is_walked.all() else column.set(pl.Series(~is_walked), None)
