"""Derives, per tree, what the fast walker reads: classes, bits and tests.

Within one tree many tokens mean the same. Each token gets a class, each class a row of
bits: bit n says that node n is, or may be, True because of that token. The OR over a
subtraject's tokens then answers every rule at once:

- a rule that asks for any of some activities or codes (k = 1, bounds 1..) is answered
  by its bit, since any one token suffices;
- every other rule (k of n, other bounds, 'none of') has a test. Its bit says only that
  it may be True: enough of its conditions could hold. The walker evaluates the test
  when it meets the bit. Tests whose conditions are all 'at least one' count bits of
  their own, behind those of the nodes; the rest compare counters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grouper.compiled._records import OPEN_BOVEN
from grouper.compiled.arrays import I32, I64, U16, U64
from grouper.compiling.beslisregels import Beslisregels
from grouper.compiling.chains import Boom
from grouper.compiling.forest import NO_TEST, Forest, Record, Tree
from grouper.compiling.tokens import Hits, Tokens
from productstructure.errors import CapacityError

Conditions = list[tuple[int, int, int]]


@dataclass(frozen=True)
class Columns:
    """The hits of a version's tokens, by attribuut instead of by token."""

    offset: I64
    token: I64
    weight: I32

    def tokens(self, attribuut: int) -> I64:
        """Tokens that add to ``attribuut``."""
        return self.token[self.offset[attribuut] : self.offset[attribuut + 1]]

    def weights(self, attribuut: int) -> I32:
        """Their weights."""
        return self.weight[self.offset[attribuut] : self.offset[attribuut + 1]]


def by_attribuut(hits: Hits, n_attributen: int) -> Columns:
    """Turn hits per token into hits per attribuut."""
    token = np.repeat(np.arange(len(hits.offset) - 1), np.diff(hits.offset))
    order = np.argsort(hits.attribuut, kind="stable")
    counts = np.bincount(hits.attribuut, minlength=n_attributen)
    return Columns(
        offset=np.concatenate([[0], np.cumsum(counts)]),
        token=token[order],
        weight=hits.weight[order],
    )


def is_presence(condition: tuple[int, int, int]) -> bool:
    """Whether a condition asks for at least one, with no upper bound."""
    _, onder, boven = condition
    return onder == 1 and boven == OPEN_BOVEN


class _TreeTables:
    """Bits and weights that each token brings to one tree, before classing."""

    def __init__(self, boom: Boom, n_tokens: int, columns: Columns) -> None:
        self._columns = columns
        self._n_tokens = n_tokens
        self._bit_pairs: list[tuple[I64, int]] = []
        self._always: list[int] = []
        self._counters: dict[int, int] = {}
        self._presence_bits: dict[int, int] = {}
        self._next_bit = len(boom.beslisregels)

    def presence_bit(self, attribuut: int) -> int:
        """Bit, behind those of the nodes, that says the attribuut is present."""
        if attribuut not in self._presence_bits:
            self._presence_bits[attribuut] = self._next_bit
            self.set_bit(self._next_bit, attribuut)
            self._next_bit += 1
        return self._presence_bits[attribuut]

    def counter(self, attribuut: int) -> int:
        """Counter that sums the attribuut."""
        return self._counters.setdefault(attribuut, len(self._counters))

    def set_bit(self, bit: int, attribuut: int) -> None:
        """Let every token that adds to the attribuut set the bit."""
        self._bit_pairs.append((self._columns.tokens(attribuut), bit))

    def set_may_hold(self, node: int, needed: int, conditions: Conditions) -> None:
        """Set the node's bit wherever at least ``needed`` conditions could hold.

        Of n conditions, k hold only if one of any n - k + 1 of them does; those that
        the fewest tokens satisfy are chosen. A condition that nothing satisfies too
        (lower bound 0 or less) needs the bit always.
        """
        rarest = sorted(
            conditions,
            key=lambda c: (c[1] <= 0, len(self._columns.tokens(c[0])), c),
        )[: len(conditions) - needed + 1]
        if any(onder <= 0 for _, onder, _ in rarest):
            self._always.append(node)
            return
        for attribuut, _, _ in rarest:
            self.set_bit(node, attribuut)

    def classed(
        self,
    ) -> tuple[U16, U64, I32]:
        """Class of each token, and bits and weights of each class.

        Row 0 of the bits holds what is always set; its tokens change nothing. Weights
        stand by counter: a test reads those of one counter, and of several classes.
        """
        words = (self._next_bit + 63) // 64
        bits = np.zeros((self._n_tokens, words), np.uint64)
        tokens = np.concatenate([t for t, _ in self._bit_pairs] or [_NO_TOKENS])
        which = np.repeat(
            [bit for _, bit in self._bit_pairs], [len(t) for t, _ in self._bit_pairs]
        ).astype(np.int64)
        np.bitwise_or.at(
            bits,
            (tokens, which >> 6),
            np.uint64(1) << (which & 63).astype(np.uint64),
        )
        weights = np.zeros((self._n_tokens, len(self._counters)), np.int32)
        for attribuut, counter in self._counters.items():
            weights[self._columns.tokens(attribuut), counter] = self._columns.weights(
                attribuut
            )
        touched = np.flatnonzero(bits.any(axis=1) | weights.any(axis=1))
        signature = np.concatenate(
            [bits[touched].view(np.uint8), weights[touched].view(np.uint8)], axis=1
        )
        keys = np.ascontiguousarray(signature).view(f"V{signature.shape[1]}").ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        classes = np.zeros(self._n_tokens, np.uint16)
        classes[touched] = inverse + 1
        always = np.zeros((1, words), np.uint64)
        for node in self._always:
            always[0, node >> 6] |= np.uint64(1) << np.uint64(node & 63)
        none = np.zeros((1, len(self._counters)), np.int32)
        return (
            classes,
            np.concatenate([always, bits[touched][first]]),
            np.concatenate([none, weights[touched][first]]).T,
        )


