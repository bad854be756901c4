"""Is a supporting subtraject closed with the one that it supports? (G15)

Dutch terms: ondersteunend subtraject (zorgtype 51), hoofdbehandelaar (who treats).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import with_names
from declarations.checks.oordeel import Oordeel, judge
from declarations.checks.tarief.addons import GEEN_MOEDER, addon_met_moeder

ONDERSTEUNEND = "51"
"""Zorgtype of a subtraject that supports another (NR/CU-263 art. 12)."""


def met_hoofdbehandelaar(levering: Levering) -> Oordeel:
    """G15: care of zorgtype 51 ends no later than the subtraject that it supports.

    Source: NR/CU-263 art. 12 and 14.
    """
    rows = levering.once(addon_met_moeder).filter(
        pl.col("zorgtype").str.zfill(2) == ONDERSTEUNEND
    )
    later = pl.col("eind") > pl.col("moeder_eind")
    return judge(
        with_names(levering, rows, "moeder"),
        later.fill_null(value=False),
        waarde=pl.col("eind").cast(pl.String),
        verwacht=pl.lit("uiterlijk ") + pl.col("moeder_eind").cast(pl.String),
        ontbreekt=later.is_null(),
        lacks=GEEN_MOEDER,
        andere=pl.col("andere_records"),
    )


CHECKS = {"G15": met_hoofdbehandelaar}
