"""Checks the places of a night's work before anything of it is done.

A night takes hours, and a wrong name in its file should not cost them.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from productstructure.errors import CallError, InputFileError

_PACKAGES = ("site-packages", "dist-packages")
_OWN = "dbc_grouper-*.dist-info"


def refuse_installed(out: Path) -> None:
    """Refuse a folder for outputs that lies among installed packages.

    The example of a night ships with the package, and its paths begin at its folder.

    Raises:
        CallError: It lies there.
    """
    place = out.resolve()
    for folder in (place, *place.parents):
        if folder.name in _PACKAGES or any(folder.glob(_OWN)):
            raise CallError(
                f"{out} lies among installed packages, where no output belongs. Name "
                "another folder with --out, or copy the folder of the example and run "
                "that."
            )


def check_readable(inputs: Iterable[Path]) -> None:
    """Open inputs once, so that a wrong name or right is told at once.

    Raises:
        InputFileError: One cannot be opened.
    """
    for path in inputs:
        try:
            if path.is_dir():
                os.scandir(path).close()
            elif stat.S_ISREG(path.stat().st_mode):
                # What is no file, such as a pipe, gives its content only once.
                path.open("rb").close()
        except OSError as error:
            raise InputFileError(
                f"{path}: cannot be read ({error.strerror}). Check the name and the "
                "rights; nothing was begun."
            ) from error
