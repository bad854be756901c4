"""Which lines show a code of a set, by what they declare or by what is done in them?

A dbc shows its zorgproduct (0414) and declaratiecode (0410), and the activities that
are known of it: of the delivery those of the complete profile, else those on the nota.
Of the history no activities are known.
"""

import polars as pl

from declarations.checks.feiten.activiteiten import with_counts
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import lijnen
from declarations.registers.codeverzamelingen import is_in_set


def lines_with(levering: Levering, naam: str) -> pl.DataFrame:
    """Lines that show a code of a set, with ``eerst`` and ``laatst``.

    Those are the first and last day of such an activity, and the begin of a line that
    only its own code shows.
    """
    lines = levering.once(lijnen)
    own = pl.repeat(value=False, n=lines.height, dtype=pl.Boolean, eager=True)
    for code in ("zorgproduct", "declaratiecode"):
        own |= is_in_set(levering.registers, lines, naam, code=code, dag="begin")
    done = (
        with_counts(levering, naam)
        .group_by("prestatie")
        .agg(eerst=pl.col("dag").min(), laatst=pl.col("dag").max())
    )
    return (
        lines.with_columns(_zelf=own)
        .join(done, on="prestatie", how="left", validate="m:1", maintain_order="left")
        .filter(pl.col("_zelf") | pl.col("eerst").is_not_null())
        .with_columns(
            eerst=pl.coalesce("eerst", "begin"), laatst=pl.coalesce("laatst", "begin")
        )
        .drop("_zelf")
    )
