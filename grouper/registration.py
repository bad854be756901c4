"""The frames a batch comes in, brought to one form: text codes, dates, integer counts.

Any reasonable type is taken (codes as text, integers or categories; dates as dates or
as text jjjj-mm-dd or jjjjmmdd). What cannot be read becomes null with a mark, so that
the input checks can name the row.

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity).
"""

from dataclasses import dataclass

import polars as pl

from grouper.columns import repeated
from productstructure.errors import InputFileError
from tabellen.columntypes import require_single_values

CODE_COLUMNS = (
    "specialisme_code",
    "diagnose_code",
    "zorgtype_code",
    "zorgvraag_code",
    "geslacht",
    "zorginstelling_code",
)
REQUIRED_SUBTRAJECTEN = ("subtraject_nummer", *CODE_COLUMNS, "begindatum")
REQUIRED_ZORGACTIVITEITEN = ("subtraject_nummer", "zorgactiviteit_code", "aantal")

SINGLE_SUBTRAJECTEN = (
    *REQUIRED_SUBTRAJECTEN,
    *("einddatum", "geboortedatum", "leeftijd_jaar", "afsluitreden_code"),
    *("zorgtraject_nummer", "hoofdtraject_nummer", "verzekerde_id"),
    *("aanspraak", "ontvanger", "aanvrager_soort"),
)
"""Columns of which a row is one value, where the subtrajecten have them."""

SINGLE_ZORGACTIVITEITEN = (
    *REQUIRED_ZORGACTIVITEITEN,
    *("uitvoerdatum", "zorginstelling_code", "aanvrager_soort"),
)
"""The same of the activities."""

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
        nummer: subtraject_nummer, String.
        codes: Every code column, String, by name.
        begindatum: Day number, Int32, ``MISSING`` where there is none.
        einddatum: The same.
        geboortedatum: The same.
        leeftijd: Int32, ``MISSING`` or ``BAD_LEEFTIJD``.
        bad_geboortedatum: Given, but no date that exists.
        bad_einddatum: The same of einddatum.
    """

    nummer: pl.Series
    codes: dict[str, pl.Series]
    begindatum: pl.Series
    einddatum: pl.Series
    geboortedatum: pl.Series
    leeftijd: pl.Series
    bad_geboortedatum: pl.Series
    bad_einddatum: pl.Series


@dataclass(frozen=True)
class Zorgactiviteiten:
    """Columns of the zorgactiviteiten as the encoder reads them.

    Attributes:
        nummer: subtraject_nummer, String.
        code: zorgactiviteit_code, String.
        aantal: Int32, ``MISSING`` where it is no integer.
        uitvoerdatum: Day number, Int32, ``MISSING`` where there is none.
        bad_uitvoerdatum: uitvoerdatum is given, but no date that exists.
    """

    nummer: pl.Series
    code: pl.Series
    aantal: pl.Series
    uitvoerdatum: pl.Series
    bad_uitvoerdatum: pl.Series


def read_subtrajecten(frame: pl.DataFrame) -> Subtrajecten:
    """Bring a frame of subtrajecten to one form.

    Raises:
        InputFileError: A required column is missing.
    """
    _require(frame, "subtrajecten", REQUIRED_SUBTRAJECTEN)
    require_single_values(frame.schema, SINGLE_SUBTRAJECTEN, "subtrajecten")
    if not {"geboortedatum", "leeftijd_jaar"} & set(frame.columns):
        raise InputFileError(
            "subtrajecten: neither geboortedatum nor leeftijd_jaar is there; one of "
            f"them is needed. Columns found: {', '.join(frame.columns)}."
        )
    begindatum, _ = _days(frame, "begindatum")
    geboortedatum, bad_geboortedatum = _days(frame, "geboortedatum")
    einddatum, bad_einddatum = _days(frame, "einddatum")
    return Subtrajecten(
        nummer=_text(frame["subtraject_nummer"]),
        codes={
            name: _text(frame[name], _CODE_WIDTH.get(name)) for name in CODE_COLUMNS
        },
        begindatum=begindatum,
        einddatum=einddatum,
        geboortedatum=geboortedatum,
        leeftijd=_integers(frame, "leeftijd_jaar", bad=BAD_LEEFTIJD),
        bad_geboortedatum=bad_geboortedatum,
        bad_einddatum=bad_einddatum,
    )


def read_zorgactiviteiten(frame: pl.DataFrame) -> Zorgactiviteiten:
    """Bring a frame of zorgactiviteiten to one form.

    Raises:
        InputFileError: A required column is missing.
    """
    _require(frame, "zorgactiviteiten", REQUIRED_ZORGACTIVITEITEN)
    require_single_values(frame.schema, SINGLE_ZORGACTIVITEITEN, "zorgactiviteiten")
    uitvoerdatum, bad_uitvoerdatum = _days(frame, "uitvoerdatum")
    return Zorgactiviteiten(
        nummer=_text(frame["subtraject_nummer"]),
        code=_text(frame["zorgactiviteit_code"]),
        aantal=_integers(frame, "aantal", bad=MISSING),
        uitvoerdatum=uitvoerdatum,
        bad_uitvoerdatum=bad_uitvoerdatum,
    )


def read_nummer(frame: pl.DataFrame, what: str) -> pl.Series:
    """subtraject_nummer of a frame, as text.

    Raises:
        InputFileError: The frame has no such column; ``what`` is its name.
    """
    _require(frame, what, ("subtraject_nummer",))
    return _text(frame["subtraject_nummer"])


def unnest_zorgactiviteiten(
    nested: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split the nested form: zorgactiviteiten as a list of struct in each subtraject.

    A subtraject_nummer inside the structs is left out: the row has it.

    Raises:
        InputFileError: The column zorgactiviteiten is not a list of struct, or there is
            no subtraject_nummer.
    """
    _require(nested, "subtrajecten", ("subtraject_nummer",))
    dtype = nested.schema.get("zorgactiviteiten")
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        raise InputFileError(
            f"subtrajecten: column zorgactiviteiten has type {dtype}; expected a list "
            "of struct(zorgactiviteit_code, aantal[, uitvoerdatum])."
        )
    activities = (
        nested.select("subtraject_nummer", "zorgactiviteiten")
        .explode("zorgactiviteiten", empty_as_null=False, keep_nulls=False)
        .select(
            "subtraject_nummer",
            *(
                pl.col("zorgactiviteiten").struct.field(field.name)
                for field in dtype.inner.fields
                if field.name != "subtraject_nummer"
            ),
        )
    )
    return nested.drop("zorgactiviteiten"), activities


