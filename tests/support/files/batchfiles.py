"""Small batches for the example release, written as files of every form."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

Row = dict[str, str | None]

GOOD: Row = {
    "subtraject_nummer": "A1",
    "specialisme_code": "0303",
    "diagnose_code": "311",
    "zorgtype_code": "11",
    "zorgvraag_code": None,
    "begindatum": "2024-05-06",
    "einddatum": "2024-08-01",
    "afsluitreden_code": None,
    "geboortedatum": "1980-03-04",
    "leeftijd_jaar": None,
    "geslacht": "1",
    "zorginstelling_code": "06990001",
}
"""A subtraject without any fault on the example release."""

LINE: Row = {
    "subtraject_nummer": "A1",
    "zorgactiviteit_code": "060101",
    "aantal": "1",
    "uitvoerdatum": "2024-05-06",
}
"""An activity of it."""


def changed(row: Row, **columns: str | None) -> Row:
    """A copy of a row with other values in some columns."""
    return {**row, **columns}


def frame(rows: Sequence[Mapping[str, str | None]], like: Row) -> pl.DataFrame:
    """Rows as a frame of text columns."""
    columns = dict.fromkeys(name for row in (like, *rows) for name in row)
    whole = [{**dict.fromkeys(columns), **row} for row in rows]
    return pl.DataFrame(whole, schema=dict.fromkeys(columns, pl.String))


def nested(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The nested form of a batch: each subtraject carries its activities."""
    key = "subtraject_nummer"
    activities = lines.group_by(key, maintain_order=True).agg(
        pl.struct(pl.exclude(key)).alias("zorgactiviteiten")
    )
    return rows.join(activities, on=key, how="left", maintain_order="left")


def write_as(rows: pl.DataFrame, path: Path, ending: str) -> Path:
    """Write a frame beside ``path`` in the form of an ending."""
    written = path.with_suffix(ending)
    if ending == ".csv":
        rows.write_csv(written, separator=";")
    elif ending == ".parquet":
        rows.write_parquet(written)
    else:
        rows.write_ipc(written)
    return written
