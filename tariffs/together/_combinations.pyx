"""Judge the lines of one patient against each other; the kernel of e_combinations.py.

Lines stand sorted by patient, day and regel_id, so that an earlier line is a smaller
number. Rules and classes are numbers; what they mean stands in e_combinations.py.
"""

import numpy as np

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint64_t

cdef enum Soort:
    SLUIT_UIT = 0
    FP_SLUIT_UIT = 1
    DUBBEL = 2
    BEGREPEN_IN = 3
    NAAST_DBC = 4
    VEREIST = 5
    MAX_AANTAL = 6
    # All others: TERMIJN_MAAND.

cdef enum Reikwijdte:
    DAG = 0
    ZITTING = 1
    SUBTRAJECT = 2
    ZORGTRAJECT = 3
    PERIODE = 4

cdef enum Aanvrager:
    BINNEN_DBC = 0
    EERSTELIJN = 1

# Bit per row of phase E.
cdef enum Fout:
    E1 = 1
    E2 = 2
    E3 = 4
    E4 = 8
    E5 = 16
    E6 = 32
    E7 = 64
    E8 = 128

# A patient's lines settle in a few rounds; rules that chase each other in a ring of
# three never do, and then the last round stands.
cdef int MAX_ROUNDS = 64

cdef packed struct Regel:
    int8_t soort
    int8_t reikwijdte
    int32_t begin
    int32_t eind
    int32_t periode
    int64_t aantal
    uint8_t telt_per

cdef packed struct Lijn:
    int32_t klasse
    int32_t dag
    int32_t maand
    int32_t dag_van_maand
    int64_t aantal_m
    uint64_t zitting
    uint64_t subtraject
    uint64_t zorgtraject
    int8_t aanvrager
    uint8_t is_dbc
    uint8_t vooraf

cdef Regel _regel
cdef Lijn _lijn
REGEL_DTYPE = np.asarray(<Regel[:1]>&_regel).dtype
LIJN_DTYPE = np.asarray(<Lijn[:1]>&_lijn).dtype


def judge_patients(
    const Lijn[::1] lijnen,
    const int64_t[::1] patienten,
    const Regel[::1] regels,
    const int32_t[::1] klasse_offsets,
    const int32_t[::1] klasse_regels,
    const uint8_t[:, ::1] is_a,
    const uint8_t[:, ::1] is_b,
    uint8_t[::1] fouten,
    int32_t[::1] anderen,
    int32_t[::1] regel_van,
):
    """Write per line its bits of phase E, the companion and the rule of the first."""
    cdef Py_ssize_t patient, i, first, last
    cdef int _round, changed
    cdef uint8_t fout
    with nogil:
        for patient in range(patienten.shape[0] - 1):
            first, last = patienten[patient], patienten[patient + 1]
            for _round in range(MAX_ROUNDS):
                changed = 0
                for i in range(first, last):
                    fout = _judge(
                        i, first, last, lijnen, regels, klasse_offsets,
                        klasse_regels, is_a, is_b, fouten, anderen, regel_van,
                    )
                    if fout != fouten[i]:
                        fouten[i] = fout
                        changed = 1
                if not changed:
                    break


