"""Frames of text: the fields of messages as they are written, in files or in memory."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, Veld, kolommen
from productstructure.errors import InputFileError
from tabellen.forms.frames import form_of, read_frame

_KEYS = ("bestand", "record")
_DAY = "%Y%m%d"


def read_frames(folder: Path) -> dict[str, pl.DataFrame]:
    """Read the frames of a folder: a csv, Parquet or Arrow file by each name.

    Raises:
        InputFileError: A file cannot be read, is there in two forms, lacks a key or
            has an unknown column; or the folder holds a table of another name, or no
            voorloop.
    """
    frames: dict[str, pl.DataFrame] = {}
    for path in sorted(folder.iterdir()):
        naam = path.stem.lower()
        if form_of(path) is None:
            continue
        if naam not in RECORDNAMEN.values():
            raise InputFileError(
                f"{path}: table of another name found; expected"
                f" {', '.join(RECORDNAMEN.values())}. Rename or remove it."
            )
        if naam in frames:
            raise InputFileError(f"{path}: found in two forms. Remove one of them.")
        frames[naam] = _read(path, naam)
    if "voorloop" not in frames:
        raise InputFileError(
            f"{folder}: no voorloop found. A folder with a message holds a table for"
            f" each kind of record: {', '.join(RECORDNAMEN.values())}."
        )
    return frames


def text_of_records(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The fields of typed frames as text; their other columns stay as they are."""
    return {
        naam: frames[naam].with_columns(map(_text, kolommen(record)))
        for record, naam in RECORDNAMEN.items()
    }


def _text(veld: Veld) -> pl.Expr:
    value = pl.col(veld.kolom)
    if veld.soort == "DATUM":
        value = value.dt.strftime(_DAY)
    return value.cast(pl.String).fill_null("")


def _read(path: Path, naam: str) -> pl.DataFrame:
    frame = read_frame(path, required=_KEYS)
    (record,) = (record for record, name in RECORDNAMEN.items() if name == naam)
    known = {veld.kolom for veld in kolommen(record)}
    unknown = [column for column in frame.columns if column not in {*known, *_KEYS}]
    if unknown:
        raise InputFileError(
            f"{path}: {len(unknown)} unknown column(s) found. Beside bestand and record"
            f" it has r and the number of a rubriek, as r{record}02."
        )
    numbers = frame["record"].cast(pl.String).str.strip_chars()
    parsed = numbers.cast(pl.UInt32, strict=False)
    if parsed.null_count():
        row = parsed.is_null().arg_max()
        raise InputFileError(
            f"{path}: record of row {(row or 0) + 1} is no whole number. Number the"
            " lines of each message from 1."
        )
    return frame.select(
        pl.col("bestand").cast(pl.String),
        parsed.alias("record"),
        *(_as_text(path, name, frame.schema[name]) for name in frame.columns
          if name in known),
    )  # fmt: skip


def _as_text(path: Path, name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Date:
        return column.dt.strftime(_DAY)
    if dtype == pl.String or dtype.is_integer() or dtype == pl.Null:
        return column.cast(pl.String)
    raise InputFileError(
        f"{path}: column {name} holds {dtype}; expected the text of the field."
    )
