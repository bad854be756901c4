"""Overige zorgproducten that are rood themselves: the activity is the product.

Dutch terms: keuring (examination that another asked for, as an employer).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.kleuren import ROOD, is_kleur
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.prestatie import NZA_LIJST
from declarations.checks.gemis import RELEASE
from declarations.checks.oordeel import Oordeel, judge
from grouper.compiled.rows_on_day import rows_on

KEURING: Final = "1601"
"""aanspraakcode of what was asked by others: keuringen, rapporten, screening."""


def ozps(levering: Levering) -> pl.DataFrame:
    """Debit overige zorgproducten by a code of the NZa; ask it by ``once``."""
    return levering.prestaties.filter(
        ~pl.col("is_credit"),
        ~pl.col("is_dbc"),
        (pl.col("r0409") == NZA_LIJST).fill_null(value=False),
    )


def judge_rood(levering: Levering, soort: pl.Expr) -> Oordeel:
    """Judge the rode of a kind: of an insurer no amount is claimed for them.

    With 0434 J it is refused. Without 0434, which only a dbc has to have, a person
    looks: it may be claimed of a supplementary insurance (SIG).

    UNSOURCED[ozp-aanvullend]: no source says how a message tells that it is.

    Args:
        levering: The delivery.
        soort: The kind, asked of ``aanspraak_code``.
    """
    rows = levering.once(ozps)
    keys = rows.select(zorgactiviteit_code="r0410", dag="r0411")
    found = rows_on(levering.releases, "zorgactiviteiten", keys, ("aanspraak_code",))
    rows = pl.concat([rows, found], how="horizontal").filter(
        ~pl.col("is_covered") | (is_kleur(ROOD) & soort)
    )
    claimed = (pl.col("bedrag_cent") > 0) & pl.col("r0434").ne_missing(pl.lit("N"))
    return judge(
        rows,
        pl.col("is_covered") & claimed,
        rubriek="0410",
        waarde=pl.col("r0410"),
        verwacht="geen bedrag aan de zorgverzekering",
        ontbreekt=~pl.col("is_covered"),
        lacks=RELEASE,
        gevolg=pl.when(pl.col("r0434") == "J")
        .then(pl.lit("RJ"))
        .otherwise(pl.lit("SIG")),
    )
