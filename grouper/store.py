"""The file a compiled release is kept in: one header, arrays one after another.

Layout: 16 bytes (magic, format version, length of the header), a JSON header (identity,
names, dtypes, shapes and places of the arrays, codebooks, labels), then the arrays,
each at a multiple of 64 bytes, then the reference tables as Arrow IPC. A CRC-32 over
everything after the 16 bytes tells a damaged file; it does not protect against a file
that was made to mislead. Arrays are mapped, not read, so processes share them.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from grouper._records import BESLISBOOM, BESLISREGEL, CONDITION, NODE, TEST
from grouper.compiled import Array, Codebook, CompiledStructure
from productstructure.errors import CompiledFileError
from productstructure.release import Bronbestand, ReleaseIdentity
from tabellen.publishing import OutputSet
from tabellen.writing import writing

MAGIC = b"DBCGRP\x00\x01"

FORMAT_VERSION = 6
"""Raise it whenever the arrays, their meaning or this layout change."""

_HEAD = struct.Struct("<8sII")
_ALIGNMENT = 64
_CHUNK = 1 << 20
_RECORDS = {
    "bomen": BESLISBOOM,
    "nodes": NODE,
    "tests": TEST,
    "conditions": CONDITION,
    "regels": BESLISREGEL,
    "regel_tests": TEST,
    "regel_conditions": CONDITION,
}


class _StoredTables(Mapping[str, pl.DataFrame]):
    """Reference tables, each read from the file when it is first asked for."""

    def __init__(self, buffer: Array, places: dict[str, tuple[int, int]]) -> None:
        self._buffer = buffer
        self._places = places
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            start, size = self._places[name]
            content = self._buffer[start : start + size].tobytes()
            self._read[name] = pl.read_ipc(BytesIO(content))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def save_compiled(compiled: CompiledStructure, path: Path | str) -> None:
    """Write a compiled release to a file, at once or not at all.

    Args:
        compiled: The release.
        path: Where to; an existing file is replaced.

    Raises:
        OutputFileError: The file cannot be written, or another run writes it.
    """
    parts: list[bytes] = []
    places: dict[str, Any] = {"arrays": {}, "tables": {}}
    end = 0

    def place(content: bytes) -> int:
        nonlocal end
        start = end + -end % _ALIGNMENT
        parts.append(bytes(start - end) + content)
        end = start + len(content)
        return start

    for name, array in compiled.arrays.items():
        dtype = None if name in _RECORDS else array.dtype.str
        start = place(np.ascontiguousarray(array).tobytes())
        places["arrays"][name] = (dtype, array.shape, start)
    for name, table in compiled.tables.items():
        buffer = BytesIO()
        table.write_ipc(buffer, compression="zstd")
        places["tables"][name] = (place(buffer.getvalue()), buffer.tell())
    header = json.dumps(
        {
            "identity": asdict(compiled.identity),
            "codebooks": {n: (b.width, b.codes) for n, b in compiled.codebooks.items()},
            "labels": compiled.labels,
            "groepen": compiled.groepen,
            "notices": compiled.notices,
            "bron_sha256": compiled.bron_sha256,
            **places,
        },
        default=date.isoformat,
    ).encode()
    # The header is filled up so that the arrays after it are aligned.
    header += b" " * (-(_HEAD.size + 4 + len(header)) % _ALIGNMENT)
    checksum = zlib.crc32(header)
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    path = Path(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with OutputSet(path, "compile") as outputs:
        with writing(path), outputs.new(path).open("wb") as handle:
            handle.write(_HEAD.pack(MAGIC, FORMAT_VERSION, len(header)))
            handle.write(struct.pack("<I", checksum))
            handle.write(header)
            handle.writelines(parts)
        outputs.publish()


def is_compiled(path: Path | str) -> bool:
    """Whether a file begins as a compiled release does."""
    path = Path(path)
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


def open_compiled(path: Path | str) -> CompiledStructure:
    """Open a compiled release by memory map.

    Args:
        path: A file that ``save_compiled`` wrote.

    Raises:
        CompiledFileError: The file is no compiled release, is of another format
            version, or is damaged.
        OSError: It cannot be read.
    """
    path = Path(path)
    advice = "Compile the release again."
    if path.stat().st_size < _HEAD.size + 4:
        raise CompiledFileError(f"{path}: too short for a compiled release. {advice}")
    buffer = np.memmap(path, np.uint8, "r")
    magic, version, length = _HEAD.unpack(buffer[: _HEAD.size].tobytes())
    if magic != MAGIC:
        raise CompiledFileError(f"{path}: not a compiled release. {advice}")
    if version != FORMAT_VERSION:
        raise CompiledFileError(
            f"{path}: format version {version} found, this engine reads "
            f"{FORMAT_VERSION}. {advice}"
        )
    (expected,) = struct.unpack("<I", buffer[_HEAD.size : _HEAD.size + 4].tobytes())
    body = buffer[_HEAD.size + 4 :]
    checksum = 0
    for start in range(0, len(body), _CHUNK):
        checksum = zlib.crc32(body[start : start + _CHUNK].data, checksum)
    if checksum != expected or length > len(body):
        raise CompiledFileError(f"{path}: damaged (its checksum differs). {advice}")
    header = json.loads(body[:length].tobytes())
    content = body[length:]
    return CompiledStructure(
        identity=_identity(header["identity"]),
        arrays={
            name: _array(content, name, *place)
            for name, place in header["arrays"].items()
        },
        codebooks={
            name: Codebook(tuple(codes), width)
            for name, (width, codes) in header["codebooks"].items()
        },
        labels=tuple(header["labels"]),
        groepen=tuple(header["groepen"]),
        tables=_StoredTables(content, header["tables"]),
        notices=tuple(header["notices"]),
        bron_sha256=header["bron_sha256"],
    )


def _array(
    content: Array, name: str, dtype: str | None, shape: list[int], start: int
) -> Array:
    found = np.dtype(dtype) if dtype is not None else _RECORDS[name]
    size = int(np.prod(shape)) * found.itemsize
    return np.asarray(content[start : start + size]).view(found).reshape(shape)


def _identity(fields: dict[str, Any]) -> ReleaseIdentity:
    ingangsdatum = fields["ingangsdatum"]
    return ReleaseIdentity(
        name=fields["name"],
        ingangsdatum=None if ingangsdatum is None else date.fromisoformat(ingangsdatum),
        versiedatum=date.fromisoformat(fields["versiedatum"]),
        boombestanden=Bronbestand(**fields["boombestanden"]),
        referenties=Bronbestand(**fields["referenties"]),
    )
