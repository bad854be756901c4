"""Counts what grouped rows hold, for a person to look at.

Dutch terms: declarabel (has a declaratiecode), uitval (a product without one, so that
cannot be billed).
"""

from collections.abc import Sequence

import polars as pl

_KIND = ("code", "severity")


def count_groepen(grouped: pl.DataFrame) -> pl.DataFrame:
    """Rows per zorgproductgroep, in their order.

    Returns:
        ``zorgproductgroep_code, subtrajecten, declarabel, uitval``.
    """
    return (
        grouped.lazy()
        .filter(pl.col("zorgproductgroep_code").is_not_null())
        .group_by("zorgproductgroep_code")
        .agg(
            pl.len().alias("subtrajecten"),
            pl.col("declaratiecode").is_not_null().sum().alias("declarabel"),
            pl.col("is_uitval").sum().alias("uitval"),
        )
        .sort("zorgproductgroep_code")
        .collect()
    )


def count_producten(grouped: pl.DataFrame) -> pl.DataFrame:
    """Rows per product and the code that bills it, the most frequent first.

    Returns:
        ``zorgproduct_code, declaratiecode, subtrajecten``.
    """
    keys = ["zorgproduct_code", "declaratiecode"]
    return (
        grouped.lazy()
        .filter(pl.col("zorgproduct_code").is_not_null())
        .group_by(keys)
        .agg(pl.len().alias("subtrajecten"))
        .sort("subtrajecten", *keys, descending=[True, False, False], nulls_last=True)
        .collect()
    )


def count_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings per kind.

    Returns:
        ``code, severity, tekst, rows``.
    """
    # A code has one severity and one text; to count the codes alone is cheapest. Series
    # by series: a query of Polars would wait for those that read and write.
    code = findings["code"]
    kinds = findings[code.arg_unique().sort()]
    return pl.DataFrame(
        {
            "code": kinds["code"].cast(pl.String),
            "severity": kinds["severity"],
            "tekst": kinds["tekst"].cast(pl.String),
            "rows": code.unique_counts().cast(pl.Int64),
        }
    )


def sum_findings(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Findings per kind of all parts of a batch, those that reject first."""
    total = (
        pl.concat(counts)
        .group_by(_KIND)
        .agg(pl.col("tekst").first(), pl.col("rows").sum())
    )
    return total.sort("severity", "code")
