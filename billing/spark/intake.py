"""Brings the Spark frames of a batch to the form that others get from ``take_in``.

The same rules as on one machine (docs/decisions.md 12, 13, 19, 20), in Spark's words:
whole columns are looked at, which no executor can.
"""

import re
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from grouper.registration.columns import DAYS, INSTELLING, KNOWN, NUMMER, named_columns
from productstructure.errors import InputFileError
from tabellen.bevindingen import ALS_UTC, UUR_ANDERS
from tabellen.notices import Notice
from tabellen.values.dates import (
    AMSTERDAM,
    GEBOORTEDATUM,
    MOMENT_TEXT,
    STANDARD_TIME,
    ZONE_TEXT,
)
from tabellen.values.texts import (
    INVISIBLE,
    LARGEST_WHOLE_FLOAT,
    LARGEST_WHOLE_FLOAT32,
    NOTHING,
)

if TYPE_CHECKING:
    # The extra may not be installed where types are checked.
    from pyspark.sql import (  # type: ignore[import-not-found, unused-ignore]
        Column,
        DataFrame,
    )

TABLES = ("subtrajecten", "zorgactiviteiten")

_FIRST_ROWS = 1_000

_MANY = ("array", "struct", "map", "binary", "variant", "interval")
"""How types begin of which a row is not one text, number, truth or date."""


def take_in(
    subtrajecten: "DataFrame",
    zorgactiviteiten: "DataFrame",
    *,
    ignored: Collection[str] = (),
) -> tuple["DataFrame", "DataFrame", tuple[Notice, ...]]:
    """Both tables with known names, days for moments and numbers that meet.

    Args:
        subtrajecten: All of them.
        zorgactiviteiten: All of them.
        ignored: Columns that are what they are, however near to a known one.

    Returns:
        The tables, and what there is to tell of how their columns were read.

    Raises:
        InputFileError: A column comes twice, holds lists, or bears nearly the name of a
            known one that is absent; numbers are not exact, or differ between the
            tables in notation alone; or there are several hospitals, which are for one
            machine.
    """
    frames: list[DataFrame] = []
    notices: tuple[Notice, ...] = ()
    for given, table in zip((subtrajecten, zorgactiviteiten), TABLES, strict=True):
        named, of_names = _with_known_names(given, table, ignored)
        days, of_days = _with_days(named, table)
        notices += of_names + of_days
        frames.append(days)
    if not all(NUMMER in frame.columns for frame in frames):
        # Told with all other columns that are missing.
        return frames[0], frames[1], notices
    types = [_types(frame)[NUMMER] for frame in frames]
    rows, lines = (
        frame.withColumn(NUMMER, _number(frame, table))
        for frame, table in zip(frames, TABLES, strict=True)
    )
    _refuse_lost_zeros([rows, lines], [kind in ("string", "void") for kind in types])
    _refuse_nearly_met(rows, lines)
    _refuse_hospitals([rows, lines])
    return rows, lines, notices


def _with_known_names(
    frame: "DataFrame", table: str, ignored: Collection[str]
) -> tuple["DataFrame", tuple[Notice, ...]]:
    twice = [name for name, times in Counter(frame.columns).items() if times > 1]
    if twice:
        raise InputFileError(
            f"{table}: column {twice[0]} comes {frame.columns.count(twice[0])} times. "
            "Remove all but one."
        )
    renamed, notices = named_columns(frame.columns, table, ignored)
    for name, meant in renamed.items():
        frame = frame.withColumnRenamed(name, meant)
    known = {name for names in KNOWN[table] for name in names}
    for name, kind in frame.dtypes:
        if name in known and kind.startswith(_MANY):
            raise InputFileError(
                f"{table}: column {name} has type {kind}; expected one text, number or "
                "date a row."
            )
    return frame, notices


def _types(frame: "DataFrame") -> dict[str, str]:
    return dict(frame.dtypes)