cdef uint8_t _judge(
    Py_ssize_t i,
    Py_ssize_t first,
    Py_ssize_t last,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const int32_t[::1] klasse_offsets,
    const int32_t[::1] klasse_regels,
    const uint8_t[:, ::1] is_a,
    const uint8_t[:, ::1] is_b,
    const uint8_t[::1] fouten,
    int32_t[::1] anderen,
    int32_t[::1] regel_van,
) noexcept nogil:
    cdef uint8_t fout = 0, bit
    cdef int excluded_in = 0, lacking_in = 0
    cdef Py_ssize_t place, r, ander
    anderen[i] = -1
    regel_van[i] = -1
    for place in range(
        klasse_offsets[lijnen[i].klasse], klasse_offsets[lijnen[i].klasse + 1]
    ):
        r = klasse_regels[place]
        if lijnen[i].dag < regels[r].begin or lijnen[i].dag > regels[r].eind:
            continue
        ander = -1
        bit = 0
        if regels[r].soort <= NAAST_DBC:
            ander = _excluder(
                i, r, first, last, lijnen, regels, klasse_offsets, klasse_regels,
                is_a, is_b, fouten,
            )
            if ander >= 0:
                bit = _exclusion_bit(regels[r].soort, lijnen[i], lijnen[ander])
                excluded_in |= 1 << regels[r].reikwijdte
        elif regels[r].soort == VEREIST:
            if not _has_companion(i, r, first, last, lijnen, regels, is_b, fouten):
                lacking_in |= 1 << regels[r].reikwijdte
                bit = E2
        elif regels[r].soort == MAX_AANTAL:
            if _too_many(i, r, first, last, lijnen, regels, is_a, is_b, fouten):
                bit = E7
        else:
            ander = _too_soon(i, r, first, lijnen, regels, is_b, fouten)
            if ander >= 0:
                bit = E8
        if bit != 0 and fout == 0:
            anderen[i] = <int32_t>ander
            regel_van[i] = <int32_t>r
        fout |= bit
    # E2 says nothing where E1 already speaks about the same companions.
    if fout & E1 and (lacking_in & ~excluded_in) == 0:
        fout &= ~E2
    return fout


cdef uint8_t _exclusion_bit(int8_t soort, Lijn lijn, Lijn ander) noexcept nogil:
    if soort == FP_SLUIT_UIT:
        return E3
    if soort == DUBBEL:
        return E4
    if soort == BEGREPEN_IN:
        return E6
    if soort == NAAST_DBC or (ander.is_dbc and not lijn.is_dbc):
        return E5
    return E1


cdef Py_ssize_t _excluder(
    Py_ssize_t i,
    Py_ssize_t r,
    Py_ssize_t first,
    Py_ssize_t last,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const int32_t[::1] klasse_offsets,
    const int32_t[::1] klasse_regels,
    const uint8_t[:, ::1] is_a,
    const uint8_t[:, ::1] is_b,
    const uint8_t[::1] fouten,
) noexcept nogil:
    """The first accepted line that excludes line i under rule r, or -1."""
    cdef Py_ssize_t j
    for j in range(
        _from(i, r, first, lijnen, regels), _until(i, r, last, lijnen, regels)
    ):
        if j == i or fouten[j] or lijnen[j].vooraf or not is_b[r, lijnen[j].klasse]:
            continue
        if not _in_reach(lijnen[i], lijnen[j], regels[r]):
            continue
        # In a mutual exclusion the earlier line stays.
        if j > i and _excludes_back(
            i, j, regels[r].soort, lijnen, regels, klasse_offsets, klasse_regels, is_b
        ):
            continue
        return j
    return -1


cdef bint _excludes_back(
    Py_ssize_t i,
    Py_ssize_t j,
    int8_t soort,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const int32_t[::1] klasse_offsets,
    const int32_t[::1] klasse_regels,
    const uint8_t[:, ::1] is_b,
) noexcept nogil:
    cdef Py_ssize_t place, r
    for place in range(
        klasse_offsets[lijnen[j].klasse], klasse_offsets[lijnen[j].klasse + 1]
    ):
        r = klasse_regels[place]
        if (
            (regels[r].soort == soort or max(regels[r].soort, soort) <= FP_SLUIT_UIT)
            and is_b[r, lijnen[i].klasse]
            and regels[r].begin <= lijnen[j].dag <= regels[r].eind
            and _in_reach(lijnen[j], lijnen[i], regels[r])
        ):
            return True
    return False


cdef bint _has_companion(
    Py_ssize_t i,
    Py_ssize_t r,
    Py_ssize_t first,
    Py_ssize_t last,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const uint8_t[:, ::1] is_b,
    const uint8_t[::1] fouten,
) noexcept nogil:
    cdef Py_ssize_t j
    for j in range(
        _from(i, r, first, lijnen, regels), _until(i, r, last, lijnen, regels)
    ):
        if (
            j != i
            and not fouten[j]
            and not lijnen[j].vooraf
            and is_b[r, lijnen[j].klasse]
            and _in_reach(lijnen[i], lijnen[j], regels[r])
        ):
            return True
    return False


