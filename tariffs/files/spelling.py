"""Mend the spelling of cells: what takes no ink or is only case, and moments for days.

Each is counted per column. Case is mended in codes of national tables and in closed
lists here, in labels by ``labels``, never in identifiers of people and agreements
(docs/decisions.md 13). It knows what kind of text a column holds, not what it says.
"""

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tabellen.bevinding import by_code
from tabellen.values.dates import days_of_moments, outside_calendar, text_of_days
from tabellen.values.texts import cleaned, is_unclean, key_text
from tariffs.files.findings import (
    FAULT,
    ROW,
    findings_in,
    join_findings,
    make_findings,
)

_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$"
_WITH_ZONE = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})$"
)
_MIDNIGHT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00(\.0+)?$"


def soort_van(column: dy.Column) -> str | None:
    """Kind of text a column holds: ``code``, ``label ...``, ``tekst`` or none said."""
    soort: str | None = (column.metadata or {}).get("soort")
    return soort


def mend_cells(
    texts: pl.DataFrame, schema: type[dy.Schema], *, bestand: str, source: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mend the cells of a table, before they are parsed.

    Args:
        texts: ``row`` and columns of the schema, as they stand in the file.
        schema: What they should hold.
        bestand: Name of the file, for findings and errors.
        source: Name of the table.

    Returns:
        The cells, and a finding per column and kind of repair with the number of rows.

    Raises:
        InputFileError: A column of keys holds floats or decimals that are not whole.
    """
    texts = _keys_as_text(texts, schema, bestand)
    texts, of_days = _with_days(texts, schema, bestand, source)
    found: list[tuple[int, str, str, str]] = []
    has_case = {
        name: soort_van(column) == "code" or isinstance(column, dy.Enum)
        for name, column in schema.columns().items()
        if texts.schema.get(name) == pl.String and soort_van(column) != "tekst"
    }
    # Asked of all columns at once; most tables have nothing to mend.
    suspects = texts.select(
        _is_suspect(name, has_case=is_cased).any()
        for name, is_cased in has_case.items()
    )
    for name in suspects.columns:
        if not suspects[name].item():
            continue
        repair = repaired(texts[name], has_case=has_case[name])
        if repair is None:
            continue
        texts = texts.with_columns(repair.texts)
        for code, is_mended in repair.mended.items():
            if is_mended.any():
                row = texts[ROW].filter(is_mended)[0]
                found.append((row, name, code, str(is_mended.sum())))
    mended = pl.DataFrame(found, schema=FAULT, orient="row")
    return texts, join_findings([of_days, findings_in(mended, bestand, source)])


# Signs that a text need not have: one of these is in every text that is mended.
_BYTE = r"[\x00-\x20\x7f]"
_LOWER = r"\p{Ll}"


@dataclass(frozen=True)
class Repair:
    """A column as it should be, and where it was not.

    Attributes:
        texts: The column.
        mended: Code of a finding to the rows that it is about; null of others.
    """

    texts: pl.Series
    mended: dict[str, pl.Series]


def repaired(texts: pl.Series, *, has_case: bool) -> Repair | None:
    """Mend a column; None where nothing is to be mended, which is cheap to see.

    Args:
        texts: The column.
        has_case: Whether it is written in capitals, as codes of national tables are.
    """
    frame = texts.to_frame("text")
    text = pl.col("text")
    suspect = _is_suspect("text", has_case=has_case)
    if not frame.select(suspect.any()).item():
        return None
    bare = cleaned(text)
    upper = bare.str.to_uppercase() if has_case else bare
    # Texts repeat: what is odd is looked at once.
    odd = (
        frame.filter(suspect)
        .unique()
        .with_columns(
            bare=upper,
            TEKENS_VERWIJDERD=is_unclean(text) & bare.is_not_null(),
            SCHRIJFWIJZE_HERSTELD=(upper != bare).fill_null(value=False),
            is_other=is_unclean(text) | (upper != bare).fill_null(value=False),
        )
    )
    odd = odd.filter("is_other")
    if odd.is_empty():
        return None
    found = frame.join(odd, on="text", how="left", maintain_order="left")
    is_other = found["is_other"].fill_null(value=False)
    return Repair(
        texts.zip_with(~is_other, found["bare"]),
        {code: found[code] for code in _CODES},
    )


_CODES = ("TEKENS_VERWIJDERD", "SCHRIJFWIJZE_HERSTELD")


def _is_suspect(name: str, *, has_case: bool) -> pl.Expr:
    """Whether a text may have to be mended; of one that has not, seldom."""
    text = pl.col(name)
    suspect = text.str.contains(_BYTE) | (text.str.len_bytes() != text.str.len_chars())
    return suspect | text.str.contains(_LOWER) if has_case else suspect


def _keys_as_text(
    texts: pl.DataFrame, schema: type[dy.Schema], bestand: str
) -> pl.DataFrame:
    """Keys, codes and labels as text, whatever the type they have in the file."""
    fresh = []
    for name, column in schema.columns().items():
        dtype = texts.schema.get(name)
        if dtype is None or dtype == column.dtype:
            continue
        if isinstance(dtype, pl.List) and isinstance(column, dy.List):
            items = texts[name].cast(pl.List(pl.String))
            fresh.append(items.list.join("|"))
        elif isinstance(dtype, pl.Categorical | pl.Enum):
            fresh.append(texts[name].cast(pl.String))
        elif column.dtype in (pl.String, pl.Enum) and (
            dtype.is_float() or dtype.is_decimal()
        ):
            fresh.append(key_text(texts[name], bestand))
    return texts.with_columns(fresh)


def _with_days(
    texts: pl.DataFrame, schema: type[dy.Schema], bestand: str, source: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Days for moments, typed or as a spreadsheet prints them."""
    fresh: list[pl.Series] = []
    found: list[pl.DataFrame] = []
    days = [
        name
        for name, column in schema.columns().items()
        if column.dtype == pl.Date and name in texts.columns
    ]
    as_text = [name for name in days if texts.schema[name] == pl.String]
    has_moments = texts.select(_is_moment(name).any() for name in as_text)
    for name in days:
        dtype = texts.schema[name]
        if isinstance(dtype, pl.Datetime):
            moments = texts[name]
        elif dtype == pl.String:
            read = _moments_of(texts[name]) if has_moments[name].item() else None
            if read is None:
                continue
            moments = read
        else:
            if dtype == pl.Date:
                fresh.append(_within_calendar(texts[name]))
            continue
        of_moments, notices = days_of_moments(moments.to_frame(), bestand)
        fresh.append(_days_or_text(texts[name], of_moments[name]))
        for notice in notices:
            row = texts[ROW][notice.row - 1] if notice.row else None
            faults = {
                "bestand": bestand,
                "source": source,
                "row": row,
                "column": notice.column,
                "code": notice.code,
                "value": str(notice.count),
            }
            kind = by_code(notice.bevinding)
            found.append(make_findings(pl.DataFrame([faults]), kind))
    return texts.with_columns(fresh), join_findings(found)


def _is_moment(name: str) -> pl.Expr:
    """Whether a text is a moment; a time of midnight is what a spreadsheet adds."""
    bare = pl.col(name).str.strip_chars()
    is_moment = bare.str.contains(_MOMENT) & ~bare.str.contains(_MIDNIGHT)
    return bare.str.contains(_WITH_ZONE) | is_moment


def _moments_of(texts: pl.Series) -> pl.Series | None:
    """Moments of texts of which one is a moment; null where a text is none.

    Days among moments are midnights, so that they too tell what a column without time
    zone is. None where some have a zone and some have none.
    """
    bare = texts.str.strip_chars()
    has_zone = bare.str.contains(_WITH_ZONE)
    if has_zone.any():
        if not (has_zone | bare.is_null()).all():
            return None  # some with a zone and some without: read by no rule
        return bare.str.replace(" ", "T").str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%.f%#z", time_zone="UTC", strict=False
        )
    frame = bare.to_frame("text").select(
        pl.coalesce(
            pl.col("text")
            .str.replace("T", " ")
            .str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False),
            pl.col("text")
            .str.replace("T", " ")
            .str.to_datetime("%Y-%m-%d %H:%M", strict=False),
            pl.col("text")
            .str.to_date("%Y-%m-%d", strict=False)
            .cast(pl.Datetime("us")),
            pl.col("text")
            .str.to_date("%d-%m-%Y", strict=False)
            .cast(pl.Datetime("us")),
            pl.col("text").str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us")),
        ).alias(texts.name)
    )
    return frame[texts.name]


def _days_or_text(texts: pl.Series, days: pl.Series) -> pl.Series:
    if texts.dtype != pl.String:
        return _within_calendar(days)
    # What is no moment stays text, and is refused by name where it is no day either.
    return days.dt.to_string("%Y-%m-%d").zip_with(days.is_not_null(), texts)


def _within_calendar(days: pl.Series) -> pl.Series:
    """Days; as text where some are outside the calendar, which is refused by name."""
    return days if outside_calendar(days) is None else text_of_days(days)
