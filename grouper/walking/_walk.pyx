"""The walker: tokens in; tree, label and evidence out, for a range of subtrajecten.

Arrays are those of ``grouper.compiling.compiler``. Every index in them is proven in range when a
release is compiled or opened, and tokens come from its own tables, so nothing is
checked here. Counts must be at least 1 (``_reference`` takes the others).
"""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

from grouper.compiled._records cimport Beslisboom, Condition, Node, Test

cdef extern from *:
    """
    #define first_bit(x) __builtin_ctzll(x)
    #define prefetch(x) __builtin_prefetch(x)
    """
    void prefetch(const void *x) noexcept nogil
    int first_bit(uint64_t x) noexcept nogil

ctypedef fused class_t:
    uint8_t
    uint16_t

cdef enum:
    OPEN_BOVEN = 2147483647


cdef struct Trees:
    const Beslisboom *bomen
    const Node *nodes
    const Test *tests
    const Condition *conditions
    const uint64_t *bits
    const int32_t *weights


cdef struct Case:
    # The subtraject in hand, seen by one tree.
    const uint16_t *tokens
    const int32_t *counts
    Py_ssize_t n
    uint16_t *classes     # class of each token in this tree
    uint64_t *words       # OR of the bits of those classes
    int32_t *beperkt      # flagged nodes that answered True
    int32_t n_beperkt


cdef inline void _see_words(
    const Trees *trees, const Beslisboom *boom, const class_t *classes, Case *case,
    int32_t words
) noexcept nogil:
    """The same as ``_see``, of a tree whose rows have so many words.

    Called with a constant, so that the compiler keeps the words in registers: written
    to memory for each token they would cost most of the walk.
    """
    cdef const class_t *own = classes + boom.class0
    cdef const uint64_t *bits = trees.bits + boom.bits0
    cdef const uint64_t *row
    cdef const uint16_t *tokens = case.tokens
    cdef uint16_t *seen_classes = case.classes
    cdef uint64_t[4] seen
    cdef Py_ssize_t i, n = case.n
    cdef int32_t w
    cdef class_t klass
    for w in range(words):
        seen[w] = bits[w]
    for i in range(n):
        klass = own[tokens[i]]
        seen_classes[i] = klass
        row = bits + <Py_ssize_t>klass * words
        for w in range(words):
            seen[w] |= row[w]
    for w in range(words):
        case.words[w] = seen[w]


cdef inline void _see(
    const Trees *trees, const Beslisboom *boom, const class_t *classes, Case *case
) noexcept nogil:
    """Look the tokens up in one tree: their classes, and the OR of their bits."""
    cdef const class_t *own = classes + boom.class0
    cdef const uint64_t *bits = trees.bits + boom.bits0
    cdef const uint64_t *row
    cdef int32_t words = boom.words, w
    cdef Py_ssize_t i
    case.n_beperkt = 0
    if words == 1:
        _see_words(trees, boom, classes, case, 1)
    elif words == 2:
        _see_words(trees, boom, classes, case, 2)
    elif words == 3:
        _see_words(trees, boom, classes, case, 3)
    else:
        memcpy(case.words, bits, words * sizeof(uint64_t))
        for i in range(case.n):
            case.classes[i] = own[case.tokens[i]]
            row = bits + <Py_ssize_t>case.classes[i] * words
            for w in range(words):
                case.words[w] |= row[w]


cdef inline int32_t _next_bit(
    const uint64_t *words, int32_t start, int32_t stop
) noexcept nogil:
    """First set bit from ``start`` up to ``stop``; -1 when there is none."""
    cdef int32_t w = start >> 6, found
    cdef uint64_t word = words[w] & (~(<uint64_t>0) << (start & 63))
    while word == 0:
        w += 1
        if (w << 6) >= stop:
            return -1
        word = words[w]
    found = (w << 6) + first_bit(word)
    return found if found < stop else -1


cdef inline bint _has(const uint64_t *words, int32_t bit) noexcept nogil:
    return (words[bit >> 6] >> (bit & 63)) & 1


