"""Writes fault masks out as findings: one row per fault, with place, value and text.

Values of patients stand in this frame only, never in logs or exceptions.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U8, U16, U64
from grouper.findings import _findings
from grouper.findings.checks import ACTIVITEIT_BIT0, CHECKS, InputChecks
from grouper.frames.schemas import Findings
from tabellen.bevinding import Bevinding
from tabellen.values.dates import text_of_days

SCHEMA = pl.Schema(Findings)

CODED_FINDINGS = ("code", "column", "tekst")
"""Columns of ``Findings`` that are numbers of few texts until they are made text."""

_TEXTS = pl.Categories("dbc_grouper_findings", physical=pl.UInt16)

CODED_SCHEMA = pl.Schema(
    {**SCHEMA, **dict.fromkeys(CODED_FINDINGS, pl.Categorical(_TEXTS))}
)
"""The schema with those columns as numbers."""

Rows = I64
Masks = U16 | U64


@dataclass(frozen=True)
class Listed:
    """Faults of the rows of one input, one by one, in the order of the rows.

    Attributes:
        row: Row of each, from 0 on.
        bit: Its bit in the fault mask.
    """

    row: Rows
    bit: U8

    @classmethod
    def of(cls, fault: Masks, mask: int | None = None) -> "Listed":
        """Those of some masks; by default all."""
        every = int(np.iinfo(fault.dtype).max)
        return cls(*_findings.list_faults(fault, every if mask is None else mask))


class InputFindings:
    """Writes out what the input checks found.

    Args:
        checks: Which checks are off, and how severe the others are.
    """

    def __init__(self, checks: InputChecks) -> None:
        self._subtrajecten = _OneSource("subtrajecten", checks)
        self._zorgactiviteiten = _OneSource("zorgactiviteiten", checks)

    def frame(
        self,
        subtrajecten: pl.DataFrame,
        zorgactiviteiten: pl.DataFrame,
        fault: U64,
        activity_faults: Listed,
    ) -> pl.DataFrame:
        """Findings by source, row and check; ``CODED_SCHEMA``.

        Args:
            subtrajecten: The batch as it came.
            zorgactiviteiten: Its activities as they came.
            fault: Fault mask of each subtraject.
            activity_faults: Faults of activities, of masks from ``ACTIVITEIT_BIT0`` on.
        """
        faults = Listed.of(fault, self._subtrajecten.mask)
        return pl.concat(
            [
                self._subtrajecten.frame(subtrajecten, faults),
                self._zorgactiviteiten.frame(zorgactiviteiten, activity_faults),
            ]
        )


class _OneSource:
    """The checks that are made on one of the two inputs."""

    def __init__(self, source: str, checks: InputChecks) -> None:
        on_activities = source == "zorgactiviteiten"
        shown = [
            check
            for check in CHECKS
            if check.on_activities == on_activities
            and checks.severity[check.name] != "off"
        ]
        bits = [check.bit - ACTIVITEIT_BIT0 * on_activities for check in shown]
        self.mask = sum(1 << bit for bit in bits)
        self._is_shown = np.zeros(64, bool)
        self._is_shown[bits] = True
        self._all_shown = len(shown) == sum(
            check.on_activities == on_activities for check in CHECKS
        )
        self._columns = [check.waar for check in shown]
        self._kind_of_bit = np.zeros(64, np.uint8)
        self._kind_of_bit[bits] = range(len(bits))
        self._texts = pl.DataFrame(
            {
                "source": [source] * len(shown),
                "code": [check.code for check in shown],
                "severity": [checks.severity[check.name] for check in shown],
                "column": self._columns,
                "tekst": [check.tekst for check in shown],
            },
            schema_overrides=CODED_SCHEMA,
        )

    def frame(self, rows: pl.DataFrame, faults: Listed) -> pl.DataFrame:
        row, bit = faults.row, faults.bit
        if not self._all_shown:
            shown = self._is_shown[bit]
            row, bit = row[shown], bit[shown]
        if len(row) == 0:
            return pl.DataFrame(schema=CODED_SCHEMA)
        # Checks stand in the order of their bits, so kinds of a row do as well.
        kind = self._kind_of_bit[bit]
        columns = self._texts[pl.Series(kind)].to_dict()
        columns["row"] = pl.Series(row + 1)
        columns["subtraject_nummer"] = _cells(rows, "subtraject_nummer", row)
        columns["value"] = _values(rows, self._columns, row, kind)
        return _frame(columns)


def _frame(columns: dict[str, pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([columns[name].alias(name) for name in CODED_SCHEMA])


def _values(frame: pl.DataFrame, columns: list[str], row: Rows, kind: U8) -> pl.Series:
    """Cells at fault: of each row that of the column of its kind."""
    order = np.argsort(kind, kind="stable")
    ends = np.cumsum(np.bincount(kind, minlength=len(columns)))
    parts = [
        _cells(frame, column, row[rows])
        for column, rows in zip(columns, np.split(order, ends[:-1]), strict=True)
        if len(rows)
    ]
    back = np.empty(len(order), np.uint32)
    back[order] = np.arange(len(order), dtype=np.uint32)
    return pl.concat(parts, rechunk=True)[pl.Series(back)]


def _cells(frame: pl.DataFrame, column: str, rows: Rows) -> pl.Series:
    """Cells of some rows, in ascending order, as text."""
    if column not in frame.columns:
        return pl.repeat(None, len(rows), dtype=pl.String, eager=True).alias("cell")
    cells = _taken(frame[column], rows)
    text = text_of_days(cells) if cells.dtype == pl.Date else cells.cast(pl.String)
    return text.alias("cell")


def _taken(column: pl.Series, rows: Rows) -> pl.Series:
    """Cells of some rows, in ascending order."""
    # Chunk by chunk: to take them from all at once, Polars would first put the chunks
    # together, which costs more than all the rest here.
    parts = []
    begin = 0
    for chunk in column.get_chunks():
        own = rows[slice(*np.searchsorted(rows, [begin, begin + len(chunk)]))]
        parts.append(chunk[pl.Series((own - begin).astype(np.uint32))])
        begin += len(chunk)
    return pl.concat(parts, rechunk=True)


def outcome_findings(
    frame: pl.DataFrame,
    rows: Rows,
    source: str,
    bevinding: Bevinding,
    column: str,
) -> pl.DataFrame:
    """Findings of one kind on chosen rows of a frame; ``CODED_SCHEMA``."""
    of_kind = _texts_of_kind(source, bevinding, column)
    return _frame(
        {
            **{name: t.new_from_index(0, len(rows)) for name, t in of_kind.items()},
            "row": pl.Series(rows + 1),
            "subtraject_nummer": _cells(frame, "subtraject_nummer", rows),
            "value": _cells(frame, column, rows),
        }
    )


@cache
def _texts_of_kind(
    source: str, bevinding: Bevinding, column: str
) -> dict[str, pl.Series]:
    """Texts that all findings of one kind have, each as a column of one row."""
    return {
        name: pl.Series([text], dtype=CODED_SCHEMA[name])
        for name, text in (
            ("source", source),
            ("code", bevinding.code),
            ("severity", bevinding.ernst),
            ("column", column),
            ("tekst", bevinding.tekst),
        )
    }
