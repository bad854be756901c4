"""Ends or hinders commands at each call by which they write; looks what is left.

Every scenario has an older output and a new run over it. The run is disturbed once at
each rename, link, unlink and sync under its output, and at the first and last write of
each file: killed there, or told that the disk is full or broken or that it was
interrupted. Afterwards the output is all of the old or all of the new run, or every
reader refuses it; nothing hangs; and the next run ends as an undisturbed one.

    python tests/faults/inject.py [--every N] [--only NAME] [--faults F ...] [--jobs N]

A library that is loaded before libc numbers the calls (points.c): strace counts per
thread, and a file may be written by several. Where strace is at hand, one undisturbed
run of each scenario, a process of its own, is traced, and the calls that it sees have
to be those. All other runs are forks of this process, which is begun anew with the
library and runs no query itself.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from errno import EINTR, EIO, ENOSPC
from pathlib import Path
from typing import Any

# Commands run beside each other, so that a thread each is all they have.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import dbc_grouper_data
import polars as pl
from forked import Died, Ended, each_forked, make_and_load, run_forked

from tabellen.errors import InputFileError
from tabellen.sets.differences import Afwijking, examine
from tabellen.sets.publishing import LOCK
from tabellen.sets.setrecord import ENDING, VERVANGEN, read_set, record_path

HERE = Path(__file__).parent
# The root before tests/, whose folders bear the names of the rooms.
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]
from support.declaraties.opbouw import write_messages  # noqa: E402
from support.declaraties.wijziging import situation  # noqa: E402
from support.tarieven.tarieffiles import TABLES  # noqa: E402

DATA = Path(dbc_grouper_data.__file__).parent
COMMAND = (sys.executable, "-c", "from billing.cli import main; main()")
TIMEOUT = float(os.environ.get("DBC_FAULT_TIMEOUT", "60"))
"""Seconds that a disturbed command gets."""

KILL = "KILL"
ERRORS = {"ENOSPC": ENOSPC, "EIO": EIO, "EINTR": EINTR}
FAULTS = [KILL, *ERRORS]
RERUN_EVERY = 20
"""Of the runs that were not killed, one in so many is run again."""

CALLS = [
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "fsync",
    "fdatasync",
    "syncfs",
    "write",
    "writev",
    "pwrite64",
]


@dataclass(frozen=True)
class Scenario:
    """A command, with what it writes.

    Attributes:
        name: Of the scenario.
        arguments: Of the command, by which run: ``oud`` or ``nieuw``. It is run in a
            folder of its own and writes into the folder ``out`` there.
        readers: Files under ``out`` that other commands read, by their record.
        parts: Folders under ``out`` whose files are those of one run each, by name.
        adds: Whether a run adds to what is known, so that the same one tells nothing
            new when it is done again.
    """

    name: str
    arguments: Callable[[str], list[str]]
    readers: tuple[str, ...] = ()
    parts: tuple[str, ...] = (".",)
    adds: bool = False

    def prints(self, out: Path) -> dict[str, dict[str, str]]:
        """Hashes of the files of each part."""
        return {part: prints(out / part) for part in self.parts}


@dataclass(frozen=True)
class Point:
    """The n-th call of one name on one path, from 1."""

    call: str
    path: str
    number: int


Job = tuple[int, tuple[Point, str]]
"""A number, a point, and how the call there is disturbed."""


def scenarios(made: Path) -> list[Scenario]:
    """All commands that write, on batches of some twenty rows."""

    def group(form: str) -> Scenario:
        return Scenario(
            f"group-{form}",
            lambda run: [
                *("group", "--release", f"{made}/release.dbc", "--threads", "2"),
                *("--subtrajecten", f"{made}/{run}/s.csv"),
                *("--zorgactiviteiten", f"{made}/{run}/z.csv"),
                *("--ozp", f"out/ozp.{form}", "-o", f"out/g.{form}"),
            ],
            (f"g.{form}", f"ozp.{form}"),
        )

    def price(run: str) -> list[str]:
        return [
            *("price", "--grouped", f"{made}/{run}/g.parquet"),
            *("--ozp", f"{made}/{run}/ozp.parquet"),
            *("--subtrajecten", f"{made}/{run}/s.csv"),
            *("--verzekeringen", f"{made}/verzekeringen.csv"),
            *("--tarieven", f"{made}/tabellen.toml"),
            *("--verwerkingsdatum", "2025-01-31"),
            *("-o", "out/p.parquet", "--regels-out", "out/r.parquet"),
            *("--max-refused", "1", "--max-lost", "1", "--threads", "2"),
        ]

    def declare(run: str) -> list[str]:
        night = made / run
        return [
            *("declare", "--subtrajecten", f"{night}/s.csv", "-o", "out"),
            *(
                "--zorgactiviteiten",
                f"{night}/z.csv",
                "--grouped",
                f"{night}/g.parquet",
            ),
            *("--ozp", f"{night}/ozp.parquet", "--profielen", f"{night}/pr.parquet"),
            *("--regels", f"{night}/r.parquet", "--besluiten", f"{night}/p.parquet"),
            *("--registers", str(DATA / "declaraties"), "--factuurnummer", "F2024"),
            *("--dagtekening", "2025-01-31", "--periode", "2024-01-01,2024-12-31"),
        ]

    def answer(out: str) -> Scenario:
        return Scenario(
            f"answer-{out}",
            lambda run: [
                *("answer", f"{made}/{run}/berichten", "-o", f"out/{out}"),
                *("--release", f"{made}/release.dbc"),
            ],
            (out,),
        )

    return [
        *map(group, ("csv", "parquet", "arrow")),
        Scenario("price", price, ("p.parquet", "r.parquet")),
        answer("antwoorden.zip"),
        answer("antwoorden"),
        Scenario(
            "compile",
            lambda run: ["compile", f"{made}/{run}/release", "-o", "out/r.dbc"],
        ),
        Scenario(
            "check",
            lambda run: [
                *("check", f"{made}/{run}/bericht1.zh308", "-o", "out"),
                *("--release", f"{made}/release.dbc", "--ontvangen", "2024-07-05"),
                *("--vorm", "parquet,zh309"),
            ],
            ("regels.csv",),
        ),
        Scenario(
            "aanvullend",
            lambda run: [
                *("aanvullend", "--posten", f"{made}/{run}/aanvullend.csv"),
                *("--voorwaarden", str(DATA / "declaraties" / "aanvullend.csv")),
                *("-o", "out/vergoeding.csv"),
            ],
            ("vergoeding.csv",),
        ),
        Scenario(
            "run",
            lambda run: ["run", f"{made}/{run}/nacht.toml", "-o", "out"],
            ("laatste/grouped.parquet", "laatste/prijsbesluiten.parquet"),
            ("laatste",),
        ),
        Scenario(
            "eigenrisico",
            lambda run: [
                *("eigenrisico", "--posten", f"{made}/{run}/risico.csv"),
                *("--personen", str(DATA / "eigenrisico" / "personen.csv")),
                *("--verzekeringen", str(DATA / "eigenrisico" / "verzekeringen.csv")),
                *("--overzicht", "--stand", "out/stand", "-o", "out/uit"),
            ],
            ("uit/verdeling.csv", "stand/000002_posten.parquet"),
            ("uit", "stand"),
            adds=True,
        ),
        Scenario("declare", declare, ("gedeclareerd.csv",)),
    ]


def make_inputs(made: Path) -> None:
    """Write the inputs of all scenarios: batches of ten and of twenty rows."""
    tables = dbc_grouper_data.batch_paths()
    rows, lines = (pl.read_csv(p, separator=";", infer_schema=False) for p in tables)
    message = (DATA / "berichten" / "declaratiedataset.xml").read_bytes()
    # A small table: reading all of the example takes longer than the rest of a run.
    (made / "tabellen.toml").write_text(TABLES)
    insured = (DATA / "tarieven" / "verzekeringen.csv").read_text()
    (made / "verzekeringen.csv").write_text(insured)
    succeed(["compile", str(DATA / "release"), "-o", f"{made}/release.dbc"], made)
    for run, count in (("oud", 10), ("nieuw", 20)):
        folder = made / run
        (folder / "berichten").mkdir(parents=True)
        # Of care that is declared it is asked who referred to it.
        own = rows.head(count).with_columns(
            verwijzer_soort_code=pl.lit("4"), verwijzer_code=pl.lit("01999001")
        )
        own.write_csv(folder / "s.csv", separator=";")
        lines.join(own, on="subtraject_nummer", how="semi").write_csv(
            folder / "z.csv", separator=";"
        )
        bills = (DATA / "aanvullend" / "posten.csv").read_text().splitlines()
        few = 3 if run == "oud" else len(bills)
        (folder / "aanvullend.csv").write_text("\n".join(bills[:few]) + "\n")
        posts = (DATA / "eigenrisico" / "posten.csv").read_text().splitlines()
        few = 6 if run == "oud" else len(posts)
        (folder / "risico.csv").write_text("\n".join(posts[:few]) + "\n")
        for name in ("a.xml",) if run == "oud" else ("a.xml", "diep/b.xml"):
            (folder / "berichten" / name).parent.mkdir(exist_ok=True)
            (folder / "berichten" / name).write_bytes(
                message.replace(b"VOORBEELD-", f"{name}-".encode())
            )
        shutil.copytree(DATA / "release", folder / "release")
        (folder / "nacht.toml").write_text(
            'out = "uit"\nverwerkingsdatum = 2025-01-31\nthreads = 2\nkeep = 1\n'
            f'[group]\nreleases = ["{made}/release.dbc"]\n'
            'subtrajecten = "s.csv"\nzorgactiviteiten = "z.csv"\n'
            f'[price]\ntarieven = ["{made}/tabellen.toml"]\n'
            f'verzekeringen = "{made}/verzekeringen.csv"\n'
            "[grenzen]\nmax_refused = 1\nmax_lost = 1\n"
        )
        arguments = [
            *("group", "--release", f"{made}/release.dbc", "-o", "g.parquet"),
            *("--subtrajecten", "s.csv", "--zorgactiviteiten", "z.csv"),
            *("--ozp", "ozp.parquet", "--profielen", "pr.parquet"),
        ]
        succeed(arguments, folder)
        tables = DATA / "tarieven"
        arguments = [
            *("price", "--grouped", "g.parquet", "--subtrajecten", "s.csv"),
            *("--ozp", "ozp.parquet", "--tarieven", str(tables), "-o", "p.parquet"),
            *("--verzekeringen", str(tables / "verzekeringen.csv")),
            *("--verwerkingsdatum", "2025-01-31", "--regels-out", "r.parquet"),
            *("--max-refused", "1", "--max-lost", "1"),
        ]
        succeed(arguments, folder)
        write_messages(situation("" if run == "oud" else "dbc: 0434=N"), folder)


LIBRARY = "dbc-points.so"


def build_library(folder: Path) -> Path:
    """Compile points.c."""
    target = folder / LIBRARY
    flags = ("-shared", "-fPIC", "-O1", "-ldl", "-pthread")
    subprocess.run(["cc", HERE / "points.c", "-o", target, *flags], check=True)
    return target


def run(
    arguments: list[str],
    folder: Path,
    *,
    before: tuple[str, ...] = (),
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; ends the harness when it hangs."""
    return subprocess.run(
        [*before, *COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, "LD_PRELOAD": "", **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def succeed(arguments: list[str], folder: Path, **environment: str) -> None:
    """Run a command that has to end well."""
    done = run(arguments, folder, **environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {done.returncode}\n{done.stderr}")


_TIMED = ("antwoorden", "regels.", "historie.", "posten.")
"""Files whose records name a set in which moments or seconds stand."""


def prints(root: Path) -> dict[str, str]:
    """A hash of each file of a run; replies without the moment they were made."""
    found = {}
    for path in sorted(root.rglob("*")) if root.exists() else []:
        name = str(path.relative_to(root))
        if not path.is_file() or name.startswith(".") or "/." in name:
            continue
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as members:
                content = b"".join(
                    each.encode() + timeless(members.read(each))
                    for each in members.namelist()
                )
        elif name.startswith(_TIMED) and name.endswith(ENDING):
            # It has the hashes of replies, and so their moments; or those of seconds.
            continue
        elif name.startswith("controles."):
            continue  # How long each check took.
        else:
            content = timeless(path.read_bytes())
        found[name] = hashlib.sha256(content).hexdigest()
    return found


def timeless(content: bytes) -> bytes:
    """A reply without the moment it was made, and ids that are made of that."""
    return re.sub(rb'<creationTime value="[0-9]+"|root="[0-9a-f-]{36}"', b"", content)


def hidden(out: Path) -> list[str]:
    """What is not in place, or was left behind."""
    return sorted(p.name for p in out.rglob("*") if ".dbc-grouper." in p.name)


def state(scenario: Scenario, out: Path, states: dict[str, Any]) -> str:
    """Which run an output is of: oud, nieuw, refused or mixed; or of each a part."""
    found = scenario.prints(out)
    seen = {_state_of(part, own, scenario, out, states) for part, own in found.items()}
    if "mixed" in seen:
        return "mixed"
    return seen.pop() if len(seen) == 1 else "apart"


def _state_of(
    part: str, found: dict[str, str], scenario: Scenario, out: Path, states: Any
) -> str:
    for name, expected in states.items():
        if found == expected[part]:
            return name
    cut_off = Afwijking.VERVANGEN
    readers = [out / each for each in scenario.readers]
    told = [
        told_of(each)
        for each in readers
        if each.is_relative_to(out / part)
        and (each.exists() or record_path(each).exists())
    ]
    return "refused" if told and set(told) == {cut_off} else "mixed"


def told_of(path: Path) -> Afwijking | None:
    """What readers are told of an output; of a folder of replies, by its record."""
    try:
        if path.is_file():
            return examine(path).afwijking
        found = read_set(record_path(path))
    except InputFileError:
        return None
    is_cut_off = found is not None and found[0].toestand == VERVANGEN
    return Afwijking.VERVANGEN if is_cut_off else None


class Disturber:
    """Disturbs one scenario at each of its points."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self._scenario = scenario
        self._folder = folder
        self._folder.mkdir()
        self.states: dict[str, dict[str, dict[str, str]]] = {}

    def prepare(self) -> list[Point]:
        """Make the older output and list the points of a new run over it."""
        old, new = self._folder / "oud", self._folder / "nieuw"
        (old / "out").mkdir(parents=True)
        succeed(self._scenario.arguments("oud"), old)
        self.states["oud"] = self._scenario.prints(old / "out")
        place = self.fresh("zonder")
        log = place / "log"
        self.disturbed(place, POINTS_LOG=str(log))
        self.states["nieuw"] = self._scenario.prints(place / "out")
        if self._scenario.name == "compile":
            # One release: the older file is told by its bytes.
            (old / "out" / "r.dbc").write_bytes(b"of an earlier run")
            self.states["oud"] = self._scenario.prints(old / "out")
        if self.states["oud"] == self.states["nieuw"]:
            raise SystemExit(f"{self._scenario.name}: both runs are alike")
        seen = [line.split("\t") for line in log.read_text().splitlines()]
        self.compare_with_strace([(call, Path(path)) for call, path in seen], place)
        if new.exists():
            shutil.rmtree(new)
        shutil.rmtree(place)
        return list(points_of([(call, path) for call, path in seen], place))

    def compare_with_strace(self, seen: list[tuple[str, Path]], place: Path) -> None:
        """The calls that the library saw have to be all that strace sees."""
        if shutil.which("strace") is None:
            return
        own = self.fresh("strace")
        log = own / "log"
        traced = ",".join(f"?{call}" for call in CALLS)
        before = ("strace", "-f", "-y", "--seccomp-bpf", "-o", str(log))
        done = run(
            self._scenario.arguments("nieuw"),
            own,
            before=(*before, "-e", f"trace={traced}", "--"),
        )
        if done.returncode and "ptrace" in done.stderr:
            say(f"{self._scenario.name}: not traced, for want of the right to")
            return
        threads = set()
        found: Counter[str] = Counter()
        for line in log.read_text().splitlines():
            thread, _, rest = line.partition(" ")
            call = rest.strip().partition("(")[0]
            named = rest if "link" in call else rest.partition('", ')[0]
            is_ours = f"{own}/out" in named or '"out/' in named
            if call in CALLS and is_ours:
                found[call] += 1
                if not call.startswith(("write", "pwrite")):
                    threads.add(thread)
        by_name = Counter(call for call, _ in seen)
        if found != by_name:
            raise SystemExit(
                f"{self._scenario.name}: strace sees {dict(found)}, the library "
                f"{dict(by_name)}"
            )
        if len(threads) > 1:
            raise SystemExit(f"{self._scenario.name}: published on several threads")
        shutil.rmtree(own)

    def fresh(self, name: str) -> Path:
        """A folder with the older output."""
        place = self._folder / name
        place.mkdir()
        shutil.copytree(self._folder / "oud" / "out", place / "out", symlinks=True)
        return place

    def disturbed(self, place: Path, **environment: str) -> Ended:
        return self._run(place, POINTS_ROOT=str(place / "out"), **environment)

    def _run(self, place: Path, **environment: str) -> Ended:
        return run_forked(
            self._scenario.arguments("nieuw"), place, TIMEOUT, environment
        )

    def judge(self, job: Job) -> list[str]:
        """Disturb a run at a point; gives what is wrong with what came of it."""
        number, (point, fault) = job
        place = self.fresh(f"{number:05}")
        at = f"{point.call}\t{place}/{point.path}\t{point.number}"
        done = self.disturbed(
            place, POINTS_AT=at, POINTS_WITH=str(ERRORS.get(fault, KILL))
        )
        if done.code is None:
            return ["hangs"]
        out, wrong = place / "out", []
        came_to = state(self._scenario, out, self.states)
        if came_to == "mixed":
            wrong.append("files of two runs that no reader refuses")
        if fault == KILL:
            if done.code != -9:
                wrong.append(f"was not killed: {done.code}")
        else:
            if done.code not in (0, 3):
                wrong.append(f"exit code {done.code}: {done.err[-300:]}")
            if "Traceback" in done.err:
                wrong.append("a traceback")
            if done.code == 0 and came_to != "nieuw":
                wrong.append(f"exit code 0, and the output is {came_to}")
            if not point.call.startswith(("unlink", "rmdir")):
                wrong += [f"left {name}" for name in hidden(out)]
        if fault == KILL or number % RERUN_EVERY == 0:
            again = self._run(place)
            if again.code is None:
                return [*wrong, "the next run hangs"]
            if again.code:
                wrong.append(f"next run {again.code}: {again.err[-300:]}")
            # Then it writes nothing to what is known, where an empty lock may stand.
            told_again = self._scenario.adds and came_to == "nieuw"
            if not told_again and self._scenario.prints(out) != self.states["nieuw"]:
                wrong.append("the next run differs")
            still = [n for n in hidden(out) if not (told_again and n.endswith(LOCK))]
            wrong += [f"still there: {name}" for name in still]
        shutil.rmtree(place, ignore_errors=True)
        return wrong


def points_of(seen: list[tuple[str, str]], place: Path) -> Iterator[Point]:
    """Each call once; of the writes of a file the first and the last."""
    total, so_far = Counter(seen), Counter[tuple[str, str]]()
    for each in seen:
        call, path = each
        so_far[each] += 1
        is_write = call.startswith(("write", "pwrite"))
        if not is_write or so_far[each] in (1, total[each]):
            yield Point(call, os.path.relpath(path, place), so_far[each])


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Run all scenarios; the exit code says whether anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--every", type=int, default=1, help="one in so many points")
    options.add_argument("--only", help="scenarios whose names begin so")
    options.add_argument("--faults", nargs="+", default=FAULTS, choices=FAULTS)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    if shutil.which("cc") is None:
        say("fault-test skipped: needs a C compiler (cc)")
        return
    with tempfile.TemporaryDirectory(prefix="dbc-faults-") as name:
        folder = Path(name).resolve()
        os.environ["DBC_GROUPER_CACHE"] = str(folder / "cache")
        os.environ["TMPDIR"] = str(folder)
        if LIBRARY in os.environ.get("LD_PRELOAD", ""):
            sys.exit(bool(_disturb_all(folder, chosen)))
        library = build_library(folder)
        again = [sys.executable, *sys.argv]
        told = subprocess.run(
            again, env={**os.environ, "LD_PRELOAD": str(library)}, check=False
        )
    sys.exit(told.returncode)


def _disturb_all(folder: Path, chosen: argparse.Namespace) -> int:
    """Run the scenarios that are asked for; gives how much was wrong."""
    started = time.monotonic()
    made = folder / "made"
    made.mkdir()
    make_and_load(make_inputs, made)
    n_faults = n_runs = 0
    for scenario in scenarios(made):
        if not scenario.name.startswith(chosen.only or ""):
            continue
        disturber = Disturber(scenario, folder / scenario.name)
        points = disturber.prepare()
        jobs = [(point, fault) for point in points for fault in chosen.faults]
        picked = list(enumerate(jobs))[:: chosen.every]
        n_wrong = 0
        for job, told in each_forked(disturber.judge, picked, chosen.jobs):
            texts = [f"no verdict: {told.code}"] if isinstance(told, Died) else told
            n_wrong += bool(texts)
            n_faults += len(texts)
            _, (point, fault) = job
            for text in texts:
                say(f"{scenario.name}: {fault} at {point}: {text}")
        n_runs += len(picked)
        calls = Counter(point.call for point in points)
        said = ", ".join(f"{n} {call}" for call, n in sorted(calls.items()))
        say(
            f"{scenario.name}: {len(picked) - n_wrong} of {len(picked)} good, at "
            f"{len(points)} points ({said})"
        )
    say(f"{n_runs} runs, {n_faults} faults, {time.monotonic() - started:.0f} s")
    return n_faults


if __name__ == "__main__":
    main()
