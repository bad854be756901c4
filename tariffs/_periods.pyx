"""Find the row of a table that holds for a key on a day; the kernel of periods.py."""

from libc.stdint cimport int32_t


def find_rows(
    const int32_t[::1] offsets,
    const int32_t[::1] inner,
    const int32_t[::1] begin,
    const int32_t[::1] end,
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
                    inner, begin, end,
                    offsets[query_outer[i]], offsets[query_outer[i] + 1],
                    query_inner[i], query_day[i],
                )


cdef int32_t _find(
    const int32_t[::1] inner,
    const int32_t[::1] begin,
    const int32_t[::1] end,
    int32_t first,
    int32_t last,
    int32_t key,
    int32_t day,
) noexcept nogil:
    cdef int32_t low = first, high = last, middle, row = 0
    while low < high:
        middle = low + (high - low) // 2
        if inner[middle] < key:
            low = middle + 1
        else:
            high = middle
    while low < last and inner[low] == key and begin[low] <= day:
        if end[low] >= day:
            # Rows count from 1, so that 0 can be the row of nulls that says: none.
            if row != 0:
                return -1
            row = low + 1
        low += 1
    return row
