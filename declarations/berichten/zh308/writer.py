"""Write ZH308 messages out of frames of text.

A frame of text has a row per record and the columns ``record`` (its line in the
message, from 1) and ``r`` + rubriek, each with the text of the field without what fills
it up: an absent field is null, empty or has no column. Numbers are filled up with zeros
in front, texts with spaces behind; a kind of record that is absent has no frame.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from declarations.berichten.zh308.velden import (
    RECORDNAMEN,
    VELDEN,
    Veld,
)
from productstructure.errors import InputFileError

_BESTAND = "bestand"
_END = b"\r\n"
_AT_A_TIME = 1 << 16
"""Lines of which texts are made at a time, which take more memory than their bytes."""


def from_frames(frames: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """The messages that frames of text hold, by their name.

    Args:
        frames: A frame of text by each name of ``velden.RECORDNAMEN``, with a column
            ``bestand`` that names the message.

    Raises:
        InputFileError: As for ``write_zh308``.
    """
    return {bestand: write_zh308(own, bestand) for bestand, own in split_frames(frames)}


def split_frames(
    frames: Mapping[str, pl.DataFrame],
) -> Iterator[tuple[str, dict[str, pl.DataFrame]]]:
    """The frames of each message, in the order in which they are named first."""
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

    Source: ZH308 v9.0 (form of records and fields).
    """
    given = {
        record: frames[naam].with_columns(pl.col("record").cast(pl.Int64))
        for record, naam in RECORDNAMEN.items()
        if naam in frames
    }
    numbers = pl.concat([frame["record"] for frame in given.values()]).sort()
    twice = numbers.filter(numbers.is_duplicated())
    if len(twice):
        raise InputFileError(
            f"{bestand}: {len(twice)} rows share their number in column record, the"
            f" first is {twice[0]}. Number the lines of a message from 1."
        )
    starts = numbers.gather_every(_AT_A_TIME).to_list()
    pieces = []
    for first, after in zip(starts, [*starts[1:], None], strict=True):
        is_in = pl.col("record") >= first
        if after is not None:
            is_in &= pl.col("record") < after
        lines = [
            lines_of(frame.filter(is_in), VELDEN[record], bestand)
            for record, frame in given.items()
        ]
        pieces.append(joined(lines))
    return b"".join(pieces)


@dataclass(frozen=True)
class Regels:
    """Lines of one length, as bytes.

    Attributes:
        record: The number of each in its message.
        bytes: A row for each, of latin-1, without its line end.
    """

    record: NDArray[np.int64]
    bytes: NDArray[np.uint8]


def joined(parts: Sequence[Regels]) -> bytes:
    """Lines in the order of their numbers, each with CR LF behind it."""
    numbers = np.concatenate([part.record for part in parts])
    order = np.sort(numbers)
    (width,) = {part.bytes.shape[1] for part in parts}
    whole = np.empty((len(order), width + len(_END)), np.uint8)
    whole[:, width:] = np.frombuffer(_END, np.uint8)
    for part in parts:
        whole[np.searchsorted(order, part.record), :width] = part.bytes
    return whole.tobytes()


def lines_of(frame: pl.DataFrame, velden: tuple[Veld, ...], bestand: str) -> Regels:
    """Records as lines, out of the texts of their fields.

    Most fields are the same in every record of a kind; those are filled in at once.

    Raises:
        InputFileError: A text does not fit its field, holds a line feed, or has a
            character that latin-1 does not have.
    """
    _refuse_unfit(frame, velden, bestand)
    lines = np.empty((frame.height, sum(veld.breedte for veld in velden)), np.uint8)
    if not frame.height:
        return Regels(np.empty(0, np.int64), lines)
    varied = _varied(frame, velden)
    texts = {
        **_texts(frame.head(1), [veld for veld in velden if veld not in varied]),
        **_texts(frame, [veld for veld in velden if veld in varied]),
    }
    begin = 0
    for veld in velden:
        end = begin + veld.breedte
        raw = _encoded(texts[veld.kolom], frame, veld, bestand)
        lines[:, begin:end] = raw.reshape(-1, veld.breedte)
        begin = end
    return Regels(frame["record"].cast(pl.Int64).to_numpy(), lines)


def _texts(frame: pl.DataFrame, velden: Sequence[Veld]) -> dict[str, str]:
    """Of each field its texts in their width, behind each other."""
    if not velden:
        return {}
    texts = frame.select(
        _filled_up(veld, frame.columns).str.join("") for veld in velden
    )
    return texts.row(0, named=True)


def _varied(frame: pl.DataFrame, velden: tuple[Veld, ...]) -> set[Veld]:
    """Fields of which the text is not the same in every record."""
    there = [veld for veld in velden if veld.kolom in frame.columns]
    if not there or not frame.height:
        return set()
    texts = (pl.col(veld.kolom).fill_null("") for veld in there)
    same = frame.select((text == text.first()).all() for text in texts).row(0)
    return {veld for veld, is_same in zip(there, same, strict=True) if not is_same}


def _filled_up(veld: Veld, columns: list[str]) -> pl.Expr:
    empty = veld.record if veld.rubriek == f"{veld.record}01" else ""
    if veld.kolom not in columns:
        text = pl.lit(empty)
    else:
        text = pl.col(veld.kolom).fill_null("").replace("", empty)
    is_number = veld.type == "N"
    wide = text.str.zfill(veld.breedte) if is_number else text.str.pad_end(veld.breedte)
    return wide.alias(veld.kolom)


def _encoded(
    text: str, frame: pl.DataFrame, veld: Veld, bestand: str
) -> NDArray[np.uint8]:
    """Texts of one width behind each other, in latin-1."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError as error:
        # Not chained: its text quotes the line.
        record = frame["record"][error.start // veld.breedte]
        found = f"U+{ord(text[error.start]):04X}"
        raise InputFileError(
            f"{bestand}, record {record}: character {found} found, which latin-1 does"
            " not have. Write it otherwise."
        ) from None


def _refuse_unfit(frame: pl.DataFrame, velden: tuple[Veld, ...], bestand: str) -> None:
    """Refuse texts that are too long or would break off their record."""
    there = [veld for veld in velden if veld.kolom in frame.columns]
    if not there:
        return
    unfit = {
        veld: (pl.col(veld.kolom).str.len_chars() > veld.breedte)
        | pl.col(veld.kolom).str.contains("\n", literal=True)
        for veld in there
    }
    found = frame.select(
        is_unfit.any().alias(veld.kolom) for veld, is_unfit in unfit.items()
    ).row(0)
    for veld, is_found in zip(there, found, strict=True):
        if is_found:
            row = frame.filter(unfit[veld]).row(0, named=True)
            raise InputFileError(
                f"{bestand}, record {row['record']}: {veld.kolom} has"
                f" {len(row[veld.kolom])} characters or a line feed; {veld.breedte}"
                " characters fit. Shorten it."
            )
