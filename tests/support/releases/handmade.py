"""Trees written as the walker's own records, without compiler, encoder or release.

A batch is a list of subtrajecten; each is a list of (token, count). Trees and products
are numbered by the test.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from grouper.compiled._records import BESLISBOOM, CONDITION, NODE, OPEN_BOVEN, TEST
from grouper.walking._walk import walk

NO_TEST = -1


@dataclass(frozen=True)
class Node:
    """A node: what follows True, the label at its chain's end, and its chain's end.

    Attributes:
        waar: A node of the tree; below 0 the complement of a label.
        label: Label at the end of the chain it stands in.
        chain_end: First node after that chain.
        test: Conditions that must hold, or None when its bit is the answer.
        is_beperkt: IndicatieAanspraakbeperking.
    """

    waar: int
    label: int
    chain_end: int
    test: "Test | None" = None
    is_beperkt: bool = False


@dataclass(frozen=True)
class Test:
    """k of n conditions (index, onder, boven): on bits, or on counters."""

    __test__ = False  # not a test of pytest

    needed: int
    conditions: tuple[tuple[int, int, int | None], ...]
    on_bits: bool = False


@dataclass(frozen=True)
class Tree:
    """One tree as the walker sees it.

    Attributes:
        nodes: In chain order.
        classes: Class of each token.
        bits: Bits each class sets; class 0 is what is always set.
        weights: Weights of each class, one per counter.
    """

    nodes: Sequence[Node]
    classes: Sequence[int]
    bits: Sequence[int]
    weights: Sequence[Sequence[int]] = ((),)


@dataclass
class Forest:
    """One version of trees, the topboom first."""

    trees: Sequence[Tree]
    token_kleur: Sequence[int] = ()
    class_type: type[np.unsignedinteger] = np.uint8
    _nodes: list[tuple[int, ...]] = field(default_factory=list)
    _tests: list[tuple[int, ...]] = field(default_factory=list)
    _conditions: list[tuple[int, ...]] = field(default_factory=list)

    def walk(
        self,
        batch: Sequence[Sequence[tuple[int, int]]],
        *,
        versie: Sequence[int] | None = None,
        release: Sequence[int] | None = None,
        rows: tuple[int, int] | None = None,
    ) -> tuple[list[int], list[int], list[int]]:
        """Tree, product and colour of each subtraject; -7 where nothing was written."""
        n = len(batch)
        start, stop = rows or (0, n)
        sizes = np.array([len(case) for case in batch], np.int32)
        flat = [pair for case in batch for pair in case]
        bomen, classes, bits, weights = self._arrays()
        n_tokens = len(self.trees[0].classes)
        out = [np.full(n, -7, np.int32), np.full(n, -7, np.int32)]
        kleur = np.full(n, 77, np.uint8)
        walk(
            bomen,
            np.array(self._nodes, NODE),
            np.array(self._tests, TEST),
            np.array(self._conditions, CONDITION),
            classes,
            bits,
            weights,
            np.array([0, len(self.trees)], np.int32),
            np.array([0, n_tokens], np.int64),
            np.array(self.token_kleur or [0] * n_tokens, np.uint8),
            np.array(release or [0] * n, np.uint8),
            0,
            np.array(versie or [0] * n, np.int16),
            np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
            sizes,
            np.array([token for token, _ in flat], np.uint16),
            np.array([count for _, count in flat], np.int32),
            start,
            stop,
            np.empty(stop - start, np.int32),
            np.empty(len(self.trees) + 1, np.int32),
            np.empty(int(bomen["words"].max()), np.uint64),
            np.empty(max(1, int(sizes.max(initial=0))), np.uint16),
            np.empty(max(len(tree.nodes) for tree in self.trees), np.int32),
            *out,
            kleur,
        )
        return out[0].tolist(), out[1].tolist(), kleur.tolist()

    def _arrays(self) -> tuple[npt.NDArray[np.generic], ...]:
        self._nodes, self._tests, self._conditions = [], [], []
        bomen: list[tuple[int, ...]] = []
        classes: list[int] = []
        bits: list[int] = []
        weights: list[int] = []
        for tree in self.trees:
            words = (max(row.bit_length() for row in tree.bits) + 63) // 64 or 1
            words = max(words, (len(tree.nodes) + 63) // 64)
            bomen.append(
                (
                    *(len(self._nodes), len(classes), len(bits), len(weights)),
                    *(len(tree.nodes), words, len(tree.bits), 0),
                )
            )
            for node in tree.nodes:
                self._nodes.append(
                    (
                        *(node.waar, node.label, self._number(node.test)),
                        *(node.chain_end, int(node.is_beperkt)),
                    )
                )
            classes += tree.classes
            for row in tree.bits:
                bits += [(row >> (64 * word)) & (2**64 - 1) for word in range(words)]
            weights += [
                weight
                for counter in zip(*tree.weights, strict=True)
                for weight in counter
            ]
        return (
            np.array(bomen, BESLISBOOM),
            np.array(classes, self.class_type),
            np.array(bits, np.uint64),
            np.array(weights, np.int32),
        )

    def _number(self, test: Test | None) -> int:
        if test is None:
            return NO_TEST
        self._tests.append(
            (len(self._conditions), len(test.conditions), test.needed, test.on_bits)
        )
        self._conditions += [
            (index, onder, OPEN_BOVEN if boven is None else boven)
            for index, onder, boven in test.conditions
        ]
        return len(self._tests) - 1
