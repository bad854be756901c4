"""R08 and R09: follow-ups, and what should have been one.

The dbc opens on 4 March 2024. 121 days before it is 4 November 2023, 241 days 7 July
2023, 360 days 10 March 2023 (2024 has a 29 February).
"""

from datetime import date, timedelta

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgtraject import (
    vervolg_aansluitend,
    vervolg_als_nieuw,
)

D0 = date(2024, 3, 4)
NUMBERS = "referentie_prestatie=H0001, subtraject_nummer=S9001"


def earlier(last: date, more: str = "") -> str:
    first = last - timedelta(days=90)
    return f"historie +: {NUMBERS}, begindatum={first}, einddatum={last}{more}"


def follow_up(words: str) -> str:
    return f"dbc: 0427=21 / {words}"


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (1, []),
        (120, []),
        (121, []),
        (122, ["FAALT"]),
        (240, ["FAALT"]),
        (241, []),
        (242, ["FAALT"]),
        (0, ["FAALT"]),
        (-5, ["FAALT"]),
    ],
)
def test_follow_up_opens_within_120_days_or_on_day_121_or_241(deliver, days, found):
    words = follow_up(earlier(D0 - timedelta(days=days)))
    assert outcomes(vervolg_aansluitend(deliver(words))) == found


@pytest.mark.parametrize("recent_first", [False, True])
def test_last_one_before_it_counts(deliver, recent_first):
    long_ago = earlier(date(2023, 6, 1)).replace("0001", "0000")
    both = [long_ago, earlier(date(2024, 2, 1))]
    words = follow_up(" / ".join(reversed(both) if recent_first else both))
    assert outcomes(vervolg_aansluitend(deliver(words))) == []


def test_same_subtraject_is_not_before_itself(deliver):
    words = earlier(date(2024, 2, 4), ", zorgtraject_nummer=T9001")
    words = words.replace("subtraject_nummer=S9001", "subtraject_nummer=S0001")
    assert outcomes(vervolg_als_nieuw(deliver(words))) == []


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ("20240603", []),
        ("20241001", []),
        ("20241002", [("FAALT", "bericht1.zh308:3")]),
        ("20240602", [("FAALT", "bericht1.zh308:3")]),
    ],
)
def test_one_before_it_in_the_delivery_counts(deliver, first, found):
    # It closes on 2 June 2024; day 121 after that is 1 October.
    words = f"kopie dbc als dbc2 / dbc2: 0427=21, 0411={first}, 0412=20241101"
    oordeel = vervolg_aansluitend(deliver(words))
    assert told(oordeel, "uitkomst", "andere_records") == found


@pytest.mark.parametrize(
    "changed",
    [
        ", zorgtraject_nummer=T9999",
        ", zorgtype_code=13",
        ", status=GEWEIGERD",
        ", declarant=06990003",
        ", bsn=123456782",
    ],
)
def test_other_care_is_not_before_it(deliver, changed):
    words = follow_up(earlier(date(2024, 2, 4), changed))
    oordeel = vervolg_aansluitend(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("FAALT", "een subtraject ervoor in het zorgtraject")
    ]


def test_what_is_before_it_only_a_history_that_covers_can_tell(deliver):
    alone = follow_up("tabel dekking: begindatum=2024-01-01")
    gap = follow_up(
        f"{earlier(date(2023, 10, 25))} / tabel dekking: begindatum=2024-01-01"
    )
    none = follow_up("zonder historie")
    for words in (alone, gap, none):
        oordeel = vervolg_aansluitend(deliver(words))
        assert told(oordeel, "uitkomst", "verwacht") == [
            ("NIET_BEOORDEELBAAR", "historie")
        ]


@pytest.mark.parametrize(
    ("second", "found"),
    [("2023-12-01", ["NIET_BEOORDEELBAAR"]), ("2023-10-01", ["FAALT"])],
)
def test_history_with_a_gap_may_lack_the_one_between(deliver, second, found):
    until = "tabel dekking: einddatum=2023-09-30"
    since = f"tabel dekking +: tabel=historie, volledig=J, begindatum={second}"
    words = follow_up(f"{earlier(date(2023, 6, 1))} / {until} / {since}")
    assert outcomes(vervolg_aansluitend(deliver(words))) == found


def test_overlap_is_told_whatever_the_history_covers(deliver):
    words = follow_up(f"{earlier(D0)} / tabel dekking: begindatum=2024-07-01")
    oordeel = vervolg_aansluitend(deliver(words))
    assert told(oordeel, "uitkomst", "andere_records") == [("FAALT", "historie:H0001")]


def test_follow_up_without_number_of_the_zorgtraject_is_not_judged(deliver):
    oordeel = vervolg_aansluitend(deliver("dbc: 0427=21, 0415="))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "rubriek 0415")
    ]


@pytest.mark.parametrize(
    ("days", "found"), [(1, ["FAALT"]), (360, ["FAALT"]), (361, []), (0, [])]
)
def test_new_zorgtraject_opens_more_than_360_days_after(deliver, days, found):
    words = earlier(D0 - timedelta(days=days), ", zorgtraject_nummer=T9001")
    assert outcomes(vervolg_als_nieuw(deliver(words))) == found


@pytest.mark.parametrize(
    "changed",
    [
        ", diagnose_code=1205",
        ", specialisme_code=0303",
        ", zorgtype_code=13",
        ", status=GECREDITEERD",
        ", declarant=06990003",
    ],
)
def test_other_care_may_have_a_zorgtraject_of_its_own(deliver, changed):
    assert (
        outcomes(vervolg_als_nieuw(deliver(earlier(date(2024, 2, 4), changed)))) == []
    )


def test_follow_up_before_it_counts_as_well(deliver):
    words = earlier(date(2024, 2, 4), ", zorgtype_code=21")
    oordeel = vervolg_als_nieuw(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht", "andere_records") == [
        ("FAALT", "meer dan 360 dagen na 2024-02-04", "historie:H0001")
    ]
