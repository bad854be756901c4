"""``import dbc_grouper``: one name for all, and nothing that is not there."""

import subprocess
import sys
from importlib import import_module
from importlib.metadata import version

import pytest

import dbc_grouper


def test_every_public_name_of_every_room_is_there_once():
    names = [name for room in dbc_grouper.ROOMS for name in import_module(room).__all__]
    assert len(names) == len(set(names)) > 90
    for room in dbc_grouper.ROOMS:
        module = import_module(room)
        for name in module.__all__:
            assert getattr(dbc_grouper, name) is getattr(module, name)
    assert dir(dbc_grouper) == sorted([*names, "version"])


def test_version_is_that_of_the_distribution():
    assert dbc_grouper.version == dbc_grouper.__version__ == version("dbc-grouper")


def test_a_name_that_is_not_there_is_no_name_of_python():
    with pytest.raises(AttributeError, match=r"'gruoper'.*dir\(dbc_grouper\)"):
        dbc_grouper.gruoper  # noqa: B018
    with pytest.raises(ImportError, match="gruoper"):
        exec("from dbc_grouper import gruoper")


def test_rooms_show_what_is_public():
    for room in dbc_grouper.ROOMS[1:]:
        module = import_module(room)
        assert dir(module) == sorted(module.__all__)


def run(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_module_is_the_command():
    assert (
        run("-m", "dbc_grouper", "--version")
        == f"dbc-grouper {version('dbc-grouper')}\n"
    )


def test_importing_the_front_door_imports_no_room():
    loaded = run("-c", "import dbc_grouper, sys; print(*sys.modules)").split()
    assert not {*dbc_grouper.ROOMS, "polars"} & set(loaded)
