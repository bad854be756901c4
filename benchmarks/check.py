"""Fail when something became slower: a short run against figures of before.

By default those are committed, benchmarks/results/baseline-INPUT.json: ratios to
reference points of the same run, of the shortest times, and instructions where valgrind
is there, which then decide on what they are counted of: encoding, walking, the whole
command, a release. None may be more than 25 % behind; times of whole files not more
than 50 %, since both processors work on them and others may have taken one, nor times
of stages whose instructions are counted as a part of those. Where one
is, all is run again, four times at most, and the least of all runs counts; so it does
in the baseline. A count that stays behind when it is made again ends it at once.

With --against the figures are those of another state. Of a wheel the same benchmarks
run in turn with those of this state, twice at least, and times are compared; of a file
that --json wrote it is ratios, as of the committed ones.

Exit codes: 0 not behind, 1 behind, 2 not compared, with the reason.
"""

import argparse
import contextlib
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.inputs import UnknownInputError, pool, use_own_cache
from benchmarks.probes import instructions
from benchmarks.reporting.measured import FOLDER, Results, about
from benchmarks.reporting.ratios import COUNTED, Figure, ratios, times
from benchmarks.states import MeasuringError, State, state_of_wheel
from billing.cli.screen import say, show_table

ATTEMPTS = 5
IN_TURN = 2
"""Turns that two states have at least."""

COUNTS = 2
"""Attempts that count: no other user touches a count, but threads of Polars that go
round waiting now and then."""

SIZES = {
    "DBC_BENCH_ROWS": "100000",
    "DBC_BENCH_ROUNDS": "5",
    "DBC_BENCH_SLOW_ROUNDS": "1",
}
FILES = ("bench_group.py", "bench_files.py")
OF_RELEASE = ("bench_release.py",)
"""Seconds a run: left out where the instructions of a release are counted."""


@dataclass(frozen=True)
class Compared:
    """A figure of this state beside that of before; ``slower`` is a part of it.

    Without a ``before`` it is new, and not behind; nor is one that does not decide.
    """

    name: str
    before: float | None
    now: float
    slower: float | None
    tolerance: float
    decides: bool

    @property
    def is_behind(self) -> bool:
        """Whether it is further behind than it may be."""
        return self.decides and (self.slower or 0) > self.tolerance


@dataclass(frozen=True)
class Verdict:
    """What a comparison came to, after so many attempts."""

    against: str
    attempts: int
    figures: list[Compared]

    @property
    def behind(self) -> list[str]:
        """Names of the figures that are behind."""
        return [one.name for one in self.figures if one.is_behind]

    def document(self, now: Results) -> dict[str, Any]:
        """All that was measured and decided; ``Results.load`` reads it."""
        check = asdict(self) | {"passed": not self.behind, "behind": self.behind}
        return asdict(now) | {"check": check}


def compare(now: Sequence[Figure], before: Sequence[Figure]) -> list[Compared]:
    """Each figure of now, beside the one of its name before."""
    known = {one.name: one for one in before}
    return [
        Compared(
            one.name,
            known[one.name].value if one.name in known else None,
            one.value,
            one.falls_behind(known[one.name]) if one.name in known else None,
            one.tolerance,
            one.decides,
        )
        for one in now
    ]


def main() -> None:
    """Measure, compare, say what came of it, and end with its exit code."""
    arguments, answer = _arguments(), sys.stdout
    use_own_cache()
    # Where figures are asked for, standard output is theirs alone.
    elsewhere = contextlib.redirect_stdout(sys.stderr)
    try:
        with elsewhere if arguments.json else contextlib.nullcontext():
            if arguments.accept:
                _accept()
                return
            verdict, now = _checked(arguments.against)
    except (MeasuringError, UnknownInputError) as error:
        say(str(error), err=True)
        sys.exit(2)
    if arguments.json:
        answer.write(json.dumps(verdict.document(now), indent=1) + "\n")
    if verdict.behind:
        say(f"Too far behind: {', '.join(verdict.behind)}.", err=True)
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--accept", action="store_true", help="commit to the figures of today"
    )
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="a wheel, or what --json wrote"
    )
    parser.add_argument(
        "--json", action="store_true", help="print figures and verdict as JSON"
    )
    arguments = parser.parse_args()
    if arguments.accept and (arguments.against or arguments.json):
        parser.error("--accept goes alone")
    return arguments


