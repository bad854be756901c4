"""Every type and form of every column, by every road: as meant, or refused.

Whatever a column looks like, a batch has the outcome that it has in plain text, or the
command says in words that it cannot be read. Never another outcome with status ok.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import dbc_grouper_data
import polars as pl
import pytest
from support.releases.sound_batch import OUTCOME, Frames, batch, expected, release

from billing.gates import GateError
from billing.work.group import group_files
from grouper.engine import Grouper
from productstructure.errors import DbcError
from tabellen.forms.frames import read_frame, write_frame

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

Form = Callable[[pl.Series], pl.Series]


def midnights(zone: str | None, unit: str = "us") -> Form:
    def form(days: pl.Series) -> pl.Series:
        moments = [
            None if d is None else datetime(d.year, d.month, d.day, tzinfo=AMSTERDAM)
            for d in days.str.to_date().to_list()
        ]
        column = pl.Series(days.name, moments, pl.Datetime(unit, "UTC"))
        if zone is None:
            return column.dt.replace_time_zone(None)
        return column.dt.convert_time_zone(zone)

    return form


def around(sign: str) -> Form:
    return lambda texts: pl.Series(
        texts.name, [None if t is None else f"{sign}{t}{sign}" for t in texts]
    )


def each(change: Callable[[str], object], dtype: pl.DataType | None = None) -> Form:
    return lambda texts: pl.Series(
        texts.name, [None if t is None else change(t) for t in texts], dtype
    )


INVISIBLE: dict[str, Form] = {
    "blanks around": around(" "),
    "tabs around": around("\t"),
    "no-break blanks": around("\u00a0"),
    "byte order marks": around("\ufeff"),
    "zero width": around("\u200b"),
}
NUMBERS: dict[str, Form] = {
    "integer": each(int, pl.Int64()),
    "small integer": each(int, pl.Int32()),
    "float": each(float, pl.Float64()),
    "decimal": each(Decimal, pl.Decimal(12, 0)),
    "decimal with scale": each(Decimal, pl.Decimal(12, 2)),
    "category": lambda texts: texts.cast(pl.Categorical),
}
DAYS: dict[str, Form] = {
    "date": each(date.fromisoformat, pl.Date()),
    "compact": each(lambda day: day.replace("-", "")),
    "number": each(lambda day: int(day.replace("-", "")), pl.Int64()),
    "naive": lambda days: days.str.to_date().cast(pl.Datetime("us")),
    "naive in ms": lambda days: days.str.to_date().cast(pl.Datetime("ms")),
    "naive utc": midnights(None),
    "naive utc in ns": midnights(None, "ns"),
    "amsterdam": midnights("Europe/Amsterdam"),
    "utc": midnights("UTC"),
    "utc in ms": midnights("UTC", "ms"),
    "new york": midnights("America/New_York"),
    "blanks around": around(" "),
}
CODES = (
    *("specialisme_code", "diagnose_code", "zorgtype_code", "geslacht"),
    "zorginstelling_code",
)
ZEROS = {"leading zeros": each(lambda number: number.zfill(9))}

CASES: list[tuple[str, str, str, Form]] = [
    *(
        (table, "subtraject_nummer", name, form)
        for table in ("rows", "lines")
        for name, form in {**INVISIBLE, **NUMBERS, **ZEROS}.items()
    ),
    *(
        ("rows", column, name, form)
        for column in CODES
        for name, form in {**INVISIBLE, **NUMBERS}.items()
    ),
    *(
        ("lines", column, name, form)
        for column in ("zorgactiviteit_code", "aantal")
        for name, form in {**INVISIBLE, **NUMBERS}.items()
    ),
    *(
        ("rows", column, name, form)
        for column in ("begindatum", "einddatum", "geboortedatum")
        for name, form in DAYS.items()
    ),
    *(("lines", "uitvoerdatum", name, form) for name, form in DAYS.items()),
    *(
        ("rows", "aanspraak", spelling, each(lambda _, own=spelling: own))
        for spelling in ("j", "ja", "JA", " J ", "1", "true", "Waar", "Yes")
    ),
    ("rows", "aanspraak", "true", each(lambda _: True, pl.Boolean())),
    ("rows", "aanspraak", "1 as float", each(lambda _: 1.0, pl.Float64())),
    *(
        (
            "rows",
            "zorgtraject_nummer",
            word,
            lambda texts, own=word: texts.fill_null(own),
        )
        for word in (" ", "NULL", "nan", "n.v.t.", "-", "0", "\u200b")
    ),
]

ROADS = ("frames", "csv", "parquet", "arrow")


def changed(table: str, column: str, form: Form) -> Frames:
    rows, lines = batch()
    if table == "rows":
        return rows.with_columns(form(rows[column])), lines
    return rows, lines.with_columns(form(lines[column]))


def outcome_by(road: str, frames: Frames, folder: Path) -> pl.DataFrame:
    if road == "frames":
        return Grouper(release()).group(*frames).grouped.select(OUTCOME)
    paths = [folder / f"{name}.{road}" for name in ("rows", "lines")]
    for frame, path in zip(frames, paths, strict=True):
        write_frame(frame, path)
    out = folder / "out.parquet"
    group_files([dbc_grouper_data.release_path()], *paths, out=out, digest=False)
    return read_frame(out, columns=OUTCOME).select(OUTCOME)


LOST = {
    *((c, n) for c in CODES for n in ("float", "decimal with scale")),
    ("zorgactiviteit_code", "float"),
    ("zorgactiviteit_code", "decimal with scale"),
    ("aanspraak", "1 as float"),
}
"""What a csv says of codes that were numbers (320.0)
is not taken for them: the rows are rejected, and so many trip a gate."""

REFUSED = {
    # Both text, and alike but for zeros: never stripped.
    ("rows", "subtraject_nummer", "leading zeros"): ROADS,
    ("lines", "subtraject_nummer", "leading zeros"): ROADS,
    # A fraction in a text is no number that anybody wrote.
    ("rows", "subtraject_nummer", "float"): ("csv",),
    ("lines", "subtraject_nummer", "float"): ("csv",),
    ("rows", "subtraject_nummer", "decimal with scale"): ("csv",),
    ("lines", "subtraject_nummer", "decimal with scale"): ("csv",),
}


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("table", "column", "name", "form"),
    CASES,
    ids=[f"{table}.{column} {name}" for table, column, name, _ in CASES],
)
def test_every_form_of_a_column_is_read_as_meant_or_refused(
    road: str, table: str, column: str, name: str, form: Form, tmp_path: Path
) -> None:
    frames = changed(table, column, form)
    if road in REFUSED.get((table, column, name), ()):
        # In words, and without a value of a row.
        with pytest.raises(DbcError, match="Write the numbers") as refusal:
            outcome_by(road, frames, tmp_path)
        assert not isinstance(refusal.value, GateError)
        assert "1001" not in str(refusal.value)
        return
    if road == "csv" and (column, name) in LOST:
        with pytest.raises(GateError, match="The outcome is not written"):
            outcome_by(road, frames, tmp_path)
        return
    found = outcome_by(road, frames, tmp_path)
    assert found.cast(pl.String).to_dicts() == expected().cast(pl.String).to_dicts()
