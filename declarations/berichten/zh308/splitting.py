"""Split the bytes of one ZH308 message into typed frames.

A message is split at its line feeds. Every line is looked at, whatever is wrong with
its length or its end: a short one is filled up with spaces, of a long one the first 610
bytes count. Nothing is guessed: bytes are latin-1, and what seems to be another
encoding is told.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308._gebreken import Gebreken
from declarations.berichten.zh308._kolommen import Kolom
from declarations.berichten.zh308._lines import copy_lines, find_lines, pad_lines
from declarations.berichten.zh308._slicing import slice_field
from declarations.berichten.zh308.velden import (
    RECORD_BYTES,
    RECORDNAMEN,
    VELDEN,
    Veld,
)
from declarations.berichten.zh308.vormen import Overig, Vorm

BLOCK = 1024
"""Records of which one field after another is read: so many stay in the cache."""

SOORTEN = {"DATUM": 0, "GETAL": 1, "BEDRAG": 1, "CODE": 2, "TEKST": 3, "RESERVE": 4}
"""The number by which the compiled part knows what a field holds."""

GEBREKEN = (
    ("GETAL_LETTERS", None),
    ("GETAL_SPATIES", None),
    ("DATUM", None),
    ("RESERVE", None),
    ("TEKENS", None),
    ("TEKENS", "UTF-8"),
    ("TEKENS", "WINDOWS-1252"),
)
"""What a fault of the compiled part means, by its number: soort and codering."""

_KOLOMSOORT = {0: "day", 1: "number", 2: "text", 3: "text", 4: "text"}
_VELDEN = [veld for velden in VELDEN.values() for veld in velden]
_DEBITEUR, _SLUIT = 3, 99


@dataclass(frozen=True)
class Lines:
    """The lines of a message.

    Attributes:
        content: The bytes of the message.
        starts: Where each begins.
        sizes: How many bytes it has, without line end.
        kinds: The kind of its record as a number; 0 for an unknown one.
        endings: 0 when it ends in CR LF, 1 in LF alone, 2 when it does not end.
    """

    content: bytes
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    endings: NDArray[np.uint8]

    @classmethod
    def of(cls, content: bytes) -> "Lines":
        """Find the lines of a message."""
        return cls(content, *find_lines(content))

    def rows(self, record: str) -> NDArray[np.int64]:
        """Which lines are records of a kind, from 0."""
        return np.flatnonzero(self.kinds == int(record))


@dataclass(frozen=True)
class Delen:
    """What one message holds.

    Attributes:
        records: A frame for each kind of record, by ``RECORDNAMEN``.
        overig: Schema ``Overig``.
        vorm: Schema ``Vorm``, by record and then by field.
    """

    records: dict[str, pl.DataFrame]
    overig: pl.DataFrame
    vorm: pl.DataFrame


def split_message(
    lines: Lines, bestand_nr: int, *, verzekerden: int, prestaties: int
) -> Delen:
    """Split a message.

    Args:
        lines: Its lines.
        bestand_nr: The number of the message.
        verzekerden: How many records 02 the messages before it have.
        prestaties: How many records 04 they have.
    """
    gebreken = Gebreken()
    rows = {record: lines.rows(record) for record in RECORDNAMEN}
    links = {
        "02": {"verzekerde": _own(rows["02"], verzekerden)},
        "04": {
            "prestatie": _own(rows["04"], prestaties),
            "verzekerde": _above(rows["02"], rows["04"], verzekerden),
        },
        "06": {"prestatie": _above(rows["04"], rows["06"], prestaties)},
        "16": {"prestatie": _above(rows["04"], rows["16"], prestaties)},
    }
    records = {
        naam: pl.DataFrame(
            {
                "bestand_nr": pl.repeat(
                    bestand_nr, len(rows[record]), dtype=pl.UInt32, eager=True
                ),
                "record": _numbers(rows[record]),
                **links.get(record, {}),
                **_fields(lines, rows[record], VELDEN[record], gebreken),
            }
        )
        for record, naam in RECORDNAMEN.items()
    }
    overig = _overig(lines, bestand_nr)
    vorm = pl.concat(
        [_of_lines(lines, overig), _of_fields(gebreken)], how="vertical"
    ).sort("record", "volgorde", maintain_order=True)
    return Delen(
        records,
        overig,
        vorm.select(
            pl.lit(bestand_nr, pl.UInt32).alias("bestand_nr"),
            *Vorm.column_names()[1:],
        ),
    )


def empty_records() -> dict[str, pl.DataFrame]:
    """The frames of no message."""
    nothing = Lines.of(b"")
    return split_message(nothing, 0, verzekerden=0, prestaties=0).records


def _numbers(rows: NDArray[np.int64]) -> pl.Series:
    """Numbers of lines, from 1."""
    return pl.Series((rows + 1).astype(np.uint32))


def _own(rows: NDArray[np.int64], first: int) -> pl.Series:
    return pl.Series(np.arange(first, first + len(rows), dtype=np.uint32))


def _above(
    parents: NDArray[np.int64], rows: NDArray[np.int64], first: int
) -> pl.Series:
    """Row of the parent above each record; null where none is above it."""
    place = np.searchsorted(parents, rows)
    above = pl.Series((place + (first - 1)).clip(0).astype(np.uint32))
    if len(rows) and place[0] == 0:
        return above.to_frame("row").select(pl.when(pl.Series(place > 0)).then("row"))[
            "row"
        ]
    return above


def _fields(
    lines: Lines,
    rows: NDArray[np.int64],
    velden: tuple[Veld, ...],
    gebreken: Gebreken,
) -> dict[str, pl.Series]:
    """The columns of some records; what is wrong with them goes to ``gebreken``."""
    columns = {
        veld: Kolom(
            _KOLOMSOORT[SOORTEN[veld.soort]],  # type: ignore[arg-type]
            len(rows) if veld.soort != "RESERVE" else 0,
        )
        for veld in velden
    }
    numbers = {veld: _VELDEN.index(veld) for veld in velden}
    for begin in range(0, len(rows), BLOCK):
        block = rows[begin : begin + BLOCK]
        starts, padded = _starts(lines, block)
        records = (block + 1).astype(np.uint32)
        for veld, column in columns.items():
            slice_field(
                lines.content,
                padded,
                starts,
                records,
                veld.begin - 1,
                veld.breedte,
                SOORTEN[veld.soort],
                veld.verplicht == "S",
                veld.nul_telt,
                numbers[veld],
                column,
                gebreken,
            )
    return {
        veld.kolom: pl.Series(column)
        for veld, column in columns.items()
        if veld.soort != "RESERVE"
    }


def _starts(
    lines: Lines, block: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where records begin, those that are too short in a matrix of their own."""
    starts = lines.starts[block]
    is_short = lines.sizes[block] < RECORD_BYTES
    padded = pad_lines(lines.content, starts[is_short], lines.sizes[block][is_short])
    starts[is_short] = -1 - np.arange(len(padded))
    return starts, padded


