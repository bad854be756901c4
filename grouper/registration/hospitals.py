"""Of which hospital is a number? A subtraject_nummer is unique within one alone.

Source: docs/decisions.md 20.
"""

import polars as pl

from grouper.findings.bevindingen import NULLEN_VOORAAN, NUMMER_GEDEELD
from grouper.registration.columns import (
    ELSEWHERE,
    FIRST_ROWS,
    INSTELLING,
    KEY,
    NUMMER,
    Frame,
)
from tabellen.notices import Notice
from tabellen.values.texts import cleaned, with_text_key


def with_hospital_zeros(frame: Frame, table: str) -> tuple[Frame, tuple[Notice, ...]]:
    """A table whose AGB codes have the zeros that a spreadsheet took from all of them.

    Where one code has its zero, another without it is a mistake, which is told where
    codes are checked.
    """
    if frame.collect_schema().get(INSTELLING) != pl.String:
        return frame, ()
    code = cleaned(pl.col(INSTELLING))
    has_zero = code.str.starts_with("0").any()
    # A cheap look first: most tables end here.
    if frame.lazy().head(FIRST_ROWS).select(has_zero).collect().item():
        return frame, ()
    is_short = code.str.contains(r"^[1-9][0-9]{5,6}$").fill_null(value=False)
    look = frame.lazy().select(
        has_zero,
        is_short.sum().alias("short"),
        is_short.arg_true().first().alias("row"),
    )
    zero, short, row = look.collect(engine="streaming").row(0)
    if zero or not short:
        return frame, ()
    filled = pl.when(is_short).then(code.str.zfill(8)).otherwise(INSTELLING)
    told = Notice(table, NULLEN_VOORAAN, INSTELLING, int(row) + 1, int(short))
    return frame.with_columns(filled.alias(INSTELLING)), (told,)


def with_own_hospital(rows: Frame) -> tuple[Frame, bool]:
    """The nested form with ``KEY``, where a number stands under several hospitals.

    Each activity stands in the row it belongs to, so that numbers need not be unique.
    """
    schema = rows.collect_schema()
    if not {INSTELLING, NUMMER} <= set(schema):
        return rows, False
    rows = _with_text_agb(rows, "subtrajecten")
    if not shared_numbers(rows):
        return rows, False
    return rows.with_columns(_KEY.alias(KEY)), True


def shared_numbers(subtrajecten: pl.DataFrame | pl.LazyFrame) -> tuple[Notice, ...]:
    """Tell of numbers that several hospitals have.

    To be called where numbers are double and the activities name no hospital: every
    bearer is then rejected, since whose the activities are is not known.
    """
    shared = (
        subtrajecten.lazy()
        .select(number=cleaned(NUMBER), agb=_agb)
        .group_by("number")
        .agg(pl.col("agb").n_unique())
        .filter(pl.col("number").is_not_null() & (pl.col("agb") > 1))
    )
    count = int(shared.select(pl.len()).collect(engine="streaming").item())
    return (
        (Notice("subtrajecten", NUMMER_GEDEELD, NUMMER, count=count),) if count else ()
    )


NUMBER = pl.col(NUMMER)
"""The number of a subtraject, as an expression."""

_hospital = pl.col(INSTELLING).cast(pl.String)

_agb = cleaned(_hospital).str.zfill(8)

_KEY = pl.concat_str([_agb, cleaned(NUMBER)], separator=":")


def _with_text_agb(frame: Frame, table: str) -> Frame:
    """A table whose hospitals are text where they came as floats or decimals."""
    dtype = frame.collect_schema()[INSTELLING]
    if not (dtype.is_float() or dtype.is_decimal()):
        return frame
    return with_text_key(frame, INSTELLING, table).with_columns(
        pl.col(INSTELLING).str.zfill(8)
    )


def with_hospital(rows: Frame, lines: Frame) -> tuple[Frame, Frame, bool]:
    """Both tables with ``KEY``, where both say of which hospital a number is.

    A number is unique within the hospital that registers it (docs/decisions.md 20).
    """
    if KEY in rows.collect_schema() or not all(
        {INSTELLING, NUMMER} <= set(table.collect_schema()) for table in (rows, lines)
    ):
        return rows, lines, False
    rows = _with_text_agb(rows, "subtrajecten")
    lines = _with_text_agb(lines, "zorgactiviteiten")
    ours, theirs = (
        table.lazy().select(_agb.unique()).collect(engine="streaming").to_series()
        for table in (rows, lines)
    )
    if theirs.null_count() == theirs.len():
        # Nothing stands in the column, as if it were not there.
        return rows, lines.drop(INSTELLING), False
    if ours.len() == 1 and theirs.drop_nulls().equals(ours, check_names=False):
        # All are of one hospital, and so is an activity that names none.
        return rows, lines, False
    rows = rows.with_columns(_KEY.alias(KEY))
    lines = lines.with_columns(_KEY.alias(KEY))
    number = cleaned(NUMBER)
    known = rows.lazy().select(number.alias("known"), KEY)
    unmet = lines.lazy().join(known.select(KEY), on=KEY, how="anti").select(n=number)
    elsewhere = (
        unmet.join(known.select("known"), left_on="n", right_on="known", how="semi")
        .unique()
        .collect(engine="streaming")["n"]
    )
    is_unmet = ~pl.col(KEY).is_in(
        known.select(KEY).collect(engine="streaming")[KEY].implode()
    )
    lines = lines.with_columns(
        (number.is_in(elsewhere.implode()) & is_unmet)
        .fill_null(value=False)
        .alias(ELSEWHERE)
        if elsewhere.len()
        else pl.lit(value=False).alias(ELSEWHERE)
    )
    return rows, lines, ours.len() > 1
