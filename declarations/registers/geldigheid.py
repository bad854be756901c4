"""Does a row of a register hold on a day, and for whom it is asked?

Both ends of a period are inclusive; an empty end is open.
"""

import polars as pl


def holds_on(
    dag: pl.Expr, begin: str = "begindatum", eind: str = "einddatum"
) -> pl.Expr:
    """Whether a row holds on a day, by the columns with its first and last."""
    return (pl.col(begin).is_null() | (pl.col(begin) <= dag)) & (
        pl.col(eind).is_null() | (dag <= pl.col(eind))
    )


def is_any_or(named: str, own: str) -> pl.Expr:
    """Whether a row names nothing in a column, or what the line has; never null."""
    same = (pl.col(named) == pl.col(own)).fill_null(value=False)
    return pl.col(named).is_null() | same
