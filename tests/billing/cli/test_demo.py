"""The demo's figures beside those of the oracle, which reads the tables itself."""

import csv
import re
from collections import Counter
from pathlib import Path

import dbc_grouper_data
import pytest
from support.oracles.oracle import Oracle, OracleResult

from tabellen.forms.frames import read_frame

Results = list[OracleResult]


@pytest.fixture(scope="module")
def oracle() -> Results:
    rows, lines = (
        list(
            csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";")
        )
        for path in dbc_grouper_data.batch_paths()
    )
    return Oracle(dbc_grouper_data.release_path()).group_batch(rows, lines)


@pytest.fixture(scope="module")
def written(demo: tuple[str, Path]) -> Path:
    return demo[1]


@pytest.fixture(scope="module")
def shown(demo: tuple[str, Path]) -> str:
    return demo[0]


def table(shown: str, title: str) -> list[list[str]]:
    """Cells of one of the tables; they are two spaces or more apart."""
    after = shown.split(f"\n{title}", 1)[1].split("\n\n")[0]
    return [re.split(r"  +", line.strip()) for line in after.splitlines()[2:]]


def test_demo_counts_every_status_as_the_oracle_does(shown: str, oracle: Results):
    def status(result: OracleResult) -> str:
        # The oracle's status knows the input checks alone.
        doubted = result.status == "ok" and result.aanspraak_finding
        return "warning" if doubted else result.status

    expected = Counter(status(result) for result in oracle)
    assert shown.count("subtrajecten: 10,000\n") == 1
    found = {name: int(rows.replace(",", "")) for name, rows in table(shown, "subtraj")}
    assert found == expected
    assert len(expected) == 4


def test_demo_counts_groups_codes_and_uitval_as_the_oracle_does(
    shown: str, oracle: Results
):
    groups: dict[str, Counter[str]] = {}
    for result in oracle:
        if result.zorgproductgroep_code:
            counts = groups.setdefault(result.zorgproductgroep_code, Counter())
            counts["rows"] += 1
            counts["declarabel"] += result.declaratiecode is not None
            counts["uitval"] += bool(result.is_uitval)
    expected = [
        [code, *(f"{counts[name]:,}" for name in ("rows", "declarabel", "uitval"))]
        for code, counts in sorted(groups.items())
    ]
    found = [[row[0], *row[2:]] for row in table(shown, "zorgproductgroepen: ")]
    assert found == expected


def test_demo_names_the_most_frequent_products_with_their_codes(
    shown: str, oracle: Results
):
    counts = Counter(
        (result.zorgproduct_code, result.declaratiecode or "-")
        for result in oracle
        if result.zorgproduct_code
    )
    found = [
        ((row[0], row[1]), int(row[-1].replace(",", "")))
        for row in table(shown, "zorgproducten: ")
    ]
    assert len(found) == 10
    assert [rows for _, rows in found] == [rows for _, rows in counts.most_common(10)]
    assert all(counts[key] == rows for key, rows in found)


def test_demo_writes_what_it_shows(shown: str, written: Path):
    rejected = read_frame(written / "rejected.csv").height
    assert re.search(rf"  rejected +{rejected}\n", shown)
    assert read_frame(written / "grouped.parquet").height == 10_000
    findings = read_frame(written / "findings.csv").height
    assert f"\nfindings: {findings:,}\n" in shown
    assert f"\nWrote {written / 'grouped.parquet'}\n" in shown
    assert re.search(r"\n10,000 subtrajecten in \d+\.\d\d s \([\d,]+ a second\)", shown)
