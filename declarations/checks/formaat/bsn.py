"""F14: does the BSN pass the 11-proef?

Source: the 11-proef of the BSN (Besluit burgerservicenummer); ZH308 0203 and 0205 (the
dummy 999999999, for who has none, asks for a verzekerdennummer).
"""

import polars as pl

from declarations.checks.feiten.levering import VREEMDELING, Levering
from declarations.checks.formaat.velden.weergave import GEHEIM
from declarations.checks.oordeel import Oordeel, judge

_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_elfproef(bsn: pl.Expr) -> pl.Expr:
    """Whether nine digits, not all zeros, weigh to a multiple of 11; null for null.

    What is not nine digits does not pass.
    """
    number = bsn.cast(pl.Int64, strict=False)
    weighed = pl.sum_horizontal(
        (number // 10 ** (8 - place) % 10) * weight
        for place, weight in enumerate(_GEWICHTEN)
    )
    # Zeros weigh 0, which is a multiple of 11.
    fits = (weighed % 11 == 0) & (number > 0) & bsn.str.contains(r"^[0-9]{9}$")
    return pl.when(bsn.is_not_null()).then(fits.fill_null(value=False))


def elfproef(levering: Levering) -> Oordeel:
    """F14: 0203 passes the 11-proef, or is the dummy and has a verzekerdennummer."""
    bsn = pl.col("r0203")
    is_dummy = bsn == VREEMDELING
    fits = passes_elfproef(bsn) | (is_dummy & pl.col("r0205").is_not_null())
    return judge(
        levering.declaraties.verzekerden,
        ~fits.fill_null(value=False),
        rubriek="0203",
        waarde=pl.lit(GEHEIM),
        verwacht=pl.when(is_dummy)
        .then(pl.lit("bij 999999999 een verzekerdennummer (0205)"))
        .otherwise(pl.lit("een BSN dat aan de 11-proef voldoet")),
    )


CHECKS = {"F14": elfproef}
