# The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html):
# the structs through which Polars lends its string columns without a copy.
from libc.stdint cimport int32_t, int64_t, uint8_t


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
