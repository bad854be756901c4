"""Counts what a grouped batch holds, for a person to look at.

Summaries of parts add up to that of the whole. Nothing here names a subtraject.

Dutch terms: uitval (a product without declaratiecode, so that cannot be billed).
"""

from dataclasses import dataclass

import polars as pl

from grouper.balance import Balance
from grouper.engine import GroupResult


@dataclass(frozen=True)
class BatchSummary:
    """What a batch came to.

    Attributes:
        balance: What became of every row.
        groepen: ``zorgproductgroep_code, subtrajecten, declarabel, uitval``: rows per
            group; declarabel are those with a declaratiecode.
        producten: ``zorgproduct_code, declaratiecode, subtrajecten``: rows per product
            and the code that bills it; null codes are of rows without a product.
        findings: ``code, severity, tekst, rows``: findings per kind.
    """

    balance: Balance
    groepen: pl.DataFrame
    producten: pl.DataFrame
    findings: pl.DataFrame

    @classmethod
    def of(cls, result: GroupResult) -> "BatchSummary":
        """Count a grouped batch."""
        grouped = result.grouped.lazy().filter(
            pl.col("zorgproductgroep_code").is_not_null()
        )
        groepen = grouped.group_by("zorgproductgroep_code").agg(
            pl.len().cast(pl.Int64).alias("subtrajecten"),
            pl.col("declaratiecode")
            .is_not_null()
            .sum()
            .cast(pl.Int64)
            .alias("declarabel"),
            pl.col("is_uitval").sum().cast(pl.Int64).alias("uitval"),
        )
        producten = grouped.group_by("zorgproduct_code", "declaratiecode").agg(
            pl.len().cast(pl.Int64).alias("subtrajecten")
        )
        findings = (
            result.findings.lazy()
            .group_by("code", "severity", "tekst")
            .agg(pl.len().cast(pl.Int64).alias("rows"))
        )
        parts = pl.collect_all([groepen, producten, findings])
        return cls(result.balance, *(_sorted(part) for part in parts))

    def __add__(self, other: "BatchSummary") -> "BatchSummary":
        """The summary of two parts of a batch together."""
        return BatchSummary(
            self.balance + other.balance,
            _added(self.groepen, other.groepen),
            _added(self.producten, other.producten),
            _added(self.findings, other.findings),
        )


def _added(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name, dtype in left.schema.items() if not dtype.is_integer()]
    counts = pl.exclude(*keys).sum()
    return _sorted(pl.concat([left, right]).group_by(keys).agg(counts))


def _sorted(counted: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name, dtype in counted.schema.items() if not dtype.is_integer()]
    return counted.sort(keys, nulls_last=True)
