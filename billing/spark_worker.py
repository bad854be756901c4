"""What a Spark executor does with a piece of a batch.

Knows Polars, not Spark, so that it can be tested without one. A piece holds some
subtrajecten in the nested form, each with all its zorgactiviteiten. All that becomes of
it goes back as one frame with a struct column per kind of row, of which every row fills
one: Spark then gets several frames from one pass.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from grouper.balance import Balance
from grouper.checks import InputChecks, Severity
from grouper.engine import Grouper
from grouper.frames import Findings, Grouped
from grouper.registration import unnest_zorgactiviteiten
from grouper.store import open_compiled

CHUNK = 65_536
"""Subtrajecten grouped at a time, however small the batches that Spark sends."""

INPUT_ROW = "input_row"
"""Optional column of both inputs: row in the input, 1 for the first."""

BEARER = "__bearer"
"""1, 2, .. among the subtrajecten of one number; null beside activities of none."""

IS_DOUBLE = "__is_double"
"""Whether another subtraject, of any partition, has the same number."""

KINDS: dict[str, pl.Schema] = {
    "grouped": Grouped.create_empty().schema,
    "findings": Findings.create_empty().schema,
    "balance": pl.Schema({field.name: pl.Int64() for field in fields(Balance)}),
}
"""The kinds of row that come back, and the columns of each."""


@dataclass(frozen=True)
class Work:
    """What to group with; small, hashable and picklable. The release is a file.

    Attributes:
        severity: Name and severity of every input check.
    """

    severity: tuple[tuple[str, Severity], ...]

    @classmethod
    def of(cls, checks: InputChecks | None) -> "Work":
        """The work that these input checks ask for; None for those of DESIGN.md."""
        severity = (checks or InputChecks.default()).severity
        return cls(tuple(severity.items()))


def group_pieces(
    pieces: Iterable[Any], releases: Sequence[str], work: Work
) -> Iterator[pl.DataFrame]:
    """Group the pieces of one partition.

    Args:
        pieces: Arrow tables of nested subtrajecten with ``BEARER`` and ``IS_DOUBLE``.
        releases: Files of the compiled releases on this machine.
        work: What to group with.

    Yields:
        A row per grouped row, finding and balance, each in the column of its kind.
    """
    grouper = _grouper(tuple(releases), work)
    for nested in _gathered(pieces):
        yield _in_one_frame(_outcomes(grouper, nested))


@lru_cache(maxsize=1)
def _grouper(releases: tuple[str, ...], work: Work) -> Grouper:
    """The grouper of this Python worker, which Spark keeps from task to task."""
    structures = [open_compiled(path) for path in releases]
    # Spark runs a task on each core already.
    return Grouper(structures, checks=InputChecks(dict(work.severity)), threads=1)


def _gathered(pieces: Iterable[Any]) -> Iterator[pl.DataFrame]:
    waiting: list[pl.DataFrame] = []
    height = 0
    for piece in pieces:
        waiting.append(pl.DataFrame(piece))
        height += waiting[-1].height
        if height >= CHUNK:
            yield pl.concat(waiting)
            waiting, height = [], 0
    if waiting:
        yield pl.concat(waiting)


def _outcomes(grouper: Grouper, nested: pl.DataFrame) -> list[pl.DataFrame]:
    """All rows of every kind, in the order of ``KINDS``."""
    flat, lines = unnest_zorgactiviteiten(nested)
    rows = flat.filter(pl.col(BEARER).is_not_null())
    if rows[IS_DOUBLE].any():
        # Activities go to the first bearer of their number, as on one machine.
        rows = rows.sort(BEARER, maintain_order=True)
    doubles = rows[IS_DOUBLE].cast(pl.UInt8).to_numpy()
    result = grouper.group(rows.drop(BEARER, IS_DOUBLE), lines, doubles=doubles)
    findings = result.findings.with_columns(_input_rows(result.findings, rows, lines))
    return [result.grouped, findings, pl.DataFrame([asdict(result.balance)])]


def _input_rows(
    findings: pl.DataFrame, rows: pl.DataFrame, lines: pl.DataFrame
) -> pl.Series:
    """Row of the input of each finding, where the input has its rows numbered."""
    found = np.zeros(findings.height, np.int64)
    at = findings["row"].to_numpy() - 1
    of_lines = (findings["source"] == "zorgactiviteiten").to_numpy()
    for frame, chosen in ((rows, ~of_lines), (lines, of_lines)):
        if INPUT_ROW in frame.columns:
            found[chosen] = frame[INPUT_ROW].to_numpy()[at[chosen]]
    return pl.Series("row", found).replace(0, None)


def _in_one_frame(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    parts = [
        frame.with_columns(pl.col(pl.Enum).cast(pl.String)).select(
            pl.struct(KINDS[kind].names()).alias(kind)
        )
        for kind, frame in zip(KINDS, frames, strict=True)
    ]
    return pl.concat(parts, how="diagonal")


__all__ = ["INPUT_ROW", "KINDS", "Work", "group_pieces"]