def _overig(lines: Lines, bestand_nr: int) -> pl.DataFrame:
    rows = np.flatnonzero((lines.kinds == 0) | (lines.kinds == _DEBITEUR))
    copies, soorten = Kolom("bytes", len(rows)), Kolom("bytes", len(rows))
    starts, sizes = lines.starts[rows], lines.sizes[rows]
    copy_lines(lines.content, starts, sizes, copies)
    copy_lines(lines.content, starts, sizes.clip(max=2), soorten)
    return pl.DataFrame(
        {
            "bestand_nr": pl.repeat(bestand_nr, len(rows), dtype=pl.UInt32, eager=True),
            "record": _numbers(rows),
            "soort": [_visible(soort) for soort in pl.Series(soorten)],
            "bytes": pl.Series(copies),
        },
        schema=Overig.create_empty().schema,
    )


def _visible(soort: bytes) -> str:
    return soort.decode("ascii", "backslashreplace")


def _of_lines(lines: Lines, overig: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with whole lines."""
    last = len(lines.kinds)
    sluit = lines.rows("99")
    is_behind = np.arange(last) > (sluit[-1] if len(sluit) else last)
    is_unknown = (lines.kinds == 0) & ~is_behind
    odd = np.flatnonzero(lines.endings)
    wrong = np.flatnonzero((lines.sizes != RECORD_BYTES) & ~is_behind)
    unknown = overig.filter(pl.Series(is_unknown[overig["record"].to_numpy() - 1]))
    parts = [
        _told("LENGTE", _numbers(wrong), pl.Series(lines.sizes[wrong]).cast(pl.String)),
        _told(
            "REGELEINDE",
            _numbers(odd),
            pl.Series(np.where(lines.endings[odd] == 1, "LF", "geen"), dtype=pl.String),
        ),
        _told("NA_SLUIT", _numbers(np.flatnonzero(is_behind))),
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
        pl.lit(-1, pl.Int64).alias("volgorde"),
        pl.lit(soort).alias("soort"),
        pl.lit(None, pl.String).alias("rubriek"),
        "waarde",
        pl.lit(None, pl.String).alias("codering"),
    )


def _of_fields(gebreken: Gebreken) -> pl.DataFrame:
    """What is wrong with fields."""
    records, soorten, fields, waarden = map(pl.Series, gebreken.columns())
    soort, codering = (
        pl.Series(texts, dtype=pl.String) for texts in zip(*GEBREKEN, strict=True)
    )
    rubriek = pl.Series([veld.rubriek for veld in _VELDEN])
    return pl.DataFrame(
        {
            "record": records,
            "volgorde": fields.cast(pl.Int64),
            "soort": soort.gather(soorten),
            "rubriek": rubriek.gather(fields),
            "waarde": waarden,
            "codering": codering.gather(soorten),
        }
    )
