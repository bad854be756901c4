"""Standard input, output and error where a job has none, or one that is full.

What is closed is opened on nothing: else the first file that is opened takes its
number, and what is said goes into that file.
"""

import faulthandler
import os
import sys
from contextlib import suppress


def open_absent_streams() -> None:
    """Open what is closed, for as long as the process lives."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            mode = os.O_RDONLY if number == 0 else os.O_WRONLY
            nowhere = os.open(os.devnull, mode)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            os.set_inheritable(number, True)
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def drop_words_of_libraries() -> None:
    """Let what libraries write to standard error by themselves go nowhere.

    A panic of Polars is told there, with a piece of what it read and perhaps a stack,
    before it comes to us as an error. What we say goes where it went. A process that
    is ended from within (a fault of memory, no memory) says at which line.
    """
    ours = os.dup(sys.stderr.fileno())
    sys.stderr = os.fdopen(
        ours,
        "w",
        buffering=1,
        encoding=sys.stderr.encoding,
        errors=sys.stderr.errors,
    )
    silence(2)
    faulthandler.enable(sys.stderr, all_threads=False)


def flushed() -> bool:
    """Write out what was said; whether that could be done.

    What cannot be written is dropped: Python would try again at its end, and complain.
    """
    done = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            done = False
            silence(stream.fileno())
    return done


def silence(number: int) -> None:
    """Let what goes to a stream go nowhere from now on."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
