"""What the figures of a run say: ratios to its own reference points, and targets.

A time depends on the machine and on who else uses it; a ratio of two times of one run
much less. The ratios decide whether a change made something slower (``check``); the
targets are those of issue E, on RZ17a.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from benchmarks.reporting.measured import Measurement, Results

MIXES = ("repeated", "2017", "skewed")

TOLERANCE = 0.25
"""By what part a ratio may be worse than the committed one."""

OF_FILES = 0.5
"""The same of what runs on both processors, of which others may have taken one. What a
row costs is told by its instructions; this tells when work no longer runs beside other
work."""


COUNTED = "instructions"
"""How the names of counts begin."""


@dataclass(frozen=True)
class Ratio:
    """How many times one thing costs another, of the same run.

    Attributes:
        name: Which.
        value: How many times.
        is_better_high: Whether more is better.
        decides: Whether it decides if a change made something slower; threads, memory
            copies and single runs of seconds depend too much on who else uses the
            machine. Where instructions are counted, those decide instead.
        tolerance: By what part it may be worse before that is told.
    """

    name: str
    value: float
    is_better_high: bool
    decides: bool = True
    tolerance: float = TOLERANCE

    def falls_behind(self, before: "Ratio") -> float:
        """By what part it is worse than ``before``; below 0 when it is better."""
        if self.is_better_high:
            return before.value / self.value - 1
        return self.value / before.value - 1


@dataclass(frozen=True)
class Target:
    """A figure that issue E asks for.

    Attributes:
        name: What.
        unit: In what.
        asked: The bound.
        found: What was measured; None when it was not.
        is_minimum: Whether the bound is the least, or the most.
    """

    name: str
    unit: str
    asked: float
    found: float | None
    is_minimum: bool

    @property
    def is_met(self) -> bool | None:
        """Whether what was found is within the bound."""
        if self.found is None:
            return None
        return self.found >= self.asked if self.is_minimum else self.found <= self.asked


def ratios(results: Results, *, by: str = "seconds") -> list[Ratio]:
    """Ratios of a run, at the largest size that both sides were measured at.

    Args:
        results: A run.
        by: Which time of a measurement: ``seconds``, its median, or ``best``, which
            other users of the machine disturb least.
    """
    time = attrgetter(by)

    def per_row(one: Measurement) -> float:
        return float(time(one)) / one.rows

    found = [
        Ratio(
            pair.name,
            per_row(pair.top) / per_row(pair.bottom),
            pair.high,
            # Where its instructions are counted, those decide: no noise touches them.
            pair.decides and not (pair.counted and results.instructions),
            pair.tolerance,
        )
        for pair in _pairs(results)
        if pair.top is not None and pair.bottom is not None
    ]
    return [
        *found,
        *(
            Ratio(f"{COUNTED}: {name}", count, is_better_high=False)
            for name, count in results.instructions.items()
        ),
    ]


class _Pair(NamedTuple):
    name: str
    top: Measurement | None
    bottom: Measurement | None
    high: bool
    decides: bool = True
    counted: bool = False
    tolerance: float = TOLERANCE


def _pairs(results: Results) -> Iterator[_Pair]:
    plain = _largest(results, "plain Python walk")
    for mix in MIXES:
        walk = _largest(results, "walk", mix=mix)
        name = f"plain Python walk / walk, {mix}"
        yield _Pair(name, plain, walk, high=True, counted=True)
    for stage in ("encode", "outcomes", "group frames"):
        one = _largest(results, stage)
        name = f"plain Python walk / {stage}"
        yield _Pair(name, plain, one, high=True, counted=stage == "encode")
    copy = _largest(results, "copy in memory")
    for stage in ("walk", "encode", "group frames"):
        one = _largest(results, stage)
        yield _Pair(f"{stage} / copy in memory", one, copy, high=False, decides=False)
    files = _largest(results, "group Parquet", threads=2)
    for stage in ("read Parquet", "read and write Parquet"):
        same = files and results.find(stage, rows=files.rows, threads=2)
        name = f"group Parquet / {stage}"
        yield _Pair(name, files, same, high=False, tolerance=OF_FILES)
    for stage, reference, decides in (
        ("read release", "parse XML only", True),
        ("compile release", "parse XML only", True),
        ("open release", "read compiled bytes", False),
    ):
        one, other = _largest(results, stage), _largest(results, reference)
        name = f"{stage} / {reference}"
        yield _Pair(name, one, other, high=False, decides=decides, counted=True)
    for stage in ("walk", "group frames", "group Parquet"):
        alone = _largest(results, stage)
        both = alone and results.find(stage, rows=alone.rows, threads=2)
        name = f"{stage}: one thread / two"
        yield _Pair(name, alone, both, high=True, decides=False)


def targets(results: Results) -> list[Target]:
    """What issue E asks for, beside what was found."""
    walk, walk_2017 = _largest(results, "walk"), _largest(results, "walk", mix="2017")
    both = walk and results.find("walk", rows=walk.rows, threads=2)
    night = results.find("group Parquet", rows=5_000_000, threads=2)
    attainable = results.find("read and write Parquet", rows=5_000_000, threads=2)
    million, ten = (
        results.find("group Parquet", rows=rows, threads=2)
        for rows in (1_000_000, 10_000_000)
    )
    mib = {name: peak / 2**20 for name, peak in results.peaks.items()}
    return [
        _at_least("walk, one thread", "rows/s", 1_500_000, _speed(walk)),
        _at_least("walk 2017, one thread", "rows/s", 4_000_000, _speed(walk_2017)),
        _at_least("walk, two threads to one", "x", 1.8, _times(walk, both)),
        _at_least("Parquet to Parquet, 5M rows", "rows/s", 1_300_000, _speed(night)),
        _at_most(
            "the same to read and write only", "x", 2.5, _times(night, attainable)
        ),
        _at_most("cost of a row, 10M to 1M", "x", 1.15, _row_cost(ten, million)),
        _at_most("peak memory, 20M rows", "MiB", 3_072, mib.get("group 20000000")),
        _at_most("zip to compiled", "s", 12, _seconds(results, "zip to compiled")),
        _at_most("open a release", "s", 0.05, _seconds(results, "open release")),
        _at_most(
            "command on ten rows", "s", 0.8, _seconds(results, "command on ten rows")
        ),
        _at_most("peak memory of compiling", "MiB", 300, mib.get("compile")),
        _at_least("rows equal on Spark", "rows", 1_000_000, results.spark.get("rows")),
    ]


def _largest(
    results: Results, stage: str, *, threads: int = 1, mix: str = "repeated"
) -> Measurement | None:
    for rows in reversed(results.sizes(stage)):
        if one := results.find(stage, rows=rows, threads=threads, mix=mix):
            return one
    return None


def _at_least(name: str, unit: str, asked: float, found: float | None) -> Target:
    return Target(name, unit, asked, found, is_minimum=True)


def _at_most(name: str, unit: str, asked: float, found: float | None) -> Target:
    return Target(name, unit, asked, found, is_minimum=False)


def _speed(one: Measurement | None) -> float | None:
    return None if one is None else one.rows / one.seconds


def _times(top: Measurement | None, bottom: Measurement | None) -> float | None:
    return None if top is None or bottom is None else top.seconds / bottom.seconds


def _row_cost(top: Measurement | None, bottom: Measurement | None) -> float | None:
    if top is None or bottom is None:
        return None
    return top.ns_per_row / bottom.ns_per_row


def _seconds(results: Results, stage: str) -> float | None:
    one = _largest(results, stage) or _largest(results, stage, threads=2)
    return None if one is None else one.seconds
