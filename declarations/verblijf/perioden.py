"""Counts the days of every uninterrupted period of stay, up to day 1,095 and beyond.

Dutch terms: verblijf (stay), verlof (leave), periode (an uninterrupted period), gedekt
(covered by the insurance).

Source: Besluit zorgverzekering art. 2.12: 1,095 days; an interruption of at most 30
days is none, but is not counted; leave for a weekend or holiday is counted.
"""

from datetime import date
from typing import Final

import dataframely as dy
import polars as pl

from declarations.verblijf.dagdelen import NIET_GEEINDIGD, cut_into_parts
from tabellen.calltypes import checks_types, require_columns

GEDEKTE_DAGEN: Final = 1095
"""Days of a period that are insured (art. 2.12 lid 1)."""
LANGSTE_ONDERBREKING: Final = 30
"""Days of an interruption that is none; one day more begins a period (lid 2)."""


class Verblijfsperioden(dy.Schema):
    """An uninterrupted period of stay of an insured person, over all institutions."""

    verzekerde_id = dy.String()
    periode = dy.Int64(nullable=False)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    dagen = dy.Int64(nullable=True)
    dag_1095 = dy.Date(nullable=False)
    eerste_niet_gedekt = dy.Date(nullable=True)
    dagen_niet_gedekt = dy.Int64(nullable=True)
    status = dy.String()


_EPOCH = date(1970, 1, 1)
_GEVRAAGD = {
    "verzekerde_id": pl.String(),
    "begindatum": pl.Date(),
    "einddatum": pl.Date(),
    "soort": pl.String(),
}
_VAN_PERIODE = ("verzekerde_id", "periode")


@checks_types
def count_verblijf(
    opnamen: pl.DataFrame,
    *,
    bekend_vanaf: date | None = None,
    onvolledig: pl.Series | None = None,
) -> pl.DataFrame:
    """The periods of stay of every insured person, over all institutions.

    Leave in or after a period is subtracted from the days between two stays before
    those are compared with 30, and counts in the period before it.
    UNSOURCED[days of admission and discharge]: both count.
    UNSOURCED[leave before the first stay]: it is of no period.

    Args:
        opnamen: Columns of the schema ``Opnamen``. A stay without a last day goes on.
        bekend_vanaf: First day of which all stays are known; None when they all are.
        onvolledig: ``verzekerde_id`` of whom a row is missing.

    Returns:
        Columns of ``Verblijfsperioden``, by verzekerde_id and begindatum.
        ``einddatum`` is the last day that counts; ``dagen`` the counter on it.
        ``dag_1095`` is the day on which the counter comes to 1,095, or would if the
        stay goes on after einddatum; ``eerste_niet_gedekt`` the first day after that
        counts; ``dagen_niet_gedekt`` those that are stay and no leave. ``status`` is
        NIET_BEOORDEELBAAR where the counter could have begun earlier, a row is missing
        (``dagen`` are then those that are known), or the period has not ended (then
        einddatum, dagen and dagen_niet_gedekt are null).

    Raises:
        CallError: A column is absent, or holds no days.
    """
    require_columns(opnamen, _GEVRAAGD, "opnamen")
    known = None if bekend_vanaf is None else (bekend_vanaf - _EPOCH).days
    counted = _counted(cut_into_parts(opnamen, known), known)
    before, after = pl.col("voor"), pl.col("dagen")
    reached = (before < GEDEKTE_DAGEN) & (after >= GEDEKTE_DAGEN)
    exceeded = (before <= GEDEKTE_DAGEN) & (after > GEDEKTE_DAGEN)
    day = pl.col("begin") + GEDEKTE_DAGEN - before
    covered = (GEDEKTE_DAGEN - before).clip(0, pl.col("lengte"))
    periods = counted.group_by(_VAN_PERIODE, maintain_order=True).agg(
        begindatum=pl.col("begin").first(),
        einddatum=(pl.col("begin") + pl.col("lengte") - 1).last(),
        dagen=after.last(),
        dag_1095=(day - 1).filter(reached).first(),
        eerste_niet_gedekt=day.filter(exceeded).first(),
        dagen_niet_gedekt=(pl.col("lengte") - covered).filter("is_verblijf").sum(),
        is_onzeker=pl.col("is_onzeker").first(),
    )
    goes_on = pl.col("einddatum") >= NIET_GEEINDIGD
    ahead = pl.col("einddatum") + GEDEKTE_DAGEN - pl.col("dagen")
    missing = pl.Series(dtype=pl.String) if onvolledig is None else onvolledig
    uncertain = (
        goes_on
        | pl.col("is_onzeker")
        | pl.col("verzekerde_id").is_in(missing.implode())
    )
    return periods.with_columns(
        pl.when(~goes_on).then(pl.col("einddatum", "dagen", "dagen_niet_gedekt")),
        pl.coalesce("dag_1095", ahead),
        status=pl.when(uncertain)
        .then(pl.lit("NIET_BEOORDEELBAAR"))
        .otherwise(pl.lit("OK")),
    ).select(
        # A count of days becomes a date by way of the 32 bits that a date has.
        pl.col(name).cast(pl.Int32).cast(dtype)
        if dtype == pl.Date()
        else pl.col(name).cast(dtype)
        for name, dtype in Verblijfsperioden.create_empty().schema.items()
    )


def _counted(parts: pl.DataFrame, bekend_vanaf: int | None) -> pl.DataFrame:
    """Parts that count, with their period and the counter before and after them.

    ``is_onzeker``, of the first of a period: the counter could have begun earlier.
    """
    lengte, is_free = pl.col("lengte"), pl.col("is_thuis")
    is_known = pl.lit(value=True)
    if bekend_vanaf is not None:
        is_known = pl.col("begin") >= bekend_vanaf
    parts = parts.with_columns(
        vrij=pl.when(is_free).then(lengte).otherwise(0).cum_sum().over("verzekerde_id"),
        bekend_vrij=pl.when(is_free & is_known)
        .then(lengte)
        .otherwise(0)
        .cum_sum()
        .over("verzekerde_id"),
    )
    since = pl.col("vrij", "bekend_vrij")
    stays = parts.filter("is_verblijf").with_columns(
        since - since.shift().over("verzekerde_id").fill_null(0),
        is_eerste=pl.col("verzekerde_id").is_first_distinct(),
    )
    begins = pl.col("is_eerste") | (pl.col("vrij") > LANGSTE_ONDERBREKING)
    uncertain = pl.lit(value=False)
    if bekend_vanaf is not None:
        uncertain = pl.col("bekend_vrij") <= LANGSTE_ONDERBREKING
    stays = stays.select(
        "verzekerde_id",
        "begin",
        periode=begins.cast(pl.Int64).cum_sum().over("verzekerde_id"),
        is_onzeker=uncertain,
    )
    return (
        parts.join(
            stays, on=["verzekerde_id", "begin"], how="left", maintain_order="left"
        )
        .with_columns(pl.col("periode").forward_fill().over("verzekerde_id"))
        # Leave before the first stay has no period.
        .filter(pl.col("periode").is_not_null(), ~is_free)
        .with_columns(dagen=lengte.cum_sum().over(_VAN_PERIODE))
        .with_columns(voor=pl.col("dagen") - lengte)
    )
