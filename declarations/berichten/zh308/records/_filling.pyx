"""Writes texts of Polars columns into lines of fixed width, without making a text of
each."""

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memcpy

from declarations.berichten.zh308.records._kolommen cimport (
    ArrowArray,
    ArrowSchema,
    View,
)

cdef enum:
    BLOCK = 64            # lines that stay in the nearest cache, field after field
    LF = 10


cdef struct ArrowArrayStream:
    int (*get_schema)(ArrowArrayStream *, ArrowSchema *) noexcept
    int (*get_next)(ArrowArrayStream *, ArrowArray *) noexcept
    const char *(*get_last_error)(ArrowArrayStream *) noexcept
    void (*release)(ArrowArrayStream *) noexcept
    void *private_data


cdef class Teksten:
    """The texts of a Series of String, borrowed where they stand.

    Args:
        series: The texts, in one piece (``Series.rechunk``).

    Raises:
        ValueError: They are no texts, or in more pieces than one.
    """
    cdef ArrowArray array
    cdef readonly Py_ssize_t length

    def __cinit__(self, series):
        cdef ArrowSchema schema
        cdef ArrowArray more
        cdef bint is_text
        capsule = series.__arrow_c_stream__()
        cdef ArrowArrayStream *stream = <ArrowArrayStream *>PyCapsule_GetPointer(
            capsule, "arrow_array_stream"
        )
        if stream.get_schema(stream, &schema):
            raise ValueError("the column cannot be lent")
        is_text = memcmp(schema.format, b"vu", 3) == 0
        schema.release(&schema)
        if not is_text:
            raise ValueError("the column holds no texts")
        if stream.get_next(stream, &self.array):
            raise ValueError("the column cannot be lent")
        # Without rows there need be no array.
        if self.array.release == NULL:
            return
        self.length = self.array.length
        if stream.get_next(stream, &more):
            raise ValueError("the column cannot be lent")
        if more.release != NULL:
            more.release(&more)
            raise ValueError("the column is in more pieces than one")

    def __dealloc__(self):
        if self.array.release != NULL:
            self.array.release(&self.array)


def fill_lines(
    uint8_t[:, ::1] lines,
    const int64_t[::1] places,
    Py_ssize_t first,
    const uint8_t[::1] empty,
    list teksten,
    const int32_t[:, ::1] velden,
):
    """Fill in lines: what each has of its own in what an empty one has.

    Args:
        lines: A row a line.
        places: Which of them are filled.
        first: Which row of the texts the first of them takes; the next takes the next.
        empty: A line whose fields are empty, as long as a row of ``lines``.
        teksten: ``Teksten`` of each field that is filled; null and the empty text leave
            what ``empty`` has.
        velden: Of each: where it begins in a line, from 0; how many bytes it has; and
            whether it is filled up with zeros in front, else with spaces behind.

    Returns:
        Whether all texts fit: they are not too long, are latin-1, and hold no line
        feed. If not, the lines are not to be used.

    Raises:
        ValueError: A place, field or text lies outside what is there.
    """
    cdef Py_ssize_t n = places.shape[0], width = lines.shape[1], begin, end, i, field
    cdef Teksten texts
    cdef int32_t at, size
    cdef bint is_number, fits = True
    if empty.shape[0] != width or velden.shape[0] != len(teksten):
        raise ValueError("lines of another length, or fields without texts")
    for i in range(n):
        if not 0 <= places[i] < lines.shape[0]:
            raise ValueError("a line that is not there")
    for field in range(velden.shape[0]):
        texts = teksten[field]
        if first < 0 or first + n > texts.length:
            raise ValueError("a text that is not there")
        if velden[field, 0] < 0 or velden[field, 1] < 0:
            raise ValueError("a field outside its line")
        if velden[field, 0] + velden[field, 1] > width:
            raise ValueError("a field outside its line")
    cdef const ArrowArray **arrays = <const ArrowArray **>calloc(
        velden.shape[0] + 1, sizeof(ArrowArray *)
    )
    if arrays == NULL:
        raise MemoryError
    for field in range(velden.shape[0]):
        texts = teksten[field]
        arrays[field] = &texts.array
    with nogil:
        begin = 0
        while begin < n:
            end = min(begin + BLOCK, n)
            for i in range(begin, end):
                memcpy(&lines[places[i], 0], &empty[0], width)
            for field in range(velden.shape[0]):
                at, size = velden[field, 0], velden[field, 1]
                is_number = velden[field, 2] != 0
                for i in range(begin, end):
                    fits &= _fill(
                        &lines[places[i], 0] + at, size, is_number, arrays[field],
                        first + i,
                    )
            begin = end
    free(arrays)
    return fits


cdef inline bint _fill(
    uint8_t *into, Py_ssize_t width, bint is_number, const ArrowArray *array,
    Py_ssize_t row,
) noexcept nogil:
    """Write the text of a row into its field; whether it fits."""
    cdef const uint8_t *validity = <const uint8_t *>array.buffers[0]
    cdef const View *view
    cdef const uint8_t *text
    cdef Py_ssize_t size, gap = 0, i
    cdef bint fits = True
    row += array.offset
    if validity != NULL and not validity[row >> 3] >> (row & 7) & 1:
        return True
    view = <const View *>array.buffers[1] + row
    size = view.size
    if size == 0:
        return True
    if size <= 12:
        text = <const uint8_t *>&view.first
    else:
        text = <const uint8_t *>array.buffers[2 + view.buffer] + view.offset
    for i in range(size):
        # Of UTF-8 only what is one byte in latin-1 begins with C2 or C3.
        fits &= text[i] != LF and (text[i] < 0x80 or _is_latin1(text, size, i))
    if not fits:
        return False
    for i in range(size):
        gap += text[i] & 0xC0 == 0x80
    gap = width - (size - gap)
    if gap < 0:
        return False
    if is_number:
        # Zeros stand behind a sign.
        if text[0] in (43, 45):
            into[0] = text[0]
            into += 1
            text += 1
            size -= 1
        for i in range(gap):
            into[i] = 48
        into += gap
        gap = 0
    for i in range(size):
        if text[i] < 0x80:
            into[0] = text[i]
        elif text[i] & 0xC0 == 0x80:
            into[0] = (text[i - 1] & 0x03) << 6 | text[i] & 0x3F
        else:
            continue
        into += 1
    for i in range(gap):
        into[i] = 32
    return True


cdef inline bint _is_latin1(const uint8_t *text, Py_ssize_t size, Py_ssize_t i) noexcept nogil:
    """Whether a byte is of a character that latin-1 has."""
    if text[i] & 0xC0 == 0x80:
        return i > 0 and text[i - 1] in (0xC2, 0xC3)
    return text[i] in (0xC2, 0xC3)
