"""How the example tariffs are written: amounts in cents, csv with ``;``.

It knows no code and no price.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]


def euro(cent: int) -> str:
    """Write cents as euros: 421575 is 4215,75."""
    return f"{cent // 100},{cent % 100:02d}"


def share(cent: int, factor_bp: int) -> int:
    """Take 1/100 percents of an amount, half-up to a whole cent."""
    return (2 * cent * factor_bp + 10_000) // 20_000


def write_table(
    path: Path, columns: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8"
) -> None:
    """Write rows as csv; a column that a row does not have is empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        unknown = set(row) - set(columns)
        if unknown:
            raise KeyError(f"{path.name} has no column {sorted(unknown)}")
        writer.writerow([row.get(column, "") for column in columns])
    path.write_bytes(text.getvalue().encode(encoding))


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Columns of rows in the order in which they first appear."""
    return list(dict.fromkeys(column for row in rows for column in row))
