"""Split the bytes of one ZH308 message into typed frames.

A message is split at its line feeds. Every line is looked at, whatever is wrong with
its length or its end: a short one is filled up with spaces, of a long one the first 610
bytes count. Nothing is guessed: bytes are latin-1, and what seems to be another
encoding is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.records._gebreken import Gebreken
from declarations.berichten.zh308.records.alike import Soortdeel
from declarations.berichten.zh308.records.fields import faults_of_fields, read_fields
from declarations.berichten.zh308.records.lines import Lines, faults_of_lines, numbers
from declarations.berichten.zh308.velden import RECORDNAMEN, VELDEN
from declarations.berichten.zh308.vormen import Vorm

_DEBITEUR = 3
_ASCII = r"^([2-6][0-9a-f]|7[0-9a-e])*$"
"""Visible ASCII as hexadecimal digits."""


@dataclass(frozen=True)
class Delen:
    """What one message holds.

    Attributes:
        records: The records of each kind, by ``RECORDNAMEN``.
        overig: Schema ``Overig``.
        vorm: Schema ``Vorm``, by record and then by field.
    """

    records: dict[str, Soortdeel]
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
    fields = {
        record: read_fields(lines, lines.rows(record), VELDEN[record], gebreken)
        for record in RECORDNAMEN
    }
    return delen_of(
        lines,
        fields,
        gebreken,
        bestand_nr,
        verzekerden=verzekerden,
        prestaties=prestaties,
    )


def delen_of(
    lines: Lines,
    fields: Mapping[str, Mapping[str, pl.Series]],
    gebreken: Gebreken,
    bestand_nr: int,
    *,
    verzekerden: int,
    prestaties: int,
) -> Delen:
    """What a message holds, by its fields as they were read.

    Args:
        lines: Its lines.
        fields: Of each kind of record the column of each field; one of a single value
            holds it for all.
        gebreken: What is wrong with fields.
        bestand_nr: The number of the message.
        verzekerden: How many records 02 the messages before it have.
        prestaties: How many records 04 they have.
    """
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
        naam: Soortdeel.of(
            {
                "bestand_nr": pl.repeat(
                    bestand_nr, len(rows[record]), dtype=pl.UInt32, eager=True
                ),
                "record": numbers(rows[record]),
                **links.get(record, {}),
            },
            fields[record],
        )
        for record, naam in RECORDNAMEN.items()
    }
    overig = _overig(lines, bestand_nr)
    vorm = (
        pl.concat([faults_of_lines(lines, overig), faults_of_fields(gebreken)])
        .sort("record", "rubriek", nulls_last=False, maintain_order=True)
        .select(pl.lit(bestand_nr, pl.UInt32).alias("bestand_nr"), pl.all())
        .select(Vorm.column_names())
    )
    return Delen(records, overig, vorm)


def empty_records() -> dict[str, Soortdeel]:
    """The records of no message."""
    nothing = Lines.of(b"")
    return split_message(nothing, 0, verzekerden=0, prestaties=0).records


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


def _overig(lines: Lines, bestand_nr: int) -> pl.DataFrame:
    rows = np.flatnonzero((lines.kinds == 0) | (lines.kinds == _DEBITEUR))
    start = pl.col("bytes").bin.head(2)
    shown = start.bin.encode("hex")
    text = pl.when(shown.str.contains(_ASCII)).then(start).cast(pl.String)
    return pl.DataFrame({"record": numbers(rows), "bytes": lines.copies(rows)}).select(
        pl.lit(bestand_nr, pl.UInt32).alias("bestand_nr"),
        "record",
        pl.coalesce(text, pl.lit("0x") + shown).alias("soort"),
        "bytes",
    )
