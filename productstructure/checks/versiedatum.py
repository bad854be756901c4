"""By which VersieDatum a release counts, and whether its two files are of one set.

Of several releases for a day the newest versiedatum wins (docs/decisions.md 9), so one
wrong digit in one of many thousand rows must not make a release the newest.

Dutch terms: versiedatum (day a row was published), identificatie (what a file calls
itself).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from productstructure.checks.faults import MIXED
from productstructure.schema import TABLE_BY_NAME, TABLES

LATEST_BEHIND = timedelta(days=31)
"""A few rows may be published this long after the release's own date; later is a slip
of the pen. UNSOURCED: RZ17a has one VersieDatum, before both dates of its names."""

MOST_ABOVE = timedelta(days=366)
"""Nor do most rows of a release come this long after the dates in its names.
UNSOURCED."""

FAR = timedelta(days=731)
"""A date that few rows have, this far from that of most, is told. UNSOURCED."""

_FEW = 0.01


@dataclass(frozen=True)
class Versiedatum:
    """By which VersieDatum a release counts.

    Attributes:
        versiedatum: The latest that can be.
        own: The latest of the release's own dates: of its names, and of most rows.
        faults: Why the release cannot be used, a text each.
        notices: What is unusual, a text each.
    """

    versiedatum: date
    own: date
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def find_versiedatum(
    tables: Mapping[str, pl.DataFrame],
    named: Mapping[str, date],
    identificaties: Mapping[str, str],
) -> Versiedatum:
    """Find the VersieDatum that a release counts by.

    Args:
        tables: All tables.
        named: The release's own dates by where they stand: in the file names, in
            Identificatie.
        identificaties: Identificatie by file.
    """
    counts = _count(tables)
    by_day = counts.group_by("versiedatum").agg(pl.sum("rows")).sort("versiedatum")
    total = int(by_day["rows"].sum())
    most: date = by_day.sort("rows", "versiedatum")["versiedatum"][-1]
    # A name that lies years ahead is a slip itself (``horizon`` tells it).
    own = max([most, *(day for day in named.values() if day <= most + FAR)])
    possible = by_day.filter(
        (pl.col("versiedatum") <= own + LATEST_BEHIND) | (pl.col("versiedatum") == most)
    )
    latest: date = possible["versiedatum"].max()  # type: ignore[assignment]
    faults = [
        *_too_late(most, named),
        *_of_two_sets(counts),
        *_named_apart(identificaties),
    ]
    notices = []
    for day, rows in by_day.rows():
        place = _place(tables, day)
        where = f"VersieDatum {day} stands in {rows} of {total} rows ({place})"
        if day > latest:
            notices.append(
                f"{where}, after the release's own date {own}: it is not counted, and"
                f" the release counts as of {latest}."
            )
        elif rows < _FEW * total and abs(day - most) > FAR:
            notices.append(f"{where}, far from {most}, which most rows have.")
        elif rows < _FEW * total and day == latest:
            notices.append(
                f"{where}: the release counts as of that date; most rows have {most}."
            )
    for where, day in named.items():
        if where.startswith("Identificatie") and day != latest:
            notices.append(
                f"{where} says {day}; the VersieDatum of the rows is {latest}."
            )
        elif where.startswith("version") and day > latest + FAR:
            notices.append(
                f"{where} is far from {latest}, the VersieDatum of the rows, by which"
                " the release counts."
            )
    return Versiedatum(latest, own, tuple(faults), tuple(notices))


def day_in(identificatie: str) -> date | None:
    """The date in an Identificatie such as ``Referenties_20161004``, if any."""
    for digits in re.findall(r"(?<![0-9])[0-9]{8}(?![0-9])", identificatie):
        try:
            return date.fromisoformat(digits)
        except ValueError:
            continue
    return None


def _count(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows per file and VersieDatum."""
    return pl.concat(
        tables[table.name]
        .lazy()
        .group_by("versiedatum")
        .agg(rows=pl.len().cast(pl.Int64), bestand=pl.lit(table.bestand))
        for table in TABLES
        if "versiedatum" in table.dtypes
    ).collect()


def _place(tables: Mapping[str, pl.DataFrame], day: date) -> str:
    """Table and row of the first row with a VersieDatum."""
    for name, frame in tables.items():
        if "versiedatum" in frame.columns:
            rows = (frame["versiedatum"] == day).arg_true()
            if len(rows):
                return f"{name} row {rows[0] + 1}"
    raise AssertionError(day)


def _too_late(most: date, named: Mapping[str, date]) -> Iterator[str]:
    if named and most > max(named.values()) + MOST_ABOVE:
        said = ", ".join(f"{where} {day}" for where, day in named.items())
        yield (
            f"VersieDatum {most} stands in most rows, years after the release's own"
            f" dates ({said}). By that date it would win from every other release. Take"
            " the NZa's own zip."
        )


def _of_two_sets(counts: pl.DataFrame) -> Iterator[str]:
    """The rows of the two files have a VersieDatum in common."""
    days = {
        bestand: set(counts.filter(bestand=bestand)["versiedatum"])
        for bestand in ("boombestanden", "referenties")
    }
    if days["boombestanden"].isdisjoint(days["referenties"]):
        said = " and ".join(
            f"the {bestand} have VersieDatum {', '.join(map(str, sorted(found)[:3]))}"
            for bestand, found in days.items()
        )
        yield f"The two files are not of one set: {said}. {MIXED}"


def _named_apart(identificaties: Mapping[str, str]) -> Iterator[str]:
    """Both files call themselves the same, but for which of the two they are."""
    plain = {
        re.sub(r"boom\W?bestanden|referenties|[\W_]", "", text.lower())
        for text in identificaties.values()
    }
    if len(plain) > 1:
        said = " and ".join(repr(text) for text in identificaties.values())
        yield (f"The two files are not of one set: Identificatie is {said}. {MIXED}")


_STRANGE_BEFORE = date(2005, 1, 1)
"""The dbc system began on 1 January 2005; nothing of it is older."""

_EINDDATUM_AHEAD = timedelta(days=5 * 366)

_OPEN_YEARS = (2099, 2100, 2199, 2200, 2299, 2300, 2399, 2400, 2499, 2500, 2999, 9999)
"""Years that systems write for 'no end' (31 December, or 1 January)."""


def tell_strange_dates(tables: Mapping[str, pl.DataFrame], own: date) -> Iterator[str]:
    """Tell the dates of validity that can hardly be meant, per table and column.

    Args:
        tables: All tables.
        own: The release's own date.
    """
    begin, end = pl.col("begindatum"), pl.col("einddatum")
    is_open = end.dt.year().is_in(_OPEN_YEARS) & (
        ((end.dt.month() == 12) & (end.dt.day() == 31))
        | ((end.dt.month() == 1) & (end.dt.day() == 1))
    )
    strange = {
        "begindatum": (begin < _STRANGE_BEFORE) | (begin > own + FAR),
        "einddatum": (end < _STRANGE_BEFORE)
        | ((end > own + _EINDDATUM_AHEAD) & ~is_open),
    }
    for name, frame in tables.items():
        if not TABLE_BY_NAME[name].valid:
            continue
        found = frame.select(
            is_strange.fill_null(value=False).alias(column)
            for column, is_strange in strange.items()
        )
        for column, is_strange in zip(strange, found.iter_columns(), strict=True):
            rows = is_strange.arg_true()
            if len(rows):
                yield (
                    f"{name}: {len(rows)} row(s) have a {column} far from the release's"
                    f" own date {own}, the first in row {rows[0] + 1}:"
                    f" {frame[column][rows[0]]}."
                )
