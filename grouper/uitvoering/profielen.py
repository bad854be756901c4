"""The activities of a profile that are named beside its product.

Three kinds: those that need a WBMV permit, those that must stand on the bill of the
patient (op nota), and those of the limitatieve lijst. Profiles are those of
subtrajecten with a product.

Dutch terms: zorgprofiel (the activities of a subtraject), WBMV (act on special medical
procedures), machtiging (prior authorisation).

Source: table ZorgActiviteiten; Regeling msz 2016 art. 35.1p-q.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl

from grouper.compiled.arrays import Bools
from grouper.compiled.structure import CompiledStructure
from grouper.frames.columns import text_column
from grouper.frames.schemas import Profielen
from grouper.uitvoering.limitatief import LimitatieveLijst
from grouper.uitvoering.rows_by_day import RijenPerDag
from grouper.uitvoering.zorgprofiel import Zorgprofiel
from grouper.walking.walked import WalkedBatch

OP_NOTA = "J"


class Profielwerk:
    """Lists the notable activities of profiles, on one or more releases.

    Args:
        releases: Compiled releases, in the order in which the encoder has them.
        zorgprofiel: Finds the activities of profiles in those releases.
        lijst: The limitatieve lijst of those releases.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        zorgprofiel: Zorgprofiel,
        lijst: LimitatieveLijst,
    ) -> None:
        self._releases = releases
        self._zorgprofiel = zorgprofiel
        self._lijst = lijst

    @cached_property
    def _rijen(self) -> RijenPerDag:
        return RijenPerDag(
            self._releases,
            "zorgactiviteiten",
            "zorgactiviteit_code",
            ("wbmv_code", "op_nota", "aanspraak_code"),
        )

    def frame(
        self, grouped: WalkedBatch, has_product: Bools
    ) -> tuple[pl.DataFrame, pl.Series]:
        """One row per notable activity of a profile and day.

        Reference rows are read on uitvoerdatum, else on begindatum with the code that
        is valid there; the code written out is the one that was registered. Which are
        there after corrections says ``zorgprofiel``, as for ``grouped``.

        Args:
            grouped: The batch.
            has_product: By subtraject: whether it has a product.

        Returns:
            The frame, schema ``Profielen``, and the row in the batch of the subtraject
            of each of its rows.
        """
        batch, rijen = grouped.batch, self._rijen
        is_op_nota = (rijen.table["op_nota"] == OP_NOTA).fill_null(value=False)
        notable = rijen.table["wbmv_code"].is_not_null() | is_op_nota
        wanted = rijen.texts_with(notable.to_numpy(), batch, translate=True)
        wanted |= self._lijst.wanted(batch)
        found = self._zorgprofiel.present(
            grouped.encoder, batch, wanted, (~has_product).view(np.uint8)
        )
        row = rijen.at(found.when)
        is_lijst = self._lijst.has(batch, found.lines, found.when)
        kept = ((row >= 0) & np.append(notable.to_numpy(), False)[row]) | is_lijst
        row, lines, when = row[kept], found.lines.take(kept), found.when.take(kept)
        of_row = pl.Series(lines.row.astype(np.uint32))
        nummer = grouped.subtrajecten["subtraject_nummer"].cast(pl.String)
        names = pl.Series([release.identity.name for release in self._releases])
        frame = pl.DataFrame(
            [
                nummer.gather(of_row).alias("subtraject_nummer"),
                text_column(
                    "zorgactiviteit_code",
                    self._zorgprofiel.codes.texts,
                    found.code[kept],
                ),
                pl.Series("aantal", found.aantal[kept]),
                pl.Series("uitvoerdatum", when.day).cast(pl.Date),
                pl.Series("is_uitvoerdatum_aangenomen", when.is_aangenomen),
                text_column("wbmv_code", rijen.table["wbmv_code"], row),
                pl.Series("is_op_nota", is_op_nota.to_numpy()[row]),
                text_column("aanspraak_code", rijen.table["aanspraak_code"], row),
                pl.Series("is_machtiging_vereist", is_lijst[kept]),
                grouped.is_trial.gather(of_row).alias("is_trial"),
                text_column("release", names, when.release),
            ],
            schema=pl.Schema(Profielen),
        )
        return frame, of_row
