"""Equal rows are one row, of a table that ranks by its selector or says so itself.

Such a table has no primary key that would refuse the second; rows that say otherwise
about one prestatie are for ``sources.ties``.
"""

import polars as pl

from tariffs.files.findings import NO_FINDINGS, findings_of
from tariffs.schema import Tabel


def one_of_equal(
    rows: pl.DataFrame, table: Tabel, bestand: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep one of the rows that are equal in every column of their table.

    Args:
        rows: Rows of such a table (others go on as they are), with row and, unless all
            are of one file, bestand.
        table: The table.
        bestand: The file.

    Returns:
        The rows that go on, and a finding for each that is left out.
    """
    columns = table.schema.column_names()
    is_one = table.is_ranked or table.is_een_bij_gelijk
    if not is_one or rows.height < 2 or rows.select(columns).is_unique().all():
        return rows, NO_FINDINGS
    first = pl.struct(columns).is_first_distinct()
    again = findings_of(rows.filter(~first), table.naam, "RIJ_DUBBEL", bestand=bestand)
    return rows.filter(first), again
