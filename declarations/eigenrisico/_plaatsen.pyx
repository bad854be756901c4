"""Find hashes among others; the kernel of plaatsen.py."""

from libc.stdint cimport uint32_t, uint64_t


def find_hashes(
    const uint64_t[::1] hashes,
    const uint64_t[::1] among,
    uint32_t[::1] cells,
    uint32_t[::1] found,
):
    """Write of each hash one more than its place among others; 0 where it is not.

    Args:
        hashes: What is looked for.
        among: Where, each once.
        cells: A power of two of noughts, more than there are others.
        found: As long as ``hashes``.

    Returns:
        Whether the others are each there once; if not, nothing is found.
    """
    cdef Py_ssize_t i
    cdef uint64_t mask = cells.shape[0] - 1, cell
    with nogil:
        for i in range(among.shape[0]):
            cell = _cell_of(among[i], among, cells, mask)
            if cells[cell]:
                with gil:
                    return False
            cells[cell] = <uint32_t>(i + 1)
        for i in range(hashes.shape[0]):
            found[i] = cells[_cell_of(hashes[i], among, cells, mask)]
    return True


cdef inline uint64_t _cell_of(
    uint64_t wanted, const uint64_t[::1] among, const uint32_t[::1] cells, uint64_t mask
) noexcept nogil:
    # The cell that says where a hash stands, or the empty one where it would be said.
    cdef uint64_t cell = wanted & mask
    while cells[cell] and among[cells[cell] - 1] != wanted:
        cell = (cell + 1) & mask
    return cell
