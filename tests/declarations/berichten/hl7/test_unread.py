"""What a message holds that is not read is told, or refused where it drops care."""

from pathlib import Path

import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message

from declarations import Berichten, BerichtLayout, read_berichten
from declarations.berichten.hl7.fields import fields_with

TRAJECT = Traject(
    einddatum="20170401",
    zorgvraag="101",
    activiteiten=(
        Activiteit("190060", "2", "20170203", "A1"),
        Activiteit("190007", "3", "20170204", "A2"),
    ),
)
TEXT = message(Bericht(trajecten=(TRAJECT,)))


def read(tmp_path: Path, text: str, **settings: object) -> Berichten:
    path = tmp_path / "vraag.xml"
    path.write_text(text, "utf-8")
    (berichten,) = read_berichten(path, **settings)
    return berichten


def renamed(old: str, new: str, times: int = -1) -> str:
    changed = TEXT
    for found, other in (
        (f"<{old}>", f"<{new}>"),
        (f"<{old} ", f"<{new} "),
        (f"</{old}>", f"</{new}>"),
    ):
        changed = changed.replace(found, other, times)
    assert changed != TEXT
    return changed


NAMES = [
    ("debit", "debet"),
    ("debit", "Debit"),
    ("debit", "credit"),
    ("debit", "verrichting"),
    ("debit", "debit2"),
    ("zorgactiviteit", "zorgaktiviteit"),
    ("zorgactiviteit", "Zorgactiviteit"),
    ("zorgactiviteit", "zorgactiviteiten"),
    ("zorgactiviteit", "activiteit"),
    ("zorgactiviteit", "x"),
]


@pytest.mark.parametrize(("old", "new"), NAMES)
@pytest.mark.parametrize("times", [1, -1], ids=["one", "all"])
def test_activities_under_another_name_refuse_the_message(tmp_path, old, new, times):
    berichten = read(tmp_path, renamed(old, new, times))
    assert berichten.subtrajecten.is_empty()
    assert berichten.aantal_afgewezen == 1
    assert "B-16" in set(berichten.findings["code"])
    assert any(new in place for place in berichten.findings["locatie"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("high", "High"),
        ("zorgvraag", "zorgvrag"),
        ("reason", "reasons"),
        ("processingCode", "processingcode"),
        ("processingCode", "procesingCode"),
    ],
)
def test_optional_part_under_nearly_its_name_refuses_the_message(tmp_path, old, new):
    berichten = read(tmp_path, renamed(old, new))
    assert set(berichten.findings["code"]) == {"B-16"}


PARTS = ["debit", "zorgactiviteit", "component", "subtraject", "typerendeDiagnose",
         "zorgtraject", "patient", "author"]  # fmt: skip


@pytest.mark.parametrize(
    ("element", "namespace"),
    [
        *((part, namespace) for part in PARTS for namespace in ("", "urn:hl7-org:v2")),
        # Of a namespace of its own this optional part would be an extension.
        ("zorgvraag", ""),
    ],
)
def test_part_of_another_namespace_refuses_the_message(tmp_path, element, namespace):
    text = TEXT.replace(f"<{element}>", f'<{element} xmlns="{namespace}">', 1)
    assert text != TEXT
    assert read(tmp_path, text).aantal_afgewezen == 1


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        # An attribute of another name, where an optional value would be lost.
        ('<effectiveTime value="20170203"/>', '<effectiveTime Value="20170203"/>'),
        ('<effectiveTime value="20170203"/>', '<effectiveTime vaule="20170203"/>'),
        ('<effectiveTime value="20170203"/>', '<effectiveTime datum="20170203"/>'),
        ('<effectiveTime value="20170203"/>',
         "<effectiveTime>20170203</effectiveTime>"),
        ('<value code="101"/>', '<value cod="101"/>'),
        ('<value code="101"/>', "<value><![CDATA[101]]></value>"),
        ('<high value="20170401"/>', '<high val="20170401"/>'),
        ('<value value="40"/>', '<value value="40" Unit="mo"/>'),
        # A denial under nearly its name.
        ("<zorgactiviteit>", '<zorgactiviteit negationind="true">'),
        ("<zorgactiviteit>", '<zorgactiviteit moodcode="INT">'),
        ('<code code="190060"/>', '<code code="190060" nullflavor="UNK"/>'),
        ('<code code="190060"/>',
         '<code code="190060"/><statuscode code="cancelled"/>'),
        ('<code code="190060"/>',
         '<code code="190060"/><statusCode xmlns="" code="cancelled"/>'),
    ],
)  # fmt: skip
def test_value_in_another_form_refuses_the_message(tmp_path, found, instead):
    assert found in TEXT
    berichten = read(tmp_path, TEXT.replace(found, instead, 1))
    assert berichten.aantal_afgewezen == 1
    assert set(berichten.findings["code"]) == {"B-16"}


@pytest.mark.parametrize(
    "extra",
    [
        '<gedaan><za><code code="190060"/><repeatNumber value="1"/></za></gedaan>',
        '<debit1><zorgactiviteit><code code="190060"/></zorgactiviteit></debit1>',
        '<z:debit xmlns:z="urn:z"><z:zorgactiviteit><z:code code="190060"/>'
        "</z:zorgactiviteit></z:debit>",
        '<pertinentInformation2><typerendeDiagnose><value code="9"/>'
        "</typerendeDiagnose></pertinentInformation2>",
        "<debit/>",
        "<debit><geneesmiddel/></debit>",
    ],
)
def test_care_in_another_place_refuses_the_message(tmp_path, extra):
    text = TEXT.replace("</subtraject>", f"{extra}</subtraject>")
    berichten = read(tmp_path, text)
    assert "B-16" in set(berichten.findings["code"])
    assert berichten.subtrajecten.is_empty()


