"""Rows of a typed file that are right as they stand, which a look at each column tells.

What a program wrote as Parquet or Arrow IPC mostly is, and of millions of rows it costs
much to read every cell as text that may have to be mended. Where a reader would mend,
tell or leave out anything, nothing is said here: the file is read as any other.

Dutch terms: gaaf (whole, undamaged).
"""

from collections.abc import Iterator
from pathlib import Path

import dataframely as dy
import polars as pl

from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame, schema_of
from tabellen.reading.endings import form_of
from tabellen.values.dates import outside_calendar
from tariffs.files.spelling import repaired, soort_van
from tariffs.schema import Tabel

_OPEN = pl.date(9999, 12, 31)
_PART = 1 << 20
"""Rows that are checked at a time, since a check copies them."""
_SMALL = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)


def gave_rijen(path: Path, tabel: Tabel) -> pl.DataFrame | None:
    """All rows of a file, of the schema of its table; None where something is amiss.

    Args:
        path: The file.
        tabel: What it should hold; its key is one column, or it has none and equal
            rows count each.
    """
    if form_of(path) in (None, "csv"):
        return None
    try:
        found = _gave_kolommen(path, tabel)
    except InputFileError:
        return None
    if not found or found[0].is_empty():
        return None
    columns = tabel.schema.columns()
    frame = pl.DataFrame(found)
    absent = [name for name in columns if name not in frame.columns]
    rows = frame.select(
        pl.lit(None).alias(name) if name in absent else name for name in columns
    ).cast({name: column.dtype for name, column in columns.items()})
    keeps_rules = all(tabel.schema.is_valid(part) for part in rows.iter_slices(_PART))
    return rows if keeps_rules and not _share_a_day(rows, tabel) else None


def _gave_kolommen(path: Path, tabel: Tabel) -> list[pl.Series]:
    """The columns of a file; none where one is not read as it stands.

    One by one, so that not more is held than is needed; each in one piece, since of
    many pieces every look costs more.
    """
    columns, found = tabel.schema.columns(), []
    for name in schema_of(path):
        if name not in columns:
            return []
        values = read_frame(path, columns=[name]).to_series().rechunk()
        if not _is_gaaf(values, columns[name]):
            return []
        found.append(values)
    return found


def _is_gaaf(values: pl.Series, column: dy.Column) -> bool:
    """Whether a column is read as it stands."""
    if values.dtype == pl.String:
        return all(_texts_are_gaaf(values, column))
    if values.dtype == pl.Date == column.dtype:
        return outside_calendar(values) is None
    is_small = values.dtype in _SMALL and column.dtype == pl.Int64
    return is_small or values.dtype in (column.dtype, pl.Null)


def _texts_are_gaaf(texts: pl.Series, column: dy.Column) -> Iterator[bool]:
    has_case = soort_van(column) == "code" or isinstance(column, dy.Enum)
    if has_case:
        # Of codes there are few.
        texts = texts.unique()
    text = pl.col(texts.name)
    frame = texts.to_frame()
    yield column.dtype in (pl.String, pl.Enum)
    if soort_van(column) == "tekst":
        yield frame.select((text.str.strip_chars() == text).all()).item()
    else:
        yield repaired(texts, has_case=has_case) is None
    yield frame.select((text != "").all()).item()
    if isinstance(column, dy.Enum):
        yield texts.is_in(column.categories).all()
    # Digits that are too few get noughts, and a code may be a number of a spreadsheet.
    widest = max((column.metadata or {}).get("breedte", (0,)), default=0)
    short = text.str.contains("^[0-9]+$") & (text.str.len_bytes() < widest)
    yield widest == 0 or not frame.select(short.any()).item()


def _share_a_day(rows: pl.DataFrame, tabel: Tabel) -> bool:
    """Whether two rows of one key hold on one day; by hash, if anything too soon."""
    if not tabel.sleutel:
        return False
    (key,) = tabel.sleutel
    hashed = rows[key].hash().alias("_sleutel")
    in_order = hashed.sort()
    if not (in_order == in_order.shift(1)).any():
        return False
    if not tabel.heeft_periode:
        return True
    of_many = (
        rows.select("begindatum", pl.col("einddatum").fill_null(_OPEN), hashed)
        .filter(hashed.is_duplicated())
        .sort("_sleutel", "begindatum")
    )
    again = of_many["_sleutel"] == of_many["_sleutel"].shift(1)
    begun = of_many["begindatum"] <= of_many["einddatum"].shift(1)
    return bool((again & begun).any())
