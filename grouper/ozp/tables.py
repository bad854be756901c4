"""What releases say of activities as overige zorgproducten, by day and activity.

Dutch terms: tarieftype (class of separate billing), zorgprofielklasse (class of an
activity in a profile).
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from grouper.compiled.arrays import I32, U8, Bools
from grouper.compiled.structure import CompiledStructure
from grouper.encoding.batch import EncodedBatch
from grouper.frames.ozp_reasons import TARIEFTYPEN
from grouper.uitvoering.dated_lines import Uitvoeringen
from grouper.uitvoering.rows_by_day import RijenPerDag

GEEN_TARIEFTYPE = 255
"""Place of a tarieftype that is not there: not billed by itself."""

KLINIEK = 3
"""zorgprofielklasse of verpleegdagen (RZ17a)."""


class OzpTabellen:
    """The reference rows that overige zorgproducten depend on, of all releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.

    Attributes:
        tarieftypen: The tarieftypen that are known, then those only a release has.
        declaratiecodes: declaratiecode_verzekerd of every product that ``product_at``
            may answer.
    """

    def __init__(self, releases: Sequence[CompiledStructure]) -> None:
        self._activiteiten = RijenPerDag(
            releases,
            "zorgactiviteiten",
            "zorgactiviteit_code",
            ("tarieftype", "zorgprofielklasse"),
        )
        table = self._activiteiten.table
        known = [tarieftype.code for tarieftype in TARIEFTYPEN]
        others = set(table["tarieftype"].drop_nulls().unique()) - set(known)
        self.tarieftypen = (*known, *sorted(others))
        places = {code: place for place, code in enumerate(self.tarieftypen)}
        # One more at the end, so that row -1 answers for what is not valid.
        self._tarieftype: U8 = np.append(
            table["tarieftype"]
            .replace_strict({**places, None: GEEN_TARIEFTYPE}, return_dtype=pl.UInt8)
            .to_numpy(),
            np.uint8(GEEN_TARIEFTYPE),
        )
        kliniek = (table["zorgprofielklasse"] == KLINIEK).to_numpy()
        self._is_kliniek: Bools = np.append(kliniek, False)
        self._producten = RijenPerDag(
            releases, "producten", "zorgproduct_code", ("declaratiecode_verzekerd",)
        )
        self.declaratiecodes = self._producten.table["declaratiecode_verzekerd"]

    def wanted(self, batch: EncodedBatch) -> U8:
        """By text of zorgactiviteit: whether it has a tarieftype on any day."""
        has_any = self._tarieftype[:-1] != GEEN_TARIEFTYPE
        return self._activiteiten.texts_with(has_any, batch)

    def activiteit_at(self, when: Uitvoeringen) -> tuple[Bools, U8]:
        """Whether each activity is valid on its day, and its tarieftype (a place)."""
        row = self._activiteiten.at(when)
        return row >= 0, self._tarieftype[row]

    def is_kliniek_at(self, when: Uitvoeringen) -> Bools:
        """Whether each activity is a day of clinical stay."""
        return self._is_kliniek[self._activiteiten.at(when)]

    def product_at(self, when: Uitvoeringen) -> I32:
        """Place in ``declaratiecodes`` of the product with each activity's own code.

        -1 where none is valid on its day.
        """
        return self._producten.at(when)
