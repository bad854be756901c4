"""Reads a TOML file as its text: utf-8, with or without a mark in front.

Editors of Windows write such a mark, or UTF-16; tomllib takes either for a statement
that is invalid, which nobody can act on.
"""

from pathlib import Path

from tabellen.errors import InputFileError

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def toml_text(path: Path) -> str:
    """Text of a TOML file, without the mark in front.

    Raises:
        InputFileError: It is in UTF-16 or UTF-32, which TOML is not.
        UnicodeDecodeError: It is not utf-8.
        OSError: It cannot be read.
    """
    raw = path.read_bytes()
    if raw.startswith(_WIDE) or b"\0" in raw:
        raise InputFileError(
            f"{path}: is in UTF-16 or UTF-32, and TOML is UTF-8. Save it as UTF-8."
        )
    return raw.decode("utf-8-sig")
