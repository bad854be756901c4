import re
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
)
COMPILED_ROOMS = ("grouper", "tariffs")
COMPILED = sorted(
    path for room in COMPILED_ROOMS for path in ROOT.glob(f"{room}/*.pyx")
)
VAGUE = {"utils", "helpers", "common", "base", "manager", "misc", "tools"}


def test_imports_point_from_the_nights_work_to_what_the_nza_published():
    importlinter = pytest.importorskip("importlinter.cli", reason="needs extra lint")
    assert (
        importlinter.lint_imports(
            config_filename=str(ROOT / "pyproject.toml"), no_cache=True
        )
        == 0
    )


def test_compiled_modules_stand_in_their_rooms_only():
    places = {path.parent.name for path in ROOT.glob("[!.]*/**/*.pyx")} - {"project"}
    assert {p for p in places if (ROOT / p).is_dir()} <= set(COMPILED_ROOMS)
    assert COMPILED


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.stem)
def test_compiled_module_is_private_and_has_a_stub(path: Path):
    assert path.stem.startswith("_")
    assert path.with_suffix(".pyi").is_file()


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.stem)
def test_compiled_module_takes_c_names_from_its_own_room_only(path: Path):
    texts = [path.read_text()]
    if path.with_suffix(".pxd").exists():
        texts.append(path.with_suffix(".pxd").read_text())
    taken = re.findall(r"^from (\w+)\S* cimport|^cimport (\w+)", "\n".join(texts), re.M)
    ours = {name for names in taken for name in names if name in ROOMS}
    assert ours <= {path.parent.name}


@pytest.mark.parametrize("room", ROOMS)
def test_room_is_typed_and_says_what_it_answers(room: str):
    assert (ROOT / room / "py.typed").is_file()
    assert (ROOT / room / "__init__.py").read_text().startswith('"""')


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_no_module_of_a_vague_name(room: str):
    assert VAGUE.isdisjoint(path.stem for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_its_responsibility(room: str):
    silent = [
        path.name
        for path in (ROOT / room).rglob("*.py")
        if not path.read_text().startswith('"""')
    ]
    assert silent == []
