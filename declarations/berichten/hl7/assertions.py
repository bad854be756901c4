"""Whether an element of a message says that what it holds is so.

HL7v3 has a few attributes that turn an element into its opposite, into a plan or into
"unknown", while its code and value stand there unchanged (RIM of HL7v3: negationInd,
moodCode and statusCode of an act, nullFlavor of any element and data type, updateMode
of what is sent to change something that was sent before). Who reads the code alone
counts what was never done.

Of a status only those count under which an act happens or has happened. An act that was
cancelled, aborted, nullified, replaced (obsolete), put off (held, suspended) or not
begun (new) is not one that was performed.
"""

from enum import StrEnum


class Denial(StrEnum):
    """Why a part of a message does not count."""

    NOT_SO = "ontkend"
    """It says that it did not happen: denied, planned, cancelled, withdrawn."""
    UNKNOWN = "onbekend"
    """It says that its value is no value."""
    OTHER_SYSTEM = "stelsel"
    """Its code is one of another code system."""


NULL_FLAVOR = "nullFlavor"
STATUS = "statusCode"
ACTIVE = "active"
"""Status of an act that is going on: it counts, and is told of an activity."""

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NEGATIONS = ("negationInd", "actNegationInd", "valueNegationInd")
_NO = ("", "0", "false")
_EVENT = ("", "EVN")
_HAPPENS = ("completed", ACTIVE, "normal")

JUDGED = frozenset(
    {
        *_NEGATIONS,
        "moodCode",
        NULL_FLAVOR,
        "updateMode",
        "operator",
        "inclusive",
        f"{_XSI}nil",
    }
)
"""Attributes that ``denial`` knows."""

SILENT_ATTRIBUTES = frozenset(
    {
        "classCode",
        "typeCode",
        "determinerCode",
        "contextControlCode",
        "contextConductionInd",
        "independentInd",
        "separatableInd",
        "institutionSpecified",
        "displayName",
        "codeSystemVersion",
        "assigningAuthorityName",
        "displayable",
        "use",
        "ITSVersion",
        "language",
        "mediaType",
        "representation",
        f"{_XSI}type",
        f"{_XSI}schemaLocation",
        "{http://www.w3.org/XML/1998/namespace}lang",
        "{http://www.w3.org/XML/1998/namespace}space",
    }
)
"""Attributes that say how an element is built or shown, and nothing of the care."""


def denial(attribute: str, value: str) -> Denial | None:
    """What an attribute of ``JUDGED`` says of its element; None for nothing amiss.

    A value that is not known counts as the worse one: what cannot be read as "so" is
    not taken for it.
    """
    word = value.strip()
    if attribute in _NEGATIONS:
        return None if word.lower() in _NO else Denial.NOT_SO
    if attribute == "moodCode":
        return None if word.upper() in _EVENT else Denial.NOT_SO
    if attribute == "updateMode":
        return Denial.NOT_SO if word.upper() == "D" else None
    if attribute == "operator":
        # Of a set of times: I takes part in it, E is taken out of it.
        return None if word.upper() in ("", "I") else Denial.NOT_SO
    if attribute == "inclusive":
        # A bound that is not part of its period is another day than it says.
        return None if word.lower() in ("", "1", "true") else Denial.UNKNOWN
    if attribute == NULL_FLAVOR:
        return Denial.UNKNOWN if word else None
    return None if word.lower() in _NO else Denial.UNKNOWN


def denial_of_status(status: str) -> Denial | None:
    """What a statusCode says of the act that it stands in."""
    return None if status.strip().lower() in _HAPPENS else Denial.NOT_SO
