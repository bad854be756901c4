"""Lines as they come in, brought to the form of ``Declaratieregels``.

It names, orders and types columns and mends what nobody sees; what a line may cost is
decided elsewhere. A value outside a closed list is never taken for absent: the line is
marked, and phase A refuses it.

Dutch terms: verzekerde (insured person), aanvrager (who asked for an activity).
"""

from collections.abc import Iterator

import polars as pl

from tabellen.errors import CallError
from tabellen.values.dates import days_of_moments
from tabellen.values.texts import cleaned, present
from tariffs.files.findings import FAULT, findings_in
from tariffs.files.spelling import repaired
from tariffs.schema import AANSPRAAK, AANVRAGER_SOORT, Declaratieregels

ONBEKENDE_WAARDE = "is_waarde_onbekend"
"""Column beside those of ``Declaratieregels``: a value stands outside its list."""

_DTYPES = pl.Schema(Declaratieregels)

_SLEUTELS = (
    "verzekerde_id",
    "subtraject_nummer",
    "zorgtraject_nummer",
    "zitting_id",
    "wond_id",
    "polis",
    "opdrachtgever_code",
    "specialisme_uitvoerder_code",
    "soort_honorarium",
)
"""Texts by which lines meet each other or a table, where one that does not meet gives
another outcome instead of a refusal."""

KOPPELT = ("verzekerde_id", "subtraject_nummer", "zorgtraject_nummer")
"""Keys of which a word for nothing (NULL, -, 0) is absent: it would link lines."""

_CODE = "prestatiecode"
"""The code of a line that a national table has with letters in it."""

_TABEL = "declaratieregels"

_GESLOTEN = {"aanvrager_soort": AANVRAGER_SOORT}
"""Texts with a closed list."""

_VORM = {"opdrachtgever_code": r"^[0-9]{8}$"}
"""Texts of a fixed form, where one of another form gives another price instead of a
refusal: an opdrachtgever that meets no row pays the price for all others."""

_JA_NEE = {
    **dict.fromkeys(("JA", "TRUE", "WAAR", "1"), "J"),
    **dict.fromkeys(("NEE", "FALSE", "ONWAAR", "0"), "N"),
}
"""Usual spellings of J and N."""


def conform(
    regels: pl.DataFrame, findings: list[pl.DataFrame] | None = None
) -> pl.DataFrame:
    """Give lines all columns of ``Declaratieregels``, in its types.

    An absent column is empty. Moments become days (tabellen.values.dates); keys lose
    blanks and invisible characters, a verzekerde_id that is a word for nothing is
    absent. Values of a closed list and prestatiecodes are read in any case
    (docs/decisions.md 13), codes as in a file.

    Args:
        regels: Lines.
        findings: Gets what was mended of codes, counted (schema ``TariefFindings``).

    Returns:
        The columns, and ``ONBEKENDE_WAARDE``.

    Raises:
        CallError: A column has another type, floats above all, or holds moments of
            which the day is not certain.
    """
    if "regel_id" not in regels.columns:
        raise CallError("declaratieregels: column regel_id not found. Give each an id.")
    regels = _with_days(regels)
    otherwise = dict(_lists(regels))
    unknown = [_outside(column, lijst) for column, lijst in otherwise.items()]
    if ONBEKENDE_WAARDE in regels.columns:
        unknown.append(pl.col(ONBEKENDE_WAARDE))
    conformed = regels.select(
        *(
            _listed(column, otherwise[column]).cast(dtype).alias(column)
            if column in otherwise
            else _conformed(regels, column, dtype)
            for column, dtype in _DTYPES.items()
        ),
        pl.any_horizontal(pl.lit(value=False), *unknown).alias(ONBEKENDE_WAARDE),
    )
    return _with_forms(_with_clean_keys(conformed, findings))


def _with_forms(regels: pl.DataFrame) -> pl.DataFrame:
    """Mark lines of which a code is not of its form."""
    otherwise = [
        ~pl.col(column).str.contains(vorm) | pl.col(column).str.contains("^0+$")
        for column, vorm in _VORM.items()
        if regels[column].null_count() < regels.height
    ]
    if not otherwise:
        return regels
    mark = pl.any_horizontal(ONBEKENDE_WAARDE, *otherwise).fill_null(value=False)
    return regels.with_columns(mark.alias(ONBEKENDE_WAARDE))


def _with_days(regels: pl.DataFrame) -> pl.DataFrame:
    momenten = [
        column
        for column, dtype in _DTYPES.items()
        if dtype == pl.Date and isinstance(regels.schema.get(column), pl.Datetime)
    ]
    if not momenten:
        return regels
    dagen, notices = days_of_moments(regels.select(momenten), "declaratieregels")
    if notices:
        raise CallError(
            f"declaratieregels: column {notices[0].column}: {notices[0].count} "
            "moment(s) of another hour than midnight. Give dates."
        )
    return regels.with_columns(dagen)


