"""Puts the trees of all versions together in the tables that the fast walker reads.

Trees that are alike in several versions, as half of those of a release are, stand there
once, so that more of them fit in the caches. The class of each token does not: tokens
differ from version to version.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grouper.compiled._records import BESLISBOOM, CONDITION, NODE, TEST
from grouper.compiled.arrays import I32, U16, U64

Record = tuple[int, ...]

NO_TEST = -1
"""In place of a node's test: its bit is the answer."""


@dataclass(frozen=True)
class Tree:
    """What the walker reads of one tree, beside the class of each token.

    Attributes:
        nodes: Records, in chain order; their tests count from the first of this tree.
        tests: Records; their conditions likewise.
        conditions: Records.
        bits: Shape (classes, words).
        weights: Shape (counters, classes).
    """

    nodes: list[Record]
    tests: list[Record]
    conditions: list[Record]
    bits: U64
    weights: I32

    def content(self) -> Hashable:
        """The same for trees that are alike."""
        return (
            *(tuple(self.nodes), tuple(self.tests), tuple(self.conditions)),
            *(self.bits.shape, self.bits.tobytes(), self.weights.tobytes()),
        )


class Forest:
    """The tables of all trees, while they grow."""

    def __init__(self) -> None:
        self._bomen: list[Record] = []
        self._nodes: list[Record] = []
        self._tests: list[Record] = []
        self._conditions: list[Record] = []
        self._classes: list[U16] = []
        self._bits: list[U64] = []
        self._weights: list[I32] = []
        self._class_end = self._bits_end = self._weight_end = 0
        self._places: dict[Hashable, tuple[int, int, int]] = {}

    def add(self, tree: Tree, classes: U16) -> None:
        """Add the next tree.

        Args:
            tree: The tree.
            classes: Class of each token of its version in it.
        """
        content = tree.content()
        if content not in self._places:
            self._places[content] = self._place(tree)
        node0, bits0, weight0 = self._places[content]
        n_classes, words = tree.bits.shape
        self._bomen.append(
            (
                *(node0, self._class_end, bits0, weight0),
                *(len(tree.nodes), words, n_classes, 0),
            )
        )
        self._classes.append(classes)
        self._class_end += classes.size

    def _place(self, tree: Tree) -> tuple[int, int, int]:
        """Put down what no tree before had; gives where it begins."""
        place = len(self._nodes), self._bits_end, self._weight_end
        test0, condition0 = len(self._tests), len(self._conditions)
        self._nodes += [
            (waar, label, test if test == NO_TEST else test0 + test, *rest)
            for waar, label, test, *rest in tree.nodes
        ]
        self._tests += [(condition0 + first, *rest) for first, *rest in tree.tests]
        self._conditions += tree.conditions
        self._bits.append(tree.bits)
        self._weights.append(tree.weights)
        self._bits_end += tree.bits.size
        self._weight_end += tree.weights.size
        return place

    def arrays(self) -> Mapping[str, npt.NDArray[np.generic]]:
        """Arrays ``bomen``, ``nodes``, ``tests``, ``conditions``, ``classes``, ``bits``
        and ``weights``; records as in grouper/compiled/_records.pxd."""
        classes = np.concatenate(self._classes)
        if classes.max(initial=0) <= np.iinfo(np.uint8).max:
            # RZ17a needs 235 classes at the most; half the bytes is half the cache.
            classes = classes.astype(np.uint8)
        return {
            "bomen": np.array(self._bomen, BESLISBOOM),
            "nodes": np.array(self._nodes, NODE),
            "tests": np.array(self._tests, TEST),
            "conditions": np.array(self._conditions, CONDITION),
            "classes": classes,
            "bits": np.concatenate([part.ravel() for part in self._bits]),
            "weights": np.concatenate([part.ravel() for part in self._weights]),
        }
