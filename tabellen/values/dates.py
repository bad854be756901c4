"""Dates as people give them: which day is meant.

A moment with a time zone is the day it is in Europe/Amsterdam, for every file comes
from and every rule holds in the Netherlands. Parquet of Spark, SQL Server or pandas
often holds midnight in Amsterdam as 22:00 or 23:00 the day before in UTC, with or
without saying so; to cut off the time would bill another day.

Source: none of the NZa (UNSOURCED[moments]). Assumed: who writes a moment of another
hour than midnight means the day in which it lies.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from tabellen.bevindingen import ALS_UTC, UUR_ANDERS
from tabellen.calltypes import checks_types
from tabellen.notices import Notice

AMSTERDAM = "Europe/Amsterdam"

GEBOORTEDATUM = "geboortedatum"

FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31, in days since 1970-01-01."""

STANDARD_TIME = 1946
"""Before this year the time of the Netherlands was no whole hour beside UTC (until
1940: 19 min 32 s, then 20 min), or that of the occupier. Programs disagree on the
offset of such a day, so a midnight may have become an hour of its neighbour."""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def today() -> date:
    """The day it is in the Netherlands, wherever this program runs."""
    return datetime.now(ZoneInfo(AMSTERDAM)).date()


MIDNIGHT = r"[ T]0{1,2}:00(:00(\.0+)?)?$"
"""What a spreadsheet adds to a day."""

_DAY_FIRST = r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"


@checks_types
def day_of_text(text: pl.Expr) -> pl.Expr:
    """The day of a text jjjj-mm-dd, jjjjmmdd or d-m-jjjj; null where it is none.

    Where dashes are between, the day stands first or the year does, never the month; a
    midnight behind it is what a spreadsheet adds. 2020-6-1 and +2020-06-01 are none,
    and so is a year of two digits. What has slashes is settled per column
    (``days_with_slashes``).
    """
    bare = text.str.strip_chars().str.replace(MIDNIGHT, "")
    length = bare.str.len_bytes()
    return (
        pl.when(bare.str.contains(_DAY_FIRST))
        .then(bare.str.to_date("%d-%m-%Y", strict=False))
        .when(length == 10)
        .then(bare.str.to_date("%Y-%m-%d", strict=False))
        .when(length == 8)
        .then(bare.str.to_date("%Y%m%d", strict=False))
    )


def outside_calendar(days: pl.Series) -> pl.Series | None:
    """Which of a column of days are none of the years 1 to 9999.

    A file may hold any number of days since 1970: damage, or what a program writes for
    no end. Polars panics where it is to write some of them.

    Returns:
        A mask without nulls; None where there are none.
    """
    is_within = days.to_physical().is_between(FIRST_DAY, LAST_DAY)
    # Of a null it is null.
    return None if is_within.all() else (~is_within).fill_null(value=False)


def within_calendar(day: pl.Expr) -> pl.Expr:
    """Days of the years 1 to 9999; others are null."""
    return pl.when(day.to_physical().is_between(FIRST_DAY, LAST_DAY)).then(day)


def text_of_days(days: pl.Series) -> pl.Series:
    """A column of days as text: jjjj-mm-dd, or how many days since 1970-01-01."""
    outside = outside_calendar(days)
    if outside is None:
        return days.cast(pl.String)
    numbers = pl.select(pl.format("dag {}", days.to_physical())).to_series()
    return days.set(outside, None).cast(pl.String).zip_with(~outside, numbers)


@checks_types
def days_of_moments(
    frame: Frame, table: str, texts: Collection[str] = ()
) -> tuple[Frame, tuple[Notice, ...]]:
    """Bring every column of moments to days, those in a list of struct too.

    Moments with a time zone are the day in Amsterdam. A column without zone whose every
    value is at 22:00 or 23:00 is read as UTC; another is as it is written. A
    geboortedatum before 1946 is the nearest midnight, since offsets were others then.

    Args:
        frame: Any table; whole, since one look at all its rows decides what a column
            without time zone is. Of a LazyFrame only those columns are read for it.
        table: Its name, for the notices.
        texts: Columns that hold days, perhaps as the text of a moment (2017-01-01
            00:00:00, 2016-12-31T23:00:00Z). What the first rows show is taken to hold
            of all; a text that cannot be read so stays what it is.

    Returns:
        The table with Date columns, or texts jjjj-mm-dd, and what there is to tell of
        each column.
    """
    columns = [
        *_moments(frame.collect_schema()),
        *_text_moments(frame, texts),
    ]
    if not columns:
        return frame, ()
    seen = _Looks(frame, columns)
    notices = tuple(
        notice for column in columns for notice in seen.notices(column, table)
    )
    return frame.with_columns(_read(columns, seen)), notices


