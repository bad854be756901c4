"""What to look for in a message: a tree of the elements that lead to a column.

Built once from the table of fields; the walk over a message (``walk``) follows it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from declarations.berichten.hl7.assertions import JUDGED, STATUS
from declarations.berichten.hl7.codestelsels import SYSTEM_ATTRIBUTES
from declarations.berichten.hl7.fields import (
    DECLARATIEDATASET,
    INFRASTRUCTURE,
    MAY_BE_LEFT_OUT,
    SUBTRAJECT,
    WRAPPER,
    ZORGACTIVITEIT,
    Field,
    Part,
)
from declarations.berichten.hl7.xml import hl7
from declarations.berichten.soundness import (
    BERICHT_COLUMNS,
    SUBTRAJECT_COLUMNS,
    ZORGACTIVITEIT_COLUMNS,
)

COLUMNS = (*BERICHT_COLUMNS, *SUBTRAJECT_COLUMNS, *ZORGACTIVITEIT_COLUMNS)
"""Columns of a record: those of the message, of a subtraject, of a zorgactiviteit."""

OF_SUBTRAJECT = len(BERICHT_COLUMNS)
"""Position in a record where the columns of a subtraject begin."""

OF_ZORGACTIVITEIT = OF_SUBTRAJECT + len(SUBTRAJECT_COLUMNS)
"""Position where the columns of a zorgactiviteit begin."""

WAY_TO: dict[Part, str] = {
    "bericht": "",
    "declaratiedataset": DECLARATIEDATASET,
    "subtraject": f"{DECLARATIEDATASET}/{SUBTRAJECT}",
    "zorgactiviteit": f"{DECLARATIEDATASET}/{SUBTRAJECT}/{ZORGACTIVITEIT}",
}
"""Path from the message to the element that the paths of a part start from."""

# Places are named as in docs/messages.md: by the path from the dataset.
_WRAPPED = DECLARATIEDATASET.removesuffix("Declaratiedataset")
_DATASET = f"{DECLARATIEDATASET}/{SUBTRAJECT}"


@dataclass(slots=True)
class Node:
    """An element that leads to columns.

    Attributes:
        place: Path, for findings.
        attributes: Attribute to the position of its column in a record.
        children: Nodes of child elements, by their tag.
        silent: Names of children that are not read and not told.
        row: The part of which each such element is a row, if any.
        level: The part whose record the element belongs to.
        positions: Positions of all columns of its own record below it.
        deciding: Those of them that decide the outcome.
        names: Names that its children should have.
        attribute_names: Names that its attributes should have.
        systems: Attribute that names a code system, to the column of the code.
        leads_to_rows: Whether subtrajecten or zorgactiviteiten stand below it.
        is_leaf: Whether it has values only, and no children.
    """

    place: str = ""
    attributes: dict[str, int] = field(default_factory=dict)
    children: dict[str, "Node"] = field(default_factory=dict)
    silent: frozenset[str] = INFRASTRUCTURE
    row: Part | None = None
    level: Part = "bericht"
    positions: tuple[int, ...] = ()
    deciding: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    attribute_names: tuple[str, ...] = ()
    systems: dict[str, str] = field(default_factory=dict)
    leads_to_rows: bool = False
    is_leaf: bool = False


def shape_of(fields: Iterable[Field]) -> Node:
    """The tree of a message with these fields."""
    root = Node()
    for part, way in WAY_TO.items():
        if part in ("subtraject", "zorgactiviteit"):
            _node(root, way).row = part
    for each in fields:
        path, _, attribute = each.path.partition("@")
        way = "/".join(filter(None, (WAY_TO[each.part], path)))
        node = _node(root, way)
        node.attributes[attribute] = _position(each)
        if each.column in SYSTEM_ATTRIBUTES:
            node.systems[SYSTEM_ATTRIBUTES[each.column]] = each.column
    _finish(root, "", "bericht")
    return root


def _position(each: Field) -> int:
    if each.part == "subtraject":
        return OF_SUBTRAJECT + SUBTRAJECT_COLUMNS.index(each.column)
    if each.part == "zorgactiviteit":
        return OF_ZORGACTIVITEIT + ZORGACTIVITEIT_COLUMNS.index(each.column)
    return BERICHT_COLUMNS.index(each.column)


def _node(root: Node, way: str) -> Node:
    node = root
    for name in filter(None, way.split("/")):
        node = node.children.setdefault(hl7(name), Node())
    return node


def _finish(node: Node, way: str, level: Part) -> None:
    """Set what follows from the tree as a whole."""
    node.level = level = node.row or level
    node.place = way.removeprefix(_WRAPPED)
    if way.startswith(_DATASET):
        node.place = way.removeprefix(f"{DECLARATIEDATASET}/")
    node.silent = INFRASTRUCTURE | WRAPPER.get(way, frozenset())
    names = [tag.rpartition("}")[2] for tag in node.children]
    node.names = (*names, STATUS, *WRAPPER.get(way, ()))
    node.attribute_names = (*node.attributes, *JUDGED, "codeSystem")
    for name, child in zip(names, node.children.values(), strict=True):
        _finish(child, f"{way}/{name}" if way else name, level)
        node.leads_to_rows |= child.leads_to_rows or child.row is not None
    node.is_leaf = not node.children and node.row is None
    node.positions = tuple(_positions(node))
    node.deciding = frozenset(
        at for at in node.positions if COLUMNS[at] not in MAY_BE_LEFT_OUT
    )


def _positions(node: Node) -> Iterator[int]:
    yield from node.attributes.values()
    for child in node.children.values():
        if child.row is None:
            yield from child.positions
