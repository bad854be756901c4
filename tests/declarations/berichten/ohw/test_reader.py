from datetime import date

import pytest
from support.files.hl7_samples import write_zip
from support.files.ohw_samples import FILES, delivery

from declarations import BerichtLayout, read_berichten
from declarations.berichten.frames import BerichtZorgactiviteiten
from declarations.berichten.ohw.layout import DEFAULT_COLUMNS, MANDATORY, OhwLayout
from productstructure.errors import CallError, InputFileError


def _read(tmp_path, layout=None, **changed):
    path = write_zip(tmp_path / "ohw.zip", delivery(**changed))
    (berichten,) = read_berichten(path, layout=layout)
    return berichten


def test_ohw_delivery_becomes_the_frames_of_the_contract(tmp_path):
    berichten = _read(tmp_path)
    assert berichten.findings.is_empty()
    assert berichten.subtrajecten.select(
        "subtraject_nummer",
        "specialisme_code",
        "diagnose_code",
        "zorgtype_code",
        "zorgvraag_code",
        "begindatum",
        "einddatum",
        "geboortedatum",
        "leeftijd_jaar",
        "geslacht",
        "zorginstelling_code",
        "zorgtraject_nummer",
        "aanspraak",
        "declaratiedataset_id",
    ).rows() == [
        (
            "ohw.zip/S1", "0303", "175", "11", None, date(2017, 2, 1), None,
            date(1980, 2, 29), None, "M", "06010101", "T1", "J", "D1",
        ),
        (
            "ohw.zip/S2", "0316", "401", "21", "101", date(2017, 3, 1),
            date(2017, 4, 1), date(2010, 5, 1), None, "V", "06010101", "T2", None, "D2",
        ),
    ]  # fmt: skip
    assert berichten.zorgactiviteiten.select(
        "subtraject_nummer", "zorgactiviteit_code", "aantal", "uitvoerdatum"
    ).rows() == [
        ("ohw.zip/S1", "190060", 1, date(2017, 2, 3)),
        ("ohw.zip/S1", "036721", 2, date(2017, 2, 4)),
        ("ohw.zip/S2", "190007", 1, None),
    ]
    assert BerichtZorgactiviteiten.is_valid(berichten.zorgactiviteiten)


def test_ohw_delivery_is_trial_throughout(tmp_path):
    subtrajecten = _read(tmp_path).subtrajecten
    assert subtrajecten["is_trial"].all()
    assert subtrajecten["afsluitreden_code"].to_list() == ["00", "00"]


def test_ohw_delivery_counts_a_message_per_declaratiedataset(tmp_path):
    assert _read(tmp_path).aantal_berichten == 2


def test_ohw_folder_equals_the_zip(tmp_path):
    folder = tmp_path / "ohw.zip.map"
    folder.mkdir()
    for name, content in delivery().items():
        (folder / name.lower()).write_bytes(content)
    (from_folder,) = read_berichten(folder)
    from_zip = _read(tmp_path)
    assert from_folder.subtrajecten.drop("subtraject_nummer", "bestand").equals(
        from_zip.subtrajecten.drop("subtraject_nummer", "bestand")
    )


def test_ohw_leeftijd_is_read_when_delivered(tmp_path):
    patient = "patientnummer;geslacht;leeftijd\nP1;M;37\nP2;V;6\n"
    subtrajecten = _read(tmp_path, PATIENT=patient).subtrajecten
    assert subtrajecten["leeftijd_jaar"].to_list() == [37, 6]
    assert "geboortedatum" not in subtrajecten.columns


@pytest.mark.parametrize("name", sorted({*MANDATORY} - {"SUBTRAJECT"}))
def test_ohw_absent_mandatory_file_raises_by_name(tmp_path, name):
    with pytest.raises(InputFileError, match=rf"{name}\.txt not found"):
        _read(tmp_path, **{name: None})


def test_ohw_without_subtrajecten_is_no_delivery(tmp_path):
    with pytest.raises(InputFileError, match="no message was found"):
        _read(tmp_path, SUBTRAJECT=None)


def test_ohw_optional_files_are_accepted_and_others_reported(tmp_path):
    berichten = _read(tmp_path, HONORARIUM="a\n", OVERIGE_VERRICHTING="a\n", IETS="a\n")
    assert berichten.findings.select("bestand", "code").rows() == [("IETS.txt", "B-03")]


def test_ohw_absent_column_raises_by_name(tmp_path):
    patient = FILES["PATIENT"].replace("geslacht", "sekse")
    with pytest.raises(InputFileError, match=r"PATIENT\.txt: column 'geslacht'"):
        _read(tmp_path, PATIENT=patient)


@pytest.mark.parametrize("name", ["PATIENT", "ZORGTRAJECT", "GELEVERD_ZORGPROFIEL"])
def test_ohw_file_without_any_column_of_ours_raises_by_name(tmp_path, name):
    with pytest.raises(InputFileError, match=rf"{name}\.txt: column '"):
        _read(tmp_path, **{name: "iets;anders\n"})


def test_ohw_without_any_age_raises(tmp_path):
    patient = FILES["PATIENT"].replace("geboortedatum", "geboren")
    with pytest.raises(InputFileError, match="neither the geboortedatum nor"):
        _read(tmp_path, PATIENT=patient)


