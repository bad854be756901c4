"""One bad file in a delivery is named, and all others are read and answered."""

import os
import zipfile
from pathlib import Path

import pytest
from support.files.hl7_samples import Bericht, message, write_zip

from declarations import read_berichten
from declarations.berichten import bestanden
from declarations.berichten.hl7.reply_names import ResultNames, is_too_long, result_name

GOOD = message(Bericht()).encode()
LONG = "m" * 246 + ".xml"
WIDE = "\u00e9" * 123 + ".xml"
"""250 bytes, of fewer characters."""
DEEP = "/".join(["map" * 60] * 8) + "/m.xml"


def _link(folder: Path) -> None:
    (folder / "slecht.xml").symlink_to("nergens")


def _circle(folder: Path) -> None:
    (folder / "slecht.xml").symlink_to("slecht.xml")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "slecht.xml")


def _denied(folder: Path) -> None:
    (folder / "slecht.xml").write_bytes(GOOD)


def _archive(folder: Path) -> None:
    write_zip(folder / "slecht.zip", {"a.xml": GOOD})


BAD = {_link: "B-06", _circle: "B-06", _pipe: "B-06", _denied: "B-06", _archive: "B-08"}


def _read(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    (batch,) = read_berichten(path)
    found = batch.findings.select("bestand", "code").rows()
    return batch.subtrajecten["bestand"].to_list(), found


@pytest.mark.parametrize("make", BAD)
def test_file_of_a_folder_that_cannot_be_read_is_named(tmp_path, monkeypatch, make):
    for name in ("a.xml", "z.xml"):
        (tmp_path / name).write_bytes(GOOD)
    make(tmp_path)
    whole = bestanden._read_file

    def denied(path: Path, name: str, max_bytes: int) -> bestanden.Bestand:
        if make is _denied and path.name == "slecht.xml":
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, name, max_bytes)

    # Who runs the tests may be allowed to read everything.
    monkeypatch.setattr(bestanden, "_read_file", denied)
    names, found = _read(tmp_path)
    assert names == ["a.xml", "z.xml"]
    assert [code for _, code in found] == [BAD[make]]
    assert found[0][0].startswith("slecht.")


def _zip(path: Path, **changes: int) -> Path:
    """A zip whose member slecht.xml says something else of itself."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.xml", "slecht.xml", "z.xml"):
            archive.writestr(name, GOOD)
        member = archive.getinfo("slecht.xml")
        for name, value in changes.items():
            setattr(member, name, value)
    return path


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"flag_bits": 1}, "B-06"),
        ({"flag_bits": 0x41}, "B-06"),
        ({"compress_type": 97}, "B-06"),
        ({"CRC": 1}, "B-06"),
        ({"header_offset": 1 << 30}, "B-06"),
        ({"file_size": 1 << 40}, "B-02"),
    ],
)
def test_member_of_a_zip_that_cannot_be_read_is_named(tmp_path, changes, code):
    names, found = _read(_zip(tmp_path / "z.zip", **changes))
    assert names == ["a.xml", "z.xml"]
    assert found == [("slecht.xml", code)]


@pytest.mark.parametrize("name", [LONG, WIDE, DEEP, "x" * 251 + ".xml"])
@pytest.mark.parametrize("is_trial", [False, True])
def test_short_name_begins_as_that_of_the_question(name, is_trial):
    short = result_name(name, is_trial=is_trial)
    assert is_too_long(name)
    assert len(short.encode()) <= 255
    assert short.endswith(".proef.resultaat.xml") is is_trial
    assert short[:1] == name.rpartition("/")[2][:1]
    assert short != result_name(name.replace(".xml", "x.xml"), is_trial=is_trial)


def test_names_that_fit_stay_as_they_were():
    assert result_name("map/a.xml", is_trial=False) == "map/a.resultaat.xml"
    assert result_name("a.xml", is_trial=True) == "a.proef.resultaat.xml"
    assert not is_too_long("a" * 200 + ".xml")


@pytest.mark.parametrize(
    "names",
    [
        [("a.xml", True), ("a.proef.xml", False)],
        [("a.xml", False), ("a.resultaat.xml/b.xml", False)],
        [("a.resultaat.xml/b.xml", False), ("a.xml", False)],
    ],
)
def test_two_replies_never_share_a_place(names):
    given = ResultNames()
    first, second = (given.give(name, is_trial=trial) for name, trial in names)
    assert first != second
    assert not first.startswith(f"{second}/")
    assert not second.startswith(f"{first}/")
