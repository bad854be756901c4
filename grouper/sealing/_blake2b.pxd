# BLAKE2b (RFC 7693), one message at a time and without the GIL: hashlib takes 0.7
# microseconds and the GIL a call, which is more than a row of grouping costs. Tests hold
# it to hashlib.blake2b.
from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    static const uint64_t blake2b_iv[8] = {
        0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL,
        0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
        0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL,
        0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL};

    static const uint8_t blake2b_sigma[12][16] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

    #define ROTR64(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
    #define MIX(r, i, a, b, c, d) \\
        a += b + m[blake2b_sigma[r][2 * i]]; d = ROTR64(d ^ a, 32); \\
        c += d; b = ROTR64(b ^ c, 24); \\
        a += b + m[blake2b_sigma[r][2 * i + 1]]; d = ROTR64(d ^ a, 16); \\
        c += d; b = ROTR64(b ^ c, 63);
    #define ROUND(r) \\
        MIX(r, 0, v[0], v[4], v[8], v[12]) MIX(r, 1, v[1], v[5], v[9], v[13]) \\
        MIX(r, 2, v[2], v[6], v[10], v[14]) MIX(r, 3, v[3], v[7], v[11], v[15]) \\
        MIX(r, 4, v[0], v[5], v[10], v[15]) MIX(r, 5, v[1], v[6], v[11], v[12]) \\
        MIX(r, 6, v[2], v[7], v[8], v[13]) MIX(r, 7, v[3], v[4], v[9], v[14])

    /* Words are read as they stand: little-endian, as every machine we build for. */
    static void blake2b_compress(
        uint64_t *h, const uint8_t *block, uint64_t counted, int is_last)
    {
        uint64_t v[16], m[16];
        int i;
        memcpy(m, block, 128);
        for (i = 0; i < 8; i++) { v[i] = h[i]; v[i + 8] = blake2b_iv[i]; }
        v[12] ^= counted;
        if (is_last) v[14] = ~v[14];
        ROUND(0) ROUND(1) ROUND(2) ROUND(3) ROUND(4) ROUND(5)
        ROUND(6) ROUND(7) ROUND(8) ROUND(9) ROUND(10) ROUND(11)
        for (i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
    }
    #undef ROUND
    #undef MIX
    #undef ROTR64
    """
    const uint64_t *blake2b_iv
    void blake2b_compress(
        uint64_t *h, const uint8_t *block, uint64_t counted, int is_last
    ) noexcept nogil

cdef enum:
    BLOCK = 128
    SIZE = 16             # bytes of a digest


cdef struct Blake2b:
    uint64_t h[8]
    uint8_t block[128]
    uint64_t counted      # bytes compressed so far
    Py_ssize_t filled     # bytes that wait in the block


cdef inline void begin(
    Blake2b *state, const uint8_t *key, Py_ssize_t key_size, const uint8_t *person
) noexcept nogil:
    """Begin a digest of 16 bytes; ``person`` has 16 bytes, a key at most 64."""
    cdef uint64_t words[2]
    memcpy(state.h, blake2b_iv, 64)
    state.h[0] ^= <uint64_t>0x01010000 ^ (<uint64_t>key_size << 8) ^ SIZE
    memcpy(words, person, 16)
    state.h[6] ^= words[0]
    state.h[7] ^= words[1]
    state.counted = 0
    state.filled = 0
    if key_size:
        memset(state.block, 0, BLOCK)
        memcpy(state.block, key, key_size)
        state.filled = BLOCK


cdef inline void feed(Blake2b *state, const void *data, Py_ssize_t size) noexcept nogil:
    cdef const uint8_t *at = <const uint8_t *>data
    cdef Py_ssize_t part
    while size > 0:
        # A full block is compressed only when more follows: the last one is special.
        if state.filled == BLOCK:
            state.counted += BLOCK
            blake2b_compress(state.h, state.block, state.counted, 0)
            state.filled = 0
        part = min(size, <Py_ssize_t>BLOCK - state.filled)
        memcpy(state.block + state.filled, at, part)
        state.filled += part
        at += part
        size -= part


cdef inline void finish(Blake2b *state, uint8_t *out) noexcept nogil:
    """Write the digest; the state is spent."""
    state.counted += state.filled
    memset(state.block + state.filled, 0, BLOCK - state.filled)
    blake2b_compress(state.h, state.block, state.counted, 1)
    memcpy(out, state.h, SIZE)


cdef enum:
    FULL = 1024

cdef struct Sink:
    # Small parts are gathered before they are fed: a call for each would cost more
    # than the digest itself.
    Blake2b state
    uint8_t gathered[1024 + 32]
    Py_ssize_t size


cdef inline void flush(Sink *sink) noexcept nogil:
    feed(&sink.state, sink.gathered, sink.size)
    sink.size = 0


cdef inline void put(Sink *sink, const void *sixteen, Py_ssize_t size) noexcept nogil:
    """Add the first ``size`` of 16 bytes; all 16 are read."""
    memcpy(sink.gathered + sink.size, sixteen, 16)
    sink.size += size
    if sink.size > FULL:
        flush(sink)


cdef inline void put_all(Sink *sink, const void *data, Py_ssize_t size) noexcept nogil:
    """Add any number of bytes."""
    flush(sink)
    feed(&sink.state, data, size)
