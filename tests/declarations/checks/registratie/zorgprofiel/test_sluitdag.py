"""R04 to R06: the closing day that stay, operation or opening ask for.

The dbc opens on 4 March 2024: day 90 is 2 June, day 120 2 July. 42 days after 8 March
is 19 April, after 21 May 2 July, after 22 May 3 July.
"""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.sluitdag import (
    sluitdag_conservatief,
    sluitdag_klinisch,
    sluitdag_operatief,
)

ALL = (sluitdag_klinisch, sluitdag_operatief, sluitdag_conservatief)


def judged(deliver, words):
    """Which of the three rules is about the dbc, and what it says."""
    found = [check(deliver(words)) for check in ALL]
    return [outcomes(each) if each.beoordeeld else None for each in found]


@pytest.mark.parametrize(
    ("last", "found"),
    [("20240418", ["FAALT"]), ("20240419", []), ("20240420", ["FAALT"])],
)
def test_stay_decides_before_an_operation(deliver, last, found):
    words = (
        f"dbc: 0412={last}, 0418=04 / profiel dbc: 060201 2024-03-07 1,"
        " 060202 2024-03-08 1, 060305 2024-03-20 1"
    )
    assert judged(deliver, words) == [found, None, None]


@pytest.mark.parametrize(
    ("day", "last", "found"),
    [
        ("2024-05-20", "20240701", []),
        ("2024-05-21", "20240702", []),
        # Day 120 comes before day 42 after the operation.
        ("2024-05-22", "20240702", []),
        ("2024-05-22", "20240703", ["FAALT"]),
    ],
)
def test_longest_duration_comes_first(deliver, day, last, found):
    words = f"dbc: 0412={last}, 0418=06 / profiel dbc: 060305 {day} 1"
    assert judged(deliver, words) == [None, found, None]


def test_last_operation_counts(deliver):
    words = (
        "dbc: 0412=20240422, 0418=06"
        " / profiel dbc: 060305 2024-03-11 1, 060301 2024-03-12 1"
    )
    assert told(sluitdag_operatief(deliver(words)), "waarde", "verwacht") == [
        ("2024-04-22", "2024-04-23")
    ]


@pytest.mark.parametrize(
    ("zorgtype", "last", "found"),
    [
        ("11", "20240602", []),
        ("11", "20240603", ["FAALT"]),
        ("21", "20240602", ["FAALT"]),
        ("21", "20240702", []),
    ],
)
def test_without_either_the_zorgtype_decides(deliver, zorgtype, last, found):
    words = f"dbc: 0427={zorgtype}, 0412={last}"
    assert judged(deliver, words) == [None, None, found]


def test_day_care_is_no_stay(deliver):
    words = "profiel dbc: 060203 2024-03-18 1"
    assert judged(deliver, words) == [None, None, []]


@pytest.mark.parametrize(
    ("reden", "found"),
    [
        ("08", ["FAALT"]),
        ("12", ["FAALT"]),
        ("", ["FAALT"]),
        # Early for want of an agreement: the day is that of the rules all the same.
        ("84", ["FAALT"]),
        ("02", []),
        ("43", []),
        ("87", []),
    ],
)
def test_other_reason_has_a_closing_day_of_its_own(deliver, reden, found):
    assert judged(deliver, f"dbc: 0412=20240310, 0418={reden}")[2] == found


@pytest.mark.parametrize("fields", ["0439=8418, 0431=101", "0427=13, 0418=14"])
def test_geriatric_rehabilitation_and_icc_have_other_rules(deliver, fields):
    words = f"dbc: {fields}, 0412=20240310"
    assert judged(deliver, words) == [None, None, None]


def test_without_profile_nobody_knows_which_rule_it_is(deliver):
    oordelen = [check(deliver("kopie dbc als dbc2")) for check in ALL]
    assert [told(each, "record", "verwacht") for each in oordelen] == [
        [(10, "zorgprofiel")]
    ] * 3


def test_dbc_without_closing_day_is_not_judged(deliver):
    oordeel = sluitdag_conservatief(deliver("dbc: 0412="))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "rubriek 0412")
    ]
