"""Finds the activities of each subtraject by subtraject_nummer.

Two files in the same ascending order are merged in one pass; anything else is looked
up in a hash table. Ascending means by characters, or by length and then by characters
(the order of unpadded numbers).
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from grouper.registration._arrow cimport EACH, Strings, is_odd, odd_bytes

cdef enum:
    BY_TEXT = 1
    BY_LENGTH = 2


cdef extern from *:
    """
    #define big_endian_32(x) __builtin_bswap32(x)
    #define big_endian_64(x) __builtin_bswap64(x)
    """
    uint32_t big_endian_32(uint32_t x) noexcept nogil
    uint64_t big_endian_64(uint64_t x) noexcept nogil


cdef inline int _compare_text(
    Strings a, Py_ssize_t i, Strings b, Py_ssize_t j
) noexcept nogil:
    """Below 0, 0 or above 0: how text ``i`` of a stands to text ``j`` of b."""
    cdef int32_t left = a.views[i].length, right = b.views[j].length
    cdef const uint32_t *x = <const uint32_t *>(a.views + i)
    cdef const uint32_t *y = <const uint32_t *>(b.views + j)
    cdef uint32_t head_x = big_endian_32(x[1]), head_y = big_endian_32(y[1])
    cdef uint64_t tail_x, tail_y
    cdef int found
    if head_x != head_y:
        return 1 if head_x > head_y else -1
    if left <= 12 and right <= 12:
        # Short texts stand in the view itself, filled up with zeros. Arrow, and every
        # processor we build for, is little-endian.
        tail_x = big_endian_64((<const uint64_t *>x)[1])
        tail_y = big_endian_64((<const uint64_t *>y)[1])
        if tail_x != tail_y:
            return 1 if tail_x > tail_y else -1
    else:
        found = memcmp(a.text(i), b.text(j), min(left, right))
        if found != 0:
            return found
    return (left > right) - (left < right)


cdef inline int _compare(
    Strings a, Py_ssize_t i, Strings b, Py_ssize_t j, int order
) noexcept nogil:
    """The same in one of the two orders."""
    cdef int32_t left = a.views[i].length, right = b.views[j].length
    if order == BY_LENGTH and left != right:
        return 1 if left > right else -1
    return _compare_text(a, i, b, j)


cdef inline bint _equal(Strings a, Py_ssize_t i, Strings b, Py_ssize_t j) noexcept nogil:
    cdef const uint64_t *x = <const uint64_t *>(a.views + i)
    cdef const uint64_t *y = <const uint64_t *>(b.views + j)
    if x[0] != y[0]:
        return False
    if a.views[i].length <= 12:
        return x[1] == y[1]
    return memcmp(a.text(i), b.text(j), a.views[i].length) == 0


cdef int _orders(Strings column, bint strict) noexcept nogil:
    """In which orders a column ascends; nulls ascend in none."""
    cdef int orders = BY_TEXT | BY_LENGTH, found
    cdef int32_t left, right
    cdef Py_ssize_t i
    if column.has_nulls():
        return 0
    cdef const uint64_t *here = <const uint64_t *>column.views
    cdef uint64_t low, high
    for i in range(1, column.size):
        # Most neighbours of a file of activities are the same short number.
        low, high = here[0], here[1]
        here += 2
        if not strict and low == here[0] and high == here[1] and <int32_t>low <= 12:
            continue
        if not strict and _equal(column, i - 1, column, i):
            continue
        found = _compare_text(column, i - 1, column, i)
        left, right = column.views[i - 1].length, column.views[i].length
        if found > 0 or (strict and found == 0):
            orders &= ~BY_TEXT
            if left >= right:
                orders &= ~BY_LENGTH
        elif left > right:
            orders &= ~BY_LENGTH
        if orders == 0:
            return 0
    return orders


def has_odd(Strings column):
    """Whether a text has a blank, a control character, or one that is no ASCII.

    Most columns of numbers have none: that costs few instructions a text.
    """
    cdef Py_ssize_t i
    cdef int32_t size
    cdef uint64_t odd = 0, before = 0, fill = 0x30 * <uint64_t>EACH
    cdef bint found = False, has_nulls = column.has_nulls()
    cdef const uint64_t *key = <const uint64_t *>column.views
    # In place of the zeros behind a short text: a byte that is not odd.
    cdef uint64_t[13] head, tail
    for size in range(13):
        head[size] = 0x30303030 & (<uint64_t>0x30303030 << 8 * min(size, 4))
        tail[size] = 0x30 * <uint64_t>EACH << 8 * max(size - 4, 0) if size < 12 else 0
    with nogil:
        for i in range(column.size):
            if has_nulls and column.is_null(i):
                continue
            if key[2 * i] != before:
                # Another length or other first characters; most neighbours share both.
                size = column.views[i].length
                if size > 12:
                    found |= is_odd(column.text(i), size)
                    continue
                before = key[2 * i]
                odd |= odd_bytes(before >> 32 | head[size] | <uint64_t>0x30303030 << 32)
                fill = tail[size]
            odd |= odd_bytes(key[2 * i + 1] | fill)
    return found or odd & (0x80 * <uint64_t>EACH) != 0


def ascending_orders(Strings column, bint strict):
    """In which orders a column ascends: 1 by text, 2 by length then text, 3 both.

    Args:
        column: The texts.
        strict: Whether equal neighbours break the order.
    """
    with nogil:
        found = _orders(column, strict)
    return found


def merge(
    Strings rows,
    Strings activities,
    int64_t[::1] first,
    Py_ssize_t row,
    Py_ssize_t before,
):
    """Find activities that stand in the order of their subtrajecten, in one pass.

    They may come piece by piece: each call goes on where the one before it ended.

    Args:
        rows: subtraject_nummer of each subtraject, no two alike.
        activities: The same of each activity of this piece.
        first: Gets where the activities of each subtraject begin, up to the subtraject
            of the last activity.
        row: Subtraject of the last activity before this piece; 0 at the beginning.
        before: Activities before this piece.

    Returns:
        The subtraject of the last activity; -1 when an activity does not stand so, or
        belongs to no subtraject. ``first`` then means nothing.
    """
    cdef Py_ssize_t j, n = rows.size
    if rows.has_nulls() or activities.has_nulls():
        return -1
    cdef const uint64_t *here = <const uint64_t *>activities.views
    cdef const uint64_t *numbers = <const uint64_t *>rows.views
    cdef uint64_t low = 0, high = 0
    with nogil:
        for j in range(activities.size):
            # Most are those of the same short number as the one before, or of the next.
            if here[2 * j] == low and here[2 * j + 1] == high and 0 < <int32_t>low <= 12:
                continue
            low, high = here[2 * j], here[2 * j + 1]
            if <int32_t>low <= 12 and row + 1 < n and (
                numbers[2 * row + 2] == low and numbers[2 * row + 3] == high
            ):
                row += 1
                first[row] = before + j
                continue
            while row < n and not _equal(rows, row, activities, j):
                row += 1
                first[row] = before + j
            if row == n:
                break
    return row if row < n or activities.size == 0 else -1


cdef inline uint64_t _hash(Strings column, Py_ssize_t i) noexcept nogil:
    cdef const char *text = column.text(i)
    cdef int32_t left = column.views[i].length
    cdef uint64_t mixed = <uint64_t>left * <uint64_t>0x9E3779B97F4A7C15, part
    while left > 0:
        part = 0
        memcpy(&part, text, min(left, 8))
        mixed = (mixed ^ part) * <uint64_t>0xBF58476D1CE4E5B9
        mixed ^= mixed >> 29
        text += 8
        left -= 8
    return mixed * <uint64_t>0x94D049BB133111EB


def look_up(Strings rows, Strings activities, uint8_t[::1] is_double, int64_t[::1] row_of):
    """Look activities up among subtrajecten in any order.

    Args:
        rows: subtraject_nummer of each subtraject.
        activities: The same of each activity.
        is_double: Set to 1 for every subtraject whose number another one bears too.
        row_of: Gets the subtraject of each activity, the first of its bearers; -1
            where there is none. A null never matches.
    """
    cdef Py_ssize_t n = rows.size, m = activities.size, i, j, at
    cdef Py_ssize_t size = 16
    while size < 2 * n:
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    hashes = np.zeros(size, dtype=np.uint32)
    cdef int64_t[::1] slots = table
    cdef uint32_t[::1] tags = hashes
    cdef uint64_t mixed
    with nogil:
        for i in range(n):
            if rows.is_null(i):
                continue
            mixed = _hash(rows, i)
            at = <Py_ssize_t>(mixed >> 32) & (size - 1)
            while slots[at] >= 0:
                if tags[at] == <uint32_t>mixed and _equal(rows, slots[at], rows, i):
                    is_double[slots[at]] = 1
                    is_double[i] = 1
                    break
                at = (at + 1) & (size - 1)
            else:
                slots[at] = i
                tags[at] = <uint32_t>mixed
        for j in range(m):
            row_of[j] = -1
            if activities.is_null(j):
                continue
            if j > 0 and not activities.is_null(j - 1) and _equal(
                activities, j, activities, j - 1
            ):
                row_of[j] = row_of[j - 1]
                continue
            mixed = _hash(activities, j)
            at = <Py_ssize_t>(mixed >> 32) & (size - 1)
            while slots[at] >= 0:
                if tags[at] == <uint32_t>mixed and _equal(rows, slots[at], activities, j):
                    row_of[j] = slots[at]
                    break
                at = (at + 1) & (size - 1)


def sort_by_row(const int64_t[::1] row_of, int64_t[::1] first, int64_t[::1] order):
    """Counting sort of activities by subtraject, keeping their order within one.

    Args:
        row_of: Subtraject of each activity; -1 is left out.
        first: Gets where the activities of each subtraject begin in ``order``.
        order: Gets the activities, subtraject by subtraject.
    """
    cdef Py_ssize_t j, i, n = first.shape[0] - 1, m = row_of.shape[0]
    cdef int64_t total = 0, here
    with nogil:
        for i in range(n + 1):
            first[i] = 0
        for j in range(m):
            if row_of[j] >= 0:
                first[row_of[j]] += 1
        for i in range(n + 1):
            here = first[i]
            first[i] = total
            total += here
        for j in range(m):
            if row_of[j] >= 0:
                order[first[row_of[j]]] = j
                first[row_of[j]] += 1
        for i in range(n, 0, -1):
            first[i] = first[i - 1]
        first[0] = 0


def count_up_to(Strings activities, Py_ssize_t start, Strings rows, int order):
    """How many leading activities are not after the last of ``rows``.

    Args:
        activities: Texts that ascend in ``order``.
        start: How many are known not to be.
        rows: Texts of which the last one bounds; at least one.
        order: 1 by text, 2 by length then text.
    """
    cdef Py_ssize_t low = start, high = activities.size, middle
    while low < high:
        middle = (low + high) // 2
        if _compare(activities, middle, rows, rows.size - 1, order) <= 0:
            low = middle + 1
        else:
            high = middle
    return low


cdef struct Digest:
    uint64_t low
    uint64_t high
    int32_t chunk         # 0: empty, else 1 + chunk
    int32_t is_double


cdef inline void _digest(Strings column, Py_ssize_t i, Digest *out) noexcept nogil:
    """128 bits of a text: among 20 million texts two agree with a chance of 1e-24."""
    cdef const char *text = column.text(i)
    cdef int32_t left = column.views[i].length
    cdef uint64_t low = <uint64_t>left * <uint64_t>0x9E3779B97F4A7C15
    cdef uint64_t high = <uint64_t>0x2545F4914F6CDD1D ^ <uint64_t>left, part
    while left > 0:
        part = 0
        memcpy(&part, text, min(left, 8))
        low = (low ^ part) * <uint64_t>0xBF58476D1CE4E5B9
        low ^= low >> 29
        high = (high + part) * <uint64_t>0x94D049BB133111EB
        high ^= high >> 31
        high += low
        text += 8
        left -= 8
    out.low = low
    out.high = high


cdef class NummerIndex:
    """Remembers in which chunk each subtraject_nummer stands, at 24 bytes a number.

    Serves batches whose files are not in the same order and too large for memory.

    Args:
        expected: How many numbers there will be.
    """

    cdef object _memory
    cdef Digest[::1] _slots
    cdef Py_ssize_t _mask

    def __init__(self, Py_ssize_t expected):
        cdef Py_ssize_t size = 1024
        while size < expected + expected // 2:
            size *= 2
        self._memory = np.zeros(size, np.asarray(<Digest[:1]>&_no_digest).dtype)
        self._slots = self._memory
        self._mask = size - 1

    cdef Py_ssize_t _find(self, const Digest *key) noexcept nogil:
        cdef Py_ssize_t at = <Py_ssize_t>(key.low >> 20) & self._mask
        while self._slots[at].chunk and (
            self._slots[at].low != key.low or self._slots[at].high != key.high
        ):
            at = (at + 1) & self._mask
        return at

    def add(self, Strings rows, int32_t chunk):
        """Add the numbers of one chunk; one that was there already is a double."""
        cdef Py_ssize_t i, at
        cdef Digest key
        with nogil:
            for i in range(rows.size):
                if rows.is_null(i):
                    continue
                _digest(rows, i, &key)
                at = self._find(&key)
                if self._slots[at].chunk:
                    self._slots[at].is_double = 1
                else:
                    key.chunk = chunk + 1
                    key.is_double = 0
                    self._slots[at] = key

    def chunks(self, Strings activities, int32_t[::1] out):
        """Write the chunk of each activity's subtraject to ``out``; -1: none."""
        cdef Py_ssize_t i
        cdef Digest key
        with nogil:
            for i in range(activities.size):
                out[i] = -1
                if not activities.is_null(i):
                    _digest(activities, i, &key)
                    out[i] = self._slots[self._find(&key)].chunk - 1

    def doubles(self, Strings rows, uint8_t[::1] out):
        """Set ``out`` to 1 for every number that another subtraject bears too."""
        cdef Py_ssize_t i
        cdef Digest key
        with nogil:
            for i in range(rows.size):
                if not rows.is_null(i):
                    _digest(rows, i, &key)
                    if self._slots[self._find(&key)].is_double:
                        out[i] = 1


cdef Digest _no_digest
