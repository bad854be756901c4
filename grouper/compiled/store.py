"""The file a compiled release is kept in: one header, arrays one after another.

Layout: 20 bytes (magic, format version, length of the header, checksum), a JSON header
(hash of the source, version of the compiler, identity, names, dtypes, shapes and places
of the arrays, codebooks, labels), then the arrays, each at a multiple of 64 bytes, then
the reference tables as Arrow IPC. Arrays are mapped, not read, so processes share them.

A CRC-32 over everything but itself tells a damaged file. It does not protect against a
file that was made to mislead: such a one may hold other rules, but no index in it leads
out of its array (``bounds``).
"""

import json
import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from grouper.compiled._records import BESLISBOOM, BESLISREGEL, CONDITION, NODE, TEST
from grouper.compiled.bounds import FORMS, check_bounds
from grouper.compiled.compilerversion import compiler_version
from grouper.compiled.structure import KEPT_TABLES, Array, Codebook, CompiledStructure
from productstructure.errors import CompiledFileError, StaleFileError
from productstructure.release import ReleaseIdentity, recorded_text
from productstructure.schema import TABLE_BY_NAME
from tabellen.calltypes import checks_types
from tabellen.paths import one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.writing import STOPS, writing

MAGIC = b"DBCGRP\x00\x01"

FORMAT_VERSION = 7
"""Raise it whenever the arrays, their meaning or this layout change."""

_HEAD = struct.Struct("<8sII")
_CHECKSUM = struct.Struct("<I")
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


_MISREAD = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, RecursionError),
)
"""How reading a header ends that no ``save_compiled`` wrote."""

_ADVICE = "Compile the release again."


@dataclass(frozen=True)
class _Place:
    """Where a table stands, in bytes, and how many rows it has."""

    start: int
    size: int
    height: int


