"""Results of a run: what was measured, on what machine, with what versions.

Times of pytest-benchmark come in as its JSON; what is kept is the median and the best,
and nothing that names the machine's owner or its folders.
"""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.inputs import ROOT, pool
from grouper.walking.walker import available_threads

FOLDER = ROOT / "benchmarks" / "results"

PACKAGES = ("polars", "numpy", "lxml", "pytest-benchmark")


@dataclass(frozen=True)
class Measurement:
    """Some work, timed a few times.

    Attributes:
        stage: What was done.
        rows: On how many subtrajecten, lines or messages; 1 for a release.
        threads: On how many threads of ours.
        mix: Which input (``inputs``).
        seconds: Median.
        best: Shortest.
        rounds: How often.
    """

    stage: str
    rows: int
    threads: int
    mix: str
    seconds: float
    best: float
    rounds: int

    @classmethod
    def of_pytest(cls, one: dict[str, Any]) -> "Measurement":
        """From what pytest-benchmark wrote of it, without ratios that it tells."""
        stats, extra = one["stats"], one["extra_info"]
        return cls(
            **{name: extra[name] for name in ("stage", "rows", "threads", "mix")},
            seconds=stats["median"],
            best=stats["min"],
            rounds=stats["rounds"],
        )

    @property
    def key(self) -> tuple[str, int, int, str]:
        """By what it is found again in another run."""
        return self.stage, self.rows, self.threads, self.mix

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
        skipped: What was left out, and why.
    """

    about: dict[str, Any]
    measurements: list[Measurement]
    instructions: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    hops: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Results":
        """Read what ``save`` or ``check --json`` wrote.

        Raises:
            ValueError: It is something else.
        """
        try:
            kept = json.loads(path.read_text())
            measured = [Measurement(**one) for one in kept.pop("measurements")]
            own = {one.name for one in fields(cls)} & set(kept)
            found = cls(measurements=measured, **{name: kept[name] for name in own})
            found.about["input"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: no figures of benchmarks.check") from error
        return found

    def find(
        self, stage: str, *, rows: int, threads: int = 1, mix: str = "repeated"
    ) -> Measurement | None:
        """The measurement of a stage at a size; None when it was not made."""
        wanted = stage, rows, threads, mix
        return next((one for one in self.measurements if one.key == wanted), None)

    def largest(
        self, stage: str, *, threads: int = 1, mix: str = "repeated"
    ) -> Measurement | None:
        """The measurement of a stage at the largest size it was measured at."""
        found = (
            self.find(stage, rows=rows, threads=threads, mix=mix)
            for rows in reversed(self.sizes(stage))
        )
        return next((one for one in found if one is not None), None)

    def sizes(self, stage: str) -> list[int]:
        """Sizes at which a stage was measured, the smallest first."""
        return sorted({one.rows for one in self.measurements if one.stage == stage})

    def pooled(self, other: "Results") -> "Results":
        """These, with the least of both runs for each time and count.

        Other users of a machine make things slower, never faster, and not for long:
        the shortest times of a few runs are those of the machine alone. Of counts it is
        the threads of Polars that now and then go round waiting.
        """
        best = {one.key: one.best for one in other.measurements}
        measured = [
            replace(one, best=min(one.best, best.get(one.key, one.best)))
            for one in self.measurements
        ]
        counted = {
            name: min(count, other.instructions.get(name, count))
            for name, count in self.instructions.items()
        }
        return replace(self, measurements=measured, instructions=counted)


def about(command: str) -> dict[str, Any]:
    """Where and with what this run measures."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "command": command,
        "commit": _git("rev-parse", "--short", "HEAD"),
        "is_changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "input": pool().name,
        "machine": {
            "processor": _processor(),
            "processors": available_threads(),
            "memory_gib": round(memory / 2**30),
            "system": f"{platform.system()} {platform.release().split('-')[0]}",
        },
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
    }


def _git(*args: str) -> str:
    try:
        told = subprocess.run(
            ["git", *args], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return told.stdout.strip()


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor()
