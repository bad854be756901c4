"""Reads a key from its file, and seals a record with it.

A seal is the HMAC-SHA256 (RFC 2104) of all that a record says beside the seal: who has
not the key cannot write a record that fits other files. The key of pseudonyms and that
of records may be one: the text that is sealed begins with what it is.

Dutch terms: sleutel (key), zegel (seal), kenmerk (by which a key is known).
"""

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from tabellen.errors import CallError, InputFileError

LEAST_KEY = 32
"""Bytes a key has at least: 128 bits even when it is written in hexadecimal."""

ZEGEL = "zegel"
"""Key of a record under which its seal stands."""

_METHODE = "HMAC-SHA256"
_OF_RECORD = b"dbc-grouper record 1\n"
_OF_FILE = b"dbc-grouper bestand 1\n"
_OF_KEY = b"dbc-grouper kenmerk 1\n"
_KENMERK = 16
"""Hexadecimal digits by which a key is known; of no use to find the key."""

_FOR_OTHERS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
"""Rights that nobody has on a key but its owner, and to read it the group."""


class Zegelstand(Enum):
    """Whether a record is as it was sealed."""

    HEEL = "sealed with this key"
    GEEN = "not sealed"
    ONBEVESTIGD = "sealed, and no key was given to confirm it"
    ANDERE_SLEUTEL = "sealed with another key"
    GEBROKEN = "changed after it was sealed"


class Sleutel:
    """A key to seal records with; it is shown nowhere.

    Args:
        key: At least 32 bytes, best drawn at random.

    Raises:
        CallError: The key is shorter.
    """

    def __init__(self, key: bytes) -> None:
        self._key = long_enough(key)

    @classmethod
    def from_file(cls, path: Path | str) -> "Sleutel":
        """Read it from a file; raises as ``read_key``."""
        return cls(read_key(path))

    def sealed(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What a record says, with its seal behind it; a seal in it is replaced."""
        seal = {
            "methode": _METHODE,
            "sleutel": self._hmac(_OF_KEY)[:_KENMERK],
            "hmac": self._hmac(_sealed_text(said)),
        }
        return {**said, ZEGEL: seal}

    def of_file(self, sha256: str) -> str:
        """Keyed hash of a file, of its SHA-256 in hexadecimal; as long as that.

        Who has not the key cannot test with it what he guesses to be in the file.
        """
        return self._hmac(_OF_FILE + sha256.encode())

    def judge(self, said: Mapping[str, Any]) -> Zegelstand:
        """Whether a record is as it was sealed with this key."""
        if ZEGEL not in said:
            return Zegelstand.GEEN
        seal, own = said[ZEGEL], self.sealed(said)[ZEGEL]
        if not isinstance(seal, dict) or not isinstance(seal.get("hmac"), str):
            return Zegelstand.GEBROKEN
        found = seal["hmac"].encode(errors="replace")
        if hmac.compare_digest(found, own["hmac"].encode()):
            return Zegelstand.HEEL
        is_of_another = seal.get("sleutel") != own["sleutel"]
        return Zegelstand.ANDERE_SLEUTEL if is_of_another else Zegelstand.GEBROKEN

    def _hmac(self, text: bytes) -> str:
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


def judge_seal(said: Mapping[str, Any], sleutel: Sleutel | None) -> Zegelstand:
    """Whether a record is as it was sealed; without a key that cannot be told."""
    if sleutel is not None:
        return sleutel.judge(said)
    return Zegelstand.ONBEVESTIGD if ZEGEL in said else Zegelstand.GEEN


def maybe_sleutel(path: Path | str | None) -> Sleutel | None:
    """The key in a file; None for no file. Raises as ``read_key``."""
    return None if path is None else Sleutel.from_file(path)


def read_key(path: Path | str) -> bytes:
    """Read a key from its file; one end of line behind it does not count.

    Raises:
        InputFileError: The file cannot be read.
        CallError: It holds less than 32 bytes or one byte over and over, or others than
            its owner and group may read it.
    """
    try:
        with Path(path).open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except OSError as fault:
        raise InputFileError(
            f"{path}: the key file cannot be read ({fault.strerror})."
        ) from None
    if mode & _FOR_OTHERS:
        raise CallError(
            f"{path}: the key file has rights {mode:04o}, so that others may read "
            "or change the key. Take them away: chmod 600."
        )
    key = content.removesuffix(b"\n").removesuffix(b"\r")
    if len(key) >= LEAST_KEY and len(set(key)) == 1:
        raise CallError(
            f"{path}: the key is one byte over and over, which is soon guessed. "
            "Draw one at random (openssl rand -hex 32)."
        )
    return long_enough(key)


def long_enough(key: bytes) -> bytes:
    """The key itself.

    Raises:
        CallError: It is too short.
    """
    if len(key) < LEAST_KEY:
        raise CallError(
            f"the key has {len(key)} bytes; use at least {LEAST_KEY}, best drawn at "
            "random (openssl rand -hex 32)."
        )
    return key


def _sealed_text(said: Mapping[str, Any]) -> bytes:
    rest = {name: value for name, value in said.items() if name != ZEGEL}
    return _OF_RECORD + json.dumps(rest, sort_keys=True).encode()
