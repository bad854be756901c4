"""What issue E asks of the grouper, on RZ17a, beside what a run found."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.reporting.measured import Measurement, Results

MIB = 2**20
NIGHT, MILLION, TEN_MILLION = 5_000_000, 1_000_000, 10_000_000


class Target(NamedTuple):
    """A bound, the least where ``is_minimum``, and what was measured, if it was."""

    name: str
    asked: float
    found: float | None
    is_minimum: bool = False

    @property
    def is_met(self) -> bool | None:
        """Whether what was found is within the bound."""
        if self.found is None:
            return None
        return self.found >= self.asked if self.is_minimum else self.found <= self.asked


def targets(results: Results) -> Iterator[Target]:
    """The targets, each with what was found."""

    def files(stage: str, rows: int) -> Measurement | None:
        return results.find(stage, rows=rows, threads=2)

    def mib(job: str) -> float | None:
        return results.peaks[job] / MIB if job in results.peaks else None

    largest = results.largest
    walk, walk_2017, both = largest("walk"), largest("walk", mix="2017"), None
    if walk:
        both = results.find("walk", rows=walk.rows, threads=2)
    night = files("group Parquet", NIGHT)
    attainable = files("read and write Parquet", NIGHT)
    ten, one = (files("group Parquet", rows) for rows in (TEN_MILLION, MILLION))
    read, compiled = largest("read release"), largest("compile release")
    made = read.seconds + compiled.seconds if read and compiled else None
    opened, command = largest("open release"), largest("command on ten rows", threads=2)
    yield Target("walk, one thread (rows/s)", 1_500_000, _speed(walk), True)
    yield Target("walk 2017, one thread (rows/s)", 4_000_000, _speed(walk_2017), True)
    yield Target("walk, two threads to one (x)", 1.8, _times(walk, both), True)
    yield Target("Parquet to Parquet, 5M rows (rows/s)", 1_300_000, _speed(night), True)
    yield Target("the same to read and write only (x)", 2.5, _times(night, attainable))
    yield Target("cost of a row, 10M to 1M (x)", 1.15, _times(ten, one))
    yield Target("peak memory, 20M rows (MiB)", 3_072, mib("group 20000000"))
    yield Target("zip to compiled (s)", 12, made)
    yield Target("open a release (s)", 0.05, opened and opened.seconds)
    yield Target("command on ten rows (s)", 0.8, command and command.seconds)
    yield Target("peak memory of compiling (MiB)", 300, mib("compile"))


def _speed(one: Measurement | None) -> float | None:
    return None if one is None else one.rows / one.seconds


def _times(top: Measurement | None, bottom: Measurement | None) -> float | None:
    """How many times a row costs what it costs in the other."""
    if top is None or bottom is None:
        return None
    return top.ns_per_row / bottom.ns_per_row
