from datetime import date

import pytest

from declarations import read_resultaten
from declarations.berichten.frames import Antwoorden, Declaraties, Meldingen

# A reply of another grouper, put together from the elements of docs/messages.md.
FOREIGN = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<FICR_IN910101NL04 xmlns="urn:hl7-org:v3">
  <processingCode code="T"/>
  <acknowledgement typeCode="AA">
    <targetMessage><id extension="M1" root="1.2.3"/></targetMessage>
  </acknowledgement>
  <sender><device><softwareName id="1">9.9</softwareName></device></sender>
  <ControlActProcess moodCode="EVN"><subject><Declaratieresultset>
    <statusCode code="completed"/>
    <author><assignedDevice>
      <assignedGrouper><lastCalibrationTime value="20171220"/></assignedGrouper>
      <certificateText>01</certificateText>
    </assignedDevice></author>
    <component1 typeCode="COMP">
      <priorityNumber value="1"/>
      <zorgproductdeclaratie>
        <code code="14E488"/>
        <derivedFrom3><zorgproduct><code code="998418070"/></zorgproduct></derivedFrom3>
        <reference><subtraject><id extension="7" root="1.2.4"/></subtraject></reference>
        <reference3><zorgactiviteit><id extension="8"/></zorgactiviteit></reference3>
        <reference3><zorgactiviteit><id extension="9"/></zorgactiviteit></reference3>
      </zorgproductdeclaratie>
    </component1>
    <inFulfillmentOf><declaratiedataset>
      <id extension="D1" root="1.2.5"/>
    </declaratiedataset></inFulfillmentOf>
  </Declaratieresultset></subject></ControlActProcess>
</FICR_IN910101NL04></s:Body></s:Envelope>"""


def test_reply_of_another_grouper_is_read(tmp_path):
    (tmp_path / "r.xml").write_text(FOREIGN)
    replies = read_resultaten(tmp_path / "r.xml")
    assert replies.antwoorden.to_dicts() == [
        {
            "antwoord": "r.xml",
            "acknowledgement_code": "AA",
            "verwerking_code": "T",
            "is_trial": True,
            "bericht_id": "M1",
            "bericht_oid": "1.2.3",
            "declaratiedataset_id": "D1",
            "declaratiedataset_oid": "1.2.5",
            "tabelsetdatum": date(2017, 12, 20),
            "software": "9.9",
            "certificaat": "01",
        }
    ]
    assert replies.declaraties.rows() == [
        ("r.xml", 1, "7", "1.2.4", "998418070", "14E488", ["8", "9"])
    ]


def test_replies_have_the_declared_schemas(tmp_path):
    (tmp_path / "r.xml").write_text(FOREIGN)
    replies = read_resultaten(tmp_path / "r.xml")
    assert Antwoorden.is_valid(replies.antwoorden)
    assert Declaraties.is_valid(replies.declaraties)
    assert Meldingen.is_valid(replies.meldingen)


@pytest.mark.parametrize(
    ("found", "replacement", "code"),
    [
        ("Declaratieresultset", "Iets", "B-15"),
        (' typeCode="AA"', "", "B-20"),
        ("20171220", "20171320", "B-22"),
        ("zorgproductdeclaratie", "iets", "B-20"),
        ("FICR_IN910101NL04", "FICR_IN900101NL04", "B-12"),
        ("</s:Body>", "", "B-10"),
    ],
)
def test_malformed_reply_is_reported_and_the_others_go_on(
    tmp_path, found, replacement, code
):
    (tmp_path / "a.xml").write_text(FOREIGN.replace(found, replacement))
    (tmp_path / "b.xml").write_text(FOREIGN)
    replies = read_resultaten(tmp_path)
    assert replies.findings.select("bestand", "code").rows() == [("a.xml", code)]
    assert replies.antwoorden["antwoord"].to_list() == ["b.xml"]
    assert replies.declaraties["antwoord"].to_list() == ["b.xml"]
