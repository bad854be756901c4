"""The oracle itself agrees with the open cases on the real release (RZ17a)."""

import csv
import random
from collections import defaultdict
from pathlib import Path

import pytest
from oracle import Oracle

SAMPLE = 500  # of 20,000; all of them agree and take half a minute
SEED = 20170101


@pytest.fixture(scope="module")
def rz17a(shared: Path) -> Oracle:
    return Oracle(shared / "nza/20170101 Grouper Tabellen v20161117.zip")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _disagreements(oracle: Oracle, cases: Path, name: str, sample: int) -> list[object]:
    subtrajecten = _read(cases / f"{name}_subtrajecten.csv")
    expected = {
        row["subtraject_nummer"]: (
            row["zorgproductgroep_code"],
            row["zorgproduct_code"],
        )
        for row in _read(cases / f"{name}_verwacht.csv")
    }
    activiteiten = defaultdict(list)
    for row in _read(cases / f"{name}_zorgactiviteiten.csv"):
        activiteiten[row["subtraject_nummer"]].append(row)
    if sample < len(subtrajecten):
        subtrajecten = random.Random(SEED).sample(subtrajecten, sample)
    found = []
    for row in subtrajecten:
        nummer = row["subtraject_nummer"]
        # test00 has codes that do not exist: it runs with the input checks off.
        result = oracle.group(row, activiteiten[nummer], checks=nummer != "test00")
        derived = (result.zorgproductgroep_code, result.zorgproduct_code)
        if derived != expected[nummer]:
            found.append((nummer, derived, expected[nummer], result.status))
    return found


def test_oracle_agrees_with_a_sample_of_the_open_cases(
    rz17a: Oracle, shared: Path
) -> None:
    assert _disagreements(rz17a, shared / "cases", "rz17a", SAMPLE) == []


def test_oracle_agrees_with_the_public_cases(rz17a: Oracle, shared: Path) -> None:
    assert _disagreements(rz17a, shared / "cases", "openbaar", SAMPLE) == []
