"""Whatever becomes of a column, the outcome is as before or something is said.

Columns of a batch and of lines are dropped, renamed, blanked, doubled and retyped. What
then comes out is what came out before, or it is refused in words, or a finding or
notice tells of the column; never another outcome in silence.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import dbc_grouper_data
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.releases.sound_batch import OUTCOME, batch, release

from billing.regels.sources import Regelinvoer, read_lines
from billing.tariefbronnen import Tariefbronnen
from grouper.engine import Grouper, GroupResult
from productstructure.errors import DbcError
from tabellen.forms.frames import read_frame, write_frame
from tariffs.decision.prijsboek import Prijsboek
from tariffs.pricing import price_lines
from tariffs.settings import Prijsinstellingen

TABLES = ("subtrajecten", "zorgactiviteiten")
ENDINGS = ("_code", "_nummer", "_id")
FEW = settings(max_examples=30, database=None, derandomize=True)
MANY = settings(max_examples=150, database=None, derandomize=True)

Outcome = TypeVar("Outcome")

Change = Callable[[pl.DataFrame, str], pl.DataFrame]


def renamed(name: Callable[[str], str]) -> Change:
    return lambda frame, column: frame.rename({column: name(column)})


def filled(value: str | None) -> Change:
    return lambda frame, column: frame.with_columns(
        pl.lit(value, pl.String).alias(column)
    )


def retyped(dtype: pl.DataType) -> Change:
    """Every value as another type, where all of them can be; else untouched."""

    def change(frame: pl.DataFrame, column: str) -> pl.DataFrame:
        text = frame[column].replace("", None)
        try:
            if dtype == pl.Date:
                return frame.with_columns(text.str.to_date("%Y-%m-%d"))
            return frame.with_columns(text.cast(dtype))
        except pl.exceptions.PolarsError:
            return frame

    return change


def without_ending(column: str) -> str:
    for ending in ENDINGS:
        column = column.removesuffix(ending)
    return column


def as_list(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return frame.with_columns(pl.concat_list(column).alias(column))


CHANGES: dict[str, Change] = {
    "drop": lambda frame, column: frame.drop(column),
    "upper": renamed(str.upper),
    "title": renamed(lambda name: name.replace("_", " ").title()),
    "blanks": renamed(lambda name: f" {name}\t"),
    "one letter less": renamed(lambda name: name[:4] + name[5:]),
    "one letter other": renamed(lambda name: f"{name[:3]}x{name[4:]}"),
    "two exchanged": renamed(lambda name: name[:2] + name[3:1:-1] + name[4:]),
    "two letters off": renamed(lambda name: f"x{name[1:-1]}"),
    "without ending": renamed(without_ending),
    "other name": renamed(lambda name: f"kostenplaats_{len(name)}"),
    "no values": filled(None),
    "empty": filled(""),
    "blank": filled("  "),
    "zero width": filled("\u200b"),
    "word for nothing": filled("n.v.t."),
    "nonsense": filled("#N/B"),
    "again in capitals": lambda frame, column: frame.with_columns(
        pl.col(column).reverse().alias(column.upper())
    ),
    "integer": retyped(pl.Int64()),
    "small integer": retyped(pl.Int32()),
    "float": retyped(pl.Float64()),
    "decimal": retyped(pl.Decimal(18, 3)),
    "category": retyped(pl.Categorical()),
    "day": retyped(pl.Date()),
    "list": as_list,
}


@cache
def small_batch() -> dict[str, pl.DataFrame]:
    rows, lines = batch()
    rows = rows.head(10)
    lines = lines.filter(pl.col("subtraject_nummer").is_in(rows["subtraject_nummer"]))
    return dict(zip(TABLES, (rows, lines), strict=True))


@cache
def grouper() -> Grouper:
    return Grouper(release(), threads=1)


@cache
def before(*, ozp: bool) -> GroupResult:
    return grouper().group(*small_batch().values(), ozp=ozp)


def outcome(result: GroupResult) -> pl.DataFrame:
    return result.grouped.select(OUTCOME).cast(pl.String)


COLUMNS = [(table, name) for table in TABLES for name in small_batch()[table].columns]


@MANY
@given(st.sampled_from(COLUMNS), st.sampled_from(sorted(CHANGES)), st.booleans())
@example(("subtrajecten", "afsluitreden_code"), "without ending", False)
@example(("subtrajecten", "geboortedatum"), "two letters off", False)
@example(("zorgactiviteiten", "uitvoerdatum"), "drop", True)
def test_batch_with_a_changed_column_is_grouped_alike_or_it_is_said(
    where: tuple[str, str], change: str, ozp: bool
) -> None:
    table, column = where
    frames = dict(small_batch())
    frames[table] = CHANGES[change](frames[table], column)
    result = done_or_refused(lambda: grouper().group(*frames.values(), ozp=ozp))
    if isinstance(result, str):
        assert column in result.lower()
        assert "1001" not in result
        return
    same = before(ozp=ozp)
    if outcome(result).equals(outcome(same)) and (
        not ozp or sold(result).equals(sold(same))
    ):
        return
    told = [*(n.column for n in result.notices), *result.findings["column"].unique()]
    assert column in " ".join(told)


def done_or_refused(work: Callable[[], Outcome]) -> Outcome | str:
    """What comes of some work, or in what words it is refused."""
    try:
        return work()
    except DbcError as refusal:
        return str(refusal)


def sold(result: GroupResult) -> pl.DataFrame:
    assert result.ozp is not None
    names = ("subtraject_nummer", "declaratiecode", "aantal", "uitvoerdatum")
    found = result.ozp.select(*names, "is_declarabel").cast(pl.String)
    return found.sort(found.columns)


@cache
def lines() -> pl.DataFrame:
    """The lines that ship, their numbers of figures alone."""
    path = dbc_grouper_data.tarieven_path() / "declaratieregels.csv"
    return read_frame(path).head(12)


def read(frame: pl.DataFrame, form: str) -> Regelinvoer:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"regels.{form}"
        write_frame(frame, path)
        return read_lines(path, None)


@cache
def boek() -> Prijsboek:
    tarieven = Tariefbronnen(tarieven=dbc_grouper_data.tarieven_path())
    return Prijsboek.prepare(
        tarieven.read_and_count().tabellen, bekend_op=date(2025, 1, 31)
    )


def decided(invoer: Regelinvoer) -> dict[int, tuple[str, int | None]]:
    """Status and amount of each line that could be read, by its place."""
    run = Prijsinstellingen(verwerkingsdatum=date(2025, 1, 31), threads=1)
    found = price_lines(invoer.regels, boek(), run)
    outcomes = found.select("status", "bedrag_cent").rows()
    return dict(zip(invoer.plaats, outcomes, strict=True))


@cache
def decided_before() -> dict[int, tuple[str, int | None]]:
    return decided(read(lines(), "csv"))


@FEW
@given(
    st.sampled_from(lines().columns),
    st.sampled_from(sorted(CHANGES)),
    st.sampled_from(("csv", "parquet", "arrow")),
)
@example("ontvanger", "two letters off", "csv")
def test_lines_with_a_changed_column_are_read_alike_or_it_is_said(
    column: str, change: str, form: str
) -> None:
    frame = CHANGES[change](lines(), column)
    if form == "csv" and change == "list":
        return  # A csv holds none.
    found = done_or_refused(lambda: read(frame, form))
    if isinstance(found, str):
        # A header that is not known is refused by its own name.
        names = {column, *(set(frame.columns) - set(lines().columns))}
        assert any(name.strip().lower() in found.lower() for name in names)
        return
    assert found.height == lines().height
    said = " ".join([*found.leeg, *found.findings["column"].drop_nulls().unique()])
    if column in said:
        return
    # A line that comes to something else says so by its status, and has its reasons.
    before = decided_before()
    for place, (status, amount) in decided(found).items():
        assert (status, amount) == before[place] or status in ("GEWEIGERD", "SIGNAAL")
