"""The text of a file: unpacked, and decoded by what it shows of its encoding."""

import bz2
import codecs
import gzip
import re
import zlib
from collections import Counter
from pathlib import Path

from tabellen.errors import InputFileError
from tabellen.reading.csvshape import SIGNS
from tabellen.reading.endings import ending_of

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 30
_SEP = re.compile(r"\A\ufeff?\"?sep=(.)\"?[;,\t|]*\r?\n", re.IGNORECASE)


def content_of(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is packed.

    Raises:
        InputFileError: It is packed, and damaged or cut off.
        OSError: It cannot be read.
    """
    _, packed = ending_of(path)
    raw = path.read_bytes()
    if not packed:
        return raw
    try:
        return gzip.decompress(raw) if packed == ".gz" else bz2.decompress(raw)
    except (EOFError, OSError, ValueError, zlib.error):
        raise InputFileError(
            f"{path.name}: cannot be unpacked as {packed}: it is damaged, or cut off "
            "before its end. Have it packed or sent again."
        ) from None


def decoded(raw: bytes) -> str:
    """Decode what its byte order mark says, else utf-8, else cp1252.

    The last is what the NZa calls latin-1; a spreadsheet's "Unicode text" is utf-16,
    and where it has no mark its zeros tell.
    """
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace")
    if without_mark := _utf16_without_mark(raw[:256]):
        return raw.decode(without_mark, errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def is_utf16(start: bytes) -> bool:
    """Whether a text begins as one in utf-16, with a mark or without."""
    return start.startswith(_UTF16) or _utf16_without_mark(start[:256]) is not None


def _utf16_without_mark(start: bytes) -> str | None:
    """Every second byte of a header in utf-16 is a zero."""
    even, odd = start[::2], start[1::2]
    if not odd or b"\0" not in start:
        return None
    if not any(odd) and b"\0" not in even:
        return "utf-16-le"
    return "utf-16-be" if not any(even) and b"\0" not in odd else None


def told_separator(text: str) -> tuple[str | None, str]:
    """The separator that a first line ``sep=;`` tells, and the text below it.

    Excel writes and reads that line; it is no part of the table.
    """
    found = _SEP.match(text)
    return (None, text) if found is None else (found[1], text[found.end() :])


def layout(text: str) -> tuple[str, int]:
    """The separator of a csv, and how many fields a title above its header lacks it.

    Returns:
        The separator, and the number of fields of most of the first lines where the
        first of them has fewer: it is a title then, not a header. Else 0.
    """
    lines = [line for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
    first = lines[0] if lines else ""
    separator = max(SIGNS, key=first.count)
    counts = {sign: Counter(line.count(sign) for line in lines) for sign in ";\t,|"}
    modes = {sign: count.most_common(1)[0] for sign, count in counts.items() if count}
    for sign, (often, lines_with) in modes.items():
        # A header whose rows break off has more of its own sign than they have commas.
        is_title = first.count(separator) < often and "".join(lines).count('"') == 0
        if is_title and lines_with > 1 and 2 * lines_with > len(lines):
            return sign, often + 1
        if first.count(sign) == often and often:
            return separator, 0
    return separator, 0
