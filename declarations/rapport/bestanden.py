"""What every file comes to: verdict, codes, what was asked and what is granted."""

import polars as pl

from declarations.besluit.besluiten import DEELS, GEWEIGERD, VOLLEDIG, Besluiten
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import FAALT
from declarations.rapport.retour import GEEN_OPMERKING

BESTANDEN = (
    "bestand",
    "besluit",
    "retourcodes",
    "ingediend_cent",
    "toegekend_cent",
    "records",
)


def bestanden(levering: Levering, besluiten: Besluiten) -> pl.DataFrame:
    """The rows of ``bestanden``, one per file that has an 01.

    ``besluit`` is GEWEIGERD for a file that is refused as a whole, VOLLEDIG where every
    line is paid as claimed, else DEELS. ``retourcodes`` are those of the file itself,
    and of what refuses all of it on whichever record, a space between, each once; 0200
    where there are none.
    """
    files = levering.declaraties.bestanden.filter("leesbaar")
    about_file = pl.col("verzekerde").is_null() & pl.col("prestatie").is_null()
    refuses = pl.col("gevolg").eq_missing("RJF")
    whole = besluiten.bevindingen.filter(
        (about_file | refuses) & (pl.col("uitkomst") == FAALT)
    )
    codes = whole.group_by("bestand_nr", maintain_order=True).agg(
        retourcodes=pl.col("retourcode").drop_nulls().unique(maintain_order=True)
    )
    refused = (
        besluiten.bevindingen.filter(
            (pl.col("uitkomst") == FAALT) & (pl.col("gevolg") == "RJF")
        )
        .select("bestand_nr")
        .unique()
        .with_columns(_is_refused=True)
    )
    sums = (
        levering.prestaties.select("bestand_nr", "prestatie")
        .join(besluiten.regels, on="prestatie")
        .group_by("bestand_nr")
        .agg(
            ingediend_cent=pl.col("gedeclareerd_cent").sum(),
            toegekend_cent=pl.col("toegestaan_cent").sum(),
            _all=(pl.col("besluit") == VOLLEDIG).all(),
        )
    )
    return (
        files.join(codes, on="bestand_nr", how="left", maintain_order="left")
        .join(refused, on="bestand_nr", how="left", maintain_order="left")
        .join(sums, on="bestand_nr", how="left", maintain_order="left")
        .with_columns(
            pl.col("ingediend_cent", "toegekend_cent").fill_null(0),
            retourcodes=pl.col("retourcodes").list.join(" ").fill_null(GEEN_OPMERKING),
            besluit=pl.when(pl.col("_is_refused").fill_null(value=False))
            .then(pl.lit(GEWEIGERD))
            .when(pl.col("_all").fill_null(value=True))
            .then(pl.lit(VOLLEDIG))
            .otherwise(pl.lit(DEELS)),
        )
        .select(BESTANDEN)
    )
