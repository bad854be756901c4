"""Brings the Spark frames of a batch to the form that ``grouper.intake`` gives others.

The same rules as on one machine (DESIGN decisions 12, 13, 19 and 20), in Spark's words:
whole columns are looked at, which no executor can.
"""

from typing import TYPE_CHECKING, Any

from grouper.intake import INSTELLING, KNOWN, NUMMER
from productstructure.errors import InputFileError
from tabellen.columns import match_columns
from tabellen.dates import AMSTERDAM, GEBOORTEDATUM, STANDARD_TIME
from tabellen.texts import (
    INVISIBLE,
    LARGEST_WHOLE_FLOAT,
    LARGEST_WHOLE_FLOAT32,
)

if TYPE_CHECKING:
    # The extra may not be installed where types are checked.
    from pyspark.sql import (  # type: ignore[import-not-found, unused-ignore]
        Column,
        DataFrame,
    )

TABLES = ("subtrajecten", "zorgactiviteiten")


def take_in(
    subtrajecten: "DataFrame", zorgactiviteiten: "DataFrame"
) -> tuple["DataFrame", "DataFrame"]:
    """Both tables with known names, days for moments and numbers that meet.

    Raises:
        InputFileError: A column bears nearly the name of a known one that is absent;
            numbers are not exact, or have zeros in front in one table alone; or there
            are several hospitals, which are for one machine.
    """
    frames = [
        _with_days(_with_known_names(frame, table))
        for frame, table in zip((subtrajecten, zorgactiviteiten), TABLES, strict=True)
    ]
    if not all(NUMMER in frame.columns for frame in frames):
        return frames[0], frames[1]  # Told with all other columns that are missing.
    _refuse_lost_zeros(frames)
    _refuse_hospitals(frames)
    rows, lines = (
        frame.withColumn(NUMMER, _number(frame, table))
        for frame, table in zip(frames, TABLES, strict=True)
    )
    return rows, lines


def _with_known_names(frame: "DataFrame", table: str) -> "DataFrame":
    required, optional = KNOWN[table]
    match = match_columns(
        frame.columns, table=table, required=required, optional=optional
    )
    for name, meant in match.renamed.items():
        frame = frame.withColumnRenamed(name, meant)
    return frame


def _types(frame: "DataFrame") -> dict[str, str]:
    return dict(frame.dtypes)


def _with_days(frame: "DataFrame") -> "DataFrame":
    """Moments as the day in Amsterdam; naive ones as UTC where all say so."""
    from pyspark.sql import functions as sf

    moments = [n for n, t in _types(frame).items() if t.startswith("timestamp")]
    naive = [n for n in moments if _types(frame)[n] == "timestamp_ntz"]
    as_utc = set(_utc(frame, naive)) if naive else set()
    for name in moments:
        here = sf.col(name)
        if name not in naive:
            here = sf.to_utc_timestamp(here, sf.current_timezone())
        if name not in naive or name in as_utc:
            here = sf.from_utc_timestamp(here.cast("timestamp"), AMSTERDAM)
            if name == GEBOORTEDATUM:
                later = here + sf.expr("interval 12 hours")
                here = sf.when(sf.year(here) < STANDARD_TIME, later).otherwise(here)
        frame = frame.withColumn(name, sf.to_date(here))
    return frame


def _utc(frame: "DataFrame", naive: list[str]) -> list[str]:
    from pyspark.sql import functions as sf

    def is_other(name: str) -> "Column":
        moment = sf.col(name)
        is_evening = sf.hour(moment) >= 22
        is_whole = (sf.minute(moment) == 0) & (sf.second(moment) == 0)
        if name == GEBOORTEDATUM:
            is_whole = is_whole | (sf.year(moment) < STANDARD_TIME)
        return sf.count_if(~(is_evening & is_whole)).alias(name)

    (others,) = frame.agg(*map(is_other, naive)).collect()
    return [name for name in naive if others[name] == 0]


def _number(frame: "DataFrame", table: str) -> "Column":
    """subtraject_nummer as text, without what nobody sees."""
    from pyspark.sql import functions as sf

    number, kind = sf.col(NUMMER), _types(frame)[NUMMER]
    if kind in ("float", "double") or kind.startswith("decimal"):
        if kind in ("float", "double"):
            number = sf.when(~sf.isnan(number), number)
        is_broken = number != sf.floor(number)
        if kind in ("float", "double"):
            largest = LARGEST_WHOLE_FLOAT32 if kind == "float" else LARGEST_WHOLE_FLOAT
            is_broken = is_broken | (sf.abs(number) > largest)
        broken: Any = frame.agg(sf.count_if(is_broken)).collect()[0][0]
        if broken:
            raise InputFileError(
                f"{table}: column {NUMMER} holds numbers that are not whole, or floats "
                f"that are no longer exact: {broken:,} row(s). Write the numbers as "
                "text."
            )
        number = sf.floor(number).cast("decimal(38,0)")
    bare = sf.trim(sf.regexp_replace(number.cast("string"), INVISIBLE, ""))
    return sf.when(bare != "", bare)


def _refuse_lost_zeros(frames: list["DataFrame"]) -> None:
    from pyspark.sql import functions as sf

    is_text = [_types(frame)[NUMMER] == "string" for frame in frames]
    if is_text[0] == is_text[1]:
        return
    texts = frames[0] if is_text[0] else frames[1]
    zeros: Any = texts.agg(sf.count_if(sf.trim(NUMMER).rlike("^0[0-9]"))).collect()
    if zeros[0][0]:
        raise InputFileError(
            f"column {NUMMER} has zeros in front in one table and is a number in the "
            "other, which has lost them. Write the numbers of both as text."
        )


def _refuse_hospitals(frames: list["DataFrame"]) -> None:
    from pyspark.sql import functions as sf

    if not all(INSTELLING in frame.columns for frame in frames):
        return
    agb = sf.lpad(sf.trim(sf.col(INSTELLING).cast("string")), 8, "0").alias("agb")
    found = frames[0].select(agb).union(frames[1].select(agb)).distinct()
    if len(found.take(2)) > 1:
        raise InputFileError(
            f"both tables have the column {INSTELLING}, with several hospitals: a "
            "number is then unique within one alone. Group each hospital by itself, or "
            "the batch on one machine."
        )


__all__ = ["take_in"]
