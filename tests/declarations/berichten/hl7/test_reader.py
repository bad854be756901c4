import os
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import BerichtLayout, read_berichten
from declarations.berichten.frames import (
    BerichtFindings,
    BerichtSubtrajecten,
    BerichtZorgactiviteiten,
)
from declarations.berichten.hl7.fields import fields_with
from productstructure.errors import CallError, InputFileError


def _read_one(path: Path, text: str | bytes, **settings):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (berichten,) = read_berichten(path, **settings)
    return berichten


def test_reader_values_of_a_message_stand_in_the_contract_columns(tmp_path):
    bericht = Bericht(
        agb="06011234",
        leeftijd="7",
        geslacht="F",
        trajecten=(
            Traject(
                id="77",
                zorgtype="21",
                begindatum="20160229",
                einddatum="20160401",
                diagnose="401",
                specialisme="0316",
                zorgvraag="101",
                activiteiten=(
                    Activiteit("190060", "2", "20160301", "A1"),
                    Activiteit("039460", "-1"),
                ),
            ),
        ),
    )
    berichten = _read_one(tmp_path / "een.xml", message(bericht))

    assert berichten.subtrajecten.to_dicts() == [
        {
            "subtraject_nummer": "een.xml/77",
            "specialisme_code": "0316",
            "diagnose_code": "401",
            "zorgtype_code": "21",
            "zorgvraag_code": "101",
            "begindatum": date(2016, 2, 29),
            "einddatum": date(2016, 4, 1),
            "leeftijd_jaar": 7,
            "geslacht": "F",
            "zorginstelling_code": "06011234",
            "zorgtraject_nummer": None,
            "afsluitreden_code": None,
            "aanspraak": None,
            "is_trial": False,
            "bestand": "een.xml",
            "bericht_id": "B1",
            "bericht_oid": "2.16.528.1.1007.3.3.1.1",
            "declaratiedataset_id": "D1",
            "declaratiedataset_oid": "2.16.528.1.1007.3.3.1.8",
            "subtraject_id": "77",
            "subtraject_oid": "2.16.528.1.1007.3.3.1.3",
        }
    ]
    assert berichten.zorgactiviteiten.rows() == [
        (
            "een.xml/77",
            "190060",
            2,
            date(2016, 3, 1),
            "A1",
            "2.16.528.1.1007.3.3.1.12",
        ),
        ("een.xml/77", "039460", -1, None, None, None),
    ]
    assert berichten.findings.is_empty()


def test_reader_frames_have_the_declared_schemas(tmp_path):
    berichten = _read_one(tmp_path / "een.xml", message(Bericht()))
    assert BerichtSubtrajecten.is_valid(berichten.subtrajecten)
    assert BerichtZorgactiviteiten.is_valid(berichten.zorgactiviteiten)
    assert BerichtFindings.is_valid(berichten.findings)


def test_reader_has_leeftijd_and_no_geboortedatum(tmp_path):
    berichten = _read_one(tmp_path / "een.xml", message(Bericht(leeftijd="0")))
    assert berichten.subtrajecten["leeftijd_jaar"].to_list() == [0]
    assert "geboortedatum" not in berichten.subtrajecten.columns


def test_reader_several_subtrajecten_keep_their_own_zorgactiviteiten(tmp_path):
    trajecten = (
        Traject("1", activiteiten=(Activiteit("190060", "1"),)),
        Traject("2", activiteiten=()),
        Traject("3", activiteiten=(Activiteit("190007", "3"), Activiteit())),
    )
    berichten = _read_one(tmp_path / "m.xml", message(Bericht(trajecten=trajecten)))
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["1", "2", "3"]
    assert berichten.zorgactiviteiten.select(
        "subtraject_nummer", "zorgactiviteit_code", "aantal"
    ).rows() == [
        ("m.xml/1", "190060", 1),
        ("m.xml/3", "190007", 3),
        ("m.xml/3", "190060", 1),
    ]
    assert berichten.aantal_berichten == 1


def test_reader_bare_root_equals_the_message_in_an_envelope(tmp_path):
    bare = _read_one(tmp_path / "x.xml", message(Bericht(), envelope=False))
    wrapped = _read_one(tmp_path / "x.xml", message(Bericht(), envelope=True))
    assert bare.subtrajecten.equals(wrapped.subtrajecten)


def test_reader_same_id_in_many_files_gives_unique_subtraject_nummers(tmp_path):
    product = Bericht(trajecten=(Traject(id="199299012"),))
    files = {f"{n}.xml": message(product).encode() for n in range(3)}
    (berichten,) = read_berichten(write_zip(tmp_path / "set.zip", files))
    assert berichten.subtrajecten["subtraject_nummer"].to_list() == [
        "0.xml/199299012",
        "1.xml/199299012",
        "2.xml/199299012",
    ]
    assert berichten.subtrajecten["subtraject_id"].unique().to_list() == ["199299012"]


