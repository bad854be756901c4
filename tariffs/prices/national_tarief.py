"""Which national tariff holds for a line: its kind and its maximum.

A code with one row on the peildatum is settled by a lookup. Up to 2014 amounts depend
on component, specialisme and honorarium (docs/sources.md, L7); rows without one
are for all. Several rows with one amount are one tariff; different amounts are F2, and
never the highest or the first (docs/decisions.md 29).
"""

import polars as pl

from tariffs.lookup.national import DIMENSIES, Landelijk
from tariffs.lookup.periods import GEEN, MEER, holds, spread

ZONDER_TARIEF = ("FP", "INNOVATIE", "EXPERIMENT", "GEBOORTEZORG", "ODV")
"""Kinds that need no row in the Tarieventabel; free when they have none."""

_TARIEF = ("release", "tariefsoort", "maximum_e6", "deler_m", "is_addon")


def with_tarief(lines: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    """Add the tariff that holds.

    Returns:
        The lines with ``tarief_rij`` (GEEN, MEER or a row of ``landelijk.tarief``),
        ``tarief_release``, ``tariefsoort``, ``maximum_e6`` per ``deler_m`` thousandths,
        ``is_addon`` and ``eenheid_zi``, the unit of a ZI number; null without a tariff.
    """
    found = landelijk.tarief.find(lines["code"], lines["dag"], lines["lijst"])
    is_special = landelijk.tarief.take(found, "is_bijzonder")["is_bijzonder"]
    keuze = (
        (found == MEER)
        | is_special.fill_null(False)
        | (lines["component"] != "INTEGRAAL")
    )
    if keuze.any():
        found = found.zip_with(~keuze, _chosen(lines, keuze, landelijk))
    tarief = landelijk.tarief.take(found, *_TARIEF)
    lines = lines.with_columns(
        tarief.rename({"release": "tarief_release"}), tarief_rij=found
    )
    vrij = (found == GEEN) & pl.col("soort_prestatie").is_in(ZONDER_TARIEF)
    return lines.with_columns(
        tariefsoort=pl.when(vrij)
        .then(pl.lit("VRIJ", dtype=tarief.schema["tariefsoort"]))
        .otherwise("tariefsoort"),
        eenheid_zi=_unit(lines, found, landelijk),
    )


def _unit(lines: pl.DataFrame, found: pl.Series, landelijk: Landelijk) -> pl.Series:
    if lines["afleveringseenheid"].null_count() == lines.height:
        return lines["afleveringseenheid"]
    return landelijk.tarief.take(found, "afleveringseenheid")["afleveringseenheid"]


def _chosen(lines: pl.DataFrame, keuze: pl.Series, landelijk: Landelijk) -> pl.Series:
    """Rows for the component, specialisme and honorarium of the lines in doubt."""
    key = ["code", "lijst", "component"]
    asked = lines.select("rij", "dag", *key, *DIMENSIES).filter(keuze)
    past = [
        pl.col(f"{dimensie}_rij").is_null()
        | (pl.col(f"{dimensie}_rij") == pl.col(dimensie))
        for dimensie in DIMENSIES
    ]
    een_tarief = pl.struct("tariefsoort", "maximum_e6", "deler_m").n_unique() == 1
    row = pl.col("tarief_rij").cast(pl.Int32)
    gevonden = (
        asked.join(landelijk.tarieven, on=key, how="inner", suffix="_rij")
        .filter(holds(pl.col("dag")), *past)
        .group_by("rij")
        .agg(pl.when(een_tarief).then(row.min()).otherwise(MEER).alias("tarief_rij"))
    )
    loose = spread(gevonden.select("tarief_rij"), gevonden["rij"], lines.height)
    return loose["tarief_rij"].fill_null(GEEN)
