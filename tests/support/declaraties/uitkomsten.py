"""What a check said, as a test reads it."""

import polars as pl

from declarations.checks.oordeel import Oordeel


def outcomes(oordeel: Oordeel) -> list[str]:
    """The outcome of each row that does not pass, in order."""
    return oordeel.bevindingen["uitkomst"].cast(pl.String).to_list()


def told(oordeel: Oordeel, *columns: str) -> list[tuple[object, ...]]:
    """Columns of the findings, a row each."""
    return oordeel.bevindingen.select(columns).rows()
