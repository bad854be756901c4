"""The walker on trees of one to three nodes, written by hand as records."""

import numpy as np
import pytest
from support.releases.handmade import Forest, Node, Test, Tree

# Tokens: 0 nothing, 1 and 2 the two that trees look at, 3 one that no tree knows.
PLAIN = (0, 1, 2, 0)
TO_GROUP_1_OR_2 = Tree([Node(waar=~1, label=2, chain_end=1)], PLAIN, [0, 1, 0])
TWO_LEAVES_A = Tree([Node(waar=~10, label=11, chain_end=1)], PLAIN, [0, 0, 1])
TWO_LEAVES_B = Tree([Node(waar=~20, label=21, chain_end=1)], PLAIN, [0, 0, 1])


def forest(tree: Tree, **options: object) -> Forest:
    """A topboom that sends token 1 to ``tree`` and all else to a tree of two leaves."""
    return Forest([TO_GROUP_1_OR_2, tree, TWO_LEAVES_B], **options)  # type: ignore[arg-type]


def walked(tree: Tree, *tokens: tuple[int, int], **options: object) -> int:
    """Product of one subtraject of token 1, and others, in ``tree``."""
    boom, product, _ = forest(tree, **options).walk([[(1, 1), *tokens]])
    assert boom == [1]
    return product[0]


@pytest.mark.parametrize(
    ("case", "boom", "product"),
    [
        ([], 2, 21),
        ([(1, 1)], 1, 11),
        ([(2, 1)], 2, 20),
        ([(1, 1), (2, 1)], 1, 10),
        ([(3, 5)], 2, 21),
    ],
)
def test_walk_answers_each_side_of_both_trees(
    case: list[tuple[int, int]], boom: int, product: int
) -> None:
    found = forest(TWO_LEAVES_A).walk([case])
    assert found == ([boom], [product], [0])


# Rule 0 False -> rule 1; rule 0 True -> rule 2. Bits: token 1 none, token 2 rule 0.
THREE = [
    Node(waar=2, label=31, chain_end=2),
    Node(waar=~30, label=31, chain_end=2),
    Node(waar=~32, label=33, chain_end=3),
]


@pytest.mark.parametrize(
    ("bits", "product"),
    [(0b000, 31), (0b010, 30), (0b001, 33), (0b011, 33), (0b101, 32), (0b100, 31)],
)
def test_walk_of_three_nodes_follows_true_to_a_chain_of_its_own(
    bits: int, product: int
) -> None:
    assert walked(Tree(THREE, PLAIN, [0, 0, bits]), (2, 1)) == product


def test_walk_takes_bits_of_all_tokens_together() -> None:
    tree = Tree(THREE, PLAIN, [0, 0b001, 0b100])
    assert walked(tree, (2, 1)) == 32


def test_walk_takes_bits_that_are_always_set() -> None:
    tree = Tree(THREE, PLAIN, [0b010, 0, 0])
    assert walked(tree) == 30


def counting(*conditions: tuple[int, int, int | None], needed: int = 1) -> Tree:
    """One rule on counters; its bit is always set. Token 2 weighs 1 and 30."""
    node = Node(waar=~40, label=41, chain_end=1, test=Test(needed, conditions))
    return Tree([node], PLAIN, [1, 0, 0], [[0, 0], [0, 0], [1, 30]])


@pytest.mark.parametrize(
    ("count", "onder", "boven", "holds"),
    [
        (1, 2, 4, False),
        (2, 2, 4, True),
        (4, 2, 4, True),
        (5, 2, 4, False),
        (999_999, 2, None, True),
        (2**31 - 1, 2, None, True),
        (2**31 - 1, 2, 2**31 - 2, False),
        (1, 0, 0, False),
    ],
)
def test_walk_compares_counters_inclusively(
    count: int, onder: int, boven: int | None, holds: bool
) -> None:
    found = walked(counting((0, onder, boven)), (2, count))
    assert found == (40 if holds else 41)


def test_walk_counter_nothing_adds_to_is_zero() -> None:
    assert walked(counting((0, 0, 0))) == 40
    assert walked(counting((1, 0, 240))) == 40


