"""Cuts the rows of ``opnamen`` into parts without overlap: stay, leave, or neither.

A part begins where any row of its insured person begins, or the day after one ends. So
stays that overlap are one day, whatever the institution, and leave on a day of stay is
that day of stay. Dutch terms: verblijf (stay with a night), verlof (leave).

Source: Besluit zorgverzekering art. 2.12.
"""

from typing import Final

import polars as pl

VERBLIJF: Final = ("VERBLIJF", "IC")
"""Kinds of ``opnamen`` that are days of stay."""
VERLOF: Final = "VERLOF"
"""The kind that is leave; it counts, and never interrupts (art. 2.12 lid 3)."""

NIET_GEEINDIGD: Final = 2_932_896
"""Last day of a stay that has none: 9999-12-31, in days since 1970-01-01."""


def cut_into_parts(opnamen: pl.DataFrame, bekend_vanaf: int | None) -> pl.DataFrame:
    """The days of every insured person from the first row to the last, in their order.

    Leave without a last day ends on the day before the next stay begins.

    Args:
        opnamen: Columns of the schema ``Opnamen``; kinds other than stay, IC and leave
            are days at home.
        bekend_vanaf: A day, in days since 1970-01-01, on which a part begins too, also
            where no row does; None for no such day.

    Returns:
        ``verzekerde_id, begin, lengte, is_verblijf, is_thuis``: begin in days since
        1970-01-01, lengte in days; is_thuis is neither stay nor leave; sorted by
        verzekerde_id and begin.
    """
    soort = pl.col("soort").cast(pl.String)
    day = pl.col("begindatum", "einddatum").to_physical().cast(pl.Int64)
    rows = opnamen.select("verzekerde_id", day, is_verlof=soort == VERLOF, soort=soort)
    verblijf = rows.filter(pl.col("soort").is_in(VERBLIJF))
    counting = pl.concat([verblijf, _ended(rows.filter("is_verlof"), verblijf)])
    counting = counting.with_columns(pl.col("einddatum").fill_null(NIET_GEEINDIGD))
    begins = counting.select("verzekerde_id", "is_verlof", dag="begindatum", erbij=1)
    ends = counting.select(
        "verzekerde_id", "is_verlof", dag=pl.col("einddatum") + 1, erbij=-1
    )
    changes = [begins, ends]
    if bekend_vanaf is not None:
        changes.append(
            counting.select(pl.col("verzekerde_id").unique()).select(
                "verzekerde_id",
                is_verlof=False,
                dag=pl.lit(bekend_vanaf, pl.Int64),
                erbij=0,
            )
        )
    erbij = pl.col("erbij")
    return (
        pl.concat(changes)
        .group_by("verzekerde_id", "dag")
        .agg(
            verblijf=erbij.filter(~pl.col("is_verlof")).sum(),
            verlof=erbij.filter("is_verlof").sum(),
        )
        .sort("verzekerde_id", "dag")
        .with_columns(
            pl.col("verblijf", "verlof").cum_sum().over("verzekerde_id") > 0,
            lengte=pl.col("dag").shift(-1).over("verzekerde_id") - pl.col("dag"),
        )
        .filter(pl.col("lengte").is_not_null())
        .select(
            "verzekerde_id",
            "lengte",
            begin="dag",
            is_verblijf="verblijf",
            is_thuis=~(pl.col("verblijf") | pl.col("verlof")),
        )
    )


def _ended(verlof: pl.DataFrame, verblijf: pl.DataFrame) -> pl.DataFrame:
    """Leave, of which that without a last day ends before the next stay."""
    following = verblijf.select("verzekerde_id", terug="begindatum").sort("terug")
    return (
        verlof.sort("begindatum")
        .join_asof(
            following,
            left_on="begindatum",
            right_on="terug",
            by="verzekerde_id",
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,  # Both were sorted above, by group and as a whole.
        )
        .with_columns(pl.coalesce("einddatum", pl.col("terug") - 1))
        .drop("terug")
    )
