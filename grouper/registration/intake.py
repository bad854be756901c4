"""What came in, brought to a form in which everything meets that belongs together.

Moments become days, keys become text, and where one table has lost the zeros in front
of its numbers they are given back. Whole tables are asked for, lazy or not: a key or a
column of moments is read by what all its rows say, never by those of a chunk.

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic

import polars as pl

from grouper.findings.bevindingen import NULLEN_TERUG, SLEUTEL_SCHOON
from grouper.registration import _join
from grouper.registration._arrow import Strings
from grouper.registration.columns import (
    DAYS,
    KEY,
    NUMMER,
    Frame,
    notation,
    with_known_fields,
    with_known_names,
)
from grouper.registration.hospitals import (
    NUMBER,
    with_hospital,
    with_hospital_zeros,
    with_own_hospital,
)
from tabellen.errors import InputFileError
from tabellen.notices import Notice
from tabellen.values.dates import FIRST_ROWS, days_of_moments
from tabellen.values.dayforms import Datumvorm, days_with_slashes
from tabellen.values.texts import SCIENTIFIC, cleaned, is_unclean, with_text_key


@dataclass(frozen=True)
class TakenIn(Generic[Frame]):
    """The two tables of a batch in a form that meets.

    Attributes:
        subtrajecten: With text numbers, days, and ``KEY`` where the hospital is part of
            the key.
        zorgactiviteiten: Likewise; None in the nested form.
        notices: What there is to tell of how they were read.
        instellingen: Whether the hospital is part of the key, and there are several.
    """

    subtrajecten: Frame
    zorgactiviteiten: Frame | None
    notices: tuple[Notice, ...]
    instellingen: bool = False


def take_in(
    subtrajecten: Frame,
    zorgactiviteiten: Frame | None,
    *,
    ignored: Collection[str] = (),
    datumvorm: Datumvorm | None = None,
) -> TakenIn[Frame]:
    """Bring two tables to a form that meets.

    Args:
        subtrajecten: All of them.
        zorgactiviteiten: All of them; None in the nested form.
        ignored: Columns that are what they are, however near to a known one.
        datumvorm: What stands first in dates with slashes, where it is told.

    Raises:
        InputFileError: A column bears nearly the name of a known one that is absent; it
            is not clear what stands first in its dates; a column of numbers holds none,
            or numbers that are not exact; or two numbers would be one without the zeros
            in front.
    """
    subtrajecten, names = with_known_names(subtrajecten, "subtrajecten", ignored)
    rows, of_rows = _with_days(subtrajecten, "subtrajecten", datumvorm)
    of_rows = names + of_rows
    was_number = _is_number(rows)
    rows = _with_text_numbers(rows, "subtrajecten")
    if zorgactiviteiten is None:
        rows, names = with_known_fields(rows, ignored)
        rows, several = with_own_hospital(rows)
        return TakenIn(rows, None, of_rows + names, several)
    zorgactiviteiten, names = with_known_names(
        zorgactiviteiten, "zorgactiviteiten", ignored
    )
    lines, of_lines = _with_days(zorgactiviteiten, "zorgactiviteiten", datumvorm)
    of_lines = names + of_lines
    is_number = _is_number(lines)
    lines = _with_text_numbers(lines, "zorgactiviteiten")
    notices = of_rows + of_lines
    if None not in (was_number, is_number) and was_number != is_number:
        lines, told = _zeros_given_back(rows, lines, lines_are_numbers=bool(is_number))
        notices += told
    rows, lines, several = with_hospital(rows, lines)
    return TakenIn(rows, lines, notices, several)


def _with_days(
    frame: Frame, table: str, datumvorm: Datumvorm | None
) -> tuple[Frame, tuple[Notice, ...]]:
    """A table with days for moments, and for dates with slashes."""
    frame, of_moments = days_of_moments(frame, table, DAYS)
    frame, of_slashes = days_with_slashes(frame, table, DAYS, datumvorm)
    frame, of_zeros = with_hospital_zeros(frame, table)
    return frame, of_moments + of_slashes + of_zeros


def refuse_nearly_met(
    subtrajecten: pl.DataFrame | pl.LazyFrame,
    zorgactiviteiten: pl.DataFrame | pl.LazyFrame,
) -> None:
    """Refuse activities whose number is that of a subtraject in another notation.

    To be called where activities belong to no subtraject: to drop them would bill
    another product, and to guess would bill them to another patient.

    Raises:
        InputFileError: Some would meet without zeros in front, or without a fraction of
            zeros behind, or in another case.
    """
    rows, lines = subtrajecten.lazy(), zorgactiviteiten.lazy()
    key = KEY if KEY in rows.collect_schema() else NUMMER
    bare = cleaned(pl.col(key))
    unmet = lines.select(bare).join(rows.select(bare), on=key, how="anti")
    known = rows.select(notation(pl.col(key)).alias("bare")).unique()
    near = unmet.with_columns(bare=notation(pl.col(key))).join(
        known, on="bare", how="semi"
    )
    count = int(near.select(pl.len()).collect(engine="streaming").item())
    if count:
        raise InputFileError(
            f"zorgactiviteiten: {count:,} row(s) bear the {NUMMER} of a subtraject but "
            "for zeros in front, a fraction of zeros behind, or capitals. Write the "
            "numbers of both files in one way."
        )


def clean_keys(
    frame: pl.DataFrame, table: str, column: str = NUMMER
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Numbers without blanks around them and characters that nobody sees.

    Costs next to nothing where no number has such a thing.
    """
    if column not in frame.columns or not _join.has_odd(Strings(frame[column])):
        return frame, ()
    unclean = frame.select(is_unclean(pl.col(column))).to_series()
    count = int(unclean.sum())
    if count == 0:
        return frame, ()
    row = int(unclean.arg_true()[0]) + 1
    notice = Notice(table, SLEUTEL_SCHOON, column, row, count)
    # An empty number stays so, whatever stands beside it in this part of a batch.
    number = pl.when(unclean).then(cleaned(pl.col(column))).otherwise(pl.col(column))
    return frame.with_columns(number.alias(column)), () if column == KEY else (notice,)


