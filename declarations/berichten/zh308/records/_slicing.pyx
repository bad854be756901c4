"""Reads one field of many records into a column, eight bytes at a time.

No field but the reserve at its end is so close to the end of a record that 16 bytes from
where it begins run over it.
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from declarations.berichten.zh308.records._gebreken cimport Gebreken
from declarations.berichten.zh308.records._kolommen cimport Kolom
from declarations.berichten.zh308.records._words cimport (
    EACH,
    are_digits,
    first_bytes,
    is_blank,
    is_odd,
    is_zero,
    leading_zero_bits,
    load_digits,
    load_word,
    put_utf8,
    stripped,
    value_of,
)

cdef enum:
    BLOCK = 64            # records that stay in the nearest cache, field after field

# The numbers of ``fields.SOORTEN`` and ``fields.GEBREKEN``.
cdef enum:
    DATUM = 0
    GETAL = 1
    CODE = 2
    TEKST = 3
    RESERVE = 4

cdef enum:
    GEEN = -1
    LETTERS = 0
    SPATIES = 1
    GEEN_DATUM = 2
    NIET_LEEG = 3
    STUURTEKEN = 4
    UTF8 = 5
    WINDOWS = 6


cdef packed struct Plaats:
    int32_t begin         # where a field begins in its record, from 0
    int32_t width         # how many bytes it has
    int32_t soort         # what it holds
    int32_t is_reserve    # it is to be empty
    int32_t zero_counts   # zeros are a code, and not the absence of one
    int32_t field         # by which number a fault names it


cdef Plaats _example
PLAATS_DTYPE = np.asarray(<Plaats[:1]>&_example).dtype


def slice_fields(
    const uint8_t[::1] content,
    const uint8_t[:, ::1] padded,
    const int64_t[::1] starts,
    const uint32_t[::1] records,
    const Plaats[::1] plaatsen,
    list columns,
    Gebreken gebreken,
):
    """Add the fields of some records of a kind to columns, and tell what is wrong.

    Args:
        content: The bytes of a message.
        padded: Records that were too short (``pad_lines``).
        starts: Where each record begins; -1 for the first of ``padded``, -2 for the next.
        records: The number of each record.
        plaatsen: Where each field stands and what it holds, as ``PLAATS_DTYPE``.
        columns: A ``Kolom`` for each field; untouched for a field that holds nothing.
        gebreken: What is wrong.
    """
    cdef Py_ssize_t begin, end, field
    cdef const uint8_t *first = &content[0] if content.shape[0] else NULL
    cdef const uint8_t *short_ones = &padded[0, 0] if padded.shape[0] else NULL
    cdef Py_ssize_t stride = padded.shape[1]
    cdef Kolom column
    cdef Plaats plaats
    for begin in range(0, starts.shape[0], BLOCK):
        end = min(begin + BLOCK, starts.shape[0])
        for field in range(plaatsen.shape[0]):
            column, plaats = columns[field], plaatsen[field]
            with nogil:
                _slice(
                    first, short_ones, stride, &starts[begin], &records[begin], end - begin,
                    plaats, column, gebreken,
                )


cdef int _slice(
    const uint8_t *first, const uint8_t *short_ones, Py_ssize_t stride,
    const int64_t *starts, const uint32_t *records, Py_ssize_t n,
    Plaats plaats, Kolom values, Gebreken gebreken,
) except -1 nogil:
    """Add one field of ``n`` records."""
    cdef Py_ssize_t i, size, width = plaats.width
    cdef const uint8_t *text
    cdef int soort = plaats.soort, fault
    cdef uint16_t there
    values.make_room(n)
    for i in range(n):
        if starts[i] >= 0:
            text = first + starts[i] + plaats.begin
        else:
            text = short_ones + (-1 - starts[i]) * stride
            memcpy(&there, text + stride - sizeof(there), sizeof(there))
            if plaats.begin >= there:
                # Told by the length of the record, once.
                if soort != RESERVE:
                    values.put_null()
                continue
            text += plaats.begin
        if soort == TEKST:
            fault = _text(text, width, values)
        elif soort == CODE:
            fault = _code(text, width, plaats.zero_counts, values)
        elif soort == GETAL:
            fault = _number(text, width, values)
        elif soort == DATUM:
            fault = _day(text, values)
        else:
            fault = NIET_LEEG if not is_blank(text, width) else GEEN
        if plaats.is_reserve and soort < TEKST and fault not in (LETTERS, SPATIES):
            fault = NIET_LEEG if not is_zero(text, width) else GEEN
        if fault != GEEN:
            size = width if soort < TEKST else stripped(text, width)
            while soort == RESERVE and text[0] == 32:
                text += 1
                size -= 1
            gebreken.tell(records[i], fault, plaats.field, text, size)
    return 0


cdef int _no_digits(const uint8_t *text, Py_ssize_t width) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(width):
        if text[i] != 32 and not 48 <= text[i] <= 57:
            return LETTERS
    return SPATIES


cdef inline int _day(const uint8_t *text, Kolom days) noexcept nogil:
    cdef uint64_t word = load_word(text)
    cdef int64_t value, year, month, day, era, of_era
    if not are_digits(word):
        days.put_null()
        return _no_digits(text, 8)
    value = value_of(word)
    if value == 0:
        days.put_null()
        return GEEN
    year, month, day = value // 10000, value // 100 % 100, value % 100
    if not (year and 1 <= month <= 12 and 1 <= day <= _last_day(year, month)):
        days.put_null()
        return GEEN_DATUM
    # Days from 1970-01-01, of years that begin in March and eras of 400 of them.
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    day += (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 - 1
    days.put_day(<int>(
        era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + day - 719468
    ))
    return GEEN


cdef inline int64_t _last_day(int64_t year, int64_t month) noexcept nogil:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


cdef inline int _number(
    const uint8_t *text, Py_ssize_t width, Kolom numbers
) noexcept nogil:
    """Of up to 16 digits; with spaces in front it is the number behind them."""
    cdef uint64_t high, low
    cdef uint8_t filled[16]
    cdef int fault = GEEN
    cdef Py_ssize_t i = 0
    memset(filled, 48, 16)
    if width > 8:
        high, low = load_digits(text, width - 8), load_word(text + width - 8)
    else:
        high, low = 0x30 * <uint64_t>EACH, load_digits(text, width)
    if not (are_digits(high) and are_digits(low)):
        fault = _no_digits(text, width)
        while i < width and text[i] == 32:
            i += 1
        memcpy(filled + 16 - (width - i), text + i, width - i)
        high, low = load_word(filled), load_word(filled + 8)
        if i == width or not (are_digits(high) and are_digits(low)):
            numbers.put_null()
            return fault
    numbers.put_number(value_of(high) * 100000000 + value_of(low))
    return fault


cdef inline int _code(
    const uint8_t *text, Py_ssize_t width, bint zero_counts, Kolom codes
) noexcept nogil:
    """Of up to 12 digits."""
    cdef uint64_t high = 0x30 * <uint64_t>EACH, low
    if width > 8:
        low, high = load_word(text), load_digits(text + 8, width - 8)
    else:
        low = load_digits(text, width)
    if not (are_digits(high) and are_digits(low)):
        codes.put_null()
        return _no_digits(text, width)
    if not zero_counts and high == low == 0x30 * <uint64_t>EACH:
        codes.put_null()
        return GEEN
    codes.put_short(
        width,
        load_word(text) & first_bytes(width),
        load_word(text + 8) & first_bytes(width - 8),
    )
    return GEEN


cdef inline int _text(
    const uint8_t *text, Py_ssize_t width, Kolom texts
) except -2 nogil:
    cdef Py_ssize_t size, at = 0
    cdef uint64_t low, high, odd, blank = 0x20 * <uint64_t>EACH
    cdef uint64_t in_low, in_high
    if width <= 12:
        in_low, in_high = first_bytes(width), first_bytes(width - 8)
        low = load_word(text) & in_low | blank & ~in_low
        high = load_word(text + 8) & in_high | blank & ~in_high
        if high != blank:
            size = 16 - leading_zero_bits(high ^ blank) // 8
        elif low != blank:
            size = 8 - leading_zero_bits(low ^ blank) // 8
        else:
            texts.put_null()
            return GEEN
        if is_odd(low) or is_odd(high):
            return _latin1(text, size, texts)
        texts.put_short(
            size, low & first_bytes(size), high & first_bytes(size - 8)
        )
        return GEEN
    size = stripped(text, width)
    if size == 0:
        texts.put_null()
        return GEEN
    while at < size:
        odd = first_bytes(size - at)
        if is_odd(load_word(text + at) & odd | blank & ~odd):
            return _latin1(text, size, texts)
        at += 8
    if size > 12:
        texts.put_long(text, size)
    else:
        texts.put_short(
            size,
            load_word(text) & first_bytes(size),
            load_word(text + 8) & first_bytes(size - 8),
        )
    return GEEN


cdef int _latin1(const uint8_t *text, Py_ssize_t size, Kolom texts) except -2 nogil:
    """Add a text that is not all visible ASCII; what else than latin-1 it seems to be."""
    cdef uint8_t encoded[2 * 700]
    cdef Py_ssize_t i, n = 0
    cdef int fault = GEEN
    for i in range(size):
        n += put_utf8(encoded + n, text[i])
        if text[i] < 0x20 or text[i] == 0x7F:
            fault = max(fault, <int>STUURTEKEN)
        elif 0x80 <= text[i] < 0xA0 and fault != UTF8:
            fault = WINDOWS
        if _is_multibyte(text + i, size - i):
            fault = UTF8
    texts.put_bytes(encoded, n)
    return fault


cdef inline bint _is_multibyte(const uint8_t *text, Py_ssize_t size) noexcept nogil:
    """Whether a character of more than one byte in UTF-8 begins here."""
    cdef Py_ssize_t n, i
    if 0xC2 <= text[0] <= 0xDF:
        n = 2
    elif 0xE0 <= text[0] <= 0xEF:
        n = 3
    elif 0xF0 <= text[0] <= 0xF4:
        n = 4
    else:
        return False
    if n > size:
        return False
    for i in range(1, n):
        if text[i] & 0xC0 != 0x80:
            return False
    return True
