"""The frames a batch comes in, brought to one form: text codes, dates, integer counts.

Any reasonable type is taken (codes as text, integers or categories; dates as dates or
as text jjjj-mm-dd or jjjjmmdd). What cannot be read becomes null with a mark, so that
the input checks can name the row.

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity).
"""

from dataclasses import dataclass

import polars as pl

from grouper.findings.bevindingen import CODE_SCHOON
from grouper.frames.columns import repeated
from grouper.registration.columns import (
    ELSEWHERE,
    KEY,
    KNOWN,
    KNOWN_COLUMNS,
    NUMMER,
)
from productstructure.errors import InputFileError
from tabellen.calltypes import require_frame
from tabellen.headers.headertext import told_columns
from tabellen.notices import Notice
from tabellen.reading.columntypes import require_single_values
from tabellen.values.dates import day_of_text, days_of_moments, outside_calendar
from tabellen.values.texts import cleaned, is_unclean, refuse_inexact

CODE_COLUMNS = (
    "specialisme_code",
    "diagnose_code",
    "zorgtype_code",
    "zorgvraag_code",
    "geslacht",
    "zorginstelling_code",
)

MISSING = -(2**31)
"""In an int32 column: no value."""

BAD_LEEFTIJD = MISSING + 1
"""A leeftijd that is given but is no integer."""

_CODE_WIDTH = {"zorginstelling_code": 8}
# A column of integers has lost its leading zeros; other codes are compared zero-filled.


@dataclass(frozen=True)
class Subtrajecten:
    """Columns of the subtrajecten as the encoder reads them.

    Attributes:
        nummer: What it is found by: subtraject_nummer, or that with its hospital.
        codes: Every code column, String, by name.
        begindatum: Day number, Int32, ``MISSING`` where there is none.
        einddatum: The same.
        geboortedatum: The same.
        leeftijd: Int32, ``MISSING`` or ``BAD_LEEFTIJD``.
        bad_geboortedatum: Given, but no date that exists.
        bad_einddatum: The same of einddatum.
        aanspraak: UInt8: 0 not given, 1 J, 2 N, ``UNKNOWN`` for what is neither.
        is_trial: afsluitreden 00: the subtraject is not closed.
        bad_afsluitreden: Given, but no code.
        notices: What there is to tell of how answers and afsluitreden were read.
    """

    nummer: pl.Series
    codes: dict[str, pl.Series]
    begindatum: pl.Series
    einddatum: pl.Series
    geboortedatum: pl.Series
    leeftijd: pl.Series
    bad_geboortedatum: pl.Series
    bad_einddatum: pl.Series
    aanspraak: pl.Series
    is_trial: pl.Series
    bad_afsluitreden: pl.Series
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Zorgactiviteiten:
    """Columns of the zorgactiviteiten as the encoder reads them.

    Attributes:
        nummer: What its subtraject is found by, as that has it.
        code: zorgactiviteit_code, String.
        aantal: Int32, ``MISSING`` where it is no integer.
        uitvoerdatum: Day number, Int32, ``MISSING`` where there is none.
        bad_uitvoerdatum: uitvoerdatum is given, but no date that exists.
        is_elsewhere: The number is known under another hospital only.
    """

    nummer: pl.Series
    code: pl.Series
    aantal: pl.Series
    uitvoerdatum: pl.Series
    bad_uitvoerdatum: pl.Series
    is_elsewhere: pl.Series


def read_subtrajecten(frame: pl.DataFrame) -> Subtrajecten:
    """Bring a frame of subtrajecten to one form.

    Raises:
        InputFileError: A required column is missing.
    """
    _require_known(frame, "subtrajecten")
    if not {"geboortedatum", "leeftijd_jaar"} & set(frame.columns):
        raise InputFileError(
            "subtrajecten: neither geboortedatum nor leeftijd_jaar is there; one of "
            f"them is needed. Columns found: {told_columns(frame.columns)}."
        )
    begindatum, _ = _days(frame, "begindatum")
    geboortedatum, bad_geboortedatum = _days(frame, "geboortedatum")
    einddatum, bad_einddatum = _days(frame, "einddatum")
    is_trial, bad_afsluitreden = _trials(frame)
    return Subtrajecten(
        nummer=_key(frame),
        codes={
            name: code_text(frame[name], _CODE_WIDTH.get(name)) for name in CODE_COLUMNS
        },
        begindatum=begindatum,
        einddatum=einddatum,
        geboortedatum=geboortedatum,
        leeftijd=_integers(frame, "leeftijd_jaar", bad=BAD_LEEFTIJD),
        bad_geboortedatum=bad_geboortedatum,
        bad_einddatum=bad_einddatum,
        aanspraak=_answers(frame),
        is_trial=is_trial,
        bad_afsluitreden=bad_afsluitreden,
        notices=_told_of(frame, ("aanspraak", "afsluitreden_code")),
    )