cdef bint _too_many(
    Py_ssize_t i,
    Py_ssize_t r,
    Py_ssize_t first,
    Py_ssize_t last,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const uint8_t[:, ::1] is_a,
    const uint8_t[:, ::1] is_b,
    const uint8_t[::1] fouten,
) noexcept nogil:
    cdef int64_t total_m = lijnen[i].aantal_m, per_m = 0
    cdef Py_ssize_t j
    for j in range(
        _from(i, r, first, lijnen, regels), _until(i, r, last, lijnen, regels)
    ):
        if j == i or fouten[j] or lijnen[j].vooraf:
            continue
        if not _in_reach(lijnen[i], lijnen[j], regels[r]):
            continue
        if j < i and is_a[r, lijnen[j].klasse]:
            total_m += lijnen[j].aantal_m
        if regels[r].telt_per and is_b[r, lijnen[j].klasse]:
            per_m += lijnen[j].aantal_m
    if not regels[r].telt_per:
        per_m = 1000
    return total_m > regels[r].aantal * per_m


cdef Py_ssize_t _too_soon(
    Py_ssize_t i,
    Py_ssize_t r,
    Py_ssize_t first,
    const Lijn[::1] lijnen,
    const Regel[::1] regels,
    const uint8_t[:, ::1] is_b,
    const uint8_t[::1] fouten,
) noexcept nogil:
    cdef Py_ssize_t j
    cdef int32_t maand, dag
    for j in range(first, i):
        if fouten[j] or lijnen[j].vooraf or not is_b[r, lijnen[j].klasse]:
            continue
        if regels[r].reikwijdte != PERIODE and not _in_reach(
            lijnen[i], lijnen[j], regels[r]
        ):
            continue
        maand = lijnen[j].maand + <int32_t>regels[r].aantal
        dag = min(lijnen[j].dag_van_maand, _month_length(maand))
        if lijnen[i].maand < maand or (
            lijnen[i].maand == maand and lijnen[i].dag_van_maand < dag
        ):
            return j
    return -1


cdef bint _in_reach(Lijn lijn, Lijn ander, Regel regel) noexcept nogil:
    """Whether another line lies within the reach of a rule about this line."""
    cdef int32_t na = lijn.dag - ander.dag
    if regel.soort == NAAST_DBC:
        if lijn.aanvrager == EERSTELIJN:
            return na == 0 and _same(lijn.zorgtraject, ander.zorgtraject)
        return lijn.aanvrager == BINNEN_DBC and (
            _same(lijn.subtraject, ander.subtraject)
            or _same(lijn.zorgtraject, ander.zorgtraject)
        )
    if regel.reikwijdte == DAG:
        return na == 0
    if regel.reikwijdte == ZITTING:
        return na == 0 and _same(lijn.zitting, ander.zitting)
    if regel.reikwijdte == SUBTRAJECT:
        return _same(lijn.subtraject, ander.subtraject)
    if regel.reikwijdte == ZORGTRAJECT:
        return _same(lijn.zorgtraject, ander.zorgtraject)
    if regel.soort == BEGREPEN_IN:
        # "Binnen 30 dagen na de ingreep" (Regeling msz 2016 art. 28.4a).
        return 0 <= na <= regel.periode
    if regel.soort == MAX_AANTAL:
        return -regel.periode < na < regel.periode
    if regel.soort == FP_SLUIT_UIT:
        return 0 <= na < regel.periode
    return -regel.periode <= na <= regel.periode


cdef bint _same(uint64_t one, uint64_t other) noexcept nogil:
    return one != 0 and one == other


cdef Py_ssize_t _from(
    Py_ssize_t i, Py_ssize_t r, Py_ssize_t first,
    const Lijn[::1] lijnen, const Regel[::1] regels,
) noexcept nogil:
    """The first line that can lie in reach: lines of a patient stand by day."""
    cdef int32_t width = _width(regels[r])
    cdef int32_t dag = lijnen[i].dag
    if width < 0:
        return first
    while i > first and dag - lijnen[i - 1].dag <= width:
        i -= 1
    return i


