"""What all benchmarks share: sizes, a release, and how a measurement is named.

Sizes come from the environment, so that the same suite serves a look of seconds and a
night: ``DBC_BENCH_ROWS`` (default 1000,10000,100000,1000000,10000000) and
``DBC_BENCH_ROUNDS`` (default 5; medians are reported), ``DBC_BENCH_SLOW_ROUNDS`` for
what takes seconds. Frames in memory stop at ``FRAME_ROWS``; files go on, in chunks.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import grouper.walking._walk
from benchmarks.inputs import Batch, Mix, make_batch, pool, use_own_cache
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release

use_own_cache()

ROWS = [
    int(rows)
    for rows in os.environ.get(
        "DBC_BENCH_ROWS", "1000,10000,100000,1000000,10000000"
    ).split(",")
]
ROUNDS = int(os.environ.get("DBC_BENCH_ROUNDS", "5"))
SLOW_ROUNDS = int(os.environ.get("DBC_BENCH_SLOW_ROUNDS", ROUNDS))
THREADS = (1, 2)

FRAME_ROWS = 1_000_000
"""Frames of 10,000,000 subtrajecten would take a good 10 GiB."""

BOUNDS_CHECK = b"Out of bounds on buffer access (axis %d)"
"""Text that Cython puts in a module whose indices are checked."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("python_files", "bench_*.py")
    if BOUNDS_CHECK in Path(grouper.walking._walk.__file__).read_bytes():
        raise pytest.UsageError(
            "the compiled modules are a debug build, which says nothing about speed; "
            "build them again without DBC_DEBUG_BUILD"
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    sizes = {"rows": [rows for rows in ROWS if rows <= FRAME_ROWS], "file_rows": ROWS}
    for name, values in sizes.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)
    if "threads" in metafunc.fixturenames:
        metafunc.parametrize("threads", THREADS)


@pytest.fixture(scope="session")
def compiled() -> CompiledStructure:
    return open_release(pool().release)


@pytest.fixture(scope="session")
def batch() -> Callable[[int, Mix], Batch]:
    """Makes a batch; the last one is kept, as those of a size follow each other."""
    kept: dict[tuple[int, Mix], Batch] = {}

    def made(rows: int, mix: Mix = "repeated") -> Batch:
        if (rows, mix) not in kept:
            kept.clear()
            kept[rows, mix] = make_batch(rows, mix)
        return kept[rows, mix]

    return made


@pytest.fixture
def measure(benchmark: Any) -> Callable[..., Any]:
    """Runs some work a few times and names the measurement; gives what it returned."""

    def run(
        work: Callable[[], Any],
        *,
        stage: str,
        rows: int,
        threads: int = 1,
        mix: str = "repeated",
        is_slow: bool = False,
    ) -> Any:
        benchmark.group = stage
        benchmark.extra_info.update(stage=stage, rows=rows, threads=threads, mix=mix)
        rounds, warmup = (SLOW_ROUNDS, 0) if is_slow else (ROUNDS, 1)
        return benchmark.pedantic(work, rounds=rounds, warmup_rounds=warmup)

    return run


@pytest.fixture(scope="session")
def products(compiled: CompiledStructure) -> Callable[[Batch], pl.Series]:
    """The products that a batch must come to: published ones, else those of the pool.

    Without published ones the pool itself is grouped, once; that the engine is right
    there is for the tests to say, the benchmark says that size changes nothing.
    """
    from grouper.engine import Grouper

    own = pool()
    expected = own.expected
    if expected is None:
        cases = Batch(*_whole_pool(), np.arange(own.size))
        grouped = Grouper(compiled, threads=1).group(
            cases.subtrajecten, cases.zorgactiviteiten
        )
        expected = grouped.grouped["zorgproduct_code"]
    known: pl.Series = expected
    return lambda drawn: known.gather(drawn.case).alias("zorgproduct_code")


def _whole_pool() -> tuple[pl.DataFrame, pl.DataFrame]:
    drawn = make_batch(pool().size, "repeated")
    return drawn.subtrajecten, drawn.zorgactiviteiten
