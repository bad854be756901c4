"""Compares all files of a set with its record: which are there, as they were written?

A file that is gone is looked for by its content, in the folders of the set. Files that
the record does not name are told where they look as if they were of the set.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabellen.sets.differences import Afwijking, record_of_another_run
from tabellen.sets.setrecord import (
    ENDING,
    OF_A_RUN,
    Bestand,
    RecordError,
    Set,
    file_sha256,
    is_regular,
    read_set,
    record_path,
)
from tabellen.sets.sleutel import Sleutel


@dataclass(frozen=True)
class Setafwijking:
    """A file of a set that is not as the record says.

    Attributes:
        naam: Its name in the record, or, of a file that it does not name, its path
            from the folder of the record.
        afwijking: How it differs.
        ander: Of a file that was moved: where it stands; of one that was exchanged:
            the name of what stands there. None for others.
    """

    naam: str
    afwijking: Afwijking
    ander: str | None = None


def examine_set(
    record: Path,
    whole: Set,
    beside: Sequence[str] = (),
    known: Mapping[Path, str] | None = None,
    sleutel: Sleutel | None = None,
) -> list[Setafwijking]:
    """Compare the files of a set with what its record says of them.

    Args:
        record: The record.
        whole: What it says of the set.
        beside: Names of what stands beside the first file when there is any: files of
            such a name that the record does not name are of no run, or of an earlier
            one.
        known: Hashes of files that were read already.
        sleutel: Key of its seal; where hashes are keyed, without it sizes alone are
            compared.

    Returns:
        Those that differ, in the order of the record; then what it does not name.

    Raises:
        InputFileError: A file cannot be read.
    """
    return list(_Examined(record, whole, known or {}, sleutel).differences(beside))


def record_naming(path: Path) -> Path | None:
    """Record in the folder of a file that names it, for one that has none of its own.

    Raises:
        RecordError: A record there is damaged, so that it may be the one.
    """
    found = None
    for record in _files(path.parent):
        if record.name.endswith(ENDING):
            whole = read_set(record)
            if whole is not None and whole[0].of_name(path.name) is not None:
                found = record
    return found


class _Examined:
    def __init__(
        self,
        record: Path,
        whole: Set,
        known: Mapping[Path, str],
        sleutel: Sleutel | None,
    ) -> None:
        self._record = record
        self._folder = record.resolve().parent
        self._whole = whole
        self._known = dict(known)
        self._sleutel = sleutel
        self._has_hashes = sleutel is not None or not whole.gesleuteld
        self._sizes = {each.bytes for each in whole.bestanden}
        self._named = {self._path(each.naam) for each in whole.bestanden}

    def _path(self, naam: str) -> Path:
        return Path(os.path.normpath(self._folder / naam))

    def differences(self, beside: Sequence[str]) -> Iterator[Setafwijking]:
        moved: set[Path] = set()
        for each in self._whole.bestanden:
            found = self._difference(each)
            if found is not None:
                yield found
                if found.afwijking is Afwijking.VERPLAATST and found.ander:
                    moved.add(self._path(found.ander))
        for path in self._extras(beside):
            if path not in moved:
                naam = os.path.relpath(path, self._folder)
                yield Setafwijking(naam, self._of_unnamed(path))

    def _difference(self, own: Bestand) -> Setafwijking | None:
        path = self._path(own.naam)
        if not is_regular(path):
            elsewhere = self._elsewhere(own)
            if elsewhere is None:
                return Setafwijking(own.naam, Afwijking.ONTBREEKT)
            return Setafwijking(own.naam, Afwijking.VERPLAATST, elsewhere)
        hashed = self._hash(path)
        if hashed == own.sha256:
            return None
        if not self._has_hashes and path.stat().st_size == own.bytes:
            return None
        other = self._whole.of_content(hashed)
        if other is not None:
            return Setafwijking(own.naam, Afwijking.VERWISSELD, other.naam)
        return Setafwijking(own.naam, self._of_other_content(path))

    def _of_other_content(self, path: Path) -> Afwijking:
        is_of_another = self._says_another_set(path)
        if not is_of_another:
            near = record_of_another_run(
                file_sha256(path), self._whole, self._record, self._sleutel
            )
            is_of_another = near is not None
        return Afwijking.ANDERE_RUN if is_of_another else Afwijking.GEWIJZIGD

    def _of_unnamed(self, path: Path) -> Afwijking:
        is_of_another = self._says_another_set(path)
        return Afwijking.ANDERE_RUN if is_of_another else Afwijking.EXTRA

    def _says_another_set(self, path: Path) -> bool:
        """Whether a file fits a record of its own that is of another set."""
        try:
            found = read_set(record_path(path))
        except RecordError:
            return False
        if found is None or found[0].id == self._whole.id:
            return False
        own = found[0].of_name(path.name)
        if own is None:
            return False
        return own.sha256 == found[0].hash_of(file_sha256(path), self._sleutel)

    def _hash(self, path: Path) -> str | None:
        """Hash of a file as the record has it; None where it cannot be of the set.

        That is told by its size; it is None too where the hashes are keyed, and the key
        was not given.
        """
        if path not in self._known:
            if path.stat().st_size not in self._sizes:
                return None
            self._known[path] = file_sha256(path)
        return self._whole.hash_of(self._known[path], self._sleutel)

    def _elsewhere(self, own: Bestand) -> str | None:
        """Where a file of this content stands that the record does not name."""
        for folder in dict.fromkeys(path.parent for path in sorted(self._named)):
            for path in _files(folder):
                if path in self._named or path.stat().st_size != own.bytes:
                    continue
                if self._hash(path) == own.sha256:
                    return os.path.relpath(path, self._folder)
        return None

    def _extras(self, beside: Sequence[str]) -> Iterator[Path]:
        """Files that look as if they were of the set, and that it does not name."""
        if self._record.name == OF_A_RUN:
            candidates: Iterable[Path] = _files(self._folder)
        else:
            main = self._folder / self._record.name.removesuffix(ENDING)
            candidates = _files_below(main) if main.is_dir() else self._loose(beside)
        own = self._folder / self._record.name
        for path in dict.fromkeys(candidates):
            if path not in self._named and path != own:
                yield path

    def _loose(self, beside: Sequence[str]) -> Iterator[Path]:
        main = self._record.name.removesuffix(ENDING)
        for name in beside:
            path = self._folder / f"{main}.{name}.csv"
            if is_regular(path):
                yield path
        for record in _files(self._folder):
            path = record.with_name(record.name.removesuffix(ENDING))
            if path != record and is_regular(path) and self._points_here(record):
                yield path

    def _points_here(self, record: Path) -> bool:
        try:
            found = read_set(record)
        except RecordError:
            return False
        above = None if found is None else found[0].record
        return above is not None and self._path(above) == (
            self._folder / self._record.name
        )


def _files(folder: Path) -> Iterator[Path]:
    """Files of a folder that is there, but for hidden ones."""
    if folder.is_dir():
        found = sorted(folder.iterdir())
        yield from (p for p in found if p.is_file() and not p.name.startswith("."))


def _files_below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(root, each) for each in sorted(names) if each[0] != ".")
