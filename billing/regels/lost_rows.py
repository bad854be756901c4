"""Rows of tables that could not be read: said, and too many of them refused.

Dutch terms: verloren (lost: the row does not go on), telling (count).
"""

import polars as pl

from billing.gates import Gates

LOST = {
    "tabel": pl.String(),
    "bestand": pl.String(),
    "rijen": pl.Int64(),
    "verloren": pl.Int64(),
}
"""Columns of what was lost of tables: rows read, and those that do not go on."""


def lost_of(telling: pl.DataFrame) -> pl.DataFrame:
    """What was lost of each file that lost something; columns ``LOST``."""
    return telling.select(list(LOST)).filter(pl.col("verloren") > 0)


def count_lost(lost: pl.DataFrame) -> int:
    """How many rows of all tables do not go on."""
    return int(lost["verloren"].sum())


def check_lost(gates: Gates, lost: pl.DataFrame) -> None:
    """Refuse a table of which too many rows could not be read.

    Raises:
        GateError: The share of a file is larger than ``max_lost`` lets through.
    """
    for tabel, _, rijen, verloren in lost.select(list(LOST)).iter_rows():
        gates.check_lost(verloren, rijen, tabel)
