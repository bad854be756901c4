"""Lets a short piece of work end before a signal is answered."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals by which a person or the system asks a command to end."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back signals that ask to end until the block is done.

    On another thread than the main one nothing is held back: Python answers signals on
    the main thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
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