@dataclass(frozen=True)
class _Moments:
    """A column of moments, or a field of the structs in a column of lists.

    Attributes:
        column: Its name in the frame.
        field: Name of the field; None where the column itself holds moments.
        zone: Its time zone; None for none.
        is_text: Whether the column holds texts of moments.
        per_day: How many of its units a day has, where it holds numbers that may be
            moments outside the calendar.
    """

    column: str
    field: str | None
    zone: str | None
    is_text: bool = False
    per_day: int | None = None

    @property
    def name(self) -> str:
        return self.field or self.column

    def day(self, moment: pl.Expr, *, is_utc: bool) -> pl.Expr:
        day = self._day(self.within_calendar(moment), is_utc=is_utc)
        if self.per_day is None:
            return day
        # It is no day, and stays to be told of as one.
        outside = (moment.to_physical() // self.per_day).clip(-(2**31), 2**31 - 1)
        return pl.coalesce(day, outside.cast(pl.Int32).cast(pl.Date))

    def within_calendar(self, moment: pl.Expr) -> pl.Expr:
        """Moments of the years 1 to 9999; Polars panics on others."""
        if self.per_day is None:
            return moment
        first, end = FIRST_DAY * self.per_day, (LAST_DAY + 1) * self.per_day
        return pl.when(moment.to_physical().is_between(first, end - 1)).then(moment)

    def _day(self, moment: pl.Expr, *, is_utc: bool) -> pl.Expr:
        local = self._local(moment, is_utc=is_utc)
        if self.name != GEBOORTEDATUM or (self.zone is None and not is_utc):
            return local.dt.date()
        nearest = local.dt.offset_by("12h").dt.date()
        is_old = local.dt.year() < STANDARD_TIME
        return pl.when(is_old).then(nearest).otherwise(local.dt.date())

    def is_other_hour(self, moment: pl.Expr, *, is_utc: bool) -> pl.Expr:
        """Not at midnight, where the offset of that day is certain."""
        local = self._local(moment, is_utc=is_utc)
        is_other = local.dt.time() != pl.time(0)
        if self.name == GEBOORTEDATUM:
            is_other &= local.dt.year() >= STANDARD_TIME
        return is_other

    def is_utc_midnight(self, moment: pl.Expr) -> pl.Expr:
        """At 22:00 or 23:00, which is midnight in Amsterdam where it is UTC."""
        is_evening = moment.dt.hour() >= 22
        is_whole = moment.dt.time().is_in(pl.lit(_EVENING, pl.List(pl.Time)))
        if self.name == GEBOORTEDATUM:
            is_whole |= moment.dt.year() < STANDARD_TIME
        return is_evening & is_whole

    def _local(self, moment: pl.Expr, *, is_utc: bool) -> pl.Expr:
        if self.zone is None and not is_utc:
            return moment
        if self.zone is None:
            moment = moment.dt.replace_time_zone("UTC")
        # Without zone afterwards: twelve hours on are twelve hours on the clock.
        return moment.dt.convert_time_zone(AMSTERDAM).dt.replace_time_zone(None)


_EVENING = [datetime(2000, 1, 1, hour).time() for hour in (22, 23)]


def _moments(schema: pl.Schema) -> Iterator[_Moments]:
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Datetime):
            yield _moments_of(name, None, dtype)
        elif isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
            for field in dtype.inner.fields:
                if isinstance(field.dtype, pl.Datetime):
                    yield _moments_of(name, field.name, field.dtype)


# A count of nanoseconds since 1970 has no room for other years than 1677 to 2262.
_PER_DAY = {"us": 86_400_000_000, "ms": 86_400_000, "ns": None}


def _moments_of(name: str, field: str | None, dtype: pl.Datetime) -> _Moments:
    per_day = _PER_DAY[dtype.time_unit]
    return _Moments(name, field, dtype.time_zone, per_day=per_day)


MOMENT_TEXT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:|T[0-9]{2}:[0-9]{2}:)[0-9]{2}"
"""Pattern of a text that is a moment, with or without a time zone."""

ZONE_TEXT = r"(?: ?Z| ?UTC|[+-][0-9]{2}:?[0-9]{2})$"
"""How the text of a moment ends that has a time zone."""

