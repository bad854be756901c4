"""Compiled files as somebody might forge them: the checksum is right, no more is."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from grouper.compiled._records import BESLISBOOM, BESLISREGEL, CONDITION, NODE, TEST

HEAD = struct.Struct("<8sII")
"""Magic, format version, length of the header; a checksum of four bytes follows."""

RECORDS = {
    "bomen": BESLISBOOM,
    "nodes": NODE,
    "tests": TEST,
    "conditions": CONDITION,
    "regels": BESLISREGEL,
    "regel_tests": TEST,
    "regel_conditions": CONDITION,
}


class Forgery:
    """A compiled file taken apart.

    Attributes:
        header: What its header says.
        content: What comes after it.
    """

    def __init__(self, path: Path) -> None:
        whole = path.read_bytes()
        self._magic, self._version, length = HEAD.unpack(whole[: HEAD.size])
        body = whole[HEAD.size + 4 :]
        self.header: dict[str, Any] = json.loads(body[:length])
        self.content = bytearray(body[length:])

    def array(self, name: str, field: str | None = None) -> np.ndarray:
        """An array of the file, or a field of its records, to be written into."""
        dtype, shape, start = self.header["arrays"][name]
        found = np.dtype(dtype) if dtype else RECORDS[name]
        count = int(np.prod(shape))
        array = np.frombuffer(self.content, found, count, start)
        return array[field] if field else array

    def write(self, path: Path) -> Path:
        """Write it with the checksum that it should have."""
        header = json.dumps(self.header).encode()
        header += b" " * (-(HEAD.size + 4 + len(header)) % 64)
        head = HEAD.pack(self._magic, self._version, len(header))
        body = header + bytes(self.content)
        checksum = struct.pack("<I", zlib.crc32(body, zlib.crc32(head)))
        path.write_bytes(head + checksum + body)
        return path


def forged(source: Path, target: Path, change: Callable[[Forgery], object]) -> Path:
    """Write ``source`` to ``target``, changed."""
    forgery = Forgery(source)
    change(forgery)
    return forgery.write(target)
