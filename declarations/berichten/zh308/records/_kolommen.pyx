"""A column that grows in memory of its own and becomes a Polars Series without a copy."""

from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_New
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memset

cdef dict FORMATS = {
    "text": (b"vu", 16),
    "bytes": (b"vz", 16),
    "day": (b"tdD", 4),
    "number": (b"l", 8),
    "index": (b"I", 4),
}


cdef struct Handed:
    # What an array that was handed over owns. It is freed without Python, as Polars may
    # let go of it on a thread of its own.
    void *values
    void *validity
    void *texts
    int64_t texts_size
    const void *buffers[4]


cdef class Kolom:
    """A column of texts, bytes, days, whole numbers or row numbers.

    Args:
        soort: What its values are: ``text`` (String), ``bytes`` (Binary), ``day``
            (Date), ``number`` (Int64) or ``index`` (UInt32).
        room: How many values to make room for.

    ``pl.Series(kolom)`` takes the values away; the column is empty from then on.
    """

    def __cinit__(self, soort, Py_ssize_t room=0):
        format, self.width = FORMATS[soort]
        self.format = <const char *>format
        self.make_room(room)

    cdef int make_room(self, Py_ssize_t more) except -1 nogil:
        """Make room for ``more`` values behind those that are there."""
        cdef Py_ssize_t room = self.length + more
        cdef uint8_t *values
        cdef uint8_t *validity
        if self.values != NULL and room <= self.room:
            return 0
        if self.values != NULL:
            room = max(room, 2 * self.room)
        room = (room + 64) & ~63
        # Zeroed memory is not taken from the machine before it is filled.
        values = <uint8_t *>calloc(room, self.width)
        validity = <uint8_t *>calloc(room >> 3, 1)
        if values == NULL or validity == NULL:
            free(values)
            free(validity)
            raise MemoryError
        if self.length:
            memcpy(values, self.values, self.length * self.width)
            memcpy(validity, self.validity, (self.length + 7) >> 3)
        free(self.values)
        free(self.validity)
        self.values, self.validity, self.room = values, validity, room
        return 0

    cdef int put_long(self, const uint8_t *text, Py_ssize_t size) except -1 nogil:
        """Add a text of more than 12 bytes."""
        cdef View *view = <View *>self.values + self.length
        cdef Py_ssize_t room
        cdef uint8_t *texts
        if self.texts_used + size > self.texts_room:
            room = max(2 * self.texts_room, self.texts_used + size + 4096)
            if self.texts_used + size > 0x7FFFFFFF:
                raise OverflowError("the texts of a column are more than 2 GiB")
            texts = <uint8_t *>realloc(self.texts, room)
            if texts == NULL:
                raise MemoryError
            self.texts, self.texts_room = texts, room
        memcpy(self.texts + self.texts_used, text, size)
        view.size = <int32_t>size
        memcpy(&view.first, text, 4)
        view.buffer = 0
        view.offset = <int32_t>self.texts_used
        self.texts_used += size
        self.set_filled()
        return 0

    cdef int put_bytes(self, const uint8_t *text, Py_ssize_t size) except -1 nogil:
        """Add a text of any size, the empty one among them."""
        cdef uint64_t words[2]
        self.make_room(1)
        if size > 12:
            return self.put_long(text, size)
        memset(words, 0, 16)
        memcpy(words, text, size)
        self.put_short(size, words[0], words[1])
        return 0

    def __arrow_c_array__(self, requested_schema=None):
        """Hand the values over as (schema, array); the column is empty from then on."""
        cdef ArrowSchema *schema = <ArrowSchema *>calloc(1, sizeof(ArrowSchema))
        cdef ArrowArray *array = <ArrowArray *>calloc(1, sizeof(ArrowArray))
        cdef Handed *handed = <Handed *>calloc(1, sizeof(Handed))
        if schema == NULL or array == NULL or handed == NULL:
            free(schema)
            free(array)
            free(handed)
            raise MemoryError
        schema.format = self.format
        schema.name = b""
        schema.flags = 2  # nullable
        schema.release = _release_schema
        handed.values, handed.validity = self.values, self.validity
        handed.texts, handed.texts_size = self.texts, self.texts_used
        handed.buffers[0] = self.validity
        handed.buffers[1] = self.values
        array.n_buffers = 2
        if self.width == 16:
            # Behind the views their long texts, and the sizes of those.
            if self.texts_used:
                handed.buffers[2] = self.texts
                array.n_buffers = 3
            handed.buffers[array.n_buffers] = &handed.texts_size
            array.n_buffers += 1
        array.length = self.length
        array.null_count = self.length - self.filled
        array.buffers = handed.buffers
        array.release = _release_array
        array.private_data = handed
        self.values = self.validity = self.texts = NULL
        self.length = self.filled = self.room = self.texts_used = self.texts_room = 0
        self.make_room(0)
        return (
            PyCapsule_New(schema, "arrow_schema", _drop_schema),
            PyCapsule_New(array, "arrow_array", _drop_array),
        )

    def __dealloc__(self):
        free(self.values)
        free(self.validity)
        free(self.texts)


cdef void _release_schema(ArrowSchema *schema) noexcept nogil:
    schema.release = NULL


cdef void _release_array(ArrowArray *array) noexcept nogil:
    cdef Handed *handed = <Handed *>array.private_data
    free(handed.values)
    free(handed.validity)
    free(handed.texts)
    free(handed)
    array.release = NULL


cdef void _drop_schema(object capsule) noexcept:
    cdef ArrowSchema *schema = <ArrowSchema *>PyCapsule_GetPointer(capsule, "arrow_schema")
    if schema.release != NULL:
        schema.release(schema)
    free(schema)


cdef void _drop_array(object capsule) noexcept:
    cdef ArrowArray *array = <ArrowArray *>PyCapsule_GetPointer(capsule, "arrow_array")
    if array.release != NULL:
        array.release(array)
    free(array)