FIRST_ROWS = 1_000
"""Rows in which is looked what a column of texts holds."""


def _text_moments(
    frame: pl.DataFrame | pl.LazyFrame, texts: Collection[str]
) -> Iterator[_Moments]:
    """Columns of text whose first value is the text of a moment."""
    schema = frame.collect_schema()
    names = [name for name in texts if schema.get(name) == pl.String]
    if not names:
        return
    first = [pl.col(name).str.strip_chars().replace("", None) for name in names]
    head = frame.lazy().head(FIRST_ROWS)
    found = head.select(text.drop_nulls().first() for text in first).collect()
    for name in names:
        text = found[name][0] if found.height else None
        if text is not None and re.match(MOMENT_TEXT, text):
            zone = "UTC" if re.search(ZONE_TEXT, text) else None
            yield _Moments(name, None, zone, is_text=True)


def _parsed(text: pl.Expr, zone: str | None) -> pl.Expr:
    """The moment of a text; null where it is none of its kind."""
    bare = text.str.strip_chars().str.replace(r"^(\S{10})T", "$1 ")
    if zone is None:
        forms = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M")
        return pl.coalesce(
            bare.str.to_datetime(form, strict=False, time_unit="us") for form in forms
        )
    offset = bare.str.replace(r" ?(?:Z|UTC)$", "+0000")
    return pl.coalesce(
        offset.str.to_datetime(form, strict=False, time_unit="us", time_zone=zone)
        for form in ("%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M%z")
    )


class _Looks:
    """One look at all moments: which columns are UTC, and how many hours are odd."""

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame, columns: list[_Moments]):
        asked = []
        for place, column in enumerate(columns):
            moment = column.within_calendar(_flat(column))
            naive = column.zone is None
            is_evening = column.is_utc_midnight(moment) if naive else pl.lit(value=True)
            as_written = column.is_other_hour(moment, is_utc=False)
            as_utc = column.is_other_hour(moment, is_utc=naive)
            asked += [
                moment.count().alias(f"{place} given"),
                is_evening.all().alias(f"{place} evening"),
                as_written.sum().alias(f"{place} written"),
                as_written.arg_true().first().alias(f"{place} written row"),
                as_utc.sum().alias(f"{place} utc"),
                as_utc.arg_true().first().alias(f"{place} utc row"),
            ]
        found = frame.lazy().select(asked).collect(engine="streaming")
        self._found = found.row(0, named=True)
        self._place = {column: place for place, column in enumerate(columns)}

    def is_utc(self, column: _Moments) -> bool:
        """Whether a column without zone holds midnights of Amsterdam in UTC."""
        place = self._place[column]
        return bool(
            column.zone is None
            and self._found[f"{place} given"]
            and self._found[f"{place} evening"]
        )

    def notices(self, column: _Moments, table: str) -> Iterator[Notice]:
        place = self._place[column]
        how = "utc" if self.is_utc(column) else "written"
        if self.is_utc(column):
            given = self._found[f"{place} given"]
            yield Notice(table, ALS_UTC, column.name, 1, given)
        count = self._found[f"{place} {how}"]
        if count:
            # In a list the place is that of an activity, not that of a row.
            row = 1 if column.field else 1 + self._found[f"{place} {how} row"]
            yield Notice(table, UUR_ANDERS, column.name, row, count)


def _flat(column: _Moments) -> pl.Expr:
    """All moments of a column, one behind another."""
    if column.is_text:
        return _parsed(pl.col(column.column), column.zone)
    if column.field is None:
        return pl.col(column.column)
    return (
        pl.col(column.column)
        .list.explode(keep_nulls=False, empty_as_null=False)
        .struct.field(column.field)
    )


def _read(columns: list[_Moments], seen: _Looks) -> Iterator[pl.Expr]:
    """Each column with days for its moments."""
    nested: dict[str, list[pl.Expr]] = {}
    for column in columns:
        is_utc = seen.is_utc(column)
        if column.field is None:
            day = column.day(_flat(column), is_utc=is_utc)
            if column.is_text:
                day = pl.coalesce(day.dt.to_string("%Y-%m-%d"), column.column)
            yield day.alias(column.column)
            continue
        moment = pl.element().struct.field(column.field)
        day = column.day(moment, is_utc=is_utc).alias(column.field)
        nested.setdefault(column.column, []).append(day)
    for name, fields in nested.items():
        inside = pl.element().struct.with_fields(fields)
        yield pl.col(name).list.eval(inside)
