"""V01 to V08: boundary days, severities, and one verdict per line."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.toelating.studiecodes import (
    implantatie,
    studiecode,
    verwijzing,
)
from declarations.checks.toelating.voorwaardelijk import centrum, deelname, inclusie

BASE = (
    "tabel vt_detection +: vt_id=DUINKUUR, kind=ZA, code=060901, study_flag=STUDY"
    " / tabel vt_treatment +: vt_id=DUINKUUR, open_list=N"
    " / tabel dekking +: tabel=vt_participation, begindatum=2020-01-01, volledig=J"
    " / profiel dbc: 060901 2024-03-18 1, 060901 2024-03-25 2 / "
)
IN = (
    "tabel vt_participation +: bsn_pseudonym=P0001, vt_id=DUINKUUR,"
    " inclusion_date=2024-03-01"
)
OTHER = "tabel vt_participation +: bsn_pseudonym=P9, vt_id=DUINKUUR"


def test_line_with_the_code_on_two_days_is_one_verdict(deliver):
    oordeel = deelname(deliver(BASE + OTHER))
    assert oordeel.beoordeeld == 1
    assert told(oordeel, "uitkomst", "waarde") == [("FAALT", "060901")]


def test_severity_of_the_table_goes_before_that_of_the_catalogue(deliver):
    rule = "tabel vt_rule +: vt_id=DUINKUUR, requirement=PARTICIPATION, severity={}"
    rows = {
        severity: told(deelname(deliver(f"{BASE}{OTHER} / {rule}")), "gevolg")
        for severity, rule in ((each, rule.format(each)) for each in ("SIG", "ANDERS"))
    }
    assert rows == {"SIG": [("SIG",)], "ANDERS": [(None,)]}


def test_of_two_severities_the_lightest_holds(deliver):
    rule = "tabel vt_rule +: vt_id=DUINKUUR, requirement=PARTICIPATION, severity="
    words = f"{BASE}{OTHER} / {rule}RJ / {rule}REC"
    assert told(deelname(deliver(words)), "gevolg") == [("REC",)]


def test_treatment_that_says_nothing_of_it_asks_a_referral(deliver):
    oordeel = verwijzing(deliver(f"{BASE}{IN} / dbc: 0421=02"))
    assert outcomes(oordeel) == ["FAALT"]


def test_person_that_no_register_knows_is_not_refused(deliver):
    oordeel = deelname(deliver(f"{BASE}{OTHER} / zonder personen"))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "de persoon staat niet in personen")
    ]


@pytest.mark.parametrize(
    ("closed", "found"),
    [
        # The dbc opens on 2024-03-04, the person came in on the first.
        ("2024-02-29", ["FAALT"]),
        ("2024-03-01", []),
        ("2024-03-04", []),
        ("2024-03-05", []),
        ("", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_inclusion_after_the_closing_day_fails(deliver, closed, found):
    row = f"tabel vt_period +: vt_id=DUINKUUR, begin={closed}, status=INCLUSION_CLOSED"
    assert outcomes(inclusie(deliver(f"{BASE}{IN} / {row}"))) == found


def test_first_inclusion_of_a_person_counts(deliver):
    row = "tabel vt_period +: vt_id=DUINKUUR, begin=2024-02-15, status=INCLUSION_CLOSED"
    again = IN.replace("2024-03-01", "2024-02-15")
    assert outcomes(inclusie(deliver(f"{BASE}{IN} / {again} / {row}"))) == []


def test_inclusion_after_a_dbc_that_opened_on_the_closing_day_fails(deliver):
    row = "tabel vt_period +: vt_id=DUINKUUR, begin=2024-03-04, status=INCLUSION_CLOSED"
    late = IN.replace("2024-03-01", "2024-03-05")
    assert outcomes(inclusie(deliver(f"{BASE}{late} / {row}"))) == ["FAALT"]


def test_inclusion_that_is_open_is_no_row_of_v05(deliver):
    row = "tabel vt_period +: vt_id=DUINKUUR, begin=2023-01-01, status=OPEN"
    assert inclusie(deliver(f"{BASE}{IN} / {row}")).beoordeeld == 0


def test_code_without_twin_in_a_study_is_no_row_of_v06(deliver):
    alone = (
        "tabel vt_detection +: vt_id=D, kind=ZA, code=060901, study_flag=REGULAR_TWIN"
        " / profiel dbc: 060901 2024-03-18 1"
        " / tabel vt_participation +: bsn_pseudonym=P0001, vt_id=D"
    )
    assert studiecode(deliver(alone)).beoordeeld == 0


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        (("INCLUSION",), ["FAALT"]),
        (("INCLUSION", "TREAT"), []),
        (("INCLUSION", ""), []),
    ],
)
def test_centre_that_does_more_than_include_may_treat(deliver, roles, found):
    rows = " / ".join(
        f"tabel vt_provider +: vt_id=DUINKUUR, agb=06990002, role={role}"
        for role in roles
    )
    assert outcomes(implantatie(deliver(f"{BASE}{IN} / {rows}"))) == found


def test_centre_that_takes_no_part_is_told_once(deliver):
    rows = "tabel vt_provider +: vt_id=DUINKUUR, agb=06990003, role=INCLUSION"
    levering = deliver(f"{BASE}{IN} / {rows}")
    assert outcomes(centrum(levering)) == ["FAALT"]
    assert implantatie(levering).beoordeeld == 0


@pytest.mark.parametrize(
    ("soort", "found"),
    [("01", [("FAALT", "SIG")]), ("02", [("FAALT", None)]), ("03", []), ("07", [])],
)
def test_who_came_by_himself_had_no_referral(deliver, soort, found):
    oordeel = verwijzing(deliver(f"{BASE}{IN} / dbc: 0421={soort}"))
    assert told(oordeel, "uitkomst", "gevolg") == found


def test_treatment_that_asks_no_referral_is_no_row_of_v08(deliver):
    words = f"{BASE}{IN} / tabel vt_treatment: referral_required=N / dbc: 0421=02"
    assert verwijzing(deliver(words)).beoordeeld == 0
