"""Insurances as people have them: one insurer at a time, however often it is written.

Rows of one verzekerde at one insurer, on one polis with one voluntary deductible, whose
periods share a day are one insurance. Different insurers on one day stay a
contradiction, which overlap.py takes out.

Dutch terms: verzekerde (insured person), uzovi (code of an insurer).
"""

import polars as pl

from tariffs.files.findings import NO_FINDINGS, one_finding
from tariffs.lookup.periods import joined_groups, last_day

_VAN_EEN = ("verzekerde_id", "uzovi", "polis", "vrijwillig_cent")


def join_periods(rows: pl.DataFrame, bestand: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make one row of the rows that are one insurance.

    Args:
        rows: Schema ``Verzekeringen``, with ``row`` and, where known, ``bestand`` and
            ``vrijwillig_cent``.
        bestand: Name of the file, for the finding.

    Returns:
        The rows in their order, of several that are one the first; and one finding
        that says how many were joined to another, if any were.
    """
    if rows["verzekerde_id"].n_unique() == rows.height:
        return rows, NO_FINDINGS
    by = [name for name in _VAN_EEN if name in rows.columns]
    een = joined_groups(rows, by, pl.col("begindatum"), last_day())
    joined = (
        rows.with_columns(verzekering=een)
        .sort("begindatum", maintain_order=True)
        .group_by("verzekering", maintain_order=True)
        .agg(
            pl.exclude("row", "begindatum", "einddatum", "verzekering").first(),
            pl.col("row").min(),
            pl.col("begindatum").min(),
            pl.when(pl.col("einddatum").null_count() == 0)
            .then(pl.col("einddatum").max())
            .alias("einddatum"),
        )
        .sort("row")
        .select(rows.columns)
    )
    together = rows.height - joined.height
    if not together:
        return rows, NO_FINDINGS
    return joined, one_finding(
        bestand,
        "verzekeringen",
        "VERZEKERING_SAMENGEVOEGD",
        str(together),
        column="begindatum",
    )
