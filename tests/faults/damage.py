"""Changes bytes of files of every kind; looks what the command makes of them.

A changed file is refused in words, or the outcome is the one of before, or what was
changed is a value that no check can know: an activity code that is another code, a date
that is another date. Which it is, is told by what the file says when it is read by
itself, before and after (``parsed``). It is never a fault of ours, a fault of memory,
an abort, a hang or a traceback.

    python tests/faults/damage.py [--seed N] [--count N] [--every N] [--only N ...]
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

# Before Polars is there, of which a fork would use as many threads.
os.environ.setdefault("POLARS_MAX_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("RUST_BACKTRACE", None)

from forked import Died, Ended, each_forked, make_and_load, run_forked
from inject import TIMEOUT, prints, say
from mutations import mutate
from parsed import differences, read_columnar, read_toml
from subjects import Subject, make, subjects

from tabellen.sets.setrecord import ENDING

COUNT = 2000


@dataclass
class Verdict:
    """What became of a change.

    Attributes:
        outcome: In a word.
        wrong: What is wrong with it.
        kinds: Kinds of value that no check can know, and that were taken.
        change: What was changed, and where.
    """

    outcome: str
    wrong: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    change: str = ""


@dataclass(frozen=True)
class Job:
    """A change to make.

    Attributes:
        subject: Number of the file.
        name: By which it is made again: a seed and a number; None for no change, which
            gives the outcome of before.
    """

    subject: int
    name: str | None = None


class Judge:
    """Runs commands on changed files and judges what came of it."""

    def __init__(self, own: list[Subject], folder: Path) -> None:
        self._subjects = own
        self._folder = folder

    def job(self, name: str) -> Job:
        """The change of a name; which file it is in follows from that."""
        shares = [each.share for each in self._subjects]
        (at,) = Random(name).choices(range(len(shares)), shares)
        return Job(at, name)

    def judge(self, job: Job) -> Verdict:
        """Make a change and run the command on it."""
        subject = self._subjects[job.subject]
        before = self._folder / "zonder" / str(job.subject)
        if job.name is None:
            ended = _run(subject, before, None)
            is_good = ended.code == 0
            return Verdict("", [] if is_good else [f"fails by itself: {ended}"])
        mutation = mutate(subject.original.read_bytes(), Random(f"{job.name}/bytes"))
        place = self._folder / "met" / job.name
        ended = _run(subject, place, subject.repair(mutation.content))
        named = _named(subject, place)
        verdict = Verdict("refused", list(_faults(ended, subject, named)))
        if not verdict.wrong and ended.code == 0:
            verdict = _taken(subject, before, place)
        if not verdict.wrong:
            shutil.rmtree(place)
        verdict.change = f"{mutation.name} at byte {mutation.place}"
        return verdict


def _run(subject: Subject, place: Path, content: bytes | None) -> Ended:
    """Run the command of a subject in a folder, on a file of this content."""
    (place / "out").mkdir(parents=True)
    for name, source in subject.files.items():
        if source.is_dir():
            shutil.copytree(source, place / name)
        else:
            shutil.copy(source, place / name)
    if content is not None:
        (place / subject.damaged).write_bytes(content)
    return run_forked(subject.arguments, place, TIMEOUT, subject.environment)


def _faults(ended: Ended, subject: Subject, named: Iterable[str]) -> Iterator[str]:
    """What may never be, whatever was changed.

    Args:
        ended: How the command ended.
        subject: What was changed.
        named: Files that the changed file names: a message may be of one of them.
    """
    if ended.code is None:
        yield "hangs"
    elif ended.code not in (0, 1, 2, 3):
        yield f"exit code {ended.code}: {ended.err[-400:]}"
    elif ended.code and not ended.err.startswith(("Error: ", "Warning: ")):
        is_verify = subject.arguments[0] == "verify" and ended.code == 1
        if not is_verify:
            yield f"exit code {ended.code} without words: {ended.err[-400:]}"
    # Of a record, the file beside it.
    names = {each.removesuffix(ENDING) for each in Path(subject.damaged).parts}
    names |= {*subject.members, *named}
    if ended.code in (2, 3) and not any(name in ended.err for name in names):
        yield f"does not name the file: {ended.err[-400:]}"
    if "Traceback" in ended.err or "panicked at" in ended.err:
        yield f"a traceback: {ended.err[-400:]}"


def _named(subject: Subject, place: Path) -> list[str]:
    """Files that a file of settings names, by the last of their names."""
    path = place / subject.damaged
    if subject.reader is not read_toml:
        return []
    try:
        values = [value for record in read_toml(path) for _, value in record]
    except ValueError:
        return []
    return [each for value in values if (each := value.rpartition("/")[2])]


def _taken(subject: Subject, before: Path, place: Path) -> Verdict:
    """Judge what came of a change that was not refused."""
    if subject.rule == "refuse":
        return Verdict("taken", ["is taken"])
    if subject.guarded is not None:
        guarded = _guarded(subject, before, place)
        if guarded:
            return Verdict("taken", [f"is taken, {guarded}"])
    if _outcome(before) == _outcome(place):
        return Verdict("same")
    if subject.rule == "any":
        return Verdict("another outcome")
    if subject.rule == "same" or subject.reader is None:
        return Verdict("taken", ["the outcome is another"])
    is_told = _tellings(before) != _tellings(place)
    old = subject.reader(before / subject.damaged)
    try:
        new = subject.reader(place / subject.damaged)
    except BaseException as error:
        # Of Polars too, whose panics are no ``Exception``.
        text = f"is taken, and no other reader can read it: {error!r}"
        is_told = is_told and subject.reader is not read_columnar
        return Verdict("told") if is_told else Verdict("taken", [text])
    found = differences(old, new, is_counted=subject.reader is read_columnar)
    knowable = [each.kind for each in found if each.is_knowable]
    if is_told:
        return Verdict("told")
    if knowable:
        return Verdict("taken", [f"is taken in silence: {', '.join(knowable)}"])
    if not found:
        return Verdict("taken", ["says the same, and the outcome is another"])
    return Verdict("another value", kinds=[each.kind for each in found])


def _guarded(subject: Subject, before: Path, place: Path) -> str:
    """What was taken that is guarded; empty for nothing."""
    assert subject.reader is not None
    assert subject.guarded is not None
    old = subject.reader(before / subject.damaged)
    try:
        new = subject.reader(place / subject.damaged)
    except ValueError as error:
        return f"and no other reader can read it: {error}"
    names = {name for record in set(old) ^ set(new) for name, _ in record}
    found = sorted(filter(subject.guarded.search, names))
    return f"with another {', '.join(found)}" if found else ""


def _outcome(place: Path) -> dict[str, str]:
    """A hash of each file of outcomes; records name inputs by their hashes."""
    found = prints(place / "out")
    return {name: each for name, each in found.items() if not name.endswith(ENDING)}


_STATUS = "SIGNAAL|AFGETOPT|GEWEIGERD|ONLEESBAAR|reject(?:ed)?|warn(?:ing)?"
_TOLD = re.compile(
    # A kind of finding or reason, a status, a notice; with how often.
    rf"^ +(?:[A-Z][A-Z0-9_-]{{3,}} +)?(?:{_STATUS}) +\d+|^ +\S+ +B\d{{3}} .*"
    r"|^  (?:refused|sent again|replaced|files passed).*|^No line has .*",
    re.MULTILINE,
)


def _tellings(place: Path) -> tuple[Any, ...]:
    """What a command tells of its input, on the screen and in files."""
    files = {
        name: each
        for name, each in _outcome(place).items()
        if any(word in name for word in ("findings", "rejected", "bevindingen"))
    }
    said = (place / "said.out").read_text(errors="replace")
    return files, _TOLD.findall(said), (place / "said.err").read_text(errors="replace")


def judged(
    judge: Judge, jobs: Iterable[Job], at_once: int
) -> Iterator[tuple[Job, Verdict]]:
    """Judge each in a fork of its own, some at once; one that dies is told."""

    def verdict(job: Job) -> Verdict:
        try:
            return judge.judge(job)
        except Exception as error:
            return Verdict("taken", [f"a fault of this harness: {error!r}"])

    for job, answer in each_forked(verdict, jobs, at_once):
        if isinstance(answer, Died):
            text = f"reading it by itself ends in {answer.code}"
            yield job, Verdict("taken", [text])
        else:
            yield job, answer


def main() -> None:
    """Make all changes; the exit code says whether anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=COUNT, help="how many changes")
    options.add_argument("--every", type=int, default=1, help="one in so many")
    options.add_argument("--only", type=int, nargs="+", help="only these numbers")
    options.add_argument("--kind", default="", help="files whose kind begins so")
    options.add_argument("--keep", type=Path, help="folder for what went wrong")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    if sys.platform != "linux":
        say("damage skipped: forks and a bound on memory are as on Linux")
        return
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dbc-damage-") as name:
        folder = Path(name).resolve()
        os.environ["DBC_GROUPER_CACHE"] = ""
        os.environ["TMPDIR"] = str(folder)
        made = folder / "made"
        made.mkdir()
        make_and_load(make, made)
        own = subjects(made)
        n_wrong = _account(Judge(own, folder), own, chosen)
        if chosen.keep and n_wrong:
            shutil.copytree(folder, chosen.keep, dirs_exist_ok=True)
    say(f"{time.monotonic() - started:.0f} s")
    sys.exit(bool(n_wrong))


