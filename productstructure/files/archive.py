"""Find the two XML files of a release in a zip or folder, and open them safely.

It knows file names, zips and limits, not XML. Nothing is ever unpacked to disk.

Dutch terms: boombestanden (the file with the trees), referenties (the file with the
tables that the trees look up), ingangsdatum (first day a release is meant for).
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple

from productstructure.errors import UnreadableReleaseError
from productstructure.files.filenames import FileName, read_file_name
from productstructure.schema import Bestand
from tabellen.calltypes import checks_types
from tabellen.paths import one_path
from tabellen.reading.zipfaults import ZIP_FAULTS

MAX_XML_BYTES = 1 << 30
"""Largest XML file that is read: twelve times the larger file of RZ17a (88 MB)."""

MAX_RATIO = 400
"""Largest uncompressed/compressed ratio of a zip member; RZ17a has 46. Deflate cannot
exceed 1032, which only content made for the purpose comes near to."""

PIECE_BYTES = 1 << 18

_BESTANDEN: tuple[Bestand, ...] = ("boombestanden", "referenties")
_OF_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")
_FORM = (
    "A release is the zip of the NZa ('JJJJMMDD Grouper Tabellen vJJJJMMDD.zip') or a"
    " folder with its two files 'JJJJMMDD BoomBestanden vJJJJMMDD.xml' and"
    " 'JJJJMMDD Referenties vJJJJMMDD.xml'."
)


class XmlSource:
    """One XML file, handed out in pieces; counts and hashes what passes.

    Attributes:
        filename: What the file name tells.
        passed_over: Other names in the zip or folder that no system puts there by
            itself; they were not read.
        size: Bytes that it says to have.
    """

    def __init__(
        self,
        filename: FileName,
        handle: IO[bytes],
        passed_over: Sequence[str] = (),
        size: int = 0,
    ) -> None:
        self.filename = filename
        self.size = size
        self.passed_over = tuple(passed_over)
        self._handle = handle
        self._sha256 = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of the bytes handed out so far, in hexadecimal."""
        return self._sha256.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the file in order.

        Raises:
            UnreadableReleaseError: The file is damaged or larger than the limit.
        """
        total = 0
        while piece := self._read():
            total += len(piece)
            if total > MAX_XML_BYTES:
                raise UnreadableReleaseError(_too_large(self.filename.text, total))
            self._sha256.update(piece)
            yield piece

    def _read(self) -> bytes:
        try:
            return self._handle.read(PIECE_BYTES)
        except ZIP_FAULTS as error:
            raise UnreadableReleaseError(
                f"{self.filename.text}: cannot be read to its end ({error}). The file"
                " is damaged; download the release again."
            ) from error


@contextmanager
def open_bestanden(path: Path) -> Iterator[dict[Bestand, XmlSource]]:
    """Open the two XML files of a release.

    Args:
        path: The zip, or a folder with the two XML files.

    Yields:
        A source per file, to be read once.

    Raises:
        UnreadableReleaseError: ``path`` is not a release, not a whole one, more than
            one, or a zip that is damaged or hostile.
    """
    with ExitStack() as stack:
        open_file = _open_folder(path) if path.is_dir() else _open_zip(path, stack)
        sources: dict[Bestand, XmlSource] = {}
        chosen = _sort_out(path, list(open_file))
        taken = {name for name, _ in chosen.values()}
        others = sorted(name for name in open_file if name not in taken)
        for bestand, (name, filename) in chosen.items():
            with _refusing_damage(path):
                handle = stack.enter_context(open_file[name].open())
            size = open_file[name].size
            sources[bestand] = XmlSource(filename, handle, others, size)
        yield sources


@checks_types
def fingerprint(path: Path | str) -> str:
    """Return the content hash of a release, without parsing it.

    Equal content has an equal hash; a zip and a folder with the same two files have
    different ones. It proves nothing about the content: ``read_release`` does.

    Args:
        path: The zip, or a folder with the two XML files.

    Returns:
        A sha256 in hexadecimal: of the bytes of the zip, or of the names and bytes of
        the two XML files.

    Raises:
        UnreadableReleaseError: ``path`` does not exist, or is a folder without a
            release.
    """
    path = one_path(path)
    if not path.is_dir():
        with _refusing_damage(path), path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    whole = hashlib.sha256()
    with open_bestanden(path) as sources:
        for source in sources.values():
            for _ in source.pieces():
                pass
            whole.update(f"{source.filename.text}\0{source.sha256}\0".encode())
    return whole.hexdigest()


class _Opener(NamedTuple):
    """How a file is opened, and the bytes that it says to have."""

    open: Callable[[], IO[bytes]]
    size: int


def _open_folder(path: Path) -> dict[str, _Opener]:
    """How to open each file of a folder, by name.

    Of a folder without XML files, what stands one folder deeper counts: a zip that was
    unpacked often has one around its files.
    """
    with _refusing_damage(path):
        files = [entry for entry in path.iterdir() if entry.is_file()]
        if not any(_is_xml(entry.name) for entry in files):
            files += [
                entry
                for folder in path.iterdir()
                if folder.is_dir()
                for entry in folder.iterdir()
                if entry.is_file()
            ]
        return {
            name: _Opener(partial(FileIO, entry), entry.stat().st_size)
            for entry in sorted(files)
            if not _is_of_system(name := entry.relative_to(path).as_posix())
        }


def _open_zip(path: Path, stack: ExitStack) -> dict[str, _Opener]:
    """How to open each member of a zip, by name; every member is checked first."""
    with _refusing_damage(path):
        archive = stack.enter_context(zipfile.ZipFile(path))
    members = archive.infolist()
    for member in members:
        _check_member(path, member)
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise UnreadableReleaseError(
            f"{path.name}: the zip holds two files of one name. Do not use it; download"
            " the release again."
        )
    return {
        member.filename: _Opener(partial(archive.open, member), member.file_size)
        for member in members
        if not member.filename.endswith(("/", "\\"))
        and not _is_of_system(member.filename)
    }


def _parts(name: str) -> list[str]:
    """Folders and name of a file; programs on Windows write backslashes."""
    return [part for part in re.split(r"[/\\]", name) if part]


def _is_of_system(name: str) -> bool:
    """Whether macOS or Windows put the file there by itself."""
    *folders, last = _parts(name)
    return "__MACOSX" in folders or last.startswith("._") or last in _OF_SYSTEM


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml") and not _is_of_system(name)


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    """Turn what zipfile and the system raise on a damaged file into one error."""
    try:
        yield
    except ZIP_FAULTS as error:
        raise UnreadableReleaseError(
            f"{path}: cannot be opened ({error}). The file is damaged or no release."
            f" {_FORM}"
        ) from error


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    """Refuse a zip member that no release of the NZa has."""
    where = f"{path.name}: zip member {member.filename!r}"
    # orig_filename is the name as the zip has it; zipfile mends filename. A folder is
    # what zip programs put around files; a way out of it is not.
    given = member.orig_filename
    if re.search(r"^[/\\]|[:\0]", given) or ".." in _parts(given):
        raise UnreadableReleaseError(
            f"{path.name}: zip member {given!r} has a path; expected plain file names,"
            " or a folder around them. Do not use this file; download the release"
            " again."
        )
    if member.flag_bits & 0x1:
        raise UnreadableReleaseError(
            f"{where} is encrypted. Take the release as the NZa publishes it."
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableReleaseError(
            f"{where} has compression method {member.compress_type}; expected 0"
            " (stored) or 8 (deflated). Take the release as the NZa publishes it."
        )
    if member.file_size > MAX_XML_BYTES:
        raise UnreadableReleaseError(
            f"{path.name}: {_too_large(member.filename, member.file_size)}"
        )
    if member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise UnreadableReleaseError(
            f"{where} unpacks from {member.compress_size} to {member.file_size} bytes,"
            f" more than {MAX_RATIO} times its size: a zip bomb. Do not use this file."
        )


def _sort_out(path: Path, names: list[str]) -> dict[Bestand, tuple[str, FileName]]:
    """Recognise the two files among the names; every XML file must be one of them."""
    found: dict[Bestand, tuple[str, FileName]] = {}
    for name in names:
        if not _is_xml(name):
            continue
        parsed = _parse_name(path, _parts(name)[-1])
        if parsed.bestand in found:
            raise UnreadableReleaseError(
                f"{path.name}: holds two files of one kind, {name!r} and"
                f" {found[parsed.bestand][0]!r}. Keep one release apart from another."
            )
        found[parsed.bestand] = (name, parsed)
    missing = [bestand for bestand in _BESTANDEN if bestand not in found]
    if missing:
        raise UnreadableReleaseError(
            f"{path.name}: no file with the {' and no file with the '.join(missing)}"
            f" was found among {sorted(names)[:5]}. It is not a release, or an"
            f" addendum to one. {_FORM}"
        )
    first, second = (found[bestand][1] for bestand in _BESTANDEN)
    if (first.ingangsdatum, first.versie) != (second.ingangsdatum, second.versie):
        raise UnreadableReleaseError(
            f"{path.name}: {first.text!r} and {second.text!r} carry different dates."
            " Two releases were mixed; put both files of one release together."
        )
    return {bestand: found[bestand] for bestand in _BESTANDEN}


def _parse_name(path: Path, name: str) -> FileName:
    try:
        parsed = read_file_name(name)
    except ValueError as error:
        raise UnreadableReleaseError(
            f"{path.name}: the {error} in file name {name!r} does not exist."
            " Give the file the name it had at the NZa."
        ) from error
    if parsed is None:
        raise UnreadableReleaseError(
            f"{path.name}: XML file {name!r} is no part of a release (an addendum?)."
            f" {_FORM}"
        )
    return parsed


def _too_large(name: str, size: int) -> str:
    return (
        f"{name} has {size} bytes or more, above the limit of {MAX_XML_BYTES}"
        " (productstructure.files.archive.MAX_XML_BYTES). Do not use this file unless"
        " it comes from the NZa; then raise the limit."
    )
