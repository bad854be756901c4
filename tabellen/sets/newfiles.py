"""New files and folders that nobody but their owner can read, and on disk for certain.

Rows of patients stand in them, so rights do not depend on the umask. Every new file is
made as such: what stands under its name, a link for one, is not written into.
"""

import os
import sys
from pathlib import Path

from tabellen.errors import CallError, OutputFileError
from tabellen.sets.writing import writing

SETTING = "DBC_GROUPER_MODE"
"""Environment variable with the rights of new files."""

LEAST_ROOM = 1 << 20
"""Bytes that have to be free where outputs go before the work for them begins."""

_MODES = {"0600": 0o600, "0640": 0o640}
_OPEN = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def file_mode() -> int:
    """Rights of new files: 0600, or 0640 where the setting says so.

    Raises:
        CallError: The setting is something else.
    """
    said = os.environ.get(SETTING) or "0600"
    if said not in _MODES:
        raise CallError(f"{SETTING} is {said}; expected {' or '.join(_MODES)}.")
    return _MODES[said]


def require_room(folder: Path, *, of: Path) -> None:
    """Refuse a disk that is as good as full, before the work of hours is done for it.

    A file system that has no blocks to count (/proc, some that are far away) is asked
    by writing alone.

    Args:
        folder: Where files are to come; what is wrong with it, the first file tells.
        of: What they are made for, to name.

    Raises:
        OutputFileError: Fewer than ``LEAST_ROOM`` bytes are free there.
    """
    try:
        disk = os.statvfs(folder)
    except OSError:
        return
    room = disk.f_bavail * disk.f_frsize
    if disk.f_blocks and room < LEAST_ROOM:
        raise OutputFileError(
            f"{of}: {room >> 10:,} KiB is free on its disk, and {LEAST_ROOM >> 10:,} "
            "has to be. Make room, or write elsewhere."
        )


def new_file(path: Path, *, of: Path | None = None) -> int:
    """Make a file that is not there yet; gives its descriptor, open to read and write.

    Args:
        path: The file.
        of: What it is made for, to name when that cannot be done.

    Raises:
        FileExistsError: Something stands there.
        OutputFileError: It cannot be made there.
    """
    mode = file_mode()
    try:
        fd = os.open(path, _OPEN, mode)
    except FileExistsError:
        raise
    except OSError:
        with writing(of or path):
            raise
    if os.fstat(fd).st_mode & 0o777 != mode:
        os.fchmod(fd, mode)
    return fd


def write_all(fd: int, content: bytes) -> None:
    """Write bytes to an open file; a write may take less than it is given."""
    while content:
        content = content[os.write(fd, content) :]


def check_folder(path: Path) -> None:
    """Refuse a folder for outputs that is a file, or cannot be made where it is to be.

    Raises:
        CallError: It is a file, or its own folder does not exist.
    """
    if path.is_file():
        raise CallError(f"{path} is a file; name a folder.")
    if not path.parent.is_dir():
        raise CallError(f"{path.parent} does not exist; make that folder first.")


def new_folder(path: Path) -> None:
    """Make a folder that is not there yet, for its owner (and group, by the setting).

    Raises:
        OutputFileError: It cannot be made there.
    """
    with writing(path):
        path.mkdir(0o700)
        if file_mode() != 0o600:
            path.chmod(0o750)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk.

    Raises:
        OutputFileError: They cannot be.
    """
    with writing(path):
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            sync_open(fd)
        finally:
            os.close(fd)


def sync_open(fd: int) -> None:
    """Wait until an open file is on disk."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    else:
        os.fsync(fd)
