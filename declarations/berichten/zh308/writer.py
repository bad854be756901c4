"""Write ZH308 messages out of frames of text.

A frame of text has a row per record and the columns ``record`` (its line in the
message, from 1) and ``r`` + rubriek, each with the text of the field without what fills
it up: an absent field is null, empty or has no column. Numbers are filled up with zeros
in front, texts with spaces behind; a kind of record that is absent has no frame.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from declarations.berichten.zh308.velden import (
    RECORDNAMEN,
    VELDEN,
    Veld,
)
from productstructure.errors import InputFileError

_BESTAND = "bestand"
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

    Source: validation.md 1.2.
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
        pieces.append(encode_lines(pl.concat(lines).sort("record"), bestand))
    return b"".join(pieces)


def encode_lines(lines: pl.DataFrame, bestand: str) -> bytes:
    """The bytes of lines (``record``, ``line``), each with CR LF behind it.

    Raises:
        InputFileError: A line has a character that latin-1 does not have.
    """
    return b"".join(_encoded(part, bestand) for part in lines.iter_slices(_AT_A_TIME))


def _encoded(lines: pl.DataFrame, bestand: str) -> bytes:
    text = "\r\n".join([*lines["line"], ""])
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        # Not chained: its text quotes the line.
        place = text.count("\n", 0, error.start)
        found = f"U+{ord(text[error.start]):04X}"
        raise InputFileError(
            f"{bestand}, record {lines['record'][place]}: character {found} found,"
            " which latin-1 does not have. Write it otherwise."
        ) from None


def lines_of(
    frame: pl.DataFrame, velden: tuple[Veld, ...], bestand: str
) -> pl.DataFrame:
    """The text of records (``record``, ``line``) out of the texts of their fields.

    Raises:
        InputFileError: A text does not fit its field, or holds a line feed.
    """
    _refuse_unfit(frame, velden, bestand)
    return frame.select(
        pl.col("record").cast(pl.Int64),
        pl.concat_str([_filled_up(veld, frame.columns) for veld in velden]).alias(
            "line"
        ),
    )


def _filled_up(veld: Veld, columns: list[str]) -> pl.Expr:
    empty = veld.record if veld.rubriek == f"{veld.record}01" else ""
    if veld.kolom not in columns:
        text = pl.lit(empty)
    else:
        text = pl.col(veld.kolom).fill_null("").replace("", empty)
    if veld.type == "N":
        return text.str.zfill(veld.breedte)
    return text.str.pad_end(veld.breedte)


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
