"""Tables of all trees: those that are alike stand in them once."""

from dataclasses import replace

import numpy as np
import pytest

from grouper.compiling.forest import NO_TEST, Forest, Tree

TREE = Tree(
    nodes=[(1, 7, NO_TEST, 1, 0), (~8, 9, 0, 2, 0), (~10, 9, 1, 3, 1)],
    tests=[(0, 1, 1, 0), (1, 2, 2, 1)],
    conditions=[(0, 2, 5), (3, 1, 1), (4, 1, 1)],
    bits=np.array([[0], [3], [24]], np.uint64),
    weights=np.array([[0, 1, 2]], np.int32),
)
CLASSES = np.array([0, 1, 2], np.uint16)


def arrays(*trees: Tree) -> dict[str, np.ndarray]:
    forest = Forest()
    for number, tree in enumerate(trees):
        forest.add(tree, np.roll(CLASSES, number))
    return dict(forest.arrays())


def test_trees_that_are_alike_share_all_but_their_classes():
    one, two = arrays(TREE), arrays(TREE, replace(TREE, nodes=list(TREE.nodes)))
    for name in ("nodes", "tests", "conditions", "bits", "weights"):
        assert two[name].tolist() == one[name].tolist()
    first, second = two["bomen"]
    assert second["class0"] == 3
    assert two["classes"].tolist() == [0, 1, 2, 2, 0, 1]
    second["class0"] = first["class0"]
    assert first == second


@pytest.mark.parametrize(
    "other",
    [
        replace(TREE, nodes=[*TREE.nodes[:2], (~11, 9, 1, 3, 1)]),
        replace(TREE, tests=[(0, 1, 1, 0), (1, 2, 1, 1)]),
        replace(TREE, conditions=[(0, 2, 6), *TREE.conditions[1:]]),
        replace(TREE, bits=np.array([[0], [3], [8]], np.uint64)),
        replace(TREE, bits=TREE.bits.reshape(1, 3)),
        replace(TREE, weights=np.array([[0, 1, 3]], np.int32)),
    ],
    ids=["node", "test", "condition", "bits", "shape", "weight"],
)
def test_a_tree_that_differs_has_tables_of_its_own(other: Tree):
    found = arrays(TREE, other, TREE)
    _, second, third = found["bomen"]
    assert (second["node0"], second["bits0"], second["weight0"]) == (3, 3, 3)
    assert (third["node0"], third["bits0"], third["weight0"]) == (0, 0, 0)
    # What a tree counts from its own first record counts from the first of all.
    assert found["nodes"]["test"].tolist() == [NO_TEST, 0, 1, NO_TEST, 2, 3]
    assert found["tests"]["condition0"].tolist() == [0, 1, 3, 4]


def test_many_classes_take_16_bits():
    few, many = Forest(), Forest()
    few.add(TREE, np.array([0, 255], np.uint16))
    many.add(TREE, np.array([0, 256], np.uint16))
    assert few.arrays()["classes"].dtype == np.uint8
    assert many.arrays()["classes"].dtype == np.uint16
