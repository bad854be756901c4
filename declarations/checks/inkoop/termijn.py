"""C06: did a declaration come within the term of the contract?

Source: docs/decisions.md 51 (0586: received after d1 + n calendar months of the
contract); no law gives a term for providers.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import CONTRACTEN
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from tariffs.lookup.declaratietermijn import SLEUTEL, declaratietermijnen


def declaratietermijn(levering: Levering) -> Oordeel:
    """C06: received at the latest n calendar months after 0412; that day is in time.

    A month that has no such day ends the term on its last: 31 January and one month is
    the last of February.
    """
    rows = levering.prestaties.filter(~pl.col("is_credit"))
    ontvangen = levering.instellingen.ontvangen
    months = levering.instellingen.termijn_maanden
    tabellen = levering.tabellen
    if months is not None:
        rows = rows.with_columns(
            maanden=pl.lit(months, pl.Int64), aantal=pl.lit(1, pl.UInt32)
        )
    elif tabellen is None:
        return not_evaluable(rows.height, CONTRACTEN)
    else:
        rows = rows.with_columns(
            zorginstelling_code=pl.coalesce("instelling", "declarant"), dag="r0411"
        )
        rows = rows.join(
            declaratietermijnen(rows, tabellen),
            on=SLEUTEL,
            how="left",
            maintain_order="left",
        )
    last = pl.col("r0412").dt.offset_by(pl.format("{}mo", "maanden"))
    known = pl.col("aantal") == 1
    return judge(
        rows,
        (known & (pl.lit(ontvangen) > last)).fill_null(value=False),
        rubriek="0412",
        waarde=pl.col("r0412").dt.to_string("%Y%m%d"),
        verwacht=pl.format(
            "ontvangen uiterlijk {} ({} maanden)",
            last.dt.to_string("%Y%m%d"),
            "maanden",
        ),
        ontbreekt=last.is_null() | ~known.fill_null(value=False),
        lacks=pl.when(pl.col("aantal").is_null())
        .then(pl.lit("een contract op deze dag"))
        .when(~known)
        .then(pl.lit("contracten met een en dezelfde declaratietermijn"))
        .when(pl.col("maanden").is_null())
        .then(pl.lit("declaratietermijn_maanden van het contract"))
        .otherwise(pl.lit("0412 is leeg of bestaat niet")),
    )


CHECKS = {"C06": declaratietermijn}
