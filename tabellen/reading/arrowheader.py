"""Reads the names of the columns of an Arrow IPC file, as they stand in it.

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


def _table(buffer: bytes, table: int, place: int) -> int:
    """Where what a table has at a place begins."""
    (back,) = struct.unpack_from("<i", buffer, table)
    (size,) = struct.unpack_from("<H", buffer, table - back)
    if 4 + 2 * place >= size:
        raise IndexError(place)
    (offset,) = struct.unpack_from("<H", buffer, table - back + 4 + 2 * place)
    if offset == 0:
        raise IndexError(place)
    return _followed(buffer, table + offset)


def _followed(buffer: bytes, place: int) -> int:
    (offset,) = struct.unpack_from("<I", buffer, place)
    return int(place + offset)
