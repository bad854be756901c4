"""Takes a path as people give it: as text or as a Path, one or several.

A text is one path and never the letters of it; no text at all is refused, which would
else be the folder that the program stands in.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tabellen.errors import CallError

Pad = Path | str
"""A file or folder."""

Paden = Path | str | Sequence[Path | str]
"""A file or folder, or several."""


def one_path(given: Pad) -> Path:
    """The path that was given.

    Raises:
        CallError: It is no path: empty text, or something else.
    """
    if isinstance(given, str | os.PathLike) and os.fspath(given) != "":
        return Path(given)
    found = "empty text" if given == "" else type(given).__name__
    raise CallError(f"expected a path, as text or as a Path, found {found}.")


def maybe_path(given: Pad | None) -> Path | None:
    """The path that was given; None where none was.

    Raises:
        CallError: As ``one_path``.
    """
    return None if given is None else one_path(given)


def all_paths(given: Paden) -> list[Path]:
    """The paths that were given, one or several.

    Raises:
        CallError: As ``one_path``, or what was given is no series of paths.
    """
    if isinstance(given, str | os.PathLike):
        return [one_path(given)]
    if not isinstance(given, Iterable):
        raise CallError(
            f"expected a path or several, found {type(given).__name__}. Give text, a "
            "Path, or a list of them."
        )
    return [one_path(path) for path in given]
