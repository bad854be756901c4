"""S01: days beyond the 1,095th, counted by the register of stays."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.verblijf.teller import boven_1095

COVERS = "tabel dekking +: tabel=opnamen, volledig=J, begindatum={}"


def stay(begin: str, eind: str, soort: str = "VERBLIJF") -> str:
    return (
        f"tabel opnamen +: verzekerde_id=P0001, begindatum={begin}, einddatum={eind},"
        f" soort={soort}"
    )


def nursed(*days: str) -> str:
    acts = ", ".join(f"060201 {day} 1" for day in days)
    return f"weg ic / profiel dbc: {acts}"


# Day 1,095 of it is 30 March 2024.
LANG = stay("2021-04-01", "2024-04-20")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{nursed('2024-03-30')} / {LANG}", []),
        (f"{nursed('2024-03-31')} / {LANG}", [("FAALT", None)]),
        (f"{nursed('2024-03-31', '2024-04-01')} / {LANG}", [("FAALT", None)]),
        (f"{nursed('2024-03-30', '2024-03-31')} / {LANG}", [("FAALT", "SIG")]),
        # Who is still there.
        (f"{nursed('2024-03-30')} / {stay('2021-04-01', '')}", []),
        (f"{nursed('2024-03-31')} / {stay('2021-04-01', '')}", [("FAALT", None)]),
        # Of an IC-dag, which is a line: 20 March 2024.
        (f"weg dbc / {stay('2021-03-22', '2024-03-20', 'IC')}", []),
        (f"weg dbc / {stay('2021-03-21', '2024-03-20', 'IC')}", [("FAALT", None)]),
    ],
)
def test_days_behind_the_last_that_is_insured(deliver, words, found):
    oordeel = boven_1095(deliver(f"{words} / {COVERS.format('2015-01-01')}"))
    assert told(oordeel, "uitkomst", "gevolg") == found


def test_day_that_no_admission_has(deliver):
    words = f"{nursed('2024-04-21')} / {LANG} / {COVERS.format('2015-01-01')}"
    assert outcomes(boven_1095(deliver(words))) == ["NIET_BEOORDEELBAAR"]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        # Thirty-one days without a stay before it are known, or thirty.
        ("2024-02-29", []),
        ("2024-03-01", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_counter_that_could_have_begun_earlier(deliver, since, found):
    words = f"{nursed('2024-04-01')} / {stay('2024-03-31', '2024-04-10')}"
    assert outcomes(boven_1095(deliver(f"{words} / {COVERS.format(since)}"))) == found


def test_known_stays_are_enough_to_fail(deliver):
    assert outcomes(boven_1095(deliver(f"{nursed('2024-03-31')} / {LANG}"))) == [
        "FAALT"
    ]
    assert outcomes(boven_1095(deliver(f"{nursed('2024-03-30')} / {LANG}"))) == [
        "NIET_BEOORDEELBAAR"
    ]


@pytest.mark.parametrize(
    ("cover", "found"),
    [
        ("begindatum=2015-01-01, einddatum=2024-03-30", []),
        # Of the days after it nobody says that no other stay joins them to this one.
        ("begindatum=2015-01-01, einddatum=2024-03-29", ["NIET_BEOORDEELBAAR"]),
        ("einddatum=2020-12-31", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_register_that_is_whole_up_to_a_day_knows_no_later_stay(deliver, cover, found):
    words = f"{nursed('2024-03-30')} / {LANG} / tabel dekking +: tabel=opnamen"
    assert outcomes(boven_1095(deliver(f"{words}, volledig=J, {cover}"))) == found


@pytest.mark.parametrize(
    ("second", "found"), [("2024-02-01", ["NIET_BEOORDEELBAAR"]), ("2024-01-01", [])]
)
def test_stay_in_a_gap_of_the_cover_may_have_begun_the_count(deliver, second, found):
    words = f"{nursed('2024-02-20')} / {stay('2024-02-20', '2024-02-20')}"
    first = f"{COVERS.format('2015-01-01')}, einddatum=2023-12-31"
    delivered = deliver(f"{words} / {first} / {COVERS.format(second)}")
    assert outcomes(boven_1095(delivered)) == found
