"""Borrows the memory of a Polars String column through the Arrow C interface."""

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset, strcmp


cdef class _Piece:
    # One chunk of a column; its memory is lent until this is gone.
    cdef ArrowArray array

    def __cinit__(self):
        memset(&self.array, 0, sizeof(ArrowArray))

    def __dealloc__(self):
        if self.array.release != NULL:
            self.array.release(&self.array)


cdef class Strings:
    """The strings of one Series, in place.

    Of a Series in several chunks the views, 16 bytes a string, are put together; long
    texts stay where they are. That is many times faster than to rechunk it.

    Args:
        series: A String Series.

    Raises:
        TypeError: The Series does not export a string view column.
    """

    def __cinit__(self, series):
        self.own_views = NULL
        self.own_buffers = NULL
        self.validity = NULL
        self.first = self.nulls = 0
        self.pieces = []
        if series.n_chunks() > 1 and series.null_count():
            # Bits that say which are null do not begin at a byte in every chunk.
            series = series.rechunk()
        owner = series.__arrow_c_stream__()
        cdef ArrowArrayStream *stream = <ArrowArrayStream *>PyCapsule_GetPointer(
            owner, "arrow_array_stream"
        )
        _require_views(stream)
        cdef _Piece piece
        while True:
            piece = _Piece()
            if stream.get_next(stream, &piece.array) != 0:
                raise TypeError("the column gives no Arrow array")
            if piece.array.release == NULL:
                break
            self.size += piece.array.length
            self.nulls += piece.array.null_count
            self.pieces.append(piece)
        if len(self.pieces) == 1:
            piece = self.pieces[0]
            self.first = piece.array.offset
            self.validity = <const uint8_t *>piece.array.buffers[0]
            self.views = <const View *>piece.array.buffers[1] + piece.array.offset
            self.buffers = <const char **>piece.array.buffers + 2
        else:
            self._join()

    cdef _join(self):
        cdef Py_ssize_t n_buffers = 0, at = 0, buffer0 = 0, i, length
        cdef _Piece piece
        for piece in self.pieces:
            n_buffers += _data_buffers(&piece.array)
        self.own_views = <View *>malloc(max(1, self.size) * sizeof(View))
        self.own_buffers = <const char **>malloc(max(1, n_buffers) * sizeof(char *))
        if self.own_views == NULL or self.own_buffers == NULL:
            raise MemoryError
        for piece in self.pieces:
            length = piece.array.length
            memcpy(
                self.own_views + at,
                <const View *>piece.array.buffers[1] + piece.array.offset,
                length * sizeof(View),
            )
            if _data_buffers(&piece.array):
                for i in range(at, at + length):
                    if self.own_views[i].length > 12:
                        self.own_views[i].buffer += <int32_t>buffer0
            for i in range(_data_buffers(&piece.array)):
                self.own_buffers[buffer0] = <const char *>piece.array.buffers[2 + i]
                buffer0 += 1
            at += length
        self.views = self.own_views
        self.buffers = self.own_buffers

    def __dealloc__(self):
        free(self.own_views)
        free(self.own_buffers)


cdef _require_views(ArrowArrayStream *stream):
    cdef ArrowSchema schema
    memset(&schema, 0, sizeof(ArrowSchema))
    if stream.get_schema(stream, &schema) != 0:
        raise TypeError("the column gives no Arrow schema")
    try:
        if strcmp(schema.format, b"vu") != 0:
            raise TypeError(
                f"expected a string view column (vu), found {schema.format!r}"
            )
    finally:
        schema.release(&schema)


cdef inline Py_ssize_t _data_buffers(const ArrowArray *array) noexcept nogil:
    # Validity, views, the texts that do not fit in a view, and the sizes of those.
    return array.n_buffers - 3
