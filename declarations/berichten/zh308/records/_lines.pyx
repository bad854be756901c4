"""Finds the lines of a message: where they begin, how long they are, of which kind."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t
from libc.string cimport memchr, memcpy, memset

from declarations.berichten.zh308.records._kolommen cimport Kolom

cdef enum:
    LF = 10
    CR = 13


def find_lines(const uint8_t[::1] content):
    """Split a message at its line feeds.

    Args:
        content: The bytes of a file.

    Returns:
        Of each line where it begins; its size without line end; the kind of its record
        as a number (1 for record 01), 0 for one that is not known; and its line end: 0
        for CR LF, 1 for LF alone, 2 for none.
    """
    cdef Py_ssize_t size = content.shape[0], n = 0, at = 0, i, end
    cdef const uint8_t *text
    cdef const uint8_t *found
    if not size:
        empty = np.empty(0, np.int64)
        return empty, empty, np.empty(0, np.uint8), np.empty(0, np.uint8)
    text = &content[0]
    with nogil:
        while at < size:
            found = <const uint8_t *>memchr(text + at, LF, size - at)
            at = found - text + 1 if found != NULL else size
            n += 1
    starts, sizes = np.empty(n, np.int64), np.empty(n, np.int64)
    kinds, endings = np.empty(n, np.uint8), np.empty(n, np.uint8)
    cdef int64_t[::1] start = starts, length = sizes
    cdef uint8_t[::1] kind = kinds, ending = endings
    with nogil:
        at = 0
        for i in range(n):
            found = <const uint8_t *>memchr(text + at, LF, size - at)
            start[i] = at
            end = found - text if found != NULL else size
            ending[i] = 2 if found == NULL else 1
            if found != NULL and end > at and text[end - 1] == CR:
                end -= 1
                ending[i] = 0
            length[i] = end - at
            kind[i] = _kind(text + at) if end - at >= 2 else 0
            at = found - text + 1 if found != NULL else size
    return starts, sizes, kinds, endings


cdef inline uint8_t _kind(const uint8_t *text) noexcept nogil:
    cdef int number = 0
    if 48 <= text[0] <= 57 and 48 <= text[1] <= 57:
        number = 10 * (text[0] - 48) + text[1] - 48
    if number in (1, 2, 3, 4, 6, 16, 98, 99):
        return <uint8_t>number
    return 0


def pad_lines(
    const uint8_t[::1] content,
    const int64_t[::1] starts,
    const int64_t[::1] sizes,
    int record_bytes,
):
    """Lines that are too short, filled up with spaces.

    Returns:
        A row a line: the record, and behind it two bytes that say how many of its bytes
        the line really had.
    """
    cdef Py_ssize_t i
    cdef uint16_t size
    padded = np.empty((starts.shape[0], record_bytes + sizeof(size)), np.uint8)
    cdef uint8_t[:, ::1] row = padded
    for i in range(starts.shape[0]):
        size = <uint16_t>min(<int64_t>record_bytes, sizes[i])
        memset(&row[i, 0], 32, record_bytes)
        memcpy(&row[i, 0], &content[0] + starts[i], size)
        memcpy(&row[i, record_bytes], &size, sizeof(size))
    return padded


def copy_lines(
    const uint8_t[::1] content,
    const int64_t[::1] starts,
    const int64_t[::1] sizes,
    Kolom copies,
):
    """Add the bytes of lines to a column of bytes, as they stand."""
    cdef Py_ssize_t i
    for i in range(starts.shape[0]):
        # A line without any byte may begin where the content ends.
        copies.put_bytes(&content[0] + starts[i], sizes[i])
