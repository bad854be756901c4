"""Put a fault in the tables into words: table, row, key, field, value found, remedy."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from productstructure.schema import TABLE_BY_NAME

_SHOWN = 20


def describe_rows(
    name: str,
    frame: pl.DataFrame,
    rows: pl.Series,
    fields: Sequence[str],
    problem: str,
) -> list[str]:
    """Describe the faulty rows of one table for one rule.

    Args:
        name: Name of the table.
        frame: Its rows, in the order of the file.
        rows: Positions of the faulty rows, from 0.
        fields: The columns at fault; each is shown with the value found.
        problem: What was expected and what to do, as whole sentences.

    Returns:
        One text per row, at most 20, and then one that counts the others.
    """
    table = TABLE_BY_NAME[name]
    key = [*table.key, "begindatum"] if table.valid else list(table.key)
    faulty = rows.sort()
    texts = []
    for position in faulty[:_SHOWN]:
        row = frame.row(position, named=True)
        where = ", ".join(f"{column} {_show(row[column])}" for column in key)
        found = " and ".join(f"{field} is {_show(row[field])}" for field in fields)
        texts.append(f"{name} row {position + 1} ({where}): {found}. {problem}")
    if len(faulty) > _SHOWN:
        texts.append(f"{name}: {len(faulty) - _SHOWN} more rows like the one before.")
    return texts


def _show(value: object) -> str:
    if value is None:
        return "empty"
    return value.isoformat() if isinstance(value, date) else repr(value)
