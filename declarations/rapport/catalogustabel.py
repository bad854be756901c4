"""The catalogue as one table, for --list and for docs/checks.md."""

import polars as pl

from declarations.checks.catalogus.catalogus import catalogus


def catalogus_table() -> pl.DataFrame:
    """A row per check, in its order; columns as the tables of the catalogue."""
    return pl.DataFrame(
        [
            {
                "check_id": check.check_id,
                "naam": check.naam,
                "niveau": str(check.niveau),
                "soort": "MATERIEEL" if check.is_materieel else "FORMEEL",
                "zin": check.zin,
                "rubrieken": " ".join(check.rubrieken),
                "gegevens": " ".join(check.gegevens),
                "uitvoerbaarheid": str(check.uitvoerbaarheid),
                "gevolg": check.gevolg,
                "retourcode": check.retourcode,
                "zekerheid": check.zekerheid,
                "geldig_van": str(check.geldig_van or ""),
                "geldig_tot": str(check.geldig_tot or ""),
                "impliceert": " ".join(check.impliceert),
                "bron": check.bron,
                "tip": check.tip,
            }
            for check in catalogus().values()
        ]
    )
