"""The cache of compiled releases: what it is believed for, and what it may not stop."""

import errno
import os
import pwd
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dbc_grouper_data
import numpy as np
import pytest
from support.releases.example import example_release
from support.releases.forging import Forgery, forged
from support.releases.small_ozp import plain_release

from grouper import open_compiled, open_release, save_compiled
from grouper.compiled.bounds import OutOfBoundsError
from grouper.compiled.structure import CompiledStructure
from grouper.compiling import cache, compiler
from productstructure.errors import OutputFileError, ReleaseError
from tabellen.sets.kernellock import LockHeldError

RELEASE = Path(dbc_grouper_data.release_path())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(place))
    return place


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example release as the cache keeps it."""
    place = tmp_path_factory.mktemp("sound")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBC_GROUPER_CACHE", str(place))
        open_release(RELEASE)
    (kept,) = place.iterdir()
    return kept


@pytest.fixture
def kept(folder: Path, sound: Path) -> Path:
    folder.mkdir()
    path = folder / sound.name
    path.write_bytes(sound.read_bytes())
    return path


def out_of_range(forgery: Forgery) -> None:
    forgery.array("nodes", "label")[0] = 1 << 30


def of_another_compiler(forgery: Forgery) -> None:
    forgery.header["compiler"] = "0" * 64


def of_another_release(forgery: Forgery) -> None:
    forgery.header["bron_sha256"] = "0" * 64


def of_no_source(forgery: Forgery) -> None:
    forgery.header["bron_sha256"] = None


def test_folders_above_that_of_the_cache_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "not" / "there" / "yet"
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(place))
    open_release(RELEASE)
    assert len(list(place.iterdir())) == 1


@pytest.mark.parametrize("change", [out_of_range, of_another_release, of_no_source])
def test_what_does_not_fit_is_compiled_anew_and_heals(
    kept: Path, sound: Path, change: Callable[[Forgery], None]
) -> None:
    forged(kept, kept, change)
    with pytest.warns(UserWarning, match="rebuilt from its source") as told:
        compiled = open_release(RELEASE)
    assert len(told) == 1
    assert compiled.labels == example_release().labels
    assert kept.read_bytes() == sound.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_release(RELEASE)


def test_a_sound_file_of_another_release_is_not_used(kept: Path, sound: Path) -> None:
    save_compiled(plain_release(), kept)
    with pytest.warns(UserWarning, match="holds another release"):
        assert open_release(RELEASE).labels == example_release().labels
    assert kept.read_bytes() == sound.read_bytes()


def test_file_of_another_compiler_is_compiled_anew_in_silence(
    kept: Path, sound: Path
) -> None:
    forged(kept, kept, of_another_compiler)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_release(RELEASE)
    assert kept.read_bytes() == sound.read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", bytes(100)])
def test_what_is_no_compiled_file_is_compiled_anew(
    kept: Path, sound: Path, content: bytes
) -> None:
    kept.write_bytes(content)
    with pytest.warns(UserWarning, match="rebuilt from its source"):
        open_release(RELEASE)
    assert kept.read_bytes() == sound.read_bytes()


def test_folder_of_another_user_is_neither_read_nor_written(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged(kept, kept, of_another_release)
    was = kept.read_bytes()
    monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
    monkeypatch.setattr(cache, "open_compiled", lambda path: pytest.fail("read"))
    with pytest.warns(UserWarning, match="belongs to another user") as told:
        assert open_release(RELEASE).labels == example_release().labels
    assert len(told) == 1
    assert (kept.read_bytes(), list(kept.parent.iterdir())) == (was, [kept])


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file to another user")
def test_file_of_another_user_is_replaced_by_ones_own(kept: Path, sound: Path) -> None:
    os.chown(kept, 54321, 54321)
    with pytest.warns(UserWarning, match="belongs to another user"):
        open_release(RELEASE)
    assert kept.stat().st_uid == os.geteuid()
    assert kept.read_bytes() == sound.read_bytes()


def refuse(*_: object) -> None:
    raise OutputFileError("/x: full") from OSError(errno.ENOSPC, "full")


def refuse_otherwise(*_: object) -> None:
    raise PermissionError(errno.EACCES, "no")


def be_late(*_: object) -> None:
    raise LockHeldError("in use")


@pytest.mark.parametrize("fault", [refuse, refuse_otherwise])
def test_cache_that_cannot_be_written_is_one_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None]
) -> None:
    monkeypatch.setattr(cache, "save_compiled", fault)
    with pytest.warns(UserWarning, match="DBC_GROUPER_CACHE") as told:
        open_release(RELEASE)
    assert len(told) == 1


def test_damaged_file_that_cannot_be_replaced_is_one_warning(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_bytes(b"no release")
    monkeypatch.setattr(cache, "save_compiled", refuse)
    with pytest.warns(UserWarning, match="too short.*No space left") as told:
        open_release(RELEASE)
    assert len(told) == 1


def test_two_releases_in_a_cache_that_cannot_be_written_are_one_warning(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for path in RELEASE.glob("*.xml"):
        (other / path.name).write_bytes(path.read_bytes() + b"\n")
    monkeypatch.setattr(cache, "save_compiled", refuse)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        open_release(RELEASE)
        open_release(other)
    assert len(told) == 1


def test_run_that_keeps_the_same_release_at_this_moment_is_no_matter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "save_compiled", be_late)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_release(RELEASE)


@pytest.mark.parametrize("place", ["folder", "link to nothing", "link in a circle"])
def test_what_stands_in_the_place_of_a_file_stops_nothing(
    kept: Path, place: str
) -> None:
    kept.unlink()
    match place:
        case "folder":
            kept.mkdir()
        case "link to nothing":
            kept.symlink_to(kept.with_name("nothing"))
        case "link in a circle":
            kept.symlink_to(kept)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert open_release(RELEASE).labels == example_release().labels
    assert len(told) <= 1


def test_without_a_home_folder_the_cache_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    for name in ("HOME", "XDG_CACHE_HOME", "DBC_GROUPER_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.warns(UserWarning, match="no home folder") as told:
        open_release(RELEASE)
    assert len(told) == 1


def test_release_that_changes_while_it_is_read_is_not_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "release"
    copy.mkdir()
    for path in RELEASE.glob("*.xml"):
        (copy / path.name).write_bytes(path.read_bytes())
    read = cache.fingerprint

    def write_after(path: Path) -> str:
        found = read(path)
        for each in copy.glob("*Referenties*"):
            each.write_bytes(each.read_bytes() + b"\n")
        return found

    monkeypatch.setattr(cache, "fingerprint", write_after)
    with pytest.raises(ReleaseError, match="changed while it was read"):
        open_release(copy)
    assert not folder.exists()


def test_file_in_the_cache_says_of_which_source_and_compiler_it_is(kept: Path) -> None:
    compiled = open_compiled(kept)
    assert compiled.bron_sha256 == kept.name.split("-")[0]
    assert compiled.compiler == example_release().compiler


def test_folder_of_the_cache_is_its_owners_alone(folder: Path) -> None:
    was = os.umask(0)
    try:
        open_release(RELEASE)
    finally:
        os.umask(was)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_compiler_that_points_outside_an_array_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compile_badly(structure: object) -> CompiledStructure:
        sound = example_release()
        start = np.full_like(sound.arrays["boom_start"], 1 << 30)
        return replace(sound, arrays={**sound.arrays, "boom_start": start})

    monkeypatch.setattr(compiler, "compile_structure", compile_badly)
    with pytest.raises(OutOfBoundsError, match="boom_start"):
        open_release(RELEASE)
    assert not folder.exists()
