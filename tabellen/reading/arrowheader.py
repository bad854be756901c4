"""Reads of an Arrow IPC file the names of its columns, and whether it is whole.

Polars takes two columns of one name for one and then stops on the rows, so that the
file would seem damaged. The header is a flatbuffer: tables of offsets (Arrow columnar
format, "Encapsulated message format"; flatbuffers.dev, "Internals").
"""

import struct
from pathlib import Path

MAGIC = b"ARROW1"
"""How a file in the file form of Arrow IPC begins and ends."""

_CONTINUES = b"\xff\xff\xff\xff"
_MOST_BYTES = 64 << 20
# Places of what is read in the tables of the format.
_SCHEMA_OF_FOOTER, _HEADER_OF_MESSAGE, _FIELDS_OF_SCHEMA, _NAME_OF_FIELD = 1, 2, 1, 0
_BODY_LENGTH_OF_MESSAGE = 3


def is_whole_stream(path: Path) -> bool:
    """Whether an Arrow IPC stream goes on, message by message, to its end mark.

    The format lets a writer close the connection instead of that mark. A file without
    it is what is left of one that was cut off between two batches, and one with a mark
    in its midst has rows behind it: readers miss nothing in either.

    Args:
        path: An Arrow IPC file in its stream form, of any age: before 0.15 the four
            bytes were not there that stand before the size of a message.

    Raises:
        OSError: The file cannot be read.
    """
    place, end = 0, path.stat().st_size
    try:
        with path.open("rb") as handle:
            while place < end:
                handle.seek(place)
                head = handle.read(8)
                skipped = len(_CONTINUES) if head.startswith(_CONTINUES) else 0
                (size,) = struct.unpack_from("<I", head, skipped)
                place += skipped + 4
                if size == 0:
                    return place == end
                handle.seek(place)
                place += size + _body_bytes(handle.read(min(size, _MOST_BYTES)))
    except (struct.error, IndexError):
        pass
    return False


def column_names(path: Path) -> list[str] | None:
    """Names of the columns, in their order; None where the header cannot be read.

    Args:
        path: An Arrow IPC file, in its file or its stream form.

    Raises:
        OSError: The file cannot be read.
    """
    try:
        with path.open("rb") as handle:
            is_file = handle.read(len(MAGIC)) == MAGIC
            if is_file:
                handle.seek(-len(MAGIC) - 4, 2)
                (size,) = struct.unpack("<i", handle.read(4))
                handle.seek(-len(MAGIC) - 4 - size, 2)
            else:
                handle.seek(0)
                start = handle.read(4)
                raw = handle.read(4) if start == _CONTINUES else start
                (size,) = struct.unpack("<i", raw)
            if not 0 < size <= _MOST_BYTES:
                return None
            return _names(handle.read(size), is_file=is_file)
    except (struct.error, IndexError, TypeError, UnicodeDecodeError):
        return None
    except OSError as error:
        # Before the start of the file: what says its size is damaged.
        if error.errno is not None and error.filename is not None:
            raise
        return None


def _names(buffer: bytes, *, is_file: bool) -> list[str]:
    (root,) = struct.unpack_from("<I", buffer, 0)
    schema = _table(buffer, root, _SCHEMA_OF_FOOTER if is_file else _HEADER_OF_MESSAGE)
    fields = _table(buffer, schema, _FIELDS_OF_SCHEMA)
    (count,) = struct.unpack_from("<I", buffer, fields)
    names = []
    for index in range(min(count, len(buffer))):
        field = _followed(buffer, fields + 4 + 4 * index)
        text = _table(buffer, field, _NAME_OF_FIELD)
        (length,) = struct.unpack_from("<I", buffer, text)
        names.append(buffer[text + 4 : text + 4 + length].decode())
    return names


def _body_bytes(message: bytes) -> int:
    """How many bytes follow on a message; a schema has none."""
    (root,) = struct.unpack_from("<I", message, 0)
    try:
        place = _place(message, root, _BODY_LENGTH_OF_MESSAGE)
    except IndexError:
        return 0
    (length,) = struct.unpack_from("<Q", message, place)
    return int(length)


def _table(buffer: bytes, table: int, place: int) -> int:
    """Where what a table refers to at a place begins."""
    return _followed(buffer, _place(buffer, table, place))


def _place(buffer: bytes, table: int, place: int) -> int:
    """Where what a table has at a place stands in it."""
    (back,) = struct.unpack_from("<i", buffer, table)
    (size,) = struct.unpack_from("<H", buffer, table - back)
    if 4 + 2 * place >= size:
        raise IndexError(place)
    (offset,) = struct.unpack_from("<H", buffer, table - back + 4 + 2 * place)
    if offset == 0:
        raise IndexError(place)
    return int(table + offset)


def _followed(buffer: bytes, place: int) -> int:
    (offset,) = struct.unpack_from("<I", buffer, place)
    return int(place + offset)