@pytest.mark.parametrize(
    "text",
    ["", "a;b\n1;2;3\n", "naam;NAAM\n1;2\n"],
    ids=["empty", "ragged", "one name twice"],
)
def test_ohw_file_that_is_no_table_raises(tmp_path, text):
    with pytest.raises(InputFileError, match=r"ZORGTRAJECT\.txt: is not a table"):
        _read(tmp_path, ZORGTRAJECT=text)


def test_ohw_dangling_reference_refuses_its_dataset_only(tmp_path):
    zorgtraject = FILES["ZORGTRAJECT"].replace("T2;", "T9;")
    berichten = _read(tmp_path, ZORGTRAJECT=zorgtraject)
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S1"]
    found = berichten.findings.filter(code="B-30")
    assert found.select("source", "row", "locatie").rows() == [
        ("subtrajecten", 2, "SUBTRAJECT.zorgtrajectnummer")
    ]


def test_ohw_doubled_key_refuses_who_refers_to_it(tmp_path):
    patient = FILES["PATIENT"] + "P1;V;19900101\n"
    berichten = _read(tmp_path, PATIENT=patient)
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S2"]
    assert berichten.findings.select("row", "code").rows() == [(1, "B-31")]


def test_ohw_doubled_subtraject_refuses_both(tmp_path):
    subtraject = FILES["SUBTRAJECT"].replace("S2;", "S1;")
    berichten = _read(tmp_path, SUBTRAJECT=subtraject)
    assert berichten.subtrajecten.is_empty()
    assert berichten.findings.filter(code="B-25")["row"].to_list() == [1, 2]


def test_ohw_zorgactiviteit_without_subtraject_is_warned_about(tmp_path):
    profiel = FILES["GELEVERD_ZORGPROFIEL"] + "Z4;S9;190060;1;\n"
    berichten = _read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert len(berichten.subtrajecten) == 2
    found = berichten.findings.select("source", "row", "code", "severity").rows()
    assert found == [("zorgactiviteiten", 4, "B-32", "warn")]


def test_ohw_bad_value_names_file_column_and_row(tmp_path):
    profiel = FILES["GELEVERD_ZORGPROFIEL"].replace("036721;2", "036721;twee")
    berichten = _read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S2"]
    assert berichten.findings.select("row", "column", "code", "locatie").rows() == [
        (2, "aantal", "B-23", "GELEVERD_ZORGPROFIEL.aantal")
    ]


def test_ohw_age_that_differs_within_a_dataset_is_judged_for_each(tmp_path):
    subtraject = FILES["SUBTRAJECT"].replace("T2;D2", "T2;D1")
    subtraject = subtraject.replace("aanspraak_zvw\n", "aanspraak_zvw;leeftijd\n")
    subtraject = subtraject.replace(";00;J\n", ";00;J;37\n").replace(";;\n", ";;;x\n")
    columns = {**DEFAULT_COLUMNS, "leeftijd_jaar": "SUBTRAJECT.leeftijd"}
    layout = BerichtLayout(ohw=OhwLayout(columns=columns))
    berichten = _read(tmp_path, layout, SUBTRAJECT=subtraject)
    assert berichten.findings.select("column", "code").rows() == [
        ("leeftijd_jaar", "B-23")
    ]
    assert berichten.subtrajecten.is_empty()


def test_ohw_layout_of_another_hospital_reads_the_same(tmp_path):
    subtraject = (
        FILES["SUBTRAJECT"]
        .replace("begindatum_subtraject", "BEGIN")
        .replace("20170201", "01-02-2017")
        .replace("20170301;20170401", "01-03-2017;01-04-2017")
        .replace(";", "|")
    )
    changed = {
        name: text.replace(";", "|")
        for name, text in FILES.items()
        if name != "SUBTRAJECT"
    }
    changed["PATIENT"] = (
        changed["PATIENT"]
        .replace("19800229", "29-02-1980")
        .replace("20100501", "01-05-2010")
    )
    changed["GELEVERD_ZORGPROFIEL"] = (
        changed["GELEVERD_ZORGPROFIEL"]
        .replace("20170203", "03-02-2017")
        .replace("20170204", "04-02-2017")
    )
    layout = OhwLayout(
        separator="|",
        date_format="%d-%m-%Y",
        columns={**DEFAULT_COLUMNS, "begindatum": "SUBTRAJECT.begin"},
    )
    plain = _read(tmp_path)
    other = _read(tmp_path, BerichtLayout(ohw=layout), SUBTRAJECT=subtraject, **changed)
    assert other.subtrajecten.equals(plain.subtrajecten)
    assert other.zorgactiviteiten.equals(plain.zorgactiviteiten)


def test_ohw_latin1_file_is_read(tmp_path):
    files = delivery()
    files["ZORGTRAJECT.txt"] += b"T\xeb;0303;\n"
    (berichten,) = read_berichten(write_zip(tmp_path / "ohw.zip", files))
    assert len(berichten.subtrajecten) == 2


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"columns": {"iets": "PATIENT.x"}}, "unknown iets"),
        ({"columns": {"geslacht": "geslacht"}}, "place 'geslacht'"),
        ({"columns": {"geslacht": "KLANT.x"}}, r"place 'KLANT\.x'"),
        ({"zorgprofiel_link": "GELEVERD_ZORGPROFIEL."}, "place 'GELEVERD"),
    ],
)
def test_ohw_layout_unknown_name_raises(settings, text):
    with pytest.raises(CallError, match=text):
        OhwLayout(**settings)
