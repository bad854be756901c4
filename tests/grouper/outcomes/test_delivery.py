"""What is counted and told of a delivery as a whole."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.releases.example import example_batch, example_release
from support.releases.small import (
    WITHOUT_ACTIVITIES,
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.outcomes.delivery import Delivery
from grouper.uitvoering import _lines


@cache
def release() -> CompiledStructure:
    return small_release(small_tree(counts(300, "030001").within(1, 99)))


def grouped(rows: pl.DataFrame, lines: pl.DataFrame) -> GroupResult:
    grouper = Grouper(release(), checks=WITHOUT_ACTIVITIES, threads=1)
    return grouper.group(rows, lines)


def told(result: GroupResult, code: str) -> list[tuple[str, int, int]]:
    return [(n.column, n.row, n.count) for n in result.notices if n.code == code]


CODES = ("030001", "030002", "030003")


def batch(size: int = 30) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Subtrajecten with one to three activities each, of other codes and counts."""
    rows = subtrajecten(*({} for _ in range(size)))
    lines = zorgactiviteiten(
        *(
            (str(n), CODES[place], 1 + (n + place) % 4)
            for n in range(1, size + 1)
            for place in range(1 + n % 3)
        )
    )
    return rows, lines


def test_counts_are_of_what_is_judged() -> None:
    rows = subtrajecten(
        {},
        {},
        {"geslacht": "X"},
        {"afsluitreden_code": "00"},
        {"zorgtype_code": "51"},
    )
    lines = zorgactiviteiten(
        ("1", "030001", 1), ("1", "999999", 1), ("9", "030001", 1), ("9", "999998", 1)
    )
    assert grouped(rows, lines).delivery == Delivery(
        subtrajecten=3,
        rejected=1,
        empty=2,
        uitval=0,
        zorgactiviteiten=4,
        unlinked=2,
        unknown=1,  # Of the other one nothing but that it is unlinked.
    )


def test_counts_of_parts_add_up() -> None:
    rows, lines = batch()
    lines = pl.concat([lines, zorgactiviteiten(("x", "999999", 1))])
    whole = grouped(rows, lines).delivery
    numbers = pl.col("subtraject_nummer")
    parts = Delivery()
    for part in (rows[:11], rows[11:]):
        of_part = numbers.is_in(part["subtraject_nummer"].implode())
        if part.height == 11:
            of_part |= numbers == "x"
        parts += grouped(part, lines.filter(of_part)).delivery
    assert parts == whole


