"""Does the 04 say how its product was derived? (G06, G08, G11)

These look at the message alone.

Dutch terms: hash (seal of the central grouper), werkomgeving (environment it ran in),
aanspraak (entitlement under the Zvw).
"""

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.declaratiecodes import ONVERZEKERD, VERZEKERD
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import PRIVACYVERKLARING
from declarations.checks.oordeel import Oordeel, judge

HASH = ("r0441", "r0442", "r0443")
"""0441 to 0443: the hash, its version and that of its certificate."""

PRODUCTIE, TEST = "P", "T"
"""0447: the working environment and the test environment (COD328)."""

NIET_GESLOTEN = "00"
"""0418 of a subtraject that is still open: a trial derivation."""


def hash_aanwezig(levering: Levering) -> Oordeel:
    """G06: the hash and its two versions are there, unless a privacyverklaring is.

    Source: NR/CU-263 art. 32 lid 5, 35 lid 1g and 1 q2.
    """
    empty = pl.any_horizontal(pl.col(name).is_null() for name in HASH)
    missing = [pl.when(pl.col(f).is_null()).then(pl.lit(f[1:])) for f in HASH]
    return judge(
        levering.once(dbcs),
        empty & ~pl.col("privacy"),
        verwacht=pl.concat_str(missing, separator=", ", ignore_nulls=True),
        ontbreekt=pl.col("privacy"),
        lacks=PRIVACYVERKLARING,
    )


def werkomgeving(levering: Levering) -> Oordeel:
    """G08: the derivation is no trial: production, of a closed subtraject.

    An environment that COD328 does not have is not evaluable.

    Source: NR/CU-263 art. 29 lid 3f; ZH308 0447, COD328.
    """
    test = (pl.col("r0447") == TEST).fill_null(value=False)
    trial = (pl.col("r0418").str.zfill(2) == NIET_GESLOTEN).fill_null(value=False)
    return judge(
        levering.once(dbcs),
        test | trial,
        rubriek=pl.when(test).then(pl.lit("0447")).otherwise(pl.lit("0418")),
        waarde=pl.when(test).then("r0447").otherwise("r0418"),
        verwacht=pl.when(test)
        .then(pl.lit(PRODUCTIE))
        .otherwise(pl.lit("een reden van sluiten")),
        ontbreekt=~pl.col("r0447").is_in([PRODUCTIE, TEST]).fill_null(value=True),
        lacks="0447: geen waarde van COD328",
    )


def declaratiecodegroep(levering: Levering) -> Oordeel:
    """G11: J goes with a code of insured care (14, 15), N with another (16, 17).

    Codes of other groups say nothing of it and are left out, as is a 0434 that is
    neither (F25).

    Source: NR/CU-263 art. 35 lid 1e; ZH308 0434.
    """
    group = pl.col("r0410").str.slice(0, 2)
    rows = levering.once(dbcs).filter(
        group.is_in([*VERZEKERD, *ONVERZEKERD]), pl.col("r0434").is_in(["J", "N"])
    )
    insured = group.is_in(VERZEKERD)
    return judge(
        rows,
        insured != (pl.col("r0434") == "J"),
        waarde=pl.col("r0434"),
        verwacht=pl.when(insured).then(pl.lit("J")).otherwise(pl.lit("N"))
        + pl.lit(" bij ")
        + pl.col("r0410"),
    )


CHECKS = {
    "G06": hash_aanwezig,
    "G08": werkomgeving,
    "G11": declaratiecodegroep,
}
