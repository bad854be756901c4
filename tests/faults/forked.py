"""Runs commands in forks of a process that has them loaded: a tenth of the time.

Whatever ends the fork is seen: a fault of memory, an abort, a hang. The process that
forks runs no query, since a fork has none of the threads of Polars.
"""

import os
import resource
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

FORK = get_context("fork")
ROOMS = (
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
)
MEMORY = 4 << 30
"""Bytes of address space that a command gets."""


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes:
        code: Its exit code, below zero for a signal; None when it hung.
        out: What it said.
        err: What it said on standard error.
    """

    code: int | None
    out: str
    err: str


@dataclass(frozen=True)
class Died:
    """A fork that gave no answer.

    Attributes:
        code: Its exit code, below zero for a signal.
    """

    code: int | None


def make_and_load(make: Callable[[Path], None], made: Path) -> None:
    """Make the inputs, in a fork since that runs queries; import all meanwhile."""
    # Threads of allocators are no danger to a fork.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    making = FORK.Process(target=make, args=(made,))
    making.start()
    _load()
    making.join()
    if making.exitcode:
        sys.exit(1)


def _load() -> None:
    """Import all that a command may import."""
    for room in ROOMS:
        own = import_module(room)
        for module in walk_packages(own.__path__, f"{room}."):
            # What is for a cluster has libraries of its own.
            if ".spark" not in module.name:
                import_module(module.name)


def run_forked(
    arguments: list[str], place: Path, timeout: float, environment: dict[str, str]
) -> Ended:
    """Run a command in a folder; its words are in the files ``out`` and ``err`` there.

    Args:
        arguments: Of ``dbc-grouper``.
        place: The folder.
        timeout: Seconds after which it counts as hanging.
        environment: Variables that differ.
    """
    told = place / "said.out", place / "said.err"
    process = FORK.Process(target=_become, args=(arguments, place, told, environment))
    process.start()
    process.join(timeout)
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
    out, err = (path.read_text(errors="replace") for path in told)
    return Ended(code, out, err)


def _become(
    arguments: list[str],
    place: Path,
    told: tuple[Path, Path],
    environment: dict[str, str],
) -> None:
    for number, path in enumerate(told, 1):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), number)
    os.environ.update(environment)
    os.chdir(place)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = ["dbc-grouper", *arguments]
    from billing.cli import main

    main()


def each_forked(
    work: Callable[[Job], Answer], jobs: Iterable[Job], at_once: int
) -> Iterator[tuple[Job, Answer | Died]]:
    """Do each job in a fork of its own, some at once; gives what came of each."""
    running: dict[int, tuple[Job, Any, Connection]] = {}

    def ended() -> Iterator[tuple[Job, Answer | Died]]:
        ready = wait([process.sentinel for _, process, _ in running.values()])
        for sentinel in ready:
            assert isinstance(sentinel, int)
            job, process, ours = running.pop(sentinel)
            process.join()
            try:
                answer = ours.recv()
            except EOFError:
                answer = Died(process.exitcode)
            ours.close()
            yield job, answer

    for job in jobs:
        ours, theirs = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_send, args=(theirs, work, job))
        process.start()
        theirs.close()
        running[process.sentinel] = job, process, ours
        if len(running) >= at_once:
            yield from ended()
    while running:
        yield from ended()


def _send(theirs: Connection, work: Callable[[Job], Any], job: Job) -> None:
    theirs.send(work(job))
