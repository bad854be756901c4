"""The findings of a run: what is doubtful about its tables and its lines.

Values stand in their file only, never in a log or an exception.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from billing.files.counts import count_findings
from billing.files.finding_cap import FindingCap
from billing.files.grouped import beside
from tabellen.forms.frames import write_frame
from tabellen.notices import Notice
from tabellen.sets.publishing import OutputSet
from tariffs.files.findings import GETELD

FINDINGS: dict[str, pl.DataType] = {
    "bestand": pl.String(),
    "source": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "regel_id": pl.String(),
    "subtraject_nummer": pl.String(),
    "code": pl.String(),
    "severity": pl.String(),
    "value": pl.String(),
    "tekst": pl.String(),
}
"""Columns of the findings of a run: about tables, or about lines."""


def conform_findings(
    findings: pl.DataFrame, columns: Mapping[str, pl.DataType] = FINDINGS
) -> pl.DataFrame:
    """Findings of any room with columns of ours; absent ones are empty."""
    return findings.select(
        pl.col(name).cast(dtype)
        if name in findings.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in columns.items()
    )


_B = r"^B[0-9]{3}$"


def count_table_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """Rows that findings of tables and lines are about, per kind.

    A finding about a whole column counts for the rows that it says.

    Returns:
        ``code, severity, tekst, rows``.
    """
    is_counted = pl.col("code").is_in(list(GETELD)) | pl.col("code").str.contains(_B)
    counted = findings.filter(is_counted)
    rows = (
        counted.group_by("code")
        .agg(rows=pl.col("value").cast(pl.Int64).sum())
        .sort("code")
    )
    kinds = count_findings(counted).drop("rows")
    return pl.concat(
        [
            count_findings(findings.filter(~is_counted)),
            kinds.join(rows, on="code", how="inner", maintain_order="left"),
        ]
    )


PER_TABLE = {
    "code": pl.String(),
    "severity": pl.String(),
    "source": pl.String(),
    "tekst": pl.String(),
    "rows": pl.Int64(),
}
"""Columns of findings counted per kind and per table that they are about."""


def count_per_table(findings: pl.DataFrame) -> pl.DataFrame:
    """Rows that findings are about, per kind and table; those that reject first.

    Args:
        findings: Columns ``FINDINGS``.

    Returns:
        Columns ``PER_TABLE``; the rows of a kind add up to ``count_table_findings``.
    """
    is_counted = pl.col("code").is_in(list(GETELD)) | pl.col("code").str.contains(_B)
    of_column = pl.when(is_counted).then("value").cast(pl.Int64, strict=False)
    return (
        findings.group_by("code", "severity", "source")
        .agg(pl.col("tekst").first(), rows=pl.coalesce(of_column, 1).sum())
        .sort("severity", "code", "source", nulls_last=True)
        .select(pl.col(name).cast(dtype) for name, dtype in PER_TABLE.items())
    )


def notice_findings(notices: Sequence[Notice], bestand: str) -> pl.DataFrame:
    """What there is to tell of a table; the value says of how many rows."""
    rows = [{"bestand": bestand, **each.as_finding()} for each in notices]
    return pl.DataFrame(rows, FINDINGS)


def write_findings(
    parts: Sequence[pl.DataFrame],
    out: Path,
    path: Path | None,
    *,
    outputs: OutputSet,
    cap: FindingCap | None = None,
) -> list[Path]:
    """Write findings; gives the file when one was written.

    Args:
        parts: Each with the columns of ``FINDINGS``.
        out: What they are about.
        path: Where they go; None for beside ``out``, as for ``place_findings``.
        outputs: The set that they are of.
        cap: How many of them are written out.
    """
    cap = cap or FindingCap()
    kept = [cap.kept(part) for part in parts]
    return place_findings(pl.concat([*kept, *cap.rest()]), out, path, outputs)


def place_findings(
    findings: pl.DataFrame, out: Path, path: Path | None, outputs: OutputSet
) -> list[Path]:
    """Write findings of any columns, all of them; gives the file when one was written.

    Without a path of their own they stand beside ``out``, when there are any; those of
    an earlier run that has nothing to tell now are taken away.
    """
    target = path or beside(out, "findings")
    if findings.is_empty() and path is None:
        outputs.take_away(target)
        return []
    write_frame(findings, target, outputs=outputs)
    return [target]
