"""From what the NZa publishes to a release that can be grouped on.

Done once per release, so a regression here costs minutes a year; opening is done by
every command. Reference point: expat over the same XML without doing anything.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest

from benchmarks.inputs import pool
from grouper.compiled.store import open_compiled, save_compiled
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.compiler import compile_structure
from productstructure.reader import read_release
from productstructure.release import ProductStructure


@pytest.fixture(scope="module")
def structure() -> ProductStructure:
    return read_release(pool().release)


def _xml(release: Path) -> Iterator[Any]:
    if release.is_dir():
        yield from (path.open("rb") for path in release.glob("*.xml"))
        return
    with zipfile.ZipFile(release) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                yield archive.open(name)
            elif name.endswith(".zip"):
                with archive.open(name) as inner, zipfile.ZipFile(inner) as part:
                    yield from (part.open(own) for own in part.namelist())


def _parse_only() -> int:
    parsed = 0
    for handle in _xml(pool().release):
        with handle:
            expat.ParserCreate().ParseFile(handle)
        parsed += 1
    return parsed


def test_read_release(measure: Any) -> None:
    read = measure(
        lambda: read_release(pool().release),
        stage="read release",
        rows=1,
        is_slow=True,
    )
    assert read.identity.versiedatum


def test_compile(structure: ProductStructure, measure: Any) -> None:
    compiled = measure(
        lambda: compile_structure(structure),
        stage="compile release",
        rows=1,
        is_slow=True,
    )
    assert compiled.identity == structure.identity


def test_open(compiled: CompiledStructure, tmp_path: Path, measure: Any) -> None:
    path = tmp_path / "release.dbc"
    save_compiled(compiled, path)
    opened = measure(lambda: open_compiled(path), stage="open release", rows=1)
    assert opened.identity == compiled.identity
    assert opened.arrays["nodes"].size == compiled.arrays["nodes"].size > 0


def test_parse_xml_only(measure: Any) -> None:
    parsed = measure(_parse_only, stage="parse XML only", rows=1, is_slow=True)
    assert parsed == 2
