"""What was found, a row per check and record, with source and tip."""

import polars as pl

from declarations.besluit.besluiten import Besluiten
from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.feiten.levering import Levering

BEVINDINGEN = (
    "bestand",
    "record",
    "check_id",
    "uitkomst",
    "gevolg",
    "retourcode",
    "rubriek",
    "waarde",
    "verwacht",
    "toegestaan_cent",
    "bron",
    "tip",
    "andere_records",
)


def bevindingen(levering: Levering, besluiten: Besluiten) -> pl.DataFrame:
    """The rows of ``bevindingen``: columns ``BEVINDINGEN``, by file and record.

    The ``rubriek`` of a finding that names none is the first of the catalogue. What a
    person released says so in its tip.
    """
    said = pl.DataFrame(
        [
            (check.check_id, check.bron, check.tip, next(iter(check.rubrieken), None))
            for check in catalogus().values()
        ],
        schema=dict.fromkeys(("check_id", "bron", "tip", "_rubriek"), pl.String),
        orient="row",
    )
    files = levering.declaraties.bestanden.select("bestand_nr", "bestand")
    return (
        besluiten.bevindingen.join(
            files, on="bestand_nr", how="left", maintain_order="left"
        )
        .join(said, on="check_id", how="left", maintain_order="left")
        .with_columns(
            rubriek=pl.coalesce("rubriek", "_rubriek"),
            tip=pl.coalesce("vrijgegeven", "tip"),
        )
        .select(BEVINDINGEN)
    )
