"""Write ZH308 messages out of frames of text.

A frame of text has a row per record and the columns ``record`` (its line in the
message, from 1) and ``r`` + rubriek, each with the text of the field without what fills
it up: an absent field is null, empty or has no column. Numbers are filled up with zeros
in front, texts with spaces behind; a kind of record that is absent has no frame.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from declarations.berichten.zh308.records.regels import Regels, iter_lines
from declarations.berichten.zh308.velden import RECORDNAMEN, VELDEN
from productstructure.errors import InputFileError
from tabellen.calltypes import checks_types, require_columns
from tabellen.errors import CallError

_BESTAND, _RECORD = "bestand", "record"


@checks_types
def from_frames(frames: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """The messages that frames of text hold, by their name.

    Args:
        frames: A frame of text by each name of ``velden.RECORDNAMEN``, with a column
            ``bestand`` that names the message.

    Raises:
        InputFileError: As for ``write_zh308``.
        CallError: Likewise.
    """
    return {bestand: write_zh308(own, bestand) for bestand, own in split_frames(frames)}


def split_frames(
    frames: Mapping[str, pl.DataFrame],
) -> Iterator[tuple[str, dict[str, pl.DataFrame]]]:
    """The frames of each message, in the order in which they are named first.

    Raises:
        CallError: A frame has no name of ``velden.RECORDNAMEN``, or lacks a column.
    """
    _require(frames, _BESTAND, _RECORD)
    parts = {
        naam: {
            str(key[0] or ""): part
            for key, part in frame.partition_by(
                _BESTAND, as_dict=True, maintain_order=True
            ).items()
        }
        for naam, frame in frames.items()
    }
    for bestand in dict.fromkeys(name for own in parts.values() for name in own):
        yield (
            bestand,
            {naam: own[bestand] for naam, own in parts.items() if bestand in own},
        )


@checks_types
def write_zh308(frames: Mapping[str, pl.DataFrame], bestand: str = "bericht") -> bytes:
    """Write one message out of frames of text.

    Args:
        frames: A frame of text by each name of ``velden.RECORDNAMEN``.
        bestand: How errors name the message.

    Returns:
        The records in the order of their numbers, each of 610 bytes of latin-1 and
        CR LF.

    Raises:
        InputFileError: A text does not fit its field, holds a line feed or is not
            latin-1, or two records have one number.
        CallError: A frame has no name of ``velden.RECORDNAMEN``, or no numbers of its
            records.

    Source: ZH308 v9.0 (form of records and fields).
    """
    return write_parts(regels_of(frames, bestand))


def write_parts(parts: Mapping[str, Regels]) -> bytes:
    """Write one message out of its records.

    Raises:
        InputFileError: As for ``write_zh308``.
    """
    return b"".join(stuk.lines.data for stuk in iter_lines(list(parts.values())))


def regels_of(frames: Mapping[str, pl.DataFrame], bestand: str) -> dict[str, Regels]:
    """The records of a message by their kind, ready to be written.

    Args:
        frames: As for ``write_zh308``.
        bestand: How errors name the message.

    Raises:
        InputFileError: As for ``write_zh308``.
        CallError: Likewise.
    """
    _require(frames, _RECORD)
    if not frames:
        raise CallError(f"{bestand}: no frames found. Give those of its records.")
    parts = {
        record: Regels.of(frames[naam], VELDEN[record], bestand)
        for record, naam in RECORDNAMEN.items()
        if naam in frames
    }
    numbers = pl.Series(np.concatenate([part.record for part in parts.values()]))
    if numbers.n_unique() < len(numbers):
        twice = numbers.filter(numbers.is_duplicated()).sort()
        raise InputFileError(
            f"{bestand}: {len(twice)} rows share their number in column record, the"
            f" first is {twice[0]}. Number the lines of a message from 1."
        )
    return parts


def _require(frames: Mapping[str, pl.DataFrame], *columns: str) -> None:
    """Refuse frames of no kind of record: they would be left out of the message."""
    names = list(RECORDNAMEN.values())
    for naam, frame in frames.items():
        if naam not in names:
            raise CallError(f"frames: found {naam!r}. Use {', '.join(names)}.")
        require_columns(frame, dict.fromkeys(columns, pl.String), f"frames: {naam}")
