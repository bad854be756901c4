"""Which dbc's are judged by a derivation, and what lacks for the others?

Dutch terms: gemis (what lacks to judge).
"""

import polars as pl

from declarations.checks.feiten.afleiding.herafleiding import GEWEIGERD, herafleiden
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import PRIVACYVERKLARING, RELEASE, ZORGPROFIEL
from grouper.compiled.rows_on_day import is_covered


def dbcs(levering: Levering) -> pl.DataFrame:
    """The debit dbc's, with ``in_release``: a release is meant for the opening day."""
    rows = levering.dbc.filter(~pl.col("is_credit"))
    return rows.with_columns(in_release=is_covered(levering.releases, rows["r0411"]))


def herafgeleid(levering: Levering) -> pl.DataFrame | None:
    """The debit dbc's with what their complete profile leads to.

    Returns:
        ``dbcs`` with the columns of ``herafleiden`` and ``gemis``, what lacks to
        compare; None where a release or every profile lacks.
    """
    derived = levering.once(herafleiden)
    if derived is None:
        return None
    rows = levering.once(dbcs).join(
        derived, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    return rows.with_columns(
        gemis=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .when(pl.col("status").is_null())
        .then(pl.lit(ZORGPROFIEL))
        .when(pl.col("status").is_in(GEWEIGERD))
        .then(pl.lit("de grouper weigert deze typering"))
    )


def gap(levering: Levering) -> str:
    """What lacks for the derivation of every dbc of the run."""
    return RELEASE if not levering.releases else ZORGPROFIEL
