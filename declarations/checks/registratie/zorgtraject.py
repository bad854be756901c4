"""Does a subtraject follow on those before it, or wrongly begin anew? (R08, R09)

Source: NR/CU-263 art. 6.1b and 16 (2016): after a closing the care goes on in the same
zorgtraject for 360 days; a subtraject of zorgtype 21 is opened by an activity within
120 days, or else on day 121 or 241 after it.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import REGULIER, eigen_lijnen, lijnen, with_names
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import (
    debits,
    judge_debits,
)

BINNEN: Final = 120
"""Days after a closing within which an activity opens the next subtraject."""

LEEG: Final = (121, 241)
"""Days after a closing on which it is opened after one or two empty periods."""

OPEN: Final = 360
"""Days after a closing during which a zorgtraject goes on."""


def vervolg_aansluitend(levering: Levering) -> Oordeel:
    """R08: a follow-up has a subtraject before it, and opens on a day that it may.

    Whether the last one that is known is the last one there was, only a history that
    covers the days between can tell.
    """
    rows = _of_zorgtype(levering, "21", ["instelling", "zorgtraject"])
    after = (pl.col("begin") - pl.col("vorig_eind")).dt.total_days()
    fits = after.is_between(1, BINNEN) | after.is_in(list(LEEG))
    found, traject = pl.col("ander").is_not_null(), pl.col("zorgtraject").is_not_null()
    since = pl.coalesce("vorig_eind", pl.col("begin") - pl.duration(days=max(LEEG)))
    covered = levering.history_covers(since, "begin")
    return judge_debits(
        levering,
        rows,
        pl.when(found & (after <= 0))
        .then(pl.lit(value=True))
        .otherwise(traject & covered & ~fits.fill_null(value=False)),
        ontbreekt=~fits.fill_null(value=False),
        lacks=pl.when(traject).then(pl.lit(HISTORIE)).otherwise(pl.lit("rubriek 0415")),
        waarde=pl.col("begin").cast(pl.String),
        verwacht=pl.when(found)
        .then(pl.format("1 tot en met 120, 121 of 241 dagen na {}", "vorig_eind"))
        .otherwise(pl.lit("een subtraject ervoor in het zorgtraject")),
        andere=pl.col("andere_records"),
    )


def vervolg_als_nieuw(levering: Levering) -> Oordeel:
    """R09: no new zorgtraject for a care that another goes on with."""
    rows = _of_zorgtype(levering, "11", ["instelling", "specialisme", "diagnose"])
    after = (pl.col("begin") - pl.col("vorig_eind")).dt.total_days()
    since = pl.col("begin") - pl.duration(days=OPEN)
    return judge_debits(
        levering,
        rows,
        after.is_between(1, OPEN).fill_null(value=False),
        ontbreekt=~levering.history_covers(since, "begin"),
        lacks=HISTORIE,
        waarde=pl.col("begin").cast(pl.String),
        verwacht=pl.format("meer dan 360 dagen na {}", "vorig_eind"),
        andere=pl.col("andere_records"),
    )


def _of_zorgtype(levering: Levering, zorgtype: str, key: list[str]) -> pl.DataFrame:
    """Dbc's of a zorgtype with the one of the same ``key`` before them.

    Adds ``ander`` (its line), ``vorig_eind`` and ``andere_records``.
    """
    rows = eigen_lijnen(levering).filter(
        pl.col("zorgproduct").is_not_null(), pl.col("zorgtype") == zorgtype
    )
    before = with_names(levering, _earlier(levering, rows, key), "ander")
    release = levering.once(debits).select("prestatie", "in_release")
    for other in (release, before):
        rows = rows.join(
            other, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
    return rows


def _earlier(levering: Levering, rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Per prestatie the last subtraject that was opened before it: ``vorig_eind``.

    Of those opened on one day the one closed last counts, so that no order decides.
    """
    lines = levering.once(lijnen).filter(
        pl.col("zorgproduct").is_not_null(), pl.col("zorgtype").is_in(list(REGULIER))
    )
    others = lines.select(
        "persoon",
        *key,
        ander="lijn",
        vorig_begin="begin",
        vorig_eind="eind",
        vorig_subtraject="subtraject",
    )
    return (
        rows.select("prestatie", "lijn", "persoon", *key, "begin", "subtraject")
        .join(others, on=["persoon", *key])
        .filter(
            pl.col("vorig_begin") < pl.col("begin"),
            pl.col("vorig_subtraject").ne_missing(pl.col("subtraject")),
        )
        .sort("prestatie", "vorig_begin", "vorig_eind", "ander")
        .group_by("prestatie", maintain_order=True)
        .agg(pl.last("ander", "vorig_eind"))
    )


CHECKS = {"R08": vervolg_aansluitend, "R09": vervolg_als_nieuw}
