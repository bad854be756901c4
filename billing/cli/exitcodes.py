"""What a command ends with: the one table of exit codes, which --help shows."""

import signal
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """An exit code; its ``meaning`` is what --help and the README say of it."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """An exit code with its meaning."""
        own = int.__new__(cls, code)
        own._value_ = code
        own.meaning = meaning
        return own

    DONE = 0, "done"
    REFUSED = (
        1,
        "rows rejected (--strict), delivery wholly wrong, not verified (verify)",
    )
    BAD_CALL = 2, "bad call"
    BAD_FILE = (
        3,
        "bad release, input or output; output in use; too little room or memory",
    )
    OWN_FAULT = 70, "a fault of our own; please report it"
    HANGUP = 128 + signal.SIGHUP, "ended by SIGHUP: its terminal was closed"
    INTERRUPTED = 128 + signal.SIGINT, "ended by Ctrl-C (SIGINT)"
    BROKEN_PIPE = 128 + signal.SIGPIPE, "the reader of its output went away (SIGPIPE)"
    TERMINATED = 128 + signal.SIGTERM, "ended by SIGTERM"


def told_exit_codes() -> str:
    """All of them, each on a line of its own that fits in 80 columns."""
    return "\n".join(f"{own:>3d}  {own.meaning}" for own in ExitCode)
