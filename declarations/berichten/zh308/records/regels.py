"""Which lines do the records of frames of text make?

A line is made of bytes where it goes: an empty one is copied, with the fields that are
the same in every record of its kind, and the texts of the others are written over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.records._filling import Teksten, fill_lines
from declarations.berichten.zh308.velden import Veld
from productstructure.errors import InputFileError

END = b"\r\n"
"""What ends a line."""

AT_A_TIME = 1 << 14
"""Lines that are made at a time: 10 MB of a message."""


@dataclass(frozen=True)
class Regels:
    """Records of a kind that can be written as lines.

    Attributes:
        frame: The records, in the order of their numbers.
        velden: The fields of a line, behind each other.
        bestand: How errors name the message.
        record: The number of each record in its message.
        vooraf: Bytes that stand in each line before the fields, a row a record.
        leeg: A line with what is the same in all of them, with its end.
        eigen: The fields that are not.
    """

    frame: pl.DataFrame
    velden: tuple[Veld, ...]
    bestand: str
    record: NDArray[np.int64]
    vooraf: NDArray[np.uint8]
    leeg: NDArray[np.uint8]
    eigen: tuple[Veld, ...]
    _teksten: list[Teksten]

    @classmethod
    def of(
        cls,
        frame: pl.DataFrame,
        velden: tuple[Veld, ...],
        bestand: str,
        vooraf: NDArray[np.uint8] | None = None,
    ) -> "Regels":
        """Make records ready to be written.

        Args:
            frame: Column ``record``, and the text of each field that is not empty in
                all of them.
            velden: The fields of a line, behind each other.
            bestand: How errors name the message.
            vooraf: Bytes that stand in each line before the fields, a row for each of
                the frame, which is in order then.

        Raises:
            InputFileError: A text that is the same in all of them does not fit.
        """
        there = [veld for veld in velden if veld.kolom in frame.columns]
        frame = frame.select(
            pl.col("record").cast(pl.Int64),
            *(pl.col(veld.kolom).cast(pl.String) for veld in there),
        )
        if not frame["record"].is_sorted():
            frame = frame.sort("record")
        if vooraf is None:
            vooraf = np.empty((frame.height, 0), np.uint8)
        eigen = _varied(frame, there)
        leeg = _empty_line(velden, vooraf.shape[1])
        made = cls(
            frame,
            velden,
            bestand,
            frame["record"].to_numpy(),
            vooraf,
            leeg,
            eigen,
            _lent(frame, eigen),
        )
        alike = tuple(veld for veld in there if veld not in eigen)
        if frame.height and alike:
            line = np.empty((1, len(leeg)), np.uint8)
            first = frame.head(1)
            made._require(
                fill_lines(
                    line,
                    np.zeros(1, np.int64),
                    0,
                    leeg,
                    _lent(first, alike),
                    made.plaatsen(alike),
                )
            )
            leeg[:] = line[0]
        return made

    def fill(
        self, lines: NDArray[np.uint8], places: NDArray[np.int64], first: int
    ) -> None:
        """Write some of the records.

        Args:
            lines: A row a line.
            places: In which of them.
            first: From which record on.

        Raises:
            InputFileError: A text does not fit its field, holds a line feed or has a
                character that latin-1 does not have.
        """
        self._require(
            fill_lines(
                lines,
                places,
                first,
                self.leeg,
                self._teksten,
                self.plaatsen(self.eigen),
            )
        )
        width = self.vooraf.shape[1]
        if width:
            lines[places, :width] = self.vooraf[first : first + len(places)]

    def plaatsen(self, velden: Sequence[Veld]) -> NDArray[np.int32]:
        """Of fields where they begin, how wide they are, and if they are numbers."""
        begins = {}
        at = self.vooraf.shape[1]
        for veld in self.velden:
            begins[veld] = at
            at += veld.breedte
        rows = [(begins[veld], veld.breedte, veld.type == "N") for veld in velden]
        return np.array(rows, np.int32).reshape(-1, 3)

    def _require(self, fits: bool) -> None:
        if not fits:
            _refuse(self.frame, self.velden, self.bestand)


@dataclass(frozen=True)
class Stuk:
    """Lines of a message that follow each other.

    Attributes:
        lines: A row a line, with its end.
        first: The number of the first in the message, from 0.
        rows: Of each of the parts which of the lines are its records.
    """

    lines: NDArray[np.uint8]
    first: int
    rows: tuple[NDArray[np.int64], ...]


def iter_lines(parts: Sequence[Regels], at_a_time: int = AT_A_TIME) -> Iterator[Stuk]:
    """The lines of records of all kinds in the order of their numbers, piece by piece.

    Raises:
        InputFileError: As for ``Regels.fill``.
    """
    places = places_of(parts)
    begun = [0] * len(parts)
    n = sum(map(len, places))
    for first in range(0, n, at_a_time):
        size = min(at_a_time, n - first)
        lines = np.empty((size, len(parts[0].leeg)), np.uint8)
        rows = []
        for nr, (part, place) in enumerate(zip(parts, places, strict=True)):
            begin = begun[nr]
            begun[nr] = int(np.searchsorted(place, first + size))
            own = place[begin : begun[nr]] - first
            part.fill(lines, own, begin)
            rows.append(own)
        yield Stuk(lines, first, tuple(rows))


def places_of(parts: Sequence[Regels]) -> list[NDArray[np.int64]]:
    """On which line each record of each part stands, from 0: numbers may leave gaps."""
    order = np.concatenate([part.record for part in parts])
    if len(order) and np.ptp(order) == len(order) - 1:
        return [part.record - order.min() for part in parts]
    order.sort()
    return [np.searchsorted(order, part.record) for part in parts]


@cache
def _empty_text(velden: tuple[Veld, ...]) -> bytes:
    """The fields of a record of which only the kind is known."""
    return b"".join(
        (veld.record if veld.rubriek == f"{veld.record}01" else "")
        .rjust(veld.breedte, "0" if veld.type == "N" else " ")
        .encode()
        for veld in velden
    )


def _empty_line(velden: tuple[Veld, ...], before: int) -> NDArray[np.uint8]:
    line = b" " * before + _empty_text(velden) + END
    return np.frombuffer(line, np.uint8).copy()


def _lent(frame: pl.DataFrame, velden: Sequence[Veld]) -> list[Teksten]:
    return [Teksten(frame[veld.kolom].rechunk()) for veld in velden]


def _varied(frame: pl.DataFrame, velden: Sequence[Veld]) -> tuple[Veld, ...]:
    """Fields of which the text is not the same in every record."""
    if not velden or not frame.height:
        return ()
    texts = (pl.col(veld.kolom).fill_null("") for veld in velden)
    same = frame.select((text == text.first()).all() for text in texts).row(0)
    return tuple(
        veld for veld, is_same in zip(velden, same, strict=True) if not is_same
    )


def _refuse(frame: pl.DataFrame, velden: tuple[Veld, ...], bestand: str) -> None:
    """Tell of the first field with a text that does not fit.

    Raises:
        InputFileError: Always.
    """
    there = [veld for veld in velden if veld.kolom in frame.columns]
    for veld in there:
        text = pl.col(veld.kolom)
        is_unfit = (text.str.len_chars() > veld.breedte) | text.str.contains(
            "\n", literal=True
        )
        for row in frame.filter(is_unfit).head(1).iter_rows(named=True):
            raise InputFileError(
                f"{bestand}, record {row['record']}: {veld.kolom} has"
                f" {len(row[veld.kolom])} characters or a line feed; {veld.breedte}"
                " characters fit. Shorten it."
            )
    for veld in there:
        is_odd = pl.col(veld.kolom).str.contains(r"[^\x{00}-\x{FF}]")
        for row in frame.filter(is_odd).head(1).iter_rows(named=True):
            odd = next(each for each in row[veld.kolom] if ord(each) > 0xFF)
            raise InputFileError(
                f"{bestand}, record {row['record']}: character U+{ord(odd):04X} found,"
                " which latin-1 does not have. Write it otherwise."
            )
    raise AssertionError(
        "every text fits, and the compiled part says that one does not"
    )
