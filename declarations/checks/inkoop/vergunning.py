"""C07: may this provider give medical specialist care at all?

Source: NR/CU-263 (2016) art. 30: a prestatie is declared by an institution with a
toelating (WTZi) or by a solist with a beschikking; since 2022 the vergunning of the
Wtza takes the place of the toelating.
"""

from datetime import date

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.perioden import in_period
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable

VERGUNNING = "vergunning"

WTZA = date(2022, 1, 1)
"""First day of the Wet toetreding zorgaanbieders."""


def toegelaten(levering: Levering) -> Oordeel:
    """C07: on 0411 the institution has a toelating, vergunning or beschikking.

    Any row of the register that holds on the day counts, of whatever kind, for care of
    before and after 2022. UNSOURCED[wtza]: which providers the Wtza asks a vergunning
    of, and how long an older toelating stood in for it, was not read; from 2022 on a
    failure is a signal.
    """
    rows = levering.prestaties.filter(~pl.col("is_credit")).select(
        "bestand_nr", "record", "r0411", agb="instelling"
    )
    register = levering.registers.get(VERGUNNING)
    if register is None:
        return not_evaluable(rows.height, tabel(VERGUNNING))
    has = in_period(rows, register, ["agb"], "r0411")
    covered = levering.registers.covers(VERGUNNING, "r0411")
    none = ~pl.col("_has")
    return judge(
        rows.with_columns(_has=has),
        none & covered & pl.col("agb").is_not_null(),
        waarde=pl.col("agb"),
        verwacht=pl.format(
            "een toelating of vergunning op {}", pl.col("r0411").dt.to_string("%Y%m%d")
        ),
        ontbreekt=none,
        lacks=tabel(VERGUNNING),
        gevolg=pl.when(pl.col("r0411") >= WTZA)
        .then(pl.lit("SIG"))
        .otherwise(pl.lit("RJ")),
    )


CHECKS = {"C07": toegelaten}