def test_walk_weighs_counts_beyond_32_bits() -> None:
    tree = counting((1, 2**31 - 1, None))
    assert walked(tree, (2, 2**31 - 1), (2, 2**31 - 1)) == 40


def test_walk_adds_up_equal_tokens() -> None:
    assert walked(counting((0, 5, 5)), (2, 2), (2, 3)) == 40


@pytest.mark.parametrize(("needed", "product"), [(1, 40), (2, 40), (3, 41)])
def test_walk_needs_k_of_n_conditions_on_counters(needed: int, product: int) -> None:
    conditions = ((0, 2, 2), (1, 60, 60), (1, 61, None))
    assert walked(counting(*conditions, needed=needed), (2, 2)) == product


@pytest.mark.parametrize(
    ("needed", "tokens", "product"),
    [(1, [], 40), (2, [], 41), (2, [(2, 9)], 40), (3, [(2, 9)], 41)],
)
def test_walk_needs_k_of_n_conditions_on_bits(
    needed: int, tokens: list[tuple[int, int]], product: int
) -> None:
    # Bit 0 is the node's own: it may hold. Bits 1 to 3 are the conditions.
    test = Test(needed, ((1, 1, None), (2, 1, None), (3, 1, None)), on_bits=True)
    node = Node(waar=~40, label=41, chain_end=1, test=test)
    tree = Tree([node], PLAIN, [0, 0b0011, 0b0101])
    assert walked(tree, *tokens) == product


def test_walk_goes_on_in_the_chain_after_a_test_that_fails() -> None:
    nodes = [
        Node(waar=~50, label=52, chain_end=2, test=Test(1, ((0, 5, None),))),
        Node(waar=~51, label=52, chain_end=2),
    ]
    tree = Tree(nodes, PLAIN, [0b01, 0, 0b10], [[0], [0], [1]])
    assert walked(tree, (2, 4)) == 51
    assert walked(tree, (2, 5)) == 50
    assert walked(tree) == 52


@pytest.mark.parametrize("size", [1, 63, 64, 65, 128, 129, 192, 193, 256, 257, 330])
def test_walk_finds_a_bit_in_any_word(size: int) -> None:
    """Trees of one to three words are seen otherwise than larger ones."""
    chain = [Node(waar=~(100 + n), label=99, chain_end=size) for n in range(size)]
    for node in {0, 63, 64, 127, 128, 191, 192, 255, 256, size - 1}:
        if node < size:
            tree = Tree(chain, PLAIN, [0, 0, 1 << node])
            assert walked(tree, (2, 1)) == 100 + node
            assert walked(tree) == 99
            always = Tree(chain, PLAIN, [1 << node, 0, 0])
            assert walked(always) == 100 + node


@pytest.mark.parametrize("size", [2, 66, 130, 194, 258])
def test_walk_joins_the_bits_of_all_tokens_in_any_word(size: int) -> None:
    """The last rule needs two of three: one bit of each token, one that is always set
    and counts for the second. The token that no tree knows adds nothing."""
    test = Test(2, ((size, 1, None), (size + 1, 1, None)), on_bits=True)
    chain = [Node(waar=~70, label=71, chain_end=size) for _ in range(size - 1)]
    chain.append(Node(waar=~72, label=71, chain_end=size, test=test))
    last = 1 << (size - 1)
    bits = [0, last | 1 << size, last | 1 << (size + 1)]
    tree = Tree(chain, PLAIN, bits)
    assert walked(tree) == 71
    assert walked(tree, (2, 1)) == 72
    assert walked(tree, (3, 1)) == 71


@pytest.mark.parametrize(("count", "product"), [(4, 33), (5, 30)])
def test_walk_ends_at_the_label_of_a_chain_whose_last_test_fails(
    count: int, product: int
) -> None:
    """And does not go on in the chain that is laid out behind it, though its bit is
    set; the first of two chains ends at node 2."""
    nodes = [
        Node(waar=2, label=33, chain_end=2),
        Node(waar=~30, label=33, chain_end=2, test=Test(1, ((0, 5, None),))),
        Node(waar=~31, label=32, chain_end=3),
    ]
    tree = Tree(nodes, PLAIN, [0b110, 0, 0], [[0], [0], [1]])
    assert walked(tree, (2, count)) == product


