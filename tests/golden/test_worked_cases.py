"""Published cases (docs/sources.md, K) and cases worked from the tables of RZ17a.

In worked_cases.csv 'geen' means that there is none and '?' that nobody worked it out.
Fields that were not given: man, 40 years, zorgvraag empty, 2017-02-01. 036721 is rood
(1608), so the onverzekerde code holds whatever the answer (docs/decisions.md 8).
"""

import csv
from pathlib import Path

import polars as pl
import pytest

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.findings.checks import InputChecks

with (Path(__file__).parent / "worked_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file, delimiter=";"))


def grouped(release: CompiledStructure, case: dict[str, str]) -> GroupResult:
    subtraject = {
        "subtraject_nummer": "1",
        "specialisme_code": case["specialisme"],
        "diagnose_code": case["diagnose"],
        "zorgtype_code": case["zorgtype"],
        "zorgvraag_code": case["zorgvraag"],
        "begindatum": case["begindatum"],
        "leeftijd_jaar": case["leeftijd"],
        "geslacht": case["geslacht"],
        "zorginstelling_code": "01234567",
        "aanspraak": case["checks"][4:] or None,
    }
    lines = [line.partition("*") for line in case["zorgactiviteiten"].split()]
    activities = {
        "subtraject_nummer": ["1"] * len(lines),
        "zorgactiviteit_code": [code for code, _, _ in lines],
        "aantal": [aantal or "1" for _, _, aantal in lines],
    }
    checks = InputChecks.off() if case["checks"] == "uit" else InputChecks.default()
    return Grouper(release, checks=checks, threads=1).group(
        pl.DataFrame(subtraject),
        pl.DataFrame(activities, schema=dict.fromkeys(activities, pl.String)),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["naam"])
def test_case_gives_the_product_and_codes_of_the_page(
    rz17a: CompiledStructure, case: dict[str, str]
) -> None:
    row = grouped(rz17a, case).grouped.row(0, named=True)
    status = "afgeleid" if row["status"] in ("ok", "warning") else row["status"]
    assert status == case["status"]
    for column, field in (
        ("zorgproduct_code", "zorgproduct"),
        ("declaratiecode", "declaratiecode"),
        ("declaratiecode_verzekerd", "verzekerd"),
        ("declaratiecode_onverzekerd", "onverzekerd"),
    ):
        if case[field] != "?":
            assert (row[column] or "geen") == case[field], column
    if row["zorgproduct_code"] is not None:
        assert row["zorgproductgroep_code"] == case["zorgproduct"][:6]
        if case["verzekerd"] != "?":
            assert row["is_uitval"] == (case["verzekerd"] == "geen")


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["onverzekerd"].startswith("17")],
    ids=lambda case: case["naam"],
)
def test_rood_case_applies_no_aanspraak_and_is_not_oranje(
    rz17a: CompiledStructure, case: dict[str, str]
) -> None:
    result = grouped(rz17a, case)
    row = result.grouped.row(0, named=True)
    assert row["aanspraak_toegepast"] == "N"
    assert row["is_oranje_producttyperend"] is False
    # J against red is told (docs/decisions.md 8: rood beats the answer).
    told = ["G204"] if case["checks"] == "aan J" else []
    assert result.findings["code"].to_list() == told
