"""Hand out the files of a delivery one by one: a file, a folder or a zip of many.

It knows names, sizes and zips, not what is in a file. Nothing is unpacked to disk, and
one file is in memory at a time. A file that cannot be handed out is handed out as a
fault, so that every name in the delivery is accounted for.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from productstructure.archive import ZIP_FAULTS
from productstructure.errors import InputFileError

MAX_FILE_BYTES = 16 << 20
"""Largest message that is read. One with 2,000 zorgactiviteiten takes about 1 MB."""

MAX_DELIVERY_BYTES = 64 << 30
"""Largest delivery that is read, unpacked: a thousand times ten thousand messages."""

_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Bestand:
    """One file of a delivery.

    Attributes:
        name: Its name, without a path.
        content: Its bytes; empty when ``fault`` is set.
        fault: Code of ``declarations.findings.TEXTS``; None for a readable file.
    """

    name: str
    content: bytes
    fault: str | None = None


def iter_bestanden(
    path: Path, ending: str, *, max_bytes: int = MAX_FILE_BYTES
) -> Iterator[Bestand]:
    """Every file of a delivery, in the order of the zip or of the names.

    Args:
        path: One file, a folder (its sub-folders are not entered) or a zip.
        ending: What the names of wanted files end in, e.g. ``.xml``.
        max_bytes: Largest file that is read, unpacked.

    Raises:
        InputFileError: The path cannot be opened, or is a zip that is damaged as a
            whole or unpacks to more than the limit.
    """
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            if not entry.is_file() or not entry.name.lower().endswith(ending):
                yield Bestand(_as_text(entry.name), b"", "B-03")
            else:
                yield _read_file(entry, max_bytes)
    elif _is_zip(path):
        yield from _read_zip(path, ending, max_bytes)
    else:
        yield _read_file(path, max_bytes)


def names_in(path: Path) -> list[str]:
    """The names of the files of a delivery, without reading them."""
    if path.is_dir():
        return sorted(entry.name for entry in path.iterdir())
    if _is_zip(path):
        with _open_zip(path) as archive:
            return archive.namelist()
    return [path.name]


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


def _read_file(path: Path, max_bytes: int) -> Bestand:
    name = _as_text(path.name)
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
        total = sum(member.file_size for member in members)
        if total > MAX_DELIVERY_BYTES:
            raise InputFileError(
                f"{path.name}: unpacks to {total} bytes, above the limit of"
                f" {MAX_DELIVERY_BYTES} (declarations.bestanden.MAX_DELIVERY_BYTES)."
                " Split the delivery."
            )
        seen: set[str] = set()
        for member in members:
            fault = _member_fault(member, ending)
            if fault is None and member.filename in seen:
                fault = "B-05"
            elif fault is None and member.file_size > max_bytes:
                fault = "B-02"
            seen.add(member.filename)
            if fault is None:
                yield _read_member(archive, member)
            else:
                yield Bestand(member.filename, b"", fault)


def _member_fault(member: zipfile.ZipInfo, ending: str) -> str | None:
    # orig_filename is the name as the zip has it; filename was cleaned by zipfile.
    if re.search(r"[/\\:\0]", member.orig_filename) or member.filename in ("", ".."):
        return "B-04"
    if not member.filename.lower().endswith(ending):
        return "B-03"
    if member.flag_bits & 0x1 or member.compress_type not in _PLAIN_METHODS:
        return "B-06"
    return None


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Bestand:
    try:
        # zipfile stops at the size that the directory states, which was checked.
        return Bestand(member.filename, archive.read(member))
    except ZIP_FAULTS:
        return Bestand(member.filename, b"", "B-06")
