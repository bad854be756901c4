"""Where each column stands in a Declaratiedataset message, and the OIDs of a reply.

One table drives the reader, the findings and docs/messages.md. Nothing is read here.

Paths are written as in docs/messages.md: element names of ``urn:hl7-org:v3`` separated
by slashes, then the attribute. Columns without a found path are UNSOURCED; they follow
the HL7v3 act that surrounds them (an act has an id and an effectiveTime) and can be
pointed elsewhere by a setting (``declarations.berichten.layout``).
"""

from dataclasses import dataclass
from typing import Literal

from productstructure.errors import CallError

HL7_NAMESPACE = "urn:hl7-org:v3"
SOAP_NAMESPACE = "http://schemas.xmlsoap.org/soap/envelope/"

VRAAG = "FICR_IN900101NL04"
ANTWOORD = "FICR_IN910101NL04"

DECLARATIEDATASET = "ControlActProcess/subject/Declaratiedataset"
SUBTRAJECT = "component/subtraject"
ZORGACTIVITEIT = "debit/zorgactiviteit"

Part = Literal["bericht", "declaratiedataset", "subtraject", "zorgactiviteit"]


@dataclass(frozen=True)
class Field:
    """One value of a message.

    Attributes:
        column: Our name of it.
        part: The element that the path starts from.
        path: Element names, then the attribute: ``effectiveTime/low@value``.
        is_sourced: Whether the path was found; else it is assumed and can be set.
    """

    column: str
    part: Part
    path: str
    is_sourced: bool = True


def _assumed(column: str, part: Part, path: str) -> Field:
    return Field(column, part, path, is_sourced=False)


FIELDS: tuple[Field, ...] = (
    # UNSOURCED: the reply repeats these ids (docs/sources.md, OUT), so the question has
    # them; that they stand as the act's own id is assumed.
    _assumed("bericht_id", "bericht", "id@extension"),
    _assumed("bericht_oid", "bericht", "id@root"),
    # UNSOURCED: known of the reply; every HL7v3 message wrapper has it.
    _assumed("verwerking_code", "bericht", "processingCode@code"),
    # UNSOURCED: likewise; it says which of two messages about one dataset is the later.
    _assumed("aanmaakmoment", "bericht", "creationTime@value"),
    _assumed("declaratiedataset_id", "declaratiedataset", "id@extension"),
    _assumed("declaratiedataset_oid", "declaratiedataset", "id@root"),
    Field(
        "zorginstelling_code",
        "declaratiedataset",
        "author/assignedOrganization/id@extension",
    ),
    Field(
        "leeftijd_jaar",
        "declaratiedataset",
        "subject/patient/subjectOf/leeftijd/value@value",
    ),
    # UNSOURCED: an HL7v3 quantity may carry a unit; messages that were seen have none.
    _assumed(
        "leeftijd_eenheid",
        "declaratiedataset",
        "subject/patient/subjectOf/leeftijd/value@unit",
    ),
    Field(
        "geslacht",
        "declaratiedataset",
        "subject/patient/patientPerson/administrativeGenderCode@code",
    ),
    Field("subtraject_id", "subtraject", "id@extension"),
    _assumed("subtraject_oid", "subtraject", "id@root"),
    Field("zorgtype_code", "subtraject", "code@code"),
    Field("begindatum", "subtraject", "effectiveTime/low@value"),
    _assumed("einddatum", "subtraject", "effectiveTime/high@value"),
    Field(
        "diagnose_code",
        "subtraject",
        "pertinentInformation1/typerendeDiagnose/value@code",
    ),
    Field(
        "specialisme_code",
        "subtraject",
        "derivedFrom/zorgtraject/responsibleParty/assignedPerson/code@code",
    ),
    Field(
        "zorgvraag_code",
        "subtraject",
        "derivedFrom/zorgtraject/reason/zorgvraag/value@code",
    ),
    _assumed(
        "zorgtraject_nummer",
        "subtraject",
        "derivedFrom/zorgtraject/id@extension",
    ),
    Field("zorgactiviteit_code", "zorgactiviteit", "code@code"),
    Field("aantal", "zorgactiviteit", "repeatNumber@value"),
    _assumed("uitvoerdatum", "zorgactiviteit", "effectiveTime@value"),
    _assumed("zorgactiviteit_id", "zorgactiviteit", "id@extension"),
    _assumed("zorgactiviteit_oid", "zorgactiviteit", "id@root"),
)

