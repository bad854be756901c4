"""What a message says is not so does not count, wherever in the message it says so."""

from pathlib import Path

import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import Berichten, read_berichten
from declarations.berichten.hl7.codestelsels import verdict

TRAJECT = Traject(
    einddatum="20170401",
    zorgvraag="101",
    specialisme="0316",
    diagnose="401",
    activiteiten=(
        Activiteit("190060", "2", "20170203", "A1"),
        Activiteit("190007", "3", "20170204", "A2"),
    ),
)
TEXT = message(Bericht(trajecten=(TRAJECT,)))

DENIALS = [
    'negationInd="true"',
    'negationInd="1"',
    'negationInd=" TRUE "',
    'actNegationInd="true"',
    'moodCode="INT"',
    'moodCode="RQO"',
    'moodCode="PRP"',
    'moodCode="DEF"',
    'moodCode="GOL"',
    'moodCode="EVN.CRT"',
    'updateMode="D"',
    'nullFlavor="UNK"',
    'nullFlavor="NI"',
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"',
]
AFFIRMATIONS = [
    'negationInd="false"',
    'negationInd="0"',
    'negationInd=""',
    'moodCode="EVN"',
    'updateMode="A"',
    'nullFlavor=""',
    'classCode="ACT" typeCode="COMP" determinerCode="INSTANCE"',
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="false"',
]
NOT_PERFORMED = ["cancelled", "nullified", "aborted", "new", "held", "suspended"]
NOT_PERFORMED += ["obsolete", "Cancelled", "iets"]

OF_MESSAGE = [
    "FICR_IN900101NL04",
    "ControlActProcess",
    "Declaratiedataset",
    "component",
    "subtraject",
    "pertinentInformation1",
    "typerendeDiagnose",
    "derivedFrom",
    "zorgtraject",
    "responsibleParty",
    "assignedPerson",
    "reason",
    "zorgvraag",
    "author",
    "assignedOrganization",
    "patient",
    "subjectOf",
    "leeftijd",
    "patientPerson",
    "processingCode",
]
VALUES = [
    ('<code code="11"', "component/subtraject/code"),
    ('<low value="20170201"', "component/subtraject/effectiveTime/low"),
    ('<value code="401"', "pertinentInformation1/typerendeDiagnose/value"),
    ('<value code="101"', "derivedFrom/zorgtraject/reason/zorgvraag/value"),
    ('<code code="0316"', "responsibleParty/assignedPerson/code"),
    ('<administrativeGenderCode code="M"', "patientPerson/administrativeGenderCode"),
    ('<value value="40"', "subject/patient/subjectOf/leeftijd/value"),
    ('<id extension="06010101"', "author/assignedOrganization/id"),
    ('<id extension="1001"', "component/subtraject/id"),
    ("<effectiveTime><low", "component/subtraject/effectiveTime"),
]


def read(tmp_path: Path, text: str) -> Berichten:
    path = tmp_path / "vraag.xml"
    path.write_text(text, "utf-8")
    (berichten,) = read_berichten(path)
    return berichten


def read_all(tmp_path: Path, texts: list[str]) -> Berichten:
    """Several messages in one delivery, each a file with its number."""
    files = {f"{at:02d}.xml": text.encode() for at, text in enumerate(texts)}
    (berichten,) = read_berichten(write_zip(tmp_path / "vragen.zip", files))
    return berichten


def put(element: str, attribute: str) -> str:
    """The sample, with an attribute on the first element of a name."""
    for end in (">", " ", "/"):
        found = f"<{element}{end}"
        if found in TEXT:
            return TEXT.replace(found, f"<{element} {attribute}{end}", 1)
    raise AssertionError(element)


def counted(berichten: Berichten) -> list[str]:
    return berichten.zorgactiviteiten["zorgactiviteit_code"].to_list()


def codes(berichten: Berichten) -> set[str]:
    return set(berichten.findings["code"])


def test_sample_is_read_whole_and_without_a_finding(tmp_path):
    berichten = read(tmp_path, TEXT)
    assert berichten.findings.is_empty()
    assert counted(berichten) == ["190060", "190007"]


@pytest.mark.parametrize("element", ["zorgactiviteit", "debit"])
@pytest.mark.parametrize("attribute", DENIALS)
def test_activity_that_is_denied_is_not_counted_and_told(tmp_path, element, attribute):
    berichten = read(tmp_path, put(element, attribute))
    assert counted(berichten) == ["190007"]
    assert berichten.aantal_afgewezen == 0
    (finding,) = berichten.findings.to_dicts()
    assert finding["code"] == ("B-51" if "nul" in attribute or "nil" in attribute
                               else "B-50")  # fmt: skip
    assert finding["severity"] == "warn"
    assert (finding["source"], finding["row"]) == ("zorgactiviteiten", 1)
    assert finding["locatie"].endswith(element)