def _with_days(
    frame: "DataFrame", table: str
) -> tuple["DataFrame", tuple[Notice, ...]]:
    """Moments as the day in Amsterdam; naive ones as UTC where all say so."""
    from pyspark.sql import functions as sf

    moments: dict[str, tuple[Column, bool]] = {}
    for name, kind in frame.dtypes:
        if kind == "timestamp":
            moments[name] = (_wall_clock_in_utc(sf.col(name)), True)
        elif kind == "timestamp_ntz":
            moments[name] = (sf.col(name), False)
    texts = [name for name in DAYS if _types(frame).get(name) == "string"]
    moments |= _text_moments(frame, texts)
    if not moments:
        return frame, ()
    seen = frame.agg(
        *(
            sf.count_if(~_is_evening(name, clock)).alias(f"{name} other")
            for name, (clock, _) in moments.items()
        ),
        *(sf.count(clock).alias(f"{name} all") for name, (clock, _) in moments.items()),
        *(
            sf.count_if(_is_hour(name, _local(clock, is_utc))).alias(f"{name} {is_utc}")
            for name, (clock, has_zone) in moments.items()
            for is_utc in ((True,) if has_zone else (True, False))
        ),
    ).collect()[0]
    notices: list[Notice] = []
    for name, (clock, has_zone) in moments.items():
        is_evening = seen[f"{name} all"] > 0 and seen[f"{name} other"] == 0
        is_utc = has_zone or is_evening
        if not has_zone and is_utc:
            notices.append(Notice(table, ALS_UTC, name, count=seen[f"{name} all"]))
        elif seen[f"{name} {is_utc}"]:
            count = seen[f"{name} {is_utc}"]
            notices.append(Notice(table, UUR_ANDERS, name, count=count))
        day = _day(name, _local(clock, is_utc), is_utc=is_utc)
        if name in texts:
            # What is no moment stays as it is, and is told where it is read.
            day = sf.coalesce(day.cast("string"), sf.col(name))
        frame = frame.withColumn(name, day)
    return frame, tuple(notices)


def _wall_clock_in_utc(moment: "Column") -> "Column":
    """A moment as the clock in UTC shows it, whatever the zone of the session."""
    from pyspark.sql import functions as sf

    # Not by way of the clock of the session, which shows one hour of a year twice.
    seconds = (sf.unix_micros(moment) / sf.lit(1_000_000)).cast("decimal(18,6)")
    none = sf.lit(0)
    since = sf.make_dt_interval(none, none, none, seconds)
    return sf.expr("timestamp_ntz'1970-01-01 00:00:00'") + since


def _local(clock: "Column", is_utc: bool) -> "Column":
    from pyspark.sql import functions as sf

    if not is_utc:
        return clock
    return sf.convert_timezone(sf.lit("UTC"), sf.lit(AMSTERDAM), clock)


def _day(name: str, local: "Column", *, is_utc: bool) -> "Column":
    from pyspark.sql import functions as sf

    if name == GEBOORTEDATUM and is_utc:
        later = local + sf.expr("interval 12 hours")
        local = sf.when(sf.year(local) < STANDARD_TIME, later).otherwise(local)
    return sf.to_date(local)


def _is_hour(name: str, local: "Column") -> "Column":
    """Not at midnight, where the offset of that day is certain."""
    from pyspark.sql import functions as sf

    is_other = (sf.hour(local) != 0) | ~_is_whole(local)
    if name == GEBOORTEDATUM:
        is_other = is_other & (sf.year(local) >= STANDARD_TIME)
    return is_other


def _is_evening(name: str, clock: "Column") -> "Column":
    from pyspark.sql import functions as sf

    is_whole = _is_whole(clock)
    if name == GEBOORTEDATUM:
        is_whole = is_whole | (sf.year(clock) < STANDARD_TIME)
    return (sf.hour(clock) >= 22) & is_whole


def _is_whole(clock: "Column") -> "Column":
    from pyspark.sql import functions as sf

    return (sf.minute(clock) == 0) & (sf.second(clock) == 0)


def _text_moments(
    frame: "DataFrame", names: list[str]
) -> dict[str, tuple["Column", bool]]:
    """Columns of text whose first value is the text of a moment; see ``_with_days``."""
    from pyspark.sql import functions as sf

    if not names:
        return {}
    bare = {name: sf.trim(name) for name in names}
    first = [
        sf.first(sf.when(text != "", text), ignorenulls=True).alias(name)
        for name, text in bare.items()
    ]
    (head,) = frame.select(*names).limit(_FIRST_ROWS).agg(*first).collect()
    found: dict[str, tuple[Column, bool]] = {}
    for name, text in bare.items():
        if head[name] is None or not re.search(MOMENT_TEXT, head[name]):
            continue
        has_zone = re.search(ZONE_TEXT, head[name]) is not None
        # A text of the other kind is no moment here; Spark would take its own zone.
        of_kind = sf.when(text.rlike(ZONE_TEXT) == sf.lit(has_zone), text)
        if has_zone:
            clock = _wall_clock_in_utc(of_kind.try_cast("timestamp"))
        else:
            clock = of_kind.try_cast("timestamp_ntz")
        found[name] = (sf.when(text.rlike(MOMENT_TEXT), clock), has_zone)
    return found


