"""The tool that asks whether the tests notice a change (tests/mutation)."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = tomllib.loads((ROOT / "tests/mutation/equivalents.toml").read_text()).get(
    "equivalent", []
)


@pytest.mark.parametrize("entry", EQUIVALENT, ids=lambda entry: entry["file"])
def test_change_argued_to_be_equivalent_is_of_a_line_that_is_there(entry):
    bare = " ".join((ROOT / entry["file"]).read_text().split())
    assert " ".join(entry["was"].split()) in bare
    assert entry["was"] != entry["becomes"]
    assert len(entry["reason"].split()) > 5


def _changes(source: str) -> set[tuple[int, str, str]]:
    """Line, what stands there, and what comes in its place."""
    spec = importlib.util.spec_from_file_location(
        "cythonsites", ROOT / "tests/mutation/cythonsites.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lines = source.splitlines()
    return {
        (line, lines[line - 1][begin:end], other)
        for _, line, begin, end, other in module.cython_changes(source)
    }


def test_cython_is_changed_where_it_means_something():
    assert _changes("x = a < 3\n") == {
        (1, "<", "<="),
        (1, "<", ">"),
        (1, "3", "4"),
        (1, "3", "2"),
    }
    assert (2, "a or b", "not (a or b)") in _changes("\nif a or b:\n    pass\n")


@pytest.mark.parametrize(
    "source",
    [
        "cdef int x[8]\n",
        "cdef int f(int a, int b = 1) noexcept nogil:\n",
        "x = <int64_t *>y\n",
        "x = &y[i]\n",
        '"""A text: 1 < 2."""\n',
        "cdef struct Row:\n    int32_t cells[4]\n",
        "cdef extern from *:\n    const int x 3\n",
    ],
)
def test_declarations_casts_and_texts_of_cython_are_left_alone(source):
    assert _changes(source) == set()


def _mutated(source: str) -> set[str]:
    """What a line can become, by the operators for Python."""
    pytest.importorskip("cosmic_ray", reason="needs extra mutate")
    mutants = pytest.importorskip("tests.mutation.mutants", reason="needs the tree")
    return {
        text
        for _, change in mutants.python_changes(source)
        if (text := mutants.changed(source, change)) is not None
    }


def test_python_is_changed_near_its_meaning():
    assert _mutated("x = a < b\n") == {"x = a <= b\n", "x = a > b\n"}
    assert _mutated("x = a & ~b\n") == {"x = a | ~b\n", "x = a & b\n"}
    assert _mutated('x = f.sort("a", "b").first()\n') == {
        'x = f.sort("b", "a").first()\n',
        "x = f.first()\n",
        'x = f.sort("a", "b").last()\n',
    }
    assert _mutated('x = a.join(b, how="semi")\n') == {'x = a.join(b, how="anti")\n'}


@pytest.mark.parametrize(
    "source",
    [
        '"""A text: 1 < 2."""\n',
        "def f(a: int | None) -> str | None:\n    return a\n",
        "Place = int | None\n",
        "if TYPE_CHECKING:\n    N = 1 + 2\n",
        "x = list(zip(a, b, strict=True))\n",
        "@cache\ndef f():\n    return a\n",
    ],
)
def test_types_and_texts_of_python_are_left_alone(source):
    assert _mutated(source) == set()
