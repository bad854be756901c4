"""E04: is care claimed for which the provider says there is no entitlement?

Source: ZH308 0434; NR/CU-263 art. 35 lid 1e; validation-decisions 4 (a 16/17 line
with N and an amount to an insurer).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge


def aanspraak_nee(levering: Levering) -> Oordeel:
    """E04: for care without entitlement (0434 = N) nothing is claimed of an insurer."""
    rows = levering.prestaties.filter(pl.col("r0434") == "N", ~pl.col("is_credit"))
    return judge(
        rows,
        pl.col("bedrag_cent") > 0,
        rubriek="0434",
        waarde=pl.format("N, {} cent", "bedrag_cent"),
        verwacht="geen bedrag aan de verzekeraar",
    )


CHECKS = {"E04": aanspraak_nee}
