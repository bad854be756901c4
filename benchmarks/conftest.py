"""What all benchmarks share: sizes, a release, and how a measurement is named.

Sizes and rounds come from the environment: ``DBC_BENCH_ROWS`` (``inputs``),
``DBC_BENCH_ROUNDS`` (5 by default) and ``DBC_BENCH_SLOW_ROUNDS`` of what takes seconds.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import grouper.walking._walk
from benchmarks.inputs import (
    FRAME_ROWS,
    ROWS,
    Batch,
    Mix,
    make_batch,
    pool,
    use_own_cache,
)
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.engine import Grouper

use_own_cache()

ROUNDS = int(os.environ.get("DBC_BENCH_ROUNDS", "5"))
SLOW_ROUNDS = int(os.environ.get("DBC_BENCH_SLOW_ROUNDS", ROUNDS))
THREADS = (1, 2)

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
    for name, values in {**sizes, "threads": THREADS}.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)


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
    known = pool().expected
    if known is None:
        cases = make_batch(pool().size)
        grouped = Grouper(compiled, threads=1).group(
            cases.subtrajecten, cases.zorgactiviteiten
        )
        known = grouped.grouped["zorgproduct_code"]
    assert known.null_count() < len(known)
    return lambda drawn: known.gather(drawn.case).alias("zorgproduct_code")
