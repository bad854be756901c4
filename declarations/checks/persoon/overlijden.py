"""P05: was care given to somebody who had died?

Source: Vektis COD954 (0328). What is done after death stands in code set
NA_OVERLIJDEN (post-mortem examination and what belongs to it).
"""

import polars as pl

from declarations.checks.feiten.leeftijd import with_death
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, judge, not_evaluable, together
from declarations.checks.persoon.identiteit import GEEN_PERSONEN, ONBEKEND
from declarations.registers.codeverzamelingen import has_set, is_in_set

NA_OVERLIJDEN = "NA_OVERLIJDEN"


def na_overlijden(levering: Levering) -> Oordeel:
    """P05: no care begins, and no activity is done, on a day after death.

    A line is asked for its begindatum, a 16 for its own day. Of a dbc the einddatum may
    lie behind: it is closed by rule.
    """
    lines = levering.prestaties.select(
        *("bestand_nr", "record", "prestatie", "verzekerde", "verzekerde_id"),
        *("is_credit", "r0410", "r0411"),
    ).filter(~pl.col("is_credit"))
    activities = levering.zorgactiviteiten.select(
        "bestand_nr", "record", "prestatie", "r1611", "r1612"
    ).join(
        lines.select("prestatie", "verzekerde_id", "verzekerde"),
        on="prestatie",
        maintain_order="left",
    )
    if levering.registers.get("personen") is None:
        return not_evaluable(lines.height + activities.height, GEEN_PERSONEN)
    return together(
        _after_death(levering, lines, "0411", "r0410"),
        _after_death(levering, activities, "1612", "r1611"),
    )


def _after_death(
    levering: Levering, rows: pl.DataFrame, rubriek: str, code: str
) -> Oordeel:
    rows = with_death(levering, rows)
    registers = levering.registers
    excepted = is_in_set(registers, rows, NA_OVERLIJDEN, code=code, dag=f"r{rubriek}")
    rows = rows.with_columns(is_uitgezonderd=excepted)
    day, death = pl.col(f"r{rubriek}"), pl.col("overlijdensdatum")
    after = (day > death).fill_null(value=False) & ~pl.col("is_uitgezonderd")
    known = pl.lit(has_set(registers, NA_OVERLIJDEN))
    # The message says that somebody died, and nobody says when.
    undated = pl.col("is_overleden") & death.is_null()
    unknown = pl.col("verzekerde_id").is_null()
    return judge(
        rows,
        after & known,
        rubriek=rubriek,
        waarde=day.dt.to_string("%Y%m%d"),
        verwacht="niet na overlijden",
        ontbreekt=after | unknown | undated | day.is_null(),
        lacks=pl.when(unknown)
        .then(pl.lit(ONBEKEND))
        .when(after)
        .then(pl.lit(codeverzameling(NA_OVERLIJDEN)))
        .when(undated)
        .then(pl.lit("overleden (0223), maar personen heeft geen overlijdensdatum"))
        .otherwise(pl.lit(f"{rubriek} is leeg of bestaat niet")),
    )


CHECKS = {"P05": na_overlijden}
