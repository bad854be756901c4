"""Can the declared product follow from what is visible? (G05)

Dutch terms: zichtbaar (on the nota), aanvulling (completion with what is not).
"""

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.afleiding.herafleiding import (
    GEWEIGERD,
    grouper_of,
    herafleiden,
    herafleiden_zichtbaar,
    typeringen,
    zichtbaar,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import PRIVACYVERKLARING, RELEASE, ZORGPROFIEL
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from grouper.completing.completing import GEEN, GEVONDEN, find_completions


def herafleiding_plausibel(levering: Levering) -> Oordeel:
    """G05: some set of activities that are not op nota leads to the declared product.

    About dbc's without a complete profile; the others are G04. A person looks where
    every path of the trees was tried and none leads there (SIG); where the search was
    not finished, nothing is said.

    Source: NR/CU-263 art. 29; docs/decisions.md 50.
    """
    seen = levering.once(herafleiden_zichtbaar)
    if seen is None:
        return not_evaluable(levering.once(dbcs).height, RELEASE)
    rows = levering.once(dbcs)
    whole = levering.once(herafleiden)
    if whole is not None:
        rows = rows.join(whole, on="prestatie", how="anti", maintain_order="left")
    rows = rows.join(
        seen.select("prestatie", "status", gezien="zorgproduct_code"),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    known = pl.col("in_release") & ~pl.col("privacy")
    taken = ~pl.col("status").is_in(GEWEIGERD)
    same = pl.col("gezien").eq_missing(pl.col("r0414"))
    asked = rows.filter(known & taken & ~same)
    rows = rows.join(
        _completed(levering, asked),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    possible = same | (pl.col("uitkomst") == GEVONDEN).fill_null(value=False)
    impossible = (pl.col("uitkomst") == GEEN).fill_null(value=False)
    return judge(
        rows,
        known & taken & impossible,
        waarde=pl.col("r0414"),
        verwacht="een zorgproduct dat uit de activiteiten op de nota kan volgen",
        ontbreekt=~(known & taken & (possible | impossible)),
        lacks=pl.when(~pl.col("in_release"))
        .then(pl.lit(RELEASE))
        .when("privacy")
        .then(pl.lit(PRIVACYVERKLARING))
        .when(~taken)
        .then(pl.lit("de grouper weigert deze typering"))
        .otherwise(pl.lit(f"{ZORGPROFIEL}: niet elk pad door de bomen is doorzocht")),
    )


def _completed(levering: Levering, asked: pl.DataFrame) -> pl.DataFrame:
    """What the search says of some dbc's: ``prestatie`` and ``uitkomst``."""
    grouper = levering.once(grouper_of)
    wanted = asked.select("prestatie", "r0414")
    if grouper is None or wanted.is_empty():
        return wanted.select("prestatie").with_columns(uitkomst=pl.lit(None, pl.String))
    rows = wanted.join(
        levering.once(typeringen),
        on="prestatie",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    activities = (
        levering.once(zichtbaar)
        .join(wanted, on="prestatie", how="semi")
        .select(
            "zorgactiviteit_code",
            "aantal",
            "uitvoerdatum",
            subtraject_nummer=pl.col("prestatie").cast(pl.String),
        )
    )
    found = find_completions(
        grouper, rows.drop("prestatie", "r0414"), activities, rows["r0414"]
    )
    return rows.select("prestatie").with_columns(found["uitkomst"].cast(pl.String))


CHECKS = {"G05": herafleiding_plausibel}
