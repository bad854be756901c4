"""Who is insured where, with persons and insurers as numbers.

Dutch terms: polis (a person's insurance at one insurer for some time).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from declarations.eigenrisico.orde import Getallen, op_getal
from declarations.eigenrisico.plaatsen import plaatsen

_OPEN = pl.date(9999, 12, 31)
_DAYS = 2**32
"""More than there are days, so that a person and a day are one number."""


@dataclass(frozen=True, eq=False)
class Polissen:
    """Insurances by person and then by first day.

    Attributes:
        personen: ``verzekerde_id, geboortedatum, is_bekend``: whose posts or insurances
            there are; a person is the number of a row.
        uzovi: Insurers in order; one is the number of a row.
        rijen: ``persoon, verzekeraar, begindatum, einddatum, vrijwillig_cent``.
        eerste: Where the rows of each person begin, and after the last person.
    """

    personen: pl.DataFrame
    uzovi: pl.Series
    rijen: pl.DataFrame
    eerste: Getallen

    def in_force(self, persoon: Getallen, dag: pl.Series) -> Getallen:
        """The row in force for each person and day; -1 where there is none."""
        if self.rijen.is_empty():
            return np.full(persoon.size, -1)
        begin, eind = (
            self.rijen[name].to_physical().to_numpy()
            for name in ("begindatum", "einddatum")
        )
        day = dag.to_physical().to_numpy()
        row, last = self.eerste[persoon], self.eerste[persoon + 1] - 1
        # Step by step to the last that began by then; most persons have one at all.
        ahead = np.flatnonzero(row < last)
        while ahead.size:
            ahead = ahead[row[ahead] < last[ahead]]
            ahead = ahead[begin[row[ahead] + 1] <= day[ahead]]
            row[ahead] += 1
        has_one = row <= last
        row = np.where(has_one, row, 0)
        is_in = has_one & (begin[row] <= day) & (day <= eind[row])
        return np.where(is_in, row, -1)


def polissen_of(
    verzekerden: pl.Series, personen: pl.DataFrame, verzekeringen: pl.DataFrame
) -> tuple[Polissen, pl.Series]:
    """Insurances by number, and the person of each post.

    Args:
        verzekerden: ``verzekerde_id`` of posts; may be null.
        personen: ``verzekerde_id, geboortedatum``, each person once.
        verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``; of a person no
            two on one day.
    """
    of_posts, of_polis = (
        each.to_frame("verzekerde_id")
        for each in (verzekerden, verzekeringen["verzekerde_id"])
    )
    known = personen.select(
        "verzekerde_id", "geboortedatum", is_bekend=pl.lit(value=True)
    )
    known, of_row = _numbered(of_polis, known)
    known, persoon = _numbered(of_posts, known)
    uzovi = verzekeringen["uzovi"].unique().sort()
    rows = verzekeringen.select(
        persoon=of_row,
        verzekeraar=plaatsen(verzekeringen.select("uzovi"), uzovi.to_frame()),
        begindatum="begindatum",
        einddatum=pl.col("einddatum").fill_null(_OPEN),
        vrijwillig_cent=pl.col("vrijwillig_cent").fill_null(0),
    )
    key = rows.select(
        pl.col("persoon").cast(pl.Int64) * _DAYS + pl.col("begindatum").to_physical()
    ).to_series()
    rows = rows.select(pl.all().gather(op_getal(key)))
    counts = np.bincount(rows["persoon"].to_numpy(), minlength=known.height)
    first = np.concatenate([[0], np.cumsum(counts)])
    return Polissen(known, uzovi, rows, first), persoon


def _numbered(of: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Persons, with those that are not known behind them, and the number of each."""
    place = plaatsen(of, known.select("verzekerde_id"))
    if not place.null_count():
        return known, place
    others = of.filter(place.is_null()).unique(maintain_order=True)
    known = pl.concat([known, others], how="diagonal")
    return known, plaatsen(of, known.select("verzekerde_id"))
