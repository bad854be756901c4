"""Are the parts of a price in order: its records and its percentage? (T06, T07)"""

from dataclasses import replace

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge
from declarations.checks.tarief.herprijzing import herprijzen, no_tables, tells
from declarations.checks.tarief.regels import (
    GEEN_PERCENTAGE,
    tariefregels,
)
from declarations.registers.codeverzamelingen import is_in_set
from tariffs.wettelijk.waarden import per_component

HONORARIUM = "04"
"""0611 of a record for the honorarium of specialists (COD029)."""


def tariefcomponent(levering: Levering) -> Oordeel:
    """T06: a dbc opened from 2015 on has one integral tariff record, no honorarium.

    Source: NR/CU-263 art. 30 lid 4.
    """
    own = levering.once(tariefregels).filter(
        "is_dbc", ~pl.col("is_credit"), ~per_component(pl.col("r0411"))
    )
    # Nearly all have one record: only of others is it told which those are.
    suspect = own.filter(
        pl.col("prestatie").is_duplicated() | (pl.col("r0611") == HONORARIUM)
    )
    files = levering.declaraties.bestanden.select("bestand_nr", "bestand")
    rows = (
        suspect.join(
            files, on="bestand_nr", how="left", validate="m:1", maintain_order="left"
        )
        .group_by("prestatie", maintain_order=True)
        .agg(
            pl.col("bestand_nr").first(),
            record=pl.col("prestatie_record").first(),
            records=pl.len(),
            soorten=pl.col("r0611").drop_nulls().unique().sort(),
            andere=pl.format("{}:{}", "bestand", "record"),
        )
    )
    oordeel = judge(
        rows,
        (pl.col("records") > 1) | pl.col("soorten").list.contains(HONORARIUM),
        waarde=pl.col("soorten").list.join(", "),
        verwacht="een tariefrecord, geen honorarium",
        andere=pl.col("andere").list.join(", "),
    )
    return replace(oordeel, beoordeeld=own["prestatie"].n_unique())


def verrekenpercentage(levering: Levering) -> Oordeel:
    """T07: another percentage than 100 % is for kaakchirurgie, or was agreed on.

    What was agreed stands in the tables: the percentage that a prestatie may have at
    most. Below 100 % only the codes of kaakchirurgie go.

    Source: ZH308 0615; Tariefbeschikking kaakchirurgie 2013 (BWBR0032890).
    """
    lines, tabellen = levering.once(herprijzen), levering.tabellen
    if lines is None or tabellen is None:
        return no_tables(levering)
    other = lines.filter(pl.col("r0615") != GEEN_PERCENTAGE)
    kaak = is_in_set(
        levering.registers, other, "KAAKCHIRURGIE", code="r0410", dag="r0411"
    )
    agreed = tabellen.prestatie.filter(
        pl.col("verrekenpercentage_max_bp").is_not_null()
    )["prestatiecode"].unique()
    may = other["r0410"].is_in(agreed.implode()).fill_null(value=False) | kaak
    refused = other["regel"].filter(~may)
    return judge(
        lines,
        tells("T07") | pl.col("regel").is_in(refused.implode()),
        waarde=pl.col("r0615").cast(pl.String),
        verwacht="10000",
    )


CHECKS = {"T06": tariefcomponent, "T07": verrekenpercentage}
