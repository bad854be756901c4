"""Parse one message safely and find its parts; no values are judged here.

No document type, no entities, no network. Names count with their namespace: an
element of another namespace is another element, wherever it stands.
"""

from lxml import etree

from declarations.berichten.hl7.fields import HL7_NAMESPACE, SOAP_NAMESPACE

_ENVELOPE = f"{{{SOAP_NAMESPACE}}}Envelope"
_BODY = f"{{{SOAP_NAMESPACE}}}Body"


class BerichtError(Exception):
    """A message cannot be used as a whole; becomes a finding, is never shown.

    Attributes:
        code: Of ``declarations.bevindingen.VAN_BERICHTEN``.
        locatie: Where in the file.
    """

    def __init__(self, code: str, locatie: str = "") -> None:
        self.code = code
        self.locatie = locatie
        super().__init__(code, locatie)


def new_parser() -> etree.XMLParser:
    """A parser that follows nothing outside the bytes it is given."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )


def parse_message(xml: bytes, name: str, parser: etree.XMLParser) -> etree._Element:
    """The element ``name`` of a message, bare or in a SOAP envelope.

    Raises:
        BerichtError: Empty, not XML, with a document type, or another message.
    """
    if not xml.strip():
        raise BerichtError("B-01")
    # Before parsing: entities in attributes are expanded even when refused in text.
    if b"<!DOCTYPE" in xml:
        raise BerichtError("B-11")
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        # libxml2's own text can quote the file; the place is enough.
        line, column = error.position
        raise BerichtError("B-10", f"regel {line}, kolom {column}") from None
    # After parsing too: in UTF-16 the bytes above read otherwise.
    if root.getroottree().docinfo.internalDTD is not None:
        raise BerichtError("B-11")
    wanted = hl7(name)
    if root.tag == wanted:
        return root
    if root.tag != _ENVELOPE:
        raise BerichtError("B-12", "wortel")
    found = [element for body in root.iterchildren(_BODY) for element in body]
    if len(found) != 1 or found[0].tag != wanted:
        raise BerichtError("B-12", "Envelope/Body")
    return found[0]


def hl7(name: str) -> str:
    """An HL7 element name in lxml's notation."""
    return f"{{{HL7_NAMESPACE}}}{name}"


def hl7_path(path: str) -> str:
    """A path of HL7 element names in lxml's notation."""
    return "/".join(hl7(name) for name in path.split("/"))
