"""Reads files that this program wrote itself back with their types.

A csv holds text only; a Parquet or Arrow IPC file of an older version may have other
widths. What cannot be read as its type was not written by us, and is refused.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from tabellen.errors import InputFileError
from tabellen.forms.frames import read_frame
from tabellen.notices import Notice
from tabellen.values.dates import days_of_moments, within_calendar


def read_typed(
    path: Path | str,
    dtypes: Mapping[str, pl.DataType],
    *,
    optional: Collection[str] = (),
    told: list[Notice] | None = None,
) -> pl.DataFrame:
    """Read the columns that are asked for, in their types.

    Args:
        path: A csv, Parquet or Arrow IPC file, by its ending.
        dtypes: Column to type: text, integer, boolean or date.
        optional: Columns of those that may be absent; they are null then.
        told: Gets what there is to tell of moments that were read as days.

    Raises:
        InputFileError: The file cannot be read, lacks a column, or a column has a value
            of another type.
    """
    required = tuple(name for name in dtypes if name not in optional)
    frame = read_frame(path, required=required, columns=dtypes.keys())
    frame, notices = days_of_moments(frame, str(path))
    if told is not None:
        told += notices
    frame = frame.with_columns(
        pl.lit(None, dtype=dtypes[name]).alias(name)
        for name in optional
        if name not in frame.columns
    )
    typed = frame.select(
        _typed(name, frame.schema[name], dtype).alias(name)
        for name, dtype in dtypes.items()
    )
    for name in dtypes:
        unread = frame[name].is_not_null() & typed[name].is_null()
        if unread.any():
            raise InputFileError(
                f"{path}: column {name}, row {unread.arg_true()[0] + 1}: the value "
                f"cannot be read as {dtypes[name]}. Give the file as dbc-grouper "
                "wrote it."
            )
    return typed


def _typed(name: str, found: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if found == pl.String and wanted == pl.Boolean:
        return column.replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        )
    if found == pl.String and wanted == pl.Date:
        return column.str.to_date("%Y-%m-%d", strict=False)
    if wanted == pl.Date == found:
        return within_calendar(column)
    return column.cast(wanted, strict=False)
