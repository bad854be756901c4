"""The SBOM names what runs with us, with versions, and nothing that only tests need."""

import json
import subprocess
import sys
import tomllib
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sbom")
    (folder / "x.whl").write_bytes(b"a wheel")
    for name in ("1.json", "2.json"):
        subprocess.run(
            [sys.executable, ROOT / ".ci/sbom.py", folder / "x.whl", folder / name],
            check=True,
        )
    return folder


@pytest.fixture(scope="module")
def sbom(made) -> dict:
    return json.loads((made / "1.json").read_text())


def test_it_is_the_same_each_time(made):
    assert (made / "1.json").read_bytes() == (made / "2.json").read_bytes()


def test_it_is_of_this_wheel(sbom):
    main = sbom["metadata"]["component"]
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert (main["name"], main["version"]) == ("dbc-grouper", version("dbc-grouper"))
    assert main["hashes"] == [
        {"alg": "SHA-256", "content": sha256(b"a wheel").hexdigest()}
    ]


def test_it_has_what_the_project_asks_for_and_what_that_needs(sbom):
    found = {each["name"].lower(): each["version"] for each in sbom["components"]}
    asked = {Requirement(text).name for text in ASKED}
    assert asked <= set(found)
    # Needed by polars and by rich, and by nothing of ours.
    assert {"polars-runtime-32", "pygments"} <= set(found)
    assert {name: version(name) for name in found} == found


def test_it_has_nothing_that_only_tests_need(sbom):
    found = {each["name"].lower() for each in sbom["components"]}
    assert not found & {"pytest", "hypothesis", "ruff", "mypy", "cython", "pyspark"}


def test_every_reference_is_of_a_component(sbom):
    refs = [each["bom-ref"] for each in sbom["components"]]
    refs.append(sbom["metadata"]["component"]["bom-ref"])
    assert len(set(refs)) == len(refs)
    assert sorted(each["ref"] for each in sbom["dependencies"]) == sorted(refs)
    for each in sbom["dependencies"]:
        assert set(each["dependsOn"]) <= set(refs)
