"""Find what stands in the XML of a table and in no column: attributes and loose text.

A row of the NZa has elements with text, and items with a @Key; nothing else says
anything. What is not one of these could withdraw the row or change a value (a
``Mutatie="V"``, a text beside the elements), so it is named and not passed over.

``xsi:nil`` on an element without text says what its being empty says already, and
``xsi:type`` and ``xml:lang`` say nothing of the value: those three are let through.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NIL = f"{_XSI}nil"
_SAYS_NOTHING = {
    f"{_XSI}type",
    "{http://www.w3.org/XML/1998/namespace}lang",
    "{http://www.w3.org/XML/1998/namespace}space",
}

# Asked of all at once and by libxml2: rows with nothing strange cost next to nothing.
# The rows have one parent; text around them is its text.
_ANY = etree.XPath(
    "boolean(@* | text()[normalize-space()] | */@* | */text()[normalize-space()]"
    " | */*/@* | */*[*]/text()[normalize-space()] | */*/*/@*[name() != 'Key'])"
)


def has_strays(container: etree._Element) -> bool:
    """Whether a table holds anything that is no plain row, among those in the tree."""
    return bool(_ANY(container))


def find_strays(rows: Sequence[etree._Element]) -> Iterator[tuple[int, str]]:
    """Yield position of the row and what is strange, of rows of one table.

    Args:
        rows: Complete rows, in the order of the file, with the text behind each.
    """
    parent = rows[0].getparent() if rows else None
    if parent is None or not has_strays(parent):
        return
    if what := stray_in_container(parent):
        yield 0, what
    for position, row in enumerate(rows):
        if what := _stray_in_row(row):
            yield position, what


def stray_in_container(element: etree._Element) -> str | None:
    """What is strange at an element that holds elements, apart from those."""
    if text := _text(element.text):
        return f"text {text} inside {element.tag}"
    for name in element.keys():  # noqa: SIM118 (no mapping)
        if not str(name).startswith(_XSI) or name == _NIL:
            return f"attribute {name!s} of {element.tag}"
    return None


def _stray_in_row(row: etree._Element) -> str | None:
    if text := _text(row.tail):
        return f"text {text} behind the row"
    if what := stray_in_container(row):
        return what
    for cell in row:
        if text := _text(cell.tail):
            return f"text {text} behind {cell.tag}"
        if what := _stray_attribute(cell, ()):
            return what
        if len(cell) and (text := _text(cell.text)):
            return f"text directly inside {cell.tag}"
        for item in cell:
            if text := _text(item.tail):
                return f"text {text} directly inside {cell.tag}"
            if what := _stray_attribute(item, ("Key",)):
                return what
    return None


def _stray_attribute(cell: etree._Element, known: Sequence[str]) -> str | None:
    for name, value in cell.items():
        if name in known or name in _SAYS_NOTHING:
            continue
        if name == _NIL and value.strip() in ("true", "1", "false", "0"):
            is_nil = value.strip() in ("true", "1")
            if is_nil and (_text(cell.text) or len(cell)):
                return f"xsi:nil of {cell.tag}, which has a value all the same,"
            continue
        return f"attribute {name!s}={value!r} of {cell.tag}"
    return None


def _text(text: str | None) -> str | None:
    """A text that is more than blanks, quoted and cut off; else None."""
    found = (text or "").strip()
    return repr(found[:40]) if found else None