def test_unknown_parts_of_a_subtraject_without_activities_may_be_those(tmp_path):
    start, end = TEXT.index("<debit>"), TEXT.rindex("</debit>") + len("</debit>")
    post = '<post><regel><code code="190060"/><aantal value="1"/></regel></post>'
    lost = read(tmp_path, TEXT[:start] + post + TEXT[end:])
    assert set(lost.findings["code"]) == {"B-16", "B-17"}
    beside = read(tmp_path, TEXT[:end] + post + TEXT[end:])
    assert set(beside.findings["code"]) == {"B-17"}
    without = read(tmp_path, TEXT[:start] + "<verwijzer code='8'/>" + TEXT[end:])
    assert set(without.findings["code"]) == {"B-17"}


LEGITIMATE = [
    ("</subtraject>", "<verwijzer code='8'/>"),
    ("</subtraject>", '<pertinentInformation2><nevendiagnose><value code="12"/>'
     "</nevendiagnose></pertinentInformation2>"),
    ("</subtraject>", '<reference><subtraject><id extension="2"/></subtraject>'
     "</reference>"),
    ("</zorgtraject>", '<predecessor><zorgtraject><id extension="2"/></zorgtraject>'
     "</predecessor>"),
    ("</zorgactiviteit>", '<performer><assignedPerson><code code="0316"/>'
     "</assignedPerson></performer>"),
    ("</patientPerson>", '<birthTime value="19770101"/>'),
    ("</patient>", '<subjectOf><gewicht><value value="4"/></gewicht></subjectOf>'),
    ("</Declaratiedataset>", '<text>Toelichting</text>'),
    ("</assignedOrganization>", "<name>Ziekenhuis</name>"),
]  # fmt: skip


@pytest.mark.parametrize(("end", "extra"), LEGITIMATE)
def test_other_content_is_told_once_and_changes_nothing(tmp_path, end, extra):
    plain = read(tmp_path, TEXT)
    berichten = read(tmp_path, TEXT.replace(end, f"{extra}{end}"))
    assert berichten.subtrajecten.equals(plain.subtrajecten)
    assert berichten.zorgactiviteiten.equals(plain.zorgactiviteiten)
    (finding,) = berichten.findings.to_dicts()
    assert (finding["code"], finding["severity"]) == ("B-17", "warn")


def test_unread_attribute_is_told_by_its_path(tmp_path):
    text = TEXT.replace('<repeatNumber value="2"', '<repeatNumber value="2" unit="uur"')
    (finding,) = read(tmp_path, text).findings.to_dicts()
    assert finding["code"] == "B-17"
    assert finding["locatie"] == (
        "component/subtraject/debit/zorgactiviteit/repeatNumber@unit"
    )


def test_unread_part_of_many_activities_is_told_once_with_its_number(tmp_path):
    text = TEXT.replace("</zorgactiviteit>", "<locatie/></zorgactiviteit>")
    (finding,) = read(tmp_path, text).findings.to_dicts()
    assert finding["locatie"] == (
        "component/subtraject/debit/zorgactiviteit/locatie (2 keer)"
    )


def test_wrapper_of_the_message_is_not_told(tmp_path):
    wrapper = (
        '<creationTime value="20170501120000"/><versionCode code="NICTIZEd2005-Okt"/>'
        '<interactionId extension="FICR_IN900101NL04" root="2.16.840.1.113883.1.6"/>'
        '<profileId extension="4.0"/><processingModeCode code="T"/>'
        '<acceptAckCode code="AL"/><receiver><device/></receiver>'
        "<sender><device><id/></device></sender>"
    )
    text = TEXT.replace("<processingCode", f"{wrapper}<processingCode", 1)
    text = text.replace(
        "<ControlActProcess>",
        '<ControlActProcess moodCode="EVN"><authorOrPerformer typeCode="AUT"/>'
        '<effectiveTime value="20170501"/>',
    )
    assert read(tmp_path, text).findings.is_empty()


def test_path_that_a_setting_names_is_read_and_not_told(tmp_path):
    layout = BerichtLayout(
        fields=fields_with({"afsluitreden_code": "reasonCode@code"})
    )  # fmt: skip
    text = TEXT.replace("</subtraject>", '<reasonCode code="04"/></subtraject>')
    berichten = read(tmp_path, text, layout=layout)
    assert berichten.findings.is_empty()
    assert berichten.subtrajecten["afsluitreden_code"].to_list() == ["04"]


def test_indented_message_with_comments_has_no_text_to_tell(tmp_path):
    text = TEXT.replace("><", ">\n  <").replace("<debit>", "<!-- a > b --><debit>")
    assert read(tmp_path, text).findings.is_empty()


def test_findings_name_no_value_of_what_is_not_read(tmp_path):
    extra = "<naam waarde='GEHEIM'>GEHEIM</naam>GEHEIM"
    text = TEXT.replace("</patientPerson>", f"{extra}</patientPerson>")
    text = text.replace('<code code="190060"/>', '<code code="190060" x="GEHEIM"/>')
    berichten = read(tmp_path, text)
    assert len(berichten.findings) == 3
    assert "GEHEIM" not in str(berichten.findings.rows())


def test_same_activity_twice_is_told_and_counted_as_sent(tmp_path):
    one = Activiteit("190060", "1", "20170203", "A1")
    trajecten = (Traject(activiteiten=(one, one, Activiteit("190060", "1"))),)
    berichten = read(tmp_path, message(Bericht(trajecten=trajecten)))
    assert len(berichten.zorgactiviteiten) == 3
    assert berichten.findings.select("code", "row").rows() == [("B-55", 2)]
