"""Run the whole suite, and print its tables: ``make bench``.

A short run, of minutes, leaves its figures in build/benchmarks/latest.json. One with
--full goes on to ten million rows, takes an hour, and its figures are those of the
project: they come into benchmarks/results/latest.json and docs/performance.md with its
chart. One with --small runs each benchmark once, on a thousand rows, and counts no
instructions: it shows that they run. What needs something that is not here is left out
by name.

Run: ``python -m benchmarks.run [--full | --small]``.
"""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.inputs import WORK, Mix, UnknownInputError, use_own_cache
from benchmarks.probes import instructions, memory
from benchmarks.probes.hops import seconds_of_hops
from benchmarks.reporting.measured import FOLDER, Results, about
from benchmarks.reporting.tables import show, write_page
from benchmarks.states import MeasuringError, State
from billing.cli.screen import say


class Extent(NamedTuple):
    """How far a run goes, and where its figures stay."""

    rows: str
    rounds: str
    slow_rounds: str
    mixes: tuple[Mix, ...]
    peak_rows: tuple[int, ...]
    hop_rows: int
    folder: Path


SMALL = Extent("1000", "1", "1", (), (1_000,), 1_000, WORK)
SHORT = Extent("1000,100000", "5", "1", ("repeated",), (100_000,), 100_000, WORK)
FULL = Extent(
    "1000,10000,100000,1000000,5000000,10000000",
    *("5", "5", instructions.MIXES, (1_000_000, 20_000_000), 1_000_000, FOLDER),
)


def main() -> None:
    """Run it all, and say what it came to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    how_far = parser.add_mutually_exclusive_group()
    for extent in ("full", "small"):
        how_far.add_argument(
            f"--{extent}", dest="extent", action="store_const", const=extent
        )
    extent = parser.parse_args().extent
    is_full = extent == "full"
    use_own_cache()
    try:
        results = _measured({"full": FULL, "small": SMALL}.get(extent, SHORT))
    except (MeasuringError, UnknownInputError) as error:
        say(str(error), err=True)
        sys.exit(2)
    if is_full:
        write_page(results)
    show(results)


def _measured(extent: Extent) -> Results:
    skipped: list[str] = []

    def part(name: str, why_not: str | None, work: Callable[[], Any]) -> Any:
        if why_not:
            skipped.append(f"{name}: {why_not}")
            return {}
        say(f"{name} ...")
        return work()

    sizes = {
        "DBC_BENCH_ROWS": extent.rows,
        "DBC_BENCH_ROUNDS": extent.rounds,
        "DBC_BENCH_SLOW_ROUNDS": extent.slow_rounds,
    }
    command = shlex.join(["python", "-m", "benchmarks.run", *sys.argv[1:]])
    files = sorted(path.name for path in Path(__file__).parent.glob("bench_*.py"))
    results = Results(
        about=about(command) | {"hop_rows": extent.hop_rows},
        measurements=State().run_benchmarks(files, sizes),
        instructions=part(
            "instructions",
            instructions.why_not() if extent.mixes else "not counted in a small run",
            lambda: instructions.count_instructions(extent.mixes),
        ),
        peaks=part("memory", memory.why_not(), lambda: memory.peaks(extent.peak_rows)),
        hops=part("hops", None, lambda: seconds_of_hops(extent.hop_rows)),
        skipped=skipped,
    )
    results.save(extent.folder / "latest.json")
    return results


if __name__ == "__main__":
    main()
