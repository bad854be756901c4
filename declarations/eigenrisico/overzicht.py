"""The statement that an insured person gets: what was used, and of which care.

Texts are Dutch, for the person. The name of a statement is a digest: a name of a file
tells of nobody.
"""

from hashlib import sha256

import polars as pl

_NAME = 16

_ZONDER_BEDRAG = "JAAR_ZONDER_BEDRAG"
_WOORDEN = {
    "GECREDITEERD": "teruggedraaid",
    "CREDIT_VERWERKT": "draait een eerdere nota terug",
    "DEBET_ONBEKEND": "wacht op de nota die wordt teruggedraaid",
    "GEBOORTEDATUM_ONBEKEND": "uw geboortedatum is niet bekend",
    "NIET_VERZEKERD": "u was die dag niet bij ons verzekerd",
    "JONGER_DAN_18": "geen eigen risico: nog geen 18 jaar",
    "TE_LAAT_ONTVANGEN": "geen eigen risico: te laat ontvangen",
    "VRIJGESTELD": "geen eigen risico over deze zorg",
    "ANDERE_INHOUD": "niet verwerkt: eerder met een andere inhoud ontvangen",
    "ZONDER_VERWIJZING": "niet verwerkt: noemt niet welke nota wordt teruggedraaid",
    "CREDIT_VAN_CREDIT": "niet verwerkt: noemt geen nota",
    "ANDERE_VERZEKERDE": "niet verwerkt: de nota is van een ander",
    "ANDER_BEDRAG": "niet verwerkt: het bedrag is anders dan van de nota",
    "REEDS_GECREDITEERD": "niet verwerkt: de nota was al teruggedraaid",
    _ZONDER_BEDRAG: "niet verwerkt: het bedrag van dit jaar is niet bekend",
}
"""What a person reads for each reason."""


def overzichten(verdeling: pl.DataFrame, standen: pl.DataFrame) -> dict[str, str]:
    """Statements by name, one per person of whom a post or limit is told.

    Args:
        verdeling: Schema ``VERDELING`` with ``verzekerde_id``.
        standen: Schema ``STANDEN``.
    """
    eur = _euros
    limits = standen.select(
        "verzekerde_id",
        regel=pl.format(
            "{} bij verzekeraar {}: verplicht {} van {}; vrijwillig {} van {}",
            "jaar",
            "uzovi",
            eur("verplicht_gebruikt_cent"),
            eur("verplicht_grens_cent"),
            eur("vrijwillig_gebruikt_cent"),
            eur("vrijwillig_grens_cent"),
        ),
    )
    posts = verdeling.filter(pl.col("verzekerde_id").is_not_null()).select(
        "verzekerde_id",
        regel=pl.format(
            "{} nota {} ({}): eigen risico {}, verzekeraar {}, u betaalt in totaal {}",
            "jaar",
            "post_id",
            pl.col("reden")
            .str.replace(f"{_ZONDER_BEDRAG}_.*", _ZONDER_BEDRAG)
            .replace_strict(_WOORDEN)
            .fill_null("verwerkt"),
            eur("patient_cent"),
            eur("verzekeraar_cent"),
            eur("totaal_patient_cent"),
        ),
    )
    grouped = [
        rows.group_by("verzekerde_id", maintain_order=True).agg(
            pl.col("regel").str.join("\n").alias(name)
        )
        for name, rows in (("standen", limits), ("posten", posts))
    ]
    both = grouped[1].join(grouped[0], on="verzekerde_id", how="full", coalesce=True)
    return {
        sha256(person.encode()).hexdigest()[:_NAME]: (
            f"Overzicht eigen risico\nVerzekerde: {person}\n\n"
            f"Wat is gebruikt\n{used or 'Niets.'}\n\n"
            f"Waarvoor\n{care or 'Geen nota.'}\n"
        )
        for person, used, care in both.sort("verzekerde_id")
        .select("verzekerde_id", "standen", "posten")
        .iter_rows()
    }


def _euros(name: str) -> pl.Expr:
    """Cents as a person reads them: ``EUR 1284,37``."""
    cents = pl.col(name)
    return pl.format(
        "EUR {},{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2)
    )
