"""Which values of a finding tell of a person, and may not stand in it?

A finding names file, row and column, by which whoever may see the register finds the
value. A BSN stands in history and retour only.
"""

import polars as pl

from tariffs.files.findings import GETELD

_VAN_PERSOON = (
    *("verzekerde_id", "bsn", "bsn_pseudonym", "verzekerdennummer"),
    *("naam", "voorvoegsel", "voorletters", "geboortedatum", "overlijdensdatum"),
)


def without_persons(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings (schema TariefFindings) without values of columns about a person."""
    is_told = pl.col("column").is_in(_VAN_PERSOON) & ~pl.col("code").is_in(list(GETELD))
    return findings.with_columns(
        value=pl.when(is_told.fill_null(value=False).not_()).then("value")
    )
