"""R18 and R19: verpleegdagen against the admissions of the register."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.opnamen import (
    verpleegdag_na_acht_uur,
    verpleegdag_zonder_nacht,
)

DAY = "profiel dbc: 060201 2024-03-18 1"


def stay(first: str, last: str, more: str = "", where: str = "06990002") -> str:
    return (
        f"tabel opnamen +: verzekerde_id=P0001, zorginstelling_code={where},"
        f" soort=VERBLIJF, begindatum={first}, einddatum={last}{more}"
    )


SHORT = stay("2024-03-18", "2024-03-18")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (SHORT, ["FAALT"]),
        (stay("2024-03-18", "2024-03-19"), []),
        (stay("2024-03-17", "2024-03-18"), []),
        (stay("2024-03-18", ""), []),
        (stay("2024-03-18", "2024-03-18", where=""), ["FAALT"]),
        # From the ward to the IC: the day is of a stay with a night.
        (
            f"{SHORT} / " + stay("2024-03-18", "2024-03-20").replace("VERBLIJF", "IC"),
            [],
        ),
        (f"{SHORT} / tabel personen: overlijdensdatum=2024-03-18", []),
        (f"{SHORT} / tabel personen: overlijdensdatum=2024-03-19", []),
        (f"{SHORT} / tabel personen: overlijdensdatum=2024-03-20", ["FAALT"]),
        # Taken over by another institution on the day itself, or on the next.
        (f"{SHORT} / " + stay("2024-03-18", "2024-03-25", where="06990003"), []),
        (f"{SHORT} / " + stay("2024-03-19", "2024-03-25", where="06990003"), ["FAALT"]),
        # The person died, on a day that is not known.
        (f"{SHORT} / 02: 0223=1", ["NIET_BEOORDEELBAAR"]),
        (f"{SHORT} / zonder personen", ["NIET_BEOORDEELBAAR"]),
        # No admission of the register holds the day.
        (stay("2024-03-10", "2024-03-12"), ["NIET_BEOORDEELBAAR"]),
        (SHORT.replace("VERBLIJF", "OBSERVATIE"), ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_verpleegdag_is_of_a_stay_with_a_night(deliver, words, found):
    assert outcomes(verpleegdag_zonder_nacht(deliver(f"{DAY} / {words}"))) == found


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("19:59", []),
        ("20:00", ["FAALT"]),
        ("23:30", ["FAALT"]),
        ("", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_day_of_admission_counts_before_eight_in_the_evening(deliver, time, found):
    words = f"{DAY} / {stay('2024-03-18', '2024-03-20', f', begintijd={time}')}"
    assert outcomes(verpleegdag_na_acht_uur(deliver(words))) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        # There since the day before.
        (stay("2024-03-17", "2024-03-18"), []),
        # In the afternoon too.
        (stay("2024-03-18", "2024-03-18", ", begintijd=13:00"), []),
        (stay("2024-03-18", "2024-03-18"), ["NIET_BEOORDEELBAAR"]),
        (stay("2024-03-18", "2024-03-18", ", begintijd=20:30"), ["FAALT"]),
    ],
)
def test_who_was_there_before_eight_has_the_day(deliver, more, found):
    evening = stay("2024-03-18", "2024-03-20", ", begintijd=21:15")
    oordeel = verpleegdag_na_acht_uur(deliver(f"{DAY} / {evening} / {more}"))
    assert outcomes(oordeel) == found


def test_second_day_of_an_evening_admission_counts(deliver):
    words = DAY.replace("-18", "-19")
    evening = stay("2024-03-18", "2024-03-20", ", begintijd=21:15")
    assert outcomes(verpleegdag_na_acht_uur(deliver(f"{words} / {evening}"))) == []


def test_without_admissions_the_run_has_a_gap(deliver):
    for check in (verpleegdag_zonder_nacht, verpleegdag_na_acht_uur):
        assert check(deliver(f"{DAY} / zonder opnamen")).reden == "tabel opnamen"


def test_day_is_told(deliver):
    oordeel = verpleegdag_zonder_nacht(deliver(f"{DAY} / {SHORT}"))
    assert told(oordeel, "record", "waarde") == [(3, "060201 2024-03-18")]
