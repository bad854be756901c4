"""P08: does care that asks for a sex or an age go with this person?

Source: table ``persoonseis``; the rule is inferred, so that it signals only.
"""

import polars as pl

from declarations.checks.feiten.leeftijd import age
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together

_GESLACHT = {"M": "1", "V": "2", "F": "2"}
"""Other ways to write 0208."""


def persoonseis(levering: Levering) -> Oordeel:
    """P08: sex (0208), and age in whole years on the day, are those that a code asks.

    About lines (0410) and activities (1611) of which the table has the code that day.
    """
    lines = levering.prestaties.select(
        *("bestand_nr", "record", "prestatie", "verzekerde"),
        *("is_credit", "r0410", "r0411"),
    ).filter(~pl.col("is_credit"))
    people = levering.declaraties.verzekerden.select("verzekerde", "r0207", "r0208")
    lines = lines.join(people, on="verzekerde", how="left", maintain_order="left")
    activities = levering.zorgactiviteiten.select(
        "bestand_nr", "record", "prestatie", "r1611", "r1612"
    ).join(
        lines.select("prestatie", "r0207", "r0208"),
        on="prestatie",
        maintain_order="left",
    )
    eisen = levering.registers.get("persoonseis")
    if eisen is None:
        reden = tabel("persoonseis")
        return not_evaluable(lines.height + activities.height, reden)
    return together(
        _demanded(lines, eisen, "0410", "r0411"),
        _demanded(activities, eisen, "1611", "r1612"),
    )


def _demanded(
    rows: pl.DataFrame, eisen: pl.DataFrame, rubriek: str, dag: str
) -> Oordeel:
    day = pl.col(dag)
    sex = pl.col("geslacht").cast(pl.String)
    met = (
        rows.join(
            eisen.rename({"declaratiecode": f"r{rubriek}"}),
            on=f"r{rubriek}",
            maintain_order="left",
        )
        .filter(
            pl.col("begindatum").is_null() | (pl.col("begindatum") <= day),
            pl.col("einddatum").is_null() | (day <= pl.col("einddatum")),
        )
        .with_columns(
            leeftijd=age(pl.col("r0207"), day),
            geslacht=sex.replace(_GESLACHT),
        )
        # A code may have several rows, of which one will do.
        .with_columns(past=_fits())
        .group_by("bestand_nr", "record", maintain_order=True)
        .agg(
            pl.col(f"r{rubriek}", "r0208", "leeftijd").first(),
            past=pl.when(pl.col("past").any())
            .then(pl.lit(value=True))
            .when(pl.col("past").is_null().any())
            .then(pl.lit(None, pl.Boolean))
            .otherwise(pl.lit(value=False)),
        )
    )
    return judge(
        met,
        ~pl.col("past"),
        rubriek=rubriek,
        waarde=pl.col(f"r{rubriek}"),
        verwacht="een geslacht en leeftijd die bij de code passen (persoonseis)",
        lacks="geslacht (0208) of geboortedatum (0207)",
    )


def _fits() -> pl.Expr:
    """Whether a person meets a row; null where sex or birth is not known."""
    years = pl.col("leeftijd")
    return (
        (pl.col("geslacht").is_null() | (pl.col("geslacht") == pl.col("r0208")))
        & (pl.col("leeftijd_van").is_null() | (years >= pl.col("leeftijd_van")))
        & (pl.col("leeftijd_tot").is_null() | (years <= pl.col("leeftijd_tot")))
    )


CHECKS = {"P08": persoonseis}
