"""How often may an overig zorgproduct be declared on a day?"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.registers.geldigheid import holds_on
from tariffs.lookup.selectors import KENMERKEN, match_selectors


def allowed_per_day(levering: Levering, lines: pl.DataFrame) -> pl.Series:
    """One, or what the ozp_regels of the tariff tables say more of that day.

    Args:
        levering: The delivery; without tariff tables no rule says more.
        lines: Rows of ``lijnen``.
    """
    one = pl.repeat(1, lines.height, dtype=pl.Int64, eager=True)
    tabellen = levering.tabellen
    if tabellen is None or lines.is_empty():
        return one
    rules = tabellen.ozp_regel.filter(
        (pl.col("soort") == "MAX_AANTAL") & (pl.col("reikwijdte") == "DAG"),
        pl.col("aantal") > 1,
    ).select("code_a", "begindatum", "einddatum", _meer="aantal")
    if rules.is_empty():
        return one
    asked = lines.select("lijst", "declaratiecode", "begin").unique()
    met = (
        match_selectors(_kenmerken(tabellen.prestatie, asked), rules, selector="code_a")
        .filter(holds_on(pl.col("begin")))
        .group_by("lijst", "prestatiecode", "begin")
        .agg(pl.col("_meer").max())
    )
    return lines.join(
        met,
        left_on=["lijst", "declaratiecode", "begin"],
        right_on=["lijst", "prestatiecode", "begin"],
        how="left",
        validate="m:1",
        maintain_order="left",
    )["_meer"].fill_null(1)


def _kenmerken(prestaties: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """What selectors look at of each code on its day."""
    known = (
        asked.join(
            prestaties.select(
                "begindatum",
                "einddatum",
                "tarieftype",
                "zorgproductgroep_code",
                soort_prestatie=pl.col("soort_prestatie").cast(pl.String),
                declaratiecode="prestatiecode",
                lijst=pl.col("prestatiecodelijst").cast(pl.String),
            ),
            on=["lijst", "declaratiecode"],
        )
        .filter(holds_on(pl.col("begin")))
        .drop("begindatum", "einddatum")
    )
    key = ["lijst", "declaratiecode", "begin"]
    return (
        asked.join(known, on=key, how="left")
        .with_columns(
            prestatiecode="declaratiecode", zorgproduct_code=pl.lit(None, pl.String)
        )
        .select("lijst", "begin", *KENMERKEN)
        .unique()
    )
