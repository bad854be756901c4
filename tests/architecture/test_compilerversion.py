"""The version of the compiler covers all that compiling a release goes through."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from grouper.compiled import compilerversion

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("tabellen", "productstructure", "grouper")


def source_of(module: str) -> Path | None:
    path = ROOT / module.replace(".", "/")
    found = [path.with_suffix(".py"), path / "__init__.py"]
    return next((each for each in found if each.is_file()), None)


def imported(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_every_module_of_the_compiler_is_in_its_version():
    found: set[str] = set()
    left = ["grouper.compiling.compiler", "productstructure.reader"]
    while left:
        source = source_of(left.pop())
        if source is None or source.relative_to(ROOT).parts[0] not in ROOMS:
            continue
        name = source.relative_to(ROOT).as_posix()
        if name not in found:
            found.add(name)
            left += imported(source)
    beside = {name for name in found if not name.startswith("productstructure/")}
    assert beside == set(compilerversion.MODULES)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*compilerversion.MODULES, "productstructure/reader.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(compilerversion, "_ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "name", [*compilerversion.MODULES, "productstructure/reader.py"]
)
def test_a_changed_module_is_another_version(sources: Path, name: str):
    was = compilerversion.compiler_version.__wrapped__()
    (sources / name).write_bytes((sources / name).read_bytes() + b"\n")
    assert compilerversion.compiler_version.__wrapped__() != was


def test_without_sources_the_version_is_that_of_the_package(sources: Path):
    (sources / compilerversion.MODULES[0]).unlink()
    assert len(compilerversion.compiler_version.__wrapped__()) == 64