cdef inline bint _condition_holds(
    const Trees *trees, const Beslisboom *boom, const Test *test,
    const Condition *condition, const Case *case
) noexcept nogil:
    """Whether one condition of a test holds for the subtraject in hand."""
    if test.on_bits:
        return _has(case.words, condition.index)
    cdef const int32_t *weights = trees.weights + (
        boom.weight0 + <Py_ssize_t>condition.index * boom.classes
    )
    cdef const uint16_t *classes = case.classes
    cdef const int32_t *counts = case.counts
    cdef int64_t total = 0
    cdef Py_ssize_t i, n = case.n
    for i in range(n):
        total += <int64_t>weights[classes[i]] * counts[i]
    return total >= condition.onder and (
        condition.boven == OPEN_BOVEN or total <= condition.boven
    )


cdef bint _test_holds(
    const Trees *trees, const Beslisboom *boom, const Test *test, const Case *case
) noexcept nogil:
    """Whether enough conditions of a test hold."""
    cdef int32_t left = test.conditions, needed = test.needed
    cdef const Condition *condition = trees.conditions + test.condition0
    while left >= needed:
        needed -= _condition_holds(trees, boom, test, condition, case)
        if needed <= 0:
            return True
        condition += 1
        left -= 1
    return False


cdef inline int32_t _climb(
    const Trees *trees, const Beslisboom *boom, Case *case
) noexcept nogil:
    """Walk one tree, chain by chain, to a label. Each step moves down the tree."""
    cdef const Node *nodes = trees.nodes + boom.node0
    cdef const Node *node
    cdef int32_t at = 0, hit
    while True:
        hit = _next_bit(case.words, at, nodes[at].chain_end)
        if hit < 0:
            return nodes[at].label
        node = nodes + hit
        if node.test >= 0 and not _test_holds(
            trees, boom, trees.tests + node.test, case
        ):
            at = hit + 1
            if at == node.chain_end:
                return node.label
            continue
        if node.is_beperkt:
            case.beperkt[case.n_beperkt] = hit
            case.n_beperkt += 1
        if node.waar < 0:
            return ~node.waar
        at = node.waar


cdef bint _contributed(
    const Trees *trees, const Beslisboom *boom, int32_t hit, Py_ssize_t i,
    const Case *case
) noexcept nogil:
    """Whether token ``i`` counted in a condition that held of the True node ``hit``."""
    cdef const Node *node = trees.nodes + boom.node0 + hit
    cdef Py_ssize_t klass = case.classes[i]
    if klass == 0:
        return False
    cdef const uint64_t *bits = trees.bits + boom.bits0 + klass * boom.words
    if node.test < 0:
        return _has(bits, hit)
    cdef const Test *test = trees.tests + node.test
    cdef const Condition *condition
    cdef bint counted
    cdef int32_t c
    for c in range(test.conditions):
        condition = trees.conditions + test.condition0 + c
        if test.on_bits:
            counted = _has(bits, condition.index)
        else:
            counted = trees.weights[
                boom.weight0 + <Py_ssize_t>condition.index * boom.classes + klass
            ] != 0
        if counted and _condition_holds(trees, boom, test, condition, case):
            return True
    return False


cdef uint8_t _evidence(
    const Trees *trees, const Beslisboom *boom, const uint8_t *token_kleur,
    const Case *case
) noexcept nogil:
    """Colours, as bits, of the activities that contributed to flagged True rules."""
    cdef uint8_t seen = 0, kleur
    cdef Py_ssize_t i
    cdef int32_t b
    for i in range(case.n):
        kleur = token_kleur[case.tokens[i]]
        if kleur & ~seen:
            for b in range(case.n_beperkt):
                if _contributed(trees, boom, case.beperkt[b], i, case):
                    seen |= kleur
                    break
    return seen


