"""Compares the inputs that a record names with the files that are there now.

The record names each with a hash, and says where it stood. An input that was replaced
since, as by the delivery of the next night, says nothing against the output; one that
is given as the input has to be it.

Dutch terms: invoer (input), stand (how it is with it).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from tabellen.sets.setrecord import INVOERPADEN, is_regular


class Stand(Enum):
    """What comparing an input came to."""

    GELIJK = "the file that was read"
    ANDERS = "another file than was read"
    NIET_VOORHANDEN = "not at hand, not compared"
    SLEUTEL_NODIG = "not compared: its hash is keyed, give the key of the pseudonyms"
    ONBEKEND = "no input of this output"
    ZONDER_HASH = "not compared: the record has no hashes of inputs"


@dataclass(frozen=True)
class Invoer:
    """An input of an output.

    Attributes:
        naam: Its name in the record; of a file that is none of them, its own.
        stand: What comparing it came to.
        is_given: Whether it was given as the input, so that it has to be it.
    """

    naam: str
    stand: Stand
    is_given: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether another file was given than was read."""
        return self.is_given and self.stand in (Stand.ANDERS, Stand.ONBEKEND)


def named_inputs(paths: Iterable[Path | None]) -> dict[str, Path]:
    """Files by the names that a record has them by; two of one name get a number.

    Args:
        paths: The files; None where an optional one is not given.
    """
    found: dict[str, Path] = {}
    for path in dict.fromkeys(path for path in paths if path is not None):
        name, number = path.name, 1
        while name in found:
            number += 1
            name = f"{path.name} ({number})"
        found[name] = path
    return found


def compare_inputs(
    said: Mapping[str, Any],
    folder: Path,
    given: Iterable[Path],
    hash_of: Callable[[Path], str] | None,
) -> list[Invoer]:
    """Compare the inputs of a record.

    Args:
        said: What the record says.
        folder: Folder of the record, from which its paths begin.
        given: Files that are given as its inputs.
        hash_of: Hash of a file as the record has it; None where a key is missing.

    Returns:
        One for each that the record names, and for each that was given and is none.

    Raises:
        InputFileError: A file cannot be read.
    """
    hashes, places = _texts(said.get("invoer")), _texts(said.get(INVOERPADEN))
    begin = folder.resolve()
    at = {name: Path(os.path.normpath(begin / place)) for name, place in places.items()}
    return list(_compared(hashes, at, list(given), hash_of))


def _compared(
    hashes: Mapping[str, str],
    at: Mapping[str, Path],
    given: list[Path],
    hash_of: Callable[[Path], str] | None,
) -> Iterator[Invoer]:
    if hash_of is None:
        yield from (Invoer(name, Stand.SLEUTEL_NODIG) for name in hashes)
        return
    if not hashes:
        yield from (Invoer(path.name, Stand.ZONDER_HASH) for path in given)
        return
    found: dict[str, Invoer] = {}
    unknown = []
    for path in given:
        sha256 = hash_of(path)
        name = _name_of(path, sha256, hashes, at)
        if name is None:
            unknown.append(Invoer(path.name, Stand.ONBEKEND, is_given=True))
        else:
            stand = Stand.GELIJK if hashes[name] == sha256 else Stand.ANDERS
            found[name] = Invoer(name, stand, is_given=True)
    for name, sha256 in hashes.items():
        yield found.get(name) or Invoer(name, _stand(at.get(name), sha256, hash_of))
    yield from unknown


def _name_of(
    path: Path, sha256: str, hashes: Mapping[str, str], at: Mapping[str, Path]
) -> str | None:
    """Which input a given file is meant to be: by content, by place or by name."""
    by_content = [name for name in hashes if hashes[name] == sha256]
    by_place = [name for name in hashes if at.get(name) == path.resolve()]
    by_name = [name for name in hashes if name == path.name]
    return next(iter([*by_content, *by_place, *by_name]), None)


def _stand(path: Path | None, sha256: str, hash_of: Callable[[Path], str]) -> Stand:
    if path is None or not is_regular(path):
        return Stand.NIET_VOORHANDEN
    return Stand.GELIJK if hash_of(path) == sha256 else Stand.ANDERS


def _texts(found: object) -> dict[str, str]:
    """Texts by name; what is damaged in a record is left out."""
    if not isinstance(found, dict):
        return {}
    pairs = found.items()
    return {name: text for name, text in pairs if isinstance(text, str)}
