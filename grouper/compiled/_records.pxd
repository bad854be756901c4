# Record layouts shared by compiler and walkers. NumPy dtypes are derived from these
# structs (see _records.pyx), so each record is declared once.
from libc.stdint cimport int16_t, int32_t, int64_t, uint16_t


cdef packed struct Beslisboom:
    int64_t node0         # first of its nodes
    int64_t class0        # where its table token -> class begins
    int64_t bits0         # where its table class -> bits begins; row 0 is always set
    int64_t weight0       # where its tables class -> weight begin, one a counter
    int32_t nodes         # how many nodes it has
    int32_t words         # 64-bit words a row of bits takes
    int32_t classes       # how many classes it has, 0 among them
    int32_t padding


cdef packed struct Node:
    int32_t waar          # after True: >= 0 a node of this tree, < 0 is ~label
    int32_t label         # label at the end of the chain it stands in
    int32_t test          # its entry in tests; -1: the bit itself is the answer
    uint16_t chain_end    # first node after its chain
    uint16_t is_beperkt   # 1: IndicatieAanspraakbeperking


cdef packed struct Test:
    int32_t condition0    # first of its conditions
    int16_t conditions    # how many there are
    int16_t needed        # how many must hold (AantalVoorwaardenVoorTrue)
    int32_t on_bits       # 1: every condition is a bit; 0: compare counters


cdef packed struct Condition:
    int32_t index         # bit (on_bits), counter, or attribuut (beslisregels)
    int32_t onder         # inclusive
    int32_t boven         # inclusive; OPEN_BOVEN: no upper bound


cdef packed struct Beslisregel:
    int32_t waar          # after True: >= 0 a beslisregel, < 0 is ~label
    int32_t onwaar        # after False
    int32_t test          # its entry in regel_tests
    int32_t is_beperkt    # 1: IndicatieAanspraakbeperking
