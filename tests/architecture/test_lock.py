"""What CI installs has a version and hashes, and is what pyproject.toml asks for."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
CI, SPARK = ROOT / "requirements-ci.txt", ROOT / "requirements-spark.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED = {
    CI: ["test", "lint", "build"],
    SPARK: ["spark"],
}
ANEW = "make lock writes it anew"


def locked(path: Path) -> dict[str, str]:
    """Version by name."""
    pins = re.findall(r"^([a-z0-9-]+)==(\S+) \\$", path.read_text(), re.M)
    return dict(pins)


def asked(path: Path) -> list[Requirement]:
    """What pyproject.toml asks for, of that lock."""
    project = PROJECT["project"]
    texts = list(project["dependencies"])
    for extra in ASKED[path]:
        texts += project["optional-dependencies"][extra]
    if path == CI:
        # It is built without an environment of its own.
        texts += PROJECT["build-system"]["requires"]
    return [Requirement(text) for text in texts]


def in_force(requirements: Iterable[Requirement], extra: str = "") -> Iterator[str]:
    for each in requirements:
        if each.marker is None or each.marker.evaluate({"extra": extra}):
            yield canonicalize_name(each.name)


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.name)
def test_lock_fits_what_the_project_asks_for(path):
    pins = locked(path)
    for each in asked(path):
        version = pins.get(canonicalize_name(each.name))
        assert version is not None, f"{each.name} is not in {path.name}; {ANEW}"
        assert each.specifier.contains(version), f"{each}, locked {version}; {ANEW}"


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or sys.platform == "win32",
    reason="the lock is for Python 3.11",
)
def test_lock_has_what_those_need_and_nothing_else():
    needed: set[str] = set()
    to_do = list(in_force(asked(CI)))
    while to_do:
        name = to_do.pop()
        if name in needed:
            continue
        needed.add(name)
        try:
            to_do += in_force(map(Requirement, requires(name) or ()))
        except PackageNotFoundError:
            pytest.skip(f"{name} is not installed here")
    assert needed == set(locked(CI)), ANEW


def test_both_locks_agree():
    ci, spark = locked(CI), locked(SPARK)
    assert {name: ci[name] for name in ci.keys() & spark.keys()} == {
        name: spark[name] for name in ci.keys() & spark.keys()
    }


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.name)
def test_every_line_is_a_version_or_one_of_its_hashes(path):
    lines = path.read_text().splitlines()
    hash_line = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    pin_line = re.compile(r"[a-z0-9-]+==\S+ \\")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        # No place on the network: which one is asked is for who installs.
        assert hash_line.fullmatch(line) or pin_line.fullmatch(line), line
        # Each version has a hash, and its hashes go on.
        assert line.endswith("\\") == following.startswith(" "), line
