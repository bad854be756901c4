"""Digests as the specification in ``sealing.digest`` says, with hashlib, row by row.

Reads rows as dicts of text, as they stand in a csv; shares no code with the engine.
"""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from datetime import date

from productstructure.release import ReleaseIdentity

EPOCH = date(1970, 1, 1)
MISSING = -(2**31)
VRAGERS = ("", "EERSTELIJN", "BUITEN_DBC", "GEEN_VERZOEK_NODIG", "ANDERS")
GESLACHTEN = {"M": "1", "V": "2", "F": "2", "UN": "9"}

Row = Mapping[str, str | None]


def invoer(
    release: ReleaseIdentity, row: Row, activities: Sequence[Row], key: bytes = b""
) -> str:
    """``dbc_grouper_invoer`` of one subtraject."""
    files = bytes.fromhex(release.boombestanden.sha256 + release.referenties.sha256)
    message = hashlib.blake2b(files, digest_size=16).digest()
    for name in (
        "subtraject_nummer",
        "zorgtraject_nummer",
        "hoofdtraject_nummer",
        "verzekerde_id",
        "ontvanger",
        "afsluitreden_code",
        "aanspraak",
        "aanvrager_soort",
    ):
        message += _text(row.get(name))
    for name, width in (
        ("specialisme_code", 4),
        ("diagnose_code", 4),
        ("zorgtype_code", 2),
        ("zorgvraag_code", 3),
    ):
        message += _code(row.get(name), width)
    geslacht = (row.get("geslacht") or "").strip()
    message += _code(GESLACHTEN.get(geslacht, geslacht), 0)
    message += _code(row.get("zorginstelling_code"), 8)
    for name in ("begindatum", "einddatum", "geboortedatum"):
        message += struct.pack("<i", _day(row.get(name)))
    message += struct.pack("<i", _integer(row.get("leeftijd_jaar"), MISSING + 1))
    lines = sorted(
        (
            _code(line["zorgactiviteit_code"], 6)[1:],
            _day(line.get("uitvoerdatum")),
            _integer(line["aantal"], MISSING),
            _vrager(line.get("aanvrager_soort")),
        )
        for line in activities
    )
    message += struct.pack("<I", len(lines))
    for code, day, aantal, vrager in lines:
        message += bytes([len(code)]) + code + struct.pack("<iiB", day, aantal, vrager)
    return _blake2b(message, b"dbc-invoer-1", key)


def uitkomst(row: Row) -> str:
    """``dbc_grouper_digest`` of one row of output, as csv has it."""
    cells = {name: cell for name, cell in row.items() if name != "dbc_grouper_digest"}
    names = b"".join(_text(name) for name in cells)
    message = hashlib.blake2b(names, digest_size=16).digest()
    message += b"".join(_text(cell) for cell in cells.values())
    return _blake2b(message, b"dbc-uitkomst-1")


def pseudonym(number: str, person: bytes, key: bytes) -> str:
    """What stands for a number in pseudonymised output."""
    return _blake2b(_text(number), person, key)


def _blake2b(message: bytes, person: bytes, key: bytes = b"") -> str:
    return hashlib.blake2b(message, digest_size=16, person=person, key=key).hexdigest()


def _text(text: str | None) -> bytes:
    encoded = (text or "").encode()
    return struct.pack("<I", len(encoded)) + encoded


def _code(text: str | None, width: int) -> bytes:
    stripped = (text or "").strip()
    code = (stripped.zfill(width) if stripped else "").encode()
    return bytes([len(code)]) + code


def _day(text: str | None) -> int:
    try:
        return (date.fromisoformat((text or "").strip()) - EPOCH).days
    except ValueError:
        return MISSING


def _integer(text: str | None, bad: int) -> int:
    stripped = (text or "").strip()
    if not stripped:
        return MISSING
    try:
        return int(stripped)
    except ValueError:
        return bad


def _vrager(text: str | None) -> int:
    stripped = (text or "").strip()
    return VRAGERS.index(stripped) if stripped in VRAGERS else len(VRAGERS)
