from libc.stdint cimport uint8_t, uint32_t

from declarations.berichten.zh308.records._kolommen cimport Kolom


cdef class Gebreken:
    cdef Kolom records
    cdef Kolom soorten
    cdef Kolom fields
    cdef Kolom texts

    cdef int tell(
        self, uint32_t record, uint32_t soort, uint32_t field,
        const uint8_t *text, Py_ssize_t size,
    ) except -1 nogil
