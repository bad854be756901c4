"""Figures that a law or rule gives, as rows with the days on which they hold.

The rows stand in ``landelijk.csv``: a change of the law is a row more there, with its
source, and no line of code. A row of a kind of prestatie goes before one of all, on the
days of both. docs/rules.md shows them.
"""

from functools import cache
from importlib.resources import as_file, files
from typing import Any

import dataframely as dy
import polars as pl

_DAY = pl.col("begindatum")


class Wettelijk(dy.Schema):
    """A figure of the law, for a kind of prestatie or for all that have no row."""

    naam = dy.String(nullable=False)
    soort_prestatie = dy.String(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    waarde = dy.Int64(nullable=False)
    bron = dy.String(nullable=False, min_length=1)


@cache
def wettelijke_waarden() -> pl.DataFrame:
    """The rows that ship, of schema ``Wettelijk``."""
    dtypes = {name: column.dtype for name, column in Wettelijk.columns().items()}
    with as_file(files(__package__) / "landelijk.csv") as path:
        return pl.read_csv(path, separator=";", schema=dtypes, quote_char=None)


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
        KeyError: No row has that name: a fault of ours.
    """
    value = pl.lit(None, dtype=pl.Int64)
    # Of the kind last, so that it is asked first.
    for row in (
        _rows(naam).sort("soort_prestatie", nulls_last=False).iter_rows(named=True)
    ):
        holds = _holds(row, dag)
        if row["soort_prestatie"] is not None:
            if soort_prestatie is None:
                raise KeyError(f"{naam}: differs by soort_prestatie; none is given")
            holds &= soort_prestatie.cast(pl.String) == row["soort_prestatie"]
        value = pl.when(holds).then(row["waarde"]).otherwise(value)
    return value


def per_component(dag: pl.Expr = _DAY) -> pl.Expr:
    """Whether a tariff has components on a day; null without one."""
    return value_on("tarief_per_component", dag) == 1


def lowest_between(
    naam: str, van: pl.Expr, tot: pl.Expr, soort_prestatie: pl.Expr
) -> pl.Expr:
    """The lowest that a figure is on any day from ``van`` to ``tot``, both included."""
    turns = _rows(naam).select(
        pl.concat_list("begindatum", pl.col("einddatum").dt.offset_by("1d"))
        .explode()
        .drop_nulls()
        .unique()
    )
    on_turns = [
        pl.when((van < day) & (day <= tot)).then(
            value_on(naam, pl.lit(day), soort_prestatie)
        )
        for day in turns.to_series()
    ]
    return pl.min_horizontal(value_on(naam, van, soort_prestatie), *on_turns)


def highest(naam: str) -> int:
    """The highest that a figure is of any kind on any day."""
    values: list[int] = _rows(naam)["waarde"].to_list()
    return max(values)


def _rows(naam: str) -> pl.DataFrame:
    found = wettelijke_waarden().filter(pl.col("naam") == naam)
    if found.is_empty():
        raise KeyError(naam)
    return found


def _holds(row: dict[str, Any], dag: pl.Expr) -> pl.Expr:
    holds = dag.is_not_null()
    if row["begindatum"] is not None:
        holds &= dag >= row["begindatum"]
    if row["einddatum"] is not None:
        holds &= dag <= row["einddatum"]
    return holds
