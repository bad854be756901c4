from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabellen.values.dates import (
    day_of_text,
    days_of_moments,
    outside_calendar,
    text_of_days,
    today,
    within_calendar,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def midnights(days: list[date], zone: str | None, unit: str = "us") -> pl.Series:
    """Midnight in Amsterdam of each day, as a moment of some zone."""
    moments = [datetime(d.year, d.month, d.day, tzinfo=AMSTERDAM) for d in days]
    column = pl.Series("begindatum", moments, pl.Datetime(unit, "UTC"))
    return (
        column.dt.convert_time_zone(zone) if zone else column.dt.replace_time_zone(None)
    )


DAYS = [date(2016, 12, 31), date(2017, 1, 1), date(2017, 7, 1), date(2024, 2, 29)]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize(
    "zone", ["Europe/Amsterdam", "UTC", "America/New_York", "Asia/Tokyo", "Etc/GMT-5"]
)
def test_moment_with_a_zone_is_the_day_in_amsterdam(zone, unit):
    frame = pl.DataFrame([midnights(DAYS, zone, unit)])
    days, notices = days_of_moments(frame, "subtrajecten")
    assert days["begindatum"].to_list() == DAYS
    assert notices == ()


def test_naive_midnights_of_amsterdam_in_utc_are_the_next_day_and_told():
    days, (notice,) = days_of_moments(pl.DataFrame([midnights(DAYS, None)]), "x")
    assert days["begindatum"].to_list() == DAYS
    assert (notice.code, notice.column, notice.count) == ("B202", "begindatum", 4)


def test_naive_moments_are_as_written_when_one_is_at_another_hour():
    written = [datetime(2017, 1, 1, 22), datetime(2017, 1, 2), None]
    days, (notice,) = days_of_moments(pl.DataFrame({"begindatum": written}), "x")
    assert days["begindatum"].to_list() == [date(2017, 1, 1), date(2017, 1, 2), None]
    assert (notice.code, notice.row, notice.count) == ("B201", 1, 1)


def test_a_column_without_any_moment_is_empty_days():
    frame = pl.DataFrame({"einddatum": [None, None]}, {"einddatum": pl.Datetime("us")})
    days, notices = days_of_moments(frame, "x")
    assert days.schema["einddatum"] == pl.Date
    assert notices == ()


def test_other_hours_are_told_once_a_column_with_count_and_first_row():
    moments = pl.Series(
        "begindatum",
        [datetime(2017, 1, 1), datetime(2017, 1, 1, 23, 30), datetime(2017, 1, 3, 9)],
    ).dt.replace_time_zone("Europe/Amsterdam")
    days, (notice,) = days_of_moments(pl.DataFrame([moments]), "x")
    assert days["begindatum"].dt.day().to_list() == [1, 1, 3]
    assert (notice.code, notice.row, notice.count) == ("B201", 2, 2)


@given(st.dates(date(1880, 1, 1), date(2030, 1, 1)))
@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", None])
@pytest.mark.parametrize("offset", ["own", "modern"])
def test_geboortedatum_is_its_day_whatever_offset_was_taken_for_it(zone, offset, born):
    # Programs without old offsets store midnight as if it were one hour off UTC.
    own = datetime(born.year, born.month, born.day, tzinfo=AMSTERDAM)
    hour = timezone(timedelta(hours=1))
    if offset == "modern" and born.year < 1946:
        own = datetime(born.year, born.month, born.day, tzinfo=hour)
    column = pl.Series("geboortedatum", [own], pl.Datetime("us", "UTC"))
    column = (
        column.dt.convert_time_zone(zone) if zone else column.dt.replace_time_zone(None)
    )
    days, _ = days_of_moments(pl.DataFrame([column]), "x")
    assert days["geboortedatum"].to_list() == [born]


@pytest.mark.parametrize("lazy", [False, True])
def test_moments_in_a_list_of_struct_are_days_too(lazy):
    lines = [
        {"zorgactiviteit_code": "039494", "uitvoerdatum": datetime(2016, 12, 31, 23)}
    ]
    frame = pl.DataFrame({"n": ["1", "2", "3"], "zorgactiviteiten": [lines, [], None]})
    given_frame = frame.lazy() if lazy else frame
    days, (notice,) = days_of_moments(given_frame, "x")
    read = days.lazy().collect()
    assert read["zorgactiviteiten"].to_list() == [
        [{"zorgactiviteit_code": "039494", "uitvoerdatum": date(2017, 1, 1)}],
        [],
        None,
    ]
    assert (notice.code, notice.column) == ("B202", "uitvoerdatum")


def test_a_table_without_moments_is_given_back_as_it_is():
    frame = pl.DataFrame({"begindatum": DAYS})
    assert days_of_moments(frame, "x")[0] is frame


def test_text_is_a_day_in_two_forms_and_no_other():
    texts = [
        "2017-01-02",
        " 20170102 ",
        "2017-1-2",
        "+2017-01-02",
        "2017-02-30",
        "",
        None,
    ]
    days = pl.DataFrame({"t": texts}).select(day_of_text(pl.col("t")))["t"].to_list()
    assert days == [date(2017, 1, 2), date(2017, 1, 2), *[None] * 5]


def test_today_is_the_day_in_amsterdam():
    expected = datetime.now(UTC).astimezone(AMSTERDAM).date()
    assert today() == expected


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["2017-01-01 00:00:00", "2017-07-01 00:00:00.000"], None),
        (["2017-01-01T00:00:00", "2017-07-01T00:00"], None),
        (["2016-12-31 23:00:00", "2017-06-30 22:00:00"], "B202"),
        (["2016-12-31T23:00:00Z", "2017-06-30T22:00:00Z"], None),
        (["2017-01-01T00:00:00+01:00", "2017-07-01T00:00:00.000+0200"], None),
        (["2017-01-01 00:00:00 UTC", "2017-07-01 08:30:00 UTC"], "B201"),
    ],
)
def test_text_of_a_moment_is_the_day_it_is_in_amsterdam(texts, code):
    frame = pl.DataFrame({"begindatum": [None, *texts]})
    days, notices = days_of_moments(frame, "x", ["begindatum"])
    assert days["begindatum"].to_list() == [None, "2017-01-01", "2017-07-01"]
    assert [notice.code for notice in notices] == ([code] if code else [])