MAY_BE_LEFT_OUT = frozenset(
    {
        "bericht_id",
        "bericht_oid",
        "aanmaakmoment",
        "declaratiedataset_id",
        "declaratiedataset_oid",
        "subtraject_oid",
        "einddatum",
        "zorgtraject_nummer",
        "zorgactiviteit_id",
        "zorgactiviteit_oid",
        "uitvoerdatum",
    }
)
"""Columns that are left out, and told, where a message says that they are not so; any
other decides the outcome, so that its message or activity does not count at all."""

WRAPPER: dict[str, frozenset[str]] = {
    "": frozenset(
        {
            "securityText",
            "versionCode",
            "interactionId",
            "profileId",
            "processingModeCode",
            "acceptAckCode",
            "attachmentText",
            "sequenceNumber",
            "receiver",
            "respondTo",
            "sender",
            "attentionLine",
        }
    ),
    "ControlActProcess": frozenset(
        {
            "id",
            "code",
            "text",
            "effectiveTime",
            "priorityCode",
            "reasonCode",
            "languageCode",
            "overseer",
            "authorOrPerformer",
            "dataEnterer",
            "informationRecipient",
        }
    ),
}
"""Parts of HL7v3's transmission and control act wrappers, by the path they stand in:
who sends what to whom. They hold no care, and that they are not read is not told."""

INFRASTRUCTURE = frozenset({"realmCode", "typeId", "templateId"})
"""Elements that any HL7v3 element may have and that say how it is built."""

SETTABLE_WITHOUT_DEFAULT: dict[str, Part] = {
    # UNSOURCED: part of the minimal dataset (BWBR0033907), path not found; read
    # only when a setting says where.
    "afsluitreden_code": "subtraject",
    "aanspraak": "subtraject",
}


def fields_with(paths: dict[str, str]) -> tuple[Field, ...]:
    """The table of fields, with other paths for columns whose path is assumed.

    Args:
        paths: Column name to path, e.g. ``{"afsluitreden_code": "reasonCode@code"}``.

    Raises:
        CallError: A column is unknown, its path is sourced and so not a setting, or
            a path is not element names followed by an attribute.
    """
    settable = SETTABLE_WITHOUT_DEFAULT | {
        field.column: field.part for field in FIELDS if not field.is_sourced
    }
    for column, path in paths.items():
        if column not in settable:
            raise CallError(
                f"layout, hl7: found a path for '{column}', which is not a setting. "
                f"Columns whose path can be set: {', '.join(sorted(settable))}."
            )
        steps, _, attribute = path.partition("@")
        if not steps or not attribute or "" in steps.split("/"):
            raise CallError(
                f"layout, hl7, {column}: found path '{path}'; expected element names "
                "and an attribute, e.g. 'effectiveTime/high@value'."
            )
    kept = tuple(field for field in FIELDS if field.column not in paths)
    return kept + tuple(
        Field(column, settable[column], path, is_sourced=False)
        for column, path in paths.items()
    )


NZA_OID = "2.16.840.1.113883.2.4.3.27.15"
"""Root of the code systems below (docs/sources.md, OUT)."""

GROUPER_OID = f"{NZA_OID}.1"
ZORGACTIVITEIT_OID = f"{NZA_OID}.5"
DECLARATIECODE_OID = f"{NZA_OID}.6"
ZORGPRODUCT_OID = f"{NZA_OID}.9"
WERKOMGEVING_OID = f"{NZA_OID}.99.2"
# The three below were seen in one reply of a grouper (docs/sources.md, OUT).
PROFILE_OID = f"{NZA_OID}.12"
INTERACTION_OID = "2.16.840.1.113883.1.6"
