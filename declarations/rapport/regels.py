"""What every prestatie gets, a row each, in the order it was declared."""

import polars as pl

from declarations.besluit.besluiten import Besluiten
from declarations.checks.feiten.levering import Levering
from grouper.sealing.pseudonymise import Pseudonymiser

REGELS = (
    "bestand",
    "record",
    "referentienummer",
    "verzekerde_sleutel",
    "prestatiecodelijst",
    "declaratiecode",
    "zorgproduct_code",
    "subtraject_nummer",
    "begindatum",
    "einddatum",
    "dc",
    "besluit",
    "gedeclareerd_cent",
    "toegestaan_cent",
    "risico_cent",
    "signaal_cent",
)


def regels(
    levering: Levering, besluiten: Besluiten, sleutel: Pseudonymiser
) -> pl.DataFrame:
    """The rows of ``regels``: columns ``REGELS``, one per 04.

    ``verzekerde_sleutel`` is a keyed hash of the person: the BSN, or UZOVI and
    verzekerdennummer of who has none.
    """
    lines = levering.prestaties.join(
        levering.declaraties.bestanden.select("bestand_nr", "bestand"),
        on="bestand_nr",
        how="left",
        maintain_order="left",
    ).join(besluiten.regels, on="prestatie", how="left", maintain_order="left")
    return lines.with_columns(
        verzekerde_sleutel=sleutel.column(lines["persoon"], "verzekerde"),
        referentienummer="r0458",
        prestatiecodelijst="r0409",
        declaratiecode="r0410",
        zorgproduct_code="r0414",
        subtraject_nummer="r0419",
        begindatum="r0411",
        einddatum="r0412",
        dc="r0457",
    ).select(REGELS)
