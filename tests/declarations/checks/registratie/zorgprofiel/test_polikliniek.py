"""R10 to R12, R14, R27 and R38: visits to the outpatient clinic."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.polikliniek import (
    beeldconsult_als_eerste,
    consult_tijdens_verblijf,
    consulten_per_dag,
    eerste_consult,
    geen_contact,
    niet_naast_consult,
)

OTHER = "kopie dbc als dbc2 / dbc2: 0439=0303, 0431=320, 0415=T0002"
"""A dbc of another specialisme in the same institution; it is record 10."""


def test_second_first_visit_of_a_zorgtraject_is_the_later_one(deliver):
    words = (
        "kopie dbc als dbc2 / profiel dbc: 060101 2024-03-05 1"
        " / profiel dbc2: 060101 2024-03-04 1"
    )
    oordeel = eerste_consult(deliver(words))
    assert told(oordeel, "record", "waarde", "andere_records") == [
        (3, "060101 2024-03-05", "bericht1.zh308:10")
    ]


@pytest.mark.parametrize(
    "words", ["dbc2: 0415=T0002", "dbc: 0415= / dbc2: 0415=", "dbc2: 0440=06990003"]
)
def test_each_zorgtraject_has_a_first_visit(deliver, words):
    both = (
        "profiel dbc: 060101 2024-03-04 1 / profiel dbc2: 060101 2024-03-05 1"
        f" / kopie dbc als dbc2 / {words}"
    )
    assert outcomes(eerste_consult(deliver(both))) == []


@pytest.mark.parametrize("nursed", ["060201", "060202", "060203", "060204"])
def test_no_visit_on_a_day_of_nursing_of_any_kind(deliver, nursed):
    words = f"profiel dbc: 060102 2024-03-18 1, {nursed} 2024-03-18 1"
    oordeel = consult_tijdens_verblijf(deliver(words))
    assert told(oordeel, "uitkomst", "waarde", "andere_records") == [
        ("FAALT", "060102 2024-03-18", None)
    ]


@pytest.mark.parametrize(
    ("visit", "found"),
    [
        ("060101", [(10, "FAALT", None)]),
        (
            "060102",
            [
                (
                    10,
                    "NIET_BEOORDEELBAAR",
                    "of het consult voor de opname al was gepland",
                )
            ],
        ),
    ],
)
def test_repeated_visit_to_another_specialisme_may_have_been_planned(
    deliver, visit, found
):
    words = (
        f"{OTHER} / profiel dbc: 060201 2024-03-18 1, 060201 2024-03-19 1"
        f" / profiel dbc2: {visit} 2024-03-19 1"
    )
    oordeel = consult_tijdens_verblijf(deliver(words))
    rows = told(oordeel, "record", "uitkomst", "verwacht")
    if visit == "060101":
        rows = [(record, uitkomst, None) for record, uitkomst, _ in rows]
    assert rows == found


def test_admission_elsewhere_is_no_admission_here(deliver):
    words = (
        "kopie dbc als dbc2 / dbc2: 0440=06990003"
        " / profiel dbc: 060102 2024-03-18 1 / profiel dbc2: 060201 2024-03-18 1"
    )
    assert outcomes(consult_tijdens_verblijf(deliver(words))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("profiel dbc: 060102 2024-03-18 2", [(3, None)]),
        (
            "kopie dbc als dbc2 / profiel dbc: 060102 2024-03-18 1"
            " / profiel dbc2: 060102 2024-03-18 1",
            [(10, "bericht1.zh308:3")],
        ),
        (
            f"{OTHER} / profiel dbc: 060102 2024-03-18 1"
            " / profiel dbc2: 060102 2024-03-18 1",
            [],
        ),
    ],
)
def test_one_visit_to_a_specialisme_a_day(deliver, words, found):
    oordeel = consulten_per_dag(deliver(words))
    assert told(oordeel, "record", "andere_records") == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("profiel dbc: 063001 2024-03-18 1, 060102 2024-03-18 1", [3]),
        ("profiel dbc: 063001 2024-03-18 1, 060102 2024-03-19 1", []),
        ("profiel dbc: 063001 2024-03-18 2", []),
        (
            "kopie dbc als dbc2 / profiel dbc: 060102 2024-03-18 1"
            " / profiel dbc2: 063001 2024-03-18 1",
            [10],
        ),
        (
            f"{OTHER} / profiel dbc: 060102 2024-03-18 1"
            " / profiel dbc2: 063001 2024-03-18 1",
            [],
        ),
    ],
)
def test_what_stands_instead_of_a_visit_fails_beside_one(deliver, words, found):
    oordeel = niet_naast_consult(deliver(words))
    assert [record for (record,) in told(oordeel, "record")] == found


@pytest.mark.parametrize(
    ("profiel", "found"),
    [
        ("060103 2024-03-04 1", ["FAALT"]),
        ("060103 2024-03-04 1, 060102 2024-03-05 1", ["FAALT"]),
        ("060103 2024-03-05 1, 060102 2024-03-05 1", []),
        ("060103 2024-03-05 1, 060105 2024-03-04 1", []),
        ("060103 2024-03-05 1, 060201 2024-03-04 1", []),
        # A scan is no contact that a visit by screen can repeat.
        ("060103 2024-03-05 1, 060802 2024-03-04 1", ["FAALT"]),
        ("060102 2024-03-04 1", []),
    ],
)
def test_visit_by_screen_repeats_a_contact(deliver, profiel, found):
    words = f"profiel dbc: {profiel}"
    assert outcomes(beeldconsult_als_eerste(deliver(words))) == found


def test_follow_up_may_begin_with_a_visit_by_screen(deliver):
    words = "dbc: 0427=21 / profiel dbc: 060103 2024-03-04 1"
    assert beeldconsult_als_eerste(deliver(words)).beoordeeld == 0


@pytest.mark.parametrize(
    ("profiel", "found"),
    [
        ("060103 2024-03-04 1", ["FAALT"]),
        ("060103 2024-03-04 1, 060113 2024-04-04 1", ["FAALT"]),
        # Whatever else is contact, be it a laboratory test.
        ("060103 2024-03-04 1, 067001 2024-03-05 1", []),
    ],
)
def test_more_than_consults_at_a_distance(deliver, profiel, found):
    assert outcomes(geen_contact(deliver(f"profiel dbc: {profiel}"))) == found
