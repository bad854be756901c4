"""Fail when something became slower: a short run against the committed ratios.

Ratios to reference points of the same run are compared, of the shortest times, and
instructions where valgrind is there, which then decide on what they are counted of:
encoding, walking, the whole command, a release. None may be more than 25 % behind
benchmarks/results/baseline-INPUT.json, times of whole files not more than 50 %, since
both processors work on them and others may have taken one. Where one is, all is run
again, four times at most, and the least of all runs counts; so it does in the baseline.

Run: ``python -m benchmarks.check``; with ``--accept`` to commit today's ratios.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.inputs import pool, use_own_cache
from benchmarks.probes import instructions
from benchmarks.reporting.measured import FOLDER, Results, about, run_benchmarks
from benchmarks.reporting.ratios import COUNTED, Ratio, ratios
from billing.cli.screen import say, show_table

ATTEMPTS = 5

ENVIRONMENT = {
    "DBC_BENCH_ROWS": "100000",
    "DBC_BENCH_ROUNDS": "5",
    "DBC_BENCH_SLOW_ROUNDS": "1",
}
FILES = ("bench_group.py", "bench_files.py")
OF_RELEASE = ("bench_release.py",)
"""Seconds a run: left out where the instructions of a release are counted."""


def main() -> None:
    """Measure, compare, and exit with 1 when a ratio is behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true")
    use_own_cache()
    baseline = FOLDER / f"baseline-{pool().name}.json"
    if parser.parse_args().accept:
        found = _run(FILES + OF_RELEASE, _counted())
        for _ in range(ATTEMPTS - 1):
            found = found.pooled(_run(FILES + OF_RELEASE))
        found.pooled(replace(found, instructions=_counted())).save(baseline)
        say(f"Wrote {baseline.name}.")
        return
    if not baseline.is_file():
        say(f"{baseline.name} is not there; make it with --accept.")
        sys.exit(2)
    # All of them: which decide depends on what can be counted here.
    before = {one.name: one for one in ratios(Results.load(baseline), by="best")}
    counted = _counted()
    files = FILES if counted else FILES + OF_RELEASE
    found = _run(files, counted)
    for attempt in range(1, ATTEMPTS + 1):
        now = _deciding(found)
        _show(now, before, attempt)
        behind = _behind(now, before)
        if not behind:
            return
        if attempt < ATTEMPTS:
            is_counted = any(name.startswith(COUNTED) for name in behind)
            found = found.pooled(_run(files, _counted() if is_counted else {}))
    say(f"Too far behind: {', '.join(behind)}.")
    sys.exit(1)


def _counted() -> dict[str, float]:
    if reason := instructions.why_not():
        say(f"Instructions are left out: {reason}.")
        return {}
    return instructions.count_instructions(["repeated"])


def _run(names: tuple[str, ...], counted: dict[str, float] | None = None) -> Results:
    files = [Path(__file__).with_name(name) for name in names]
    return Results(
        about=about("python -m benchmarks.check"),
        measurements=run_benchmarks(files, ENVIRONMENT, "-k", "not zip and not csv"),
        instructions=counted or {},
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