_NO_TOKENS = np.empty(0, np.int64)


def build_tables(
    regels: Beslisregels, tokens: list[Tokens], target: I64
) -> Mapping[str, npt.NDArray[np.generic]]:
    """Tables of every tree of every version, for the fast walker.

    Args:
        regels: Rules and trees of the release.
        tokens: Tokens of each version.
        target: What a label of ``regels.labels`` stands for, shape (versions, labels):
            a tree for the topboom, a product for the others.

    Returns:
        Arrays ``bomen``, ``nodes``, ``tests``, ``conditions``, ``classes``, ``bits``
        and ``weights``; records as in grouper/compiled/_records.pxd.
    """
    forest = Forest()
    all_conditions = _conditions_by_test(regels)
    needed = regels.tests["needed"].tolist()
    for versie_idx, (versie, own) in enumerate(
        zip(regels.versies, tokens, strict=True)
    ):
        columns = by_attribuut(own.hits, len(regels.attributen))
        labels = target[versie_idx].tolist()
        for tree in versie.bomen:
            boom = regels.bomen[tree]
            forest.add(
                *_read_tree(
                    regels,
                    boom,
                    _TreeTables(boom, len(own), columns),
                    all_conditions,
                    needed,
                    labels,
                )
            )
    return forest.arrays()


def _conditions_by_test(regels: Beslisregels) -> list[Conditions]:
    flat = regels.conditions.tolist()
    return [
        flat[first : first + count]
        for first, count in zip(
            regels.tests["condition0"].tolist(),
            regels.tests["conditions"].tolist(),
            strict=True,
        )
    ]


def _read_tree(
    regels: Beslisregels,
    boom: Boom,
    own: _TreeTables,
    all_conditions: list[Conditions],
    all_needed: list[int],
    labels: list[int],
) -> tuple[Tree, U16]:
    """A tree as the walker reads it, and the class of each token in it."""
    if len(boom.beslisregels) > np.iinfo(np.uint16).max:
        raise CapacityError(
            f"a tree has {len(boom.beslisregels)} beslisregels; chain_end holds 65535. "
            "Widen it in grouper/compiled/_records.pxd."
        )
    nodes: list[Record] = []
    tests: list[Record] = []
    own_conditions: list[Record] = []
    records = regels.regels
    ends = list(_chain_labels(boom, records))
    for node, regel in enumerate(boom.beslisregels):
        test_idx = int(records["test"][regel])
        conditions, needed = all_conditions[test_idx], all_needed[test_idx]
        presence = [is_presence(condition) for condition in conditions]
        if needed == 1 and all(presence):
            test = NO_TEST
            for attribuut, _, _ in conditions:
                own.set_bit(node, attribuut)
        else:
            test = len(tests)
            on_bits = all(presence)
            number = own.presence_bit if on_bits else own.counter
            tests.append((len(own_conditions), len(conditions), needed, int(on_bits)))
            own_conditions.extend(
                (number(attribuut), onder, boven)
                for attribuut, onder, boven in conditions
            )
            own.set_may_hold(node, needed, conditions)
        waar = boom.waar[node]
        nodes.append(
            (
                waar if waar >= 0 else ~labels[~int(records["waar"][regel])],
                labels[ends[node]],
                test,
                boom.chain_end[node],
                int(records["is_beperkt"][regel]),
            )
        )
    classes, bits, weights = own.classed()
    return Tree(nodes, tests, own_conditions, bits, weights), classes


def _chain_labels(boom: Boom, records: npt.NDArray[np.void]) -> Iterator[int]:
    """Label at the end of the chain of each node."""
    for end in boom.chain_end:
        yield ~int(records["onwaar"][boom.beslisregels[end - 1]])
