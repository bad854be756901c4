"""Messages written out by hand from the paths of docs/messages.md, and zips of them.

No official sample is at hand. This shares nothing with ``declarations``: the paths
stand here once more, as an independent statement of what a message looks like.
"""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True)
class Activiteit:
    code: str = "190060"
    aantal: str = "1"
    uitvoerdatum: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Traject:
    id: str = "1001"
    zorgtype: str = "11"
    begindatum: str = "20170201"
    einddatum: str | None = None
    diagnose: str | None = "175"
    specialisme: str = "0303"
    zorgvraag: str | None = None
    activiteiten: tuple[Activiteit, ...] = (Activiteit(),)
    extra: str = ""


@dataclass(frozen=True)
class Bericht:
    id: str = "B1"
    dataset: str = "D1"
    processing: str | None = "P"
    agb: str = "06010101"
    leeftijd: str = "40"
    geslacht: str = "M"
    trajecten: tuple[Traject, ...] = field(default_factory=lambda: (Traject(),))


def message(bericht: Bericht, *, envelope: bool = True, declaration: str = "") -> str:
    """One Declaratiedataset message as text."""
    processing = _leaf("processingCode", code=bericht.processing)
    body = (
        '<FICR_IN900101NL04 xmlns="urn:hl7-org:v3">'
        f"{_leaf('id', extension=bericht.id, root='2.16.528.1.1007.3.3.1.1')}"
        f"{processing}"
        "<ControlActProcess><subject><Declaratiedataset>"
        f"{_leaf('id', extension=bericht.dataset, root='2.16.528.1.1007.3.3.1.8')}"
        "<author><assignedOrganization>"
        f"{_leaf('id', extension=bericht.agb)}"
        "</assignedOrganization></author>"
        f"{''.join(_traject(traject) for traject in bericht.trajecten)}"
        "<subject><patient><subjectOf><leeftijd>"
        f"{_leaf('value', value=bericht.leeftijd)}"
        "</leeftijd></subjectOf><patientPerson>"
        f"{_leaf('administrativeGenderCode', code=bericht.geslacht)}"
        "</patientPerson></patient></subject>"
        "</Declaratiedataset></subject></ControlActProcess></FICR_IN900101NL04>"
    )
    if envelope:
        body = (
            f'<soapenv:Envelope xmlns:soapenv="{_SOAP}"><soapenv:Body>{body}'
            "</soapenv:Body></soapenv:Envelope>"
        )
    return declaration + body


def _traject(traject: Traject) -> str:
    diagnose = ""
    if traject.diagnose is not None:
        diagnose = (
            "<pertinentInformation1><typerendeDiagnose>"
            f"{_leaf('value', code=traject.diagnose)}"
            "</typerendeDiagnose></pertinentInformation1>"
        )
    zorgvraag = ""
    if traject.zorgvraag is not None:
        zorgvraag = (
            f"<reason><zorgvraag>{_leaf('value', code=traject.zorgvraag)}"
            "</zorgvraag></reason>"
        )
    return (
        "<component><subtraject>"
        f"{_leaf('id', extension=traject.id, root='2.16.528.1.1007.3.3.1.3')}"
        f"{_leaf('code', code=traject.zorgtype)}"
        f"<effectiveTime>{_leaf('low', value=traject.begindatum)}"
        f"{_leaf('high', value=traject.einddatum)}</effectiveTime>"
        f"{diagnose}<derivedFrom><zorgtraject>"
        "<responsibleParty><assignedPerson>"
        f"{_leaf('code', code=traject.specialisme)}"
        f"</assignedPerson></responsibleParty>{zorgvraag}</zorgtraject></derivedFrom>"
        f"{''.join(_activiteit(each) for each in traject.activiteiten)}"
        f"{traject.extra}</subtraject></component>"
    )


def _activiteit(activiteit: Activiteit) -> str:
    root = "2.16.528.1.1007.3.3.1.12" if activiteit.id is not None else None
    return (
        "<debit><zorgactiviteit>"
        f"{_leaf('id', extension=activiteit.id, root=root)}"
        f"{_leaf('code', code=activiteit.code)}"
        f"{_leaf('effectiveTime', value=activiteit.uitvoerdatum)}"
        f"{_leaf('repeatNumber', value=activiteit.aantal)}"
        "</zorgactiviteit></debit>"
    )


def _leaf(name: str, **attributes: str | None) -> str:
    given = {key: value for key, value in attributes.items() if value is not None}
    if not given:
        return ""
    text = " ".join(f"{key}={quoteattr(value)}" for key, value in given.items())
    return f"<{name} {text}/>"


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    """A zip with these files, compressed as deliveries are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
