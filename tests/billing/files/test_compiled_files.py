"""Compiled releases given to commands by name, and found in the cache."""

import pwd
from pathlib import Path

import dbc_grouper_data
import pytest
from support.releases.forging import Forgery, forged


def out_of_range(forgery: Forgery) -> None:
    forgery.array("bomen", "bits0")[-1] = 1 << 40


def of_another_compiler(forgery: Forgery) -> None:
    forgery.header["compiler"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "told"),
    [(out_of_range, "damaged"), (of_another_compiler, "another version")],
)
@pytest.mark.parametrize("name", ["group", "explain", "compile"])
def test_forged_file_given_by_name_is_refused(
    command, batch, release, tmp_path, change, told, name
):
    file = forged(release, tmp_path / "forged.dbc", change)
    match name:
        case "group":
            arguments = [*batch(), "--release", str(file)]
        case "explain":
            arguments = ["explain", *batch()[1:-2], "--subtraject", "A1"]
            arguments += ["--release", str(file)]
        case _:
            arguments = ["compile", str(file)]
    answer = command(*arguments)
    assert answer.exit_code == 3
    assert told in answer.err
    assert str(file) in answer.err


def test_forged_file_in_the_cache_heals(command, batch, tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(folder))
    release = str(Path(dbc_grouper_data.release_path()))
    assert command("compile", release).exit_code == 0
    (kept,) = folder.iterdir()
    sound = kept.read_bytes()
    forged(kept, kept, out_of_range)
    answer = command(*batch(), "--release", release)
    assert answer.exit_code == 0
    assert answer.err.count("rebuilt from its source") == 1
    assert kept.read_bytes() == sound


@pytest.mark.parametrize("name", ["group", "explain", "compile"])
def test_user_without_a_home_folder_is_served(command, batch, monkeypatch, name):
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    for variable in ("HOME", "XDG_CACHE_HOME", "DBC_GROUPER_CACHE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    release = str(Path(dbc_grouper_data.release_path()))
    _, _, _, *files = batch()
    match name:
        case "group":
            arguments = ["group", "--release", release, *files]
        case "explain":
            arguments = ["explain", "--release", release, *files[:-2]]
            arguments += ["--subtraject", "A1"]
        case _:
            arguments = ["compile", release]
    answer = command(*arguments)
    assert answer.exit_code == 0
    assert answer.err.count("no home folder") == 1
