"""Lists the faults that fault masks hold, row by row.

Most rows have none, and there are millions: sixty-four bytes are looked at together.
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy

ctypedef fused mask_t:
    uint16_t
    uint64_t

cdef extern from *:
    """
    #define first_bit(x) __builtin_ctzll(x)
    #define count_bits(x) __builtin_popcountll(x)
    """
    int first_bit(uint64_t x) noexcept nogil
    int count_bits(uint64_t x) noexcept nogil


cdef inline uint64_t _wide(mask_t mask) noexcept nogil:
    """A mask once for each row that eight bytes hold."""
    return mask * (~<uint64_t>0 // <mask_t>~<mask_t>0)


cdef inline Py_ssize_t _skip(
    const mask_t[::1] fault, uint64_t wide, Py_ssize_t i
) noexcept nogil:
    """From row ``i`` on, the first block of rows that has a fault, or the last few."""
    cdef Py_ssize_t step = 64 // sizeof(mask_t)
    cdef uint64_t[8] words
    while i + step <= fault.shape[0]:
        memcpy(words, &fault[i], 64)
        if (
            words[0] | words[1] | words[2] | words[3]
            | words[4] | words[5] | words[6] | words[7]
        ) & wide:
            return i
        i += step
    return i


cdef inline uint64_t _word(
    const mask_t[::1] fault, uint64_t wide, Py_ssize_t i
) noexcept nogil:
    """The masks from row ``i`` on that fit in eight bytes, the first one lowest."""
    cdef size_t size = (<size_t>(fault.shape[0] - i)) * sizeof(mask_t)
    cdef uint64_t word = 0
    # Every processor we build for is little-endian.
    memcpy(&word, &fault[i], min(size, <size_t>8))
    return word & wide


def count_faults(const mask_t[::1] fault, mask_t mask):
    """How many faults the rows have together, of those in ``mask``."""
    cdef Py_ssize_t i = 0, stop, total = 0, step = 64 // sizeof(mask_t)
    cdef uint64_t wide = _wide(mask), word
    with nogil:
        while i < fault.shape[0]:
            i = _skip(fault, wide, i)
            stop = min(i + step, fault.shape[0])
            while i < stop:
                word = _word(fault, wide, i)
                if word:
                    total += count_bits(word)
                i += 8 // sizeof(mask_t)
    return total


def list_faults(
    const mask_t[::1] fault, mask_t mask, int64_t[::1] row_out, uint8_t[::1] bit_out
):
    """List each fault, by row and bit.

    Args:
        fault: Fault mask of each row.
        mask: Which faults.
        row_out: Gets the row of each fault; room for ``count_faults``.
        bit_out: Gets its bit.
    """
    cdef Py_ssize_t i = 0, stop, at = 0, step = 64 // sizeof(mask_t)
    cdef int width = 8 * <int>sizeof(mask_t), bit
    cdef uint64_t wide = _wide(mask), left
    with nogil:
        while i < fault.shape[0]:
            i = _skip(fault, wide, i)
            stop = min(i + step, fault.shape[0])
            while i < stop:
                left = _word(fault, wide, i)
                while left:
                    bit = first_bit(left)
                    row_out[at] = i + bit // width
                    bit_out[at] = <uint8_t>(bit % width)
                    left &= left - 1
                    at += 1
                i += 8 // sizeof(mask_t)
