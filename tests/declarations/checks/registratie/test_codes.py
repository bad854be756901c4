"""R01 and R02: codes are held against the release on the day of the care."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.codes import (
    typering_geldig,
    zorgactiviteit_geldig,
)


@pytest.mark.parametrize(
    ("fields", "rubriek", "waarde"),
    [
        # Of an unknown specialisme the diagnose is not told as well.
        ("0439=0399, 0431=111", "0439", "0399"),
        ("0439=1900, 0431=11, 0427=13", "0427", "13"),
        ("0431=9999", "0431", "9999"),
        ("0439=0316, 0431=3101, 0429=099", "0429", "099"),
    ],
)
def test_first_code_that_is_wrong_is_told(deliver, fields, rubriek, waarde):
    oordeel = typering_geldig(deliver(f"dbc: {fields}"))
    assert told(oordeel, "uitkomst", "rubriek", "waarde") == [
        ("FAALT", rubriek, waarde)
    ]


@pytest.mark.parametrize(
    "fields",
    [
        "0439=0304, 0431=411, 0429=1",
        "0439=0304, 0431=411, 0429=001",
        # A specialisme without a list of zorgvragen has none, or 000.
        "0429=000",
        "0429=",
        # 0301.205 begins in the middle of 2023.
        "0439=0301, 0431=205, 0411=20230701",
    ],
)
def test_codes_in_force_pass(deliver, fields):
    assert outcomes(typering_geldig(deliver(f"dbc: {fields}"))) == []


def test_diagnose_of_before_its_first_day_fails(deliver):
    oordeel = typering_geldig(deliver("dbc: 0439=0301, 0431=205, 0411=20230630"))
    assert told(oordeel, "rubriek", "waarde", "verwacht") == [
        ("0431", "205", "een code die geldt op 2023-06-30")
    ]


def test_empty_diagnose_is_not_judged(deliver):
    oordeel = typering_geldig(deliver("dbc: 0431="))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "rubriek 0431")
    ]


def test_without_a_release_the_run_has_a_gap(deliver):
    for check in (typering_geldig, zorgactiviteit_geldig):
        oordeel = check(deliver("zonder release"))
        assert (oordeel.beoordeeld, oordeel.reden) == (1, "release")


def test_day_beyond_the_release_is_not_judged(deliver):
    oordeel = typering_geldig(deliver("dbc: 0411=20250101, 0431=9999"))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "release")]


def test_activity_is_held_against_its_own_day_not_that_of_the_dbc(deliver):
    oordeel = zorgactiviteit_geldig(
        deliver("dbc: 0411=20231201 / dbc.16: 1611=060310, 1612=20240101")
    )
    assert told(oordeel, "record", "waarde") == [(5, "060310")]


def test_activity_of_a_credit_is_not_judged(deliver):
    oordeel = zorgactiviteit_geldig(
        deliver("dbc.16: 1611=060310 / kopie dbc als credit")
    )
    assert oordeel.beoordeeld == 1
    assert len(outcomes(oordeel)) == 1
