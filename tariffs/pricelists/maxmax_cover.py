"""Say which prices above a maximum are covered by a max-max agreement of their pair.

For price lists, where a price holds for a period: agreements must hold for all of it,
one after the other if need be. The test of a single line on its peildatum stands with
the decision (phase G); both judge the same price the same.

Source: docs/sources.md, L7; the test is exact, never on a rounded ceiling
(docs/decisions.md 30).
"""

import polars as pl

from tariffs.lookup.periods import last_day
from tariffs.lookup.selectors import KENMERKEN, match_selectors, most_specific
from tariffs.money import BP, ONE_M, round_to_cent
from tariffs.prices.maxmax import MAXMAX, UITGESLOTEN_SOORT
from tariffs.schema import Tarieventabellen
from tariffs.sources.ties import refuse_ties, tables_of
from tariffs.wettelijk.waarden import lowest_between

_PAAR = ("zorginstelling_code", "concern_id")


def mark_covered(above: pl.DataFrame, known: Tarieventabellen) -> pl.Series:
    """Mark the prices that agreements allow on all their days.

    Args:
        above: Prices above their maximum: zorginstelling_code, concern_id,
            prestatiecode, prijs_e6, bedrag_e6, noemer_m (the maximum is for so many
            thousandths of a unit), toegestaan_bp (the percentage that the price may
            hold), is_half_up (of the release), van and tot.
        known: Tables in which no two releases speak about the same code and day.

    Returns:
        One boolean per row. Passanten (no concern) and excluded prestaties are never
        covered; where a prestatie is described anew, each part of the price is judged
        by what holds then.

    Raises:
        InputFileError: Rows of one rang contradict each other.
    """
    refuse_ties(tables_of(known), "maxmax_reikwijdte")
    numbered = above.with_row_index("_prijs")
    agreements = known.maxmax_afspraak.filter(pl.col("schriftelijk"))
    scope = known.maxmax_reikwijdte.select(
        "afspraak_id", "selector", eigen_bp="percentage_bp"
    )
    # An agreement without scope is about everything it may be about.
    scoped = agreements.join(scope, on="afspraak_id", how="left").with_columns(
        pl.col("selector").fill_null("ALLES"),
        bp=pl.coalesce("eigen_bp", "percentage_bp"),
        afspraak_van="begindatum",
        afspraak_tot=last_day(),
    )
    parts = _in_parts(numbered.drop("component", strict=False), known)
    pairs = match_selectors(
        _with_kenmerken(parts, known),
        scoped.select(
            *_PAAR, "afspraak_id", "selector", "bp", "afspraak_van", "afspraak_tot"
        ),
        on=_PAAR,
    )
    bound = lowest_between(
        MAXMAX,
        pl.max_horizontal("van", "afspraak_van"),
        pl.min_horizontal("tot", "afspraak_tot"),
        pl.col("soort_prestatie"),
    )
    allowing = (
        most_specific(pairs, ["_nr", "afspraak_id"])
        .with_columns(bp=BP + pl.min_horizontal("bp", bound))
        .filter(
            _allows(),
            pl.col("afspraak_van") <= pl.col("tot"),
            pl.col("afspraak_tot") >= pl.col("van"),
        )
    )
    covered = parts.group_by("_prijs").agg(
        pl.col("_nr").is_in(_without_gap(allowing).implode()).all().alias("goed")
    )
    return numbered["_prijs"].is_in(covered.filter("goed")["_prijs"].implode())


def _allows() -> pl.Expr:
    """Whether the agreement's percentage allows the price, as phase G tests it."""
    exact = pl.col("prijs_e6").cast(pl.Int128) * pl.col("noemer_m") * BP
    maal = pl.col("toegestaan_bp").cast(pl.Int128) * ONE_M
    lifted = pl.col("bedrag_e6").cast(pl.Int128) * pl.col("bp")
    return (
        pl.when("is_half_up")
        .then(exact <= round_to_cent(lifted, BP) * maal)
        .otherwise(exact * BP <= lifted * maal)
    )


def _without_gap(allowing: pl.DataFrame) -> pl.Series:
    """Numbers of the prices whose agreements leave none of their days out."""
    tot = pl.col("afspraak_tot")
    begin = tot.cum_max().shift(1).over("_nr", order_by="afspraak_van")
    sluit_aan = pl.col("afspraak_van") <= begin.dt.offset_by("1d")
    first = pl.col("afspraak_van") <= pl.col("van")
    return (
        allowing.with_columns(past=sluit_aan.fill_null(first))
        .group_by("_nr")
        .agg(goed=pl.col("past").all() & (tot.max() >= pl.col("tot").first()))
        .filter("goed")["_nr"]
    )


def _in_parts(rows: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Cut prices where their prestatie is described anew; number the parts."""
    described = known.prestatie.select(
        "prestatiecode",
        "zorgproductgroep_code",
        "tarieftype",
        pl.col("soort_prestatie").cast(pl.String),
        "maxmax_uitgesloten",
        leeft_van="begindatum",
        leeft_tot=last_day(),
    )
    return (
        rows.join(described, on="prestatiecode", how="inner")
        .with_columns(
            van=pl.max_horizontal("van", "leeft_van"),
            tot=pl.min_horizontal("tot", "leeft_tot"),
        )
        .filter(pl.col("van") <= pl.col("tot"))
        .with_row_index("_nr")
    )


def _with_kenmerken(parts: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Add what selectors look at, without the prestaties that max-max excludes."""
    products = known.zorgproduct_declaratiecode.filter(
        pl.col("prestatiecode").is_not_null()
    ).select("prestatiecode", "zorgproduct_code")
    return (
        parts.filter(
            ~pl.col("maxmax_uitgesloten"),
            ~pl.col("soort_prestatie").is_in(UITGESLOTEN_SOORT),
        )
        .join(products.unique(), on="prestatiecode", how="left")
        .select(
            "_nr",
            *_PAAR,
            *KENMERKEN,
            "prijs_e6",
            "bedrag_e6",
            "noemer_m",
            "toegestaan_bp",
            "is_half_up",
            "van",
            "tot",
        )
    )
