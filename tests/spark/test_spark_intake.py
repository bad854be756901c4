"""Frames of Spark in every type and form: as on one machine, or refused in words."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dbc_grouper_data
import polars as pl
import pytest
from support.releases.sound_batch import OUTCOME, batch, expected

from billing.spark.batch import _hoofdtrajecten, group_with_spark, read_rows
from billing.spark.intake import take_in
from billing.spark.worker import Work
from billing.work.group import group_files
from grouper.ozp.hoofdtraject import link_hoofdtrajecten
from productstructure.errors import InputFileError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMMER = "subtraject_nummer"

DAYS = [
    *(date(1903, 5, 4), date(1938, 1, 1), date(1944, 8, 9), date(1946, 1, 1)),
    *(date(1980, 4, 6), date(2016, 12, 31), date(2017, 1, 1), date(2024, 3, 31)),
    *(date(2024, 4, 1), date(2024, 10, 27), date(2024, 10, 28)),
]
ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Asia/Tokyo")

Change = Callable[[Any, Any], tuple[Any, Any]]


@pytest.fixture
def zone(spark: Any) -> Iterator[Callable[[str], None]]:
    """Sets the time zone of the session, until the end of the test."""
    name = "spark.sql.session.timeZone"
    before = spark.conf.get(name)
    yield lambda here: spark.conf.set(name, here)
    spark.conf.set(name, before)


def midnight(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


def moments(spark: Any) -> Any:
    """Every type of moment that Spark has, of the same days."""
    since = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
    rows = [
        (
            day.isoformat(),
            (midnight(day) - since) // timedelta(microseconds=1),
            f"{day} 00:00:00",
            midnight(day).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S"),
        )
        for day in DAYS
    ]
    frame = spark.createDataFrame(
        rows, "day string, micros long, clock string, u string"
    )
    return frame


@pytest.mark.parametrize("here", ZONES)
def test_moments_of_every_type_are_the_day_in_amsterdam(
    spark: Any, zone: Callable[[str], None], here: str
) -> None:
    from pyspark.sql import functions as sf

    zone(here)
    frame = moments(spark)
    # Offsets of a begindatum are certain from 1946 on; a geboortedatum may be older.
    table = frame.select(
        sf.col("day"),
        sf.timestamp_micros("micros").alias("geboortedatum"),
        sf.col("day").cast("date").alias("einddatum"),
        sf.col("clock").cast("timestamp_ntz").alias("begindatum"),
        sf.col("u").cast("timestamp_ntz").alias("datum"),
        sf.concat(sf.col("clock"), sf.lit(".000")).alias("uitvoerdatum"),
    )
    rows, lines, notices = take_in(table.drop("datum"), table.select("day", "datum"))
    found = rows.collect()
    for name in ("geboortedatum", "einddatum", "begindatum", "uitvoerdatum"):
        assert [str(row[name]) for row in found] == [row["day"] for row in found], name
    recent = [row for row in lines.collect() if row["day"] >= "1946"]
    assert [str(row["datum"]) for row in recent] != []
    codes = {(notice.column, notice.code) for notice in notices}
    assert not [each for each in codes if each[0] == "begindatum"]


@pytest.mark.parametrize("here", ZONES)
def test_naive_moments_that_all_are_in_the_evening_are_utc(
    spark: Any, zone: Callable[[str], None], here: str
) -> None:
    from pyspark.sql import functions as sf

    zone(here)
    frame = moments(spark).where("day >= '1946'")
    for column in (sf.col("u").cast("timestamp_ntz"), sf.col("u")):
        table = frame.select("day", column.alias("begindatum"))
        rows, _, notices = take_in(table, table)
        found = rows.collect()
        assert [str(row["begindatum"]) for row in found] == [r["day"] for r in found]
        told = [(n.table, n.code, n.column, n.count) for n in notices if n.column]
        assert ("subtrajecten", "B202", "begindatum", 8) in told


@pytest.mark.parametrize("form", ["timestamp", "timestamp_ntz", "text", "text Z"])
def test_hours_are_told_with_their_count(spark: Any, form: str) -> None:
    from pyspark.sql import functions as sf

    clock = ["2024-05-06 00:00:00", "2024-05-06 09:30:00", "2024-05-06 22:15:00"]
    frame = spark.createDataFrame([(each,) for each in clock], "begindatum string")
    here = sf.col("begindatum")
    if form == "text Z":
        here = sf.concat(sf.replace(here, sf.lit(" "), sf.lit("T")), sf.lit("Z"))
    elif form == "timestamp":
        here = sf.to_timestamp(sf.concat(here, sf.lit(" Europe/Amsterdam")))
    elif form == "timestamp_ntz":
        here = here.cast(form)
    table = frame.select(here.alias("begindatum"))
    rows, _, notices = take_in(table, table)
    days = ["06", "06", "07" if form == "text Z" else "06"]
    assert [str(row[0]) for row in rows.collect()] == [f"2024-05-{d}" for d in days]
    count = 3 if form == "text Z" else 2
    told = {(n.code, n.count) for n in notices if n.code < "B210"}
    assert told == {("B201", count)}


def test_text_that_is_no_moment_stays_as_it_is(spark: Any) -> None:
    texts = ["2024-05-06T00:00:00Z", "gisteren", None, "2024-13-06T00:00:00Z", "2024"]
    table = spark.createDataFrame([(each,) for each in texts], "geboortedatum string")
    rows, _, _ = take_in(table, table)
    found = [row[0] for row in rows.collect()]
    assert found == ["2024-05-06", *texts[1:]]


def spark_batch(spark: Any) -> tuple[Any, Any]:
    return tuple(spark.createDataFrame(frame.to_arrow()) for frame in batch())


def cast(kinds: dict[str, str], table: str = "both") -> Change:
    from pyspark.sql import functions as sf

    def change(rows: Any, lines: Any) -> tuple[Any, Any]:
        def of(frame: Any) -> Any:
            for name, kind in kinds.items():
                if name in frame.columns:
                    frame = frame.withColumn(name, sf.col(name).cast(kind))
            return frame

        return (
            of(rows) if table in ("both", "rows") else rows,
            of(lines) if table in ("both", "lines") else lines,
        )

    return change


def dressed(text: str, *names: str) -> Change:
    """Each key or code with something before or behind it that nobody sees."""
    from pyspark.sql import functions as sf

    before, after = text.split("x")

    def change(rows: Any, lines: Any) -> tuple[Any, Any]:
        for name in names:
            here = sf.concat(sf.lit(before), sf.col(name), sf.lit(after))
            if name in rows.columns:
                rows = rows.withColumn(name, here)
            if name in lines.columns and name != NUMMER:
                lines = lines.withColumn(name, here)
        return rows, lines

    return change


CODES = ("specialisme_code", "diagnose_code", "zorgtype_code", "zorgactiviteit_code")
DATES = ("begindatum", "einddatum", "geboortedatum", "uitvoerdatum")
KEYS = (NUMMER, *CODES, "geslacht", "zorginstelling_code", "aanspraak")

SAME: dict[str, Callable[[], Change]] = {
    **{
        f"numbers as {kind} in {table}": (
            lambda kind=kind, table=table: cast(
                dict.fromkeys(
                    (NUMMER, *CODES, "geslacht", "zorginstelling_code"), kind
                ),
                table,
            )
        )
        for table, kind in (
            *(("both", "int"), ("rows", "bigint"), ("lines", "int")),
            *(("rows", "double"), ("lines", "double"), ("both", "decimal(12,2)")),
        )
    },
    **{
        f"dates as {kind}": lambda kind=kind: cast(dict.fromkeys(DATES, kind))
        for kind in ("date", "timestamp", "timestamp_ntz")
    },
    "aantal as double": lambda: cast({"aantal": "double"}),
    "blanks and marks": lambda: dressed("\ufeff x\u00a0\u200b", *KEYS),
    "other capitals": lambda: (
        lambda rows, lines: (
            rows.withColumnRenamed("begindatum", "BeginDatum"),
            lines.withColumnRenamed("aantal", " Aantal"),
        )
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_batch_in_another_form_has_the_same_outcome(spark: Any, form: str) -> None:
    rows, lines = SAME[form]()(*spark_batch(spark))
    release = dbc_grouper_data.release_path()
    result = group_with_spark(spark, release, rows, lines)
    found = pl.DataFrame(result.grouped.toArrow()).select(OUTCOME).cast(pl.String)
    same = expected().cast(pl.String)
    assert found.sort(NUMMER).to_dicts() == same.sort(NUMMER).to_dicts()


def renamed(name: str, other: str, table: int = 0) -> Change:
    def change(*frames: Any) -> tuple[Any, Any]:
        both = list(frames)
        both[table] = both[table].withColumnRenamed(name, other)
        return both[0], both[1]

    return change


def column(name: str, sql: str, table: int = 0) -> Change:
    def change(*frames: Any) -> tuple[Any, Any]:
        from pyspark.sql import functions as sf

        both = list(frames)
        both[table] = both[table].withColumn(name, sf.expr(sql))
        return both[0], both[1]

    return change


REFUSED: dict[str, tuple[Change, str]] = {
    "one letter off": (renamed("geboortedatum", "geboortedatm"), "Name it geboorte"),
    "no ending": (renamed("afsluitreden_code", "afsluitreden"), "Name it afsluitreden"),
    "of activities": (renamed("uitvoerdatum", "uitvoerdatums", 1), "Name it uitvoer"),
    "zeros in text": (
        column(NUMMER, f"lpad({NUMMER}, 9, '0')"),
        "row.s. bear the subtraject_nummer",
    ),
    "zeros against numbers": (
        lambda rows, lines: column(NUMMER, f"concat('\ufeff0', {NUMMER})")(
            rows, cast({NUMMER: "int"}, "lines")(rows, lines)[1]
        ),
        "zeros in front in one table",
    ),
    "fraction in text": (
        column(NUMMER, f"concat({NUMMER}, '.0')", 1),
        "row.s. bear the subtraject_nummer",
    ),
    "fraction": (column(NUMMER, f"{NUMMER} + 0.5D"), "not whole"),
    "large float": (column(NUMMER, f"{NUMMER} + 1e17D", 1), "no longer exact"),
    "truth": (column(NUMMER, "true"), "has type boolean"),
    "list": (column("aantal", "array(1)", 1), "aantal has type array"),
    "struct": (column("geslacht", "named_struct('a', 1)"), "geslacht has type struct"),
    "two hospitals": (
        column("zorginstelling_code", "'06990099'", 1),
        "several hospitals",
    ),
    "twice": (
        lambda rows, lines: (rows.select("*", "geslacht"), lines),
        "geslacht comes 2 times",
    ),
}


@pytest.mark.parametrize("form", REFUSED)
def test_batch_that_cannot_be_read_is_refused_in_words(spark: Any, form: str) -> None:
    change, said = REFUSED[form]
    with pytest.raises(InputFileError, match=said) as refusal:
        take_in(*change(*spark_batch(spark)))
    assert "1001" not in str(refusal.value)


def test_columns_that_are_not_read_are_told(spark: Any) -> None:
    rows, lines = spark_batch(spark)
    rows = rows.withColumnRenamed("geboortedatum", "gebortedatun")
    lines = lines.withColumnRenamed("uitvoerdatum", "kostenplaats")
    _, _, notices = take_in(rows, lines)
    told = {(n.table, n.code): n.column for n in notices}
    assert told["subtrajecten", "B231"] == "gebortedatun ~ geboortedatum"
    assert told["zorgactiviteiten", "B232"] == "kostenplaats"
    assert "uitvoerdatum" in told["zorgactiviteiten", "B233"]
    rows = rows.withColumnRenamed("gebortedatun", "geboortedatm")
    _, _, notices = take_in(rows, lines, ignored=["geboortedatm"])
    assert "geboortedatum" in {n.code: n.column for n in notices[::-1]}["B233"]


@pytest.mark.parametrize("here", ["UTC", "Europe/Amsterdam"])
def test_int96_that_spark_wrote_is_read_alike_on_both(
    spark: Any, zone: Callable[[str], None], tmp_path: Path, here: str
) -> None:
    zone(here)
    kind = "spark.sql.parquet.outputTimestampType"
    spark.conf.set(kind, "INT96")
    try:
        zone("Europe/Amsterdam")
        frames = cast(dict.fromkeys(DATES, "timestamp"))(*spark_batch(spark))
        paths = [tmp_path / "rows", tmp_path / "lines"]
        for frame, path in zip(frames, paths, strict=True):
            frame.coalesce(1).write.parquet(str(path))
    finally:
        spark.conf.unset(kind)
    zone(here)
    release = dbc_grouper_data.release_path()
    result = group_with_spark(spark, release, *(read_rows(spark, p) for p in paths))
    found = pl.DataFrame(result.grouped.toArrow()).select(OUTCOME).cast(pl.String)
    same = expected().cast(pl.String).sort(NUMMER)
    assert found.sort(NUMMER).to_dicts() == same.to_dicts()
    files = [next(path.glob("*.parquet")) for path in paths]
    out = tmp_path / "out.parquet"
    group_files([release], *files, out=out, digest=False)
    alone = pl.read_parquet(out).select(OUTCOME).cast(pl.String).sort(NUMMER)
    assert alone.to_dicts() == same.to_dicts()


def test_numbers_that_link_are_read_alike(spark: Any) -> None:
    table = spark.sql(
        """select * from values
        ('1', '11', ' T1', 7.0D, '2024-01-01', '06990001'),
        ('2', '\ufeff51 ', 'T1\u200b', null, '2024-01-02', '06990001'),
        ('3', '51', 'NULL', double('nan'), '2024-01-02', '06990001'),
        ('4', '11', 'NULL', 0.0D, '2024-01-01', '06990001'),
        ('5', '51', null, 7.0D, '2024-01-02', '06990001'),
        ('6', '51', '-', 0.0D, '2024-01-02', '06990001')
        as t(subtraject_nummer, zorgtype_code, zorgtraject_nummer, verzekerde_id,
             begindatum, zorginstelling_code)"""
    )
    links = _hoofdtrajecten(table, Work.of(None, ozp=True, profielen=False))
    assert sorted(links.rows()) == [("2", "1", 1), ("5", "1", 1)]
    alone = link_hoofdtrajecten(pl.DataFrame(table.toArrow()))
    assert sorted(alone.rows()) == sorted(links.rows())
