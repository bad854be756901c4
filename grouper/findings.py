"""Writes fault masks out as findings: one row per fault, with place, value and text.

Values of patients stand in this frame only, never in logs or exceptions.
"""

from dataclasses import dataclass

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
    found: list[_Faults] = []
    # Most rows have no fault at all: they are passed over once, not once a check.
    faulty = {True: _Faulty(activity_fault), False: _Faulty(fault)}
    for check in CHECKS:
        severity = checks.severity[check.name]
        if severity == "off":
            continue
        rows = faulty[check.on_activities].rows_with(check.bit)
        if len(rows):
            frame = zorgactiviteiten if check.on_activities else subtrajecten
            found.append(_Faults(check, severity, rows, frame))
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    return _by_row(found)


class _Faulty:
    """The rows that have a fault."""

    def __init__(self, fault: npt.NDArray[np.uint32]) -> None:
        self._rows = np.flatnonzero(fault != 0)
        self._faults = fault[self._rows]

    def rows_with(self, bit: int) -> npt.NDArray[np.int64]:
        rows: npt.NDArray[np.int64] = self._rows[(self._faults >> bit) & 1 == 1]
        return rows


@dataclass(frozen=True)
class _Faults:
    """All faults that one check found."""

    check: Check
    severity: str
    rows: npt.NDArray[np.int64]
    frame: pl.DataFrame


def _by_row(found: list[_Faults]) -> pl.DataFrame:
    """Findings by source, row and check; texts are looked up after sorting."""
    kind = np.repeat(np.arange(len(found)), [len(faults.rows) for faults in found])
    row = np.concatenate([faults.rows for faults in found])
    on_activities = np.array([faults.check.on_activities for faults in found])
    order = np.lexsort((kind, row, on_activities[kind]))
    place = pl.Series(order.astype(np.uint32))
    nummer, value = (
        pl.concat([_cells(faults, column) for faults in found])[place]
        for column in ("subtraject_nummer", None)
    )
    checks = [faults.check for faults in found]
    texts = pl.DataFrame(
        {
            "source": [
                "zorgactiviteiten" if check.on_activities else "subtrajecten"
                for check in checks
            ],
            "code": [check.code for check in checks],
            "severity": [faults.severity for faults in found],
            "column": [check.column for check in checks],
            "tekst": [check.text for check in checks],
        },
        schema_overrides=SCHEMA,
    )
    of_check = texts[pl.Series(kind[order].astype(np.uint32))]
    return of_check.with_columns(
        pl.Series("row", row[order] + 1, dtype=pl.Int64),
        nummer.alias("subtraject_nummer"),
        value.alias("value"),
    ).select(SCHEMA.names())


def _cells(faults: _Faults, column: str | None) -> pl.Series:
    """Cells of the faulty rows: of ``column``, or of the column at fault."""
    name = column or faults.check.column
    if name not in faults.frame.columns:
        height = len(faults.rows)
        return pl.repeat(None, height, dtype=pl.String, eager=True).alias("cell")
    return _taken(faults.frame[name], faults.rows).cast(pl.String).alias("cell")


def _taken(column: pl.Series, rows: npt.NDArray[np.int64]) -> pl.Series:
    """Cells of some rows, in ascending order."""
    # Chunk by chunk: to take them from all at once, Polars would first put the chunks
    # together, which costs more than all the rest here.
    parts = []
    begin = 0
    for chunk in column.get_chunks():
        own = rows[slice(*np.searchsorted(rows, [begin, begin + len(chunk)]))]
        parts.append(chunk[pl.Series((own - begin).astype(np.uint32))])
        begin += len(chunk)
    return pl.concat(parts)


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
