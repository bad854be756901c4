"""SIGTERM and SIGHUP end a command as Ctrl-C does: what it began is taken away first.

Python answers a signal when it has its turn, which may take as long as one query of
Polars. When that is too long, what may not stay is taken away by a thread that waits
for signals beside the work, and the process ends there.
"""

import os
import signal
import threading
from contextlib import suppress
from types import FrameType

GRACE = 5.0
"""Seconds that a command gets to unwind by itself."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class EndedError(BaseException):
    """The command was asked to end.

    Attributes:
        exit_status: What its process ends with, as shells have it.
    """

    def __init__(self, number: int) -> None:
        self.exit_status = 128 + number
        super().__init__(signal.Signals(number).name)


def answer_signals() -> None:
    """From now on end in an orderly way; a signal that is ignored stays so."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    seen, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    # Where no thread may be started Python still answers, when it has its turn.
    with suppress(RuntimeError):
        threading.Thread(target=_watch, args=(seen,), daemon=True).start()


def _end(number: int, _: FrameType | None) -> None:
    # A second one would cut off what the first one has taken away.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise EndedError(number)


def _watch(seen: int) -> None:
    # Only signals that have a handler are told; Ctrl-C is answered as ever.
    while (number := os.read(seen, 1)[0]) not in _SIGNALS:
        pass
    threading.Event().wait(GRACE)
    # Imported here: with it comes Polars, which --help can do without.
    from tabellen.sets.interruption import take_all_away

    take_all_away()
    os._exit(128 + number)
