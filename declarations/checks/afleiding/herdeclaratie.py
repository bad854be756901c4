"""Was a line that was refused mended before it was sent again? (G16)

Dutch terms: herdeclaratie (a declaration that is offered again after it was mended).
"""

import polars as pl

from declarations.checks.feiten.inhoud import inhoud
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import HISTORIE
from declarations.checks.oordeel import Oordeel, judge, not_evaluable

AFGEWEZEN = "GEWEIGERD"
"""Status of what was refused; what was not judged may come again as it is."""


def herdeclaratie_gewijzigd(levering: Levering) -> Oordeel:
    """G16: a line says something else than one of the same declarant that was refused.

    What is compared is all that it says but for its numbers and references
    (``inhoud``).

    Source: ZH308 0436.
    """
    rows = levering.prestaties.filter(~pl.col("is_credit"))
    if levering.historie is None:
        return not_evaluable(rows.height, HISTORIE)
    refused = (
        levering.historie.filter(
            pl.col("status").cast(pl.String) == AFGEWEZEN,
            pl.col("inhoud_sha256").is_not_null(),
        )
        .group_by("declarant", "inhoud_sha256")
        .agg(eerder=pl.col("referentie_prestatie").drop_nulls().min())
    )
    rows = rows.with_columns(eerder=pl.lit(None, pl.String))
    if not refused.is_empty():
        rows = (
            rows.drop("eerder")
            .join(
                levering.once(inhoud),
                on="prestatie",
                how="left",
                validate="1:1",
                maintain_order="left",
            )
            .join(
                refused.with_columns(pl.col("eerder").fill_null("")),
                on=["declarant", "inhoud_sha256"],
                how="left",
                validate="m:1",
                maintain_order="left",
            )
        )
    same = pl.col("eerder").is_not_null()
    return judge(
        rows,
        same,
        waarde=pl.col("r0436"),
        verwacht="een gewijzigde prestatie",
        ontbreekt=~levering.history_covers("r0411"),
        lacks=HISTORIE,
        andere=pl.lit("historie:") + pl.col("eerder"),
    )


CHECKS = {"G16": herdeclaratie_gewijzigd}
