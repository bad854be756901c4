"""``import dbc_grouper``: one name for all, and nothing that is not there."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import is_dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from inspect import isfunction
from typing import Any, get_args, get_type_hints

import polars as pl
import pytest

import dbc_grouper
from tabellen.getoond import Getoond


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


def classes_of(hint: Any) -> Iterator[type]:
    if isinstance(hint, type):
        yield hint
    for part in get_args(hint):
        yield from classes_of(part)


def given_records() -> Iterator[type]:
    """Every record with a frame in it that the front door has, or that it gives."""
    found: set[type] = set()
    for name in dir(dbc_grouper):
        each = getattr(dbc_grouper, name)
        if isinstance(each, type):
            found.add(each)
            calls = [getattr(own, "__func__", own) for own in vars(each).values()]
        else:
            calls = [each]
        for call in calls:
            if isfunction(call) and not call.__name__.startswith("_"):
                with suppress(NameError):
                    found.update(classes_of(get_type_hints(call).get("return")))
    for each in sorted(filter(is_dataclass, found), key=lambda own: own.__name__):
        with suppress(NameError):
            hints = get_type_hints(each).values()
            frames = {own for hint in hints for own in classes_of(hint)}
            if frames & {pl.DataFrame, pl.LazyFrame, pl.Series}:
                yield each


RECORDS = list(given_records())


def test_there_are_records_of_frames():
    names = {each.__name__ for each in RECORDS}
    assert {"GroupRun", "PriceRun", "CheckRun", "RisicoRun", "NightRun"} <= names


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: each.__name__)
def test_what_the_front_door_gives_shows_itself_without_its_rows(record):
    assert issubclass(record, Getoond) or "__repr__" in vars(record)
    assert callable(record._repr_html_)


PATHS = [
    (dbc_grouper.open_release, {}),
    (dbc_grouper.read_release, {}),
    (dbc_grouper.fingerprint, {}),
    (dbc_grouper.open_compiled, {}),
    (dbc_grouper.read_berichten, {}),
    (dbc_grouper.read_resultaten, {}),
    (dbc_grouper.read_layout, {}),
    (dbc_grouper.verify_file, {}),
    (partial(dbc_grouper.group_files, "r"), {"out": "x.csv"}),
    (partial(dbc_grouper.group_files, "r", "s"), {"out": 3}),
    (partial(dbc_grouper.answer_messages, "r"), {"out": "x.csv"}),
    (partial(dbc_grouper.explain_subtrajecten, "r"), {"nummers": ["1"]}),
]


@pytest.mark.parametrize("found", [3, object(), ["x"], {}, ""])
@pytest.mark.parametrize("place", range(len(PATHS)))
def test_what_is_no_path_is_a_bad_call(place, found):
    call, more = PATHS[place]
    with pytest.raises(dbc_grouper.CallError, match="expected a path, as text or as"):
        list(call(found, **more))


@pytest.mark.parametrize("found", [3, None, object(), {}, "x", pl.DataFrame()])
@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            dbc_grouper.Grouper,
            "expected CompiledStructure.* what open_release gives",
        ),
        (
            lambda found: dbc_grouper.Grouper([found]),
            "expected CompiledStructure.* what open_release gives",
        ),
        (
            lambda found: dbc_grouper.save_compiled(found, "x"),
            "expected CompiledStructure.* what open_release gives",
        ),
        (dbc_grouper.known_on, "expected Tarieventabellen, .* read_tabellen gives"),
        (
            lambda found: dbc_grouper.settle(pl.DataFrame(), found, None),
            "expected Tarieventabellen, .* read_tabellen gives",
        ),
        (dbc_grouper.explanation_text, "expected Explanation, .* Grouper.explain"),
        (dbc_grouper.run_night, "expected NightConfig, .* what read_nightconfig"),
        (dbc_grouper.check, "expected Levering"),
        (dbc_grouper.to_frames, "expected Declaraties, .* what read_zh308 gives"),
    ],
)
def test_what_is_of_another_type_is_a_bad_call(call, says, found):
    with pytest.raises(dbc_grouper.CallError, match=says):
        call(found)


@pytest.mark.parametrize("found", [3, None, {}, "x", pl.LazyFrame()])
def test_stays_that_are_no_frame_are_a_bad_call(found):
    with pytest.raises(dbc_grouper.CallError, match="opnamen: expected a Polars Data"):
        dbc_grouper.count_verblijf(found)
