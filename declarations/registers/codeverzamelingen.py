"""Which codes belong to a set on a day?

Sets of codes are dated data (table ``codeverzameling``): those of the land ship, those
that are given replace them. Both ends of a period are inclusive.
"""

import polars as pl

from declarations.registers.registers import Registers
from declarations.registers.schema.landelijk import Codeverzameling


def has_set(registers: Registers, naam: str) -> bool:
    """Whether a set has any code at all; where not, nothing can be said of it."""
    return not _rows(registers, naam).is_empty()


def codes_of(registers: Registers, naam: str) -> list[str]:
    """The codes of a set on any day, in order; none where the set is not known."""
    return _rows(registers, naam)["code"].unique().sort().to_list()


def is_in_set(
    registers: Registers, frame: pl.DataFrame, naam: str, *, code: str, dag: str
) -> pl.Series:
    """Whether a code belongs to a set on the day of its own row.

    Args:
        registers: Where the sets are.
        frame: Rows with a code and a day.
        naam: The set.
        code: Column with the code, as text.
        dag: Column with the day.

    Returns:
        One boolean per row of ``frame``; False for a null code or day, and for every
        row where the set is not known (``has_set``).
    """
    # A set has few periods and many rows ask: one look a period, and no join, which
    # would double the rows of a code that stands in two of them.
    periods = _rows(registers, naam).group_by(
        "begindatum", "einddatum", maintain_order=True
    )
    inside = pl.lit(value=False)
    for (begin, eind), rows in periods:
        holds = pl.col(code).is_in(rows["code"].implode())
        if begin is not None:
            holds &= pl.col(dag) >= begin
        if eind is not None:
            holds &= pl.col(dag) <= eind
        inside |= holds
    known = pl.col(dag).is_not_null()
    found = frame.select(is_in_set=(inside & known).fill_null(value=False))
    return found["is_in_set"]


def _rows(registers: Registers, naam: str) -> pl.DataFrame:
    table = registers.get("codeverzameling")
    if table is None:
        return pl.DataFrame(schema=pl.Schema(Codeverzameling))
    return table.filter(pl.col("naam") == naam)
