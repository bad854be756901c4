"""What the record of a set of outputs says of its files, and whether they are those.

What one command writes is a set: outcomes, rejected rows, findings. One record stands
beside the first of them, as ``FILE.provenance.json``, and names each with its bytes,
rows and hash, under the key ``set``; the other keys say how it was made. Beside each
other file that a command reads stands a short one that points to it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from tabellen.errors import InputFileError

ENDING = ".provenance.json"

OF_A_RUN = f"run{ENDING}"
"""Name of the record of a whole night, in its folder."""

HEEL = "heel"
"""The files are those that the record names."""
VERVANGEN = "wordt vervangen"
"""A run was putting its files in place; some may be of it, some of the one before."""
GEWEIGERD = "geweigerd"
"""The last delivery was refused as a whole; an outcome that stands there is older."""


@dataclass(frozen=True)
class Bestand:
    """A file of a set.

    Attributes:
        naam: Its path from the folder of the record.
        bytes: Its size.
        rijen: Its rows; None for what has none.
        sha256: Hash of its bytes, in hexadecimal.
    """

    naam: str
    bytes: int
    rijen: int | None
    sha256: str


@dataclass(frozen=True)
class Set:
    """What a record says of its set.

    Attributes:
        toestand: HEEL, VERVANGEN or GEWEIGERD.
        opdracht: Command that wrote it.
        id: Hash over the names, sizes, rows and hashes of all its files.
        record: Path of the record of the whole set, from the folder of this one; None
            for that record itself.
        bestanden: All files of the set, or in a short record the one beside it.
    """

    toestand: str
    opdracht: str
    id: str = ""
    record: str | None = None
    bestanden: tuple[Bestand, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The value of the key ``set``."""
        return {**asdict(self), "bestanden": [asdict(each) for each in self.bestanden]}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Set":
        """Read it back.

        Raises:
            ValueError: It is none; so do KeyError and TypeError.
        """
        found = cls(
            **{**said, "bestanden": tuple(Bestand(**own) for own in said["bestanden"])}
        )
        texts = (found.toestand, found.opdracht, found.id, found.record or "")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("not the record of a set")
        whole = found.record is None and found.toestand != VERVANGEN
        if whole and found.id != set_id(found.bestanden):
            raise ValueError("not the files of this set")
        return found

    def from_any_folder(self) -> set[Bestand]:
        """Its files, by their names without the way to them."""
        return {replace(each, naam=Path(each.naam).name) for each in self.bestanden}

    def named(self, naam: str, sha256: str) -> Bestand | None:
        """The file of this name; else one of this content, that was given another."""
        by_name = {each.naam: each for each in self.bestanden}
        by_content = {each.sha256: each for each in self.bestanden}
        return by_name.get(naam) or by_content.get(sha256)


@dataclass(frozen=True)
class Herkomst:
    """Where a file comes from, as its record says.

    Attributes:
        path: The file.
        sha256: Hash of its bytes.
        set_id: Its set; None where no record says it, so that nothing was checked.
        invoer: Hashes of the files that the set was made of.
        stamp: What tells that another file stands there by now.
    """

    path: Path
    sha256: str
    set_id: str | None = None
    invoer: frozenset[str] = frozenset()
    stamp: tuple[int, ...] = ()


def set_id(bestanden: Iterable[Bestand]) -> str:
    """Names a set by its files."""
    said = sorted(json.dumps(asdict(each), sort_keys=True) for each in bestanden)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def record_path(path: Path | str) -> Path:
    """Where the record of a file stands."""
    path = Path(path)
    return path.with_name(path.name + ENDING)


def record_text(said: Mapping[str, Any]) -> str:
    """A record as it stands in its file."""
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def read_set(record: Path) -> tuple[Set, Mapping[str, Any]] | None:
    """What a record says: of its set, and all of it.

    Returns:
        None where there is no record, or one of a version without sets.

    Raises:
        InputFileError: The record is damaged.
    """
    if not record.is_file():
        return None
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        return (Set.from_dict(said["set"]), said) if "set" in said else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(record) from None


def _damaged(record: Path) -> InputFileError:
    return InputFileError(
        f"{record}: damaged, or no record of dbc-grouper. Take back the one that was "
        "written with the file, or make the file again."
    )


class Afwijking(Enum):
    """How a file differs from its record; the value says it in Dutch."""

    GEWIJZIGD = "Het bestand is niet het bestand dat volgens het record is geschreven."
    ANDERE_RUN = "Het bestand is van een andere run dan het record."
    VERVANGEN = "Een run is afgebroken terwijl hij deze set verving."
    GEWEIGERD = (
        "De laatste levering voor deze plek is geweigerd; dit bestand is van een "
        "eerdere."
    )


