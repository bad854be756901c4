"""Encodes subtrajecten: codes and dates in, tokens and fault masks out.

Texts have become numbers before this (``encoder``); here each row finds its window,
its version, its tokens, and what is wrong with it. Rows are independent, so ranges of
them may run on several threads.
"""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from grouper.findings.checks import ACTIVITEIT_BIT0 as _BIT0, Bit

cdef extern from *:
    """
    #define prefetch(x) __builtin_prefetch(x)
    """
    void prefetch(const void *x) noexcept nogil

cdef enum:
    MISSING = -2147483648
    MAX_COUNT = 2147483647

cdef uint64_t BEGINDATUM = <uint64_t>1 << <int>Bit.BEGINDATUM
cdef uint64_t BEGINDATUM_TE_VROEG = <uint64_t>1 << <int>Bit.BEGINDATUM_TE_VROEG
cdef uint64_t BEGINDATUM_NA_HORIZON = <uint64_t>1 << <int>Bit.BEGINDATUM_NA_HORIZON
cdef uint64_t BEGINDATUM_IN_GAT = <uint64_t>1 << <int>Bit.BEGINDATUM_IN_GAT
cdef uint64_t SPECIALISME = <uint64_t>1 << <int>Bit.SPECIALISME
cdef uint64_t ZORGTYPE = <uint64_t>1 << <int>Bit.ZORGTYPE
cdef uint64_t DIAGNOSE = <uint64_t>1 << <int>Bit.DIAGNOSE
cdef uint64_t DIAGNOSE_TRAJECT = <uint64_t>1 << <int>Bit.DIAGNOSE_TRAJECT
cdef uint64_t ZORGVRAAG = <uint64_t>1 << <int>Bit.ZORGVRAAG
cdef uint64_t GEBOORTEDATUM = <uint64_t>1 << <int>Bit.GEBOORTEDATUM
cdef uint64_t GEBOREN_NA_BEGIN = <uint64_t>1 << <int>Bit.GEBOREN_NA_BEGIN
cdef uint64_t LEEFTIJD = <uint64_t>1 << <int>Bit.LEEFTIJD
cdef uint64_t LEEFTIJD_WIJKT_AF = <uint64_t>1 << <int>Bit.LEEFTIJD_WIJKT_AF
cdef uint64_t GESLACHT = <uint64_t>1 << <int>Bit.GESLACHT
cdef uint64_t INSTELLING = <uint64_t>1 << <int>Bit.INSTELLING
cdef uint64_t EINDDATUM_VOOR_BEGIN = <uint64_t>1 << <int>Bit.EINDDATUM_VOOR_BEGIN
cdef uint64_t EINDDATUM_OPEN = <uint64_t>1 << <int>Bit.EINDDATUM_OPEN
cdef uint64_t AANTAL = <uint64_t>1 << <int>Bit.AANTAL
cdef uint64_t AANTAL_NEGATIEF = <uint64_t>1 << <int>Bit.AANTAL_NEGATIEF
cdef uint64_t ACTIVITEIT = <uint64_t>1 << <int>Bit.ACTIVITEIT
cdef uint64_t AANTAL_NUL = <uint64_t>1 << <int>Bit.AANTAL_NUL
cdef uint64_t UITVOERDATUM_VER = <uint64_t>1 << <int>Bit.UITVOERDATUM_VER
cdef uint16_t LINE_UITVOERDATUM_VER = UITVOERDATUM_VER >> _BIT0
cdef uint16_t LINE_AANTAL = AANTAL >> _BIT0
cdef uint16_t LINE_ACTIVITEIT = ACTIVITEIT >> _BIT0
cdef uint16_t LINE_AANTAL_NUL = AANTAL_NUL >> _BIT0

cdef enum:
    # What encoder.py says of a text: its number in the codebook, and these.
    NEUTRAL = 1       # zorgvraag: empty or zeros
    GEEN_BOOM = 1     # zorgtype: 41, 51 or 52
    IC_MET_HOOFD = 2  # zorgtype: 51
    NO_AGB = 1        # zorginstelling: not 8 digits
    STATIC_TOKENS = 8  # most tokens a row has before its activities

