"""What the record of a set of outputs says of its files.

What one command writes is a set: outcomes, rejected rows, findings. One record stands
beside the first of them, as ``FILE.provenance.json``, and names each with its bytes,
rows and hash, under the key ``set``; the other keys say how it was made. Beside each
other file that a command reads stands a short one that points to it. With a key each
is sealed (``tabellen.sets.sleutel``); without one who can write a file can write its
record.

Dutch terms: bestand (file), zegel (seal).
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tabellen.errors import InputFileError
from tabellen.sets.sleutel import Sleutel

ENDING = ".provenance.json"

OF_A_RUN = f"run{ENDING}"
"""Name of the record of a whole night, in its folder."""

INVOERPADEN = "invoerpaden"
"""Key of a record under which the paths of its inputs stand, from its folder."""

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
        sha256: Hash of its bytes, in hexadecimal; keyed where its set says so.
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
        gesleuteld: Whether their hashes are keyed with the key of the seal.
    """

    toestand: str
    opdracht: str
    id: str = ""
    record: str | None = None
    bestanden: tuple[Bestand, ...] = ()
    gesleuteld: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The value of the key ``set``."""
        said = {**asdict(self), "bestanden": [asdict(each) for each in self.bestanden]}
        if not self.gesleuteld:
            del said["gesleuteld"]
        return said

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Set":
        """Read it back.

        Raises:
            ValueError: It is none; so do KeyError and TypeError.
        """
        found = cls(
            **{**said, "bestanden": tuple(Bestand(**own) for own in said["bestanden"])}
        )
        texts = [found.toestand, found.opdracht, found.id, found.record or ""]
        for each in found.bestanden:
            texts += [each.naam, each.sha256]
            if type(each.bytes) is not int or type(each.rijen) not in (int, type(None)):
                raise ValueError("not the record of a set")
        if type(found.gesleuteld) is not bool:
            raise ValueError("not the record of a set")
        if not all(isinstance(text, str) and "\0" not in text for text in texts):
            raise ValueError("not the record of a set")
        whole = found.record is None and found.toestand != VERVANGEN
        if whole and found.id != set_id(found.bestanden):
            raise ValueError("not the files of this set")
        return found

    def of_name(self, naam: str) -> Bestand | None:
        """The file of this name."""
        return next((each for each in self.bestanden if each.naam == naam), None)

    def hash_of(self, sha256: str, sleutel: Sleutel | None) -> str | None:
        """Hash of a file as the record has it; None where that is keyed, without a key.

        Args:
            sha256: Hash of its bytes, in hexadecimal.
            sleutel: Key of the seal, where there is one.
        """
        if not self.gesleuteld:
            return sha256
        return None if sleutel is None else sleutel.of_file(sha256)

    def of_content(self, hashed: str | None) -> Bestand | None:
        """A file of this content, by its hash as the record has it."""
        return next((each for each in self.bestanden if each.sha256 == hashed), None)

    def from_any_folder(self) -> set[Bestand]:
        """Its files, by their names without the way to them."""
        return {replace(each, naam=Path(each.naam).name) for each in self.bestanden}


class RecordError(InputFileError):
    """A record is damaged, or is none: nothing can be said of its file."""


def set_id(bestanden: Iterable[Bestand]) -> str:
    """Names a set by its files."""
    said = sorted(json.dumps(asdict(each), sort_keys=True) for each in bestanden)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def record_path(path: Path | str) -> Path:
    """Where the record of a file stands."""
    path = Path(path)
    return path.with_name(path.name + ENDING)


def record_text(said: Mapping[str, Any], sleutel: Sleutel | None = None) -> str:
    """A record as it stands in its file, sealed where there is a key."""
    whole = said if sleutel is None else sleutel.sealed(said)
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def read_set(record: Path) -> tuple[Set, Mapping[str, Any]] | None:
    """What a record says: of its set, and all of it.

    Returns:
        None where there is no record, or one of a version without sets.

    Raises:
        RecordError: The record is damaged.
    """
    if not is_regular(record):
        return None
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        return (Set.from_dict(said["set"]), said) if "set" in said else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged(record) from None


def damaged(record: Path) -> RecordError:
    """What is raised of a record that cannot be one."""
    return RecordError(
        f"{record}: damaged, or no record of dbc-grouper. Take back the one that was "
        "written with the file, or make the file again."
    )


def is_regular(path: Path) -> bool:
    """Whether a file is there that can be read to its end.

    A record may name anything; of a name that no file can have Path.is_file raises.
    """
    return os.path.isfile(path)  # noqa: PTH113


def file_sha256(path: Path | str) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal.

    Of a folder with the parts of a table it is that of what ``sha256sum *`` prints in
    it; names that begin with a point or underscore are no parts.

    Raises:
        InputFileError: It cannot be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            parts = sorted(p for p in path.iterdir() if p.name[0] not in "._")
            lines = "".join(f"{file_sha256(part)}  {part.name}\n" for part in parts)
            return hashlib.sha256(lines.encode()).hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise InputFileError(
            f"{path}: cannot be read ({fault.strerror}). Check the name and the rights."
        ) from None
