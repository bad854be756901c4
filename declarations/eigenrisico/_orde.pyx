"""Order numbers from small to large, a byte at a time; the kernel of orde.py."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef enum:
    BYTES = 8
    VALUES = 256


def sort_numbers(
    uint64_t[::1] numbers,
    uint32_t[::1] places,
    uint64_t[::1] other_numbers,
    uint32_t[::1] other_places,
):
    """Sort numbers with the places that they have; equal ones stay as they came.

    Returns:
        Whether what is sorted stands in the other two; what they held is not looked at.
    """
    cdef Py_ssize_t counts[BYTES][VALUES]
    cdef Py_ssize_t n = numbers.shape[0]
    cdef bint is_other = False
    cdef int byte
    if n == 0:
        return False
    with nogil:
        _count(numbers, counts)
        for byte in range(BYTES):
            # A byte that is the same in all of them orders nothing.
            if counts[byte][(numbers[0] >> (8 * byte)) & 255] == n:
                continue
            if is_other:
                _spread(
                    other_numbers, other_places, numbers, places, byte, counts[byte]
                )
            else:
                _spread(
                    numbers, places, other_numbers, other_places, byte, counts[byte]
                )
            is_other = not is_other
    return is_other


cdef void _count(
    const uint64_t[::1] numbers, Py_ssize_t[BYTES][VALUES] counts
) noexcept nogil:
    # How often a byte of the numbers has each value.
    cdef Py_ssize_t i
    cdef int byte, value
    cdef uint64_t number
    for byte in range(BYTES):
        for value in range(VALUES):
            counts[byte][value] = 0
    for i in range(numbers.shape[0]):
        number = numbers[i]
        for byte in range(BYTES):
            counts[byte][(number >> (8 * byte)) & 255] += 1


cdef void _spread(
    const uint64_t[::1] numbers,
    const uint32_t[::1] places,
    uint64_t[::1] to_numbers,
    uint32_t[::1] to_places,
    int byte,
    const Py_ssize_t *counts,
) noexcept nogil:
    # In the order of one byte; what is equal in it stays as it stands.
    cdef Py_ssize_t begin[VALUES]
    cdef Py_ssize_t i, at, so_far = 0
    cdef uint8_t value
    for i in range(VALUES):
        begin[i] = so_far
        so_far += counts[i]
    for i in range(numbers.shape[0]):
        value = (numbers[i] >> (8 * byte)) & 255
        at = begin[value]
        begin[value] = at + 1
        to_numbers[at] = numbers[i]
        to_places[at] = places[i]
