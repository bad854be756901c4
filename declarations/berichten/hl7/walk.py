"""Walk over one message: collect its values, and tell what it holds beside them.

Every element that leads to a column is looked at as a whole. What it says of itself
that is not so (``assertions``) does not count, and what is not read is told:

- an activity that was not performed, or whose code or count is no value, is left out;
- a dataset, subtraject, diagnose or patient of which that is said refuses the message;
- a part that is expected but stands under another name or in another place refuses the
  message, since to pass over it would group another profile than was sent;
- any other part that is not read is a warning.

The order of elements is free and changes nothing.
"""

import re
from typing import Any, NamedTuple

from lxml import etree

from declarations.berichten.hl7.assertions import (
    ACTIVE,
    JUDGED,
    NULL_FLAVOR,
    SILENT_ATTRIBUTES,
    STATUS,
    Denial,
    denial,
    denial_of_status,
)
from declarations.berichten.hl7.codestelsels import verdict
from declarations.berichten.hl7.fields import HL7_NAMESPACE
from declarations.berichten.hl7.shape import (
    COLUMNS,
    OF_SUBTRAJECT,
    OF_ZORGACTIVITEIT,
    Node,
)
from declarations.berichten.hl7.xml import hl7
from declarations.berichten.soundness import Fault
from tabellen.headers.matching import edit_distance

_NOT_COUNTED = {
    Denial.NOT_SO: "B-50",
    Denial.UNKNOWN: "B-51",
    Denial.OTHER_SYSTEM: "B-52",
}
_REFUSED = {
    Denial.NOT_SO: "B-60",
    Denial.UNKNOWN: "B-61",
    Denial.OTHER_SYSTEM: "B-62",
}
_SPECIALISME = COLUMNS.index("specialisme_code")
_CODE_OF_ZORGACTIVITEIT = re.compile(r"[0-9]{6}")

# The parser leaves blanks out, so that hardly a text is looked at.
_HAS_TEXT = etree.XPath("boolean(.//text()[normalize-space()])")

_SHORTEST_NAME = 5
"""Letters from which a name that is one letter off is taken for a slip."""

Record = list[str | None]


class Zorgactiviteit(NamedTuple):
    """An activity as it was read: its row in the message, and its columns."""

    row: int
    values: Record


class Subtraject(NamedTuple):
    """A subtraject as it was read: its columns, and its activities that count."""

    values: Record
    zorgactiviteiten: list[Zorgactiviteit]