def test_reader_order_of_elements_is_free(tmp_path):
    text = message(Bericht(), envelope=False)
    author = text[text.index("<author>") : text.index("</author>") + 9]
    moved = text.replace(author, "").replace(
        "</Declaratiedataset>", author + "</Declaratiedataset>"
    )
    code = '<code code="11"/>'
    moved = moved.replace(code, "").replace("</subtraject>", code + "</subtraject>")
    plain = _read_one(tmp_path / "x.xml", text)
    other = _read_one(tmp_path / "x.xml", moved)
    assert moved != text
    assert other.subtrajecten.equals(plain.subtrajecten)


def test_reader_unknown_elements_are_told_and_comments_ignored(tmp_path):
    text = message(
        Bericht(trajecten=(Traject(extra="<verwijzer code='8'/><!-- x -->"),))
    )
    text = text.replace("<author>", "<confidentialityCode code='N'/><author>")
    berichten = _read_one(tmp_path / "x.xml", text)
    assert len(berichten.subtrajecten) == 1
    assert berichten.findings.select("code", "severity", "locatie").rows() == [
        ("B-17", "warn", "Declaratiedataset/confidentialityCode"),
        ("B-17", "warn", "component/subtraject/verwijzer"),
    ]


def test_reader_same_names_in_another_namespace_are_ignored(tmp_path):
    foreign = '<f:code xmlns:f="urn:elders" code="21"/>'
    text = message(Bericht(trajecten=(Traject(extra=foreign),)))
    berichten = _read_one(tmp_path / "x.xml", text)
    assert berichten.subtrajecten["zorgtype_code"].to_list() == ["11"]


def test_reader_other_subjectof_beside_leeftijd_is_ignored(tmp_path):
    text = message(Bericht()).replace(
        "<subjectOf><leeftijd>",
        '<subjectOf><gewicht><value value="4"/></gewicht></subjectOf>'
        "<subjectOf><leeftijd>",
    )
    berichten = _read_one(tmp_path / "x.xml", text)
    assert berichten.subtrajecten["leeftijd_jaar"].to_list() == [40]


def test_reader_prefixed_namespace_reads_the_same(tmp_path):
    text = message(Bericht(), envelope=False)
    prefixed = (
        text.replace("</", "</h:")
        .replace("<", "<h:")
        .replace("<h:/h:", "</h:")
        .replace('xmlns="', 'xmlns:h="')
    )
    berichten = _read_one(tmp_path / "x.xml", prefixed)
    assert berichten.subtrajecten["diagnose_code"].to_list() == ["175"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + message(Bericht()).encode(),
        message(
            Bericht(dataset="Zo\u00eb"),
            declaration='<?xml version="1.0" encoding="ISO-8859-1"?>',
        ).encode("latin-1"),
        message(
            Bericht(), declaration='<?xml version="1.0" encoding="UTF-16"?>'
        ).encode("utf-16"),
    ],
    ids=["utf-8 with byte order mark", "declared latin-1", "declared utf-16"],
)
def test_reader_encodings_that_xml_declares_are_read(tmp_path, content):
    berichten = _read_one(tmp_path / "x.xml", content)
    assert len(berichten.subtrajecten) == 1


def test_reader_zorgtype_51_needs_no_diagnose(tmp_path):
    trajecten = (Traject("1"), Traject("2", zorgtype="51", diagnose=None))
    berichten = _read_one(tmp_path / "x.xml", message(Bericht(trajecten=trajecten)))
    assert berichten.subtrajecten["diagnose_code"].to_list() == ["175", None]


@pytest.mark.parametrize(
    ("processing", "is_trial"), [("P", False), ("T", True), ("D", True), (None, False)]
)
def test_reader_processing_code_other_than_production_is_a_trial(
    tmp_path, processing, is_trial
):
    bericht = Bericht(processing=processing)
    berichten = _read_one(tmp_path / "x.xml", message(bericht))
    assert berichten.subtrajecten["is_trial"].to_list() == [is_trial]


def test_reader_afsluitreden_00_makes_the_whole_message_a_trial(tmp_path):
    closed = Traject("1", extra='<reasonCode code="08"/>')
    open_ = Traject("2", extra='<reasonCode code="00"/>')
    layout = BerichtLayout(fields_with({"afsluitreden_code": "reasonCode@code"}))
    berichten = _read_one(
        tmp_path / "x.xml",
        message(Bericht(trajecten=(closed, open_))),
        layout=layout,
    )
    assert berichten.subtrajecten["afsluitreden_code"].to_list() == ["08", "00"]
    assert berichten.subtrajecten["is_trial"].to_list() == [True, True]