def read_zorgactiviteiten(frame: pl.DataFrame) -> Zorgactiviteiten:
    """Bring a frame of zorgactiviteiten to one form.

    Raises:
        InputFileError: A required column is missing.
    """
    _require_known(frame, "zorgactiviteiten")
    uitvoerdatum, bad_uitvoerdatum = _days(frame, "uitvoerdatum")
    return Zorgactiviteiten(
        nummer=_key(frame),
        code=code_text(frame["zorgactiviteit_code"]),
        aantal=_integers(frame, "aantal", bad=MISSING),
        uitvoerdatum=uitvoerdatum,
        bad_uitvoerdatum=bad_uitvoerdatum,
        is_elsewhere=frame[ELSEWHERE] if ELSEWHERE in frame.columns else _none(frame),
    )


def read_nummer(frame: pl.DataFrame, what: str) -> pl.Series:
    """subtraject_nummer of a frame, as text.

    Raises:
        InputFileError: The frame has no such column; ``what`` is its name.
    """
    _require(frame, what, (NUMMER,))
    return _key(frame)


def unnest_zorgactiviteiten(
    nested: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split the nested form: zorgactiviteiten as a list of struct in each subtraject.

    A subtraject_nummer inside the structs is left out: the row has it.

    Raises:
        InputFileError: The column zorgactiviteiten is not a list of struct, or there is
            no subtraject_nummer.
    """
    _require(nested, "subtrajecten", (NUMMER,))
    dtype = nested.schema.get("zorgactiviteiten")
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        raise InputFileError(
            f"subtrajecten: column zorgactiviteiten has type {dtype}; expected a list "
            "of struct(zorgactiviteit_code, aantal[, uitvoerdatum])."
        )
    # Where the hospital is part of the key it is that of the row, like the number.
    of_row = [NUMMER]
    if KEY in nested.columns:
        of_row += [KEY, "zorginstelling_code"]
    activities = (
        nested.select(*of_row, "zorgactiviteiten")
        .explode("zorgactiviteiten", empty_as_null=False, keep_nulls=False)
        .select(
            *of_row,
            *(
                pl.col("zorgactiviteiten").struct.field(field.name)
                for field in dtype.inner.fields
                if field.name not in of_row
            ),
        )
    )
    return nested.drop("zorgactiviteiten"), activities


def _require_known(frame: pl.DataFrame, table: str) -> None:
    """Refuse a table without its columns, or with one of which a row is several."""
    required, _ = KNOWN[table]
    _require(frame, table, required)
    require_single_values(frame.schema, KNOWN_COLUMNS[table], table)


def _require(frame: pl.DataFrame, what: str, columns: tuple[str, ...]) -> None:
    require_frame(frame, what)
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise InputFileError(
            f"{what}: required column(s) {', '.join(missing)} missing. Columns found: "
            f"{told_columns(frame.columns, columns)}."
        )


def _key(frame: pl.DataFrame) -> pl.Series:
    return code_text(frame[KEY if KEY in frame.columns else NUMMER])


def code_text(column: pl.Series, integer_width: int | None = None) -> pl.Series:
    """A column of codes as text; whole numbers have no fraction.

    Args:
        column: Codes of any type.
        integer_width: Length that numbers are filled to with zeros in front.

    Raises:
        InputFileError: It holds floats too large to be certain of.
    """
    if column.dtype == pl.String:
        return column
    text = column.cast(pl.String)
    if column.dtype.is_float() or column.dtype.is_decimal():
        refuse_inexact(column, "batch")
        # A column of numbers with an empty cell becomes one of floats in pandas.
        text = text.str.replace(r"\.0+$", "")
        if column.dtype.is_float():
            text = text.replace("NaN", None)
    elif not column.dtype.is_integer():
        return text
    return text if integer_width is None else text.str.zfill(integer_width)


def _none(frame: pl.DataFrame) -> pl.Series:
    return repeated(value=False, n=frame.height, dtype=pl.Boolean())


UNKNOWN = 3
"""In a column of answers: given, and none of those that are known."""

_ANTWOORDEN = {
    **dict.fromkeys(("j", "ja", "y", "yes", "1", "true", "waar", "t"), 1),
    **dict.fromkeys(("n", "nee", "no", "0", "false", "onwaar", "f"), 2),
}
"""Spellings of J and N, in lower case. UNSOURCED: no standard names them; those of
Dutch and English programs and of columns of true and false are taken."""


def _answers(frame: pl.DataFrame) -> pl.Series:
    """aanspraak: 0 not given, 1 J, 2 N, ``UNKNOWN``."""
    if "aanspraak" not in frame.columns:
        return repeated(0, frame.height, pl.UInt8())
    given = code_text(frame["aanspraak"])
    if given.null_count() == len(given):
        return repeated(0, frame.height, pl.UInt8())
    # Few texts, many rows.
    texts = given.drop_nulls().unique()
    bare = pl.select(cleaned(pl.lit(texts))).to_series().str.to_lowercase()
    number = [0 if b is None else _ANTWOORDEN.get(b, UNKNOWN) for b in bare.to_list()]
    return given.replace_strict(texts, number, default=0, return_dtype=pl.UInt8)


def _told_of(frame: pl.DataFrame, names: tuple[str, ...]) -> tuple[Notice, ...]:
    """Tell of codes of a closed list that had something about them nobody sees."""
    told = []
    for name in names:
        if name not in frame.columns:
            continue
        given = code_text(frame[name])
        # Few texts, many rows.
        texts = given.unique()
        odd = texts.filter(pl.select(is_unclean(pl.lit(texts))).to_series())
        if len(odd):
            unclean = given.is_in(odd.implode()).fill_null(value=False)
            row, count = int(unclean.arg_true()[0]) + 1, int(unclean.sum())
            told.append(Notice("subtrajecten", CODE_SCHOON, name, row, count))
    return tuple(told)


TRIAL_AFSLUITREDEN = "00"
"""The subtraject is not closed: a trial, never declarable (AfsluitRedenen)."""


def _trials(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Which subtrajecten are not closed, and which afsluitreden is no code."""
    if "afsluitreden_code" not in frame.columns:
        return _none(frame), _none(frame)
    given = code_text(frame["afsluitreden_code"])
    texts = given.drop_nulls().unique()
    code = pl.select(cleaned(pl.lit(texts))).to_series().str.zfill(2)
    trial = texts.filter((code == TRIAL_AFSLUITREDEN).fill_null(value=False))
    bad = texts.filter((~code.str.contains(r"^[0-9]{2}$")).fill_null(value=False))
    is_trial, is_bad = (
        given.is_in(own.implode()).fill_null(value=False) if len(own) else _none(frame)
        for own in (trial, bad)
    )
    return is_trial, is_bad


def _days(frame: pl.DataFrame, name: str) -> tuple[pl.Series, pl.Series]:
    """Day numbers of a column of dates, and which values are given but no date."""
    if name not in frame.columns:
        return repeated(MISSING, frame.height, pl.Int32()), _none(frame)
    column = frame[name]
    if column.dtype == pl.Datetime:
        column = days_of_moments(column.to_frame(), "")[0][name]
    if column.dtype == pl.Date:
        days, bad = _filled(column), _none(frame)
        if (outside := outside_calendar(column)) is not None:
            days, bad = days.set(outside, MISSING), outside
        return days, bad
    text = code_text(column).str.strip_chars()
    days = text.str.to_date("%Y-%m-%d", strict=False)
    if days.null_count() > text.null_count() or (text.str.len_bytes() != 10).any():
        days = pl.select(day_of_text(cleaned(pl.lit(text)))).to_series()
    bad = days.is_null() & text.is_not_null() & (text != "")
    return _filled(days), bad.fill_null(value=False)


def _filled(days: pl.Series) -> pl.Series:
    numbers = days.to_physical()
    # Most have none to fill, and asking Polars to do so costs more than to look.
    return numbers.fill_null(MISSING) if numbers.null_count() else numbers


_NO_FRACTION = r"[.,]0{1,2}$"
"""Behind a whole number in text; three zeros could be thousands."""


def _integers(frame: pl.DataFrame, name: str, *, bad: int) -> pl.Series:
    """Int32 values; ``MISSING`` where empty, ``bad`` where no integer that fits."""
    if name not in frame.columns:
        return repeated(MISSING, frame.height, pl.Int32())
    column = frame[name]
    if column.dtype.is_integer():
        values = column.cast(pl.Int32, strict=False)
    elif column.dtype.is_float() or column.dtype.is_decimal():
        if column.dtype.is_float():
            column = column.fill_nan(None)
        whole = column.cast(pl.Int32, strict=False)
        values = pl.select(pl.when(whole == column).then(whole)).to_series()
    else:
        text = column.cast(pl.String)
        values = text.cast(pl.Int32, strict=False)
        if values.null_count() > text.null_count():
            bare = pl.select(cleaned(pl.lit(text))).to_series()
            values = bare.str.replace(_NO_FRACTION, "").cast(pl.Int32, strict=False)
    lowest = values.min()
    if isinstance(lowest, int) and lowest <= BAD_LEEFTIJD:
        # Too low to be told from the marks: it does not fit either.
        values = values.set(values <= BAD_LEEFTIJD, None)
    if values.null_count() == 0:
        return values
    given = column.is_not_null()
    if not column.dtype.is_numeric():
        given &= column.cast(pl.String).str.strip_chars() != ""
    filler = pl.select(pl.when(given).then(bad).otherwise(MISSING)).to_series()
    return values.zip_with(values.is_not_null(), filler.cast(pl.Int32))
