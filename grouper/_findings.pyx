"""Lists the faults that fault masks hold, row by row.

Most rows have none, and there are millions: they are passed over once.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t

ctypedef fused mask_t:
    uint8_t
    uint32_t

cdef extern from *:
    """
    #define first_bit(x) __builtin_ctz(x)
    """
    int first_bit(uint32_t x) noexcept nogil


def count_faults(const mask_t[::1] fault, mask_t mask):
    """How many faults the rows have together, of those in ``mask``."""
    cdef Py_ssize_t i, total = 0
    cdef uint32_t left
    with nogil:
        for i in range(fault.shape[0]):
            left = fault[i] & mask
            while left:
                left &= left - 1
                total += 1
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
    cdef Py_ssize_t i, at = 0
    cdef uint32_t left
    with nogil:
        for i in range(fault.shape[0]):
            left = fault[i] & mask
            while left:
                row_out[at] = i
                bit_out[at] = <uint8_t>first_bit(left)
                left &= left - 1
                at += 1
