"""What the figures of a run say: ratios to its own reference points, counts, times.

A time depends on the machine and on who else uses it; a ratio of two times of one run
much less. Ratios are compared with those of another day or machine, times only with
those of another state that was measured in turn.
"""

from dataclasses import dataclass
from typing import Any

from benchmarks.reporting.measured import Measurement, Results

MIXES = ("repeated", "2017", "skewed")

TOLERANCE = 0.25
"""By what part a figure may be worse than the one it is compared with."""

OF_FILES = 0.5
"""The same of what runs on both processors, of which others may have taken one. What a
row costs is told by its instructions; this tells when work no longer runs beside other
work."""

COUNTED = "instructions"
"""How the names of counts begin."""

COUNTED_STAGES = {
    *("encode", "walk", "command on ten rows", "read release", "compile release"),
}
"""Stages of which instructions are counted."""

REFERENCES = {
    *("plain Python walk", "copy in memory", "read Parquet", "read and write Parquet"),
    "parse XML only",
}
"""Stages that say what the machine can do, not how fast the project is."""


@dataclass(frozen=True)
class Figure:
    """A figure of a run by which it is compared with another.

    Attributes:
        name: Which.
        value: How many times one thing costs another, instructions, or nanoseconds.
        is_better_high: Whether more is better.
        decides: Whether it decides if a change made something slower; threads, memory
            copies, disks and single runs of seconds depend too much on the machine and
            who else uses it. Where instructions are counted, those decide instead.
        tolerance: By what part it may be worse before that is told.
    """

    name: str
    value: float
    is_better_high: bool = False
    decides: bool = True
    tolerance: float = TOLERANCE

    def falls_behind(self, before: "Figure") -> float:
        """By what part it is worse than ``before``; below 0 when it is better."""
        if self.is_better_high:
            return before.value / self.value - 1
        return self.value / before.value - 1


def ratios(results: Results, *, by: str = "seconds") -> list[Figure]:
    """Ratios and counts of a run, at the largest size that both sides were measured at.

    Args:
        results: A run.
        by: Which time of a measurement: ``seconds``, its median, or ``best``, which
            other users of the machine disturb least.
    """
    largest = results.largest
    found: list[Figure] = []

    def add(
        name: str,
        top: Measurement | None,
        bottom: Measurement | None,
        *,
        is_counted: bool = False,
        **how: Any,
    ) -> None:
        if top is None or bottom is None:
            return
        value = getattr(top, by) / top.rows / (getattr(bottom, by) / bottom.rows)
        # Where its instructions are counted, those decide: no noise touches them.
        if is_counted and results.instructions:
            how["decides"] = False
        found.append(Figure(name, value, **how))

    def beside(one: Measurement | None, stage: str = "") -> Measurement | None:
        """The same number of rows on two threads, of another stage if one is given."""
        return one and results.find(stage or one.stage, rows=one.rows, threads=2)

    plain, copy = largest("plain Python walk"), largest("copy in memory")
    for mix in MIXES:
        name, walk = f"plain Python walk / walk, {mix}", largest("walk", mix=mix)
        add(name, plain, walk, is_better_high=True, is_counted=True)
    name, encode = "plain Python walk / encode", largest("encode")
    add(name, plain, encode, is_better_high=True, is_counted=True)
    for stage in ("outcomes", "group frames"):
        # Counted as a part of whole files; Python's speed beside that of memory differs
        # by a fifth between machines.
        tolerance = OF_FILES if results.instructions else TOLERANCE
        name, one = f"plain Python walk / {stage}", largest(stage)
        add(name, plain, one, is_better_high=True, tolerance=tolerance)
    for stage in ("walk", "encode", "group frames"):
        add(f"{stage} / copy in memory", largest(stage), copy, decides=False)
    files = largest("group Parquet", threads=2)
    # A write takes 1.3 to 2.1 times what the read takes, as the disk will have it. The
    # same work decides beside the read.
    for stage, decides in (("read Parquet", True), ("read and write Parquet", False)):
        name, of_stage = f"group Parquet / {stage}", beside(files, stage)
        add(name, files, of_stage, tolerance=OF_FILES, decides=decides)
    for stage in ("read release", "compile release"):
        xml = largest("parse XML only")
        add(f"{stage} / parse XML only", largest(stage), xml, is_counted=True)
    for stage in ("walk", "group frames", "group Parquet"):
        name, one = f"{stage}: one thread / two", largest(stage)
        add(name, one, beside(one), is_better_high=True, decides=False)
    return [*found, *_counts(results)]


def times(results: Results) -> list[Figure]:
    """Shortest times of a run, in nanoseconds a row, and its counts."""
    found = []
    for one in results.measurements:
        if one.stage in REFERENCES:
            continue
        is_alone = one.threads == 1 and "Parquet" not in one.stage
        found.append(
            Figure(
                f"{one.stage}, {one.mix}, {one.rows:,} x, threads {one.threads}",
                1e9 * one.best / one.rows,
                decides=not (results.instructions and one.stage in COUNTED_STAGES),
                tolerance=TOLERANCE if is_alone else OF_FILES,
            )
        )
    return [*found, *_counts(results)]


def _counts(results: Results) -> list[Figure]:
    return [
        Figure(f"{COUNTED}: {name}", count)
        for name, count in results.instructions.items()
    ]
