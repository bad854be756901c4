"""Says why a file could not be written: its path, the cause and what to do.

Python and Polars each tell it in their own way, and most of them without the path.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from tabellen.errors import DbcError, OutputFileError

STOPS = (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""How Python and Polars say that they cannot write; a panic is no ``Exception``."""

_OS_ERROR = re.compile(r"\(os error ([0-9]+)\)")
_LOST = re.compile(r"thrift: transport error|underlying IO error")
"""What is left of a refused write in the footer of a Parquet file."""

_ADVICE = {
    errno.ENOSPC: "Make room, or write elsewhere.",
    errno.EDQUOT: "Make room, or write elsewhere.",
    errno.EFBIG: "Raise the limit on the size of a file (ulimit -f).",
    errno.ENOENT: "Check that its folder is there.",
    errno.EXDEV: "Its folder spreads over two file systems; write elsewhere.",
}


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turn what goes wrong in writing a file into one error.

    Raises:
        OutputFileError: The system refused it: where, and why.
    """
    try:
        yield
    except DbcError:
        raise
    except STOPS as fault:
        number = errno_of(fault)
        if number is not None:
            raise refused(path, number) from fault
        if _LOST.search(str(fault)):
            raise OutputFileError(
                f"{path}: cannot be written (a write was refused, and Polars does not "
                "say why). Is the disk full, or the size of files limited?"
            ) from fault
        raise


def refused(path: Path | str, number: int) -> OutputFileError:
    """The error of a file that the system refused to write.

    Args:
        path: The file.
        number: Why, as ``errno`` has it.
    """
    advice = _ADVICE.get(number, "Check the place and its rights, or write elsewhere.")
    return OutputFileError(
        f"{path}: cannot be written ({os.strerror(number)}). {advice}"
    )


def errno_of(fault: BaseException) -> int | None:
    """Why the system refused something; None where it is a fault of another kind."""
    if isinstance(fault, OSError) and fault.errno is not None:
        return fault.errno
    found = _OS_ERROR.search(str(fault))
    return int(found[1]) if found else None
