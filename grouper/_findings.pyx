"""Lists the faults that fault masks hold, row by row.

Most rows have none, and there are millions: they are read eight bytes at a time.
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


cdef inline uint64_t _word(
    const mask_t[::1] fault, mask_t mask, Py_ssize_t i
) noexcept nogil:
    """The masks from row ``i`` on that fit in eight bytes, the first one lowest."""
    cdef size_t size = (<size_t>(fault.shape[0] - i)) * sizeof(mask_t)
    # The mask, once for each of them.
    cdef uint64_t wide = mask * (~<uint64_t>0 // <mask_t>~<mask_t>0), word = 0
    # Every processor we build for is little-endian.
    if size >= 8:
        memcpy(&word, &fault[i], 8)
    else:
        memcpy(&word, &fault[i], size)
    return word & wide


def count_faults(const mask_t[::1] fault, mask_t mask):
    """How many faults the rows have together, of those in ``mask``."""
    cdef Py_ssize_t i = 0, total = 0
    with nogil:
        while i < fault.shape[0]:
            total += count_bits(_word(fault, mask, i))
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
    cdef Py_ssize_t i = 0, at = 0
    cdef int width = 8 * <int>sizeof(mask_t), bit
    cdef uint64_t left
    with nogil:
        while i < fault.shape[0]:
            left = _word(fault, mask, i)
            while left:
                bit = first_bit(left)
                row_out[at] = i + bit // width
                bit_out[at] = <uint8_t>(bit % width)
                left &= left - 1
                at += 1
            i += 8 // sizeof(mask_t)
