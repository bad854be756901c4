"""Looks outcomes up row by row: the product, and which of its declaratiecodes holds.

Rows are independent; the rule itself is a table (``aanspraakregels``).
"""

from libc.stdint cimport int16_t, int32_t, uint8_t, uint32_t

from grouper.compiled import kleuren
from grouper.outcomes import aanspraakregels
from grouper.frames.columns import ABSENT as _ABSENT

cdef uint8_t VERZEKERD = aanspraakregels.VERZEKERD
cdef uint8_t GEEN = aanspraakregels.GEEN
cdef uint8_t GROEN = kleuren.GROEN
cdef uint8_t J = aanspraakregels.J
cdef uint8_t N = aanspraakregels.N
cdef uint8_t UNANSWERED = aanspraakregels.UNANSWERED
cdef uint8_t UNUSED = aanspraakregels.UNUSED
cdef uint8_t OVERRULED = aanspraakregels.OVERRULED
cdef uint8_t UNKNOWN = aanspraakregels.UNKNOWN
cdef uint8_t ONBEKEND = kleuren.ONBEKEND
cdef uint8_t ABSENT = _ABSENT

cdef enum:
    # What ``codes_of`` says of a product.
    ONE_CODE = 1
    TWO_CODES = 2


def look_up(
    const int32_t[:, ::1] product_row,
    uint32_t row0,
    uint32_t boom0,
    uint32_t no_groep,
    const uint8_t[::1] codes_of,
    const uint8_t[:, ::1] keuzes,
    bint n_is_ongebruikt,
    uint8_t own_release,
    const uint8_t[::1] release,
    const int16_t[::1] window,
    const int32_t[::1] boom,
    const int32_t[::1] product,
    const uint8_t[::1] kleur,
    const uint8_t[::1] aanspraak,
    uint32_t[::1] groep_out,
    uint32_t[::1] row_out,
    uint32_t[::1] chosen_out,
    uint8_t[::1] toegepast_out,
    uint8_t[::1] doubt_out,
):
    """Look up the outcome of every row of one release.

    Args:
        product_row: By window and product: its row among the producten of the release;
            -1 where it is none. Every leaf is a product over the whole validity of its
            tree, which is checked when a release is compiled.
        row0: First row of the release in the joined producten.
        boom0: First of its trees in the joined groepen.
        no_groep: Entry of the joined groepen for what has none.
        codes_of: By row of the joined producten: how many declaratiecodes it has, 0 to
            2; the last row stands for what has no product.
        keuzes: By evidence and answer: which code holds.
        n_is_ongebruikt: Whether answer N changes nothing where nothing is coloured.
        own_release: The release of this call; rows of others are left as they are.
        release: Release of each row, and so on as in ``outcomes.Walked``.
        aanspraak: Given answer: 0 none, 1 J, 2 N.
        groep_out: Gets the entry of the joined groepen.
        row_out: Gets the row of the joined producten.
        chosen_out: Gets the place of the code that holds among all verzekerde codes,
            followed by all onverzekerde.
        toegepast_out: Gets 0 verzekerd, 1 onverzekerd, ABSENT where there is no code.
        doubt_out: Gets 0, UNANSWERED, UNUSED, UNKNOWN or OVERRULED.
    """
    cdef Py_ssize_t i
    cdef uint32_t n_rows = <uint32_t>codes_of.shape[0], row
    cdef int32_t found
    cdef uint8_t keuze
    with nogil:
        for i in range(release.shape[0]):
            if release[i] != own_release:
                continue
            groep_out[i] = boom0 + boom[i] if boom[i] >= 0 else no_groep
            found = product_row[window[i], product[i]] if product[i] >= 0 else -1
            row = row0 + found if found >= 0 else n_rows - 1
            row_out[i] = row
            chosen_out[i] = row
            toegepast_out[i] = VERZEKERD if codes_of[row] >= ONE_CODE else ABSENT
            doubt_out[i] = 0
            if kleur[i] & ONBEKEND and codes_of[row] >= ONE_CODE:
                chosen_out[i] = n_rows - 1
                toegepast_out[i] = ABSENT
                doubt_out[i] = UNKNOWN
                continue
            if codes_of[row] < TWO_CODES:
                continue
            keuze = keuzes[kleur[i], aanspraak[i]]
            if keuze == GEEN:
                chosen_out[i] = n_rows - 1
                toegepast_out[i] = ABSENT
                doubt_out[i] = UNANSWERED
            elif keuze != VERZEKERD:
                chosen_out[i] = row + n_rows
                toegepast_out[i] = keuze
                if aanspraak[i] == J:
                    doubt_out[i] = OVERRULED
            if n_is_ongebruikt and kleur[i] == GROEN and aanspraak[i] == N:
                doubt_out[i] = UNUSED
