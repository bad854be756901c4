"""Judge dbc's of which part of what was done may be hidden."""

from typing import Unpack

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import gap
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, Told, judge, not_evaluable, together

DOSSIER = "dossier: of er een indicatie is vastgelegd"
"""What only the file of a patient can say."""


def judge_dbcs(
    levering: Levering, rows: pl.DataFrame, faalt: pl.Expr, **told: Unpack[Told]
) -> Oordeel:
    """``judge`` rows with ``gemis``, what lacks for each that does not fail.

    What lacks for every dbc of the run is counted and not told per row.
    """
    of_all = gap(levering)
    fails = faalt.fill_null(value=False)
    rest = rows
    if not levering.releases or levering.profiel is None:
        rest = rows.filter(pl.col("gemis").ne_missing(pl.lit(of_all)) | fails)
    judged = judge(
        rest,
        fails,
        ontbreekt=pl.col("gemis").is_not_null(),
        lacks=pl.col("gemis"),
        **told,
    )
    if rest.height == rows.height:
        return judged
    return together(judged, not_evaluable(rows.height - rest.height, of_all))