def joined(first: pl.DataFrame, *others: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([first, *others])


DOUBLED = {
    "behind itself": lambda lines: joined(lines, lines),
    "each row twice": lambda lines: lines[[n // 2 for n in range(2 * lines.height)]],
    "four times": lambda lines: joined(lines, lines, lines, lines),
    "shuffled": lambda lines: joined(lines, lines).sample(
        fraction=1, shuffle=True, seed=7
    ),
    "all but a few": lambda lines: joined(lines, lines[6:]),
}


@pytest.mark.parametrize("way", DOUBLED)
def test_delivery_that_doubles_itself_is_told(way: str) -> None:
    rows, lines = batch()
    twice = DOUBLED[way](lines)
    ((column, row, count),) = told(grouped(rows, twice), "B221")
    own = twice["subtraject_nummer"]
    sizes = twice.group_by(twice.columns).len()
    even = sizes.group_by("subtraject_nummer").agg(
        (pl.col("len") % 2 == 0).all(), n=pl.col("len").sum()
    )
    doubled = even.filter("len")
    assert (column, count) == ("", doubled["n"].sum())
    assert own[row - 1] in doubled["subtraject_nummer"].to_list()


SINGLE = {
    "as it is": lambda lines: lines,
    "triple": lambda lines: joined(lines, lines, lines),
    "half of it twice": lambda lines: joined(
        lines, lines.filter(pl.col("subtraject_nummer").cast(pl.Int64) <= 15)
    ),
    "twice in another count": lambda lines: joined(
        lines, lines.with_columns(pl.col("aantal") + 1)
    ),
    "too few to tell": lambda lines: joined(lines[:9], lines[:9]),
    "credited": lambda lines: joined(lines, lines.with_columns(-pl.col("aantal"))),
}


@pytest.mark.parametrize("way", SINGLE)
def test_delivery_that_does_not_double_itself_is_not_told(way: str) -> None:
    rows, lines = batch()
    assert told(grouped(rows, SINGLE[way](lines)), "B221") == []


@pytest.mark.parametrize(
    ("doubled", "is_told"), [(0, False), (15, False), (16, True), (30, True)]
)
def test_delivery_doubles_itself_where_more_than_half_of_its_subtrajecten_do(
    doubled: int, is_told: bool
) -> None:
    """Half of 30 is 15."""
    rows, lines = batch(30)
    own = pl.col("subtraject_nummer").cast(pl.Int64) <= doubled
    given = joined(lines, lines.filter(own))
    assert (told(grouped(rows, given), "B221") != []) == is_told


@pytest.mark.parametrize(("size", "is_told"), [(9, False), (10, True)])
def test_twenty_lines_are_enough_to_tell_a_double_delivery(
    size: int, is_told: bool
) -> None:
    """docs/decisions.md 16: a share counts from 20 units on; 9 twice is 18."""
    rows = subtrajecten(*({} for _ in range(size)))
    lines = zorgactiviteiten(*((str(n), "030001", 1) for n in range(1, size + 1)))
    expected = [("", 1, 2 * size)] if is_told else []
    assert told(grouped(rows, joined(lines, lines)), "B221") == expected


def test_first_subtrajecten_tell_whether_a_delivery_doubles_itself() -> None:
    """256 of each part of a batch (``SAMPLE``); those after them are not looked at."""
    rows = subtrajecten(*({} for _ in range(600)))
    lines = zorgactiviteiten(*((str(n), "030001", 1) for n in range(1, 601)))
    number = pl.col("subtraject_nummer").cast(pl.Int64)
    twice = joined(lines, lines.filter(number <= 256))
    assert told(grouped(rows, twice), "B221") == [("", 1, 512)]
    assert told(grouped(rows, joined(lines, lines.filter(number > 256))), "B221") == []
    # 129 of 256 is more than half, and 128 is not.
    assert told(grouped(rows, joined(lines, lines.filter(number <= 128))), "B221") == []
    more = joined(lines, lines.filter(number <= 129))
    assert told(grouped(rows, more), "B221") == [("", 1, 258)]


def test_same_activity_on_two_days_is_no_double() -> None:
    rows, lines = batch()
    days = [
        lines.with_columns(uitvoerdatum=pl.lit(f"2020-06-1{day}")) for day in (1, 2)
    ]
    assert told(grouped(rows, joined(*days)), "B221") == []
    same = [days[0], days[0]]
    assert len(told(grouped(rows, joined(*same)), "B221")) == 1


def born(*days: str | None) -> GroupResult:
    rows = subtrajecten(*({"geboortedatum": day} for day in days))
    return grouped(rows, zorgactiviteiten(("1", "030001", 1)))


OTHERS = tuple(f"19{50 + n % 40}-0{1 + n % 9}-1{n % 7}" for n in range(120))


@pytest.mark.parametrize("day", ["1900-01-01", "1970-01-01", "2000-01-01"])
@pytest.mark.parametrize(("times", "is_told"), [(99, False), (100, True)])
def test_day_of_birth_that_many_share_is_told(
    day: str, times: int, is_told: bool
) -> None:
    result = born(*OTHERS, *[day] * times)
    expected = [("geboortedatum", 121, times)] if is_told else []
    assert told(result, "B222") == expected


@pytest.mark.parametrize(("times", "is_told"), [(119, False), (120, True)])
def test_day_of_birth_is_shared_by_twenty_times_as_many_as_is_usual(
    times: int, is_told: bool
) -> None:
    """Of the other 21 days each has six, so that 120 is twenty times the median."""
    others = [f"1950-01-{1 + n % 21:02}" for n in range(6 * 21)]
    expected = [("geboortedatum", 127, times)] if is_told else []
    assert told(born(*others, *["1900-01-01"] * times), "B222") == expected


@pytest.mark.parametrize(
    ("day", "is_told"),
    [
        # 36,525 days before and after 1 January 1970.
        ("1869-12-30", False),
        ("1869-12-31", True),
        ("2069-12-31", True),
        ("2070-01-01", False),
    ],
)
def test_day_of_birth_is_counted_within_a_hundred_years(
    day: str, is_told: bool
) -> None:
    assert (told(born(*OTHERS, *[day] * 100), "B222") != []) == is_told


@pytest.mark.parametrize(("size", "is_told"), [(99, False), (100, True)])
def test_day_of_birth_of_all_is_told_from_a_hundred_on(
    size: int, is_told: bool
) -> None:
    assert (told(born(*["1980-01-01"] * size), "B222") != []) == is_told


def test_two_days_of_birth_that_many_share_are_told_together() -> None:
    result = born(*OTHERS, *["1900-01-01", "1901-01-01"] * 110)
    assert told(result, "B222") == [("geboortedatum", 121, 220)]


def test_days_of_birth_that_all_are_as_frequent_are_not_told() -> None:
    assert told(born(*OTHERS * 20), "B222") == []


@pytest.mark.parametrize("absent", [None, "", "1900-13-01"])
def test_no_day_of_birth_is_shared_by_nobody(absent: str | None) -> None:
    assert told(born(*OTHERS, *[absent] * 300), "B222") == []


def test_all_of_one_day_of_birth_are_told() -> None:
    assert told(born(*["1980-01-01"] * 150), "B222") == [("geboortedatum", 1, 150)]


@given(st.lists(st.integers(-(2**31), 2**31 - 1) | st.integers(-5, 5), max_size=40))
def test_days_are_counted_from_the_first_to_the_last_that_has_room(
    days: list[int],
) -> None:
    counts = np.zeros(8, np.int32)
    _lines.count_days(np.array(days, np.int32), -3, counts)
    assert counts.tolist() == [days.count(day) for day in range(-3, 5)]


def test_a_code_that_is_known_on_another_day_is_not_unknown() -> None:
    """Of 39 activities without a row on their day 30 have a code of the release."""
    result = Grouper(example_release(), threads=1).group(*example_batch())
    codes = example_release().tables["zorgactiviteiten"]["zorgactiviteit_code"]
    told = result.findings.filter(code="G151")
    unknown = told.filter(~pl.col("value").str.zfill(6).is_in(codes.implode()))
    assert result.delivery.unknown == unknown.height == 9 < told.height
