"""Say which prices above a maximum are covered by a max-max agreement of their pair.

For price lists, where a price holds for a period: the agreement must hold for all of
it. The test of a single line on its peildatum stands with the decision (phase G).

Source: tariffs.md 4; the test is exact, never on a rounded ceiling (4.5).
"""

import polars as pl

from tariffs.money import BP, ONE_M
from tariffs.schema import Tarieventabellen
from tariffs.selectors import KENMERKEN, match_selectors

_OPEN = pl.date(9999, 12, 31)
_PAAR = ("zorginstelling_code", "concern_id")


def mark_covered(above: pl.DataFrame, known: Tarieventabellen) -> pl.Series:
    """Mark the prices that an agreement allows for all their days.

    Args:
        above: Prices above their maximum: zorginstelling_code, concern_id,
            prestatiecode, prijs_e6, bedrag_e6 and noemer_m (the maximum is for so many
            thousandths of a unit), van and tot.
        known: Tables in which no two releases speak about the same code and day.

    Returns:
        One boolean per row. Passanten (no concern) and excluded prestaties are never
        covered.
    """
    numbered = above.with_row_index("_nr")
    agreements = known.maxmax_afspraak.filter(pl.col("schriftelijk"))
    scope = known.maxmax_reikwijdte.select(
        "afspraak_id", "selector", eigen_bp="percentage_bp"
    )
    # An agreement without scope is about everything it may be about.
    scoped = agreements.join(scope, on="afspraak_id", how="left").with_columns(
        pl.col("selector").fill_null("ALLES"),
        bp=pl.coalesce("eigen_bp", "percentage_bp"),
        afspraak_van="begindatum",
        afspraak_tot=pl.col("einddatum").fill_null(_OPEN),
    )
    described = _with_kenmerken(numbered.drop("component", strict=False), known)
    pairs = match_selectors(
        described,
        scoped.select(*_PAAR, "selector", "bp", "afspraak_van", "afspraak_tot"),
        on=_PAAR,
    )
    exact = pl.col("prijs_e6").cast(pl.Int128) * pl.col("noemer_m") * BP
    ceiling = pl.col("bedrag_e6").cast(pl.Int128) * ONE_M * (BP + pl.col("bp"))
    covered = pairs.filter(
        (exact <= ceiling)
        & (pl.col("afspraak_van") <= pl.col("van"))
        & (pl.col("afspraak_tot") >= pl.col("tot"))
    )["_nr"].unique()
    return numbered["_nr"].is_in(covered.implode())


def _with_kenmerken(rows: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Add what selectors look at, without the prestaties that max-max excludes."""
    described = known.prestatie.filter(~pl.col("maxmax_uitgesloten")).select(
        "prestatiecode",
        "zorgproductgroep_code",
        "tarieftype",
        pl.col("soort_prestatie").cast(pl.String),
    )
    products = known.zorgproduct_declaratiecode.filter(
        pl.col("prestatiecode").is_not_null()
    ).select("prestatiecode", "zorgproduct_code")
    return (
        rows.join(
            described.unique(subset="prestatiecode"), on="prestatiecode", how="inner"
        )
        .join(products.unique(), on="prestatiecode", how="left")
        .select(
            "_nr",
            *_PAAR,
            *KENMERKEN,
            "prijs_e6",
            "bedrag_e6",
            "noemer_m",
            "van",
            "tot",
        )
    )
