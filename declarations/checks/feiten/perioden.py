"""Which rows fall in a period that a table has for their person, provider or code?"""

import polars as pl

from declarations.registers.geldigheid import holds_on


def in_period(
    rows: pl.DataFrame, table: pl.DataFrame, on: list[str], dag: str
) -> pl.Series:
    """Whether a row of the table holds for each row, on its own day.

    Args:
        rows: With the columns of ``on`` and a day.
        table: Periods by ``on``; both ends are inclusive, an empty one is open.
        on: The columns that are to be the same: the person, and what else.
        dag: Column with the day.

    Returns:
        One boolean per row of ``rows``; False for a null key or day.
    """
    asked = rows.select(*on, dag).unique()
    held = (
        asked.join(table.select(*on, "begindatum", "einddatum"), on=on)
        .filter(holds_on(pl.col(dag)))
        .select(*on, dag)
        .unique()
        .with_columns(_held=pl.lit(value=True))
    )
    met = rows.select(*on, dag).join(
        held, on=[*on, dag], how="left", maintain_order="left"
    )
    return met["_held"].fill_null(value=False)
