"""Gives each line the insurer of its own date.

Dutch terms: uzovi (code of an insurer), ontvanger (who receives the invoice).
"""

import polars as pl

from billing.regels.findings import (
    ONTVANGER_ONBEKEND,
    VERZEKERAAR_NIET_EENDUIDIG,
    VERZEKERAAR_ONBEKEND,
    make_findings,
)

VERZEKERD = ("VERZEKERAAR", "VERZEKERDE")
"""Recipients for whom an insurer has to be known; others need none."""


def with_verzekeraar(
    regels: pl.DataFrame, verzekeringen: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add ``uzovi`` and ``polis`` as they hold on the begindatum of each line.

    The begindatum of a dbc line is its opening, of any other its uitvoerdatum. A line
    without a recipient is for the insurer. Where no insurance or more than one holds,
    uzovi stays empty, and phase A of the decision refuses the line.

    Args:
        regels: Lines with ``regel_id``, ``subtraject_nummer``, ``verzekerde_id``,
            ``begindatum``, ``ontvanger`` and ``ontvanger_is_onbekend``.
        verzekeringen: Schema Verzekeringen.

    Returns:
        The lines in their order, and the findings.

    Source: Regeling msz NR/CU-263 art. 32.1 and 33.1.
    """
    regels = regels.with_row_index("volgorde")
    holds = (
        regels.lazy()
        .select("volgorde", "verzekerde_id", pl.col("begindatum").alias("op"))
        .join(
            verzekeringen.lazy().select(
                "verzekerde_id", "uzovi", "polis", "begindatum", "einddatum"
            ),
            on="verzekerde_id",
        )
        .filter(
            pl.col("begindatum") <= pl.col("op"),
            (pl.col("op") <= pl.col("einddatum")).fill_null(value=True),
        )
        .group_by("volgorde")
        .agg(
            pl.col("uzovi", "polis").first(),
            # One insurance that is written twice is one.
            pl.struct("uzovi", "polis").n_unique().alias("geldig"),
        )
        .collect()
    )
    bekend = ~pl.col("ontvanger_is_onbekend")
    joined = (
        regels.join(
            holds, on="volgorde", how="left", validate="1:1", maintain_order="left"
        )
        .drop("volgorde")
        .with_columns(
            pl.when(pl.col("geldig") == 1, bekend).then(pl.col(name))
            for name in ("uzovi", "polis")
        )
        .with_columns(
            pl.when(bekend).then(pl.col("ontvanger").fill_null("VERZEKERAAR"))
        )
    )
    is_verzekerd = pl.col("ontvanger").is_in(VERZEKERD)
    findings = pl.concat(
        [
            make_findings(joined.filter(~bekend), ONTVANGER_ONBEKEND),
            make_findings(
                joined.filter(is_verzekerd, pl.col("geldig").is_null()),
                VERZEKERAAR_ONBEKEND,
            ),
            make_findings(
                joined.filter(is_verzekerd, pl.col("geldig") > 1),
                VERZEKERAAR_NIET_EENDUIDIG,
            ),
        ]
    )
    return joined, findings