def walk(
    const Beslisboom[::1] bomen,
    const Node[::1] nodes,
    const Test[::1] tests,
    const Condition[::1] conditions,
    const class_t[::1] classes,
    const uint64_t[::1] bits,
    const int32_t[::1] weights,
    const int32_t[::1] versie_boom0,
    const int64_t[::1] versie_token0,
    const uint8_t[::1] token_kleur,
    const uint8_t[::1] release,
    uint8_t own_release,
    const int16_t[::1] versie,
    const int64_t[::1] first,
    const int32_t[::1] size,
    const uint16_t[::1] token,
    const int32_t[::1] count,
    Py_ssize_t start,
    Py_ssize_t stop,
    int32_t[::1] order,
    int32_t[::1] first_of_tree,
    uint64_t[::1] words,
    uint16_t[::1] case_classes,
    int32_t[::1] beperkt,
    int32_t[::1] boom_out,
    int32_t[::1] label_out,
    uint8_t[::1] kleur_out,
):
    """Walk subtrajecten ``start`` to ``stop`` through the topboom and their own tree.

    Args:
        bomen: Trees of the release, as are the nine arrays that follow.
        release: Release of each subtraject.
        own_release: The release of this call; rows of others are left as they are.
        versie: Tree version of each subtraject; -1 is not walked.
        first: Where the tokens of each subtraject begin.
        size: How many tokens it has.
        token: Tokens of all subtrajecten.
        count: How often each was registered; at least 1.
        start: First subtraject.
        stop: Up to which.
        order: Scratch of at least ``stop - start``.
        first_of_tree: Scratch of one more than there are trees.
        words: Scratch of the most words any tree needs.
        case_classes: Scratch of the most tokens any subtraject has.
        beperkt: Scratch of the most nodes any tree has.
        boom_out: Tree of the zorgproductgroep found; -1 when not walked.
        label_out: Product found; -1 when not walked.
        kleur_out: Evidence: 0 none, 1 oranje, 2 rood, 3 both (docs/outcomes.md).

    The trees of one call share the caches best when a few thousand rows are walked at
    a time: the rows are visited tree by tree.
    """
    if start >= stop:
        return
    cdef Trees trees
    cdef Case case
    cdef Py_ssize_t row, i, n_trees = bomen.shape[0]
    cdef int32_t found, total
    trees.bomen = &bomen[0]
    trees.nodes = &nodes[0]
    trees.tests = &tests[0] if tests.shape[0] else NULL
    trees.conditions = &conditions[0] if conditions.shape[0] else NULL
    trees.bits = &bits[0]
    trees.weights = &weights[0] if weights.shape[0] else NULL
    case.words = &words[0]
    case.classes = &case_classes[0]
    case.beperkt = &beperkt[0]
    cdef const uint16_t *tokens = &token[0] if token.shape[0] else NULL
    cdef const int32_t *counts = &count[0] if count.shape[0] else NULL
    cdef const class_t *all_classes = &classes[0]
    cdef const Beslisboom *boom
    with nogil:
        memset(&first_of_tree[0], 0, (n_trees + 1) * sizeof(int32_t))
        for row in range(start, stop):
            if release[row] != own_release:
                continue
            boom_out[row] = -1
            label_out[row] = -1
            kleur_out[row] = 0
            if versie[row] < 0:
                continue
            boom = trees.bomen + versie_boom0[versie[row]]
            case.tokens = tokens + first[row]
            case.counts = counts + first[row]
            case.n = size[row]
            _see(&trees, boom, all_classes, &case)
            found = _climb(&trees, boom, &case)
            if case.n_beperkt:
                kleur_out[row] = _evidence(
                    &trees, boom, &token_kleur[versie_token0[versie[row]]], &case
                )
            boom_out[row] = found
            first_of_tree[found + 1] += 1
        total = 0
        for i in range(n_trees + 1):
            total += first_of_tree[i]
            first_of_tree[i] = total
        for row in range(start, stop):
            if release[row] == own_release and boom_out[row] >= 0:
                order[first_of_tree[boom_out[row]]] = <int32_t>(row - start)
                first_of_tree[boom_out[row]] += 1
        for i in range(total):
            # What the next rows will read, far apart in memory, is asked for now.
            if i + 4 < total:
                row = start + order[i + 4]
                prefetch(trees.bomen + boom_out[row])
                prefetch(tokens + first[row])
            if i + 2 < total:
                row = start + order[i + 2]
                boom = trees.bomen + boom_out[row]
                prefetch(trees.nodes + boom.node0)
                prefetch(trees.bits + boom.bits0)
            row = start + order[i]
            boom = trees.bomen + boom_out[row]
            case.tokens = tokens + first[row]
            case.counts = counts + first[row]
            case.n = size[row]
            _see(&trees, boom, all_classes, &case)
            label_out[row] = _climb(&trees, boom, &case)
            if case.n_beperkt:
                kleur_out[row] |= _evidence(
                    &trees, boom, &token_kleur[versie_token0[versie[row]]], &case
                )
