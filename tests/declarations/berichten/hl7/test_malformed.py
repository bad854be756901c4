import re
import zipfile
from pathlib import Path

import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import read_berichten
from declarations.berichten.bestanden import MAX_FILE_BYTES
from declarations.bevindingen import VAN_BERICHTEN
from productstructure.errors import InputFileError

GOOD = message(Bericht())
BARE = message(Bericht(), envelope=False)
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]>'
)


def _without(element: str) -> str:
    """The sample without the first element of this name, empty or not."""
    pattern = rf"<{element}(?: [^>]*)?/>|<{element}>.*?</{element}>"
    changed = re.sub(pattern, "", GOOD, count=1, flags=re.DOTALL)
    assert changed != GOOD
    return changed


def _codes(path: Path) -> list[tuple[str, str | None]]:
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten.is_empty()
    assert berichten.zorgactiviteiten.is_empty()
    assert berichten.aantal_afgewezen == 1
    assert berichten.findings["bestand"].unique().to_list() == [path.name]
    return berichten.findings.select("code", "column").rows()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "B-01"),
        (" \n", "B-01"),
        (GOOD[:-200], "B-10"),
        ("geen xml", "B-10"),
        ("\x00\x01", "B-10"),
        (GOOD.replace('code="M"', 'code="&naam;"'), "B-10"),
        (BOMB + GOOD, "B-11"),
        (BOMB + GOOD.replace('code="M"', 'code="&c;"'), "B-11"),
        ("<!DOCTYPE x>" + GOOD, "B-11"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + GOOD, "B-11"),
        ("<iets/>", "B-12"),
        (GOOD.replace("FICR_IN900101NL04", "FICR_IN910101NL04"), "B-12"),
        (GOOD.replace("urn:hl7-org:v3", "urn:hl7-org:v2"), "B-12"),
        (BARE.replace(' xmlns="urn:hl7-org:v3"', ""), "B-12"),
        (GOOD.replace("schemas.xmlsoap.org", "elders"), "B-12"),
        (GOOD.replace("</soapenv:Body>", "<nog/></soapenv:Body>"), "B-12"),
        (_without("ControlActProcess"), "B-13"),
        (
            GOOD.replace(
                "</ControlActProcess>",
                "<subject><Declaratiedataset/></subject></ControlActProcess>",
            ),
            "B-13",
        ),
        (_without("component"), "B-14"),
    ],
)
def test_malformed_message_is_reported_by_file_and_reason(tmp_path, content, code):
    path = tmp_path / "fout.xml"
    path.write_bytes(content.encode())
    assert _codes(path) == [(code, None)]


def test_malformed_utf16_bomb_is_refused_too(tmp_path):
    path = tmp_path / "fout.xml"
    declaration = '<?xml version="1.0" encoding="UTF-16"?>'
    path.write_bytes((declaration + BOMB + GOOD).encode("utf-16"))
    assert _codes(path) == [("B-11", None)]


def test_malformed_latin1_without_declaration_is_refused(tmp_path):
    path = tmp_path / "fout.xml"
    path.write_bytes(message(Bericht(dataset="Zo\u00eb")).encode("latin-1"))
    assert _codes(path) == [("B-10", None)]


@pytest.mark.parametrize(
    ("element", "column"),
    [
        ("author", "zorginstelling_code"),
        ("assignedOrganization", "zorginstelling_code"),
        ("subjectOf", "leeftijd_jaar"),
        ("leeftijd", "leeftijd_jaar"),
        ("administrativeGenderCode", "geslacht"),
        ("patientPerson", "geslacht"),
        ("effectiveTime", "begindatum"),
        ("low", "begindatum"),
        ("pertinentInformation1", "diagnose_code"),
        ("typerendeDiagnose", "diagnose_code"),
        ("derivedFrom", "specialisme_code"),
        ("responsibleParty", "specialisme_code"),
        ("assignedPerson", "specialisme_code"),
        ("repeatNumber", "aantal"),
    ],
)
def test_missing_required_element_names_the_column(tmp_path, element, column):
    path = tmp_path / "fout.xml"
    path.write_text(_without(element))
    assert _codes(path) == [("B-20", column)]


