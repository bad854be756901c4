"""Reads a TOML file as its text: utf-8 with or without a mark in front, or UTF-16 with.

Editors of Windows write either; tomllib takes the mark for a statement that is invalid,
which nobody can act on.
"""

from pathlib import Path

from tabellen.errors import InputFileError

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def toml_text(path: Path) -> str:
    """Text of a TOML file, without the mark in front.

    Raises:
        InputFileError: It is in UTF-32, or in UTF-16 without a mark that says so.
        UnicodeDecodeError: It is not utf-8.
        OSError: It cannot be read.
    """
    raw = path.read_bytes()
    if raw.startswith(_UTF_16) and len(raw) % 2 == 0:
        text = raw.decode("utf-16", errors="replace")
    else:
        text = raw.decode("utf-8-sig")
    if "\0" in text:
        raise InputFileError(
            f"{path}: is in UTF-16 without a mark, or in UTF-32, and TOML is UTF-8. Save "
            "it as UTF-8."
        )
    return text
