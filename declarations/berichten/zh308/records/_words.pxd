# Texts of fixed width as words of eight bytes. Words are read from memory as they
# stand, so that the machine has to be little-endian.
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #define leading_zero_bits(word) __builtin_clzll(word)
    """
    int leading_zero_bits(uint64_t word) noexcept nogil

cdef enum:
    EACH = 0x0101010101010101


cdef inline uint64_t load_word(const uint8_t *text) noexcept nogil:
    cdef uint64_t word
    memcpy(&word, text, 8)
    return word


cdef inline uint64_t first_bytes(Py_ssize_t n) noexcept nogil:
    """A mask of the first ``n`` bytes of a word."""
    if n <= 0:
        return 0
    return <uint64_t>-1 >> (64 - 8 * n) if n < 8 else <uint64_t>-1


cdef inline bint is_odd(uint64_t word) noexcept nogil:
    """Whether a word has a byte that is no visible ASCII."""
    return (
        (word | (word + <uint64_t>EACH) | (word - 0x20 * <uint64_t>EACH))
        & (0x80 * <uint64_t>EACH)
    ) != 0


cdef inline bint are_digits(uint64_t word) noexcept nogil:
    return (
        (word & (0xF0 * <uint64_t>EACH))
        | (((word + 6 * <uint64_t>EACH) & (0xF0 * <uint64_t>EACH)) >> 4)
    ) == 0x33 * <uint64_t>EACH


cdef inline uint64_t load_digits(const uint8_t *text, Py_ssize_t width) noexcept nogil:
    """Up to 8 characters as a word of 8, filled up with zeros in front."""
    cdef int gap = <int>(8 * (8 - width))
    if gap == 0:
        return load_word(text)
    return load_word(text) << gap | 0x30 * <uint64_t>EACH >> (64 - gap)


cdef inline int64_t value_of(uint64_t word) noexcept nogil:
    """The number that 8 digits are, added by pairs, fours and eights."""
    cdef uint64_t high, low
    word -= 0x30 * <uint64_t>EACH
    word = word * 10 + (word >> 8)
    high = word & <uint64_t>0x000000FF000000FF
    low = (word >> 16) & <uint64_t>0x000000FF000000FF
    high *= <uint64_t>0x000F424000000064
    low *= <uint64_t>0x0000271000000001
    return <int64_t>((high + low) >> 32)


cdef inline Py_ssize_t stripped(const uint8_t *text, Py_ssize_t width) noexcept nogil:
    while width >= 8 and load_word(text + width - 8) == 0x20 * <uint64_t>EACH:
        width -= 8
    while width and text[width - 1] == 32:
        width -= 1
    return width


cdef inline bint is_blank(const uint8_t *text, Py_ssize_t width) noexcept nogil:
    return stripped(text, width) == 0


cdef inline bint is_zero(const uint8_t *text, Py_ssize_t width) noexcept nogil:
    return load_digits(text, width) == 0x30 * <uint64_t>EACH


cdef inline Py_ssize_t put_utf8(uint8_t *into, uint8_t character) noexcept nogil:
    """Put a character of latin-1 as UTF-8; how many bytes that takes."""
    if character < 0x80:
        into[0] = character
        return 1
    into[0] = 0xC0 | character >> 6
    into[1] = 0x80 | character & 0x3F
    return 2