@pytest.mark.parametrize(
    ("found", "replacement", "code", "column"),
    [
        ('<code code="11"/>', "<code/>", "B-20", "zorgtype_code"),
        ('<code code="11"/>', '<code code=""/>', "B-20", "zorgtype_code"),
        ('<code code="190060"/>', "", "B-20", "zorgactiviteit_code"),
        ('extension="1001"', "", "B-20", "subtraject_id"),
        ('value="20170201"', 'value="2017-02-01"', "B-22", "begindatum"),
        ('value="20170201"', 'value="20170229"', "B-22", "begindatum"),
        ('value="20170201"', 'value="2017021"', "B-22", "begindatum"),
        ('repeatNumber value="1"', 'repeatNumber value="1.0"', "B-23", "aantal"),
        ('repeatNumber value="1"', 'repeatNumber value="een"', "B-23", "aantal"),
        ('repeatNumber value="1"', 'repeatNumber value="1 "', "B-23", "aantal"),
        ('repeatNumber value="1"', 'repeatNumber value="\u0661"', "B-23", "aantal"),
        (
            'repeatNumber value="1"',
            'repeatNumber value="99999999999"',
            "B-23",
            "aantal",
        ),
        ('value="40"', 'value="veertig"', "B-23", "leeftijd_jaar"),
        ('value="40"', 'value="40" unit="mo"', "B-24", "leeftijd_jaar"),
    ],
)
def test_unreadable_value_names_the_column(tmp_path, found, replacement, code, column):
    assert found in GOOD
    path = tmp_path / "fout.xml"
    path.write_text(GOOD.replace(found, replacement), "utf-8")
    assert _codes(path) == [(code, column)]


def test_leeftijd_in_years_by_unit_is_accepted(tmp_path):
    path = tmp_path / "goed.xml"
    path.write_text(GOOD.replace('value="40"', 'value="40" unit="a"'))
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["leeftijd_jaar"].to_list() == [40]


def test_value_that_occurs_twice_differently_is_refused(tmp_path):
    path = tmp_path / "fout.xml"
    path.write_text(message(Bericht(trajecten=(Traject(extra='<code code="21"/>'),))))
    assert _codes(path) == [("B-21", None)]


def test_value_that_occurs_twice_alike_is_accepted(tmp_path):
    path = tmp_path / "goed.xml"
    path.write_text(message(Bericht(trajecten=(Traject(extra='<code code="11"/>'),))))
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["zorgtype_code"].to_list() == ["11"]


def test_duplicate_id_in_one_message_refuses_it_once_per_bearer(tmp_path):
    path = tmp_path / "fout.xml"
    path.write_text(message(Bericht(trajecten=(Traject("1"), Traject("1")))))
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("row", "code").rows() == [(1, "B-25"), (2, "B-25")]
    assert berichten.aantal_afgewezen == 1
    assert berichten.subtrajecten.is_empty()


def test_one_bad_subtraject_refuses_its_message_and_names_its_row(tmp_path):
    path = tmp_path / "fout.xml"
    trajecten = (Traject("1"), Traject("2", begindatum="20171301"), Traject("3"))
    path.write_text(message(Bericht(trajecten=trajecten)))
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("source", "row", "column", "locatie").rows() == [
        (
            "subtrajecten",
            2,
            "begindatum",
            "component/subtraject/effectiveTime/low@value",
        )
    ]
    assert berichten.subtrajecten.is_empty()


def test_every_fault_of_a_message_is_reported(tmp_path):
    path = tmp_path / "fout.xml"
    activiteiten = (
        Activiteit(aantal="x"),
        Activiteit(),
        Activiteit(code="", aantal="y"),
    )
    traject = Traject(begindatum="gisteren", activiteiten=activiteiten)
    path.write_text(message(Bericht(geslacht="", trajecten=(traject,))))
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("source", "row", "column", "code").rows() == [
        ("berichten", None, "geslacht", "B-20"),
        ("subtrajecten", 1, "begindatum", "B-22"),
        ("zorgactiviteiten", 3, "zorgactiviteit_code", "B-20"),
        ("zorgactiviteiten", 1, "aantal", "B-23"),
        ("zorgactiviteiten", 3, "aantal", "B-23"),
    ]


