"""Dates in forms that a whole column has to explain: slashes, and numbers of days.

Whether 3/4/2017 is in March or in April no value says by itself; the others of its
column do, or the person who gives it.
"""

from collections.abc import Collection
from datetime import date
from typing import Literal

import polars as pl

from tabellen.bevindingen import SCHUIN, SERIE
from tabellen.errors import InputFileError
from tabellen.notices import Notice
from tabellen.values.dates import FIRST_ROWS, MIDNIGHT, Frame

DAG_NUL = date(1899, 12, 30)
"""The day before the first that workbooks count, from 1 March 1900 on."""

DAG_NUL_1904 = date(1904, 1, 1)
"""The same of workbooks that count from 1904."""

_FIRST, _LAST = date(1900, 3, 1), date(9999, 12, 31)
"""Between which serial numbers are right: that of 1900 has a 29 February."""


def is_serial(number: pl.Expr, dag_nul: date = DAG_NUL) -> pl.Expr:
    """Whether a whole number of a workbook may stand for a day.

    Not 20170101, nor what reads as a year or a month of one: 2024 would be a day of
    1905, and 202401 one of 2454.

    Args:
        number: Whole numbers.
        dag_nul: ``DAG_NUL``, or that of the workbook.
    """
    first = max(_FIRST, dag_nul)
    is_year = number.is_between(1900, 2100) | number.is_between(190_001, 210_012)
    return number.is_between((first - dag_nul).days, (_LAST - dag_nul).days) & ~is_year


def day_of_serial(number: pl.Expr, dag_nul: date = DAG_NUL) -> pl.Expr:
    """The day that a serial number stands for.

    Source: ECMA-376 part 1, 18.17.4.1 (1900 and 1904 date base systems).
    """
    return pl.lit(dag_nul) + pl.duration(days=number)


def days_of_serials(
    frame: pl.DataFrame, columns: Collection[str], dag_nul: date = DAG_NUL
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Bring whole numbers of a workbook that stand for days to days.

    Args:
        frame: A table of a workbook.
        columns: Columns of days with whole numbers. One that holds another number than
            a serial of 1 March 1900 to 31 December 9999 stays, such as 20170101.
        dag_nul: ``DAG_NUL``, or that of the workbook.
    """
    told = []
    for name in columns:
        may_be = frame.select(is_serial(pl.col(name), dag_nul)).to_series()
        if not may_be.all() or not may_be.any():
            continue
        day = day_of_serial(pl.col(name), dag_nul)
        frame = frame.with_columns(day.alias(name))
        told.append(Notice("", SERIE, name, 1, int(may_be.sum())))
    return frame, tuple(told)


Datumvorm = Literal["dd/mm/jjjj", "mm/dd/jjjj"]
"""What stands first in dates with slashes."""

_FORMAT: dict[Datumvorm, str] = {"dd/mm/jjjj": "%d/%m/%Y", "mm/dd/jjjj": "%m/%d/%Y"}
_SLASHES = r"^([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}$"
_YEAR_FIRST = r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})$"


def days_with_slashes(
    frame: Frame,
    table: str,
    columns: Collection[str],
    datumvorm: Datumvorm | None = None,
) -> tuple[Frame, tuple[Notice, ...]]:
    """Bring dates with slashes in columns of text to jjjj-mm-dd.

    Args:
        frame: Any table; whole, since one look at all rows of a column decides.
        table: Its name, for errors and notices.
        columns: Columns of days; those in whose first rows a slash stands are read so.
        datumvorm: What stands first; by default the values above 12 of a column say it.

    Raises:
        InputFileError: It is not told, and no value of a column says it, or some say
            one and some the other.
    """
    told, read = [], []
    for name in _with_slashes(frame, columns):
        bare = pl.col(name).str.strip_chars().str.replace(MIDNIGHT, "")
        first, second = (
            bare.str.extract(_SLASHES, part).cast(pl.Int8) > 12 for part in (1, 2)
        )
        look = frame.lazy().select(
            first=first.sum(), second=second.sum(), given=first.count()
        )
        n_first, n_second, given = look.collect(engine="streaming").row(0)
        form = datumvorm
        if form is None and given:
            if bool(n_first) == bool(n_second):
                what = (
                    "values above 12 stand first and second"
                    if n_first
                    else "no value above 12 says which"
                )
                raise InputFileError(
                    f"{table}: column {name} holds dates with slashes, in which day or "
                    f"month stands first: {what}. Say it with --datumvorm dd/mm/jjjj "
                    "or mm/dd/jjjj, or write jjjj-mm-dd."
                )
            form = "dd/mm/jjjj" if n_first else "mm/dd/jjjj"
            told.append(Notice(table, SCHUIN, name, 1, given))
        year_first = bare.str.replace(_YEAR_FIRST, "$1-$2-$3")
        day = year_first.str.to_date("%Y-%m-%d", strict=False)
        if form is not None:
            day = pl.coalesce(bare.str.to_date(_FORMAT[form], strict=False), day)
        has_slash = pl.col(name).str.contains("/", literal=True)
        text = pl.coalesce(day.dt.to_string("%Y-%m-%d"), name)
        read.append(pl.when(has_slash).then(text).otherwise(name).alias(name))
    return (frame.with_columns(read) if read else frame), tuple(told)


def _with_slashes(
    frame: pl.DataFrame | pl.LazyFrame, columns: Collection[str]
) -> list[str]:
    """Columns of text with a slash in their first rows."""
    schema = frame.collect_schema()
    names = [name for name in columns if schema.get(name) == pl.String]
    if not names:
        return []
    head = frame.lazy().head(FIRST_ROWS)
    has = head.select(pl.col(names).str.contains("/", literal=True).any()).collect()
    return [name for name in names if has[name][0]]
