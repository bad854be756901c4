"""What reading messages yields, whatever their form; and what a reader has to be.

Dutch terms: bericht (message), bestand (file), declaratiedataset (all that a grouper
needs of one patient: one message).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from tabellen.getoond import Getoond


@dataclass(frozen=True, repr=False)
class Berichten(Getoond):
    """One batch of messages; a message never spreads over two batches.

    Attributes:
        subtrajecten: Schema ``BerichtSubtrajecten``: one row per subtraject of the
            accepted messages, in the order of the delivery. ``subtraject_nummer`` is
            ``bestand`` + ``/`` + the id in the message: the id alone is not unique (in
            the NZa's test set it is the expected zorgproduct).
        zorgactiviteiten: Schema ``BerichtZorgactiviteiten``: theirs, in that order.
        findings: Schema ``BerichtFindings``: one row per fault. A message with a fault
            of severity ``reject`` is in neither of the other frames.
        aantal_berichten: Messages met, refused ones included.
        aantal_afgewezen: Messages refused.
        herkomst: Schema ``BerichtHerkomst``: by what each message is known, so that a
            repeat is (``declarations.berichten.herhalingen``). None for a form in which
            a delivery is one message.
    """

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    findings: pl.DataFrame
    aantal_berichten: int
    aantal_afgewezen: int
    herkomst: pl.DataFrame | None = None


class BerichtenReader(Protocol):
    """Reads one form of delivery."""

    def recognises(self, path: Path) -> bool:
        """Whether the delivery has this form, judged by the names in it."""
        ...

    def read(self, path: Path) -> Iterator[Berichten]:
        """Yield the delivery in batches, at least one.

        Raises:
            InputFileError: The delivery cannot be read as this form at all.
        """
        ...


def concat_berichten(parts: list[Berichten]) -> Berichten:
    """Join batches of one delivery, in their order."""
    herkomst = [part.herkomst for part in parts if part.herkomst is not None]
    return Berichten(
        pl.concat([part.subtrajecten for part in parts], how="vertical"),
        pl.concat([part.zorgactiviteiten for part in parts], how="vertical"),
        pl.concat([part.findings for part in parts], how="vertical"),
        sum(part.aantal_berichten for part in parts),
        sum(part.aantal_afgewezen for part in parts),
        pl.concat(herkomst, how="vertical") if herkomst else None,
    )
