"""A flat table: a row per zorgactiviteit, with the columns of its subtraject repeated.

It is what a query or a pivot gives. A subtraject without activities has one row, in
which those columns are empty.
"""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from billing.files.bevindingen import PLAT
from grouper.registration.columns import INSTELLING, KNOWN_COLUMNS, NUMMER
from tabellen.errors import InputFileError
from tabellen.notices import Notice

ACTIVITEIT = "zorgactiviteit_code"


_OF_BOTH = ("aanvrager_soort",)
"""Known in both tables: who asked for an activity, and who for the subtraject."""

_OWN = tuple(
    name
    for name in KNOWN_COLUMNS["zorgactiviteiten"]
    if name not in KNOWN_COLUMNS["subtrajecten"]
)
"""Columns of an activity alone."""


def split_flat(
    flat: pl.DataFrame, path: Path
) -> tuple[pl.DataFrame, pl.DataFrame, Notice]:
    """The subtrajecten of a flat table, and their activities.

    Args:
        flat: The table, by the names that are known.
        path: Where it stands, for errors.

    Returns:
        The subtrajecten in the order in which they are named first, the activities in
        the order of the rows, and what there is to tell.

    Raises:
        InputFileError: A subtraject has other values in one row than in another, or an
            activity stands in a row that says nothing of its subtraject.
    """
    has_activity = _any_given(flat, _OWN)
    _require_repeated(flat, has_activity, path)
    rows = subtrajecten_of(flat)
    key = [name for name in (NUMMER, INSTELLING) if name in rows.columns]
    named = rows.filter(pl.col(NUMMER).is_not_null())
    double = named.filter(pl.struct(key).is_duplicated())
    if double.height:
        differs = [
            name
            for name in double.columns
            if name not in key
            and double.group_by(key).agg(pl.col(name).n_unique())[name].max() != 1
        ]
        raise InputFileError(
            f"{path}: {double.select(key).n_unique():,} subtraject(en) have other "
            f"values in one row than in another, in column(s) {', '.join(differs)}. In "
            "a flat file every row repeats those of its subtraject."
        )
    own = [name for name in (NUMMER, *_OWN, *_OF_BOTH) if name in flat.columns]
    if INSTELLING in flat.columns:
        own.append(INSTELLING)
    lines = flat.filter(has_activity).select(own)
    return rows, lines, Notice("subtrajecten", PLAT, count=flat.height)


def _require_repeated(flat: pl.DataFrame, has_activity: pl.Expr, path: Path) -> None:
    """Refuse what a merged cell or a pivot says in the first row of several only."""
    of_subtraject = [n for n in flat.columns if n not in (*_OWN, *_OF_BOTH)]
    is_silent = has_activity & ~_any_given(flat, of_subtraject)
    silent = flat.select(is_silent).to_series().arg_true()
    if silent.len():
        raise InputFileError(
            f"{path}: row {silent[0] + 1} has a zorgactiviteit and nothing of its "
            f"subtraject; {silent.len():,} such row(s) found. Repeat in every row what "
            "a merged cell or a pivot says in the first only, and leave totals out."
        )


def subtrajecten_of(flat: pl.DataFrame) -> pl.DataFrame:
    """The subtrajecten of a flat table, each once."""
    of_subtraject = [name for name in flat.columns if name not in _OWN]
    for name in _OF_BOTH:
        if name in of_subtraject and not _is_constant(flat, name):
            of_subtraject.remove(name)
    return flat.select(of_subtraject).unique(maintain_order=True)


def _is_constant(flat: pl.DataFrame, name: str) -> bool:
    """Whether a column says the same in every row of a subtraject."""
    each = flat.group_by(NUMMER).agg(pl.col(name).n_unique())
    return bool((each[name] == 1).all())


def _any_given(flat: pl.DataFrame, names: Collection[str]) -> pl.Expr:
    """Whether a row has a value in one of some columns."""
    given = [n for n in names if n in flat.columns]
    return pl.any_horizontal(_is_given(pl.col(n), flat.schema[n]) for n in given)


def _is_given(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype != pl.String:
        return column.is_not_null()
    return column.str.contains(r"\S").fill_null(value=False)
