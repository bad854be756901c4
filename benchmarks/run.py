"""Run the whole suite: ``make bench``.

Prints tables, writes benchmarks/results/latest.json, and brings docs/performance.md and
its chart up to date. What needs something that is not here (Java, valgrind, kerapu, the
real release) is left out by name.

Run: ``python -m benchmarks.run``, and ``--help`` for sizes, rounds and parts.
"""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.inputs import use_own_cache
from benchmarks.probes import instructions, kerapu, spark_equality
from benchmarks.probes.hops import seconds_of_hops
from benchmarks.probes.memory import peak_of_compiling, peak_of_grouping
from benchmarks.reporting.measured import LATEST, Results, about, run_benchmarks
from benchmarks.reporting.tables import show, write_page
from billing.cli.screen import say

ROWS = "1000,10000,100000,1000000,5000000,10000000"
PEAK_ROWS = (1_000_000, 20_000_000)
HOP_ROWS = 1_000_000
SPARK_ROWS = 1_000_000
PARTS = ("instructions", "memory", "hops", "kerapu", "spark")


def main() -> None:
    """Run what was asked for, and say what it came to."""
    arguments = _arguments()
    use_own_cache()
    command = shlex.join(["python", "-m", "benchmarks.run", *sys.argv[1:]])
    files = sorted(Path(__file__).parent.glob("bench_*.py"))
    environment = {
        "DBC_BENCH_ROWS": arguments.rows,
        "DBC_BENCH_ROUNDS": str(arguments.rounds),
    }
    skipped: list[str] = []

    def part(name: str, why_not: str | None, work: Callable[[], Any]) -> Any:
        if name in arguments.without:
            why_not = "not asked for"
        if why_not:
            skipped.append(f"{name}: {why_not}")
            return {}
        say(f"{name} ...")
        return work()

    facts = about(command) | {"hop_rows": HOP_ROWS}
    results = Results(
        about=facts,
        measurements=run_benchmarks(files, environment),
        instructions=part(
            "instructions", instructions.why_not(), instructions.count_instructions
        ),
        peaks=part("memory", None, _peaks),
        hops=part("hops", None, lambda: seconds_of_hops(HOP_ROWS)),
        kerapu=part("kerapu", kerapu.why_not(), kerapu.measure_kerapu),
        spark=part(
            "spark",
            spark_equality.why_not(),
            lambda: spark_equality.compare(SPARK_ROWS),
        ),
        skipped=skipped,
    )
    results.save(LATEST)
    write_page(results)
    show(results)


def _peaks() -> dict[str, int]:
    grouping = {f"group {rows}": peak_of_grouping(rows) for rows in PEAK_ROWS}
    return {"compile": peak_of_compiling(), **grouping}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default=ROWS, help="sizes, with commas between")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without", nargs="*", choices=PARTS, default=())
    return parser.parse_args()


if __name__ == "__main__":
    main()