def _accept() -> None:
    """Write the least of all attempts as the committed figures."""
    counted, files = _can_count(), FILES + OF_RELEASE
    found = _measured(State(), files, counted)
    for attempt in range(1, ATTEMPTS):
        found = found.pooled(_measured(State(), files, counted and attempt < COUNTS))
    found.save(_baseline())
    say(f"Wrote {_baseline().name}.")


def _checked(against: Path | None) -> tuple[Verdict, Results]:
    """The verdict, and the figures of this state."""
    if against is None and not _baseline().is_file():
        raise MeasuringError(f"{_baseline()} is not there; make it with --accept.")
    against = against or _baseline()
    if not against.is_file():
        raise MeasuringError(f"{against}: there is no such file.")
    if against.suffix == ".whl":
        other = state_of_wheel(against)
        return _compared(other.name, [State(), other], {}, _can_count())
    if against.suffix != ".json":
        raise MeasuringError(
            f"{against}: give a wheel (.whl), or figures that --json wrote."
        )
    try:
        kept = Results.load(against)
    except ValueError as error:
        raise MeasuringError(str(error)) from error
    of, ours = kept.about["input"], pool().name
    if of != ours:
        raise MeasuringError(
            f"{against}: figures of input {of}, and this run measures {ours}; set "
            f"DBC_BENCH_INPUT={of}."
        )
    # Times decide where it was not counted before.
    counted = bool(kept.instructions) and _can_count()
    return _compared(against.name, [State()], {against.name: kept}, counted)


def _compared(
    against: str, states: list[State], found: dict[str, Results], is_counted: bool
) -> tuple[Verdict, Results]:
    """Measure each state in its turn, until this one is not behind or never will be.

    Args:
        against: Name of what this state is compared with.
        states: This state, and the other one unless it is in ``found``.
        found: What was measured before, by name.
        is_counted: Whether instructions can be counted.
    """
    found, is_alone, counts = dict(found), len(states) == 1, is_counted
    files = FILES if is_counted else FILES + OF_RELEASE
    for attempt in range(1, ATTEMPTS + 1):
        for state in states if attempt % 2 else reversed(states):
            one = _measured(state, files, counts)
            known = found.get(state.name)
            found[state.name] = known.pooled(one) if known else one
        now, before = (
            ratios(found[name], by="best") if is_alone else times(found[name])
            for name in (states[0].name, against)
        )
        verdict = _shown(against, attempt, now, before)
        counts = any(name.startswith(COUNTED) for name in verdict.behind)
        never = counts and attempt >= COUNTS
        if never or (not verdict.behind and (is_alone or attempt >= IN_TURN)):
            break
    return verdict, found[states[0].name]


def _baseline() -> Path:
    return FOLDER / f"baseline-{pool().name}.json"


def _can_count() -> bool:
    if reason := instructions.why_not():
        say(f"Instructions are left out: {reason}.")
    return reason is None


def _measured(state: State, files: Sequence[str], is_counted: bool) -> Results:
    # Of a file its name: folders are nobody's business.
    options = [Path(option).name for option in sys.argv[1:]]
    return Results(
        about=about(shlex.join(["python", "-m", "benchmarks.check", *options])),
        measurements=state.run_benchmarks(files, SIZES, "-k", "not csv"),
        instructions=state.count_instructions("repeated") if is_counted else {},
    )


def _shown(
    against: str, attempt: int, now: list[Figure], before: list[Figure]
) -> Verdict:
    """The verdict of an attempt, after its table."""
    verdict = Verdict(against, attempt, compare(now, before))
    if not any(one.before and one.decides for one in verdict.figures):
        raise MeasuringError(f"{against}: holds no figure that is measured here.")
    show_table(
        f"This state against {against}, attempt {attempt}",
        ("figure", "before", "now", "slower", "may be"),
        [
            (
                one.name,
                "-" if one.before is None else f"{one.before:,.2f}",
                f"{one.now:,.2f}",
                "-" if one.slower is None else f"{one.slower:+.0%}",
                f"{one.tolerance:+.0%}" if one.decides else "-",
            )
            for one in verdict.figures
        ],
    )
    return verdict


if __name__ == "__main__":
    main()
