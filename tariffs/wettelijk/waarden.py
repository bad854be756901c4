"""Figures that a law or rule gives, as rows with the days on which they hold.

The rows stand in ``landelijk.csv``: a change of the law is a row more there, with its
source, and no line of code. A row of a kind of prestatie goes before one of all, on the
days of both. docs/rules.md shows them.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import polars as pl

_DAY = pl.col("begindatum")


@dataclass(frozen=True)
class Wettelijk:
    """A figure of the law.

    Attributes:
        naam: Which figure; the end of it is its unit (``_bp``, ``_jaren``).
        soort_prestatie: Of which kind alone; None for all that have no row.
        begindatum: First day; None where it is not known, or of no matter.
        einddatum: Last day; None while it is in force.
        waarde: The figure.
        bron: Law or rule, and article.
    """

    naam: str
    soort_prestatie: str | None
    begindatum: date | None
    einddatum: date | None
    waarde: int
    bron: str


@cache
def wettelijke_waarden() -> tuple[Wettelijk, ...]:
    """The rows that ship.

    They are read without Polars, whose threads a fork of a process that only imported
    this would lose: bounds of columns are declared with them.
    """
    text = (files(__package__) / "landelijk.csv").read_text("utf-8")
    return tuple(
        Wettelijk(
            naam=row["naam"],
            soort_prestatie=row["soort_prestatie"] or None,
            begindatum=_day(row["begindatum"]),
            einddatum=_day(row["einddatum"]),
            waarde=int(row["waarde"]),
            bron=row["bron"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    )


def value_on(
    naam: str, dag: pl.Expr = _DAY, soort_prestatie: pl.Expr | None = None
) -> pl.Expr:
    """What a figure is on a day.

    Args:
        naam: Which figure.
        dag: The day that counts.
        soort_prestatie: For figures that differ by it: the kind of each row.

    Returns:
        An Int64; null on days of which no row speaks.

    Raises:
        KeyError: No row has that name, or it differs by kind and none is given: a
            fault of ours.
    """
    value = pl.lit(None, dtype=pl.Int64)
    # Rows of a kind last, so that they are asked first.
    for row in sorted(_rows(naam), key=lambda row: row.soort_prestatie is not None):
        holds = _holds(row, dag)
        if row.soort_prestatie is not None:
            if soort_prestatie is None:
                raise KeyError(f"{naam} differs by soort_prestatie; none is given")
            holds &= soort_prestatie.cast(pl.String) == row.soort_prestatie
        value = pl.when(holds).then(row.waarde).otherwise(value)
    return value


def per_component(dag: pl.Expr = _DAY) -> pl.Expr:
    """Whether a tariff has components on a day; null without one."""
    return value_on("tarief_per_component", dag) == 1


def lowest_between(
    naam: str, van: pl.Expr, tot: pl.Expr, soort_prestatie: pl.Expr
) -> pl.Expr:
    """The lowest that a figure is on any day from ``van`` to ``tot``, both included."""
    rows = _rows(naam)
    turns = {row.begindatum for row in rows if row.begindatum} | {
        row.einddatum + timedelta(days=1) for row in rows if row.einddatum
    }
    on_turns = [
        pl.when((van < day) & (day <= tot)).then(
            value_on(naam, pl.lit(day), soort_prestatie)
        )
        for day in sorted(turns)
    ]
    return pl.min_horizontal(value_on(naam, van, soort_prestatie), *on_turns)


def highest(naam: str) -> int:
    """The highest that a figure is of any kind on any day."""
    return max(row.waarde for row in _rows(naam))


def _rows(naam: str) -> list[Wettelijk]:
    found = [row for row in wettelijke_waarden() if row.naam == naam]
    if not found:
        raise KeyError(naam)
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _holds(row: Wettelijk, dag: pl.Expr) -> pl.Expr:
    holds = dag.is_not_null()
    if row.begindatum is not None:
        holds &= dag >= row.begindatum
    if row.einddatum is not None:
        holds &= dag <= row.einddatum
    return holds
