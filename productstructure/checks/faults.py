"""Put faults in the tables into words: file, table, row, field, value found, remedy."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from productstructure.schema import TABLE_BY_NAME

DAMAGED = "The release is damaged or incomplete; download it again."
MIXED = "The release is incomplete or two releases were mixed; take the NZa's own zip."
NEWER = "The release is newer in form than this software, or damaged."

_SHOWN = 20


def describe_rows(
    name: str,
    frame: pl.DataFrame,
    rows: pl.Series,
    fields: Sequence[str],
    problem: str | pl.Series,
) -> list[str]:
    """Describe the faulty rows of one table for one rule.

    Args:
        name: Name of the table.
        frame: Its rows, in the order of the file.
        rows: Positions of the faulty rows, from 0.
        fields: The columns at fault; each is shown with the value found.
        problem: What was expected and what to do, as whole sentences: one text, or one
            per faulty row.

    Returns:
        One text per row, at most 20, and then one that counts the others.
    """
    table = TABLE_BY_NAME[name]
    key = [*table.key, "begindatum"] if table.valid else list(table.key)
    texts = []
    for nth, position in enumerate(rows[:_SHOWN]):
        row = frame.row(position, named=True)
        where = ", ".join(f"{column} {_show(row[column])}" for column in key)
        found = " and ".join(f"{field} is {_show(row[field])}" for field in fields)
        expected = problem if isinstance(problem, str) else problem[nth]
        texts.append(
            f"{table.bestand}: {name} row {position + 1} ({where}): {found}. {expected}"
        )
    if len(rows) > _SHOWN:
        texts.append(
            f"{table.bestand}: {name}: {len(rows) - _SHOWN} more rows of the same kind."
        )
    return texts


def _show(value: object) -> str:
    if value is None:
        return "empty"
    return value.isoformat() if isinstance(value, date) else repr(value)