@pytest.mark.parametrize("n", [1, 2, 3, 8])
@pytest.mark.parametrize("on_bits", [True, False])
def test_walk_holds_k_of_n_from_k_on(n: int, *, on_bits: bool) -> None:
    """At least AantalVoorwaardenVoorTrue of the koppelingen; whichever
    of them these are."""
    for chosen in range(1 << n):
        holding = [bool(chosen >> c & 1) for c in range(n)]
        for needed in range(1, n + 1):
            if on_bits:
                conditions = tuple((c + 1, 1, None) for c in range(n))
                bits = 1 | sum(1 << c + 1 for c in range(n) if holding[c])
            else:
                conditions = tuple((0, 1 if ok else 9, None) for ok in holding)
                bits = 1
            test = Test(needed, conditions, on_bits=on_bits)
            node = Node(waar=~40, label=41, chain_end=1, test=test)
            tree = Tree([node], PLAIN, [bits, 0, 0], [[0], [0], [1]])
            expected = 40 if sum(holding) >= needed else 41
            assert walked(tree, (2, 1)) == expected, (holding, needed)


@pytest.mark.parametrize(
    ("onder", "boven"), [(-5, -1), (0, 0), (0, 2**31 - 2), (1, None), (2, 3)]
)
def test_walk_bounds_hold_at_both_ends_and_not_beyond(
    onder: int, boven: int | None
) -> None:
    """OnderToetsWaarde <= v <= BovenToetsWaarde."""
    around = {onder - 1, onder, onder + 1, 0, 1, 3, 4, 2**31 - 2, 2**31 - 1}
    for value in sorted(around):
        # As counts are at least 1, the weight makes a value of 0 or less.
        weight, count = (value, 1) if value < 1 else (1, value)
        node = Node(waar=~40, label=41, chain_end=1, test=Test(1, ((0, onder, boven),)))
        tree = Tree([node], PLAIN, [1, 0, 0], [[0], [0], [weight]])
        holds = onder <= value and (boven is None or value <= boven)
        assert walked(tree, (2, count)) == (40 if holds else 41), value


@pytest.mark.parametrize(
    ("test", "tokens", "kleur"),
    [
        # Token 1 is oranje, token 2 rood. A rule of one code: who sets its bit.
        (None, [(2, 1)], 2),
        (None, [(1, 1), (2, 1)], 2),
        # On bits: who sets a bit of a condition that holds; bit 1 is token 1's, bit 2
        # is token 2's, bit 3 is nobody's.
        (Test(1, ((1, 1, None),), on_bits=True), [(1, 1), (2, 1)], 1),
        (Test(1, ((2, 1, None),), on_bits=True), [(1, 1), (2, 1)], 2),
        (Test(2, ((1, 1, None), (2, 1, None)), on_bits=True), [(1, 1), (2, 1)], 3),
        (Test(1, ((3, 1, None), (2, 1, None)), on_bits=True), [(1, 1), (2, 1)], 2),
        # On counters: counter 0 is of token 1, counter 1 of token 2.
        (Test(1, ((0, 1, None),)), [(1, 1), (2, 1)], 1),
        (Test(1, ((1, 1, None),)), [(1, 1), (2, 1)], 2),
        (Test(2, ((0, 1, None), (1, 1, None))), [(1, 1), (2, 1)], 3),
        (Test(1, ((0, 1, None), (1, 2, None))), [(1, 1), (2, 1)], 1),
        (Test(1, ((0, 1, None), (1, 1, None))), [(1, 1), (2, 1)], 3),
        # A condition that nothing counts in holds of none: no evidence.
        (Test(1, ((0, 0, 0), (1, 9, None))), [(2, 1)], 0),
    ],
)
def test_walk_evidence_is_what_counted_in_a_condition_that_held(
    test: Test | None, tokens: list[tuple[int, int]], kleur: int
) -> None:
    """Decision 8: contributed to a flagged rule that answered True on the path."""
    node = Node(waar=~60, label=61, chain_end=1, test=test, is_beperkt=True)
    own = 0b0001 if test is None else 0
    always = 0 if test is None else 1
    tree = Tree(
        [node],
        PLAIN,
        [always, 0b0010, 0b0100 | own],
        [[0, 0], [1, 0], [0, 1]],
    )
    # The topboom sends all here; it has no flagged rule.
    top = Tree([Node(waar=~1, label=1, chain_end=1)], PLAIN, [0, 0, 0])
    trees = Forest([top, tree], token_kleur=(0, 1, 2, 4))
    for order in (tokens, tokens[::-1]):
        assert trees.walk([[*order, (3, 1)]]) == ([1], [60], [kleur])


