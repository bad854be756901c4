"""Read result messages (FICR_IN910101NL04): ours, and those of another grouper.

For comparing, and for who receives replies. It reads what stands in a reply and judges
nothing but its form.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from lxml import etree

from declarations.berichten.bestanden import iter_bestanden
from declarations.berichten.frames import (
    Antwoorden,
    BerichtFindings,
    Declaraties,
    Meldingen,
)
from declarations.berichten.hl7.fields import ANTWOORD
from declarations.berichten.hl7.xml import (
    BerichtError,
    hl7_path,
    new_parser,
    parse_message,
)
from declarations.bevindingen import VAN_BERICHTEN
from tabellen.calltypes import checks_types
from tabellen.getoond import Getoond
from tabellen.paths import one_path

Row = tuple[object, ...]

_RESULTSET = "ControlActProcess/subject/Declaratieresultset"


@dataclass(frozen=True, repr=False)
class Resultaten(Getoond):
    """The replies of one delivery; ``antwoord`` is the file name of a reply.

    Attributes:
        antwoorden: Schema ``Antwoorden``: one row per reply.
        declaraties: Schema ``Declaraties``: one row per declaratie, by priority.
        meldingen: Schema ``Meldingen``: one row per remark.
        findings: Schema ``BerichtFindings``: replies that cannot be read.
    """

    antwoorden: pl.DataFrame
    declaraties: pl.DataFrame
    meldingen: pl.DataFrame
    findings: pl.DataFrame


@checks_types
def read_resultaten(path: Path | str) -> Resultaten:
    """Read the replies in a file, a folder with those in it, or a zip.

    Raises:
        InputFileError: The path cannot be opened, or is a damaged zip.

    Source: one reply of a grouper (docs/messages.md).
    """
    parser = new_parser()
    antwoorden: list[Row] = []
    declaraties: list[Row] = []
    meldingen: list[Row] = []
    findings: list[Row] = []
    for bestand in iter_bestanden(one_path(path), ".xml", with_subfolders=True):
        name = bestand.name
        try:
            if bestand.fault is not None:
                raise BerichtError(bestand.fault)
            reply = parse_message(bestand.content, ANTWOORD, parser)
            antwoord, components = _antwoord(reply), _declaraties(reply)
        except BerichtError as error:
            said = VAN_BERICHTEN[error.code]
            of_code = said.code, said.ernst, error.locatie or None, said.tekst
            findings.append((name, "berichten", None, None, *of_code))
            continue
        antwoorden.append((name, *antwoord))
        declaraties += [(name, *row) for row in components]
        meldingen += [(name, *row) for row in _meldingen(reply)]
    return Resultaten(
        pl.DataFrame(antwoorden, pl.Schema(Antwoorden), orient="row"),
        pl.DataFrame(declaraties, pl.Schema(Declaraties), orient="row"),
        pl.DataFrame(meldingen, pl.Schema(Meldingen), orient="row"),
        pl.DataFrame(findings, pl.Schema(BerichtFindings), orient="row"),
    )


def _antwoord(reply: etree._Element) -> Row:
    resultset = reply.find(hl7_path(_RESULTSET))
    if resultset is None:
        raise BerichtError("B-15", _RESULTSET)
    verwerking = _value(reply, "processingCode", "code")
    device = "author/assignedDevice"
    return (
        _required(reply, "acknowledgement", "typeCode"),
        verwerking,
        verwerking == "T",
        _value(reply, "acknowledgement/targetMessage/id", "extension"),
        _value(reply, "acknowledgement/targetMessage/id", "root"),
        _value(resultset, "inFulfillmentOf/declaratiedataset/id", "extension"),
        _value(resultset, "inFulfillmentOf/declaratiedataset/id", "root"),
        _date(resultset, f"{device}/assignedGrouper/lastCalibrationTime"),
        reply.findtext(hl7_path("sender/device/softwareName")),
        resultset.findtext(hl7_path(f"{device}/certificateText")),
    )


def _declaraties(reply: etree._Element) -> list[Row]:
    rows: list[Row] = []
    for component in reply.iterfind(hl7_path(f"{_RESULTSET}/component1")):
        act = component.find(hl7_path("zorgproductdeclaratie"))
        if act is None:
            raise BerichtError("B-20", "component1/zorgproductdeclaratie")
        volgnummer = _value(component, "priorityNumber", "value")
        ids = act.iterfind(hl7_path("reference3/zorgactiviteit/id"))
        rows.append(
            (
                int(volgnummer) if volgnummer and volgnummer.isdecimal() else None,
                _value(act, "reference/subtraject/id", "extension"),
                _value(act, "reference/subtraject/id", "root"),
                _value(act, "derivedFrom3/zorgproduct/code", "code"),
                _value(act, "code", "code"),
                [value for each in ids if (value := each.get("extension"))],
            )
        )
    return rows


def _meldingen(reply: etree._Element) -> list[Row]:
    return [
        (
            detail.get("typeCode"),
            _value(detail, "code", "code"),
            detail.findtext(hl7_path("text")),
            (detail.findtext(hl7_path("location")) or "").removeprefix("subtraject ")
            or None,
        )
        for detail in reply.iterfind(hl7_path("acknowledgement/acknowledgementDetail"))
    ]


def _value(element: etree._Element, path: str, attribute: str) -> str | None:
    found = element.find(hl7_path(path))
    return None if found is None else found.get(attribute)


def _required(element: etree._Element, path: str, attribute: str) -> str:
    value = _value(element, path, attribute)
    if not value:
        raise BerichtError("B-20", f"{path}@{attribute}")
    return value


def _date(element: etree._Element, path: str) -> date | None:
    text = _value(element, path, "value")
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise BerichtError("B-22", f"{path}@value") from None
