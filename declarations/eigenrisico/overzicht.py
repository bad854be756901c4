"""The statement that an insured person gets: what was used, and of which care.

Texts are Dutch, for the person. The name of a statement is a digest: a name of a file
tells of nobody.
"""

from hashlib import sha256

import polars as pl

_NAME = 16


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
            pl.coalesce("reden", pl.col("status").cast(pl.String)).str.to_lowercase(),
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