@pytest.mark.parametrize("status", NOT_PERFORMED)
@pytest.mark.parametrize("at_end", [False, True])
def test_activity_with_the_status_of_none_performed_is_not_counted(
    tmp_path, status, at_end
):
    place = "</zorgactiviteit>" if at_end else '<code code="190060"/>'
    text = TEXT.replace(place, f'<statusCode code="{status}"/>{place}', 1)
    berichten = read(tmp_path, text)
    assert counted(berichten) == ["190007"]
    assert codes(berichten) == {"B-50"}


@pytest.mark.parametrize(("status", "told"), [("completed", set()), ("normal", set()),
                                              ("active", {"B-56"})])  # fmt: skip
def test_activity_that_happens_is_counted(tmp_path, status, told):
    code = '<code code="190060"/>'
    text = TEXT.replace(code, f'{code}<statusCode code="{status}"/>')
    berichten = read(tmp_path, text)
    assert counted(berichten) == ["190060", "190007"]
    assert codes(berichten) == told


@pytest.mark.parametrize("name", ["negationInd", "moodCode", "nullFlavor"])
def test_denial_that_stands_as_an_element_counts_too(tmp_path, name):
    code = '<code code="190060"/>'
    berichten = read(tmp_path, TEXT.replace(code, f'{code}<{name} value="INT"/>'))
    assert counted(berichten) == ["190007"]


@pytest.mark.parametrize("value", ['<code code="190060"', '<repeatNumber value="2"'])
@pytest.mark.parametrize("flavor", ["UNK", "NI", "OTH", "MSK", "iets"])
def test_activity_with_a_null_code_or_count_is_not_counted(tmp_path, value, flavor):
    text = TEXT.replace(value, f'{value} nullFlavor="{flavor}"')
    berichten = read(tmp_path, text)
    assert counted(berichten) == ["190007"]
    assert codes(berichten) == {"B-51"}


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ('<effectiveTime value="20170203"', "uitvoerdatum"),
        ('<id extension="A1"', "zorgactiviteit_id"),
    ],
)
def test_null_date_or_id_of_an_activity_is_left_out_and_told(tmp_path, value, column):
    berichten = read(tmp_path, TEXT.replace(value, f'{value} nullFlavor="UNK"'))
    assert counted(berichten) == ["190060", "190007"]
    assert berichten.zorgactiviteiten[column][0] is None
    assert berichten.zorgactiviteiten[column][1] is not None
    assert codes(berichten) == {"B-53"}


def test_null_einddatum_is_left_out_and_told(tmp_path):
    value = '<high value="20170401"'
    berichten = read(tmp_path, TEXT.replace(value, f'{value} nullFlavor="PINF"'))
    assert berichten.subtrajecten["einddatum"].to_list() == [None]
    assert codes(berichten) == {"B-53"}


@pytest.mark.parametrize("element", OF_MESSAGE)
def test_message_that_denies_what_decides_is_refused(tmp_path, element):
    denied = [put(element, attribute) for attribute in DENIALS]
    berichten = read_all(tmp_path, [*denied, TEXT])
    assert berichten.aantal_afgewezen == len(DENIALS)
    assert berichten.subtrajecten["bestand"].to_list() == [f"{len(DENIALS):02d}.xml"]
    assert codes(berichten) <= {"B-60", "B-61"}


@pytest.mark.parametrize(("value", "place"), VALUES)
def test_null_value_that_decides_refuses_the_message(tmp_path, value, place):
    head, _, rest = value.partition(" ")
    flagged = f'{head} nullFlavor="UNK" {rest}'
    if value.startswith("<effectiveTime>"):
        flagged = '<effectiveTime nullFlavor="UNK"><low'
    berichten = read(tmp_path, TEXT.replace(value, flagged, 1))
    assert berichten.findings.select("code", "severity").rows() == [("B-61", "reject")]
    assert berichten.findings["locatie"][0].endswith(place)
    assert berichten.subtrajecten.is_empty()


@pytest.mark.parametrize("status", NOT_PERFORMED)
@pytest.mark.parametrize(
    "act", ["Declaratiedataset", "subtraject", "typerendeDiagnose", "zorgtraject"]
)
def test_act_that_was_not_performed_refuses_the_message(tmp_path, act, status):
    text = TEXT.replace(f"</{act}>", f'<statusCode code="{status}"/></{act}>', 1)
    berichten = read(tmp_path, text)
    assert berichten.subtrajecten.is_empty()
    assert codes(berichten) == {"B-60"}


@pytest.mark.parametrize(
    "element", [*OF_MESSAGE, "debit", "zorgactiviteit", "effectiveTime", "repeatNumber"]
)
def test_what_is_affirmed_is_read_as_without_it(tmp_path, element):
    affirmed = [put(element, attribute) for attribute in AFFIRMATIONS]
    berichten = read_all(tmp_path, [TEXT, *affirmed])
    assert berichten.findings.is_empty()
    whole = berichten.subtrajecten.drop("bestand", "subtraject_nummer")
    assert whole.unique().height == 1
    assert len(whole) == 1 + len(AFFIRMATIONS)
    assert counted(berichten) == ["190060", "190007"] * len(whole)


