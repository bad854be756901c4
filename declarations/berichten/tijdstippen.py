"""Times of HL7v3 messages: which day is meant.

An HL7v3 time stamp is as precise as its digits: jjjjmmdd, with hours, minutes, seconds
and a fraction behind it where they are known, and the offset to UTC where it is given
(data type TS: ``YYYYMMDDHHMMSS.UUUU[+|-ZZzz]``). What counts in this field is the day.

The day is that in Europe/Amsterdam, as for every table (``tabellen.values.dates``).
Times without offset are as they are written; but where a message writes every date as
such a time, and each at 22:00 or 23:00, they are midnights that were written in UTC. A
message is judged as a whole and by itself: which others come with it changes nothing.
"""

from collections.abc import Mapping
from datetime import time

import polars as pl

from tabellen.values.dates import AMSTERDAM, GEBOORTEDATUM

DATE_FORMAT = "%Y%m%d"
"""How a date without time is written; the times of this module are longer ones."""

OTHER_HOUR, AS_UTC = "B-27", "B-28"

_TIME = (
    r"^(?<dag>[0-9]{8})(?<uur>[0-9]{2})?(?<minuut>[0-9]{2})?(?<seconde>[0-9]{2})?"
    r"(?:\.[0-9]{1,6})?(?<zone>Z|[+-][0-9]{4})?$"
)
_EVENING = [time(22), time(23)]
# Before this year offsets were no whole hours (tabellen.values.dates).
_STANDARD_TIME = 1946

Frames = Mapping[str, pl.DataFrame]


def with_days(
    frames: Frames, columns: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame | None]:
    """Write times as the days they are; what is no time of this form stays as it is.

    Args:
        frames: Text by source, each with ``bericht_idx``, ``bestand`` and ``row``.
        columns: Columns with dates, by source.

    Returns:
        The frames with texts jjjjmmdd, and what there is to tell: bericht_idx, bestand,
        source, column and code, once per message and column. None for nothing.
    """
    times = [
        _times(frame, source, column)
        for source, frame in frames.items()
        for column in columns[source]
        if column in frame.columns
        # Nearly every delivery has dates only; this is all that they cost.
        and (frame[column].str.len_bytes() > 8).any()
    ]
    if not times:
        return dict(frames), None
    read = _read(pl.concat(times), _with_dates_only(frames, columns))
    changed = dict(frames)
    for (source, column), days in read.group_by("source", "column"):
        frame = changed[str(source)]
        changed[str(source)] = (
            frame.with_row_index("#at")
            .join(
                days.select("#at", pl.col("dag").alias("#dag")),
                on="#at",
                how="left",
                validate="1:1",
                maintain_order="left",
            )
            .with_columns(pl.coalesce("#dag", str(column)).alias(str(column)))
            .select(frame.columns)
        )
    told = pl.concat(
        [
            read.filter("is_other_hour").with_columns(code=pl.lit(OTHER_HOUR)),
            read.filter("is_utc").with_columns(code=pl.lit(AS_UTC)),
        ]
    )
    kinds = ["bericht_idx", "bestand", "source", "column", "code"]
    return changed, told.select(kinds).unique(maintain_order=True)


def _times(frame: pl.DataFrame, source: str, column: str) -> pl.DataFrame:
    """Rows of one column that hold a time of this form, in its parts."""
    parts = pl.col(column).str.extract_groups(_TIME)
    return (
        frame.lazy()
        .with_row_index("#at")
        .filter(pl.col(column).str.len_bytes() > 8)
        .select("#at", "bericht_idx", "bestand", parts.alias("parts"))
        .unnest("parts")
        .filter(pl.col("dag").is_not_null())
        .with_columns(source=pl.lit(source), column=pl.lit(column))
        .collect()
    )


def _with_dates_only(
    frames: Frames, columns: Mapping[str, tuple[str, ...]]
) -> pl.DataFrame:
    """Messages that write any date without an hour."""
    found = [
        frame.filter(pl.col(column).str.contains("^[0-9]{8}$")).select("bericht_idx")
        for source, frame in frames.items()
        for column in columns[source]
        if column in frame.columns
    ]
    return pl.concat(found).unique()


def _read(times: pl.DataFrame, with_dates: pl.DataFrame) -> pl.DataFrame:
    """The day of each time; null where there is no such day, hour or offset."""
    digits = pl.concat_str(
        "dag", *(pl.col(part).fill_null("00") for part in ("uur", "minuut", "seconde"))
    )
    written = digits.str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us")
    # Written back it must read the same: parsing alone takes a 60th second.
    is_moment = written.dt.strftime("%Y%m%d%H%M%S") == digits
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    hours = pl.col("zone").str.slice(1, 2).cast(pl.Int64, strict=False)
    minutes = pl.col("zone").str.slice(3, 2).cast(pl.Int64, strict=False)
    offset = pl.when(pl.col("zone") == "Z").then(0).otherwise(
        sign * (hours * 60 + minutes)
    )  # fmt: skip
    is_offset = pl.col("zone").is_null() | (
        (offset.abs() <= 14 * 60) & (minutes.fill_null(0) < 60)
    )
    has_hour, has_zone = pl.col("uur").is_not_null(), pl.col("zone").is_not_null()
    moments = times.with_columns(
        written=pl.when(is_moment & is_offset).then(written),
        offset=offset,
        # A date with an offset has no hour to move by it.
        is_zoned=has_hour & has_zone,
        is_bare=has_hour & ~has_zone,
    ).join(with_dates.with_columns(has_date=pl.lit(value=True)), "bericht_idx", "left")
    is_evening = pl.col("written").dt.time().is_in(pl.lit(_EVENING, pl.List(pl.Time)))
    is_midnight_in_utc = (
        (pl.col("is_bare") & is_evening.fill_null(value=False)).all()
        & pl.col("has_date").is_null().all()
    ).over("bericht_idx")
    is_utc = pl.col("is_bare") & is_midnight_in_utc
    utc = pl.col("written") - pl.duration(minutes=pl.col("offset").fill_null(0))
    in_amsterdam = (
        utc.dt.replace_time_zone("UTC")
        .dt.convert_time_zone(AMSTERDAM)
        .dt.replace_time_zone(None)
    )
    local = (
        pl.when(pl.col("is_zoned") | is_utc)
        .then(in_amsterdam)
        .otherwise(pl.col("written"))
    )
    is_old = (
        (pl.col("column") == GEBOORTEDATUM)
        & (pl.col("is_zoned") | is_utc)
        & (local.dt.year() < _STANDARD_TIME)
    )
    nearest = pl.when(is_old).then(local.dt.offset_by("12h")).otherwise(local)
    return moments.select(
        *("#at", "bericht_idx", "bestand", "source", "column"),
        dag=nearest.dt.strftime(DATE_FORMAT),
        is_other_hour=(~is_old & (local.dt.time() != pl.time(0))).fill_null(
            value=False
        ),
        is_utc=is_utc,
    )
