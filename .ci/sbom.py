"""Writes what a wheel brings along where it is installed, as a CycloneDX 1.6 SBOM.

    python .ci/sbom.py WHEEL SBOM.json

Run it by the Python of the environment that the wheel is installed in. Packages that
stand there for another reason, such as the tests, are left out. No clock is read: the
same wheel in the same environment gives the same file.

Source: CycloneDX 1.6, JSON (https://cyclonedx.org/docs/1.6/json/).
"""

import hashlib
import json
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

NAME = "dbc-grouper"


def needed(name: str) -> dict[str, list[str]]:
    """What a distribution needs to run here, and what each of those needs in turn.

    Returns:
        Names as the index has them, each with those of its own requirements.

    Raises:
        PackageNotFoundError: One of them is not installed.
    """
    found: dict[str, list[str]] = {}
    open_names = [_normal(name)]
    while open_names:
        own = open_names.pop()
        if own in found:
            continue
        asked = map(Requirement, distribution(own).requires or ())
        found[own] = sorted(
            _normal(each.name)
            for each in asked
            if each.marker is None or each.marker.evaluate({"extra": ""})
        )
        open_names += found[own]
    return dict(sorted(found.items()))


def sbom(wheel: Path) -> dict[str, Any]:
    """The SBOM of a wheel, as JSON holds it."""
    needs = needed(NAME)
    main = _component(distribution(NAME), "application")
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    main["hashes"] = [{"alg": "SHA-256", "content": sha256}]
    others = [_component(distribution(own), "library") for own in needs if own != NAME]
    refs = {_normal(each["name"]): each["bom-ref"] for each in [main, *others]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": main},
        "components": others,
        "dependencies": [
            {"ref": refs[own], "dependsOn": [refs[each] for each in asked]}
            for own, asked in needs.items()
        ],
    }


def _component(found: Distribution, kind: str) -> dict[str, Any]:
    name, version = found.metadata["Name"], found.version
    purl = f"pkg:pypi/{_normal(name)}@{version}"
    component = {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    licences = _licences(found)
    return component | ({"licenses": licences} if licences else {})


def _licences(found: Distribution) -> list[dict[str, Any]]:
    expression = found.metadata.get("License-Expression")
    if expression:
        return [{"expression": expression}]
    # Older metadata; a whole text of a licence is no name of one.
    said = found.metadata.get("License") or ""
    if said and "\n" not in said:
        return [{"license": {"name": said}}]
    classifiers = found.metadata.get_all("Classifier") or []
    return [
        {"license": {"name": each.rsplit(" :: ", 1)[1]}}
        for each in classifiers
        if each.startswith("License :: OSI Approved :: ")
    ]


def _normal(name: str) -> str:
    """A name as the index has it (PyPA, "Name normalization")."""
    return re.sub("[-_.]+", "-", name).lower()


if __name__ == "__main__":
    wheel, target = map(Path, sys.argv[1:])
    text = json.dumps(sbom(wheel), indent=2, ensure_ascii=False)
    target.write_text(f"{text}\n", encoding="utf-8")
