"""Which columns does a registration have, and which of them is meant by a name?

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity).
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

import polars as pl

from grouper.findings.bevindingen import (
    ANDER_IN_RIJ,
    KOLOM_AFWEZIG,
    KOLOM_GELEZEN,
    KOLOM_LEEG,
    KOLOM_LIJKT,
    KOLOM_ONBEKEND,
)
from tabellen.headers.matching import ColumnMatch, match_columns
from tabellen.notices import Notice
from tabellen.values.texts import cleaned

NUMMER = "subtraject_nummer"

INSTELLING = "zorginstelling_code"

KEY = "__sleutel"
"""Column of both tables by which they meet, where the number alone is no key."""

ELSEWHERE = "__andere_instelling"
"""Column of activities: their number is known under another hospital only."""

KNOWN = {
    "subtrajecten": (
        (
            *(NUMMER, "specialisme_code", "diagnose_code", "zorgtype_code"),
            *("zorgvraag_code", "geslacht", INSTELLING, "begindatum"),
        ),
        (
            *("einddatum", "geboortedatum", "leeftijd_jaar", "afsluitreden_code"),
            *("aanspraak", "zorgtraject_nummer", "hoofdtraject_nummer"),
            *("verzekerde_id", "ontvanger", "aanvrager_soort"),
        ),
    ),
    "zorgactiviteiten": (
        (NUMMER, "zorgactiviteit_code", "aantal"),
        ("uitvoerdatum", INSTELLING, "aanvrager_soort"),
    ),
}
"""Columns of each table: those that must be there, and those that may."""

ALIASES = {
    **dict.fromkeys(("startdatum", "openingsdatum"), "begindatum"),
    **dict.fromkeys(("sluitdatum", "sluitingsdatum", "einde datum"), "einddatum"),
    "uitvoeringsdatum": "uitvoerdatum",
    "geboortedag": "geboortedatum",
    "geslachtcode": "geslacht",
    "aantal uitgevoerd": "aantal",
}
"""Other names that people give to known columns, and the known one.

UNSOURCED[kolomnamen]: no standard names them; words that say the same and nothing else.
"""

DAYS = ("begindatum", "einddatum", "geboortedatum", "uitvoerdatum")
"""Columns that hold a day."""

KNOWN_COLUMNS = {
    table: (*required, *optional) for table, (required, optional) in KNOWN.items()
}
"""All columns of each table, of which a row is one value."""

NESTED = "zorgactiviteiten"
"""Column of the nested form: the activities of each subtraject as list of struct."""

OURS = (NESTED, KEY, ELSEWHERE)
"""Columns that are known and no part of a flat table as a person gives it."""


Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def with_known_names(
    frame: Frame, table: str, ignored: Collection[str]
) -> tuple[Frame, tuple[Notice, ...]]:
    """A table whose columns bear the names that are meant."""
    renamed, notices = named_columns(frame.collect_schema().names(), table, ignored)
    frame = frame.rename(renamed) if renamed else frame
    empty = _empty_columns(frame, KNOWN[table][1])
    if empty:
        notices += (Notice(table, KOLOM_LEEG, ", ".join(empty)),)
    return frame, notices


FIRST_ROWS = 1_000


def _empty_columns(
    frame: pl.DataFrame | pl.LazyFrame, names: Iterable[str]
) -> list[str]:
    """Those of some columns without any value: as if they were not there.

    Only a column that is empty in the first rows is looked at further.
    """
    schema = frame.collect_schema()
    there = [name for name in names if name in schema]
    is_value = {name: _has_value(name, schema[name]) for name in there}
    # All columns at once: each question to Polars costs as much as hundreds of rows.
    any_value = [is_value[name].any() for name in there]
    head = frame.lazy().head(FIRST_ROWS).select(*any_value, pl.len().alias("__len"))
    *found, height = head.collect().row(0)
    if not height:
        return []
    doubtful = [name for name, met in zip(there, found, strict=True) if not met]
    if height < FIRST_ROWS:
        return doubtful
    return [
        name
        for name in doubtful
        if frame.lazy()
        .filter(is_value[name])
        .select(name)
        .head(1)
        .collect(engine="streaming")
        .is_empty()
    ]


def _has_value(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype != pl.String:
        return column.is_not_null()
    return column.str.contains(r"\S").fill_null(value=False)


def named_columns(
    names: Iterable[str], table: str, ignored: Collection[str] = ()
) -> tuple[dict[str, str], tuple[Notice, ...]]:
    """Which known columns those of a table are, and what there is to tell of them.

    Args:
        names: Columns of the table.
        table: subtrajecten or zorgactiviteiten.
        ignored: Columns that are what they are, however near to a known one.

    Returns:
        Known name by the name in the table, where they differ; and the notices.

    Raises:
        InputFileError: A column bears nearly the name of a known one that is absent.
    """
    required, optional = KNOWN[table]
    match: ColumnMatch = match_columns(
        (name for name in names if name not in OURS),
        table=table,
        required=required,
        optional=optional,
        ignored=ignored,
        aliases=ALIASES,
    )
    told = [
        *(
            (KOLOM_GELEZEN, f"{name} = {meant}")
            for name, meant in match.renamed.items()
        ),
        *((KOLOM_LIJKT, f"{name} ~ {meant}") for name, meant in match.near),
        *([(KOLOM_ONBEKEND, ", ".join(match.unknown))] if match.unknown else []),
        *([(KOLOM_AFWEZIG, ", ".join(match.absent))] if match.absent else []),
    ]
    return dict(match.renamed), tuple(Notice(table, *each) for each in told)


def with_known_fields(
    rows: Frame, ignored: Collection[str]
) -> tuple[Frame, tuple[Notice, ...]]:
    """The nested form with activities whose fields bear the names that are meant.

    Raises:
        InputFileError: A field bears nearly the name of a known one that is absent.
    """
    dtype = rows.collect_schema().get(NESTED)
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        return rows, ()  # Told where the nested form is read.
    names: list[str] = [field.name for field in dtype.inner.fields]
    of_row = (NUMMER, INSTELLING)
    # What stands in the row is not missing.
    absent: list[str] = [name for name in of_row if name not in names]
    renamed, notices = named_columns([*names, *absent], NESTED, ignored)
    if renamed:
        fields = [renamed.get(name, name) for name in names]
        inside = pl.element().struct.rename_fields(fields)
        rows = rows.with_columns(pl.col(NESTED).list.eval(inside))
        names = fields
    for name in of_row:
        if name in names:
            notices += _other_owners(rows, name)
    return rows, notices


def _other_owners(rows: pl.DataFrame | pl.LazyFrame, name: str) -> tuple[Notice, ...]:
    """Tell of activities that say they belong to another row than they stand in."""
    own = pl.col(NESTED).struct.field(name).cast(pl.String)
    exploded = (
        rows.lazy()
        .select(pl.col(name).cast(pl.String), NESTED)
        .explode(NESTED, empty_as_null=False, keep_nulls=False)
    )
    is_other = notation(own) != notation(pl.col(name))
    count = exploded.select(is_other.sum()).collect(engine="streaming").item()
    return (Notice(NESTED, ANDER_IN_RIJ, name, 1, count),) if count else ()


def notation(key: pl.Expr) -> pl.Expr:
    """A number without what notations of it differ in."""
    return (
        cleaned(key)
        .str.to_lowercase()
        .str.replace(r"^(.*[0-9])\.0+$", "$1")
        .str.replace(r"(^|:)0+([0-9a-z])", "$1$2")
    )
