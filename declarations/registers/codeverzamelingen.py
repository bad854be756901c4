"""Stand-in until the registers are merged: which codes belong to a named set?"""

from datetime import date

import polars as pl

from declarations.registers.registers import Registers


def codes_on(registers: Registers, naam: str, dag: date) -> list[str]:
    """Codes of a set on a day."""
    table = registers.get("codeverzameling")
    if table is None:
        return []
    return (
        table.filter(
            pl.col("naam") == naam,
            (pl.col("begindatum") <= dag).fill_null(value=True),
            (pl.col("einddatum") >= dag).fill_null(value=True),
        )["code"]
        .unique()
        .sort()
        .to_list()
    )


def is_in_set(
    registers: Registers, frame: pl.DataFrame, naam: str, *, code: str, dag: str
) -> pl.Series:
    """Whether the code of each row belongs to a set on its day."""
    table = registers.get("codeverzameling")
    none = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    if table is None:
        return none
    rows = table.filter(pl.col("naam") == naam)
    asked = frame.select(_row=pl.int_range(pl.len(), dtype=pl.UInt32), code=code, dag=dag)
    hit = (
        asked.join(rows, on="code", how="inner")
        .filter(
            (pl.col("begindatum") <= pl.col("dag")).fill_null(value=True),
            (pl.col("einddatum") >= pl.col("dag")).fill_null(value=True),
        )
    )["_row"]
    return pl.Series(asked["_row"].is_in(hit.unique().implode()))