class _StoredTables(Mapping[str, pl.DataFrame]):
    """Reference tables, each read from the file when it is first asked for."""

    def __init__(self, path: Path, buffer: Array, places: dict[str, _Place]) -> None:
        self._path = path
        self._buffer = buffer
        self._places = places
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            self._read[name] = self._table(name, self._places[name])
        return self._read[name]

    def _table(self, name: str, place: _Place) -> pl.DataFrame:
        content = self._buffer[place.start : place.start + place.size].tobytes()
        try:
            table = pl.read_ipc(BytesIO(content))
        except (*STOPS, ValueError) as fault:
            raise self._misread(name) from fault
        if table.height != place.height or not _is_as_published(name, table):
            raise self._misread(name)
        return table

    def _misread(self, name: str) -> CompiledFileError:
        # A cache would not notice: what opens a file leaves its tables alone.
        return CompiledFileError(
            f"{self._path}: damaged (table {name}). Remove the file and compile the "
            "release again."
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _is_as_published(name: str, table: pl.DataFrame) -> bool:
    """Whether a table has the columns that the release declares, and their dtypes."""
    declared = TABLE_BY_NAME[name].dtypes
    declared.pop("versiedatum", None)
    return dict(table.schema) == declared


@checks_types
def save_compiled(compiled: CompiledStructure, path: Path | str) -> None:
    """Write a compiled release to a file, at once or not at all.

    Args:
        compiled: The release.
        path: Where to; an existing file is replaced.

    Raises:
        OutputFileError: The file cannot be written, or another run writes it.
        CallError: It is no compiled release.
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
        start = place(buffer.getvalue())
        places["tables"][name] = (start, buffer.tell(), table.height)
    header = json.dumps(
        {
            "identity": asdict(compiled.identity),
            "codebooks": {n: (b.width, b.codes) for n, b in compiled.codebooks.items()},
            "labels": compiled.labels,
            "groepen": compiled.groepen,
            "notices": compiled.notices,
            "bron_sha256": compiled.bron_sha256,
            "compiler": compiled.compiler,
            **places,
        },
        default=date.isoformat,
    ).encode()
    # The header is filled up so that the arrays after it are aligned.
    header += b" " * (-(_HEAD.size + _CHECKSUM.size + len(header)) % _ALIGNMENT)
    head = _HEAD.pack(MAGIC, FORMAT_VERSION, len(header))
    checksum = zlib.crc32(header, zlib.crc32(head))
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    path = one_path(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with OutputSet(path, "compile") as outputs:
        with writing(path), outputs.new(path).open("wb") as handle:
            handle.write(head)
            handle.write(_CHECKSUM.pack(checksum))
            handle.write(header)
            handle.writelines(parts)
        outputs.publish()


def is_compiled(path: Path | str) -> bool:
    """Whether a file begins as a compiled release does."""
    path = one_path(path)
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


@checks_types
def open_compiled(path: Path | str) -> CompiledStructure:
    """Open a compiled release by memory map.

    Args:
        path: A file that ``save_compiled`` wrote.

    Raises:
        CompiledFileError: The file is no compiled release, is of another format version
            or compiler, or is damaged.
        OSError: It cannot be read.
    """
    path = one_path(path)
    if path.stat().st_size < _HEAD.size + _CHECKSUM.size:
        raise CompiledFileError(f"{path}: too short for a compiled release. {_ADVICE}")
    buffer = np.memmap(path, np.uint8, "r")
    head = buffer[: _HEAD.size].tobytes()
    magic, version, length = _HEAD.unpack(head)
    if magic != MAGIC:
        raise CompiledFileError(f"{path}: not a compiled release. {_ADVICE}")
    if version != FORMAT_VERSION:
        raise CompiledFileError(
            f"{path}: format version {version} found, this engine reads "
            f"{FORMAT_VERSION}. {_ADVICE}"
        )
    body = buffer[_HEAD.size + _CHECKSUM.size :]
    (expected,) = _CHECKSUM.unpack(buffer[_HEAD.size :][: _CHECKSUM.size].tobytes())
    checksum = zlib.crc32(head)
    for start in range(0, len(body), _CHUNK):
        checksum = zlib.crc32(body[start : start + _CHUNK].data, checksum)
    if checksum != expected or length > len(body):
        raise _damaged(path, "its checksum differs")
    try:
        compiled, heights = _read(path, body[:length].tobytes(), body[length:])
        if compiled.compiler == compiler_version():
            check_bounds(compiled, heights)
    except _MISREAD as fault:
        raise _damaged(path, f"{type(fault).__name__}: {fault}") from fault
    if compiled.compiler != compiler_version():
        raise StaleFileError(
            f"{path}: compiled by another version of this software, which may have made"
            f" other tables of the release. {_ADVICE}"
        )
    return compiled


def _damaged(path: Path, found: str) -> CompiledFileError:
    return CompiledFileError(f"{path}: damaged ({found}). {_ADVICE}")


def _read(
    path: Path, text: bytes, content: Array
) -> tuple[CompiledStructure, dict[str, int]]:
    """What a header says, and how many rows each table has; nothing is taken on trust.

    Raises:
        ValueError: And others of ``_MISREAD``: no ``save_compiled`` wrote it.
    """
    header = json.loads(text)
    places = {
        name: _Place(*map(_number, place)) for name, place in header["tables"].items()
    }
    if set(places) != set(KEPT_TABLES):
        raise ValueError(f"table {min(set(places) ^ set(KEPT_TABLES))}")
    for name, place in places.items():
        _demand_inside(f"table {name}", place.start, place.size, content)
    bron_sha256 = header["bron_sha256"]
    compiled = CompiledStructure(
        identity=ReleaseIdentity.of_record(header["identity"]),
        arrays={
            name: _array(content, name, *place)
            for name, place in header["arrays"].items()
        },
        codebooks={
            name: Codebook(_texts(codes), _number(width))
            for name, (width, codes) in header["codebooks"].items()
        },
        labels=_texts(header["labels"]),
        groepen=_texts(header["groepen"]),
        tables=_StoredTables(path, content, places),
        notices=_texts(header["notices"]),
        bron_sha256=None if bron_sha256 is None else recorded_text(bron_sha256),
        compiler=recorded_text(header["compiler"]),
    )
    return compiled, {name: place.height for name, place in places.items()}


def _array(
    content: Array, name: str, dtype: str | None, shape: list[int], start: int
) -> Array:
    if name in _RECORDS and dtype is None:
        found = _RECORDS[name]
    else:
        known = {np.dtype(each).str: np.dtype(each) for each in FORMS[name][0]}
        found = known[recorded_text(dtype)]
    size = math.prod(map(_number, shape)) * found.itemsize
    _demand_inside(f"array {name}", start, size, content)
    return np.asarray(content[start : start + size]).view(found).reshape(shape)


def _demand_inside(what: str, start: int, size: int, content: Array) -> None:
    if _number(start) % _ALIGNMENT or start + size > len(content):
        raise ValueError(f"place of {what}")


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no place or size")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or set(map(type, values)) - {str}:
        raise ValueError("not a list of texts")
    return tuple(values)