def test_text_that_is_no_moment_among_moments_stays_what_it_is():
    texts = ["2017-01-01 00:00:00", "2017-02-30 00:00:00", "morgen"]
    days, _ = days_of_moments(pl.DataFrame({"d": texts}), "x", ["d"])
    assert days["d"].to_list() == ["2017-01-01", *texts[1:]]


def test_texts_of_days_are_left_alone():
    frame = pl.DataFrame({"d": ["2017-01-01", "20170101"]})
    assert days_of_moments(frame, "x", ["d"])[0] is frame


FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
FURTHEST = [-(2**31), (FIRST - date(1970, 1, 1)).days - 1, 2_932_897, 2**31 - 1]
"""Days since 1970 that a file can hold, the nearest and the furthest of no year."""


@pytest.mark.parametrize("number", FURTHEST)
def test_day_of_no_year_is_told_apart_and_has_a_text(number):
    days = pl.Series([FIRST, None, LAST]).to_physical()
    days = days.extend(pl.Series([number], dtype=pl.Int32)).cast(pl.Date)
    assert outside_calendar(days).to_list() == [False, False, False, True]
    assert text_of_days(days).to_list() == [
        *("0001-01-01", None, "9999-12-31"),
        f"dag {number}",
    ]
    kept = pl.select(within_calendar(pl.lit(days))).to_series()
    assert kept.to_list() == [FIRST, None, LAST, None]


def test_days_of_the_calendar_are_left_as_they_are():
    days = pl.Series([FIRST, None, LAST])
    assert outside_calendar(days) is None
    assert outside_calendar(pl.Series([None], dtype=pl.Date)) is None
    assert text_of_days(days).to_list() == ["0001-01-01", None, "9999-12-31"]


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("zone", [None, "UTC"])
@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("number", [-(2**63), 2**63 - 1])
def test_moment_of_no_year_is_a_day_of_none(number, unit, zone, is_nested):
    moments = pl.Series([0, number], dtype=pl.Int64).cast(pl.Datetime(unit, zone))
    frame = pl.DataFrame([moments.alias("uitvoerdatum")])
    if is_nested:
        frame = frame.select(pl.struct("uitvoerdatum").implode().alias("lijst"))
    days, _ = days_of_moments(frame, "x")
    if is_nested:
        days = days.explode("lijst").unnest("lijst")
    day = days["uitvoerdatum"]
    assert day[:1].to_list() == [date(1970, 1, 1)]
    assert outside_calendar(day).to_list() == [False, True]