def _lists(regels: pl.DataFrame) -> Iterator[tuple[str, pl.Enum]]:
    """Columns that hold text which is no value of their closed list, and the list."""
    for column, dtype in _DTYPES.items():
        lijst = _GESLOTEN.get(column, dtype)
        found = regels.schema.get(column)
        if not isinstance(lijst, pl.Enum) or not _is_text(found) or found == lijst:
            continue
        # Most columns hold the values as they are; only others are gone through.
        gelezen = regels[column].cast(pl.String).cast(lijst, strict=False)
        if gelezen.null_count() != regels[column].null_count():
            yield column, lijst


def _is_text(found: pl.DataType | None) -> bool:
    return isinstance(found, pl.String | pl.Categorical | pl.Enum)


def _outside(column: str, lijst: pl.Enum) -> pl.Expr:
    given = cleaned(pl.col(column).cast(pl.String))
    return _listed(column, lijst).is_null() & given.is_not_null()


def _listed(column: str, lijst: pl.Enum) -> pl.Expr:
    """The value of a closed list that a text means; null where it means none."""
    text = cleaned(pl.col(column).cast(pl.String)).str.to_uppercase()
    if lijst == AANSPRAAK:
        text = text.replace(_JA_NEE)
    return text.cast(lijst, strict=False)


def _conformed(regels: pl.DataFrame, column: str, dtype: pl.DataType) -> pl.Expr:
    if column not in regels.columns:
        return pl.lit(None, dtype=dtype).alias(column)
    found = regels.schema[column]
    if dtype == AANSPRAAK and found == pl.Boolean:
        ja, nee = pl.lit("J", dtype=AANSPRAAK), pl.lit("N", dtype=AANSPRAAK)
        where = pl.col(column)
        return pl.when(where).then(ja).when(~where).then(nee).alias(column)
    if found == dtype:
        return pl.col(column)
    if found == pl.Null or (found.is_integer() and dtype.is_integer()):
        return pl.col(column).cast(dtype, strict=False)
    if _is_text(found) and (dtype == pl.String or isinstance(dtype, pl.Enum)):
        return pl.col(column).cast(pl.String).cast(dtype)
    raise CallError(
        f"declaratieregels: column {column}: expected {dtype}, found {found}. "
        "Read the file with the reader of this layer, or cast it first."
    )


def _with_clean_keys(
    regels: pl.DataFrame, findings: list[pl.DataFrame] | None
) -> pl.DataFrame:
    """Mend keys and codes; only columns that look odd are gone through with care."""
    odd = regels.select(
        *(_looks_odd(pl.col(column)).any().alias(column) for column in _SLEUTELS),
        *(
            looks_empty(pl.col(column)).any().alias(f"{column}_leeg")
            for column in KOPPELT
        ),
        code=pl.col(_CODE).str.contains("[^0-9A-Z]").any(),
    ).row(0, named=True)
    if odd["code"]:
        regels = _with_mended_codes(regels, findings)
    regels = regels.with_columns(
        cleaned(pl.col(column)).alias(column) for column in _SLEUTELS if odd[column]
    )
    return regels.with_columns(
        present(pl.col(column))
        for column in KOPPELT
        if odd[f"{column}_leeg"] or odd[column]
    )


def _with_mended_codes(
    regels: pl.DataFrame, findings: list[pl.DataFrame] | None
) -> pl.DataFrame:
    repair = repaired(regels[_CODE], has_case=True)
    if repair is None:
        return regels
    if findings is not None:
        found = [
            (int(rows.arg_true()[0]) + 1, _CODE, code, str(rows.sum()))
            for code, rows in repair.mended.items()
            if rows.any()
        ]
        mended = pl.DataFrame(found, schema=FAULT, orient="row")
        findings.append(findings_in(mended, _TABEL, _TABEL))
    return regels.with_columns(repair.texts)


def _looks_odd(text: pl.Expr) -> pl.Expr:
    """Has blanks around it, or a sign that is not ASCII, or is empty."""
    size = text.str.len_bytes()
    return (
        (text.str.strip_chars().str.len_bytes() != size)
        | (text.str.len_chars() != size)
        | (size == 0)
    )


def looks_empty(key: pl.Expr) -> pl.Expr:
    """May be a word for nothing: short, or not beyond a row of noughts (as - is)."""
    return (key.str.len_bytes() <= len("n.v.t.")) | (key <= "0" * 64)
