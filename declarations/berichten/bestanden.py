"""Hand out the files of a delivery one by one: a file, a folder or a zip of many.

It knows names, sizes and zips, not what is in a file. Nothing is unpacked to disk, and
one file is in memory at a time. A file that cannot be handed out is handed out as a
fault, so that every name in the delivery is accounted for; only the folders of a zip,
which hold nothing themselves, are passed over without a word.
"""

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from productstructure.errors import InputFileError
from tabellen.reading.zipfaults import ZIP_FAULTS

MAX_FILE_BYTES = 16 << 20
"""Largest message that is read. One with 2,000 zorgactiviteiten takes about 1 MB."""

MAX_DELIVERY_BYTES = 64 << 30
"""Largest delivery that is read, unpacked: a thousand times ten thousand messages."""

_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_OF_THE_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Files that a Mac or Windows puts beside those of a person, in lower case."""

_MAC_FOLDER = "__macosx"
_APPLE_DOUBLE = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")
"""How the files ``._NAME`` begin in which a Mac keeps what another system cannot hold
(RFC 1740)."""

_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz")


@dataclass(frozen=True)
class Bestand:
    """One file of a delivery.

    Attributes:
        name: Its name; in a zip with the folders it is in, separated by slashes.
        content: Its bytes; empty when ``fault`` is set.
        fault: Code of ``declarations.bevindingen.VAN_BERICHTEN``; None for a readable
        file.
    """

    name: str
    content: bytes
    fault: str | None = None


def iter_bestanden(
    path: Path,
    ending: str,
    *,
    max_bytes: int = MAX_FILE_BYTES,
    with_subfolders: bool = False,
) -> Iterator[Bestand]:
    """Every file of a delivery, in the order of the zip or of the names.

    Args:
        path: One file, a folder or a zip, whose folders are entered.
        ending: What the names of wanted files end in, e.g. ``.xml``; empty for a form
            whose files bear any name.
        max_bytes: Largest file that is read, unpacked.
        with_subfolders: Whether those of a folder are entered too. In that of a
            hospital may stand messages that were answered before.

    Raises:
        InputFileError: The path cannot be opened, or is a zip that is damaged as a
            whole or unpacks to more than the limit.
    """
    if path.is_dir():
        yield from _read_folder(
            path, "", ending, max_bytes, with_subfolders=with_subfolders
        )
    elif _is_zip(path):
        yield from _read_zip(path, ending, max_bytes)
    else:
        yield _read_file(path, _as_text(path.name), max_bytes)


def names_in(path: Path) -> list[str]:
    """The names of the files of a delivery, without their folders; none is read."""
    if path.is_dir():
        names = sorted(entry.name for entry in path.iterdir())
    elif _is_zip(path):
        with _open_zip(path) as archive:
            members = archive.infolist()
        names = [
            _name(member) or member.filename
            for member in members
            if not _is_folder(member)
        ]
    else:
        return [path.name]
    return [PurePosixPath(name).name for name in names]


def _of_system(name: str) -> bool:
    """Whether a file bears the name of one that a system made, not a person."""
    folders, _, own = name.lower().rpartition("/")
    return (
        own.startswith("._")
        or own in _OF_THE_SYSTEM
        or (bool(folders) and _MAC_FOLDER in folders.split("/"))
    )


def _name_fault(name: str, ending: str) -> str | None:
    own = name.lower()
    if ending and own.endswith(ending):
        return None
    if _of_system(name):
        return "B-07"
    if own.endswith(_ARCHIVES):
        return "B-08"
    return "B-03" if ending else None


def _read_folder(
    path: Path, way: str, ending: str, max_bytes: int, *, with_subfolders: bool
) -> Iterator[Bestand]:
    for entry in sorted(path.iterdir(), key=_natural):
        name = way + _as_text(entry.name)
        try:
            kind = entry.stat().st_mode
        except OSError:
            # A link to nothing, or a place that may not be looked into.
            kind = 0
        if stat.S_ISDIR(kind):
            if with_subfolders:
                yield from _read_subfolder(entry, name, ending, max_bytes)
            else:
                is_of_mac = entry.name.lower() == _MAC_FOLDER
                yield Bestand(name, b"", "B-07" if is_of_mac else "B-03")
        elif (fault := _name_fault(name, ending)) is not None:
            yield Bestand(name, b"", fault)
        elif stat.S_ISREG(kind):
            yield _read_or_refuse(entry, name, max_bytes)
        else:
            yield Bestand(name, b"", "B-06")


def _read_subfolder(
    path: Path, name: str, ending: str, max_bytes: int
) -> Iterator[Bestand]:
    around = path.parent.resolve()
    if path.is_symlink() and path.resolve() in (around, *around.parents):
        # It would be followed for ever.
        return
    try:
        os.scandir(path).close()
    except OSError:
        yield Bestand(name, b"", "B-06")
        return
    yield from _read_folder(path, f"{name}/", ending, max_bytes, with_subfolders=True)


def _read_or_refuse(path: Path, name: str, max_bytes: int) -> Bestand:
    try:
        fault = _fault_of_apple_double(path, name)
        return Bestand(name, b"", fault) if fault else _read_file(path, name, max_bytes)
    except OSError:
        return Bestand(name, b"", "B-06")


def _natural(entry: Path) -> list[tuple[int, str]]:
    """Order of names as people number them: m2 before m10."""
    parts = re.findall(r"([0-9]*)([^0-9]*)", entry.name)
    return [(int(digits or -1), rest) for digits, rest in parts]


def _fault_of_apple_double(entry: Path, name: str) -> str | None:
    if not _of_system(name):
        return None
    with entry.open("rb") as handle:
        return "B-07" if handle.read(4) in _APPLE_DOUBLE else None


def _is_zip(path: Path) -> bool:
    # By content, not by ending: an empty zip has no first member, only an end record.
    try:
        with path.open("rb") as handle:
            return handle.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError as error:
        raise InputFileError(
            f"{path}: cannot be opened ({error.strerror}). Give a message, a folder or"
            " a zip with messages."
        ) from error


def _read_file(path: Path, name: str, max_bytes: int) -> Bestand:
    if path.stat().st_size > max_bytes:
        return Bestand(name, b"", "B-02")
    return Bestand(name, path.read_bytes())


def _as_text(name: str) -> str:
    """A name of the file system, which may hold bytes that are no UTF-8, as text."""
    return name.encode("utf-8", "xmlcharrefreplace").decode("utf-8")


@contextmanager
def _open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except ZIP_FAULTS as error:
        kind = type(error).__name__
        raise InputFileError(
            f"{path.name}: is not a whole zip ({kind}). Have it delivered again."
        ) from error
    with archive:
        yield archive


def _read_zip(path: Path, ending: str, max_bytes: int) -> Iterator[Bestand]:
    with _open_zip(path) as archive:
        members = archive.infolist()
        # One that says to be larger than is read is refused by itself.
        sizes = (member.file_size for member in members)
        total = sum(size for size in sizes if size <= max_bytes)
        if total > MAX_DELIVERY_BYTES:
            raise InputFileError(
                f"{path.name}: unpacks to {total} bytes, above the limit of"
                f" {MAX_DELIVERY_BYTES}"
                " (declarations.berichten.bestanden.MAX_DELIVERY_BYTES)."
                " Split the delivery."
            )
        seen: set[str] = set()
        for member in members:
            if _is_folder(member):
                continue
            name = _name(member)
            fault = _member_fault(archive, member, name, ending)
            if fault is None and name in seen:
                fault = "B-05"
            elif fault is None and member.file_size > max_bytes:
                fault = "B-02"
            seen.add(name)
            if fault is None:
                yield _read_member(archive, member, name)
            else:
                yield Bestand(name or member.filename, b"", fault)


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.orig_filename.endswith(("/", "\\")) and member.file_size == 0


def _name(member: zipfile.ZipInfo) -> str:
    """The name with its folders; empty when it leads out of the zip.

    Some programs of Windows write a backslash between folders.
    """
    # orig_filename is the name as the zip has it; filename was cleaned by zipfile.
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or re.search(r"[:\0]", name):
        return ""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return "" if ".." in parts else "/".join(parts)


def _member_fault(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, ending: str
) -> str | None:
    if not name:
        return "B-04"
    fault = _name_fault(name, ending)
    if fault is not None:
        return fault
    if member.flag_bits & 0x1 or member.compress_type not in _PLAIN_METHODS:
        return "B-06"
    if _of_system(name) and _begins_as_apple_double(archive, member):
        return "B-07"
    return None


def _begins_as_apple_double(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(member) as handle:
            return handle.read(4) in _APPLE_DOUBLE
    except ZIP_FAULTS:
        return False


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
) -> Bestand:
    try:
        # zipfile stops at the size that the directory states, which was checked.
        return Bestand(name, archive.read(member))
    except ZIP_FAULTS:
        return Bestand(name, b"", "B-06")
