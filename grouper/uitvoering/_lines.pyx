"""Picks registered activities out of a batch, and nets those that are the same.

What is asked of activities beside the trees (overige zorgproducten, the limitatieve
lijst, the bill) concerns few codes: a mark on each distinct text says which, so that
most lines cost one look in a small table.
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


def select_lines(
    const uint32_t[::1] text,
    const int64_t[::1] first,
    order,
    const uint8_t[::1] wanted,
    const uint8_t[::1] skipped,
    int32_t[::1] row_out,
    int64_t[::1] line_out,
):
    """Find the lines of wanted texts, subtraject by subtraject.

    Args:
        text: Text of each activity, as the encoder numbers them.
        first: Where the activities of each subtraject begin; rows + 1 entries.
        order: The activities row by row (int64), or None when they stand so.
        wanted: By text: 1 to pick its lines.
        skipped: By subtraject: 1 to pick none of its lines.
        row_out: Gets the subtraject of each line; room for as many as there are.
        line_out: Gets the line.

    Returns:
        How many lines were found.
    """
    cdef bint in_order = order is None
    cdef const int64_t[::1] at = None
    if not in_order:
        at = order
    cdef Py_ssize_t row, j, found = 0, n = first.shape[0] - 1
    cdef int64_t line
    with nogil:
        for row in range(n):
            if skipped[row]:
                continue
            for j in range(first[row], first[row + 1]):
                line = j if in_order else at[j]
                if wanted[text[line]]:
                    row_out[found] = <int32_t>row
                    line_out[found] = line
                    found += 1
    return found


cdef inline uint64_t _mixed(uint32_t code, int32_t day, uint8_t kind) noexcept nogil:
    cdef uint64_t mixed = (<uint64_t>code << 32) ^ <uint32_t>day ^ (<uint64_t>kind << 56)
    mixed *= <uint64_t>0xBF58476D1CE4E5B9
    return mixed ^ (mixed >> 29)


def net_lines(
    const int32_t[::1] row,
    const uint32_t[::1] code,
    const int32_t[::1] day,
    const uint8_t[::1] kind,
    const uint8_t[::1] doubt,
    const int32_t[::1] aantal,
    int64_t[::1] entry_out,
    int64_t[::1] total_out,
):
    """Add up the lines of one subtraject that have the same code, day and kind.

    Args:
        row: Subtraject of each line; lines of one subtraject stand together.
        code: What was registered.
        day: When.
        kind: What else keeps lines apart.
        doubt: What may differ between lines of one entry and is told of it: the highest.
        aantal: How often.
        entry_out: Gets the line that bears each entry; room for as many as there are.
            It has the highest doubt, among those the lowest count, and is the first of
            them, so that the order of lines makes no difference but for its place.
        total_out: Gets the sum of its counts.

    Returns:
        How many entries there are; they stand in the order of their first lines.
    """
    cdef Py_ssize_t n = row.shape[0], i = 0, stop, size = 16, at, found = 0, entry
    while i < n:
        stop = i
        while stop < n and row[stop] == row[i]:
            stop += 1
        while size < 2 * (stop - i):
            size *= 2
        i = stop
    # By slot: the entry that stands in it, and in which subtraject it was put there.
    slots = np.empty(size, np.int64)
    owners = np.full(size, -1, np.int32)
    cdef int64_t[::1] slot = slots
    cdef int32_t[::1] owner = owners
    with nogil:
        for i in range(n):
            at = <Py_ssize_t>(_mixed(code[i], day[i], kind[i]) & <uint64_t>(size - 1))
            while owner[at] == row[i]:
                entry = entry_out[slot[at]]
                if code[entry] == code[i] and day[entry] == day[i] and (
                    kind[entry] == kind[i]
                ):
                    total_out[slot[at]] += aantal[i]
                    if doubt[i] > doubt[entry] or (
                        doubt[i] == doubt[entry] and aantal[i] < aantal[entry]
                    ):
                        entry_out[slot[at]] = i
                    break
                at = (at + 1) & (size - 1)
            else:
                owner[at] = row[i]
                slot[at] = found
                entry_out[found] = i
                total_out[found] = aantal[i]
                found += 1
    return found


def count_days(const int32_t[::1] days, int32_t first_day, int32_t[::1] counts):
    """Count how often each day occurs.

    Args:
        days: Day numbers; those before ``first_day``, or after the last that is counted,
            are left out.
        first_day: The day that ``counts`` begins with.
        counts: Gets added to, by days after ``first_day``.
    """
    cdef Py_ssize_t row
    cdef int64_t place
    with nogil:
        for row in range(days.shape[0]):
            place = <int64_t>days[row] - first_day
            if 0 <= place < counts.shape[0]:
                counts[place] += 1
