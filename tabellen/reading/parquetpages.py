"""Follows the pages of a Parquet file, and verifies their checksums where it has them.

Polars takes the header of a page on trust: a changed count makes it ask for more memory
than there is, which ends the process. It verifies no checksum either, and reads a page
with a changed byte as whatever that says; Spark and other writers on parquet-mr give
each page one. A few bytes a page are read, and all of them only where checksums are.

Source: parquet.thrift (FileMetaData, PageHeader; crc: CRC32 of the bytes of the page
after its header) and the Thrift compact protocol.
"""

import mmap
import struct
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

_MAGIC = b"PAR1"
# Field numbers of parquet.thrift.
_FILE_ROWS, _ROW_GROUPS = 3, 4
_COLUMNS, _GROUP_ROWS = 1, 3
_ELSEWHERE, _META_DATA = 1, 3
_VALUES, _SIZE, _DATA, _DICTIONARY = 5, 7, 9, 11
_TYPE, _FULL_SIZE, _PAGE_SIZE, _CRC = 1, 2, 3, 4
_HEADERS = {0: 5, 2: 7, 3: 8}
"""Type of page to its header: data, dictionary, data of version 2."""
_DICTIONARY_PAGE = 2


def has_damaged_page(path: Path) -> bool:
    """Whether the pages of a Parquet file are not as its headers or checksums say.

    A file that is not Parquet from end to end is left to its reader, who refuses it.

    Raises:
        OSError: The file cannot be read.
    """
    stat = path.stat()
    return _remembered(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _remembered(path: Path, size: int, changed: int) -> bool:
    if size < 2 * len(_MAGIC) + 4:
        return False
    with (
        path.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if content[: len(_MAGIC)] != _MAGIC or content[-len(_MAGIC) :] != _MAGIC:
            return False
        try:
            _follow(content)
        except (_DamagedError, IndexError, TypeError, AttributeError, RecursionError):
            return True
    return False


class _DamagedError(Exception):
    """What stands there is not what a header or checksum says."""


def _require(holds: bool) -> None:
    if not holds:
        raise _DamagedError


def _follow(content: mmap.mmap) -> None:
    end = len(content) - len(_MAGIC) - 4
    (size,) = struct.unpack("<I", content[end : end + 4])
    _require(size <= end)
    footer, _ = _struct(content, end - size)
    groups = footer.get(_ROW_GROUPS, [])
    rows = [group.get(_GROUP_ROWS, 0) for group in groups]
    _require(min(rows, default=0) >= 0 and sum(rows) == footer.get(_FILE_ROWS, 0))
    for group in groups:
        for column in group.get(_COLUMNS, []):
            # A column may stand in another file, or be encrypted.
            if _ELSEWHERE not in column and _META_DATA in column:
                _follow_column(content, column[_META_DATA])


def _follow_column(content: mmap.mmap, column: dict[int, Any]) -> None:
    """Go from page to page of one column of one row group."""
    places = [column[name] for name in (_DATA, _DICTIONARY) if column.get(name)]
    place, wanted = min(places, default=0), column.get(_VALUES, 0)
    end = place + column.get(_SIZE, 0)
    _require(0 <= place <= end <= len(content))
    found = 0
    while place < end:
        header, place = _struct(content, place)
        size = header.get(_PAGE_SIZE, -1)
        _require(0 <= size <= len(content) - place)
        _require(header.get(_FULL_SIZE, -1) >= 0)
        kind = header.get(_TYPE, 0)
        if kind in _HEADERS:
            values = header.get(_HEADERS[kind], {}).get(1, -1)
            _require(values >= 0)
            found += 0 if kind == _DICTIONARY_PAGE else values
        if _CRC in header:
            crc = zlib.crc32(content[place : place + size])
            _require(crc == header[_CRC] & 0xFFFFFFFF)
        place += size
    _require(found == wanted)


# The Thrift compact protocol, as far as Parquet uses it.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_MOST_FIELDS = 1 << 22


def _struct(content: mmap.mmap, place: int) -> tuple[dict[int, Any], int]:
    """A struct by the numbers of its fields, and where it ends."""
    fields: dict[int, Any] = {}
    number = 0
    while head := content[place]:
        place += 1
        step, kind = head >> 4, head & 15
        if step:
            number += step
        else:
            value, place = _varint(content, place)
            number = _signed(value)
        # Most fields are numbers; a page has some sixty, and a night many pages, so
        # they are read here.
        if kind in _INTEGERS:
            value, shift = content[place], 7
            # The highest bit of a byte says that another follows; it is no digit.
            while value >> shift:
                if shift > 63:
                    raise _DamagedError
                place += 1
                value += (content[place] - 1) << shift
                shift += 7
            fields[number] = (value >> 1) ^ -(value & 1)
            place += 1
        elif kind in (_TRUE, _FALSE):
            fields[number] = kind == _TRUE
        else:
            fields[number], place = _value(content, place, kind)
    return fields, place + 1


def _value(content: mmap.mmap, place: int, kind: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        value, place = _varint(content, place)
        return _signed(value), place
    if kind == _BINARY:
        size, place = _varint(content, place)
        # Names and statistics, which nobody asks for here.
        return None, place + size
    if kind in (_LIST, _SET):
        return _list(content, place)
    if kind == _STRUCT:
        return _struct(content, place)
    if kind in (_TRUE, _FALSE, _BYTE):
        return content[place], place + 1
    if kind == _DOUBLE:
        return None, place + 8
    raise _DamagedError


def _list(content: mmap.mmap, place: int) -> tuple[list[Any], int]:
    head = content[place]
    place += 1
    size, kind = head >> 4, head & 15
    if size == 15:
        size, place = _varint(content, place)
    if size > _MOST_FIELDS:
        raise _DamagedError
    values = []
    for _ in range(size):
        value, place = _value(content, place, kind)
        values.append(value)
    return values, place


def _varint(content: mmap.mmap, place: int) -> tuple[int, int]:
    value = content[place]
    if value < 0x80:
        return value, place + 1
    byte = content[place + 1]
    if byte < 0x80:
        return value & 0x7F | byte << 7, place + 2
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
        if shift > 63:
            raise _DamagedError


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
