"""Where do records stand, which file comes before which, and what is above a record?"""

from typing import Final

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN
from declarations.checks.feiten.levering import Levering

DEBITEUR: Final = "03"
"""The kind of record that must not go to an insurer."""


def records(levering: Levering) -> pl.DataFrame:
    """All records of a known kind, in order.

    Returns:
        ``bestand_nr, record, soort`` (two digits, as UInt8), the debiteurrecords
        among them, ordered by file and line.
    """
    frames = [
        levering.declaraties.records[naam].select(
            "bestand_nr", "record", soort=pl.lit(int(soort), pl.UInt8)
        )
        for soort, naam in RECORDNAMEN.items()
    ]
    debiteuren = levering.declaraties.overig.filter(pl.col("soort") == DEBITEUR)
    frames.append(
        debiteuren.select("bestand_nr", "record", soort=pl.lit(int(DEBITEUR), pl.UInt8))
    )
    return in_order(pl.concat(frames))


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows by file and line."""
    # One number is sorted many times faster than two columns.
    return rows.sort(pl.col("bestand_nr").cast(pl.UInt64) * 2**32 + pl.col("record"))


def begins_file() -> pl.Expr:
    """Whether a row of ``in_order`` is the first of its file."""
    return pl.col("bestand_nr").ne_missing(pl.col("bestand_nr").shift(1))


def bestandsvolgorde(levering: Levering) -> pl.DataFrame:
    """Which file of a delivery comes first, however they were given.

    By dagtekening (0117), then by content; equal files in the order of the call.

    Returns:
        ``bestand_nr, volgorde`` (from 0).
    """
    return (
        levering.voorloop.group_by("bestand_nr")
        .agg(pl.col("r0117").first())
        .join(
            levering.declaraties.bestanden.select("bestand_nr", "sha256"),
            on="bestand_nr",
            how="left",
        )
        .sort("r0117", "sha256", "bestand_nr", nulls_last=True)
        .select("bestand_nr", volgorde=pl.int_range(pl.len(), dtype=pl.UInt32))
    )


def with_plaats(
    levering: Levering, rows: pl.DataFrame, naam: str = "plaats"
) -> pl.DataFrame:
    """Rows with ``bestand:record``, the name under which another finding calls them."""
    names = levering.declaraties.bestanden.select("bestand_nr", _bestand="bestand")
    return (
        rows.join(names, on="bestand_nr", how="left", maintain_order="left")
        .with_columns(pl.concat_str("_bestand", pl.lit(":"), "record").alias(naam))
        .drop("_bestand")
    )


def taken_from(
    rows: pl.DataFrame, parents: pl.DataFrame, index: str, columns: dict[str, str]
) -> pl.DataFrame:
    """Rows with columns of the record above them.

    Args:
        rows: Records below.
        parents: Records above, as the message has them: ``index`` is a row of these.
        index: Column of ``rows`` that says which; null gives nulls.
        columns: New name of each column of ``parents``.
    """
    where = rows[index]
    return rows.with_columns(
        parents[column].gather(where).alias(name) for name, column in columns.items()
    )


def with_voorloop(
    levering: Levering, rows: pl.DataFrame, *columns: str
) -> pl.DataFrame:
    """Rows with columns of the first 01 of their file."""
    first = levering.voorloop.group_by("bestand_nr").agg(
        pl.col(column).first() for column in columns
    )
    return rows.join(first, on="bestand_nr", how="left", maintain_order="left")


def count_records(levering: Levering) -> int:
    """How many records the messages have, of known and unknown kinds."""
    return int(levering.declaraties.bestanden["records"].sum())
