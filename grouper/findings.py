"""Writes fault masks out as findings: one row per fault, with place, value and text.

Values of patients stand in this frame only, never in logs or exceptions.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.checks import CHECKS, Check, InputChecks
from grouper.frames import Findings

SCHEMA = Findings.create_empty().schema


def input_findings(
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    fault: npt.NDArray[np.uint32],
    activity_fault: npt.NDArray[np.uint32],
    checks: InputChecks,
) -> pl.DataFrame:
    """Findings of the input checks, by source, row and check.

    Args:
        subtrajecten: The batch as it came.
        zorgactiviteiten: Its activities as they came.
        fault: Fault mask of each subtraject.
        activity_fault: Fault mask of each activity.
        checks: Which checks are off, and how severe the others are.
    """
    parts = []
    for check in CHECKS:
        severity = checks.severity[check.name]
        masks = activity_fault if check.on_activities else fault
        frame = zorgactiviteiten if check.on_activities else subtrajecten
        rows = np.flatnonzero(masks & np.uint32(1 << check.bit))
        if severity == "off" or len(rows) == 0:
            continue
        parts.append(_findings(frame, rows, check, severity))
    if not parts:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat(parts).sort("source", "row", "code", maintain_order=True)


def _findings(
    frame: pl.DataFrame, rows: npt.NDArray[np.int64], check: Check, severity: str
) -> pl.DataFrame:
    source = "zorgactiviteiten" if check.on_activities else "subtrajecten"
    return outcome_findings(
        frame, rows, source, check.code, severity, check.column, check.text
    )


def outcome_findings(
    frame: pl.DataFrame,
    rows: npt.NDArray[np.int64],
    source: str,
    code: str,
    severity: str,
    column: str,
    tekst: str,
) -> pl.DataFrame:
    """Findings of one kind on chosen rows of a frame."""
    index = pl.Series(rows, dtype=pl.UInt32)
    at = frame.select(
        pl.col("subtraject_nummer").cast(pl.String).gather(index),
        (
            pl.col(column).cast(pl.String).gather(index)
            if column in frame.columns
            else pl.lit(None, pl.String)
        ).alias("value"),
    )
    return at.select(
        pl.lit(source).cast(SCHEMA["source"]).alias("source"),
        pl.Series("row", rows + 1, dtype=pl.Int64),
        "subtraject_nummer",
        pl.lit(code).alias("code"),
        pl.lit(severity).cast(SCHEMA["severity"]).alias("severity"),
        pl.lit(column).alias("column"),
        "value",
        pl.lit(tekst).alias("tekst"),
    )