def key_text(frame: "DataFrame", name: str) -> "Column":
    """A column of keys as text without what nobody sees; what is not whole is null."""
    from pyspark.sql import functions as sf

    key, kind = sf.col(name), _types(frame)[name]
    if kind in ("float", "double") or kind.startswith("decimal"):
        key = sf.when(~_is_uncertain(key, kind), key).cast("decimal(38,0)")
    bare = sf.trim(sf.regexp_replace(key.cast("string"), INVISIBLE, ""))
    return sf.when(bare != "", bare)


def link_text(frame: "DataFrame", name: str) -> "Column":
    """A number by which subtrajecten are linked; null where a word for nothing is."""
    from pyspark.sql import functions as sf

    key = key_text(frame, name)
    return sf.when(~key.rlike(NOTHING), key)


def _is_uncertain(key: "Column", kind: str) -> "Column":
    """Whether a float or decimal is no certain whole number; NaN is absent."""
    from pyspark.sql import functions as sf

    if kind.startswith("decimal"):
        return key != sf.floor(key)
    largest = LARGEST_WHOLE_FLOAT32 if kind == "float" else LARGEST_WHOLE_FLOAT
    is_large = sf.abs(key) > largest
    return sf.isnan(key) | is_large | (key != sf.floor(key))


def _number(frame: "DataFrame", table: str) -> "Column":
    """subtraject_nummer as text, without what nobody sees."""
    from pyspark.sql import functions as sf

    kind = _types(frame)[NUMMER]
    if kind in ("boolean", "date", "timestamp", "timestamp_ntz"):
        raise InputFileError(
            f"{table}: column {NUMMER} has type {kind}; expected text or whole numbers."
        )
    if kind in ("float", "double") or kind.startswith("decimal"):
        number = sf.col(NUMMER)
        is_broken = _is_uncertain(number, kind)
        if not kind.startswith("decimal"):
            is_broken = is_broken & ~sf.isnan(number)
        broken: Any = frame.agg(sf.count_if(is_broken)).collect()[0][0]
        if broken:
            raise InputFileError(
                f"{table}: column {NUMMER} holds numbers that are not whole, or floats "
                f"that are no longer exact: {broken:,} row(s). Write the numbers as "
                "text."
            )
    return key_text(frame, NUMMER)


def _refuse_lost_zeros(frames: list["DataFrame"], is_text: list[bool]) -> None:
    from pyspark.sql import functions as sf

    if is_text[0] == is_text[1]:
        return
    texts = frames[0] if is_text[0] else frames[1]
    zeros: Any = texts.agg(sf.count_if(sf.col(NUMMER).rlike("^0[0-9]"))).collect()
    if zeros[0][0]:
        raise InputFileError(
            f"column {NUMMER} has zeros in front in one table and is a number in the "
            "other, which has lost them. Write the numbers of both as text."
        )


def _refuse_nearly_met(rows: "DataFrame", lines: "DataFrame") -> None:
    """As ``intake.refuse_nearly_met``; numbers of both are shuffled for it."""
    from pyspark.sql import functions as sf

    unmet = lines.select(NUMMER).join(rows.select(NUMMER), NUMMER, "left_anti")
    near = unmet.select(_notation(sf.col(NUMMER)).alias("bare")).join(
        rows.select(_notation(sf.col(NUMMER)).alias("bare")), "bare", "left_semi"
    )
    count = near.count()
    if count:
        raise InputFileError(
            f"zorgactiviteiten: {count:,} row(s) bear the {NUMMER} of a subtraject but "
            "for zeros in front, a fraction of zeros behind, or capitals. Write the "
            "numbers of both tables in one way."
        )


def _notation(key: "Column") -> "Column":
    """A number without what notations of it differ in."""
    from pyspark.sql import functions as sf

    whole = sf.regexp_replace(sf.lower(key), r"^(.*[0-9])\.0+$", "$1")
    return sf.regexp_replace(whole, "^0+([0-9a-z])", "$1")


def _refuse_hospitals(frames: list["DataFrame"]) -> None:
    from pyspark.sql import functions as sf

    if not all(INSTELLING in frame.columns for frame in frames):
        return
    agb = [
        sf.lpad(key_text(frame, INSTELLING), 8, "0").alias("agb") for frame in frames
    ]
    found = frames[0].select(agb[0]).union(frames[1].select(agb[1])).distinct()
    if len(found.take(2)) > 1:
        raise InputFileError(
            f"both tables have the column {INSTELLING}, with several hospitals: a "
            "number is then unique within one alone. Group each hospital by itself, or "
            "the batch on one machine."
        )
