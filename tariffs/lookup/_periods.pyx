"""Find the row of a table that holds for a key on a day; the kernel of periods.py."""

import numpy as np

from libc.stdint cimport int32_t

# What a search looks at stands together: one line of the cache instead of three.
cdef packed struct Rij:
    int32_t inner
    int32_t begin
    int32_t eind

cdef Rij _rij
RIJ_DTYPE = np.asarray(<Rij[:1]>&_rij).dtype


def find_rows(
    const int32_t[::1] offsets,
    const Rij[::1] rijen,
    const int32_t[::1] query_outer,
    const int32_t[::1] query_inner,
    const int32_t[::1] query_day,
    int32_t[::1] found,
):
    """Write per query the row that is valid, 0 for none, -1 for several."""
    cdef Py_ssize_t i, n = query_outer.shape[0]
    cdef Py_ssize_t n_outer = offsets.shape[0] - 1
    with nogil:
        for i in range(n):
            if query_outer[i] <= 0 or query_outer[i] >= n_outer:
                found[i] = 0
            else:
                found[i] = _find(
                    rijen,
                    offsets[query_outer[i]], offsets[query_outer[i] + 1],
                    query_inner[i], query_day[i],
                )


cdef int32_t _find(
    const Rij[::1] rijen,
    int32_t first,
    int32_t last,
    int32_t key,
    int32_t day,
) noexcept nogil:
    cdef int32_t low = first, high = last, middle, row = 0
    while low < high:
        middle = low + (high - low) // 2
        if rijen[middle].inner < key:
            low = middle + 1
        else:
            high = middle
    while low < last and rijen[low].inner == key and rijen[low].begin <= day:
        if rijen[low].eind >= day:
            # Rows count from 1, so that 0 can be the row of nulls that says: none.
            if row != 0:
                return -1
            row = low + 1
        low += 1
    return row
