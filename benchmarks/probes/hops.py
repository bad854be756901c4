"""Where the time of the whole command goes: seconds of each hop on one thread.

The hops are those of the pipeline that do not contain each other; their functions are
timed by the processor time of the thread that runs them. What is left is the rest:
threads of Polars, waiting, Python in between.

Run: ``python -m benchmarks.probes.hops [--rows 1000000]``.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.inputs import batch_files, pool, use_own_cache
from billing.cli.screen import say
from billing.work.group import group_files

HOPS = {
    "read the batch": ("tabellen.forms.batches", "_collected"),
    "open the release": ("billing.work.group", "open_release"),
    "merge activities": ("grouper.registration.chunks", "first_of_rows"),
    "number texts": ("grouper.encoding.encoder", "Encoder.start"),
    "encode": ("grouper.encoding.encoder", "Encoder.encode"),
    "walk": ("grouper.walking.walker", "walk_range"),
    "check a sample": ("grouper.walking.walker", "_check_sample"),
    "outcomes": ("grouper.outcomes.outcomes", "Outcomes.columns"),
    "machtiging": ("grouper.engine", "machtiging_vereist"),
    "findings": ("grouper.findings.writer", "InputFindings.frame"),
    "hand over to the writers": ("billing.files.grouped", "GroupedFiles.write"),
}
"""Module and function of each hop."""


def seconds_of_hops(rows: int) -> dict[str, float]:
    """Seconds of each hop, and of the whole, for a batch of Parquet files."""
    use_own_cache()
    spent: dict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        out, findings = (Path(folder) / f"{name}.parquet" for name in ("out", "found"))
        job: dict[str, Any] = {"out": out, "findings": findings, "threads": 1}
        work = partial(
            group_files, [pool().release], *batch_files(rows), **job, digest=False
        )
        # Once without a clock: the cache is filled and the files are in memory.
        work()
        for hop, (module, name) in HOPS.items():
            owner: Any = import_module(module)
            *path, function = name.split(".")
            for part in path:
                owner = getattr(owner, part)
            timed = _timed(getattr(owner, function), hop, spent)
            stack.enter_context(mock.patch.object(owner, function, timed))
        begin, worked = time.perf_counter(), time.process_time()
        work()
        spent["the whole, of all processors"] = time.process_time() - worked
        spent["the whole, by the clock"] = time.perf_counter() - begin
    return {hop: round(seconds, 4) for hop, seconds in spent.items()}


def _timed(
    work: Callable[..., Any], hop: str, spent: dict[str, float]
) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        begin = time.thread_time()
        answer = work(*args, **options)
        spent[hop] += time.thread_time() - begin
        return waited(answer) if isinstance(answer, Iterator) else answer

    def waited(steps: Iterator[Any]) -> Iterator[Any]:
        # Polars reads on its own threads: the wait for it is the cost here.
        begin = time.perf_counter()
        for step in steps:
            spent[hop] += time.perf_counter() - begin
            yield step
            begin = time.perf_counter()
        spent[hop] += time.perf_counter() - begin

    return call


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    for hop, seconds in seconds_of_hops(rows).items():
        say(f"{hop:32} {seconds:8.3f} s {1e9 * seconds / rows:8.0f} ns a row")


if __name__ == "__main__":
    main()
