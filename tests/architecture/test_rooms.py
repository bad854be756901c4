import ast
import os
import re
import subprocess
import sys
import tomllib
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
COMPILED_ROOMS = ("grouper", "tariffs", "declarations")
COMPILED = sorted(
    path for room in COMPILED_ROOMS for path in ROOT.glob(f"{room}/**/*.pyx")
)
FOLDERS = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for room in ROOMS
    for path in ROOT.glob(f"{room}/**/__init__.py")
)
AT_A_GLANCE = 14
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
    found = [path.relative_to(ROOT).parts for path in ROOT.glob("[!.]*/**/*.pyx")]
    assert {parts[0] for parts in found} - {"build"} == set(COMPILED_ROOMS)


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
    assert ours <= {path.relative_to(ROOT).parts[0]}


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


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_can_be_taken_in_at_a_glance(folder: str):
    shown = {
        path.stem
        for path in (ROOT / folder).iterdir()
        if path.suffix in {".py", ".pyx"} or (path / "__init__.py").is_file()
    }
    assert len(shown - {"__init__", "__main__"}) <= AT_A_GLANCE


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if "/" in folder])
def test_folder_asks_its_one_question(folder: str):
    first = (ROOT / folder / "__init__.py").read_text().removeprefix('"""')
    assert "?" in first.split("\n\n")[0]


def test_every_folder_of_modules_is_a_package():
    loose = {
        path.parent.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in ROOT.glob(f"{room}/**/*.py*")
        if path.suffix in {".py", ".pyx"}
    }
    assert loose == set(FOLDERS)


def test_every_folder_is_installed():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = settings["tool"]["setuptools"]["packages"]
    ours = [name for name in packages if not name.startswith("dbc_grouper_data")]
    assert sorted(ours) == sorted(folder.replace("/", ".") for folder in FOLDERS)


def test_no_modules_import_each_other_in_a_circle():
    sources = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for room in ROOMS
        for path in ROOT.glob(f"{room}/**/*.py")
    }
    imports = {
        module: {
            found
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module
            for name in node.names
            for found in (f"{node.module}.{name.name}", node.module)
            if found in sources and found != module
        }
        for module, path in sources.items()
    }
    # Modules that nothing left imports go, until those that are left run in circles.
    while free := {m for m, needed in imports.items() if not needed & set(imports)}:
        for module in free:
            del imports[module]
    assert imports == {}


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if "/" in folder])
def test_page_of_the_architecture_names_every_folder(folder: str):
    page = (ROOT / "docs/architecture.md").read_text()
    room, _, inside = folder.partition("/")
    of_room = page.split(f"\n### {room}: ")[1].split("\n### ")[0]
    assert f"`{inside}/`" in of_room


IMPORTED = """
import importlib, os, pkgutil, sys
import numpy, polars

def threads():
    return len(os.listdir("/proc/self/task"))

before = threads()
for room in sys.argv[1:]:
    found = pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}.")
    for module in found:
        if ".spark" in module.name or module.name.endswith("__main__"):
            continue
        importlib.import_module(module.name)
        assert threads() == before, module.name
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux")
def test_no_module_starts_a_thread_that_a_fork_would_lose():
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *ROOMS],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
