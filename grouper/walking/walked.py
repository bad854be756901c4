"""What the walker wrote, and the batch that it walked with all that comes after it.

Dutch terms: boom (tree), kleur (colour: evidence on aanspraak).
"""

from dataclasses import dataclass

import polars as pl

from grouper.compiled.arrays import I16, I32, U8, Bools
from grouper.encoding.batch import EncodedBatch
from grouper.encoding.encoder import Encoder


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

    release: U8
    window: I16
    boom: I32
    product: I32
    kleur: U8


@dataclass(frozen=True)
class WalkedBatch:
    """A batch after grouping, with what its overige zorgproducten depend on.

    Attributes:
        encoder: What encoded it.
        batch: The batch, encoded.
        subtrajecten: As they came.
        zorgactiviteiten: As they came.
        is_afgewezen: By subtraject: rejected by an input check.
        is_trial: By subtraject: not closed.
        hoofdtrajecten: As ``link_hoofdtrajecten`` gives them for the whole batch, when
            this is a chunk of it; else None.
    """

    encoder: Encoder
    batch: EncodedBatch
    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    is_afgewezen: Bools
    is_trial: pl.Series
    hoofdtrajecten: pl.DataFrame | None = None
