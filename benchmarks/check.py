"""Fail when something became slower: a short run against the committed ratios.

Ratios to reference points of the same run are compared, of the shortest times, and
instructions per subtraject where valgrind is there, which then decide on encoding and
walking; none may be more than 25 % behind benchmarks/results/baseline-INPUT.json, and
what takes seconds or both processors not as far behind as ``ratios`` says. Where one
is, all is measured again, four times at most, and the shortest times of all runs count;
so they do in the baseline.

Run: ``python -m benchmarks.check``; with ``--accept`` to commit today's ratios.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import instructions
from benchmarks.inputs import pool, use_own_cache
from benchmarks.ratios import Ratio, ratios
from benchmarks.results import FOLDER, Results, about, run_benchmarks
from billing.cli.screen import say, show_table

ATTEMPTS = 5

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
        found = _measured()
        for _ in range(ATTEMPTS - 1):
            found = found.pooled(_timed())
        found.save(baseline)
        say(f"Wrote {baseline.name}.")
        return
    if not baseline.is_file():
        say(f"{baseline.name} is not there; make it with --accept.")
        sys.exit(2)
    before = {one.name: one for one in _deciding(Results.load(baseline))}
    found = _measured()
    for attempt in range(1, ATTEMPTS + 1):
        now = _deciding(found)
        _show(now, before, attempt)
        behind = _behind(now, before)
        if not behind:
            return
        if attempt < ATTEMPTS:
            found = found.pooled(_timed())
    say(f"Too far behind: {', '.join(behind)}.")
    sys.exit(1)


def _measured() -> Results:
    counted = {}
    if (reason := instructions.why_not()) is None:
        counted = instructions.count_instructions(["repeated"])
    else:
        say(f"Instructions are left out: {reason}.")
    return replace(_timed(), instructions=counted)


def _timed() -> Results:
    files = [Path(__file__).with_name(name) for name in FILES]
    return Results(
        about=about("python -m benchmarks.check"),
        measurements=run_benchmarks(files, ENVIRONMENT, "-k", "not zip and not csv"),
    )


def _deciding(results: Results) -> list[Ratio]:
    return [one for one in ratios(results, by="best") if one.decides]


def _behind(found: list[Ratio], before: dict[str, Ratio]) -> list[str]:
    return [
        one.name
        for one in found
        if one.name in before and one.falls_behind(before[one.name]) > one.tolerance
    ]


def _show(found: list[Ratio], before: dict[str, Ratio], attempt: int) -> None:
    rows = [
        (
            one.name,
            f"{before[one.name].value:,.2f}" if one.name in before else "-",
            f"{one.value:,.2f}",
            f"{one.falls_behind(before[one.name]):+.0%}" if one.name in before else "-",
        )
        for one in found
    ]
    title = f"Ratios of shortest times, attempt {attempt}"
    show_table(title, ("ratio", "committed", "now", "slower"), rows)


if __name__ == "__main__":
    main()