cdef Py_ssize_t _until(
    Py_ssize_t i, Py_ssize_t r, Py_ssize_t last,
    const Lijn[::1] lijnen, const Regel[::1] regels,
) noexcept nogil:
    cdef int32_t width = _width(regels[r])
    cdef int32_t dag = lijnen[i].dag
    if width < 0:
        return last
    while i < last and lijnen[i].dag - dag <= width:
        i += 1
    return i


cdef int32_t _width(Regel regel) noexcept nogil:
    """Days around a line in which a rule looks; -1 for all of them."""
    if regel.soort == NAAST_DBC or regel.reikwijdte in (SUBTRAJECT, ZORGTRAJECT):
        return -1
    if regel.reikwijdte == PERIODE:
        return regel.periode
    return 0


cdef int32_t _month_length(int32_t maand) noexcept nogil:
    """Days in a month, counted as year * 12 + month - 1."""
    cdef int32_t jaar = maand // 12, nummer = maand % 12 + 1
    if nummer == 2:
        if jaar % 4 == 0 and (jaar % 100 != 0 or jaar % 400 == 0):
            return 29
        return 28
    return 30 if nummer in (4, 6, 9, 11) else 31


def cap_amounts(
    const int64_t[::1] paren,
    const int32_t[::1] dagen,
    const int64_t[::1] bedragen,
    const uint8_t[::1] telt,
    const int64_t[::1] groepen,
    const int64_t[::1] maxima,
    const int32_t[::1] perioden,
    bint aftoppen,
    int64_t[::1] toegestaan,
):
    """Write what each maximum over a period leaves of the amount of a line.

    Lines stand by day. A line counts, under all of its maxima alike, for what the
    strictest leaves of it (aftoppen) or not at all unless all of it fits; one that is
    refused for another reason is tested but does not count.

    Args:
        paren: Where the pairs of each line with a maximum begin, and where they end.
        dagen: Day of each line.
        bedragen: Its amount.
        telt: Whether it counts.
        groepen: Per pair a number of what is summed together, from 0 on; a line has no
            two pairs of one.
        maxima: Per pair the maximum.
        perioden: Per pair how many days are summed, that of the line included.
        aftoppen: Whether a line that does not fit is allowed for what is left.
        toegestaan: Gets what is left, per pair.
    """
    cdef Py_ssize_t i, p, n, low, high, middle, n_paren = groepen.shape[0]
    cdef int64_t used, least, begin
    # Per group its lines so far, one after another: days, and the sum up to each.
    sizes = np.bincount(groepen, minlength=1) if n_paren else np.zeros(1, np.int64)
    cdef int64_t[::1] first = np.cumsum(sizes) - sizes
    cdef int64_t[::1] stop = np.asarray(first).copy()
    cdef int32_t[::1] dag_van = np.zeros(n_paren, np.int32)
    cdef int64_t[::1] som_tot = np.zeros(n_paren, np.int64)
    with nogil:
        for i in range(dagen.shape[0]):
            least = bedragen[i]
            for p in range(paren[i], paren[i + 1]):
                low, high = first[groepen[p]], stop[groepen[p]]
                used = som_tot[high - 1] if high > low else 0
                begin = <int64_t>dagen[i] - perioden[p]
                while low < high:
                    middle = (low + high) // 2
                    if dag_van[middle] > begin:
                        high = middle
                    else:
                        low = middle + 1
                if low > first[groepen[p]]:
                    used -= som_tot[low - 1]
                toegestaan[p] = min(bedragen[i], max(maxima[p] - used, 0))
                least = min(least, toegestaan[p])
            if not telt[i] or (least < bedragen[i] and not aftoppen):
                least = 0
            for p in range(paren[i], paren[i + 1]):
                n = stop[groepen[p]]
                dag_van[n] = dagen[i]
                som_tot[n] = least
                if n > first[groepen[p]]:
                    som_tot[n] += som_tot[n - 1]
                stop[groepen[p]] = n + 1