class MessageWalk:
    """What one message says; made by walking over it.

    Args:
        bericht: The element of the message.
        shape: What to look for.
        idx: Index of the message in its batch, for the faults.
        name: Name of its file, for the faults.

    Attributes:
        values: Columns of the message as a whole.
        subtrajecten: In their order.
        faults: What is wrong with it.
    """

    def __init__(
        self, bericht: etree._Element, shape: Node, idx: int, name: str
    ) -> None:
        self.subtrajecten: list[Subtraject] = []
        self.faults: list[Fault] = []
        self._idx = idx
        self._name = name
        self._record: Record = [None] * len(COLUMNS)
        self._zorgactiviteiten: list[Zorgactiviteit] = []
        self._za_row = 0
        self._code_places: list[str] = []
        self._dropped: tuple[Denial, str] | None = None
        self._unread: dict[str, int] = {}
        self._doubles: list[str] = []
        self._systems: list[tuple[Node, str, str]] = []
        # Hardly any message has text; to ask each element for it takes a tenth more.
        self._has_text = bool(_HAS_TEXT(bericht))
        self._visit(bericht, shape)
        self.values: Record = self._record[:OF_SUBTRAJECT]
        self.faults += [self._fault("B-21", place) for place in self._doubles]
        self.faults += [
            self._fault("B-17", place if times == 1 else f"{place} ({times} keer)")
            for place, times in self._unread.items()
        ]

    def _fault(self, code: str, place: str) -> Fault:
        return Fault(self._idx, self._name, code, place)

    # -- elements that are read ---------------------------------------------------

    def _visit(self, element: etree._Element, node: Node) -> None:
        """Read an element and all below it, unless it says that it is not so."""
        if node.row == "subtraject":
            self._visit_subtraject(element, node)
            return
        if node.row == "zorgactiviteit":
            self._visit_zorgactiviteit(element, node)
            return
        if not node.leads_to_rows or node.level != "subtraject":
            denied = self._read(element, node)
            if denied is not None:
                self._deny(element, node, denied)
            return
        # What leads to zorgactiviteiten: without one it says nothing that is read.
        began, row = len(self._zorgactiviteiten), self._za_row
        denied = self._read(element, node)
        if denied is not None:
            for each in self._zorgactiviteiten[began:]:
                self._not_counted(denied, node.place, each.row)
            del self._zorgactiviteiten[began:]
        elif self._za_row == row:
            self._misplaced(node.place)

    def _visit_subtraject(self, element: etree._Element, node: Node) -> None:
        self._record[OF_SUBTRAJECT:OF_ZORGACTIVITEIT] = [None] * (
            OF_ZORGACTIVITEIT - OF_SUBTRAJECT
        )
        self._zorgactiviteiten, self._code_places = [], []
        row = self._za_row
        denied = self._read(element, node)
        if self._za_row == row:
            # Without any activity, what holds a code like theirs was meant to be one.
            for place in self._code_places:
                self._misplaced(place)
        if denied is not None:
            self.faults.append(self._fault(_REFUSED[denied], node.place))
        if self._systems:
            self._judge_systems()
        self.subtrajecten.append(
            Subtraject(
                self._record[OF_SUBTRAJECT:OF_ZORGACTIVITEIT], self._zorgactiviteiten
            )
        )

    def _visit_zorgactiviteit(self, element: etree._Element, node: Node) -> None:
        self._record[OF_ZORGACTIVITEIT:] = [None] * (len(COLUMNS) - OF_ZORGACTIVITEIT)
        self._za_row += 1
        self._dropped = None
        denied = self._read(element, node)
        if denied is not None:
            self._dropped = denied, node.place
        if self._dropped is None:
            values = self._record[OF_ZORGACTIVITEIT:]
            self._zorgactiviteiten.append(Zorgactiviteit(self._za_row, values))
        else:
            self._not_counted(*self._dropped, self._za_row)

    def _not_counted(self, denied: Denial, place: str, row: int) -> None:
        self._of_zorgactiviteit(_NOT_COUNTED[denied], place, row)

    def _of_zorgactiviteit(self, code: str, place: str, row: int) -> None:
        self.faults.append(
            Fault(self._idx, self._name, code, place, None, "zorgactiviteiten", row)
        )

    def _read(self, element: etree._Element, node: Node) -> Denial | None:
        """Put the values of an element and of those below it into the record.

        Returns:
            Why the element does not count, by its own attributes and statusCode.
        """
        denied = None
        record, fields = self._record, node.attributes
        # Typed as anything: the stubs of lxml allow bytes, which a parsed tree has not.
        attributes: Any = element.items()
        for name, value in attributes:
            position = fields.get(name)
            if position is None:
                if name not in SILENT_ATTRIBUTES:
                    found = self._attribute(element, node, name, value)
                    denied = denied or found
            elif value and record[position] is None:
                # An empty attribute is an absent value.
                record[position] = value
            elif value and record[position] != value:
                self._doubles.append(f"{_local(element)}@{name}")
        has_text, children = self._has_text, node.children
        if has_text:
            self._text(element, node)
        for child in element:
            inside = children.get(child.tag)
            if inside is None:
                found = self._other_element(child, node)
                denied = denied or found
            elif has_text or not inside.is_leaf or not self._take(child, inside):
                self._visit(child, inside)
        return denied

    def _take(self, element: etree._Element, node: Node) -> bool:
        """Take the values of an element that holds these and nothing else.

        Most elements of a message are such; they are read in half the time. Nothing is
        lost where one turns out to hold more: ``_read`` takes the same values again.

        Returns:
            Whether that was all of it.
        """
        record, fields = self._record, node.attributes
        attributes: Any = element.items()
        for name, value in attributes:
            position = fields.get(name)
            if position is None or record[position] is not None:
                return False
            if value:
                record[position] = value
        return not len(element)

    def _deny(self, element: etree._Element, node: Node, denied: Denial) -> None:
        """Take back what stands in an element that says that it is not so."""
        record = self._record
        if node.leads_to_rows:
            if len(element):
                self.faults.append(self._fault(_REFUSED[denied], node.place))
            return
        stated = [at for at in node.positions if record[at] is not None]
        if not stated:
            return
        if not node.deciding.intersection(stated):
            for at in stated:
                record[at] = None
            code = "B-53"
        elif node.level == "zorgactiviteit":
            self._dropped = denied, node.place
            return
        else:
            code = _REFUSED[denied]
        if node.level == "zorgactiviteit":
            self._of_zorgactiviteit(code, node.place, self._za_row)
        else:
            self.faults.append(self._fault(code, node.place))

    def _misplaced(self, place: str) -> None:
        fault = self._fault("B-16", place)
        if fault not in self.faults:
            self.faults.append(fault)

    # -- what an element says beside its values -----------------------------------

    def _attribute(
        self, element: etree._Element, node: Node, name: str, value: str
    ) -> Denial | None:
        """Judge an attribute that is no column."""
        if name in JUDGED:
            return denial(name, value)
        column = node.systems.get(name)
        if column is not None:
            return self._system(node, column, value)
        if name == "codeSystemName" and node.systems:
            if value and not element.get("codeSystem"):
                # The system by its name only, which nothing can be compared with.
                self.faults.append(self._fault("B-54", f"{node.place}@{name}"))
            return None
        if name == "root" and "extension" in node.attributes:
            return None
        given = element.keys()
        is_value = node.attributes and not any(key in node.attributes for key in given)
        is_meant = any(
            _is_near(name, known)
            for known in node.attribute_names
            if known not in given
        )
        if is_meant or (is_value and value and NULL_FLAVOR not in given):
            self._misplaced(f"{node.place}@{name}")
        else:
            self._tell_unread(f"{node.place}@{name}")
        return None

    def _system(self, node: Node, column: str, system: str) -> Denial | None:
        if not system.strip():
            return None
        if node.level == "subtraject":
            # The specialisme, which says which diagnoses are meant, may come later.
            self._systems.append((node, column, system))
            return None
        found = verdict(column, system)
        if found == "unknown":
            self.faults.append(self._fault("B-54", node.place))
        return Denial.OTHER_SYSTEM if found == "other" else None

    def _judge_systems(self) -> None:
        for node, column, system in self._systems:
            found = verdict(column, system, self._record[_SPECIALISME])
            if found == "other":
                self.faults.append(
                    self._fault(_REFUSED[Denial.OTHER_SYSTEM], node.place)
                )
            elif found == "unknown":
                self.faults.append(self._fault("B-54", node.place))
        self._systems = []

    def _text(self, element: etree._Element, node: Node) -> None:
        if _is_written(element.text):
            given = element.keys()
            if node.attributes and not any(
                key in node.attributes or key == NULL_FLAVOR for key in given
            ):
                self._misplaced(f"{node.place} (als tekst)")
            else:
                self._tell_unread(f"{node.place} (tekst)")
        if any(_is_written(child.tail) for child in element):
            self._tell_unread(f"{node.place} (tekst)")

    def _tell_unread(self, place: str) -> None:
        self._unread[place] = self._unread.get(place, 0) + 1

    # -- elements that are not read -----------------------------------------------

    def _other_element(self, child: etree._Element, node: Node) -> Denial | None:
        """Judge an element that leads to no column.

        Returns:
            Why its parent does not count, where it says that.
        """
        namespace, local = _names(child)
        if namespace == HL7_NAMESPACE:
            if local in node.silent:
                return None
            stated = child.get("code") or child.get("value") or child.text or ""
            if local == STATUS and stated.strip():
                return self._status(stated, node)
            if local in JUDGED:
                return denial(local, stated)
        place = f"{node.place}/{local[:80]}".removeprefix("/")
        if _is_meant(child, namespace, local, node) or _holds_care(child):
            self._misplaced(place)
            return None
        self._tell_unread(place)
        if node.level == "subtraject" and any(map(_has_code_of_care, child.iter())):
            self._code_places.append(place)
        return None

    def _status(self, status: str, node: Node) -> Denial | None:
        is_active = status.strip().lower() == ACTIVE
        if is_active and node.row == "zorgactiviteit":
            self._of_zorgactiviteit("B-56", f"{node.place}/{STATUS}", self._za_row)
        return denial_of_status(status)


