"""Reads a message out of frames of text, as if it were read of the bytes that it makes.

Its lines are made a piece at a time, for the hash of the message and for the fields
that differ between records; what is the same in all of them is read once.
"""

import hashlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.records._gebreken import Gebreken
from declarations.berichten.zh308.records._kolommen import Kolom
from declarations.berichten.zh308.records._slicing import slice_fields
from declarations.berichten.zh308.records.fields import (
    empty_columns,
    faults_of_fields,
    filled_columns,
    plaatsen_of,
)
from declarations.berichten.zh308.records.lines import Lines
from declarations.berichten.zh308.records.regels import (
    END,
    Regels,
    Stuk,
    iter_lines,
    places_of,
)
from declarations.berichten.zh308.splitting import Delen, delen_of
from declarations.berichten.zh308.velden import (
    RECORD_BYTES,
    RECORDNAMEN,
    VELDEN,
    Veld,
    kolommen,
)

_NO_SHORT = np.empty((0, RECORD_BYTES), np.uint8)
"""Lines that are made have their full length."""


@dataclass(frozen=True)
class Gelezen:
    """A message that was read.

    Attributes:
        delen: What it holds.
        sha256: Of its bytes.
        bytes: How many those are.
        records: How many lines it has.
    """

    delen: Delen
    sha256: str
    bytes: int
    records: int


def is_as_named(parts: Mapping[str, Regels]) -> bool:
    """Whether every line begins with the kind of the frame that it stands in."""
    return all(
        part.leeg[:2].tobytes() == record.encode()
        and VELDEN[record][0] not in part.eigen
        for record, part in parts.items()
    )


def read_parts(
    parts: Mapping[str, Regels], bestand_nr: int, *, verzekerden: int, prestaties: int
) -> Gelezen:
    """Read a message.

    Args:
        parts: Its records by their kind (``is_as_named``).
        bestand_nr: The number of the message.
        verzekerden: How many records 02 the messages before it have.
        prestaties: How many records 04 they have.

    Raises:
        InputFileError: As for ``Regels.fill``.
    """
    gebreken = Gebreken()
    soorten = {record: _Soort.of(record, parts.get(record)) for record in RECORDNAMEN}
    sha256 = hashlib.sha256()
    size = 0
    with ThreadPoolExecutor(1) as beside:
        hashing: Future[None] | None = None
        for stuk in iter_lines(list(parts.values())):
            content = stuk.lines.reshape(-1).data
            size += len(content)
            if hashing is not None:
                hashing.result()
            hashing = beside.submit(sha256.update, content)
            for record, rows in zip(parts, stuk.rows, strict=True):
                soorten[record].read(stuk, rows, gebreken)
        if hashing is not None:
            hashing.result()
    lines = _lines(parts)
    delen = delen_of(
        lines,
        {record: soort.fields() for record, soort in soorten.items()},
        gebreken,
        bestand_nr,
        verzekerden=verzekerden,
        prestaties=prestaties,
    )
    return Gelezen(delen, sha256.hexdigest(), size, len(lines.kinds))


@dataclass(frozen=True)
class _Soort:
    """Records of a kind while they are read.

    Attributes:
        record: The kind.
        alike: Columns of fields that are the same in all, with that one value.
        velden: The fields that are read of each.
        columns: Their columns, up to now.
    """

    record: str
    alike: Mapping[str, pl.Series]
    velden: tuple[Veld, ...]
    columns: list[Kolom]

    @classmethod
    def of(cls, record: str, part: Regels | None) -> "_Soort":
        """Begin with records; of those that are not there columns stay empty."""
        if part is None or not len(part.record):
            return cls(record, {}, VELDEN[record], empty_columns(VELDEN[record], 0))
        same = [veld for veld in VELDEN[record] if veld not in part.eigen]
        columns, faults = empty_columns(same, 1), Gebreken()
        one = np.zeros(1, np.int64)
        slice_fields(
            part.leeg,
            _NO_SHORT,
            one,
            one.astype(np.uint32),
            plaatsen_of(same),
            columns,
            faults,
        )
        # What is wrong is told of every record.
        wrong = set(faults_of_fields(faults)["rubriek"])
        own = tuple(
            veld
            for veld in VELDEN[record]
            if veld in part.eigen or veld.rubriek in wrong
        )
        alike = filled_columns(same, columns)
        for veld in own:
            alike.pop(veld.kolom, None)
        return cls(record, alike, own, empty_columns(own, len(part.record)))

    def read(self, stuk: Stuk, rows: NDArray[np.int64], gebreken: Gebreken) -> None:
        """Read the records that stand on some lines of a piece."""
        slice_fields(
            stuk.lines.reshape(-1),
            _NO_SHORT,
            rows * stuk.lines.shape[1],
            (rows + stuk.first + 1).astype(np.uint32),
            plaatsen_of(self.velden),
            self.columns,
            gebreken,
        )

    def fields(self) -> dict[str, pl.Series]:
        """The columns of all fields, in their order; can be asked once."""
        own = filled_columns(self.velden, self.columns)
        return {
            veld.kolom: own[veld.kolom] if veld.kolom in own else self.alike[veld.kolom]
            for veld in kolommen(self.record)
        }


def _lines(parts: Mapping[str, Regels]) -> Lines:
    """The lines of a message, of which nothing but the kinds is asked any more."""
    places = dict(zip(parts, places_of(list(parts.values())), strict=True))
    n = sum(map(len, places.values()))
    kinds = np.zeros(n, np.uint8)
    for record, own in places.items():
        kinds[own] = int(record)
    sizes = np.full(n, RECORD_BYTES)
    return Lines(
        b"",
        np.arange(n) * (RECORD_BYTES + len(END)),
        sizes,
        kinds,
        np.zeros(n, np.uint8),
    )
