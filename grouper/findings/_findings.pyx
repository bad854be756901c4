"""Lists the faults that fault masks hold, row by row.

Most rows have none, and there are millions: they are read eight bytes at a time.
"""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy

ctypedef fused mask_t:
    uint16_t
    uint64_t

cdef extern from *:
    """
    #define first_bit(x) __builtin_ctzll(x)
    """
    int first_bit(uint64_t x) noexcept nogil


cdef inline uint64_t _wide(mask_t mask) noexcept nogil:
    """A mask once for each row that eight bytes hold."""
    return mask * (~<uint64_t>0 // <mask_t>~<mask_t>0)


cdef inline uint64_t _last(const mask_t[::1] fault, Py_ssize_t i) noexcept nogil:
    """The masks from row ``i`` on, the last few, the first one lowest."""
    cdef uint64_t word = 0
    # Every processor we build for is little-endian.
    memcpy(&word, &fault[i], (fault.shape[0] - i) * sizeof(mask_t))
    return word


cdef enum:
    ROOM = 4096          # faults there is room for at first
    MOST = 64            # faults that eight bytes can hold


def list_faults(const mask_t[::1] fault, mask_t mask):
    """Each fault, by row and bit: two arrays, of rows (int64) and of bits (uint8).

    Args:
        fault: Fault mask of each row.
        mask: Which faults.
    """
    cdef Py_ssize_t i = 0, at = 0, n = fault.shape[0], room = ROOM
    cdef Py_ssize_t step = 8 // sizeof(mask_t)
    cdef int width = 8 * <int>sizeof(mask_t), bit
    cdef uint64_t wide = _wide(mask), word
    rows, bits = np.empty(room, np.int64), np.empty(room, np.uint8)
    cdef int64_t[::1] row_out = rows
    cdef uint8_t[::1] bit_out = bits
    while i < n:
        with nogil:
            while i < n and at + MOST <= room:
                if i + step <= n:
                    memcpy(&word, &fault[i], 8)
                else:
                    word = _last(fault, i)
                word &= wide
                while word:
                    bit = first_bit(word)
                    row_out[at] = i + bit // width
                    bit_out[at] = <uint8_t>(bit % width)
                    word &= word - 1
                    at += 1
                i += step
        if i < n:
            room *= 4
            rows, bits = np.resize(rows, room), np.resize(bits, room)
            row_out, bit_out = rows, bits
    return rows[:at], bits[:at]