@pytest.mark.parametrize(
    ("found", "absent"),
    [
        (
            '<id extension="A1" root="2.16.528.1.1007.3.3.1.12"/>',
            '<id nullFlavor="NI"/>',
        ),
        ('<high value="20170401"/>', '<high nullFlavor="NI"/>'),
        ('<value code="101"/>', '<value nullFlavor="NA"/>'),
        ('<effectiveTime value="20170203"/>', '<effectiveTime nullFlavor="NI"/>'),
    ],
)  # fmt: skip
def test_absent_value_with_a_null_flavor_is_an_absent_value(tmp_path, found, absent):
    assert found in TEXT
    flavored = read(tmp_path, TEXT.replace(found, absent))
    without = read(tmp_path, TEXT.replace(found, ""))
    assert flavored.findings.is_empty()
    assert flavored.subtrajecten.equals(without.subtrajecten)
    assert flavored.zorgactiviteiten.equals(without.zorgactiviteiten)


def test_debit_that_says_there_is_none_is_no_finding(tmp_path):
    text = TEXT.replace("<debit>", '<debit nullFlavor="NI"/><debit>', 1)
    berichten = read(tmp_path, text)
    assert berichten.findings.is_empty()
    assert len(counted(berichten)) == 2


@pytest.mark.parametrize("attribute", ['inclusive="false"', 'operator="E"'])
def test_begindatum_that_is_no_part_of_its_period_refuses(tmp_path, attribute):
    low = '<low value="20170201"'
    berichten = read(tmp_path, TEXT.replace(low, f"{low} {attribute}"))
    assert berichten.aantal_afgewezen == 1


def test_order_of_elements_does_not_change_what_is_denied(tmp_path):
    code = '<code code="190060"/>'
    first = TEXT.replace(code, f'<statusCode code="cancelled"/>{code}')
    last = TEXT.replace(
        "</zorgactiviteit>", '<statusCode code="cancelled"/></zorgactiviteit>', 1
    )
    one, other = read(tmp_path, first), read(tmp_path, last)
    assert one.zorgactiviteiten.equals(other.zorgactiviteiten)
    assert one.findings.equals(other.findings)


@pytest.mark.parametrize(
    "system",
    [
        "2.16.840.1.113883.6.96",
        "2.16.840.1.113883.6.1",
        "2.16.840.1.113883.2.4.3.27.15.9",
        "2.16.840.1.113883.2.4.3.27.15.50",
        "urn:oid:2.16.840.1.113883.6.3",
        "SNOMED CT",
    ],
)
def test_activity_of_another_code_system_is_not_counted(tmp_path, system):
    code = '<code code="190060"'
    text = TEXT.replace(code, f'{code} codeSystem="{system}"')
    berichten = read(tmp_path, text)
    assert counted(berichten) == ["190007"]
    assert codes(berichten) == {"B-52"}


@pytest.mark.parametrize("prefix", ["", "urn:oid:"])
def test_activity_of_the_code_system_of_the_nza_is_counted(tmp_path, prefix):
    code = '<code code="190060"'
    system = f"{prefix}2.16.840.1.113883.2.4.3.27.15.5"
    berichten = read(tmp_path, TEXT.replace(code, f'{code} codeSystem="{system}"'))
    assert berichten.findings.is_empty()
    assert len(counted(berichten)) == 2


@pytest.mark.parametrize(
    "value",
    ['<code code="11"', '<value code="401"', '<value code="101"', '<code code="0316"',
     '<administrativeGenderCode code="M"'],
)  # fmt: skip
@pytest.mark.parametrize(
    "system", ["2.16.840.1.113883.6.96", "2.16.840.1.113883.2.4.3.27.15.5", "2.999.1"]
)
def test_other_value_of_another_code_system_refuses(tmp_path, value, system):
    berichten = read(tmp_path, TEXT.replace(value, f'{value} codeSystem="{system}"'))
    assert berichten.findings.select("code", "severity").rows() == [("B-62", "reject")]


def test_diagnose_of_another_specialisme_is_of_another_code_system(tmp_path):
    value, oid = '<value code="401"', "2.16.840.1.113883.2.4.3.27.15.4"
    own = read(tmp_path, TEXT.replace(value, f'{value} codeSystem="{oid}.316"'))
    assert own.findings.is_empty()
    other = read(tmp_path, TEXT.replace(value, f'{value} codeSystem="{oid}.303"'))
    assert codes(other) == {"B-62"}


def test_possible_system_that_is_not_known_is_taken_and_told(tmp_path):
    code = '<code code="0316"'
    text = TEXT.replace(code, f'{code} codeSystem="2.16.840.1.113883.2.4.6.7"')
    berichten = read(tmp_path, text)
    assert len(berichten.subtrajecten) == 1
    assert codes(berichten) == {"B-54"}


def test_sexes_are_those_of_hl7():
    assert verdict("geslacht", "2.16.840.1.113883.5.1") == "expected"
    assert verdict("geslacht", "2.16.840.1.113883.5.2") == "other"
