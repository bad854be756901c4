"""A folder to lay rows aside in, that goes with its owner.

It stands in the system's temporary folder. The kernel keeps a lock on it for as long as
its owner lives; what a killed run left there, the next one takes away.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tabellen.errors import OutputFileError
from tabellen.sets.interruption import disown, own
from tabellen.sets.kernellock import KernelLock, locked_if_free
from tabellen.sets.writing import writing

PREFIX = "dbc-grouper-spill-"
_LOCK = "owner.lock"
_TRIES = 100


@contextmanager
def spill_folder(folder: Path | None = None) -> Iterator[Path]:
    """Yield a folder that is taken away when the block ends, or by the next run.

    Args:
        folder: Where to make it; by default the system's temporary folder.

    Raises:
        OutputFileError: It cannot be made there.
    """
    root = folder or _temporary_folder()
    sweep_spills(root)
    for tried in range(_TRIES):
        with writing(root):
            path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
        own(path)
        try:
            with KernelLock(path / _LOCK, f"{path} is in use.", of=root):
                yield path
            return
        except OutputFileError:
            # Another run may have taken it for one that was left, just after it began.
            if path.exists() or tried == _TRIES - 1:
                raise
        finally:
            shutil.rmtree(path, ignore_errors=True)
            disown(path)


def is_laid_aside(path: Path) -> bool:
    """Whether a file is in such a folder, and so goes with its owner."""
    return any(part.startswith(PREFIX) for part in path.parts)


def _temporary_folder() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError as fault:
        raise OutputFileError(
            f"Rows must be laid aside on disk and there is nowhere to do so: "
            f"{fault.strerror}. Let TMPDIR name a folder that can be written and has "
            "room."
        ) from fault


def sweep_spills(root: Path | None = None) -> None:
    """Take away what killed runs laid aside; never what a living one did."""
    with suppress(OSError):
        place = root or Path(tempfile.gettempdir())
        for path in place.glob(f"{PREFIX}*"):
            _take_if_left(path)


def _take_if_left(path: Path) -> None:
    with suppress(OSError):
        if not (path / _LOCK).exists():
            # Its owner may have made it just now: it is taken only while it is empty.
            path.rmdir()
            return
        fd = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if locked_if_free(fd):
                shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(fd)
