"""Insurances: rows that say the same count once, different insurers contradict."""

from datetime import date
from pathlib import Path

import pytest

from tariffs.schema import Verzekeringen
from tariffs.sources.tables import read_verzekeringen

HEADER = "verzekerde_id;uzovi;polis;begindatum;einddatum\n"


def read(tmp_path: Path, *rows: str):
    path = tmp_path / "verzekeringen.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    frame, findings = read_verzekeringen(path)
    return frame.drop("verzekerde_id").rows(), findings["code"].to_list()


HEEL = ("9001", None, date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    "rows",
    [
        ["2024-01-01;2024-12-31", "2024-01-01;2024-12-31"],
        ["2024-01-01;2024-06-30", "2024-06-30;2024-12-31"],
        ["2024-03-01;2024-12-31", "2024-01-01;2024-10-31"],
        ["2024-01-01;2024-12-31", "2024-02-01;2024-02-28"],
        ["2024-01-01;2024-05-31", "2024-01-01;2024-12-31", "2024-06-01;2024-06-30"],
    ],
    ids=["same", "sharing a day", "overlapping", "within", "three"],
)
def test_periods_of_one_insurer_count_once(tmp_path, rows):
    found = read(tmp_path, *(f"P1;9001;;{row}" for row in rows))
    assert found == ([HEEL], ["VERZEKERING_SAMENGEVOEGD"])


@pytest.mark.parametrize(
    "rows",
    [["2024-01-01;", "2024-01-01;"], ["2024-01-01;", "2024-05-01;2024-12-31"]],
)
def test_an_open_end_stays_open(tmp_path, rows):
    found, _ = read(tmp_path, *(f"P1;9001;;{row}" for row in rows))
    assert found == [("9001", None, date(2024, 1, 1), None)]


@pytest.mark.parametrize("first", ["2024-02-28", "2024-02-29"])
def test_periods_that_share_no_day_stay_as_they_are(tmp_path, first):
    rows = [f"P1;9001;;2024-01-01;{first}", "P1;9001;;2024-03-01;2024-12-31"]
    found, codes = read(tmp_path, *rows)
    assert (len(found), codes) == (2, [])


@pytest.mark.parametrize("other", ["9003;", "9001;BUDGET"])
def test_two_insurances_on_one_day_contradict_each_other(tmp_path, other):
    rows = ["P1;9001;NATURA;2024-01-01;", f"P1;{other};2024-06-01;"]
    if other == "9003;":
        rows[1] = "P1;9003;;2024-06-01;"
    found, codes = read(tmp_path, *rows)
    assert (found, codes) == ([], ["PERIODE_OVERLAPT"] * 2)


def test_persons_are_told_apart(tmp_path):
    rows = ["P1;9001;;2024-01-01;", "P2;9001;;2024-01-01;", "p1;9001;;2024-01-01;"]
    found, codes = read(tmp_path, *rows)
    assert (len(found), codes) == (3, [])


def test_voluntary_deductible_is_passed_over(tmp_path):
    path = tmp_path / "verzekeringen.csv"
    path.write_text(
        "verzekerde_id;uzovi;polis;vrijwillig_cent;begindatum;einddatum\n"
        "P1;9001;;50000;2024-01-01;\n"
    )
    rows, findings = read_verzekeringen(path)
    assert rows.columns == Verzekeringen.column_names()
    assert rows["uzovi"].to_list() == ["9001"]
    assert findings.is_empty()
