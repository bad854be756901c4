"""Results of a run: what was measured, on what machine, with what versions.

Times of pytest-benchmark come in as its JSON; what is kept is the median, the best and
the quartiles, and nothing that names the machine's owner or its folders.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.inputs import ROOT, WORK, pool
from billing.cli.memory import ALLOCATOR

FOLDER = ROOT / "benchmarks" / "results"
LATEST = FOLDER / "latest.json"

PACKAGES = ("polars", "numpy", "lxml", "pytest-benchmark", "pyspark", "pyarrow")


@dataclass(frozen=True)
class Measurement:
    """Some work, timed a few times.

    Attributes:
        stage: What was done.
        rows: On how many subtrajecten; 1 for a release.
        threads: On how many threads of ours.
        mix: Which input (``inputs``).
        seconds: Median.
        best: Shortest.
        quartiles: First and third.
        rounds: How often.
        extra: What a benchmark told beside its time.
    """

    stage: str
    rows: int
    threads: int
    mix: str
    seconds: float
    best: float
    quartiles: tuple[float, float]
    rounds: int
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def ns_per_row(self) -> float:
        """Median cost of a row."""
        return 1e9 * self.seconds / self.rows


@dataclass(frozen=True)
class Results:
    """All that a run measured.

    Attributes:
        about: Date, commit, command, machine, versions and input.
        measurements: What was timed.
        instructions: Instructions by what was done (``instructions``).
        peaks: Peak bytes of fresh processes, by what they did.
        hops: Where the time of the whole command goes: seconds by hop.
        kerapu: What kerapu does on the same cases.
        spark: What the comparison with a local Spark came to.
        skipped: What was left out, and why.
    """

    about: dict[str, Any]
    measurements: list[Measurement]
    instructions: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    hops: dict[str, float] = field(default_factory=dict)
    kerapu: dict[str, float] = field(default_factory=dict)
    spark: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Results":
        """Read what ``save`` wrote."""
        kept = json.loads(path.read_text())
        measured = [Measurement(**one) for one in kept.pop("measurements")]
        return cls(measurements=measured, **kept)

    def find(
        self, stage: str, *, rows: int, threads: int = 1, mix: str = "repeated"
    ) -> Measurement | None:
        """The measurement of a stage at a size; None when it was not made."""
        for one in self.measurements:
            if _key(one) == (stage, rows, threads, mix):
                return one
        return None

    def pooled(self, other: "Results") -> "Results":
        """These, with the least of both runs for each time and count.

        Other users of a machine make things slower, never faster, and not for long:
        the shortest times of a few runs are those of the machine alone. Of counts it is
        the threads of Polars that now and then go round waiting.
        """
        best = {_key(one): one.best for one in other.measurements}
        measured = [
            replace(one, best=min(one.best, best.get(_key(one), one.best)))
            for one in self.measurements
        ]
        counted = {
            name: min(count, other.instructions.get(name, count))
            for name, count in self.instructions.items()
        }
        return replace(self, measurements=measured, instructions=counted)

    def sizes(self, stage: str) -> list[int]:
        """Sizes at which a stage was measured, the smallest first."""
        return sorted({one.rows for one in self.measurements if one.stage == stage})


def _key(one: Measurement) -> tuple[str, int, int, str]:
    return one.stage, one.rows, one.threads, one.mix


def run_benchmarks(
    files: list[Path], environment: dict[str, str], *options: str
) -> list[Measurement]:
    """Run benchmark files under pytest in a fresh process, as the command sets it up.

    Args:
        files: Which.
        environment: Sizes and rounds, as ``conftest`` reads them.
        options: More options of pytest.

    Raises:
        SystemExit: A benchmark failed; pytest has said which.
    """
    report = WORK / "pytest-benchmark.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("--benchmark-quiet", f"--benchmark-json={report}", *options),
        *map(str, files),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **ALLOCATOR, **environment}, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return [_measurement(one) for one in json.loads(report.read_text())["benchmarks"]]


def _measurement(one: dict[str, Any]) -> Measurement:
    extra = dict(one["extra_info"])
    stats = one["stats"]
    name = one["name"].removeprefix("test_").replace("_", " ")
    return Measurement(
        stage=extra.pop("stage", name),
        rows=extra.pop("rows", _rows(extra, stats["min"])),
        threads=extra.pop("threads", 0),
        mix=extra.pop("mix", ""),
        seconds=stats["median"],
        best=stats["min"],
        quartiles=(stats["q1"], stats["q3"]),
        rounds=stats["rounds"],
        extra=extra,
    )


def _rows(extra: dict[str, Any], seconds: float) -> int:
    """Rows of a benchmark that tells its speed, of its shortest time, instead."""
    for name in ("lines_per_second", "per_cpu_second"):
        if name in extra:
            return round(extra[name] * seconds)
    if "microseconds_a_row" in extra:
        return round(seconds * 1e6 / extra["microseconds_a_row"])
    return 1


def about(command: str) -> dict[str, Any]:
    """Where and with what this run measures."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "command": command,
        "commit": _git("rev-parse", "--short", "HEAD"),
        "is_changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "input": pool().name,
        "machine": {
            "processor": _processor(),
            "processors": len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count(),
            "memory_gib": _memory_gib(),
            "system": f"{platform.system()} {platform.release().split('-')[0]}",
        },
        "versions": {"python": platform.python_version(), **_versions()},
    }


def _git(*args: str) -> str:
    told = subprocess.run(
        ["git", *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor()


def _memory_gib() -> int:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return round(pages * size / 2**30)


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
