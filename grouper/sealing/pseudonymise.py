"""Replaces the numbers of patients and their care by keyed hashes.

Who has the key finds the same pseudonym for the same number in every file; who has not
cannot tell which number stands behind one, nor test a guess.

Specification: BLAKE2b (RFC 7693) of 16 bytes in hexadecimal, keyed with the content of
the key file (with its BLAKE2b-512 when that is longer than 64 bytes), with the persons
of ``PERSONS``, over the length of the text (uint32, little-endian) and its UTF-8.

Dutch terms: subtraject, zorgtraject (an episode of care), verzekerde (the insured).
"""

import hashlib
from pathlib import Path

import numpy as np
import polars as pl

from grouper.registration._arrow import Strings
from grouper.sealing._digest import digest_texts
from grouper.sealing.digest import SIZE, as_bytes, hexadecimal, person
from tabellen.sets.sleutel import long_enough, read_key

MOST_KEY = 64
"""Bytes BLAKE2b takes."""

PERSONS = {
    "subtraject": b"dbc-subtraject",
    "zorgtraject": b"dbc-zorgtraject",
    "verzekerde": b"dbc-verzekerde",
}
"""Keeps numbers of one kind from being linked to equal numbers of another."""

COLUMNS = {
    "subtraject_nummer": "subtraject",
    "hoofdsubtraject_nummer": "subtraject",
    "zorgtraject_nummer": "zorgtraject",
    "hoofdtraject_nummer": "zorgtraject",
    "verzekerde_id": "verzekerde",
}
"""Columns that hold numbers, and the kind of number."""


class Pseudonymiser:
    """Replaces numbers by keyed hashes; the key is shown nowhere.

    Args:
        key: At least 32 bytes, best drawn at random.

    Raises:
        CallError: The key is shorter.
    """

    def __init__(self, key: bytes) -> None:
        key = long_enough(key)
        self._key = key if len(key) <= MOST_KEY else hashlib.blake2b(key).digest()

    @classmethod
    def from_file(cls, path: Path | str) -> "Pseudonymiser":
        """Read the key from a file; raises as ``tabellen.sets.sleutel.read_key``."""
        return cls(read_key(path))

    @property
    def key(self) -> bytes:
        """The key for the digests of a pseudonymised run."""
        return self._key

    def of_file(self, sha256: str) -> str:
        """Keyed hash of a file, of its SHA-256 in hexadecimal; as long as that."""
        return hashlib.blake2b(
            sha256.encode(), digest_size=32, key=self._key, person=b"dbc-bestand"
        ).hexdigest()

    def column(self, numbers: pl.Series, soort: str) -> pl.Series:
        """Pseudonyms of a column of numbers; null stays null.

        Args:
            numbers: Texts.
            soort: Kind of number, of ``PERSONS``.
        """
        texts = numbers.cast(pl.String)
        out = np.empty((len(texts), SIZE), np.uint8)
        digest_texts(
            [Strings(texts)],
            person(PERSONS[soort]),
            as_bytes(self._key),
            as_bytes(b""),
            0,
            len(texts),
            out,
        )
        hashed = hexadecimal(numbers.name, out)
        return hashed.set(texts.is_null(), None) if texts.null_count() else hashed

    def frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A frame with pseudonyms instead of the numbers in it.

        In a frame of findings the values found in such columns are replaced too.
        """
        replaced = [
            self.column(frame[name], soort)
            for name, soort in COLUMNS.items()
            if name in frame.columns
        ]
        if {"column", "value"} <= set(frame.columns):
            replaced.append(self._values(frame))
        return frame.with_columns(replaced)

    def _values(self, findings: pl.DataFrame) -> pl.Series:
        value, column = findings["value"], findings["column"].cast(pl.String)
        for name, soort in COLUMNS.items():
            is_number = column == name
            if is_number.any():
                value = self.column(value, soort).zip_with(is_number, value)
        return value
