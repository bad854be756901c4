"""The log of a command: begin, steps and end as lines of JSON behind those before.

Only a new file or a log of ours is written to: nothing else could be told from an input
that was named by mistake.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STDERR = "-"

KEYS = ("tijd", "commando", "wat")
"""What every line has."""

_LONGEST = 4096
"""Bytes of a first line that are read."""

Write = Callable[[str], None]
"""Adds a line."""


@contextmanager
def log_to(path: str | None) -> Iterator[Write | None]:
    """Yield what adds a line to a log; None where no log is asked for.

    Raises:
        CallError: Something else than a log of ours stands there.
        OutputFileError: It cannot be written.
    """
    if path is None:
        yield None
    elif path == STDERR:
        yield _to_stderr
    else:
        # Imported here: with it comes Polars, which --help can do without.
        from tabellen.sets.newfiles import write_all
        from tabellen.sets.writing import writing

        fd = _opened(path)

        def write(line: str) -> None:
            with writing(path):
                write_all(fd, f"{line}\n".encode())

        try:
            yield write
        finally:
            os.close(fd)


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _opened(path: str) -> int:
    """Open a log to add to; a new one is for its owner alone."""
    from tabellen.errors import CallError
    from tabellen.sets.newfiles import new_file
    from tabellen.sets.setrecord import is_regular
    from tabellen.sets.writing import writing

    place = Path(os.path.realpath(path))
    try:
        return new_file(place, of=Path(path))
    except FileExistsError:
        with writing(path):
            if is_regular(place) and not _is_log(place):
                raise CallError(
                    f"{path} is no log of dbc-grouper; name another file for --log, so "
                    "that nothing of it is lost."
                ) from None
            return os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)


def _is_log(path: Path) -> bool:
    """Whether a file is empty, or begins with a line of a log."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST)
    if not first:
        return True
    try:
        said = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and set(KEYS) <= said.keys()