cdef enum:
    MARK_BIT = 16      # of the entry of a text: bits below are its number
    STATE_BIT = 16     # of the cell of a code: bits below are its token
    NOT_VALID = 65535  # in place of the token of an activity: not valid that day
    BAD_LEEFTIJD = MISSING + 1  # given, but no integer


# Days from a first of March, a whole number of eras of 400 years before 0000, to 1970.
cdef int64_t FIRST_MARCH = 719468 + 14700 * 146097


cdef struct MarchDay:
    int64_t year      # of years that begin in March, from some year on
    uint32_t day      # of that year; the leap day is the last


cdef inline MarchDay _march_day(int32_t day) noexcept nogil:
    """Place of a day number (proleptic Gregorian) among years that begin in March."""
    # Neri and Schneider, "Euclidean affine functions and their application to calendar
    # algorithms", Softw. Pract. Exp. 53 (2023); shifted so that no day is negative.
    cdef uint64_t quarters = 4 * <uint64_t>(<int64_t>day + FIRST_MARCH) + 3
    cdef uint64_t in_century = quarters % 146097 | 3
    cdef uint64_t scaled = 2939745 * in_century
    cdef MarchDay found
    found.year = <int64_t>(100 * (quarters // 146097) + (scaled >> 32))
    found.day = <uint32_t>scaled // <uint32_t>11758980
    return found


cdef inline int32_t _full_years(int32_t born, int32_t day) noexcept nogil:
    """Full years from one day to another; who is born on 29 February turns a year
    older on 1 March of other years (docs/decisions.md 3), which is where that day, the last
    of its year, has passed."""
    cdef MarchDay a = _march_day(born), b = _march_day(day)
    return <int32_t>(b.year - a.year) - (b.day < a.day)


def full_years(int32_t born, int32_t day):
    """Full years from day number ``born`` to day number ``day``."""
    return _full_years(born, day)


cdef inline int32_t _age(
    int32_t given, int32_t born, int32_t day, uint64_t *fault
) noexcept nogil:
    """leeftijd in full years, from geboortedatum if there is one; -1 unknown."""
    cdef int32_t age
    if born != MISSING:
        if day == MISSING:
            return -1
        if born > day:
            fault[0] |= GEBOREN_NA_BEGIN
            return -1
        age = _full_years(born, day)
        if given != MISSING and given != age:
            fault[0] |= LEEFTIJD_WIJKT_AF
    else:
        age = given
        if age < 0 and fault[0] & GEBOORTEDATUM:
            return -1
    if age < 0 or age > 130:
        fault[0] |= LEEFTIJD
    return max(age, -1)


cdef inline Py_ssize_t _net_key(
    const uint16_t[:, ::1] oud, Py_ssize_t w, uint16_t number, uint32_t text,
    Py_ssize_t n_codes
) noexcept nogil:
    """Under which key a line is netted: its translated code, or its unknown text."""
    if number == 0:
        return n_codes + text
    return oud[w, number] if w >= 0 else number


cdef inline uint16_t _number(uint32_t entry) noexcept nogil:
    """Number in the codebook of a text."""
    return <uint16_t>entry


cdef inline uint8_t _mark(uint32_t entry) noexcept nogil:
    """What more there is to say of a text."""
    return <uint8_t>(entry >> MARK_BIT)


cdef inline uint16_t _token(uint32_t cell) noexcept nogil:
    """Token of a code in a window."""
    return <uint16_t>cell


cdef inline uint32_t _state(uint32_t cell) noexcept nogil:
    """State of a code in a window."""
    return cell >> STATE_BIT


cdef inline int64_t _line(const int64_t *order, Py_ssize_t j) noexcept nogil:
    """Which activity, as they came, is the ``j``-th row by row."""
    return j if order == NULL else order[j]


cdef struct Sink:
    uint16_t *tokens
    int32_t *counts
    int32_t size


cdef inline Py_ssize_t _window(
    const int16_t[::1] window_of_day, int32_t first_day, int32_t day
) noexcept nogil:
    """Window of a day; -1 before the first; the last one is open-ended."""
    if day < first_day:
        return -1
    return window_of_day[min(<Py_ssize_t>day - first_day, window_of_day.shape[0] - 1)]


cdef inline void _push(Sink *sink, uint16_t token) noexcept nogil:
    # Token 0 is what no tree asks for.
    sink.tokens[sink.size] = token
    sink.counts[sink.size] = 1
    sink.size += token != 0


cdef struct Netted:
    Sink sink
    uint64_t fault
    int32_t telt_nul


cdef void _net_lines(
    Netted *row,
    const uint16_t[:, ::1] cells,
    const uint16_t[:, ::1] oud,
    Py_ssize_t w,
    Py_ssize_t begin,
    Py_ssize_t end,
    const int64_t *order,
    const uint32_t *codes,
    const int32_t *counts,
    const uint32_t *entries,
    int64_t[::1] net,
    uint16_t[::1] activity_fault,
) noexcept nogil:
    """Push the tokens of lines after netting them, and add what is wrong with counts.

    Lines are netted per code after translation, the code that the trees see
    (docs/decisions.md 4).
    """
    cdef Sink *sink = &row.sink
    cdef Py_ssize_t j, a, key, n_codes = cells.shape[1]
    cdef uint16_t number, token
    cdef int64_t total
    for j in range(begin, end):
        a = _line(order, j)
        if counts[j] == 0 or counts[j] == MISSING:
            row.telt_nul += (activity_fault[a] & LINE_ACTIVITEIT) == 0
        if counts[j] == MISSING:
            activity_fault[a] |= LINE_AANTAL
            row.fault |= AANTAL
            continue
        if counts[j] == 0:
            activity_fault[a] |= LINE_AANTAL_NUL
            row.fault |= AANTAL_NUL
        number = _number(entries[codes[j]])
        key = _net_key(oud, w, number, codes[j], n_codes)
        net[key] += counts[j]
    for j in range(begin, end):
        number = _number(entries[codes[j]])
        key = _net_key(oud, w, number, codes[j], n_codes)
        total = net[key]
        net[key] = 0
        if total < 0:
            row.fault |= AANTAL_NEGATIEF
        if total == 0 or w < 0:
            continue
        token = cells[w, number]
        if token == 0 or token == NOT_VALID:
            continue
        sink.tokens[sink.size] = token
        sink.counts[sink.size] = <int32_t>max(-MAX_COUNT, min(total, MAX_COUNT))
        sink.size += 1


def encode(
    object tables,
    object days,
    object texts,
    object entry_of,
    object activities,
    object rows,
    object tokens,
    int64_t[::1] net,
    int32_t horizon,
    uint64_t reject,
    uint8_t own_release,
    Py_ssize_t start,
    Py_ssize_t stop,
):
    """Encode subtrajecten ``start`` to ``stop``.

    Args:
        tables: ``CodeTables`` of the release.
        days: ``Days`` of the batch.
        texts: Its ``PerCode`` of texts by row.
        entry_of: ``PerCode`` by text: its number in the codebook of the release, and
            its mark from MARK_BIT on.
        activities: ``Activities`` of the batch.
        rows: ``EncodedRows``; ``fault`` may hold faults already, and ``release`` says
            which release each row belongs to. All others are filled.
        tokens: ``Tokens`` with room for eight tokens a row and one an activity.
        net: Scratch: zeros, as many as activity numbers and texts together.
        horizon: Last day the release is meant for.
        reject: Faults for which a row is not walked.
        own_release: The release of this call; rows of others are left as they are.
        start: First row.
        stop: Up to which row.
    """
    cdef int32_t first_day = tables.first_day
    cdef Py_ssize_t first_tree = tables.first_tree
    cdef const int16_t[::1] window_of_day = tables.window_of_day
    cdef const int16_t[::1] window_versie = tables.window_versie
    cdef const uint32_t[:, ::1] specialisme_cell = tables.specialisme_cell
    cdef const uint16_t[:, ::1] diagnose_pair = tables.diagnose_pair
    cdef const uint32_t[:, ::1] diagnose_cell = tables.diagnose_cell
    cdef const uint16_t[:, ::1] zorgtype_pair = tables.zorgtype_pair
    cdef const uint32_t[:, ::1] zorgtype_cell = tables.zorgtype_cell
    cdef const uint16_t[:, ::1] zorgvraag_pair = tables.zorgvraag_pair
    cdef const uint32_t[:, ::1] zorgvraag_cell = tables.zorgvraag_cell
    cdef const uint16_t[:, ::1] instelling_token = tables.zorginstelling_token
    cdef const uint16_t[:, ::1] geslacht_token = tables.geslacht_token
    cdef const uint16_t[:, ::1] leeftijd_token = tables.leeftijd_token
    cdef const uint16_t[:, ::1] begindatum_token = tables.begindatum_token
    cdef const uint16_t[:, ::1] activiteit_token = tables.zorgactiviteit_cell
    cdef const uint16_t[:, ::1] activiteit_oud = tables.zorgactiviteit_oud

    cdef const int32_t[::1] begindatum = days.begindatum
    cdef const int32_t[::1] geboortedatum = days.geboortedatum
    cdef const int32_t[::1] leeftijd_jaar = days.leeftijd
    cdef const uint32_t[::1] specialisme = texts.specialisme
    cdef const uint32_t[::1] specialisme_entry = entry_of.specialisme
    cdef const uint32_t[::1] diagnose = texts.diagnose
    cdef const uint32_t[::1] diagnose_entry = entry_of.diagnose
    cdef const uint32_t[::1] zorgtype = texts.zorgtype
    cdef const uint32_t[::1] zorgtype_entry = entry_of.zorgtype
    cdef const uint32_t[::1] zorgvraag = texts.zorgvraag
    cdef const uint32_t[::1] zorgvraag_entry = entry_of.zorgvraag
    cdef const uint32_t[::1] geslacht = texts.geslacht
    cdef const uint32_t[::1] geslacht_entry = entry_of.geslacht
    cdef const uint32_t[::1] instelling = texts.zorginstelling
    cdef const uint32_t[::1] instelling_entry = entry_of.zorginstelling

    cdef const int64_t[::1] activity_first = activities.first
    cdef const int64_t[::1] activity_order = activities.order
    cdef const uint32_t[::1] code = activities.text_by_row
    cdef const int32_t[::1] aantal = activities.aantal_by_row
    cdef const uint32_t[::1] code_entry = entry_of.zorgactiviteit

    cdef const uint8_t[::1] release = rows.release
    cdef int16_t[::1] window_out = rows.window
    cdef int16_t[::1] versie_out = rows.versie
    cdef int64_t[::1] first_out = rows.first
    cdef int32_t[::1] size_out = rows.size
    cdef uint16_t[::1] token_out = tokens.token
    cdef int32_t[::1] count_out = tokens.count
    cdef int16_t[::1] leeftijd_out = rows.leeftijd
    cdef uint64_t[::1] fault_out = rows.fault
    cdef uint16_t[::1] activity_fault = activities.fault
    cdef int32_t[::1] telt_nul_out = rows.telt_nul
    cdef uint8_t[::1] noted_out = rows.is_noted
    cdef uint8_t[::1] no_tree_out = rows.is_no_tree
    cdef uint8_t[::1] irregular_out = rows.is_irregular
    cdef Py_ssize_t room0 = tokens.room0

    # What is read once an activity, as pointers: those stay in registers.
    cdef bint any_activity = code.shape[0] > 0
    cdef const int64_t *order = NULL
    if activity_order is not None and any_activity:
        order = &activity_order[0]
    cdef const uint32_t *codes = &code[0] if any_activity else NULL
    cdef const int32_t *counts = &aantal[0] if any_activity else NULL
    cdef const uint32_t *entries = &code_entry[0]
    cdef const uint16_t *cells
    cdef const uint32_t *diagnose_at = NULL

    cdef Py_ssize_t row, j, w, begin, end
    cdef Py_ssize_t s = 0, pair, max_leeftijd = leeftijd_token.shape[1] - 1
    cdef uint64_t fault
    cdef int32_t day, age, count, least, n_static, size, telt_nul
    cdef uint16_t token
    cdef uint8_t zt_mark
    cdef uint32_t entry, seen, cell
    cdef uint32_t of_geslacht, of_instelling, of_zorgtype, of_zorgvraag
    cdef bint has_zorgvragen
    cdef Sink sink
    cdef Netted netted
    with nogil:
        for row in range(start, stop):
            if release[row] != own_release:
                continue
            fault = fault_out[row]
            day = begindatum[row]
            first_out[row] = (
                STATIC_TOKENS * (row - room0) + activity_first[row] - activity_first[room0]
            )
            size_out[row] = 0
            no_tree_out[row] = 0
            irregular_out[row] = 0
            leeftijd_out[row] = -1
            w = _window(window_of_day, first_day, day)
            window_out[row] = <int16_t>w
            if day == MISSING:
                fault |= BEGINDATUM
            elif w < first_tree:
                fault |= BEGINDATUM_TE_VROEG
            elif window_versie[w] < 0:
                fault |= BEGINDATUM_IN_GAT
            elif day > horizon:
                fault |= BEGINDATUM_NA_HORIZON
            versie_out[row] = window_versie[w] if w >= 0 else -1

            begin, end = activity_first[row], activity_first[row + 1]
            cells = NULL
            if w >= 0:
                # Cells lie far apart; asked for now, they are there when this row has
                # come to its activities, which saves a third of its time.
                s = _number(specialisme_entry[specialisme[row]])
                pair = diagnose_pair[s, _number(diagnose_entry[diagnose[row]])]
                diagnose_at = &diagnose_cell[w, pair]
                prefetch(diagnose_at)
                cells = &activiteit_token[w, 0]
                for j in range(begin, end):
                    prefetch(cells + _number(entries[codes[j]]))
            age = _age(leeftijd_jaar[row], geboortedatum[row], day, &fault)
            if age >= 0:
                leeftijd_out[row] = <int16_t>min(age, 32767)
            of_geslacht = geslacht_entry[geslacht[row]]
            if _number(of_geslacht) == 0:
                fault |= GESLACHT
            of_instelling = instelling_entry[instelling[row]]
            if _mark(of_instelling) & NO_AGB:
                fault |= INSTELLING
            of_zorgtype = zorgtype_entry[zorgtype[row]]
            zt_mark = _mark(of_zorgtype)
            no_tree_out[row] = zt_mark & GEEN_BOOM

            sink.tokens = &token_out[first_out[row]]
            sink.counts = &count_out[first_out[row]]
            sink.size = 0
            if w >= 0:
                cell = specialisme_cell[w, s]
                has_zorgvragen = _state(cell) == 3
                if _state(cell) < 2:
                    fault |= SPECIALISME
                _push(&sink, _token(cell))
                pair = zorgtype_pair[s, _number(of_zorgtype)]
                cell = zorgtype_cell[w, pair]
                if _state(cell) == 0:
                    fault |= ZORGTYPE
                _push(&sink, _token(cell))
                cell = diagnose_at[0]
                if not zt_mark & IC_MET_HOOFD:
                    if _state(cell) == 0:
                        fault |= DIAGNOSE
                    elif _state(cell) == 2:
                        fault |= DIAGNOSE_TRAJECT
                _push(&sink, _token(cell))
                of_zorgvraag = zorgvraag_entry[zorgvraag[row]]
                pair = zorgvraag_pair[s, _number(of_zorgvraag)]
                cell = zorgvraag_cell[w, pair]
                if _state(cell) == 0 and not zt_mark & IC_MET_HOOFD:
                    # A specialisme without zorgvragen has none, or a neutral one.
                    if has_zorgvragen or not _mark(of_zorgvraag) & NEUTRAL:
                        fault |= ZORGVRAAG
                _push(&sink, _token(cell))
                _push(&sink, instelling_token[w, _number(of_instelling)])
                _push(&sink, geslacht_token[w, _number(of_geslacht)])
                if age >= 0:
                    _push(&sink, leeftijd_token[w, min(age, max_leeftijd)])
                _push(&sink, begindatum_token[w, 0])

            n_static = size = sink.size
            telt_nul = 0
            seen = 0
            least = 1
            for j in range(begin, end):
                count = counts[j]
                least = min(least, count)
                if cells == NULL:
                    continue
                entry = entries[codes[j]]
                seen |= entry
                token = cells[_number(entry)]
                if token == NOT_VALID:
                    activity_fault[_line(order, j)] |= LINE_ACTIVITEIT
                    telt_nul += 1
                    token = 0
                # Written before it is known whether it stays.
                sink.tokens[size] = token
                sink.counts[size] = count
                size += token != 0
            # After the loop, which has no register to spare for the mask.
            if telt_nul:
                fault |= ACTIVITEIT
            if least >= 1:
                size_out[row] = size
            else:
                # Rare: some count is zero, negative or no number.
                # In a record of its own: what is lent is in no register any more.
                netted.sink.tokens = sink.tokens
                netted.sink.counts = sink.counts
                netted.sink.size = n_static
                netted.telt_nul = telt_nul
                netted.fault = fault
                _net_lines(
                    &netted, activiteit_token, activiteit_oud, w, begin, end, order,
                    codes, counts, entries, net, activity_fault
                )
                fault = netted.fault
                telt_nul = netted.telt_nul
                irregular_out[row] = fault & AANTAL_NEGATIEF != 0
                size_out[row] = netted.sink.size
            telt_nul_out[row] = telt_nul
            noted_out[row] = seen >> MARK_BIT != 0
            if fault & reject or zt_mark & GEEN_BOOM:
                versie_out[row] = -1
            fault_out[row] = fault


def mark_distant(
    const int32_t[::1] begindatum,
    const int32_t[::1] uitvoerdatum,
    const int64_t[::1] first,
    const int64_t[::1] activity_order,
    int32_t first_day,
    int32_t last_day,
    uint16_t[::1] activity_fault,
    uint64_t[::1] fault,
):
    """Mark activities that lie far from the begindatum of their subtraject.

    Args:
        begindatum: By subtraject, MISSING where there is none.
        uitvoerdatum: By activity, likewise.
        first: Where the activities of each subtraject begin, and where all end.
        activity_order: The activity that stands there; None when they came so.
        first_day: Days after begindatum from which they are not far.
        last_day: Up to which they are not.
        activity_fault: Gets the fault, by activity.
        fault: Gets it too, by subtraject.
    """
    cdef const int64_t *order = NULL
    cdef Py_ssize_t row, j, a
    cdef int64_t apart
    if activity_order is not None and activity_order.shape[0] > 0:
        order = &activity_order[0]
    with nogil:
        for row in range(begindatum.shape[0]):
            if begindatum[row] == MISSING:
                continue
            for j in range(first[row], first[row + 1]):
                a = _line(order, j)
                apart = <int64_t>uitvoerdatum[a] - begindatum[row]
                if first_day <= apart <= last_day or uitvoerdatum[a] == MISSING:
                    continue
                activity_fault[a] |= LINE_UITVOERDATUM_VER
                fault[row] |= UITVOERDATUM_VER


def mark_einddatum(
    const int32_t[::1] begindatum,
    const int32_t[::1] einddatum,
    int32_t open_after,
    uint64_t[::1] fault,
):
    """Mark subtrajecten that end before they begin, or so late that they are open.

    Args:
        begindatum: By subtraject, MISSING where there is none.
        einddatum: Likewise.
        open_after: Days after begindatum from which an einddatum means there is none.
        fault: Gets the fault, by subtraject.
    """
    cdef Py_ssize_t row
    cdef int64_t length
    with nogil:
        for row in range(begindatum.shape[0]):
            length = <int64_t>einddatum[row] - begindatum[row]
            if 0 <= length <= open_after:
                continue
            if begindatum[row] == MISSING or einddatum[row] == MISSING:
                continue
            fault[row] |= EINDDATUM_VOOR_BEGIN if length < 0 else EINDDATUM_OPEN