def test_walk_evidence_comes_from_every_flagged_rule_that_was_true() -> None:
    """And from no other: the second of three is not flagged, the fourth not met."""
    nodes = [
        Node(waar=1, label=99, chain_end=1, is_beperkt=True),
        Node(waar=2, label=99, chain_end=2),
        Node(waar=~80, label=99, chain_end=4, is_beperkt=True),
        Node(waar=~81, label=99, chain_end=4, is_beperkt=True),
    ]
    classes = (0, 1, 2, 3, 4)
    bits = [0, 0b0001, 0b0010, 0b0100, 0b1000]
    top = Tree([Node(waar=~1, label=1, chain_end=1)], classes, [0] * 5)
    trees = Forest([top, Tree(nodes, classes, bits)], token_kleur=(0, 1, 16, 2, 32))
    case = [(token, 1) for token in (1, 2, 3, 4)]
    assert trees.walk([case]) == ([1], [80], [1 | 2])
    assert trees.walk([case[:2]]) == ([1], [99], [1])
    assert trees.walk([[case[0], case[1], case[3]]]) == ([1], [81], [1 | 32])


def test_walk_does_not_look_past_the_end_of_a_chain() -> None:
    chain = [Node(waar=~(100 + n), label=99, chain_end=64) for n in range(64)]
    last = Node(waar=~200, label=201, chain_end=65)
    tree = Tree([*chain, last], PLAIN, [0, 0, 1 << 64])
    assert walked(tree, (2, 1)) == 99


def test_walk_takes_classes_of_16_bits() -> None:
    tree = Tree(THREE, PLAIN, [0, 0, 0b101])
    assert walked(tree, (2, 1), class_type=np.uint16) == 32


BEPERKT = Node(waar=~60, label=61, chain_end=1, is_beperkt=True)


@pytest.mark.parametrize(
    ("kleuren", "kleur"),
    [((0, 0, 0, 0), 0), ((0, 0, 1, 0), 1), ((0, 0, 2, 0), 2), ((0, 2, 0, 2), 0)],
)
def test_walk_gives_the_colour_of_what_contributed(
    kleuren: tuple[int, ...], kleur: int
) -> None:
    tree = Tree([BEPERKT], PLAIN, [0, 0, 1])
    trees = forest(tree, token_kleur=kleuren)
    assert trees.walk([[(1, 1), (2, 1), (3, 1)]]) == ([1], [60], [kleur])


def test_walk_gives_both_colours_of_what_contributed() -> None:
    tree = Tree([BEPERKT], PLAIN, [0, 1, 1])
    trees = forest(tree, token_kleur=(0, 1, 2, 0))
    assert trees.walk([[(1, 1), (2, 1)]]) == ([1], [60], [3])


def test_walk_gives_no_colour_for_a_flagged_rule_that_is_false() -> None:
    tree = Tree([BEPERKT], PLAIN, [0, 0, 0])
    trees = forest(tree, token_kleur=(0, 2, 2, 2))
    assert trees.walk([[(1, 1), (2, 1)]]) == ([1], [61], [0])


def test_walk_gives_no_colour_for_a_condition_that_does_not_hold() -> None:
    # 1 of 2: token 1 makes the rule True; token 2 counts in the other condition only.
    test = Test(1, ((0, 1, None), (1, 5, None)))
    node = Node(waar=~60, label=61, chain_end=1, test=test, is_beperkt=True)
    tree = Tree([node], PLAIN, [1, 0, 0], [[0, 0], [1, 0], [0, 1]])
    trees = forest(tree, token_kleur=(0, 0, 2, 0))
    assert trees.walk([[(1, 1), (2, 4)]]) == ([1], [60], [0])
    assert trees.walk([[(1, 1), (2, 5)]]) == ([1], [60], [2])


