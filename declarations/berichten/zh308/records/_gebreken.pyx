"""Collects what is wrong with the fields of a message."""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy

from declarations.berichten.zh308.records._kolommen cimport Kolom
from declarations.berichten.zh308.records._words cimport put_utf8

cdef enum:
    SHOWN = 100           # bytes of a field that are shown at most


cdef class Gebreken:
    """Which field of which record has which fault, and what stands there.

    Of a text the first 100 characters are shown, control characters as ``\\xNN``; all
    else is latin-1.
    """

    def __cinit__(self):
        self.records, self.soorten = Kolom("index"), Kolom("index")
        self.fields, self.texts = Kolom("index"), Kolom("text")

    def columns(self):
        """The four columns; each can be handed to Polars once."""
        return self.records, self.soorten, self.fields, self.texts

    cdef int tell(
        self, uint32_t record, uint32_t soort, uint32_t field,
        const uint8_t *text, Py_ssize_t size,
    ) except -1 nogil:
        cdef uint8_t shown[4 * SHOWN]
        cdef const char *hexadecimal = b"0123456789ABCDEF"
        cdef Py_ssize_t i, n = 0
        for i in range(min(size, SHOWN)):
            if text[i] < 0x20 or 0x7F <= text[i] < 0xA0:
                memcpy(shown + n, b"\\x", 2)
                shown[n + 2] = hexadecimal[text[i] >> 4]
                shown[n + 3] = hexadecimal[text[i] & 15]
                n += 4
            else:
                n += put_utf8(shown + n, text[i])
        self.records.make_room(1)
        self.soorten.make_room(1)
        self.fields.make_room(1)
        self.records.put_index(record)
        self.soorten.put_index(soort)
        self.fields.put_index(field)
        self.texts.put_bytes(shown, n)
        return 0
