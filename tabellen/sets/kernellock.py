"""A lock that the kernel keeps: it is free as soon as its owner has ended, however.

What a killed run leaves behind may be taken away by whoever gets its lock, and by
nobody while the run lives.
"""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tabellen.errors import OutputFileError
from tabellen.sets.interruption import disown, own
from tabellen.sets.writing import writing

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_TRIES = 100
_PATIENCE = 0.2
"""Seconds to try: a run that takes leftovers away has locks for a moment only."""


class LockHeldError(OutputFileError):
    """Another run has the lock."""


class KernelLock:
    """Holds a lock file, as a context manager; the file goes when the block ends.

    Args:
        path: The lock file.
        taken: What to say when another run has it.
        of: What is locked by it, to name when that cannot be done.

    Raises:
        LockHeldError: Another run has it.
        OutputFileError: The file cannot be made or locked there.
    """

    def __init__(self, path: Path, taken: str, *, of: Path | None = None) -> None:
        self._path = path
        self._of = of or path
        self._taken = taken
        self._fd = -1

    def __enter__(self) -> Self:
        for _ in range(_TRIES):
            with writing(self._of):
                self._fd = os.open(self._path, _OPEN, 0o600)
                if self._is_ours():
                    own(self._path)
                    return self
            os.close(self._fd)
            time.sleep(_PATIENCE / _TRIES)
        raise LockHeldError(self._taken)

    def _is_ours(self) -> bool:
        """Whether the file is locked now, and is still the one under its name."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            os.close(self._fd)
            raise
        # Its last owner may have taken the file away since it was opened.
        return is_under(self._fd, self._path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # Before the lock goes: what stands there afterwards is another's.
            self._path.unlink(missing_ok=True)
        except OSError:
            # A lock file without an owner stops nobody.
            pass
        finally:
            os.close(self._fd)
            disown(self._path)


def is_under(fd: int, path: Path) -> bool:
    """Whether an open file is the one that stands under a name."""
    try:
        named = path.stat(follow_symlinks=False)
    except OSError:
        return False
    own = os.fstat(fd)
    return (own.st_dev, own.st_ino) == (named.st_dev, named.st_ino)


def locked_if_free(fd: int) -> bool:
    """Lock an open file, unless another run has it."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
