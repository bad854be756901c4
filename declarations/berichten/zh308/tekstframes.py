"""Frames of text: the fields of messages as they are written, in files or in memory."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, Veld, kolommen
from productstructure.errors import InputFileError
from tabellen.forms.frames import scan_rows, schema_of
from tabellen.reading.endings import form_of

_BESTAND = "bestand"
_KEYS = (_BESTAND, "record")
_DAY = "%Y%m%d"


Message = dict[str, pl.DataFrame] | InputFileError
"""The frames of a message by name, or why it cannot be read."""


def read_frames(folder: Path) -> Iterator[tuple[str, Message]]:
    """Read the messages that the frames of a folder hold, one after another.

    A csv, Parquet or Arrow file by each name. Of Parquet and Arrow no more than one
    message is in memory at a time: as texts they take some five times what they hold.

    Returns:
        The name of each message and its frames, in the order in which they are named;
        one whose records cannot be numbered does not stop the others.

    Raises:
        InputFileError: A file cannot be read, is there in two forms, lacks a key or
            has an unknown column; or the folder holds a table of another name, or no
            voorloop.
    """
    sources = {naam: _source(path, naam) for naam, path in _paths(folder).items()}
    names: dict[str, None] = {}
    for source in sources.values():
        named = source.select(pl.col(_BESTAND).cast(pl.String).fill_null(""))
        found = named.unique(maintain_order=True).collect()
        names |= dict.fromkeys(found[_BESTAND])
    for bestand in names:
        try:
            yield bestand, _message(sources, bestand)
        except InputFileError as error:
            yield bestand, error


def _message(
    sources: Mapping[str, pl.LazyFrame], bestand: str
) -> dict[str, pl.DataFrame]:
    name = pl.col(_BESTAND).cast(pl.String)
    # Of Parquet parts in which nobody has the name are passed by.
    is_own = name == bestand if bestand else name.fill_null("") == ""
    frames = {}
    for naam, source in sources.items():
        own = source.filter(is_own).collect()
        if own.height:
            frames[naam] = _texts(own, naam)
    return frames


def _paths(folder: Path) -> dict[str, Path]:
    """The file of each kind of record, in the order of the kinds."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        naam = path.stem.lower()
        if form_of(path) is None:
            continue
        if naam not in RECORDNAMEN.values():
            raise InputFileError(
                f"{path}: table of another name found; expected"
                f" {', '.join(RECORDNAMEN.values())}. Rename or remove it."
            )
        if naam in found:
            raise InputFileError(f"{path}: found in two forms. Remove one of them.")
        found[naam] = path
    if "voorloop" not in found:
        raise InputFileError(
            f"{folder}: no voorloop found. A folder with a message holds a table for"
            f" each kind of record: {', '.join(RECORDNAMEN.values())}."
        )
    return {naam: found[naam] for naam in RECORDNAMEN.values() if naam in found}


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


def _source(path: Path, naam: str) -> pl.LazyFrame:
    """The rows of a file, whose columns are known and can be text."""
    schema = schema_of(path, required=_KEYS)
    (record,) = (record for record, name in RECORDNAMEN.items() if name == naam)
    known = {veld.kolom for veld in kolommen(record)}
    unknown = [column for column in schema if column not in {*known, *_KEYS}]
    if unknown:
        raise InputFileError(
            f"{path}: {len(unknown)} unknown column(s) found. Beside bestand and record"
            f" it has r and the number of a rubriek, as r{record}02."
        )
    for name, dtype in schema.items():
        is_text = dtype in (pl.String, pl.Null, pl.Date) or dtype.is_integer()
        if name in known and not is_text:
            raise InputFileError(
                f"{path}: column {name} holds {dtype}; expected the text of the field."
            )
    form = form_of(path)
    assert form is not None, "only such files are looked at"
    return scan_rows(path, form)


def _texts(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """Frames of one message with its fields as text and its records numbered."""
    numbers = frame["record"].cast(pl.String).str.strip_chars()
    parsed = numbers.cast(pl.UInt32, strict=False)
    if parsed.null_count():
        row = parsed.is_null().arg_max()
        raise InputFileError(
            f"{where}: record of row {(row or 0) + 1} is no whole number. Number the"
            " lines of each message from 1."
        )
    return frame.select(
        pl.col(_BESTAND).cast(pl.String),
        parsed.alias("record"),
        *(
            (pl.col(name).dt.strftime(_DAY) if dtype == pl.Date else pl.col(name)).cast(
                pl.String
            )
            for name, dtype in frame.schema.items()
            if name not in _KEYS
        ),
    )
