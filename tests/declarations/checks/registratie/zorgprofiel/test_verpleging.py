"""R15 to R17 and R20 to R23: days of nursing."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.verpleging import (
    afwezigheidsdagen,
    dagverpleging_naast_verpleegdag,
    dagverpleging_uniek,
    klinische_opname,
    observatie_naast_verpleging,
    verblijf_vereist,
    verpleegdag_uniek,
)

OTHER = "kopie dbc als dbc2 / dbc2: 0439=0303, 0431=320, 0415=T0002"
"""A dbc of another specialisme in the same institution; it is record 10."""


def both(first: str, second: str, other: str = OTHER) -> str:
    return f"{other} / profiel dbc: {first} / profiel dbc2: {second}"


def records(oordeel):
    return [record for (record,) in told(oordeel, "record")]


def test_each_specialisme_has_one_day_care_a_day(deliver):
    day = "060203 2024-03-18 1"
    assert records(dagverpleging_uniek(deliver(both(day, day)))) == []
    same = both(day, day, "kopie dbc als dbc2")
    assert records(dagverpleging_uniek(deliver(same))) == [10]
    # Of two the second is the one of the higher reference, wherever it stands.
    turned = f"{same} / dbc: 0458=R0009"
    assert records(dagverpleging_uniek(deliver(turned))) == [3]


@pytest.mark.parametrize("verpleegdag", ["060201", "060202"])
def test_day_care_of_any_specialisme_fails_on_a_verpleegdag(deliver, verpleegdag):
    words = both(f"{verpleegdag} 2024-03-18 1", "060203 2024-03-18 1")
    oordeel = dagverpleging_naast_verpleegdag(deliver(words))
    assert told(oordeel, "record", "andere_records") == [(10, "bericht1.zh308:3")]


@pytest.mark.parametrize("nursed", ["060201", "060202", "060203"])
def test_observation_fails_beside_day_care_and_verpleegdag(deliver, nursed):
    words = both(f"{nursed} 2024-03-18 1", "060204 2024-03-18 1")
    assert records(observatie_naast_verpleging(deliver(words))) == [10]


def test_verpleegdagen_of_two_specialismen_are_one_too_many(deliver):
    day = "060201 2024-03-18 1"
    assert records(verpleegdag_uniek(deliver(both(day, day)))) == [10]
    assert records(verpleegdag_uniek(deliver(f"profiel dbc: {day}, {day}"))) == [3]
    elsewhere = "kopie dbc als dbc2 / dbc2: 0440=06990003"
    assert records(verpleegdag_uniek(deliver(both(day, day, elsewhere)))) == []


def leave(*days: int, back: int = 0, more: str = "") -> str:
    absent = ", ".join(f"060902 2024-03-{day} 1" for day in days)
    returned = f", 060201 2024-03-{back} 1" if back else ""
    return f"profiel dbc: 060201 2024-03-18 1, {absent}{returned}{more}"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (leave(19, 20, 21, back=22), []),
        (leave(19, 20, 21, 22, back=23), ["FAALT"]),
        # Two times of leave with a day between them.
        (leave(19, 20, 22, 23, back=24, more=", 060201 2024-03-21 1"), []),
        (leave(19), ["FAALT"]),
        # Back too late: the day after the leave is not a day of stay.
        (leave(19, back=21), ["FAALT"]),
        (leave(19, back=20, more=", 060201 2024-03-19 1"), ["FAALT"]),
        (leave(19, back=20, more=", 063001 2024-03-18 1"), ["FAALT"]),
        (leave(19, back=20, more=", 063001 2024-03-17 1"), []),
    ],
)
def test_leave_is_three_days_without_nursing_and_ends_in_a_return(
    deliver, words, found
):
    assert outcomes(afwezigheidsdagen(deliver(words))) == found


def test_return_after_the_closing_day_stands_in_another_profile(deliver):
    words = "dbc: 0412=20240319 / " + leave(19)
    oordeel = afwezigheidsdagen(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "zorgprofiel van het vervolg")
    ]


def test_days_of_leave_that_are_too_many_are_told(deliver):
    oordeel = afwezigheidsdagen(deliver(leave(19, 20, 21, 22, 23, back=24)))
    assert told(oordeel, "waarde") == [("060902 2024-03-22, 060902 2024-03-23",)]


OPNAME = "061301 2024-03-18 1"


@pytest.mark.parametrize(
    ("profiel", "found"),
    [
        (OPNAME, ["FAALT"]),
        (f"{OPNAME}, 060201 2024-03-18 1", []),
        # After eight in the evening the first day of stay is the next one.
        (f"{OPNAME}, 060201 2024-03-19 1", []),
        # The stay of before is not that of this admission.
        (f"{OPNAME}, 060201 2024-03-17 1", ["FAALT"]),
        (f"{OPNAME}, 060203 2024-03-18 1", ["FAALT"]),
    ],
)
def test_admission_has_a_verpleegdag(deliver, profiel, found):
    assert outcomes(klinische_opname(deliver(f"profiel dbc: {profiel}"))) == found


def test_admission_has_an_ic_dag_or_the_verpleegdag_of_another_dbc(deliver):
    on_ic = "profiel dbc: 061301 2024-03-20 1"
    assert outcomes(klinische_opname(deliver(on_ic))) == []
    assert outcomes(klinische_opname(deliver(f"weg ic / {on_ic}"))) == ["FAALT"]
    elsewhere = both(OPNAME, "060201 2024-03-18 1")
    assert outcomes(klinische_opname(deliver(elsewhere))) == []


STAY = ", ".join(f"060201 2024-03-{day} 1" for day in (18, 19, 20))
REGISTERED = (
    "tabel opnamen +: verzekerde_id=P0001, zorginstelling_code=06990002,"
    " soort=VERBLIJF, begindatum=2024-03-20, einddatum=2024-03-20"
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"profiel dbc: {OPNAME}, {STAY}, 061301 2024-03-20 1", ["FAALT"]),
        # The register has an admission begin that day: the row of days is of two.
        (f"profiel dbc: {OPNAME}, {STAY}, 061301 2024-03-20 1 / {REGISTERED}", []),
        # A day without nursing stands between them.
        (
            f"profiel dbc: {OPNAME}, {STAY}, 061301 2024-03-22 1,"
            " 060201 2024-03-22 1 / weg ic",
            [],
        ),
        # Leave does not break a stay.
        (
            f"profiel dbc: {OPNAME}, {STAY}, 060902 2024-03-21 1,"
            " 061301 2024-03-22 1, 060201 2024-03-22 1",
            ["FAALT"],
        ),
    ],
)
def test_admission_begins_once_in_an_unbroken_stay(deliver, words, found):
    assert outcomes(klinische_opname(deliver(words))) == found


@pytest.mark.parametrize(
    ("profiel", "found"),
    [
        ("060404 2024-03-18 1", ["FAALT"]),
        ("060404 2024-03-18 1, 060201 2024-03-18 1", []),
        ("060404 2024-03-18 1, 060203 2024-03-18 1", []),
        ("060404 2024-03-18 1, 060203 2024-03-19 1", ["FAALT"]),
        ("060404 2024-03-18 1, 060204 2024-03-18 1", ["FAALT"]),
        ("060404 2024-03-20 1", []),
    ],
)
def test_what_asks_for_a_stay_is_done_on_a_day_of_nursing(deliver, profiel, found):
    # 20 March is the IC-dag of the base.
    assert outcomes(verblijf_vereist(deliver(f"profiel dbc: {profiel}"))) == found
