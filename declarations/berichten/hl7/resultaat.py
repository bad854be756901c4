"""Build one result message (FICR_IN910101NL04) from what is to be said in it.

Structure, fixed values and OIDs are those of the one reply of a grouper that was
found (docs/sources.md, OUT). What would name the NZa's grouper as author is
left out or says that it is ours: ids are UUIDs, device ids are absent, and the
certificate text says that there is none.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from lxml import etree

from declarations.berichten.hl7.fields import (
    ANTWOORD,
    DECLARATIECODE_OID,
    GROUPER_OID,
    HL7_NAMESPACE,
    INTERACTION_OID,
    PROFILE_OID,
    SOAP_NAMESPACE,
    WERKOMGEVING_OID,
    ZORGPRODUCT_OID,
)
from declarations.berichten.hl7.xml import hl7

SOFTWARE = f"dbc-grouper {version('dbc-grouper')}"
CERTIFICAAT = "Geen certificaat van de NZa: afgeleid met dbc-grouper"
MELDING_SYSTEEM = "dbc-grouper"

# One of ours, drawn at random: ids of replies are derived from it and the content.
_NAMESPACE = uuid.UUID("8f5c1f0e-6c0d-4f0a-9d0e-2a4b7d3c9e51")


@dataclass(frozen=True)
class Id:
    """An HL7 instance identifier; both parts may be absent."""

    extension: str | None
    root: str | None


@dataclass(frozen=True)
class Declaratie:
    """One declaratie of a reply.

    Attributes:
        declaratiecode: 6 characters.
        zorgproduct_code: The product it was derived from.
        subtraject: Id in the question.
        zorgactiviteiten: Ids of the activities in its profile.
    """

    declaratiecode: str
    zorgproduct_code: str
    subtraject: Id
    zorgactiviteiten: Sequence[Id] = ()


@dataclass(frozen=True)
class Melding:
    """One remark of a reply.

    Attributes:
        soort: ``E`` error, ``W`` warning, ``I`` information.
        code: In our own code system.
        tekst: In Dutch, without values of the patient.
        subtraject: Id of the subtraject it is about, if any.
    """

    soort: str
    code: str
    tekst: str
    subtraject: str | None = None


@dataclass(frozen=True)
class Resultaat:
    """What one result message says.

    Attributes:
        bestand: File name of the question.
        bericht: Id of the question.
        declaratiedataset: Id of the dataset in it.
        is_trial: Trial: nothing in it may be declared.
        declaraties: In order of priority; empty when refused.
        meldingen: Remarks.
        tabelsetdatum: Versiedatum of the tables; None when unknown.
    """

    bestand: str
    bericht: Id
    declaratiedataset: Id
    is_trial: bool
    declaraties: Sequence[Declaratie]
    meldingen: Sequence[Melding]
    tabelsetdatum: date | None

    @property
    def is_refused(self) -> bool:
        """Whether any remark is an error."""
        return any(melding.soort == "E" for melding in self.meldingen)


def build_message(resultaat: Resultaat, moment: datetime) -> bytes:
    """One result message in a SOAP envelope, as UTF-8.

    Args:
        resultaat: What to say.
        moment: Creation time; part of the message id, so that a message that is sent
            again at another moment has another id.
    """
    envelope = etree.Element(
        f"{{{SOAP_NAMESPACE}}}Envelope", nsmap={"soapenv": SOAP_NAMESPACE}
    )
    body = etree.SubElement(envelope, f"{{{SOAP_NAMESPACE}}}Body")
    namespaces: dict[str | None, str] = {None: HL7_NAMESPACE}
    root = etree.SubElement(body, hl7(ANTWOORD), nsmap=namespaces)  # type: ignore[arg-type]
    _add_wrapper(root, resultaat, moment)
    # The device ids in the known reply are those of the NZa's grouper.
    act = _add(root, "ControlActProcess", moodCode="EVN")
    performer = _add(act, "authorOrPerformer", typeCode="AUT")
    device = _add(_add(performer, "participant"), "AssignedDevice")
    _add(device, "id", nullFlavor="NI")
    _add_resultset(_add(act, "subject"), resultaat, moment)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _add_wrapper(root: etree._Element, resultaat: Resultaat, moment: datetime) -> None:
    # HL7v3 has T for training, which is how a reply says that it is not for use.
    processing = "T" if resultaat.is_trial else "P"
    _add(root, "id", root=_own_id("message", resultaat, moment))
    _add(root, "creationTime", value=f"{moment:%Y%m%d%H%M%S}")
    _add(root, "versionCode", code="NICTIZEd2005-Okt")
    _add(root, "interactionId", extension=ANTWOORD, root=INTERACTION_OID)
    _add(root, "profileId", extension="4.0", root=PROFILE_OID)
    _add(root, "processingCode", code=processing)
    _add(root, "processingModeCode", code="T")
    _add(root, "acceptAckCode", code="NE")
    # UNSOURCED: only AA was seen; AE and acknowledgementDetail are HL7v3's own.
    answer = "AE" if resultaat.is_refused else "AA"
    acknowledgement = _add(root, "acknowledgement", typeCode=answer)
    _add_id(_add(acknowledgement, "targetMessage"), resultaat.bericht)
    for melding in resultaat.meldingen:
        detail = _add(acknowledgement, "acknowledgementDetail", typeCode=melding.soort)
        _add(detail, "code", code=melding.code, codeSystemName=MELDING_SYSTEEM)
        _add(detail, "text").text = melding.tekst
        if melding.subtraject is not None:
            _add(detail, "location").text = f"subtraject {melding.subtraject}"
    _add(_add(_add(root, "receiver"), "device"), "id", nullFlavor="NA")
    sender = _add(_add(root, "sender"), "device")
    _add(sender, "id", nullFlavor="NI")
    _add(sender, "softwareName").text = SOFTWARE


def _add_resultset(
    subject: etree._Element, resultaat: Resultaat, moment: datetime
) -> None:
    resultset = _add(subject, "Declaratieresultset")
    _add(resultset, "id", root=_own_id("resultset", resultaat, moment))
    _add(resultset, "code", codeSystem=GROUPER_OID, code="GROUPER")
    # UNSOURCED: 'completed' was seen; 'aborted' is HL7v3's state of an act that ended
    # before its completion.
    status = "aborted" if resultaat.is_refused else "completed"
    _add(resultset, "statusCode", code=status)
    device = _add(_add(resultset, "author"), "assignedDevice")
    grouper = _add(device, "assignedGrouper")
    # UNSOURCED: P (production) was seen; T for a trial follows processingCode.
    werkomgeving = "T" if resultaat.is_trial else "P"
    _add(grouper, "code", codeSystem=WERKOMGEVING_OID, code=werkomgeving)
    if resultaat.tabelsetdatum is None:
        _add(grouper, "lastCalibrationTime", nullFlavor="NI")
    else:
        tabelset = f"{resultaat.tabelsetdatum:%Y%m%d}"
        _add(grouper, "lastCalibrationTime", value=tabelset)
    _add(device, "certificateText").text = CERTIFICAAT
    for priority, declaratie in enumerate(resultaat.declaraties, 1):
        _add_declaratie(resultset, priority, declaratie)
    dataset = _add(_add(resultset, "inFulfillmentOf"), "declaratiedataset")
    _add_id(dataset, resultaat.declaratiedataset)


def _add_declaratie(
    resultset: etree._Element, priority: int, declaratie: Declaratie
) -> None:
    component = _add(resultset, "component1", typeCode="COMP")
    _add(component, "priorityNumber", value=str(priority))
    act = _add(component, "zorgproductdeclaratie", classCode="XACT", moodCode="EVN")
    _add(act, "code", codeSystem=DECLARATIECODE_OID, code=declaratie.declaratiecode)
    derived = _add(act, "derivedFrom3")
    product = _add(derived, "zorgproduct", classCode="XACT", moodCode="EVN")
    _add(product, "code", codeSystem=ZORGPRODUCT_OID, code=declaratie.zorgproduct_code)
    _add_id(_add(_add(act, "reference"), "subtraject"), declaratie.subtraject)
    for zorgactiviteit in declaratie.zorgactiviteiten:
        _add_id(_add(_add(act, "reference3"), "zorgactiviteit"), zorgactiviteit)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, hl7(name), attributes)


def _add_id(parent: etree._Element, identifier: Id) -> None:
    if identifier.extension is None:
        _add(parent, "id", nullFlavor="NI")
    elif identifier.root is None:
        _add(parent, "id", extension=identifier.extension)
    else:
        _add(parent, "id", extension=identifier.extension, root=identifier.root)


def _own_id(kind: str, resultaat: Resultaat, moment: datetime) -> str:
    """A UUID that is the same for the same answer at the same moment."""
    question = (resultaat.bestand, resultaat.bericht, resultaat.declaratiedataset)
    return str(uuid.uuid5(_NAMESPACE, f"{kind}|{question!r}|{moment.isoformat()}"))
