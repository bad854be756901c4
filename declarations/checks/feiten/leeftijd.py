"""How old is a person on a day?"""

import polars as pl


def age(birth: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Age in whole years: one more on each birthday, of 29 February on 1 March."""
    before = (day.dt.month() < birth.dt.month()) | (
        (day.dt.month() == birth.dt.month()) & (day.dt.day() < birth.dt.day())
    )
    return day.dt.year() - birth.dt.year() - before.cast(pl.Int32)
