"""What holds when a command is asked to end: by whom it waits, and what has to go.

A short piece of work (the renames that publish a set) ends before a signal is answered.
What may not stay behind is known by its path, for when there is no time to unwind.
"""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals by which a person or the system asks a command to end."""

_owned: dict[Path, None] = {}
_publishing = threading.RLock()


def own(path: Path) -> None:
    """Say that a file or folder may not stay when this process ends."""
    _owned[path] = None


def disown(path: Path) -> None:
    """Say that it is gone, or in place."""
    _owned.pop(path, None)


def take_all_away() -> None:
    """Take away all that may not stay; waits until what is being published is so.

    For a process that ends at once: nothing can be published afterwards.
    """
    _publishing.acquire()
    for path in reversed(list(_owned)):
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back signals that ask to end until the block is done.

    On another thread than the main one no handler is: Python answers signals on the
    main thread only.
    """
    with _publishing:
        if threading.current_thread() is threading.main_thread():
            with _held_back():
                yield
        else:
            yield


@contextmanager
def _held_back() -> Iterator[None]:
    held: list[int] = []
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        # One that is ignored stays so, and one that is not Python's cannot be put back.
        if handler is not None and handler is not signal.SIG_IGN:
            signal.signal(number, lambda own, _: held.append(own))
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None and handler is not signal.SIG_IGN:
                signal.signal(number, handler)
        if held:
            os.kill(os.getpid(), held[0])
