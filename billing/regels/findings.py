"""Makes findings about lines before they are priced."""

import dataframely as dy
import polars as pl

from tabellen.bevinding import Bevinding


class RegelFindings(dy.Schema):
    """One row per doubt about a line."""

    regel_id = dy.String()
    subtraject_nummer = dy.String(nullable=True)
    code = dy.String()
    severity = dy.String()
    tekst = dy.String()


def make_findings(regels: pl.DataFrame, bevinding: Bevinding) -> pl.DataFrame:
    """One finding, schema ``RegelFindings``, about each of these lines."""
    return regels.select(
        "regel_id",
        "subtraject_nummer",
        pl.lit(bevinding.code).alias("code"),
        pl.lit(bevinding.ernst).alias("severity"),
        pl.lit(bevinding.tekst).alias("tekst"),
    )