def _is_number(frame: pl.DataFrame | pl.LazyFrame) -> bool | None:
    """Whether its subtraject_nummer is a number, that has no zeros in front."""
    dtype = frame.collect_schema().get(NUMMER)
    return None if dtype is None or dtype == pl.Null else dtype.is_numeric()


def _with_text_numbers(frame: Frame, table: str) -> Frame:
    if NUMMER not in frame.collect_schema():
        return frame  # Its absence is told, with all others, where columns are read.
    frame = with_text_key(frame, NUMMER, table)
    first = frame.lazy().select(NUMBER).head(FIRST_ROWS).collect().to_series()
    lost = first.str.contains(SCIENTIFIC).arg_true()
    if lost.len():
        raise InputFileError(
            f"{table}: column {NUMMER} holds numbers as a spreadsheet writes long ones "
            f"(1,5E+11), the first in row {lost[0] + 1}: they have lost figures. "
            "Write the numbers as text."
        )
    return frame


_bare = pl.when(NUMBER.str.contains("^0*[0-9]")).then(
    NUMBER.str.replace("^0+([0-9])", "$1")
)


def _zeros_given_back(
    rows: Frame, lines: Frame, *, lines_are_numbers: bool
) -> tuple[Frame, tuple[Notice, ...]]:
    """The activities with the numbers as the subtrajecten have them.

    One of the two tables has its numbers as numbers, which have no zeros in front.
    """
    texts, table = (
        (rows, "subtrajecten") if lines_are_numbers else (lines, "zorgactiviteiten")
    )
    spelled = texts.lazy().select(NUMBER, bare=_bare).unique()
    look = spelled.select(
        zeros=(pl.col("bare") != NUMBER).sum(),
        keys=pl.col("bare").count(),
        bare=pl.col("bare").drop_nulls().n_unique(),
    )
    zeros, keys, bare = look.collect(engine="streaming").row(0)
    if not zeros:
        return lines, ()
    if bare < keys:
        raise InputFileError(
            f"{table}: {keys - bare:,} number(s) in column {NUMMER} differ from "
            "another one in zeros in front only, and the other file has lost those: it "
            "holds numbers. Write the numbers of both files as text."
        )
    if lines_are_numbers:
        given = lines.lazy().join(
            spelled.filter(pl.col("bare").is_not_null()).rename({NUMMER: "spelled"}),
            left_on=NUMMER,
            right_on="bare",
            how="left",
            maintain_order="left",
        )
        met = given.with_columns(pl.coalesce("spelled", NUMMER).alias(NUMMER))
        found = met.drop("spelled")
    else:
        found = lines.lazy().with_columns(pl.coalesce(_bare, NUMBER).alias(NUMMER))
    table = "zorgactiviteiten" if lines_are_numbers else "subtrajecten"
    return _as(lines, found), (Notice(table, NULLEN_TERUG, NUMMER, 1, int(zeros)),)


def _as(like: Frame, frame: pl.LazyFrame) -> Frame:
    return frame if isinstance(like, pl.LazyFrame) else frame.collect()
