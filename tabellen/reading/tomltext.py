"""Reads a TOML file as its text: utf-8 with or without a mark in front, or UTF-16 with.

Editors of Windows write either; tomllib takes the mark for a statement that is invalid,
which nobody can act on.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tabellen.errors import CallError, InputFileError

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def toml_text(path: Path) -> str:
    """Text of a TOML file, without the mark in front.

    Raises:
        InputFileError: It is in UTF-32, or in UTF-16 without a mark that says so.
        UnicodeDecodeError: It is not utf-8.
        OSError: It cannot be read.
    """
    raw = path.read_bytes()
    is_marked = raw.startswith(_UTF_16)
    wide = raw.decode("utf-16", errors="replace") if is_marked else ""
    if "\0" in wide or (b"\0" in raw and not is_marked):
        raise InputFileError(
            f"{path}: is in UTF-16 without a mark, or in UTF-32; TOML is UTF-8. Save "
            "it as UTF-8."
        )
    return wide if is_marked else raw.decode("utf-8-sig")


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says.

    Raises:
        InputFileError: It cannot be opened, or is not TOML.
    """
    try:
        return tomllib.loads(toml_text(path))
    except OSError as error:
        raise InputFileError(
            f"{path}: cannot be opened ({error.strerror}). Give a TOML file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFileError(f"{path}: is not TOML ({error}). Mend it.") from error


@contextmanager
def settings_of(path: Path) -> Iterator[None]:
    """Put the name of a file of settings before what is wrong with one of them.

    Raises:
        CallError: In place of one without the name.
    """
    try:
        yield
    except CallError as error:
        raise CallError(f"{path}: {error}") from error
