"""Measures how many small changes of meaning the tests notice: ``make mutate SEED=n``.

    python -m tests.mutation --seed 1 tariffs
    python -m tests.mutation --seed 1 --size 50 --skip 50 grouper productstructure
    python -m tests.mutation --again build/mutation/tariffs-1.json

Survivors are printed; all outcomes stand in build/mutation/ROOMS-SEED.json. A test can
be run against one mutant by ``--again`` after it was written.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.mutation.equivalents import Equivalents
from tests.mutation.mutants import Mutant, found_again, sample
from tests.mutation.pool import Workers
from tests.mutation.reach import Reach

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/mutation"
NOT_RUN = {"architecture", "spark", "mutation", "support"}
"""Rules of the source tree, and the suite that needs Java, are no judges of money."""


def main() -> None:
    """Sample, run, and say what survived."""
    given = _arguments()
    begin = time.monotonic()
    rooms = given.rooms or ["tariffs"]
    results = FOLDER / f"{'-'.join(rooms)}-{given.seed}.json"
    if given.again:
        results = given.again
        mutants = _again(results)
    else:
        mutants = sample(ROOT, rooms, given.seed, given.skip + given.size)[given.skip :]
    equivalents = Equivalents()
    todo = [mutant for mutant in mutants if not equivalents.reason(mutant)]
    say(f"{len(mutants)} mutants, {len(mutants) - len(todo)} argued equivalent")
    with Workers(ROOT, FOLDER, given.workers) as pool:
        reach = _measured(pool, given)
        say(f"{len(reach.seconds)} tests measured at {time.monotonic() - begin:.0f} s")
        for name in reach.not_passed:
            say(f"  does not pass unchanged, so not used: {name}")
        outcomes = _run(pool, reach, todo, given.quick)
    _report(
        mutants,
        todo,
        outcomes,
        equivalents,
        results,
        time.monotonic() - begin,
        again=bool(given.again),
    )


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tests", default="*", help="one folder of tests/ only")
    parser.add_argument("--quick", action="store_true", help="no last stage of tests")
    parser.add_argument(
        "--stale", action="store_true", help="believe what was measured of older code"
    )
    parser.add_argument("--again", type=Path, help="only what survived in this file")
    return parser.parse_args()


def _measured(pool: Workers, given: argparse.Namespace) -> Reach:
    """What every test reaches; kept with the content of what it depends on."""
    known = FOLDER / "reach"
    known.mkdir(parents=True, exist_ok=True)
    shared = hashlib.sha256()
    for path in _sources():
        shared.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    keys, found = {}, {}
    for path in sorted(ROOT.glob(f"tests/{given.tests}/**/test_*.py")):
        if path.relative_to(ROOT).parts[1] in NOT_RUN:
            continue
        file = path.relative_to(ROOT).as_posix()
        keys[file] = _key(shared, path)
        place = known / _kept_as(file)
        if place.is_file():
            found[file] = json.loads(place.read_text())
    missing = [
        file
        for file, key in keys.items()
        if file not in found or not (given.stale or found[file]["key"] == key)
    ]

    def keep(n: int, answer: dict[str, Any]) -> None:
        file = missing[n]
        if not answer["measured"]:
            say(f"  not measured: {file}: {answer['reason']}")
            found.pop(file, None)
            return
        found[file] = {"key": keys[file], **answer["measured"]}
        (known / _kept_as(file)).write_text(json.dumps(found[file]))

    pool.map([{"do": "measure", "file": file} for file in missing], keep)
    reach = Reach(ROOT)
    for measured in found.values():
        reach.add(measured)
    return reach


def _kept_as(file: str) -> str:
    """Name of the file that says what a file of tests reaches."""
    return file.removeprefix("tests/").replace("/", ".").removesuffix("py") + "json"


def _sources() -> Iterator[Path]:
    for room in ("tabellen", "productstructure", "grouper", "tariffs"):
        yield from sorted((ROOT / room).rglob("*.py*"))
    yield from sorted((ROOT / "tests").glob("**/conftest.py"))
    yield from sorted((ROOT / "tests/support").rglob("*.py"))


def _key(shared: "hashlib._Hash", path: Path) -> str:
    own = shared.copy()
    own.update(path.as_posix().encode() + path.read_bytes())
    return own.hexdigest()[:24]


def _run(
    pool: Workers, reach: Reach, mutants: list[Mutant], quick: bool
) -> list[dict[str, Any]]:
    tasks = []
    for mutant in mutants:
        stages = reach.stages(mutant.file, mutant.line)[: 2 if quick else None]
        tests = {test for stage in stages for test in stage}
        tasks.append(
            {
                "do": "mutate",
                "path": mutant.file,
                "text": mutant.text,
                "stages": stages,
                "seconds": {test: reach.seconds[test] for test in tests},
            }
        )
    done = 0

    def tell(n: int, answer: dict[str, Any]) -> None:
        nonlocal done
        done += 1
        word = "SURVIVED" if answer["passed"] else "killed"
        place = f"{mutants[n].file}:{mutants[n].line}"
        say(
            f"[{done}/{len(mutants)}] {word} {place} {answer['seconds']:.1f} s,"
            f" {answer['ran']} tests {answer['reason']}"
        )

    return pool.map(tasks, tell)


def _report(
    mutants: list[Mutant],
    run: list[Mutant],
    outcomes: list[dict[str, Any]],
    equivalents: Equivalents,
    results: Path,
    seconds: float,
    *,
    again: bool,
) -> None:
    for mutant in mutants:
        reason = equivalents.reason(mutant)
        if reason:
            say(f"\nargued equivalent: {mutant}\n  {reason}")
    survived = [m for m, o in zip(run, outcomes, strict=True) if o["passed"]]
    for mutant in survived:
        say(f"\nsurvived: {mutant}")
    killed = len(run) - len(survived)
    share = killed / len(run) if run else 1.0
    say(
        f"\n{len(mutants)} mutants: {killed} killed, {len(survived)} survived,"
        f" {len(mutants) - len(run)} argued equivalent"
        f" ({equivalents.place.name}). Score {share:.1%} in {seconds:.0f} s."
    )
    rows = {
        (mutant.file, mutant.was, mutant.becomes): {
            "file": mutant.file,
            "line": mutant.line,
            "operator": mutant.change.operator,
            "was": mutant.was,
            "becomes": mutant.becomes,
            "survived": outcome["passed"],
            "reason": outcome["reason"],
        }
        for mutant, outcome in zip(run, outcomes, strict=True)
    }
    if again:
        # What was killed before stays in the file.
        for row in json.loads(results.read_text()):
            rows.setdefault((row["file"], row["was"], row["becomes"]), row)
    results.write_text(json.dumps(list(rows.values()), indent=1))


def _again(results: Path) -> list[Mutant]:
    return [
        mutant
        for row in json.loads(results.read_text())
        if row["survived"]
        and (mutant := found_again(ROOT, row["file"], row["was"], row["becomes"]))
    ]


if __name__ == "__main__":
    main()
