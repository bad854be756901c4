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

from billing.settings import GroupSettings
from grouper.compiled.store import open_compiled
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks, Severity
from grouper.frames.schemas import Findings, Grouped, Ozp, Profielen
from grouper.outcomes.aanspraakregels import AanspraakRegels
from grouper.outcomes.balance import Balance
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.outcomes.result import GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.ozp.rules import OzpRegels
from grouper.registration.chunks import Chunk
from grouper.registration.reading import unnest_zorgactiviteiten

CHUNK = 65_536
"""Subtrajecten grouped at a time, however small the batches that Spark sends."""

INPUT_ROW = "input_row"
"""Optional column of both inputs: row in the input, 1 for the first."""

BEARER = "__bearer"
"""1, 2, .. among the subtrajecten of one number; null beside activities of none."""

IS_DOUBLE = "__is_double"
"""Whether another subtraject, of any partition, has the same number."""

KINDS: dict[str, pl.Schema] = {
    "grouped": pl.Schema(Grouped),
    "findings": pl.Schema(Findings),
    "balance": pl.Schema({field.name: pl.Int64() for field in fields(Balance)}),
    "ozp": pl.Schema(Ozp),
    "ozp_balance": pl.Schema({field.name: pl.Int64() for field in fields(OzpBalance)}),
    "profielen": pl.Schema(Profielen),
}
"""The kinds of row that may come back, and the columns of each."""


@dataclass(frozen=True)
class Work:
    """What to group by and what to give; hashable and picklable.

    Attributes:
        severity: Name and severity of every input check.
        aanspraak: What decides between two declaratiecodes.
        ozp_regels: What decides on overige zorgproducten.
        ozp: Whether to derive these.
        profielen: Whether to list the notable activities of profiles.
        pinned: Name of the release that is taken on every date it covers, if any.
    """

    severity: tuple[tuple[str, Severity], ...]
    aanspraak: AanspraakRegels
    ozp_regels: OzpRegels
    ozp: bool = False
    profielen: bool = False
    pinned: str | None = None

    @classmethod
    def of(
        cls,
        settings: GroupSettings | None = None,
        *,
        ozp: bool = False,
        profielen: bool = False,
    ) -> "Work":
        """The work that these settings ask for; None for the defaults."""
        by = settings or GroupSettings()
        severity = tuple(by.checks.severity.items())
        return cls(severity, by.aanspraak, by.ozp, ozp, profielen, by.pinned)

    @property
    def settings(self) -> GroupSettings:
        """What to group by."""
        checks = InputChecks(dict(self.severity))
        return GroupSettings(checks, self.aanspraak, self.ozp_regels, self.pinned)

    @property
    def kinds(self) -> dict[str, pl.Schema]:
        """The kinds of row that come back, and the columns of each."""
        left_out = set() if self.ozp else {"ozp", "ozp_balance"}
        left_out |= set() if self.profielen else {"profielen"}
        return {kind: KINDS[kind] for kind in KINDS if kind not in left_out}


def group_pieces(
    pieces: Iterable[Any],
    releases: Sequence[str],
    work: Work,
    hoofdtrajecten: pl.DataFrame | None = None,
) -> Iterator[pl.DataFrame]:
    """Group the pieces of one partition.

    Args:
        pieces: Arrow tables of nested subtrajecten with ``BEARER`` and ``IS_DOUBLE``.
        releases: Files of the compiled releases on this machine.
        work: What to group by and what to give.
        hoofdtrajecten: Main subtrajecten of the whole batch, where it asks for ozp.

    Yields:
        A row per row of every kind, each in the column of its kind.
    """
    grouper = _grouper(tuple(releases), work)
    for nested in _gathered(pieces):
        yield _in_one_frame(_outcomes(grouper, work, nested, hoofdtrajecten))


@lru_cache(maxsize=1)
def _grouper(releases: tuple[str, ...], work: Work) -> Grouper:
    """The grouper of this Python worker, which Spark keeps from task to task."""
    structures = [open_compiled(path) for path in releases]
    # Spark runs a task on each core already.
    return work.settings.grouper(structures, threads=1)


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


def _outcomes(
    grouper: Grouper,
    work: Work,
    nested: pl.DataFrame,
    hoofdtrajecten: pl.DataFrame | None,
) -> dict[str, pl.DataFrame]:
    """All rows, by kind."""
    flat, lines = unnest_zorgactiviteiten(nested)
    rows = flat.filter(pl.col(BEARER).is_not_null())
    if rows[IS_DOUBLE].any():
        # Activities go to the first bearer of their number, as on one machine.
        rows = rows.sort(BEARER, maintain_order=True)
    doubles = rows[IS_DOUBLE].cast(pl.UInt8).to_numpy()
    result = grouper.group_chunk(
        Chunk(rows.drop(BEARER, IS_DOUBLE), lines, doubles=doubles),
        Wanted(ozp=work.ozp, profielen=work.profielen, hoofdtrajecten=hoofdtrajecten),
    )
    found = _by_kind(result)
    input_rows = _input_rows(result.findings, rows, lines)
    found["findings"] = result.findings.with_columns(input_rows)
    return {kind: found[kind] for kind in work.kinds}


def _by_kind(result: GroupResult) -> dict[str, pl.DataFrame]:
    by_kind = {name: getattr(result, name) for name in KINDS}
    return {
        kind: frame
        if isinstance(frame, pl.DataFrame)
        else pl.DataFrame([asdict(frame)])
        for kind, frame in by_kind.items()
        if frame is not None
    }


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


def _in_one_frame(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    parts = [
        frame.with_columns(pl.col(pl.Enum).cast(pl.String)).select(
            pl.struct(KINDS[kind].names()).alias(kind)
        )
        for kind, frame in frames.items()
    ]
    return pl.concat(parts, how="diagonal")