def _require(frame: pl.DataFrame, what: str, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise InputFileError(
            f"{what}: required column(s) {', '.join(missing)} missing. Columns found: "
            f"{', '.join(frame.columns)}."
        )


def _text(column: pl.Series, integer_width: int | None = None) -> pl.Series:
    if column.dtype == pl.String:
        return column
    text = column.cast(pl.String)
    if integer_width is not None and column.dtype.is_integer():
        return text.str.zfill(integer_width)
    return text


def _days(frame: pl.DataFrame, name: str) -> tuple[pl.Series, pl.Series]:
    """Day numbers of a column of dates, and which values are given but no date."""
    height = frame.height
    none_bad = repeated(value=False, n=height, dtype=pl.Boolean())
    if name not in frame.columns:
        return repeated(MISSING, height, pl.Int32()), none_bad
    column = frame[name]
    if column.dtype in (pl.Date, pl.Datetime):
        return _filled(column.cast(pl.Date)), none_bad
    text = _text(column).str.strip_chars()
    days = text.str.to_date("%Y-%m-%d", strict=False)
    length = text.str.len_bytes()
    if days.null_count() > text.null_count() or (length != 10).any():
        # Both forms have a fixed length; 2020-6-1 and +2020-06-01 are neither.
        compact = pl.when(length == 8).then(text.str.to_date("%Y%m%d", strict=False))
        iso = pl.when(length == 10).then(days)
        days = pl.select(pl.coalesce(iso, compact)).to_series()
    bad = days.is_null() & text.is_not_null() & (text != "")
    return _filled(days), bad.fill_null(value=False)


def _filled(days: pl.Series) -> pl.Series:
    numbers = days.to_physical()
    # Most have none to fill, and asking Polars to do so costs more than to look.
    return numbers.fill_null(MISSING) if numbers.null_count() else numbers


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
        values = _text(column).str.strip_chars().cast(pl.Int32, strict=False)
    lowest = values.min()
    if isinstance(lowest, int) and lowest <= BAD_LEEFTIJD:
        # Too low to be told from the marks: it does not fit either.
        values = values.set(values <= BAD_LEEFTIJD, None)
    if values.null_count() == 0:
        return values
    given = column.is_not_null()
    if not column.dtype.is_numeric():
        given &= _text(column).str.strip_chars() != ""
    filler = pl.select(pl.when(given).then(bad).otherwise(MISSING)).to_series()
    return values.zip_with(values.is_not_null(), filler.cast(pl.Int32))
