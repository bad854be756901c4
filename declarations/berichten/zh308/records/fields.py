"""Which values do the fields of records hold, and what is wrong with them?"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.records._gebreken import Gebreken
from declarations.berichten.zh308.records._kolommen import Kolom
from declarations.berichten.zh308.records._lines import pad_lines
from declarations.berichten.zh308.records._slicing import PLAATS_DTYPE, slice_fields
from declarations.berichten.zh308.records.lines import Lines
from declarations.berichten.zh308.velden import Veld

BLOCK = 1 << 16
"""Records that are read at a time; those that are too short are copied."""

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

_KOLOMSOORT: dict[str, Literal["text", "day", "number"]] = {
    "DATUM": "day",
    "GETAL": "number",
    "BEDRAG": "number",
    "CODE": "text",
    "TEKST": "text",
    "RESERVE": "text",
}


def read_fields(
    lines: Lines,
    rows: NDArray[np.int64],
    velden: tuple[Veld, ...],
    gebreken: Gebreken,
) -> dict[str, pl.Series]:
    """The columns of some records.

    Args:
        lines: The lines of a message.
        rows: Which of them are read, from 0.
        velden: Their fields.
        gebreken: What is wrong with them is added to it.

    Returns:
        By the name of its column, a value a record for each field but the reserve.
    """
    columns = empty_columns(velden, len(rows))
    plaatsen = plaatsen_of(velden)
    for begin in range(0, len(rows), BLOCK):
        block = rows[begin : begin + BLOCK]
        starts, padded = _starts(lines, block)
        records = (block + 1).astype(np.uint32)
        slice_fields(
            lines.content, padded, starts, records, plaatsen, columns, gebreken
        )
    return filled_columns(velden, columns)


def empty_columns(velden: Sequence[Veld], room: int) -> list[Kolom]:
    """A column for each field, with room for so many values."""
    return [
        Kolom(_KOLOMSOORT[veld.soort], room if veld.soort != "RESERVE" else 0)
        for veld in velden
    ]


def filled_columns(
    velden: Sequence[Veld], columns: Sequence[Kolom]
) -> dict[str, pl.Series]:
    """What was read, by the name of its column; the reserve has none."""
    return {
        veld.kolom: pl.Series(column)
        for veld, column in zip(velden, columns, strict=True)
        if veld.soort != "RESERVE"
    }


def plaatsen_of(velden: Sequence[Veld]) -> NDArray[np.void]:
    """Where fields stand and what they hold, for ``slice_fields``."""
    return np.array(
        [
            (
                veld.begin - 1,
                veld.breedte,
                SOORTEN[veld.soort],
                veld.verplicht == "S",
                veld.nul_telt,
                int(veld.rubriek),
            )
            for veld in velden
        ],
        dtype=PLAATS_DTYPE,
    )


def _starts(
    lines: Lines, block: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where records begin, those that are too short in a matrix of their own."""
    starts = lines.starts[block]
    is_short = lines.sizes[block] < lines.record_bytes
    padded = pad_lines(
        lines.content,
        starts[is_short],
        lines.sizes[block][is_short],
        lines.record_bytes,
    )
    starts[is_short] = -1 - np.arange(len(padded))
    return starts, padded


def faults_of_fields(gebreken: Gebreken) -> pl.DataFrame:
    """What was found to be wrong with fields; can be asked once."""
    records, soorten, fields, waarden = map(pl.Series, gebreken.columns())
    soort, codering = (
        pl.Series(texts, dtype=pl.String) for texts in zip(*GEBREKEN, strict=True)
    )
    return pl.DataFrame(
        {
            "record": records,
            "soort": soort.gather(soorten),
            "rubriek": fields.cast(pl.String).str.zfill(4),
            "waarde": waarden,
            "codering": codering.gather(soorten),
        }
    )
