"""Which national tariff holds for a line: its kind and its maximum.

A code with one row on the peildatum is settled by a lookup. Up to 2014 amounts depend
on component, specialisme and honorarium (tariffs.md 2.4); rows whose dimension is empty
are for all. Several rows with one amount are one tariff; different amounts are F2, and
never the highest or the first (tariffs.md 2.2).
"""

import polars as pl

from tariffs.contracts import holds
from tariffs.national import DIMENSIES, TARIEF, Landelijk
from tariffs.periods import GEEN, MEER, spread

ZONDER_TARIEF = ("FP", "INNOVATIE", "EXPERIMENT", "GEBOORTEZORG", "ODV")
"""Kinds that need no row in the Tarieventabel; free when they have none."""


def with_tarief(lines: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    """Add the tariff that holds.

    Returns:
        The lines with ``tarief_rij`` (GEEN, MEER or a row), ``tarief_release`` and
        the columns of ``TARIEF``; ``eenheid_zi`` is the unit of a ZI number.
    """
    found = landelijk.tarief.find(lines["code"], lines["dag"], lines["lijst"])
    tarief = landelijk.tarief.take(found, *TARIEF)
    keuze = (
        (found == MEER)
        | tarief["is_bijzonder"].fill_null(False)
        | (lines["component"] != "INTEGRAAL")
    )
    tarief = tarief.with_columns(tarief_rij=found)
    if keuze.any():
        tarief = _chosen(lines, tarief, keuze, landelijk)
    vrij = pl.col("tarief_rij").eq(GEEN) & pl.col("soort_prestatie").is_in(
        ZONDER_TARIEF
    )
    return lines.with_columns(
        tarief.rename({"release": "tarief_release", "afleveringseenheid": "eenheid_zi"})
    ).with_columns(
        tariefsoort=pl.when(vrij)
        .then(pl.lit("VRIJ", dtype=tarief.schema["tariefsoort"]))
        .otherwise("tariefsoort"),
        is_addon=pl.col("is_addon").fill_null(False),
    )


def _chosen(
    lines: pl.DataFrame, tarief: pl.DataFrame, keuze: pl.Series, landelijk: Landelijk
) -> pl.DataFrame:
    sleutel = ["code", "lijst", "component"]
    vragen = lines.select("rij", "dag", *sleutel, *DIMENSIES).filter(keuze)
    past = [
        pl.col(f"{dimensie}_rij").is_null()
        | (pl.col(f"{dimensie}_rij") == pl.col(dimensie))
        for dimensie in DIMENSIES
    ]
    gevonden = (
        vragen.join(landelijk.tarieven, on=sleutel, how="inner", suffix="_rij")
        .filter(holds(pl.col("dag")), *past)
        .group_by("rij")
        .agg(
            pl.struct("tariefsoort", "maximum_e6", "deler_m")
            .n_unique()
            .alias("soorten"),
            pl.col(TARIEF).first(),
        )
    )
    antwoord = vragen.select("rij").join(
        gevonden, on="rij", how="left", validate="1:1", maintain_order="left"
    )
    # Any row number will do: the columns were taken here.
    rij = (
        pl.when(pl.col("soorten").is_null())
        .then(GEEN)
        .when(pl.col("soorten") > 1)
        .then(MEER)
        .otherwise(1)
        .cast(pl.Int32)
    )
    een = pl.col("soorten") == 1
    antwoord = antwoord.with_columns(
        pl.when(een).then(pl.col(column)).alias(column) for column in TARIEF
    ).with_columns(tarief_rij=rij)
    los = spread(antwoord.drop("soorten", "rij"), antwoord["rij"], lines.height)
    return tarief.select(
        pl.when(keuze).then(los[column]).otherwise(tarief[column]).alias(column)
        for column in tarief.columns
    )
