# Columns that grow here and are handed to Polars without a copy, through the Arrow C
# data interface (https://arrow.apache.org/docs/format/CDataInterface.html).
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t


cdef struct ArrowSchema:
    const char *format
    const char *name
    const char *metadata
    int64_t flags
    int64_t n_children
    ArrowSchema **children
    ArrowSchema *dictionary
    void (*release)(ArrowSchema *) noexcept nogil
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
    void (*release)(ArrowArray *) noexcept nogil
    void *private_data


cdef struct View:
    # 16 bytes; a text of up to 12 bytes stands in it, a longer one in ``texts``.
    int32_t size
    uint32_t first        # first 4 bytes
    int32_t buffer        # always 0, or bytes 5 to 8
    int32_t offset        # where in ``texts``, or bytes 9 to 12


cdef class Kolom:
    cdef const char *format
    cdef Py_ssize_t width         # bytes of a value
    cdef readonly Py_ssize_t length
    cdef Py_ssize_t room          # values that fit
    cdef Py_ssize_t filled        # values that are not null
    cdef uint8_t *values
    cdef uint8_t *validity
    cdef uint8_t *texts
    cdef Py_ssize_t texts_used
    cdef Py_ssize_t texts_room

    cdef int make_room(self, Py_ssize_t more) except -1 nogil
    cdef int put_long(self, const uint8_t *text, Py_ssize_t size) except -1 nogil
    cdef int put_bytes(self, const uint8_t *text, Py_ssize_t size) except -1 nogil

    # Those below ask for room that was made before.
    cdef inline void put_null(self) noexcept nogil:
        # Values and validity are zero until they are filled.
        self.length += 1

    cdef inline void put_day(self, int32_t day) noexcept nogil:
        (<int32_t *>self.values)[self.length] = day
        self.set_filled()

    cdef inline void put_number(self, int64_t number) noexcept nogil:
        (<int64_t *>self.values)[self.length] = number
        self.set_filled()

    cdef inline void put_index(self, uint32_t number) noexcept nogil:
        (<uint32_t *>self.values)[self.length] = number
        self.set_filled()

    cdef inline void put_short(
        self, Py_ssize_t size, uint64_t low, uint64_t high
    ) noexcept nogil:
        # Of up to 12 bytes; those beyond ``size`` are zero, as equal texts are compared
        # by their views.
        cdef uint64_t *view = <uint64_t *>self.values + 2 * self.length
        view[0] = <uint64_t>size | low << 32
        view[1] = low >> 32 | high << 32
        self.set_filled()

    cdef inline void set_filled(self) noexcept nogil:
        self.validity[self.length >> 3] |= <uint8_t>(1 << (self.length & 7))
        self.length += 1
        self.filled += 1