def _is_written(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()


def _local(element: etree._Element) -> str:
    return _names(element)[1]


def _names(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name of an element."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    namespace, _, local = tag.rpartition("}")
    return namespace.removeprefix("{"), local


def _is_meant(child: etree._Element, namespace: str, local: str, node: Node) -> bool:
    """Whether an element was very likely meant to be one that is read here.

    One of a namespace of its own is an extension, and is what it says.
    """
    if namespace not in ("", HL7_NAMESPACE):
        return False
    parent = child.getparent()
    for known in node.names:
        if local != known and not _is_near(local, known):
            continue
        inside = node.children.get(hl7(known))
        is_row = inside is not None and (inside.leads_to_rows or inside.row is not None)
        if is_row or parent is None or parent.find(hl7(known)) is None:
            return True
    return False


def _is_near(name: str, known: str) -> bool:
    """Whether a name differs from a known one in case, or in one of its five letters.

    Names that differ in the number they end in are different ones in HL7v3.
    """
    if name == known or name.rstrip("0123456789") == known.rstrip("0123456789"):
        return False
    if name.casefold() == known.casefold():
        return True
    if len(known) < _SHORTEST_NAME or abs(len(name) - len(known)) > 1:
        return False
    return edit_distance(name.casefold(), known.casefold()) <= 1


def _holds_care(element: etree._Element) -> bool:
    """Whether an element that is not read holds an activity, subtraject or diagnose.

    A reference to one (its id alone) is not one.
    """
    return any(_is_care(each) for each in element.iter())


def _is_care(element: etree._Element) -> bool:
    local = _local(element)
    children = {_local(child): child for child in element}
    if local == "typerendeDiagnose":
        return _states_code(children.get("value"))
    if local in ("zorgactiviteit", "subtraject"):
        return _states_code(children.get("code"))
    code = children.get("code")
    return "repeatNumber" in children and code is not None and _has_code_of_care(code)


def _has_code_of_care(element: etree._Element) -> bool:
    """Whether it has a code of the form that those of zorgactiviteiten have."""
    code = element.get("code")
    return code is not None and _CODE_OF_ZORGACTIVITEIT.fullmatch(code) is not None


def _states_code(element: etree._Element | None) -> bool:
    return element is not None and bool(element.get("code"))