@dataclass(frozen=True)
class Bevinding:
    """What a record says of a file.

    Attributes:
        herkomst: Where the file comes from.
        afwijking: How it differs; None when it does not, or nothing was checked.
        sentence: The same for an error, with what to do.
        soort: What the file holds, as its record says; None without one.
        rijen: Its rows; likewise.
    """

    herkomst: Herkomst
    afwijking: Afwijking | None = None
    sentence: str = ""
    soort: str | None = None
    rijen: int | None = None


def examine(path: Path) -> Bevinding:
    """Compare a file with its record.

    Raises:
        InputFileError: The file cannot be read, or the record is damaged.
    """
    stamp = _stamp(path)
    sha256 = file_sha256(path)
    beside = record_path(path)
    found = read_set(beside)
    if found is None:
        return Bevinding(Herkomst(path, sha256, stamp=stamp))
    own, said = found
    bestand = said.get("bestand")
    soort = bestand.get("soort") if isinstance(bestand, dict) else None
    is_other = False
    if own.record is not None:
        above = read_set(beside.parent / own.record)
        if above is not None:
            is_other = above[0].toestand == HEEL and above[0].id != own.id
            is_same = above[0].toestand == HEEL and not is_other
            if is_same and not own.from_any_folder() <= above[0].from_any_folder():
                raise _damaged(beside)
            beside, own, said = beside.parent / own.record, *above
    named = own.named(os.path.relpath(path, beside.parent), sha256)
    afwijking, sentence = _compared(path, sha256, own, named, beside, is_other=is_other)
    again = "run" if (beside.parent / OF_A_RUN).is_file() else own.opdracht
    invoer = said.get("invoer")
    hashes = invoer.values() if isinstance(invoer, dict) else ()
    return Bevinding(
        Herkomst(path, sha256, own.id, frozenset(map(str, hashes)), stamp),
        afwijking,
        f"{sentence}, or run dbc-grouper {again} again",
        soort,
        None if named is None else named.rijen,
    )


def _compared(
    path: Path,
    sha256: str,
    own: Set,
    named: Bestand | None,
    record: Path,
    *,
    is_other: bool,
) -> tuple[Afwijking | None, str]:
    if own.toestand == VERVANGEN:
        return Afwijking.VERVANGEN, (
            "a run was cut off while it replaced this set; take back a set that is "
            "whole"
        )
    if own.toestand == GEWEIGERD:
        return Afwijking.GEWEIGERD, (
            "the last delivery for this place was refused, and this file is of an "
            "earlier one; mend that delivery"
        )
    if is_other or named is None:
        return Afwijking.ANDERE_RUN, (
            f"is of another run than {record.name} beside it; give files of one run"
        )
    if named.sha256 != sha256:
        size = (
            "" if path.stat().st_size == named.bytes else f" of {named.bytes:,} bytes"
        )
        return Afwijking.GEWIJZIGD, (
            f"is not the file{size} that {record.name} says was written; give that one"
        )
    return None, ""


def check_output(path: Path | str) -> Herkomst:
    """Refuse an output of ours that is not as its record says.

    Returns:
        Where it comes from. A file without a record was made by somebody else, or by an
        earlier version, and is not checked.

    Raises:
        InputFileError: It was changed, is of another run than the files beside it, or
            its set was being replaced.
    """
    path = Path(path)
    found = examine(path)
    if found.afwijking is not None:
        raise InputFileError(f"{path}: {found.sentence}.")
    return found.herkomst


def check_one_run(outputs: Sequence[Herkomst], command: str) -> None:
    """Refuse files of one batch that are of two runs.

    Args:
        outputs: What is read together.
        command: What makes them.

    Raises:
        InputFileError: They are of two runs.
    """
    known = [each for each in outputs if each.set_id is not None]
    for each in known[1:]:
        if each.set_id != known[0].set_id:
            raise InputFileError(
                f"{each.path} and {known[0].path} are of two runs; give those of one, "
                f"or run dbc-grouper {command} again."
            )


def check_unchanged(outputs: Iterable[Herkomst]) -> None:
    """Refuse files that another run put in place while they were read.

    Raises:
        InputFileError: Another file stands there than was checked.
    """
    for each in outputs:
        if _stamp(each.path) != each.stamp:
            raise InputFileError(
                f"{each.path}: was replaced while it was read; give it again when the "
                "other run has ended."
            )


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        own = path.stat()
    except OSError:
        return ()
    return own.st_dev, own.st_ino, own.st_size, own.st_mtime_ns


def unchecked(outputs: Iterable[Herkomst]) -> tuple[str, ...]:
    """Names of files that no record says anything of."""
    return tuple(dict.fromkeys(o.path.name for o in outputs if o.set_id is None))


def file_sha256(path: Path | str) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal.

    Raises:
        InputFileError: It cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise InputFileError(
            f"{path}: cannot be read ({fault.strerror}). Check the name and the rights."
        ) from None
