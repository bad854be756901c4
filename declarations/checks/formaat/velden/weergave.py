"""How is what stands in a field shown in a finding, and which fields never are?"""

import polars as pl

GEHEIM = "***"
"""What is shown instead of data of a person."""

PERSOONSVELDEN = frozenset(
    {
        *(f"02{number:02}" for number in (3, *range(5, 9), *range(10, 23))),
        *("0403", "0405", "0408", "0603", "0605", "1603", "1605"),
    }
)
"""Fields that say who somebody is: BSN, numbers, birth, sex, names, address."""


def shown(rows: pl.DataFrame, rubriek: str) -> pl.Expr:
    """What stands in a field, as the message writes it; masked where it is of a person.

    A date is EEJJMMDD and a number its digits without noughts in front. An empty field
    is null.
    """
    if rubriek in PERSOONSVELDEN:
        return pl.lit(GEHEIM)
    column = pl.col(f"r{rubriek}")
    if rows.schema[f"r{rubriek}"] == pl.Date:
        return column.dt.to_string("%Y%m%d")
    return column.cast(pl.String)


def shown_text(rubriek: str | pl.Expr, waarde: str | pl.Expr) -> pl.Expr:
    """A text that was taken from a field, masked where the field is of a person."""
    field = pl.col(rubriek) if isinstance(rubriek, str) else rubriek
    text = pl.col(waarde) if isinstance(waarde, str) else waarde
    return (
        pl.when(field.is_in(sorted(PERSOONSVELDEN)))
        .then(pl.lit(GEHEIM))
        .otherwise(text)
    )
