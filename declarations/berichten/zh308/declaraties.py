"""Read ZH308 messages into typed frames: files, zips of them, or folders with frames.

Dutch terms: bestand (a message), voorloop (its head), verzekerde (insured person),
prestatie (what is claimed), tarief (an amount of it), zorgactiviteit (care activity),
sluit (its tail, with control totals).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import polars as pl
import polars.selectors as cs

from declarations.berichten.bestanden import iter_bestanden
from declarations.berichten.zh308.from_text import is_as_named, read_parts
from declarations.berichten.zh308.records.alike import joined
from declarations.berichten.zh308.records.lines import Lines
from declarations.berichten.zh308.records.regels import Regels
from declarations.berichten.zh308.splitting import (
    Delen,
    empty_records,
    split_message,
)
from declarations.berichten.zh308.tekstframes import read_frames, text_of_records
from declarations.berichten.zh308.velden import RECORDNAMEN, kolommen, veld
from declarations.berichten.zh308.vormen import Bestanden, Onleesbaar, Overig, Vorm
from declarations.berichten.zh308.writer import (
    regels_of,
    split_frames,
    write_parts,
)
from declarations.bevindingen import NO_MESSAGE, VAN_BERICHTEN
from productstructure.errors import InputFileError
from tabellen.calltypes import checks_types
from tabellen.getoond import Getoond
from tabellen.paths import Paden, all_paths

MAX_BYTES = 4 << 30
"""Largest message that is read, unpacked."""


_NUMBERS = ("bestand_nr", "verzekerde", "prestatie")
"""Columns with the number of a message, or of the row of a record."""

Message = bytes | Mapping[str, Regels] | str
"""The bytes of a message, its records, or why it cannot be read."""

_TOO_MUCH = (
    "holds more than 2 GiB of text in one field of its records. Split the message."
)


@dataclass(frozen=True, repr=False)
class Declaraties(Getoond):
    """What messages claim; every record of them is in one of the frames.

    The frames of records have the columns ``bestand_nr``, ``record`` (the line in the
    message, from 1) and one for each field, ``r`` + rubriek: a day, a whole number
    (cents of an amount) or text; null where the field is empty or is no value, which
    ``vorm`` tells. ``verzekerde`` and ``prestatie`` are row numbers in the frames of
    that name: of the row itself, and of the record 02 or 04 above it.

    Attributes:
        bestanden: Schema ``vormen.Bestanden``, a row a message.
        voorloop: Records 01.
        verzekerden: Records 02, with ``verzekerde``.
        prestaties: Records 04, with ``prestatie`` and ``verzekerde``.
        tarieven: Records 06, with ``prestatie``.
        zorgactiviteiten: Records 16, with ``prestatie``.
        commentaar: Records 98.
        sluit: Records 99.
        overig: Schema ``vormen.Overig``: records 03 and of unknown kinds.
        vorm: Schema ``vormen.Vorm``: what is wrong with the form of records.
        onleesbaar: Schema ``vormen.Onleesbaar``: what could not be read as a message.
    """

    MADE_BY: ClassVar = "read_zh308"

    bestanden: pl.DataFrame
    voorloop: pl.DataFrame
    verzekerden: pl.DataFrame
    prestaties: pl.DataFrame
    tarieven: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    commentaar: pl.DataFrame
    sluit: pl.DataFrame
    overig: pl.DataFrame
    vorm: pl.DataFrame
    onleesbaar: pl.DataFrame

    @property
    def records(self) -> dict[str, pl.DataFrame]:
        """The frames of records, by their names."""
        return {naam: getattr(self, naam) for naam in RECORDNAMEN.values()}


@checks_types
def read_zh308(paths: Paden, *, max_bytes: int = MAX_BYTES) -> Declaraties:
    """Read messages.

    Args:
        paths: Files, zips of them, or folders with frames of text (a csv, Parquet or
            Arrow file for each kind of record).
        max_bytes: Largest message that is read.

    Returns:
        All messages together. What cannot be opened, or has no record 01, is in
        ``onleesbaar``; the others go on.

    Raises:
        CallError: No paths were given.
    """
    read = _Read()
    for path in all_paths(paths):
        try:
            for name, content in _messages(path, max_bytes):
                read.take_any(name, content)
        except (InputFileError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            read.refuse(path.name, reason or "cannot be read")
    return read.declaraties()


@checks_types
def as_declaraties(
    frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
) -> Declaraties:
    """Read messages out of frames of text in memory.

    Args:
        frames: As ``to_frames`` gives them, eager or lazy.

    Returns:
        All messages together, as ``read_zh308`` reads them.

    Raises:
        InputFileError: As ``from_frames``.
        CallError: Likewise.
    """
    read = _Read()
    eager = {naam: frame.lazy().collect() for naam, frame in frames.items()}
    for bestand, own in split_frames(eager):
        read.take_parts(bestand, regels_of(own, bestand))
    return read.declaraties()


@checks_types
def to_frames(declaraties: Declaraties) -> dict[str, pl.DataFrame]:
    """The frames of text of messages: what ``from_frames`` makes messages of.

    A field that holds no value of its kind has the text that stands there.

    Returns:
        By each name of ``velden.RECORDNAMEN`` the columns ``bestand``, ``record`` and
        ``r`` + rubriek. Record 03 and unknown kinds have no frame.

    Raises:
        CallError: They are no messages.
    """
    frames = text_of_records(declaraties.records)
    found = declaraties.vorm.filter(
        pl.col("soort").is_in(["GETAL_LETTERS", "GETAL_SPATIES", "DATUM"])
    )
    names = declaraties.bestanden.select("bestand_nr", "bestand")
    texts: dict[str, pl.DataFrame] = {}
    for record, naam in RECORDNAMEN.items():
        frame = frames[naam]
        for (rubriek,), own in (
            found.filter(pl.col("rubriek").str.starts_with(record))
            .partition_by("rubriek", as_dict=True)
            .items()
        ):
            column = f"r{rubriek}"
            found_here = own.select(
                "bestand_nr", "record", _as_it_stood(rubriek).alias("#found")
            )
            frame = (
                frame.join(
                    found_here,
                    on=["bestand_nr", "record"],
                    how="left",
                    validate="1:1",
                    maintain_order="left",
                )
                .with_columns(pl.coalesce("#found", column).alias(column))
                .drop("#found")
            )
        texts[naam] = frame.join(
            names, on="bestand_nr", how="left", validate="m:1", maintain_order="left"
        ).select("bestand", "record", *(each.kolom for each in kolommen(record)))
    return texts


_CONTROLS = {f"\\x{code:02X}": chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)]}


def _as_it_stood(rubriek: str) -> pl.Expr:
    """The text of a field of which ``waarde`` shows the control characters."""
    shown = pl.col("waarde")
    # Nothing else makes it longer than its field.
    has_controls = shown.str.len_chars() > veld(rubriek).breedte
    return (
        pl.when(has_controls).then(shown.str.replace_many(_CONTROLS)).otherwise(shown)
    )


@dataclass
class _Read:
    """What was read up to now."""

    names: dict[str, int] = field(default_factory=dict)
    bestanden: list[tuple[int, str, str, int, int, bool]] = field(default_factory=list)
    delen: list[Delen] = field(default_factory=list)
    onleesbaar: list[tuple[str, str]] = field(default_factory=list)
    verzekerden: int = 0
    prestaties: int = 0

    def take_any(self, name: str, content: Message) -> None:
        match content:
            case bytes():
                self.take(name, content)
            case str():
                self.refuse(name, content)
            case _:
                try:
                    self.take_parts(name, content)
                except InputFileError as error:
                    self.refuse(name, str(error))

    def take(self, name: str, content: bytes) -> None:
        lines = Lines.of(content)
        nr = len(self.bestanden)
        name = self._unique(name)
        is_readable = bool(len(lines.rows("01")))
        sha256 = hashlib.sha256(content).hexdigest()
        self.bestanden.append(
            (nr, name, sha256, len(content), len(lines.kinds), is_readable)
        )
        if not is_readable:
            self.refuse(name, _no_voorloop(content))
            return
        try:
            delen = split_message(
                lines, nr, verzekerden=self.verzekerden, prestaties=self.prestaties
            )
        except OverflowError:
            self.refuse(name, _TOO_MUCH)
            return
        self._add(delen)

    def take_parts(self, name: str, parts: Mapping[str, Regels]) -> None:
        """Take a message in frames of text, without its bytes where that can be.

        Raises:
            InputFileError: As for ``write_zh308``.
        """
        if "01" not in parts or not is_as_named(parts):
            self.take(name, write_parts(parts))
            return
        nr = len(self.bestanden)
        try:
            found = read_parts(
                parts, nr, verzekerden=self.verzekerden, prestaties=self.prestaties
            )
        except OverflowError:
            self.take(name, write_parts(parts))
            return
        self.bestanden.append(
            (nr, self._unique(name), found.sha256, found.bytes, found.records, True)
        )
        self._add(found.delen)

    def _add(self, delen: Delen) -> None:
        self.verzekerden += delen.records["verzekerden"].frame.height
        self.prestaties += delen.records["prestaties"].frame.height
        self.delen.append(delen)

    def refuse(self, name: str, reason: str) -> None:
        self.onleesbaar.append((name, reason))

    def declaraties(self) -> Declaraties:
        records = [each.records for each in self.delen] or [empty_records()]
        return Declaraties(
            bestanden=pl.DataFrame(
                self.bestanden, schema=Bestanden.create_empty().schema, orient="row"
            ),
            **{
                # Taken out, so that what is joined can go.
                naam: _as_ascending(joined([each.pop(naam) for each in records]))
                for naam in RECORDNAMEN.values()
            },
            overig=pl.concat(
                [Overig.create_empty(), *(each.overig for each in self.delen)]
            ),
            vorm=pl.concat([Vorm.create_empty(), *(each.vorm for each in self.delen)]),
            onleesbaar=pl.DataFrame(
                self.onleesbaar, schema=Onleesbaar.create_empty().schema, orient="row"
            ),
        )

    def _unique(self, name: str) -> str:
        """A name that no other message has: answers are written under it."""
        self.names[name] = times = self.names.get(name, 0) + 1
        return name if times == 1 else self._unique(f"{name} ({times})")


def _messages(path: Path, max_bytes: int) -> Iterator[tuple[str, Message]]:
    """The messages of a path: a name and what it holds, or why that cannot be read."""
    if path.is_dir():
        within = f"in {path.name}"
        for bestand, frames in read_frames(path):
            if isinstance(frames, InputFileError):
                yield bestand, f"{within}, {frames}"
                continue
            if "voorloop" not in frames:
                yield (
                    bestand,
                    f"{within}: {len(frames)} table(s) have rows of it, and voorloop"
                    " has none. Correct column bestand.",
                )
                continue
            try:
                yield bestand, regels_of(frames, within)
            except InputFileError as error:
                yield bestand, str(error)
        return
    for file in iter_bestanden(path, "", max_bytes=max_bytes):
        if file.fault is None:
            yield file.name, file.content
        elif file.fault not in NO_MESSAGE:
            within = "" if file.name == path.name else f"in {path.name}: "
            yield file.name, within + VAN_BERICHTEN[file.fault].tekst


def _as_ascending(frame: pl.DataFrame) -> pl.DataFrame:
    """Records of which Polars knows by which numbers of rows above they ascend.

    What is joined or grouped by those is merged then, which takes a tenth of hashing.
    """
    numbers = frame.select(cs.by_name(_NUMBERS, require_all=False))
    return frame.with_columns(
        number.set_sorted() for number in numbers if number.is_sorted()
    )


def _no_voorloop(content: bytes) -> str:
    if not content:
        return "is empty; expected a ZH308 message, which begins with record 01."
    start = content[:4]
    if start.startswith(b"\xef\xbb\xbf"):
        found = "bytes that mark UTF-8 stand before the first record"
    elif start.startswith((b"\x1f\x8b", b"BZh", b"7z", b"Rar!")):
        found = "it seems to be packed, and only a zip is unpacked"
    elif start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
        found = "it seems to be UTF-16"
    elif start.startswith(b"\xf0\xf1"):
        found = "it seems to be EBCDIC"
    else:
        found = "no line begins with 01"
    return (
        f"has no record 01: {found}. Give a ZH308 message in latin-1, with a record"
        " of 610 bytes on each line."
    )
