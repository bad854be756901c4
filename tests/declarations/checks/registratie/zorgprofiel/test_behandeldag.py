"""R31 and R32: consultations and days of treatment by several disciplines."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.behandeldag import (
    ambulante_behandeldag,
    multidisciplinair_overleg,
)

MDO = "061302 2024-04-08 1"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"profiel dbc: {MDO}, {MDO}", [3]),
        (f"profiel dbc: {MDO}, 061302 2024-04-09 1", []),
        (
            f"kopie dbc als dbc2 / profiel dbc: {MDO} / profiel dbc2: {MDO}",
            [10],
        ),
        (
            "kopie dbc als dbc2 / dbc2: 0439=0303, 0431=320"
            f" / profiel dbc: {MDO} / profiel dbc2: {MDO}",
            [],
        ),
        # The paediatrician leads in the same zorgtraject, on any day.
        (
            f"kopie dbc als dbc2 / profiel dbc: {MDO}"
            " / profiel dbc2: 061201 2024-05-08 1",
            [3],
        ),
        (
            f"kopie dbc als dbc2 / dbc2: 0415=T0002 / profiel dbc: {MDO}"
            " / profiel dbc2: 061201 2024-05-08 1",
            [],
        ),
    ],
)
def test_meeting_is_registered_once_by_a_specialisme(deliver, words, found):
    oordeel = multidisciplinair_overleg(deliver(words))
    assert [record for (record,) in told(oordeel, "record")] == found


STAY = "060201 2024-03-04 1, 069003 2024-04-08 1"


@pytest.mark.parametrize(
    ("profiel", "found"),
    [
        (f"{STAY}, 069101 2024-04-08 9", ["FAALT"]),
        (f"{STAY}, 069101 2024-04-08 1, 069102 2024-04-09 1", ["FAALT"]),
        (f"{STAY}, 069101 2024-04-08 1, 069102 2024-04-08 1", []),
        (STAY, ["FAALT"]),
    ],
)
def test_two_disciplines_treat_that_day(deliver, profiel, found):
    words = f"weg ic / profiel dbc: {profiel}"
    assert outcomes(ambulante_behandeldag(deliver(words))) == found


DAY = (
    "weg ic / profiel dbc: 069003 2024-04-08 1, 069101 2024-04-08 1,"
    " 069102 2024-04-08 1"
)
COVERED = "tabel dekking +: tabel=opnamen, volledig=J"


def stay(first: str) -> str:
    return (
        "tabel opnamen +: verzekerde_id=P0001, zorginstelling_code=06990003,"
        f" soort=VERBLIJF, begindatum={first}, einddatum=2024-05-01"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (stay("2024-04-01"), []),
        (f"{stay('2024-04-08')} / {COVERED}", []),
        (f"{stay('2024-04-09')} / {COVERED}", ["FAALT"]),
        (stay("2024-04-09"), ["NIET_BEOORDEELBAAR"]),
        (f"zonder opnamen / {COVERED}", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_stay_anywhere_went_before(deliver, words, found):
    assert outcomes(ambulante_behandeldag(deliver(f"{DAY} / {words}"))) == found
