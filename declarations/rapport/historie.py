"""What the next run takes: what was declared, and what became of it.

And what a history that is given means: which of its rows an earlier run over the same
delivery wrote, and which came later.
"""

from datetime import date

import polars as pl

from declarations.besluit.besluiten import (
    DEELS,
    GEWEIGERD,
    NIET_BEOORDEELD,
    VOLLEDIG,
    Besluiten,
)
from declarations.checks.feiten.inhoud import inhoud
from declarations.checks.feiten.levering import Levering
from declarations.registers.schema import Historie

BETAALD, GECREDITEERD = "BETAALD", "GECREDITEERD"
"""Status of what was paid, and of what a paid credit took back."""

_STATUS = {
    VOLLEDIG: BETAALD,
    DEELS: "DEELS",
    GEWEIGERD: "GEWEIGERD",
    NIET_BEOORDEELD: "NIET_BEOORDEELD",
}


def historie(levering: Levering, besluiten: Besluiten) -> pl.DataFrame:
    """The rows of ``historie`` (schema ``Historie``), one per 06 under a 04, in order.

    The status is that of the line. A debit that a paid credit of this very delivery
    takes back is GECREDITEERD. ``declarant`` is the AGB that 0113 names;
    ``inhoud_sha256`` is of the line (``checks.feiten.inhoud``).
    """
    d = levering.declaraties
    files = d.bestanden.select("bestand_nr", bestand_sha256="sha256")
    heads = levering.voorloop.group_by("bestand_nr", maintain_order=True).agg(
        factuurnummer=pl.first("r0116")
    )
    lines = (
        levering.prestaties.select(
            "bestand_nr",
            "prestatie",
            "declarant",
            referentie_prestatie="r0458",
            bsn="r0403",
            verzekerdennummer="r0405",
            uzovi="r0404",
            subtraject_nummer="r0419",
            zorgtraject_nummer="r0415",
            specialisme_code="r0439",
            zorgtype_code="r0427",
            diagnose_code="r0431",
            prestatiecodelijst="r0409",
            declaratiecode="r0410",
            zorgproduct_code="r0414",
            begindatum="r0411",
            einddatum="r0412",
            aantal="r0426",
        )
        .join(files, on="bestand_nr", how="left", maintain_order="left")
        .join(heads, on="bestand_nr", how="left", maintain_order="left")
        .join(
            besluiten.regels.select("prestatie", "besluit"),
            on="prestatie",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .join(
            levering.once(inhoud),
            on="prestatie",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .drop("bestand_nr")
    )
    rows = (
        levering.tarieven.filter(pl.col("prestatie").is_not_null())
        .select(
            "prestatie",
            referentie_tarief="r0622",
            referentie_voorgaand="r0623",
            declaratiebedrag_cent="r0620",
            # Without a side it is refused (F20); a debit it was asked as.
            dc=pl.when(pl.col("r0621") == "C").then(pl.lit("C")).otherwise(pl.lit("D")),
        )
        .join(lines, on="prestatie", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            ontvangen=pl.lit(levering.instellingen.ontvangen),
            status=pl.col("besluit").cast(pl.String).replace_strict(_STATUS),
        )
    )
    schema = Historie.create_empty().schema
    return _with_credited(rows).select(schema.names()).cast(schema)


def _with_credited(rows: pl.DataFrame) -> pl.DataFrame:
    """Debits that a paid credit among the rows takes back, as such."""
    is_paid = pl.col("status").is_in([BETAALD, "DEELS"])
    credits = rows.filter((pl.col("dc") == "C") & is_paid).select(
        "declarant",
        "declaratiebedrag_cent",
        referentie_tarief="referentie_voorgaand",
        _terug=True,
    )
    is_taken = pl.col("_terug").fill_null(value=False) & (pl.col("dc") == "D") & is_paid
    return rows.join(
        credits.unique(),
        on=["declarant", "referentie_tarief", "declaratiebedrag_cent"],
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(
        status=pl.when(is_taken).then(pl.lit(GECREDITEERD)).otherwise("status")
    )


def without_rerun(
    historie: pl.DataFrame, bestanden: pl.DataFrame, ontvangen: date
) -> pl.DataFrame:
    """What of a history was known before this delivery.

    Rows that an earlier run over one of these files wrote, with the same day of
    receipt, are its own: it is run again. What was received later does not count. The
    same file with another day stays: it was sent twice (F26).

    Args:
        historie: Schema ``Historie``.
        bestanden: The files of this delivery, with their ``sha256``.
        ontvangen: Day of receipt of this delivery.
    """
    is_later = (pl.col("ontvangen") > ontvangen).fill_null(value=False)
    is_own = (
        pl.col("bestand_sha256").is_in(bestanden["sha256"].implode())
        & (pl.col("ontvangen") == ontvangen)
    ).fill_null(value=False)
    return historie.filter(~is_later & ~is_own)
