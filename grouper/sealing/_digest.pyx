"""Digests of rows: BLAKE2b-128 over texts, numbers and sorted activities.

What goes in, and in which order, is specified in ``grouper.sealing.digest``.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport qsort

import numpy as np

from grouper.registration._arrow cimport Strings, View
from grouper.sealing._blake2b cimport Blake2b, Sink, begin, feed, finish, flush, put, put_all

cdef enum:
    MAX_COLUMNS = 64


cdef struct Column:
    # What Strings lends, without the Python object around it.
    const View *views
    const uint8_t *validity
    int64_t first
    const char **buffers


cdef packed struct Activity:
    # Both compare as the numbers in them do: rank of the code and day; aantal and
    # vrager. Signed numbers are kept with their sign bit turned.
    uint64_t rank_day
    uint64_t aantal_vrager


cdef Py_ssize_t _lend(list columns, Column *lent) except -1:
    cdef Strings strings
    cdef Py_ssize_t c
    if len(columns) > MAX_COLUMNS:
        raise ValueError(f"{len(columns)} columns; a digest takes at most {MAX_COLUMNS}")
    for c in range(len(columns)):
        strings = columns[c]
        lent[c].views = strings.views
        lent[c].validity = strings.validity
        lent[c].first = strings.first
        lent[c].buffers = strings.buffers
    return len(columns)


cdef inline void _put_cell(
    Sink *sink, const Column *column, Py_ssize_t row
) noexcept nogil:
    """Add the length of a text and its bytes, which is how a short view begins."""
    cdef const View *view = column.views + row
    cdef int64_t at = column.first + row
    cdef uint64_t nothing[2]
    if column.validity != NULL and not (column.validity[at >> 3] >> (at & 7) & 1):
        nothing[0] = 0
        put(sink, nothing, 4)
    elif view.length <= 12:
        put(sink, view, 4 + view.length)
    else:
        put(sink, view, 4)
        put_all(sink, column.buffers[view.buffer] + view.offset, view.length)


def digest_texts(
    list columns,
    const uint8_t[::1] person,
    const uint8_t[::1] key,
    const uint8_t[::1] head,
    Py_ssize_t start,
    Py_ssize_t stop,
    uint8_t[:, ::1] out,
):
    """Digest rows of texts.

    Args:
        columns: Strings of each column, in order.
        person: 16 bytes that keep one use of the function from another.
        key: At most 64 bytes, or none.
        head: Bytes that go before those of every row.
        start: First row.
        stop: Up to which row.
        out: Gets 16 bytes a row.
    """
    cdef Column lent[MAX_COLUMNS]
    cdef Py_ssize_t n = _lend(columns, lent), row, c
    cdef Py_ssize_t key_size = key.shape[0], head_size = head.shape[0]
    cdef const uint8_t *key_at = &key[0] if key_size else NULL
    cdef const uint8_t *head_at = &head[0] if head_size else NULL
    cdef Sink sink
    sink.size = 0
    with nogil:
        for row in range(start, stop):
            begin(&sink.state, key_at, key_size, &person[0])
            feed(&sink.state, head_at, head_size)
            for c in range(n):
                _put_cell(&sink, &lent[c], row)
            flush(&sink)
            finish(&sink.state, &out[row, 0])


cdef enum:
    SIGN = 0x80000000


cdef int _compare(const void *left, const void *right) noexcept nogil:
    cdef const Activity *a = <const Activity *>left
    cdef const Activity *b = <const Activity *>right
    if a.rank_day != b.rank_day:
        return -1 if a.rank_day < b.rank_day else 1
    return (a.aantal_vrager > b.aantal_vrager) - (a.aantal_vrager < b.aantal_vrager)


cdef inline void _sort(Activity *activities, Py_ssize_t n) noexcept nogil:
    """Most subtrajecten have a handful of activities; qsort serves the others."""
    cdef Py_ssize_t i, j
    cdef Activity held
    if n > 32:
        qsort(activities, n, sizeof(Activity), _compare)
        return
    for i in range(1, n):
        held = activities[i]
        j = i
        while j > 0 and _compare(&activities[j - 1], &held) > 0:
            activities[j] = activities[j - 1]
            j -= 1
        activities[j] = held


cdef inline void _put_activity(
    Sink *sink, const Activity *activity, const uint8_t *code
) noexcept nogil:
    cdef uint32_t numbers[4]
    put(sink, code, 1 + code[0])
    numbers[0] = <uint32_t>activity.rank_day ^ SIGN
    numbers[1] = <uint32_t>(activity.aantal_vrager >> 8) ^ SIGN
    numbers[2] = <uint32_t>(activity.aantal_vrager & 0xFF)
    put(sink, numbers, 9)


def digest_registrations(
    list texts,
    const uint32_t[:, ::1] codes,
    const int32_t[:, ::1] numbers,
    const uint8_t[:, ::1] slots,
    object activities,
    const int32_t[::1] day,
    object ranked,
    const uint8_t[::1] person,
    const uint8_t[::1] key,
    const uint8_t[:, ::1] heads,
    const uint8_t[::1] head_of_row,
    Py_ssize_t start,
    Py_ssize_t stop,
    uint8_t[:, ::1] out,
):
    """Digest subtrajecten with their activities, in whatever order these came.

    Args:
        texts: Strings of each text column.
        codes: Code of each code column and row, as a place in ``slots``.
        numbers: Each number column and row.
        slots: All codes, 16 bytes each: the length of a code and its bytes.
        activities: ``Activities`` of the batch.
        day: Their days, as they came.
        ranked: ``Ranked``: what they are sorted by; a ``code`` is a place in ``slots``.
        person: 16 bytes that keep one use of the function from another.
        key: At most 64 bytes, or none.
        heads: 16 bytes that go before those of a row, by release.
        head_of_row: Release of each row.
        start: First row.
        stop: Up to which row.
        out: Gets 16 bytes a row.
    """
    cdef Column lent[MAX_COLUMNS]
    cdef Py_ssize_t n_texts = _lend(texts, lent), row, c, j, n, most = 1
    cdef const int64_t[::1] first = activities.first
    cdef bint in_order = activities.order is None
    cdef const int64_t[::1] order = None
    if not in_order:
        order = activities.order
    cdef const uint32_t[::1] text = ranked.text
    cdef const int32_t[::1] aantal = activities.aantal
    cdef const uint8_t[::1] vrager = ranked.vrager
    cdef const uint32_t[::1] rank = ranked.rank
    cdef const int64_t[::1] code_of_rank = ranked.code
    cdef Py_ssize_t key_size = key.shape[0], n_numbers = numbers.shape[0]
    cdef const uint8_t *key_at = &key[0] if key_size else NULL
    cdef const uint8_t *slot
    cdef Sink sink
    cdef Activity found
    cdef int64_t line
    cdef uint32_t small[4]
    for row in range(start, stop):
        most = max(most, first[row + 1] - first[row])
    scratch = np.empty(most, np.asarray(<Activity[:1]>&found).dtype)
    cdef Activity[::1] own = scratch
    sink.size = 0
    with nogil:
        for row in range(start, stop):
            begin(&sink.state, key_at, key_size, &person[0])
            put(&sink, &heads[head_of_row[row], 0], 16)
            for c in range(n_texts):
                _put_cell(&sink, &lent[c], row)
            for c in range(codes.shape[0]):
                slot = &slots[codes[c, row], 0]
                put(&sink, slot, 1 + slot[0])
            for c in range(n_numbers):
                small[0] = <uint32_t>numbers[c, row]
                put(&sink, small, 4)
            n = first[row + 1] - first[row]
            small[0] = <uint32_t>n
            put(&sink, small, 4)
            for j in range(n):
                line = first[row] + j if in_order else order[first[row] + j]
                own[j].rank_day = (
                    <uint64_t>rank[text[line]] << 32 | (<uint32_t>day[line] ^ SIGN)
                )
                own[j].aantal_vrager = (
                    <uint64_t>(<uint32_t>aantal[line] ^ SIGN) << 8 | vrager[line]
                )
            _sort(&own[0], n)
            for j in range(n):
                slot = &slots[code_of_rank[own[j].rank_day >> 32], 0]
                _put_activity(&sink, &own[j], slot)
            flush(&sink)
            finish(&sink.state, &out[row, 0])


cdef class ColumnDigest:
    """Digest of one column of texts that comes in pieces.

    Args:
        person: 16 bytes that keep one use of the function from another.
    """

    cdef Sink _sink

    def __init__(self, const uint8_t[::1] person):
        self._sink.size = 0
        begin(&self._sink.state, NULL, 0, &person[0])

    def add(self, Strings column):
        """Add the cells of the next piece."""
        cdef Column lent[MAX_COLUMNS]
        cdef Py_ssize_t row
        _lend([column], lent)
        with nogil:
            for row in range(column.size):
                _put_cell(&self._sink, &lent[0], row)
            flush(&self._sink)

    def digest(self):
        """16 bytes over all cells so far; more may follow."""
        cdef Blake2b state = self._sink.state
        out = np.empty(16, np.uint8)
        cdef uint8_t[::1] into = out
        finish(&state, &into[0])
        return out.tobytes()
