"""Runs tests in a child of a process that has the heavy libraries already.

A worker imports Polars, NumPy and pytest, but nothing of the project; each run is a
fork of it, so that what a mutant does to a module dies with the run. Modules of a copy
are compiled beforehand and never by a run, which may be that of a mutant.
"""

import ctypes
import functools
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest

ROOMS = ("tariffs", "grouper", "productstructure")
PR_SET_PDEATHSIG = 1

AT_IMPORT = "(import)"
"""In place of a test: what is done when the modules are imported."""

OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly"),
    # An assertion that is not rewritten fails as well, and is compiled once.
    *("--no-header", "--tb=line", "--assert=plain"),
)


@dataclass
class Outcome:
    """What became of a run; ``reason`` names the first test that failed."""

    passed: bool
    reason: str = ""
    ran: int = 0
    seconds: float = 0.0
    measured: dict[str, Any] = field(default_factory=dict)


class _Quick:
    """Examples of hypothesis are those of every run, and are not made smaller."""

    def pytest_configure(self) -> None:
        hypothesis.settings.register_profile(
            "mutation",
            deadline=None,
            derandomize=True,
            database=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        hypothesis.settings.load_profile("mutation")


class Chosen(_Quick):
    """Runs the tests named, in the order named, to the first that fails."""

    def __init__(self, names: list[str]) -> None:
        self.place = {name: n for n, name in enumerate(names)}
        self.ran = 0
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place),
            key=lambda item: self.place[item.nodeid],
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = f"not collected: {report.nodeid}"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call"
        if report.failed and not self.failed:
            self.failed = report.nodeid


class Measured(_Quick):
    """Which lines each test reaches, and how long it takes.

    What a fixture of a wider scope or a ``@cache`` computes is computed by the first
    test that asks for it, and reaches its lines for every other that does.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.coverage = coverage.Coverage(
            data_file=None,
            source=[str(root / room) for room in ROOMS],
            config_file=False,
            messages=False,
        )
        self.running: list[str] = [AT_IMPORT]
        self.uses: dict[str, set[str]] = {}
        self.seconds: dict[str, float] = {}
        self.bad: set[str] = set()
        self.skipped: set[str] = set()
        self.own_cache = functools.cache
        functools.cache = self._cache  # type: ignore[assignment]
        self.coverage.start()
        self.coverage.switch_context(AT_IMPORT)
        for room in ROOMS:
            for path in sorted((root / room).rglob("*.py")):
                module = ".".join(path.relative_to(root).with_suffix("").parts)
                importlib.import_module(module.removesuffix(".__init__"))

    def _cache(self, function: Callable[..., Any]) -> Any:
        numbers: dict[Any, str] = {}

        def name(args: tuple[Any, ...], options: dict[str, Any]) -> str:
            own = f"cache {function.__module__}.{function.__qualname__} {len(numbers)}"
            return numbers.setdefault((args, frozenset(options.items())), own)

        @self.own_cache
        def compute(*args: Any, **options: Any) -> Any:
            self._enter(name(args, options))
            try:
                return function(*args, **options)
            finally:
                self._leave()

        @functools.wraps(function)
        def call(*args: Any, **options: Any) -> Any:
            self.uses.setdefault(self.running[-1], set()).add(name(args, options))
            return compute(*args, **options)

        call.cache_clear = compute.cache_clear  # type: ignore[attr-defined]
        call.cache_info = compute.cache_info  # type: ignore[attr-defined]
        return call

    def _enter(self, name: str) -> None:
        self.running.append(name)
        self.coverage.switch_context(name)

    def _leave(self) -> None:
        self.running.pop()
        self.coverage.switch_context(self.running[-1])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self._enter(item.nodeid)
        for fixtures in item._fixtureinfo.name2fixturedefs.values():  # type: ignore[attr-defined]
            for fixture in fixtures:
                if fixture.scope != "function":
                    self.uses.setdefault(item.nodeid, set()).add(_name(fixture))
        try:
            return (yield)
        finally:
            self._leave()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        if fixturedef.scope == "function":
            return (yield)
        self._enter(_name(fixturedef))
        try:
            return (yield)
        finally:
            self._leave()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration
        if report.failed:
            self.bad.add(name)
        elif report.skipped:
            self.skipped.add(name)

    def found(self) -> dict[str, Any]:
        """Seconds of the tests that passed, lines they reach; names of the others.

        Lines of a file are the bits of one number.
        """
        self.coverage.stop()
        data = self.coverage.get_data()
        masks: dict[str, dict[str, int]] = {}
        for file in data.measured_files():
            name = Path(file).relative_to(self.root).as_posix()
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    own = masks.setdefault(context, {})
                    own[name] = own.get(name, 0) | 1 << line
        tests: dict[str, Any] = {AT_IMPORT: {"seconds": 0.0, "lines": masks[AT_IMPORT]}}
        for test, seconds in self.seconds.items():
            reached: dict[str, int] = {}
            for context in self._all_uses(test):
                for name, mask in masks.get(context, {}).items():
                    reached[name] = reached.get(name, 0) | mask
            if test not in self.bad | self.skipped:
                tests[test] = {"seconds": seconds, "lines": reached}
        for test in tests.values():
            test["lines"] = {name: f"{mask:x}" for name, mask in test["lines"].items()}
        return {"tests": tests, "not passed": sorted(self.bad)}

    def _all_uses(self, test: str) -> set[str]:
        found, todo = {test}, [test]
        while todo:
            for other in self.uses.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found


def _name(fixture: Any) -> str:
    return f"fixture {fixture.baseid}:{fixture.argname}"


def measure(root: Path, file: str) -> dict[str, Any]:
    """Run one file of tests and see what each test reaches."""
    plugin = Measured(root)
    pytest.main([*OPTIONS, file], plugins=[plugin])
    return plugin.found()


def run(names: list[str]) -> Outcome:
    """Run the tests named until one fails."""
    plugin = Chosen(names)
    files = list(dict.fromkeys(name.split("::")[0] for name in names))
    begin = time.monotonic()
    code = pytest.main([*OPTIONS, "-x", *files], plugins=[plugin])
    passed = code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    reason = plugin.failed or f"pytest ended with {int(code)}"
    return Outcome(
        passed, "" if passed else reason, plugin.ran, time.monotonic() - begin
    )


def forked(task: dict[str, Any], limit: float) -> Outcome:
    """Do a task in a child; ``limit`` is in seconds of its processors."""
    folder = Path(os.environ["DBC_MUTATION_FOLDER"])
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _child(task, answer, folder / "output.txt", limit)
    deadline = time.monotonic() + 4 * limit + 60
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Outcome(passed=False, reason="hangs")
        time.sleep(0.02)
    if answer.is_file():
        return Outcome(**json.loads(answer.read_text()))
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return Outcome(passed=False, reason="does not end")
    return Outcome(passed=False, reason=f"the process died, status {status}")


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _child(task: dict[str, Any], answer: Path, output: Path, limit: float) -> None:
    os.setpgid(0, 0)
    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A mutant may ask for all the memory there is.
    resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
    with output.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        if task["do"] == "measure":
            outcome = Outcome(passed=True, measured=measure(Path.cwd(), task["file"]))
        else:
            outcome = run(task["tests"])
        unfinished = answer.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(outcome)))
        unfinished.rename(answer)
        sys.stdout.flush()
    finally:
        os._exit(0)
