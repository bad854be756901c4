"""On which days does a line claim a stay?

By its verpleegdagen: activities of a dbc, or a line that is one itself; and by its
IC-dagen, each a line.

Dutch terms: verpleegdag (day of nursing), IC-dag (day of intensive care).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.activiteiten import with_counts
from declarations.checks.feiten.levering import Levering
from declarations.registers.codeverzamelingen import is_in_set

VERPLEEGDAG: Final = "VERPLEEGDAG"
IC_DAG: Final = "IC_DAG"


def claimed_days(levering: Levering, *namen: str) -> pl.DataFrame:
    """``prestatie, dag, aantal`` of the debit lines, for codes of some sets.

    A record of several days is cut into them; what its aantal has more than days
    stands on its first. What a correction takes back is taken off the same day.
    """
    parts = []
    own = levering.prestaties.filter(~pl.col("is_credit"))
    for naam in namen:
        done = with_counts(levering, naam).join(
            own.select("prestatie"), on="prestatie", how="semi"
        )
        parts.append(done.select("prestatie", "dag", "tot", "aantal"))
        lines = own.filter(~pl.col("is_dbc"))
        inside = is_in_set(levering.registers, lines, naam, code="r0410", dag="r0411")
        parts.append(
            lines.filter(inside).select(
                "prestatie",
                dag="r0411",
                tot=pl.max_horizontal("r0411", "r0412"),
                aantal=pl.col("r0426").cast(pl.Int64).fill_null(1),
            )
        )
    return _per_day(pl.concat(parts, how="vertical_relaxed"))


def _per_day(rows: pl.DataFrame) -> pl.DataFrame:
    span = (pl.col("tot") - pl.col("dag")).dt.total_days() + 1
    # A row has no more days than its aantal, however far its last day lies.
    days = pl.min_horizontal(span, pl.col("aantal").abs()).clip(1)
    counted = rows.filter(pl.col("dag").is_not_null()).with_columns(
        _dagen=days, aantal=pl.col("aantal").fill_null(1)
    )
    sign = pl.when(pl.col("aantal") < 0).then(-1).otherwise(1)
    more = pl.col("aantal") - sign * pl.col("_dagen")
    return (
        counted.with_columns(
            _plus=pl.int_ranges(0, pl.col("_dagen")), _teken=sign, _meer=more
        )
        .explode("_plus")
        .select(
            "prestatie",
            dag=pl.col("dag") + pl.duration(days="_plus"),
            aantal=pl.col("_teken")
            + pl.when(pl.col("_plus") == 0).then("_meer").otherwise(0),
        )
        .group_by("prestatie", "dag", maintain_order=True)
        .agg(pl.col("aantal").sum())
        .filter(pl.col("aantal") > 0)
    )