def test_walk_gives_the_colour_of_flagged_rules_of_the_topboom() -> None:
    top = Node(waar=~1, label=2, chain_end=1, is_beperkt=True)
    trees = Forest(
        [Tree([top], PLAIN, [0, 1, 0]), TWO_LEAVES_A, TWO_LEAVES_B],
        token_kleur=(0, 1, 0, 0),
    )
    assert trees.walk([[(1, 1)], [(2, 1)]]) == ([1, 2], [11, 20], [1, 0])


@pytest.mark.parametrize(
    ("of_topboom", "of_group", "kleur"),
    [(2, 1, 3), (1, 2, 3), (2, 0, 2), (0, 1, 1), (1, 1, 1), (4, 1, 5), (0, 0, 0)],
)
def test_walk_joins_the_colours_of_topboom_and_group(
    of_topboom: int, of_group: int, kleur: int
) -> None:
    """Any flagged rule that answered True on the path counts (docs/decisions.md 8), and
    the path begins in the topboom."""
    top = Node(waar=~1, label=2, chain_end=1, is_beperkt=True)
    trees = Forest(
        [
            Tree([top], PLAIN, [0, 1, 0]),
            Tree([BEPERKT], PLAIN, [0, 0, 1]),
            TWO_LEAVES_B,
        ],
        token_kleur=(0, of_topboom, of_group, 0),
    )
    case = [(1, 1), (2, 1)]
    assert trees.walk([case, case[::-1]]) == ([1, 1], [60, 60], [kleur, kleur])


def test_walk_forgets_the_evidence_of_the_row_before() -> None:
    """In the topboom as in a group: a row of no flagged rule has no colour."""
    top = [
        Node(waar=~1, label=2, chain_end=2, is_beperkt=True),
        Node(waar=~1, label=2, chain_end=2),
    ]
    group = [
        Node(waar=~60, label=61, chain_end=2, is_beperkt=True),
        Node(waar=~62, label=61, chain_end=2),
    ]
    trees = Forest(
        [
            Tree(top, (0, 1, 2, 0), [0, 0b01, 0b10]),
            Tree(group, (0, 1, 2, 0), [0, 0b01, 0b10]),
            TWO_LEAVES_B,
        ],
        token_kleur=(0, 2, 1, 0),
    )
    found = trees.walk([[(1, 1)], [(2, 1)], [(1, 1)], [(2, 1)]])
    assert found == ([1] * 4, [60, 62, 60, 62], [2, 0, 2, 0])


def test_walk_row_without_version_gets_no_tree() -> None:
    found = forest(TWO_LEAVES_A).walk([[(1, 1)], [(1, 1)]], versie=[-1, 0])
    assert found == ([-1, 1], [-1, 11], [0, 0])


def test_walk_leaves_rows_of_other_releases_alone() -> None:
    found = forest(TWO_LEAVES_A).walk([[(1, 1)], [(1, 1)]], release=[1, 0])
    assert found == ([-7, 1], [-7, 11], [77, 0])


def test_walk_writes_its_own_range_alone() -> None:
    found = forest(TWO_LEAVES_A).walk([[(1, 1)], [], [(1, 1)]], rows=(1, 2))
    assert found == ([-7, 2, -7], [-7, 21, -7], [77, 0, 77])


def test_walk_of_an_empty_range_writes_nothing() -> None:
    assert forest(TWO_LEAVES_A).walk([[(1, 1)]], rows=(1, 1)) == ([-7], [-7], [77])


def test_walk_keeps_rows_apart_whatever_tree_they_take() -> None:
    cases = [[(1, 1)], [(2, 1)], [], [(1, 1), (2, 1)]] * 50
    boom, product, _ = forest(TWO_LEAVES_A).walk(cases)
    assert boom == [1, 2, 2, 1] * 50
    assert product == [11, 20, 21, 10] * 50
