"""Days of stay, by hand, and against a calendar that is walked day by day.

Source: Besluit zorgverzekering art. 2.12.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from declarations import count_verblijf
from declarations.registers.schema import REGISTER_VAN

SOORT = REGISTER_VAN["opnamen"].schema.create_empty().schema["soort"]
Row = tuple[str, str, str, str | None]


def opnamen(*rows: Row) -> pl.DataFrame:
    """Of ``verzekerde_id, soort, begindatum, einddatum``."""
    names = ["verzekerde_id", "soort", "begindatum", "einddatum"]
    days = pl.col("begindatum", "einddatum").str.to_date()
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(days, pl.col("soort").cast(SOORT))


def of_one(text: str) -> list[Row]:
    """``2024-01-01..2024-01-03``, a stay each; other kinds as ``VERLOF:``."""
    rows = []
    for word in text.split():
        kind, _, days = word.rpartition(":")
        begin, _, end = days.partition("..")
        rows.append(("P1", kind or "VERBLIJF", begin, end or None))
    return rows


def periods(text: str, bekend_vanaf: str | None = None) -> list[tuple[object, ...]]:
    """Begin, end, counter, day 1,095, first day not insured, how many, status."""
    known = None if bekend_vanaf is None else date.fromisoformat(bekend_vanaf)
    found = count_verblijf(opnamen(*of_one(text)), bekend_vanaf=known)
    assert found["periode"].to_list() == list(range(1, found.height + 1))
    assert set(found["verzekerde_id"]) <= {"P1"}
    return [
        tuple(str(each) if isinstance(each, date) else each for each in row)
        for row in found.drop("verzekerde_id", "periode").rows()
    ]


UNCERTAIN = "NIET_BEOORDEELBAAR"
LONG = "2023-01-01..2024-06-30"


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        pytest.param(
            "2023-01-01..2025-12-31",
            [("2023-01-01", "2025-12-31", 1096, "2025-12-30", "2025-12-31", 1, "OK")],
            id="VB1",
        ),
        pytest.param(
            f"{LONG} 2024-07-31..2026-06-30",
            [("2023-01-01", "2026-06-30", 1247, "2026-01-29", "2026-01-30", 152, "OK")],
            id="VB2",
        ),
        pytest.param(
            f"{LONG} 2024-08-01..2026-06-30",
            [
                ("2023-01-01", "2024-06-30", 547, "2025-12-30", None, 0, "OK"),
                ("2024-08-01", "2026-06-30", 699, "2027-07-31", None, 0, "OK"),
            ],
            id="VB3",
        ),
        pytest.param(
            "2023-01-01..2024-06-28 VERLOF:2024-06-29..2024-06-30 "
            "2024-07-01..2025-12-30",
            [("2023-01-01", "2025-12-30", 1095, "2025-12-30", None, 0, "OK")],
            id="VB4",
        ),
        pytest.param(
            "2026-03-01..2026-03-10 2026-03-20..2026-03-31",
            [("2026-03-01", "2026-03-31", 22, "2029-03-08", None, 0, "OK")],
            id="VB5 with 9 days at home",
        ),
        pytest.param(
            "2026-03-20..2026-03-31 2026-05-15..2026-05-20",
            [
                ("2026-03-20", "2026-03-31", 12, "2029-03-18", None, 0, "OK"),
                ("2026-05-15", "2026-05-20", 6, "2029-05-13", None, 0, "OK"),
            ],
            id="VB5 with 44 days at home",
        ),
        pytest.param(
            "2024-01-01..2026-06-30 2026-07-15..2026-08-31 2026-09-20..2027-03-31",
            [("2024-01-01", "2027-03-31", 1153, "2027-02-01", "2027-02-02", 58, "OK")],
            id="VB6",
        ),
        pytest.param(
            "2023-01-01..2025-12-30 2026-01-31..2026-02-01",
            [
                ("2023-01-01", "2025-12-30", 1095, "2025-12-30", None, 0, "OK"),
                ("2026-01-31", "2026-02-01", 2, "2029-01-29", None, 0, "OK"),
            ],
            id="VB7",
        ),
        pytest.param(
            "2023-01-01..2025-12-30 2026-01-30..2026-02-01",
            [("2023-01-01", "2026-02-01", 1098, "2025-12-30", "2026-01-30", 3, "OK")],
            id="VB8",
        ),
    ],
)
def test_examples_of_the_article(stays, found):
    assert periods(stays) == found


@pytest.mark.parametrize(
    ("stays", "begins", "dagen"),
    [
        # Overlap and equal days are one day; intensive care is a stay.
        ("2024-01-01..2024-01-10 IC:2024-01-05..2024-01-12", ["2024-01-01"], [12]),
        ("2024-01-01..2024-01-10 2024-01-10..2024-01-12", ["2024-01-01"], [12]),
        ("2024-01-01..2024-01-10 VERLOF:2024-01-10..2024-01-11", ["2024-01-01"], [11]),
        # 33 days at home with 2 days of leave: 31, so that leave is of the first.
        (
            "2024-01-01..2024-01-10 VERLOF:2024-01-12..2024-01-13 "
            "2024-02-13..2024-02-14",
            ["2024-01-01", "2024-02-13"],
            [12, 2],
        ),
        # One day less at home: 30, after leave without return.
        (
            "2024-01-01..2024-01-10 VERLOF:2024-01-11..2024-01-12 "
            "2024-02-12..2024-02-13",
            ["2024-01-01"],
            [14],
        ),
        # Leave of any length.
        (
            "2024-01-01..2024-01-10 VERLOF:2024-01-11..2024-03-31 "
            "2024-04-01..2024-04-01",
            ["2024-01-01"],
            [92],
        ),
        # Leave of which no end is known ends when a stay begins.
        (
            "2024-01-01..2024-01-10 VERLOF:2024-01-11.. 2024-01-21..2024-01-22 "
            "2024-01-30..2024-01-30",
            ["2024-01-01"],
            [23],
        ),
        # Also when it began on the only day of the stay before.
        (
            "2024-01-01..2024-01-01 VERLOF:2024-01-01.. 2024-01-11..2024-01-11",
            ["2024-01-01"],
            [11],
        ),
        # Leave before any stay is of no period.
        ("VERLOF:2023-12-30..2023-12-31 2024-01-01..2024-01-02", ["2024-01-01"], [2]),
        ("VERLOF:2023-12-30..2023-12-31", [], []),
        # What is no stay neither counts nor bridges.
        (
            "2024-01-01..2024-01-10 ELV:2024-01-11..2024-02-10 2024-02-11..2024-02-11",
            ["2024-01-01", "2024-02-11"],
            [10, 1],
        ),
        ("OBSERVATIE:2024-01-01..2024-01-01 WLZ:2024-01-01..2024-01-09", [], []),
    ],
)
def test_what_counts_and_what_interrupts(stays, begins, dagen):
    found = periods(stays)
    assert [(row[0], row[2]) for row in found] == list(zip(begins, dagen, strict=True))


def test_leave_after_the_last_stay_counts_in_its_period():
    assert periods("2024-01-01..2024-01-10 VERLOF:2024-01-12..2024-01-13") == [
        ("2024-01-01", "2024-01-13", 12, "2026-12-31", None, 0, "OK")
    ]


def test_leave_beyond_day_1095_is_uncovered_without_cost():
    stays = (
        "2023-01-01..2025-12-30 VERLOF:2025-12-31..2026-01-02 2026-01-03..2026-01-04"
    )
    assert periods(stays) == [
        ("2023-01-01", "2026-01-04", 1100, "2025-12-30", "2025-12-31", 2, "OK")
    ]


def test_uncovered_days_keep_the_period_alive():
    # Between the last insured day, 2025-12-30, and the second stay are 62 days.
    stays = "2023-01-01..2026-02-10 2026-03-03..2026-03-04"
    assert periods(stays) == [
        ("2023-01-01", "2026-03-04", 1139, "2025-12-30", "2025-12-31", 44, "OK")
    ]


def test_stay_without_end_is_told_day_1095_but_no_count():
    assert periods("2023-01-01..") == [
        ("2023-01-01", None, None, "2025-12-30", "2025-12-31", None, UNCERTAIN)
    ]


@pytest.mark.parametrize(
    ("stays", "statuses"),
    [
        ("2022-12-31..2023-01-05", [UNCERTAIN]),
        ("2023-01-01..2023-01-05", [UNCERTAIN]),
        ("2023-01-31..2023-02-05", [UNCERTAIN]),  # 30 days at home are known.
        ("2023-02-01..2023-02-05", ["OK"]),  # 31.
        # Leave of a stay that is not known, 2 of 32 days.
        ("VERLOF:2023-01-05..2023-01-06 2023-02-02..2023-02-05", [UNCERTAIN]),
        ("VERLOF:2023-01-05..2023-01-06 2023-02-03..2023-02-05", ["OK"]),
        # The days at home are of before that day in part.
        ("2022-11-01..2022-12-15 2023-01-20..2023-01-21", [UNCERTAIN, UNCERTAIN]),
        ("2022-11-01..2022-12-15 2023-02-01..2023-02-02", [UNCERTAIN, "OK"]),
        ("2023-01-05..2023-01-06 2023-02-07..2023-02-08", [UNCERTAIN, "OK"]),
    ],
)
def test_counter_that_could_have_begun_earlier_is_not_evaluable(stays, statuses):
    assert [row[-1] for row in periods(stays, "2023-01-01")] == statuses
    assert {row[-1] for row in periods(stays)} == {"OK"}


def test_of_whom_a_row_is_missing_is_not_evaluable():
    rows = opnamen(
        ("P2", "VERBLIJF", "2024-01-01", "2024-01-02"),
        ("P1", "VERBLIJF", "2024-01-02", "2024-01-02"),
    )
    found = count_verblijf(rows, onvolledig=pl.Series(["P2", None]))
    assert found.select("verzekerde_id", "periode", "dagen", "status").rows() == [
        ("P1", 1, 1, "OK"),
        ("P2", 1, 2, UNCERTAIN),
    ]


FIRST = date(2023, 1, 1)
KINDS = ("VERBLIJF", "IC", "VERLOF", "OBSERVATIE", "ELV", "WLZ")
some_rows = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(KINDS),
        st.integers(0, 1800),
        st.one_of(st.integers(0, 40), st.integers(0, 1200)),
    ),
    max_size=8,
)


def walked(days: dict[date, str], known: date | None) -> Iterator[tuple[object, ...]]:
    """Periods by the calendar: what each day is, stay (S) or leave (L)."""
    last = FIRST + timedelta(3100)
    day = min([*days, known or last])
    counted: list[tuple[date, str]] = []
    pending: list[tuple[date, str]] = []
    home = home_known = 0
    uncertain = False

    def told() -> tuple[object, ...]:
        end, number = counted[-1][0], len(counted)
        beyond = counted[1095:]
        return (
            *(counted[0][0], end, number),
            counted[1094][0] if number >= 1095 else end + timedelta(1095 - number),
            beyond[0][0] if beyond else None,
            sum(kind == "S" for _, kind in beyond),
            UNCERTAIN if uncertain else "OK",
        )

    while day < last:
        kind = days.get(day)
        if kind is None:
            home += 1
            home_known += known is not None and day >= known
        elif kind == "L":
            pending.append((day, "L"))
        else:
            if counted:
                counted += pending
            if not counted or home > 30:
                if counted:
                    yield told()
                counted = []
                uncertain = known is not None and home_known <= 30
            counted.append((day, "S"))
            home, home_known, pending = 0, 0, []
        day += timedelta(1)
    if counted:
        counted += pending
        yield told()


@settings(deadline=None)
@given(some_rows, st.none() | st.integers(-40, 1900))
@example([("P1", "VERBLIJF", 0, 1200), ("P1", "VERLOF", 1100, 200)], None)
@example([("P1", "VERBLIJF", 31, 5), ("P1", "VERLOF", 10, 0)], 0)
def test_same_as_a_calendar_walked_day_by_day(rows, known):
    bekend_vanaf = None if known is None else FIRST + timedelta(known)
    dated = [
        (who, kind, FIRST + timedelta(begin), FIRST + timedelta(begin + length))
        for who, kind, begin, length in rows
    ]
    found = count_verblijf(
        opnamen(*((who, kind, str(b), str(e)) for who, kind, b, e in dated)),
        bekend_vanaf=bekend_vanaf,
    )
    expected = []
    for person in ("P1", "P2"):
        days: dict[date, str] = {}
        for who, kind, begin, end in dated:
            letter = {"VERBLIJF": "S", "IC": "S", "VERLOF": "L"}.get(kind)
            for number in range((end - begin).days + 1 if letter else 0):
                day = begin + timedelta(number)
                if who == person and days.get(day) != "S":
                    days[day] = letter or ""
        for number, row in enumerate(walked(days, bekend_vanaf), 1):
            expected.append((person, number, *row))
    assert found.rows() == expected


@settings(deadline=None)
@given(some_rows, st.randoms(use_true_random=False))
def test_order_and_repetition_of_rows_change_nothing(rows, random):
    given_rows = [
        (who, kind, str(FIRST + timedelta(b)), str(FIRST + timedelta(b + n)))
        for who, kind, b, n in rows
    ]
    shuffled = [*given_rows, *given_rows[:2]]
    random.shuffle(shuffled)
    assert count_verblijf(opnamen(*shuffled)).equals(
        count_verblijf(opnamen(*given_rows))
    )
