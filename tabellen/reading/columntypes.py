"""Refuses columns that hold lists, structs, bytes or lengths of time where one text,
number or date a row is meant."""

from collections.abc import Collection, Mapping

import polars as pl

from tabellen.errors import InputFileError


def require_single_values(
    schema: Mapping[str, pl.DataType], names: Collection[str], where: str
) -> None:
    """Refuse columns of which a row is not one text, number, truth or date.

    Args:
        schema: Of the table.
        names: Columns that are judged; those that the table lacks are not.
        where: The table or file, for the error.

    Raises:
        InputFileError: A column holds something else.
    """
    for name in names:
        dtype = schema.get(name)
        if dtype is None:
            continue
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object, pl.Duration, pl.Time):
            raise InputFileError(
                f"{where}: column {name} has type {dtype}; expected one text, number "
                "or date a row."
            )
