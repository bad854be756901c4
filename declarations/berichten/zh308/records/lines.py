"""Where are the lines of a message, of which kind, and what is wrong with them?"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.records._kolommen import Kolom
from declarations.berichten.zh308.records._lines import copy_lines, find_lines
from declarations.berichten.zh308.velden import RECORD_BYTES


@dataclass(frozen=True)
class Lines:
    """The lines of a message.

    Attributes:
        content: The bytes of the message.
        starts: Where each begins.
        sizes: How many bytes it has, without line end.
        kinds: The kind of its record as a number; 0 for an unknown one.
        endings: 0 when it ends in CR LF, 1 in LF alone, 2 when it does not end.
        record_bytes: How many bytes each should have.
    """

    content: bytes
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    endings: NDArray[np.uint8]
    record_bytes: int = RECORD_BYTES

    @classmethod
    def of(cls, content: bytes, record_bytes: int = RECORD_BYTES) -> "Lines":
        """Find the lines of a message."""
        return cls(content, *find_lines(content), record_bytes)

    def rows(self, record: str) -> NDArray[np.int64]:
        """Which lines are records of a kind, from 0."""
        return np.flatnonzero(self.kinds == int(record))

    def copies(self, rows: NDArray[np.int64]) -> pl.Series:
        """The bytes of some lines as they stand, without line end."""
        copies = Kolom("bytes", len(rows))
        copy_lines(self.content, self.starts[rows], self.sizes[rows], copies)
        return pl.Series(copies)


def numbers(rows: NDArray[np.int64]) -> pl.Series:
    """The numbers of lines, from 1."""
    return pl.Series((rows + 1).astype(np.uint32))


def faults_of_lines(lines: Lines, overig: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with whole lines.

    Args:
        lines: The lines of a message.
        overig: Schema ``vormen.Overig``: those of them without known fields.
    """
    last = len(lines.kinds)
    sluit = lines.rows("99")
    is_behind = np.arange(last) > (sluit[-1] if len(sluit) else last)
    is_unknown = (lines.kinds == 0) & ~is_behind
    odd = np.flatnonzero(lines.endings)
    wrong = np.flatnonzero((lines.sizes != lines.record_bytes) & ~is_behind)
    unknown = overig.filter(pl.Series(is_unknown[overig["record"].to_numpy() - 1]))
    parts = [
        _told("LENGTE", numbers(wrong), pl.Series(lines.sizes[wrong]).cast(pl.String)),
        _told(
            "REGELEINDE",
            numbers(odd),
            pl.Series(np.where(lines.endings[odd] == 1, "LF", "geen"), dtype=pl.String),
        ),
        _told("NA_SLUIT", numbers(np.flatnonzero(is_behind))),
        _told("ONBEKEND_RECORD", unknown["record"], unknown["soort"]),
    ]
    if not len(sluit):
        parts.append(_told("GEEN_SLUIT", pl.Series([last], dtype=pl.UInt32)))
    return pl.concat(parts, how="vertical")


def _told(
    soort: str, records: pl.Series, waarde: pl.Series | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {"record": records, "waarde": waarde},
        schema={"record": pl.UInt32, "waarde": pl.String},
    ).select(
        "record",
        pl.lit(soort).alias("soort"),
        pl.lit(None, pl.String).alias("rubriek"),
        "waarde",
        pl.lit(None, pl.String).alias("codering"),
    )
