"""Fail when something became slower: a short run against the committed ratios.

Ratios to reference points of the same run are compared, of the shortest times, and
instructions per subtraject where valgrind is there; none may be more than 25 % behind
benchmarks/results/baseline-INPUT.json. What is behind is measured again, twice at most:
a machine that others use too makes things slower, never faster.

Run: ``python -m benchmarks.check``; with ``--accept`` to commit today's ratios.
"""

import argparse
import sys
from pathlib import Path

from benchmarks import instructions
from benchmarks.inputs import pool, use_own_cache
from benchmarks.ratios import Ratio, ratios
from benchmarks.results import FOLDER, Results, about, run_benchmarks
from billing.cli.screen import say, show_table

TOLERANCE = 0.25
ATTEMPTS = 3

ENVIRONMENT = {
    "DBC_BENCH_ROWS": "100000",
    "DBC_BENCH_ROUNDS": "5",
    "DBC_BENCH_SLOW_ROUNDS": "1",
}
FILES = ("bench_group.py", "bench_files.py", "bench_release.py")


def main() -> None:
    """Measure, compare, and exit with 1 when a ratio is behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true")
    use_own_cache()
    baseline = FOLDER / f"baseline-{pool().name}.json"
    if parser.parse_args().accept:
        _measured().save(baseline)
        say(f"Wrote {baseline.name}.")
        return
    before = {one.name: one for one in _deciding(Results.load(baseline))}
    best: dict[str, Ratio] = {}
    for attempt in range(1, ATTEMPTS + 1):
        for one in _deciding(_measured()):
            kept = best.get(one.name)
            if kept is None or one.falls_behind(kept) < 0:
                best[one.name] = one
        behind = _behind(best, before)
        _show(best, before, attempt)
        if not behind:
            return
    say(f"More than {TOLERANCE:.0%} behind: {', '.join(behind)}.")
    sys.exit(1)


def _measured() -> Results:
    files = [Path(__file__).with_name(name) for name in FILES]
    counted = {}
    if (reason := instructions.why_not()) is None:
        counted = instructions.count_instructions(["repeated"])
    else:
        say(f"Instructions are left out: {reason}.")
    return Results(
        about=about("python -m benchmarks.check"),
        measurements=run_benchmarks(files, ENVIRONMENT, "-k", "not zip and not csv"),
        instructions=counted,
    )


def _deciding(results: Results) -> list[Ratio]:
    return [one for one in ratios(results, by="best") if one.decides]


def _behind(found: dict[str, Ratio], before: dict[str, Ratio]) -> list[str]:
    return [
        name
        for name, one in found.items()
        if name in before and one.falls_behind(before[name]) > TOLERANCE
    ]


def _show(found: dict[str, Ratio], before: dict[str, Ratio], attempt: int) -> None:
    rows = [
        (
            name,
            f"{before[name].value:,.2f}" if name in before else "-",
            f"{one.value:,.2f}",
            f"{one.falls_behind(before[name]):+.0%}" if name in before else "-",
        )
        for name, one in found.items()
    ]
    title = f"Ratios of shortest times, attempt {attempt}"
    show_table(title, ("ratio", "committed", "now", "slower"), rows)


if __name__ == "__main__":
    main()