def _account(judge: Judge, own: list[Subject], chosen: argparse.Namespace) -> int:
    """Judge all changes and tell what became of them; gives how many were wrong."""
    numbers = chosen.only or range(0, chosen.count, chosen.every)
    jobs = [judge.job(f"{chosen.seed}-{number}") for number in numbers]
    jobs = [job for job in jobs if own[job.subject].kind.startswith(chosen.kind)]
    before = map(Job, sorted({job.subject for job in jobs}))
    fail = 0
    for job, verdict in judged(judge, before, chosen.jobs):
        for text in verdict.wrong:
            fail += 1
            say(f"{own[job.subject].name}: {text}")
    if fail:
        return fail
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    n_wrong = 0
    for job, verdict in judged(judge, jobs, chosen.jobs):
        subject = own[job.subject]
        outcomes[subject.kind]["wrong" if verdict.wrong else verdict.outcome] += 1
        kinds[subject.kind].update(verdict.kinds)
        n_wrong += bool(verdict.wrong)
        seed, _, number = (job.name or "").partition("-")
        for text in verdict.wrong:
            say(f"{subject.name}: {verdict.change}: {text}")
            say(f"  again: --seed {seed} --only {number}")
    for kind, counts in sorted(outcomes.items()):
        said = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
        say(f"{kind}: {said}")
        values = ", ".join(f"{n} {each}" for each, n in sorted(kinds[kind].items()))
        if values:
            say(f"  values that no check can know: {values}")
    say(f"{len(jobs)} changes, {n_wrong} wrong")
    return n_wrong


if __name__ == "__main__":
    main()
