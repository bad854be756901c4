"""Zips as people make them, and what a system adds to them."""

import zipfile
from pathlib import Path

import polars as pl
import pytest
from support.files.hl7_samples import Bericht, message, write_zip
from support.files.ohw_samples import delivery

from declarations import add_keys, read_berichten, read_resultaten, write_resultaten
from productstructure.errors import InputFileError

GOOD = message(Bericht()).encode()
APPLE_DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(100)
OF_A_SYSTEM = {
    "__MACOSX/._m1.xml": APPLE_DOUBLE,
    "__MACOSX/dag1/._m2.xml": APPLE_DOUBLE,
    "._m1.xml": APPLE_DOUBLE,
    "dag1/._m2.xml": APPLE_DOUBLE,
    ".DS_Store": b"\x00\x00\x00\x01Bud1",
    "dag1/.DS_Store": b"\x00\x00\x00\x01Bud1",
    "Thumbs.db": b"\xd0\xcf",
    "dag1/desktop.ini": b"[x]",
    "__MACOSX/leesmij.txt": b"",
}


def findings(path: Path) -> list[tuple[str, str]]:
    return [
        row
        for batch in read_berichten(path)
        for row in batch.findings.select("bestand", "code").rows()
    ]


def test_files_of_a_system_are_passed_over_and_counted(tmp_path):
    files = {"m1.xml": GOOD, "dag1/m2.xml": GOOD, **OF_A_SYSTEM}
    path = write_zip(tmp_path / "mac.zip", files)
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["bestand"].to_list() == ["m1.xml", "dag1/m2.xml"]
    assert berichten.aantal_berichten == 2
    assert berichten.aantal_afgewezen == 0
    assert findings(path) == [(name, "B-07") for name in OF_A_SYSTEM]


def test_files_of_a_system_in_a_folder_are_passed_over(tmp_path):
    folder = tmp_path / "map"
    (folder / "__MACOSX").mkdir(parents=True)
    (folder / "m1.xml").write_bytes(GOOD)
    for name in ("._m1.xml", ".DS_Store", "Thumbs.db"):
        (folder / name).write_bytes(OF_A_SYSTEM[name])
    (berichten,) = read_berichten(folder)
    assert berichten.aantal_berichten == 1
    assert {code for _, code in findings(folder)} == {"B-07"}
    assert len(findings(folder)) == 4


@pytest.mark.parametrize("name", ["._m1.xml", "__MACOSX/m1.xml", "dag/._m1.xml"])
def test_message_that_bears_the_name_of_such_a_file_is_read(tmp_path, name):
    (berichten,) = read_berichten(write_zip(tmp_path / "z.zip", {name: GOOD}))
    assert berichten.subtrajecten["bestand"].to_list() == [name]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("dag1/m.xml", "dag1/m.xml"),
        ("dag1\\m.xml", "dag1/m.xml"),
        ("./m.xml", "m.xml"),
        ("a//b/./m.xml", "a/b/m.xml"),
        ("levering (1)/m_1.XML", "levering (1)/m_1.XML"),
    ],
)
def test_zip_of_a_folder_is_read_with_its_folders_in_the_name(tmp_path, written, name):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        if "/" in written:
            archive.writestr(f"{written.rpartition('/')[0]}/", b"")
        archive.writestr(written, GOOD)
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["bestand"].to_list() == [name]
    assert berichten.findings.is_empty()


@pytest.mark.parametrize(
    "name",
    ["../m.xml", "a/../../m.xml", "/m.xml", "C:\\m.xml", "C:/m.xml", "..\\m.xml"],
)
def test_name_that_leads_out_of_the_zip_is_refused(tmp_path, name):
    path = write_zip(tmp_path / "z.zip", {name: GOOD, "goed.xml": GOOD})
    (berichten,) = read_berichten(path)
    assert berichten.subtrajecten["bestand"].to_list() == ["goed.xml"]
    assert berichten.findings["code"].to_list() == ["B-04"]
    assert berichten.aantal_afgewezen == 1


def test_same_name_written_in_two_ways_counts_once(tmp_path):
    path = write_zip(tmp_path / "z.zip", {"a/m.xml": GOOD, "a\\m.xml": GOOD})
    assert findings(path) == [("a/m.xml", "B-05")]


@pytest.mark.parametrize("name", ["dag.zip", "map/dag.ZIP", "dag.7z", "dag.tar.gz"])
def test_archive_in_a_delivery_is_refused_in_words(tmp_path, name):
    inner = write_zip(tmp_path / "inner.zip", {"m.xml": GOOD}).read_bytes()
    path = write_zip(tmp_path / "z.zip", {name: inner, "goed.xml": GOOD})
    (berichten,) = read_berichten(path)
    assert berichten.aantal_berichten == 2
    assert berichten.aantal_afgewezen == 1
    (finding,) = berichten.findings.to_dicts()
    assert (finding["bestand"], finding["code"]) == (name, "B-08")
    assert "pak het uit" in finding["tekst"]


def test_delivery_of_nothing_but_archives_is_no_delivery(tmp_path):
    path = write_zip(tmp_path / "z.zip", {"dag.zip": b"PK"})
    with pytest.raises(InputFileError, match="no message was found"):
        read_berichten(path)


@pytest.mark.parametrize("target", ["uit", "uit.zip"])
def test_reply_stands_in_the_folder_of_its_message(tmp_path, target):
    path = write_zip(tmp_path / "z.zip", {"d1/m.xml": GOOD, "d2/m.xml": b"<x"})
    (berichten,) = read_berichten(path)
    grouped = berichten.subtrajecten.select("subtraject_nummer", "is_trial")
    grouped = grouped.with_columns(
        zorgproduct_code=pl.lit("199299122"),
        declaratiecode=pl.lit(None, pl.String),
        is_uitval=pl.lit(value=True),
        status=pl.lit("ok"),
        release=pl.lit("R"),
    )
    resultaten = add_keys(grouped, berichten.subtrajecten)
    write_resultaten(resultaten, tmp_path / target, findings=berichten.findings)
    replies = read_resultaten(tmp_path / target)
    assert replies.antwoorden["antwoord"].to_list() == [
        "d1/m.resultaat.xml",
        "d2/m.resultaat.xml",
    ]
    assert replies.findings.is_empty()


def test_onderhanden_werk_in_a_zip_of_a_folder_is_read(tmp_path):
    inside = {f"OHW maart/{name}": text for name, text in delivery().items()}
    mac = {"__MACOSX/OHW maart/._SUBTRAJECT.txt": APPLE_DOUBLE, ".DS_Store": b"x"}
    (berichten,) = read_berichten(write_zip(tmp_path / "z.zip", {**inside, **mac}))
    assert len(berichten.subtrajecten) == 2
    assert berichten.findings["code"].to_list() == ["B-07", "B-07"]


def test_two_deliveries_of_onderhanden_werk_in_one_zip_are_refused(tmp_path):
    files = {f"{day}/{name}": text for day in "ab" for name, text in delivery().items()}
    path = write_zip(tmp_path / "z.zip", files)
    with pytest.raises(InputFileError, match=r"DECLARATIEDATASET\.txt: found twice"):
        list(read_berichten(path))
