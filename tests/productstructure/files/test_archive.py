import hashlib
import io
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.releases.builders import (
    BOOMBESTANDEN,
    REFERENTIES,
    tiny_files,
    tiny_release,
    write_folder,
    write_zip,
)

from productstructure import fingerprint, read_release
from productstructure.errors import UnreadableReleaseError
from productstructure.files import archive

ZIP = "20170101 Grouper Tabellen v20161117.zip"


def test_read_release_zip_and_folder_hold_the_same_release(tmp_path: Path) -> None:
    zipped = read_release(write_zip(tmp_path / ZIP, tiny_files()))
    folder = read_release(tiny_release(tmp_path / "folder"))
    assert zipped.identity == folder.identity
    for name, frame in zipped.tables.items():
        assert frame.equals(folder.tables[name])


def test_read_release_order_of_files_in_zip_is_irrelevant(tmp_path: Path) -> None:
    backwards = dict(reversed(tiny_files().items()))
    assert read_release(write_zip(tmp_path / ZIP, backwards)).tables


def test_read_release_other_files_beside_the_two_are_left_alone(tmp_path: Path) -> None:
    folder = tiny_release(tmp_path)
    (folder / "Leeswijzer.pdf").write_bytes(b"%PDF")
    assert read_release(folder).tables


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([BOOMBESTANDEN], "no file with the referenties was found among"),
        ([REFERENTIES], "no file with the boombestanden was found among"),
        ([], "no file with the boombestanden and no file with the referenties"),
        (
            [BOOMBESTANDEN, REFERENTIES, "20170101 Addendum v20161117.xml"],
            "XML file '20170101 Addendum v20161117.xml' is no part of a release",
        ),
        (
            [BOOMBESTANDEN, REFERENTIES, "20180101 Referenties v20171117.xml"],
            "holds two files of one kind, '20180101 Referenties v20171117.xml'",
        ),
        (
            [BOOMBESTANDEN, "20180101 Referenties v20171117.xml"],
            "carry different dates. Two releases were mixed",
        ),
        (
            [BOOMBESTANDEN, "20170101 Referenties v20161118.xml"],
            "carry different dates. Two releases were mixed",
        ),
        (
            ["20171301 BoomBestanden v20161117.xml", REFERENTIES],
            "the first date in file name '20171301 BoomBestanden v20161117.xml' does",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_read_release_unfit_set_of_files_says_which(
    tmp_path: Path, kind: str, names: list[str], found: str
) -> None:
    files = dict.fromkeys(names, b"<x/>")
    if kind == "zip":
        path = write_zip(tmp_path / ZIP, files)
    else:
        path = write_folder(tmp_path / "folder", files)
    with pytest.raises(UnreadableReleaseError, match=path.name) as raised:
        read_release(path)
    assert found in str(raised.value)


@pytest.mark.parametrize(
    "name",
    [
        "../20170101 BoomBestanden v20161117.xml",
        "/20170101 BoomBestanden v20161117.xml",
        "map/../../20170101 BoomBestanden v20161117.xml",
        "..\\20170101 BoomBestanden v20161117.xml",
        "\\20170101 BoomBestanden v20161117.xml",
        "C:20170101 BoomBestanden v20161117.xml",
    ],
)
def test_read_release_path_in_zip_that_leads_out_of_it_is_refused(
    tmp_path: Path, name: str
) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files() | {name: b""})
    with pytest.raises(UnreadableReleaseError, match="has a path; expected plain file"):
        read_release(path)


def test_read_release_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files() | {REFERENTIES: b" " * 1_000_000})
    with pytest.raises(UnreadableReleaseError, match="to 1000000 bytes, more than 400"):
        read_release(path)


def test_read_release_zip_that_hides_its_size_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files())
    size = len(tiny_files()[REFERENTIES])
    raw = path.read_bytes()
    true_size, false_size = size.to_bytes(4, "little"), b"\x10\0\0\0"
    assert raw.count(true_size) == 2
    path.write_bytes(raw.replace(true_size, false_size))
    with pytest.raises(UnreadableReleaseError, match="cannot be read to its end"):
        read_release(path)


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_read_release_file_above_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(archive, "MAX_XML_BYTES", 5_000)
    folder = tiny_release(tmp_path / "folder")
    path = write_zip(tmp_path / ZIP, tiny_files()) if kind == "zip" else folder
    with pytest.raises(UnreadableReleaseError, match="above the limit of 5000"):
        read_release(path)


def test_read_release_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files())
    raw = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + flags] |= 1
    path.write_bytes(raw)
    with pytest.raises(UnreadableReleaseError, match="is encrypted"):
        read_release(path)


def test_read_release_other_compression_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ZIP
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as unusual:
        for name, content in tiny_files().items():
            unusual.writestr(name, content)
    with pytest.raises(UnreadableReleaseError, match="has compression method 14"):
        read_release(path)


def test_read_release_place_beyond_any_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ZIP
    zip64_offset = struct.pack("<HHQ", 1, 8, 2**63)
    with zipfile.ZipFile(path, "w") as plain:
        for name, content in tiny_files().items():
            member = zipfile.ZipInfo(name)
            member.extra = zip64_offset
            plain.writestr(member, content)
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 42 : entry + 46] = b"\xff" * 4
    path.write_bytes(raw)
    with pytest.raises(UnreadableReleaseError, match="damaged"):
        read_release(path)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_read_release_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files())
    with zipfile.ZipFile(path, "a") as doubled:
        doubled.writestr(REFERENTIES, b"<other/>")
    with pytest.raises(UnreadableReleaseError, match="two files of one name"):
        read_release(path)


def test_read_release_absent_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReleaseError, match=r"nergens\.zip: cannot be opened"):
        read_release(tmp_path / "nergens.zip")


def test_read_release_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ZIP
    path.write_text("code;naam")
    with pytest.raises(UnreadableReleaseError, match="is damaged or no release"):
        read_release(path)


@given(data=st.data())
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_read_release_damaged_zip_never_raises_another_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    raw = _zip_bytes()
    headers = [*range(80), *range(len(raw) - 300, len(raw))]
    position = data.draw(st.one_of(st.sampled_from(headers), st.integers(0, len(raw))))
    damage = data.draw(st.binary(max_size=4))
    path = tmp_path / ZIP
    path.write_bytes(raw[:position] + damage + raw[position + len(damage) :])
    with suppress(UnreadableReleaseError):
        read_release(path)


def test_fingerprint_zip_is_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = write_zip(tmp_path / ZIP, tiny_files())
    assert fingerprint(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_fingerprint_folder_follows_names_and_content_of_the_two_files(
    tmp_path: Path,
) -> None:
    same = [fingerprint(tiny_release(tmp_path / name)) for name in ("a", "b")]
    assert same[0] == same[1]
    other_content = tiny_release(
        tmp_path / "c", Specialismen={1: {"SpecialismeOmschrijving": "Chirurgie"}}
    )
    other_names = write_folder(
        tmp_path / "d",
        dict(
            zip(
                ["BoomBestanden.xml", "Referenties.xml"],
                tiny_files().values(),
                strict=True,
            )
        ),
    )
    assert len({same[0], fingerprint(other_content), fingerprint(other_names)}) == 3


def test_fingerprint_absent_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReleaseError, match=r"nergens\.zip: cannot be opened"):
        fingerprint(tmp_path / "nergens.zip")


def _zip_bytes() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in tiny_files().items():
            made.writestr(name, content)
    return buffer.getvalue()
