"""A state of the project that can be measured: this one, or that of a wheel beside it.

That of a wheel has a venv of its own under build/, with the wheel and, of all else, the
very packages of this Python: what differs is the project. There the benchmark files of
this state run, on the inputs of this state.
"""

import hashlib
import json
import os
import shutil
import site
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.inputs import ROOT
from benchmarks.reporting.measured import Measurement
from billing.cli.memory import ALLOCATOR

OURS = ("benchmarks", "tests", "pyproject.toml")
"""What benchmarks need beside the project: that of here, whichever is measured."""


class MeasuringError(Exception):
    """A state cannot be measured or compared; says which, why, and what to do."""


@dataclass(frozen=True)
class State:
    """A state of the project.

    Attributes:
        name: What a reader knows it by.
        python: The Python that has it.
        folder: Where benchmarks run, so that they find it and no other state.
        environment: What is set for it.
    """

    name: str = "this state"
    python: str = sys.executable
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)

    def run_benchmarks(
        self, names: Sequence[str], sizes: dict[str, str], *options: str
    ) -> list[Measurement]:
        """Run benchmark files under pytest in a fresh process.

        Args:
            names: Which files.
            sizes: Sizes and rounds, as ``conftest`` reads them.
            options: More options of pytest.

        Raises:
            MeasuringError: A benchmark failed; pytest has said which.
        """
        pytest = ["pytest", "-q", "-p", "no:cacheprovider", "--benchmark-quiet"]
        files = [f"benchmarks/{name}" for name in names]
        # What pytest tells is for people; standard output may be asked for figures.
        stderr = sys.stderr.fileno()
        with tempfile.NamedTemporaryFile() as report:
            pytest.append(f"--benchmark-json={report.name}")
            self._run([*pytest, *options, *files], stderr, sizes)
            told = json.loads(Path(report.name).read_text())["benchmarks"]
        return [Measurement.of_pytest(one) for one in told]

    def count_instructions(self, *mixes: str) -> dict[str, float]:
        """What ``probes.instructions`` counts, in a fresh process.

        Raises:
            MeasuringError: It failed.
        """
        probe = ["benchmarks.probes.instructions", *mixes]
        counted: dict[str, float] = json.loads(self._run(probe, subprocess.PIPE, {}))
        return counted

    def _run(self, module: list[str], stdout: int, sizes: dict[str, str]) -> str:
        done = subprocess.run(
            [self.python, "-m", *module],
            cwd=self.folder,
            env={**os.environ, **ALLOCATOR, **self.environment, **sizes},
            stdout=stdout,
            text=True,
            check=False,
        )
        if done.returncode:
            told = (
                f"{module[0]} failed on {self.name} ({done.returncode}), as told above."
            )
            if self.folder != ROOT:
                told += (
                    " Where its inner names are others, have it measure itself (python"
                    " -m benchmarks.check --json) and give that file."
                )
            raise MeasuringError(told)
        return done.stdout


def state_of_wheel(wheel: Path) -> State:
    """The state that a wheel holds, in a venv that is made once.

    Raises:
        MeasuringError: It is no wheel of this project that this Python can install.
    """
    if not wheel.name.startswith("dbc_grouper-"):
        raise MeasuringError(f"{wheel}: no wheel of dbc-grouper by its name.")
    content = hashlib.sha256(wheel.read_bytes()).hexdigest()
    folder = ROOT / "build" / "against" / content[:12]
    python, ready = folder / "venv" / "bin" / "python", folder / "ready"
    if not ready.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder / "venv", with_pip=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        done = subprocess.run(
            [*pip, "--no-deps", wheel], capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(folder)
            why = (done.stderr.strip() or "no reason given").splitlines()[0]
            raise MeasuringError(f"{wheel}: pip cannot install it here: {why}")
        (packages,) = (folder / "venv").glob("lib/python*/site-packages")
        # After its own, so that the project is that of the wheel.
        (packages / "others.pth").write_text("\n".join(site.getsitepackages()) + "\n")
        for name in OURS:
            (folder / name).symlink_to(ROOT / name)
        ready.touch()
    environment = {"PYTHONPATH": "", "DBC_GROUPER_CACHE": str(folder / "cache")}
    return State(wheel.name, str(python), folder, environment)
