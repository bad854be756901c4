"""What a wheel holds; DBC_WHEEL names it (``make wheel`` builds one)."""

import os
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
    "dbc_grouper",
)


@pytest.fixture(scope="module")
def names() -> set[str]:
    wheel = os.environ.get("DBC_WHEEL")
    if wheel is None:
        pytest.skip("needs a wheel: make wheel, then DBC_WHEEL=dist/NAME.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_module(names):
    modules = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
    }
    assert modules
    assert modules - names == set()


def test_wheel_holds_the_compiled_modules_with_their_stubs(names):
    stems = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for room in ("grouper", "tariffs", "declarations")
        for path in (ROOT / room).rglob("*.pyx")
    }
    assert stems
    for stem in stems:
        assert any(n.startswith(f"{stem}.") and n.endswith(".so") for n in names)
        assert f"{stem}.pyi" in names


def test_wheel_holds_no_generated_code(names):
    assert [name for name in names if name.endswith((".c", ".cpp", ".html"))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_wheel_marks_every_room_as_typed(names, room):
    assert f"{room}/py.typed" in names


def test_wheel_holds_the_example(names):
    for folder in ("release", "batch", "tarieven"):
        shipped = {
            path.relative_to(ROOT / "data").as_posix()
            for path in (ROOT / "data" / folder).rglob("*.*")
        }
        assert {f"dbc_grouper_data/{name}" for name in shipped} - names == set()


def test_wheel_holds_the_tables_beside_the_modules(names):
    tables = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.csv")
    }
    assert "declarations/berichten/zh308/velden.csv" in tables
    assert tables - names == set()


def test_wheel_holds_the_licence_and_nothing_of_the_house(names):
    assert any(name.endswith("licenses/LICENSE") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        *ROOMS,
        "dbc_grouper_data",
    }
