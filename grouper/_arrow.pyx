"""Borrows the memory of a Polars String column through the Arrow C interface."""

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.string cimport memset, strcmp


cdef class Strings:
    """The strings of one Series, in place.

    Args:
        series: A String Series in one chunk.

    Raises:
        TypeError: The Series does not export a string view column.
    """

    def __cinit__(self, series):
        memset(&self.array, 0, sizeof(ArrowArray))
        memset(&self.schema, 0, sizeof(ArrowSchema))
        self.size = 0
        series = series.rechunk()
        self.owner = series.__arrow_c_stream__()
        cdef ArrowArrayStream *stream = <ArrowArrayStream *>PyCapsule_GetPointer(
            self.owner, "arrow_array_stream"
        )
        if stream.get_schema(stream, &self.schema) != 0:
            raise TypeError("the column gives no Arrow schema")
        if strcmp(self.schema.format, b"vu") != 0:
            raise TypeError(
                f"expected a string view column (vu), found {self.schema.format!r}"
            )
        if stream.get_next(stream, &self.array) != 0:
            raise TypeError("the column gives no Arrow array")
        if self.array.release == NULL:
            return
        self.size = self.array.length
        self.first = self.array.offset
        self.validity = <const uint8_t *>self.array.buffers[0]
        self.views = <const View *>self.array.buffers[1] + self.array.offset
        self.buffers = <const char **>self.array.buffers + 2

    def __dealloc__(self):
        if self.array.release != NULL:
            self.array.release(&self.array)
        if self.schema.release != NULL:
            self.schema.release(&self.schema)
