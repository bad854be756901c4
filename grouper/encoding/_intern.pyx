"""Numbers the distinct short texts of a column in order of first appearance.

A column of codes has millions of rows and a few thousand texts: once each row has the
number of its text, the rest is done on the distinct texts alone.
"""

import numpy as np

from libc.stdint cimport int32_t, uint32_t, uint64_t
from grouper.registration._arrow cimport Strings, View, is_odd

cdef enum:
    NO_TEXT = 0          # null
    LONG_TEXT = 1        # more than 12 characters: no code is that long


cdef packed struct Slot:
    uint64_t low
    uint64_t high
    uint32_t number      # 0: empty
    uint32_t padding


cdef class Interner:
    """Numbers texts; keeps its numbering from one chunk of a column to the next.

    Attributes:
        texts: Text by number; 0 stands for null, 1 for any text over 12 characters.
        has_odd: Whether a text has a blank, a control character or no ASCII.
        has_lower: Whether a text has a small letter, a to z.
        met_long: Whether the last column had a text over 12 characters.
    """

    cdef readonly list texts
    cdef readonly bint has_odd
    cdef readonly bint has_lower
    cdef readonly bint met_long
    cdef object _table
    cdef Slot[::1] _slots
    cdef int _shift      # 64 less the bits of a place among the slots

    def __init__(self):
        self.texts = [None, None]
        self._grow(12)

    def _grow(self, int bits):
        old = self._table
        self._table = np.zeros(1 << bits, np.asarray(<Slot[:1]>&_example).dtype)
        cdef Slot[::1] fresh = self._table
        cdef Slot[::1] stale
        cdef Py_ssize_t i
        self._shift = 64 - bits
        self._slots = fresh
        if old is not None:
            stale = old
            for i in range(stale.shape[0]):
                if stale[i].number:
                    fresh[self._place(stale[i].low, stale[i].high)] = stale[i]

    cdef Py_ssize_t _place(self, uint64_t low, uint64_t high):
        return _find(&self._slots[0], self._shift, low, high)

    def intern(self, Strings column, uint32_t[::1] out):
        """Write the number of each text of ``column`` to ``out``."""
        cdef Py_ssize_t i = 0
        cdef Py_ssize_t size = column.size
        self.met_long = False
        while i < size:
            i = self._run(column, out, i)
            if i < size:
                # A text not seen before: number it under the GIL, then go on.
                self._add(column, i)

    cdef Py_ssize_t _run(self, Strings column, uint32_t[::1] out, Py_ssize_t i) noexcept:
        """Number texts from ``i`` on; stops at the first that is new."""
        cdef const Slot *slots = &self._slots[0]
        cdef const Slot *slot
        cdef Py_ssize_t size = column.size
        cdef int shift = self._shift
        cdef bint has_nulls = column.has_nulls()
        cdef const View *views = column.views
        cdef const uint64_t *key
        cdef uint32_t number
        with nogil:
            while i < size:
                if has_nulls and column.is_null(i):
                    number = NO_TEXT
                elif views[i].length > 12:
                    number = LONG_TEXT
                    self.met_long = True
                else:
                    key = <const uint64_t *>(views + i)
                    slot = slots + _first(shift, key[0], key[1])
                    # Nearly all stand where they belong: no more is asked of those.
                    if slot.low != key[0] or slot.high != key[1]:
                        slot = slots + _find(slots, shift, key[0], key[1])
                    number = slot.number
                    if number == 0:
                        break
                out[i] = number
                i += 1
        return i

    cdef _add(self, Strings column, Py_ssize_t i):
        cdef const uint64_t *key = <const uint64_t *>(column.views + i)
        cdef Py_ssize_t at
        at = self._place(key[0], key[1])
        self._slots[at].low = key[0]
        self._slots[at].high = key[1]
        self._slots[at].number = <uint32_t>len(self.texts)
        cdef const char *text = column.text(i)
        cdef int32_t size = column.views[i].length
        self.has_odd |= is_odd(text, size)
        for at in range(size):
            self.has_lower |= c"a" <= text[at] <= c"z"
        self.texts.append(text[:size].decode("utf-8"))
        if 2 * len(self.texts) > self._slots.shape[0]:
            self._grow(64 - self._shift + 2)


cdef Slot _example


cdef inline Py_ssize_t _first(int shift, uint64_t low, uint64_t high) noexcept nogil:
    """Slot where a key belongs."""
    # Products carry upwards only, so all characters come to bear on the highest bits.
    cdef uint64_t mixed = (
        low ^ (high * <uint64_t>0x9E3779B97F4A7C15)
    ) * <uint64_t>0xBF58476D1CE4E5B9
    return mixed >> shift


cdef inline Py_ssize_t _find(
    const Slot *slots, int shift, uint64_t low, uint64_t high
) noexcept nogil:
    """Slot that holds a key, or the empty slot where it belongs."""
    cdef Py_ssize_t at = _first(shift, low, high)
    while slots[at].number and (slots[at].low != low or slots[at].high != high):
        at = (at + 1) & ((<uint64_t>-1) >> shift)
    return at
