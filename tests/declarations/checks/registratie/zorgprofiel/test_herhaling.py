"""R24 to R26: once, in time, and by one provider."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.herhaling import (
    cochleair_op_implantatiedag,
    eenmaal_per_120_dagen,
    zorgactiviteit_in_een_subtraject,
)

SAME_NUMBER = "kopie dbc als dbc2 / dbc2.16: 1610=Z0001"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [(12, "Z0001", "alleen in subtraject S0001")]),
        # The higher reference is the second, wherever it stands.
        (" / dbc: 0458=R0009", [(5, "Z0001", "alleen in subtraject S0004")]),
        (" / dbc2: 0440=06990003", []),
        (" / dbc2: 0419=S0001", []),
        (" / dbc2.16: 1610=Z0002", []),
    ],
)
def test_activity_goes_with_one_subtraject(deliver, words, found):
    oordeel = zorgactiviteit_in_een_subtraject(deliver(SAME_NUMBER + words))
    assert told(oordeel, "record", "waarde", "verwacht") == found


def test_activity_without_number_is_not_judged(deliver):
    oordeel = zorgactiviteit_in_een_subtraject(deliver("dbc.16: 1610="))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "rubriek 1610")
    ]


def test_credit_gives_its_activity_back(deliver):
    words = f"{SAME_NUMBER} / kopie dbc als credit"
    assert outcomes(zorgactiviteit_in_een_subtraject(deliver(words))) == []


def twice(first: str, second: str, more: str = "", code: str = "060399") -> str:
    return (
        f"kopie dbc als dbc2 / dbc2: 0411=20240603, 0412=20241001{more}"
        f" / profiel dbc: {code} {first} 1 / profiel dbc2: {code} {second} 1"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (twice("2024-05-01", "2024-08-28"), [10]),
        (twice("2024-05-01", "2024-08-29"), []),
        # Another provider counts all the same.
        (twice("2024-05-01", "2024-08-28", ", 0440=06990003"), [10]),
        # The later one fails, whatever the references.
        (twice("2024-08-28", "2024-05-01"), [3]),
        ("profiel dbc: 060399 2024-05-01 2", [3]),
    ],
)
def test_activity_is_done_once_in_120_days(deliver, words, found):
    # 1 May and 120 days is 29 August.
    oordeel = eenmaal_per_120_dagen(deliver(words))
    assert [record for (record,) in told(oordeel, "record")] == found


def test_codes_of_two_sets_do_not_count_together(deliver):
    words = "profiel dbc: 060399 2024-05-01 1, 060309 2024-05-02 1"
    assert outcomes(eenmaal_per_120_dagen(deliver(words))) == []


@pytest.mark.parametrize(
    "words", ["zonder historie", "tabel dekking: begindatum=2024-01-03"]
)
def test_time_before_must_be_covered(deliver, words):
    # 120 days before 1 May is 2 January.
    oordeel = eenmaal_per_120_dagen(
        deliver(f"profiel dbc: 060399 2024-05-01 1 / {words}")
    )
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "historie")]
    covered = "tabel dekking: begindatum=2024-01-02"
    oordeel = eenmaal_per_120_dagen(
        deliver(f"profiel dbc: 060399 2024-05-01 1 / {covered}")
    )
    assert outcomes(oordeel) == []


def in_four(days: list[str], number: int) -> str:
    names = ["dbc", "dbc2", "dbc3", "dbc4"][:number]
    copies = [f"kopie dbc als {name}" for name in names[1:]]
    profiles = [
        f"profiel {name}: 060309 {day} 1"
        for name, day in zip(names, days, strict=False)
    ]
    return " / ".join([*copies, *profiles])


@pytest.mark.parametrize(
    ("last", "number", "found"),
    [
        ("2024-01-01", 3, 0),
        ("2024-12-31", 4, 1),
        ("2023-12-31", 4, 1),
    ],
)
def test_first_year_of_after_care_has_three_subtrajecten(deliver, last, number, found):
    days = ["2024-01-01", "2024-05-01", "2024-09-01", last]
    if last == "2023-12-31":
        days = ["2023-01-01", "2023-05-01", "2023-09-01", last]
    oordeel = eenmaal_per_120_dagen(deliver(in_four(days, number)))
    assert len(outcomes(oordeel)) == found


def test_after_the_first_year_more_may_follow(deliver):
    days = ["2023-01-01", "2023-05-01", "2023-09-01", "2024-01-01"]
    assert outcomes(eenmaal_per_120_dagen(deliver(in_four(days, 4)))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("profiel dbc: 060310 2024-03-12 1, 060305 2024-03-12 1", []),
        ("profiel dbc: 060310 2024-03-13 1, 060305 2024-03-12 1", [(3, "FAALT")]),
        # The operation stands in another dbc of the person.
        (
            "kopie dbc als dbc2 / profiel dbc: 060310 2024-03-12 1"
            " / profiel dbc2: 060305 2024-03-12 1",
            [],
        ),
        # Nobody says when the operation was.
        ("profiel dbc: 060310 2024-03-12 1", [(3, "NIET_BEOORDEELBAAR")]),
        # A second provider registers it too.
        (
            "kopie dbc als dbc2 / dbc2: 0440=06990003"
            " / profiel dbc: 060310 2024-03-12 1, 060305 2024-03-12 1"
            " / profiel dbc2: 060310 2024-03-12 1",
            [(10, "FAALT")],
        ),
    ],
)
def test_implantation_is_registered_on_its_day_by_one(deliver, words, found):
    oordeel = cochleair_op_implantatiedag(deliver(words))
    assert told(oordeel, "record", "uitkomst") == found
