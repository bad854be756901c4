# The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html):
# the structs through which Polars lends its string columns without a copy.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    EACH = 0x0101010101010101


cdef struct ArrowSchema:
    const char *format
    const char *name
    const char *metadata
    int64_t flags
    int64_t n_children
    ArrowSchema **children
    ArrowSchema *dictionary
    void (*release)(ArrowSchema *) noexcept
    void *private_data


cdef struct ArrowArray:
    int64_t length
    int64_t null_count
    int64_t offset
    int64_t n_buffers
    int64_t n_children
    const void **buffers
    ArrowArray **children
    ArrowArray *dictionary
    void (*release)(ArrowArray *) noexcept
    void *private_data


cdef struct ArrowArrayStream:
    int (*get_schema)(ArrowArrayStream *, ArrowSchema *) noexcept
    int (*get_next)(ArrowArrayStream *, ArrowArray *) noexcept
    const char *(*get_last_error)(ArrowArrayStream *) noexcept
    void (*release)(ArrowArrayStream *) noexcept
    void *private_data


cdef packed struct View:
    # 16 bytes; up to 12 characters stand in it, longer text in a buffer.
    int32_t length
    char inlined[4]       # first 4 characters
    int32_t buffer        # which buffer, or characters 5 to 8
    int32_t offset        # where in it, or characters 9 to 12


cdef class Strings:
    cdef list pieces              # what keeps the memory of each chunk alive
    cdef readonly Py_ssize_t size
    cdef const View *views
    cdef const uint8_t *validity
    cdef int64_t first            # offset into validity
    cdef int64_t nulls
    cdef const char **buffers
    cdef View *own_views          # of several chunks, put together here
    cdef const char **own_buffers

    cdef _join(self)

    cdef inline bint has_nulls(self) noexcept nogil:
        return self.nulls != 0

    cdef inline bint is_null(self, Py_ssize_t i) noexcept nogil:
        return self.validity != NULL and not (
            self.validity[(self.first + i) >> 3] >> ((self.first + i) & 7) & 1
        )

    cdef inline const char *text(self, Py_ssize_t i) noexcept nogil:
        cdef const View *view = self.views + i
        if view.length <= 12:
            return <const char *>view + 4
        return self.buffers[view.buffer] + view.offset


cdef inline uint64_t odd_bytes(uint64_t word) noexcept nogil:
    """Has a highest bit where a byte is a blank, a control character or no ASCII.

    Other bits mean nothing. What a byte carries or borrows comes of an odd one only:
    0xFF, which would hide itself, is in no UTF-8.
    """
    return (word - 0x21 * <uint64_t>EACH) | (word + <uint64_t>EACH)


cdef inline bint is_odd(const char *text, Py_ssize_t size) noexcept nogil:
    """Whether a text has such a byte."""
    cdef uint64_t odd = 0, part
    cdef Py_ssize_t at = 0
    while at < size:
        part = 0x30 * <uint64_t>EACH
        memcpy(&part, text + at, min(size - at, 8))
        odd |= odd_bytes(part)
        at += 8
    return odd & (0x80 * <uint64_t>EACH) != 0