def test_reader_path_of_an_assumed_column_can_be_set(tmp_path):
    extra = '<component4><aanspraak><value code="N"/></aanspraak></component4>'
    path = "component4/aanspraak/value@code"
    berichten = _read_one(
        tmp_path / "x.xml",
        message(Bericht(trajecten=(Traject(extra=extra),))),
        layout=BerichtLayout(fields_with({"aanspraak": path})),
    )
    assert berichten.subtrajecten["aanspraak"].to_list() == ["N"]


def test_reader_unreadable_optional_date_is_dropped_with_a_warning(tmp_path):
    activiteit = Activiteit(uitvoerdatum="20170230")
    traject = Traject(activiteiten=(activiteit,), einddatum="2017-03-01")
    berichten = _read_one(tmp_path / "x.xml", message(Bericht(trajecten=(traject,))))
    assert berichten.zorgactiviteiten["uitvoerdatum"].to_list() == [None]
    assert berichten.subtrajecten["einddatum"].to_list() == [None]
    assert berichten.findings.select("column", "code", "severity").rows() == [
        ("einddatum", "B-26", "warn"),
        ("uitvoerdatum", "B-26", "warn"),
    ]


def test_reader_folder_and_zip_of_the_same_files_are_equal(tmp_path):
    folder = tmp_path / "map"
    folder.mkdir()
    files = {f"{n}.xml": message(Bericht(id=str(n))).encode() for n in range(3)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (from_folder,) = read_berichten(folder)
    (from_zip,) = read_berichten(write_zip(tmp_path / "z.zip", files))
    assert from_folder.subtrajecten.equals(from_zip.subtrajecten)
    assert from_folder.zorgactiviteiten.equals(from_zip.zorgactiviteiten)


def test_reader_file_name_that_is_no_utf8_is_read_under_a_name_that_is(tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9.xml")
    try:
        odd.write_bytes(message(Bericht()).encode())
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    for delivery in (tmp_path, odd):
        (berichten,) = read_berichten(delivery)
        assert berichten.subtrajecten["bestand"].to_list() == ["caf&#56553;.xml"]


def test_reader_batches_hold_whole_messages_and_together_everything(tmp_path):
    trajecten = (Traject("1"), Traject("2"))
    files = {
        f"{n:02d}.xml": message(Bericht(trajecten=trajecten)).encode() for n in range(7)
    }
    path = write_zip(tmp_path / "z.zip", files)
    batches = list(read_berichten(path, batch_size=3))
    assert [batch.aantal_berichten for batch in batches] == [3, 3, 1]
    assert [len(batch.subtrajecten) for batch in batches] == [6, 6, 2]
    (whole,) = read_berichten(path)
    parts = pl.concat([batch.subtrajecten for batch in batches])
    assert parts.equals(whole.subtrajecten)


def test_reader_batch_that_ends_the_delivery_is_the_last(tmp_path):
    files = {f"{n}.xml": message(Bericht()).encode() for n in range(4)}
    path = write_zip(tmp_path / "z.zip", files)
    batches = list(read_berichten(path, batch_size=2))
    assert [batch.aantal_berichten for batch in batches] == [2, 2]


def test_reader_batch_size_below_one_raises(tmp_path):
    with pytest.raises(CallError, match="batch_size: found 0"):
        read_berichten(tmp_path, batch_size=0)


def test_reader_delivery_without_messages_raises(tmp_path):
    (tmp_path / "leesmij.md").write_text("niets")
    with pytest.raises(InputFileError, match="no message was found"):
        read_berichten(tmp_path)


def test_reader_absent_path_raises(tmp_path):
    with pytest.raises(InputFileError, match="cannot be opened"):
        read_berichten(tmp_path / "weg.zip")


def test_reader_truncated_zip_raises(tmp_path):
    path = write_zip(tmp_path / "z.zip", {"a.xml": message(Bericht()).encode()})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(InputFileError, match="not a whole zip"):
        list(read_berichten(path))


def test_reader_zip_unpacking_beyond_the_limit_raises(tmp_path, monkeypatch):
    monkeypatch.setattr("declarations.berichten.bestanden.MAX_DELIVERY_BYTES", 100)
    path = write_zip(tmp_path / "z.zip", {"a.xml": message(Bericht()).encode()})
    with pytest.raises(InputFileError, match="above the limit of 100"):
        list(read_berichten(path))


def test_reader_zip_is_known_by_content_not_by_name(tmp_path):
    path = tmp_path / "levering.dat"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xml", message(Bericht()))
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["bestand"].to_list() == ["a.xml"]
