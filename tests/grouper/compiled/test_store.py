"""Compiled files: what comes back, and which files are refused."""

import struct
from pathlib import Path

import numpy as np
import pytest
from polars.testing import assert_frame_equal
from support.releases.example import example_batch, example_release

from grouper import Grouper, open_compiled, open_release, save_compiled
from grouper.compiled.store import FORMAT_VERSION, is_compiled
from grouper.compiling import cache
from productstructure.errors import CompiledFileError, UnreadableReleaseError


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "release.dbc"
    save_compiled(example_release(), path)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(place))
    return place


def release_path() -> Path:
    import dbc_grouper_data

    return Path(dbc_grouper_data.release_path())


def test_compiled_file_comes_back_as_it_was(kept: Path) -> None:
    was, is_now = example_release(), open_compiled(kept)
    assert is_now.identity == was.identity
    assert is_now.codebooks == was.codebooks
    assert (is_now.labels, is_now.groepen) == (was.labels, was.groepen)
    assert set(is_now.arrays) == set(was.arrays)
    for name, array in was.arrays.items():
        assert is_now.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(is_now.arrays[name], array)
    for name, table in was.tables.items():
        assert_frame_equal(is_now.tables[name], table)


def test_compiled_file_groups_as_the_release_itself(kept: Path) -> None:
    batch = example_batch()
    assert_frame_equal(
        Grouper(open_compiled(kept)).group(*batch).grouped,
        Grouper(example_release()).group(*batch).grouped,
    )


def test_opened_arrays_cannot_be_written(kept: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        open_compiled(kept).arrays["bits"][0] = 1


def test_saving_twice_gives_the_same_bytes(kept: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.dbc"
    save_compiled(example_release(), again)
    assert again.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("place", [0.001, 0.02, 0.3, 0.6, 0.9, 0.9999])
def test_one_changed_byte_anywhere_is_refused(kept: Path, place: float) -> None:
    content = bytearray(kept.read_bytes())
    at = max(20, int(place * len(content)))
    content[at] ^= 0x40
    kept.write_bytes(content)
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(kept)


@pytest.mark.parametrize("size", [0, 5, 19])
def test_file_too_short_for_a_header_is_refused(kept: Path, size: int) -> None:
    kept.write_bytes(kept.read_bytes()[:size])
    with pytest.raises(CompiledFileError, match="too short"):
        open_compiled(kept)


def test_truncated_file_is_refused(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-100])
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(kept)


def test_foreign_file_is_refused(kept: Path) -> None:
    kept.write_bytes(b"PK\x03\x04" + bytes(100))
    assert not is_compiled(kept)
    with pytest.raises(CompiledFileError, match="not a compiled release"):
        open_compiled(kept)


def test_file_of_another_format_version_is_refused_with_both_versions(
    kept: Path,
) -> None:
    content = bytearray(kept.read_bytes())
    content[8:12] = struct.pack("<I", FORMAT_VERSION + 1)
    kept.write_bytes(content)
    with pytest.raises(CompiledFileError, match=f"version {FORMAT_VERSION + 1} found"):
        open_compiled(kept)


def test_second_use_of_a_release_does_not_read_it_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_release(release_path())
    monkeypatch.setattr(cache, "_compile", lambda path: pytest.fail("compiled again"))
    assert open_release(release_path()).identity == first.identity


def test_damaged_cache_is_rebuilt_from_the_release(folder: Path) -> None:
    open_release(release_path())
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.warns(UserWarning, match="rebuilt from its source"):
        open_release(release_path())
    assert open_compiled(kept).identity == example_release().identity


def test_changed_release_is_compiled_anew(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "release"
    copy.mkdir()
    for path in release_path().glob("*.xml"):
        (copy / path.name).write_bytes(path.read_bytes())
    open_release(copy)
    referenties = next(copy.glob("*Referenties*"))
    referenties.write_bytes(referenties.read_bytes() + b"\r\n")
    open_release(copy)
    assert len(list(folder.iterdir())) == 2


def test_folder_that_cannot_be_written_costs_a_warning_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(blocked / "cache"))
    with pytest.warns(UserWarning, match="DBC_GROUPER_CACHE"):
        compiled = open_release(release_path())
    assert compiled.identity == example_release().identity


def test_empty_cache_variable_turns_the_cache_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBC_GROUPER_CACHE", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    open_release(release_path())
    assert list(tmp_path.iterdir()) == []


def test_open_release_of_a_damaged_compiled_file_refuses_it(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(CompiledFileError, match="Compile the release again"):
        open_release(kept)


def test_open_release_of_what_is_no_release_refuses_it(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "no.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(UnreadableReleaseError):
        open_release(path)