def test_findings_never_quote_the_message(tmp_path):
    secret = "GEHEIM"
    for number, text in enumerate(
        (
            GOOD.replace('value="20170201"', f'value="{secret}"'),
            GOOD.replace('repeatNumber value="1"', f'repeatNumber value="{secret}"'),
            GOOD.replace('code="M"', f'code="&{secret};"'),
            GOOD.replace("</patient>", f"</{secret}>"),
        )
    ):
        (tmp_path / f"{number}.xml").write_text(text)
    (berichten,) = read_berichten(tmp_path)
    assert berichten.aantal_afgewezen == 4
    assert secret not in str(berichten.findings.rows())


def test_zip_with_bad_files_among_good_ones_keeps_the_good(tmp_path):
    path = write_zip(
        tmp_path / "z.zip",
        {
            "goed1.xml": GOOD.encode(),
            "leeg.xml": b"",
            "kapot.xml": GOOD[:300].encode(),
            "leesmij.txt": b"niets",
            "map/binnen.xml": GOOD.encode(),
            "../buiten.xml": GOOD.encode(),
            "goed2.xml": GOOD.encode(),
        },
    )
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["bestand"].to_list() == [
        "goed1.xml",
        "map/binnen.xml",
        "goed2.xml",
    ]
    assert berichten.findings.select("bestand", "code", "severity").rows() == [
        ("leeg.xml", "B-01", "reject"),
        ("kapot.xml", "B-10", "reject"),
        ("leesmij.txt", "B-03", "warn"),
        ("../buiten.xml", "B-04", "reject"),
    ]
    assert berichten.aantal_berichten == 6
    assert berichten.aantal_afgewezen == 3


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zip_name_that_occurs_twice_counts_once(tmp_path):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xml", message(Bericht(leeftijd="1")))
        archive.writestr("a.xml", message(Bericht(leeftijd="2")))
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["leeftijd_jaar"].to_list() == [1]
    assert berichten.findings.select("bestand", "code").rows() == [("a.xml", "B-05")]


def test_zip_member_beyond_the_limit_is_refused_unread(tmp_path):
    path = write_zip(
        tmp_path / "z.zip",
        {"bom.xml": b" " * (MAX_FILE_BYTES + 1), "goed.xml": GOOD.encode()},
    )
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("bestand", "code").rows() == [("bom.xml", "B-02")]
    assert berichten.subtrajecten["bestand"].to_list() == ["goed.xml"]


def test_zip_member_with_damaged_content_is_refused(tmp_path):
    path = write_zip(tmp_path / "z.zip", {"a.xml": GOOD.encode()})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("bestand", "code").rows() == [("a.xml", "B-06")]


def test_zip_member_of_an_unknown_form_of_encryption_is_refused(tmp_path):
    files = {"a.xml": GOOD.encode(), "b.xml": GOOD.encode()}
    path = write_zip(tmp_path / "z.zip", files)
    content = bytearray(path.read_bytes())
    # Bit 6 of the flags in the directory: strong encryption.
    content[content.index(b"PK\x01\x02") + 8] |= 0x40
    path.write_bytes(content)
    (berichten,) = read_berichten(path)
    assert berichten.findings.select("bestand", "code").rows() == [("a.xml", "B-06")]
    assert berichten.subtrajecten["bestand"].to_list() == ["b.xml"]


def test_zip_with_a_name_that_is_not_the_utf8_it_says_raises(tmp_path):
    path = write_zip(tmp_path / "z.zip", {"caf\u00e9.xml": GOOD.encode()})
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xff\xfe"))
    with pytest.raises(InputFileError, match="not a whole zip"):
        list(read_berichten(path))


def test_every_code_has_a_text_without_a_place_for_a_value():
    texts = [each.tekst for each in VAN_BERICHTEN.values()]
    assert all("{" not in text and "%" not in text for text in texts)
