"""One worker: tasks come as lines of JSON, and so do the answers.

It stands in a private copy of the tree. A task with a mutant changes one file of the
copy, builds it where it is a .pyx, runs tests in stages, and puts the file back.
"""

import compileall
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lxml.etree
import numpy
import polars
import typer.testing
import xlsxwriter

from tests.mutation.running import Outcome, forked

LOADED = (lxml.etree, numpy, polars, typer.testing, xlsxwriter)
BUILT = "build/cython-debug"


def main() -> None:
    """Answer tasks until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        task = json.loads(line)
        outcome = DO[task["do"]](task)
        answers.write(json.dumps(asdict(outcome)) + "\n")
        answers.flush()


def mutate(task: dict[str, Any]) -> Outcome:
    """Change a file, run the stages of tests until one fails, and restore."""
    path = Path(task["path"])
    saved = [path, *(_built(path) if path.suffix == ".pyx" else ())]
    kept = {file: _keep(file) for file in saved}
    try:
        path.write_text(task["text"])
        for old in path.parent.glob(f"__pycache__/{path.stem}.*"):
            old.unlink()
        if path.suffix == ".pyx" and not build():
            return Outcome(passed=False, reason="does not compile")
        ran, seconds = 0, 0.0
        for names in task["stages"]:
            expected = sum(task["seconds"].get(name, 0.0) for name in names)
            outcome = forked({"do": "run", "tests": names}, 60 + 6 * expected)
            ran, seconds = ran + outcome.ran, seconds + outcome.seconds
            if not outcome.passed:
                break
        else:
            return Outcome(passed=True, ran=ran, seconds=seconds)
        outcome.ran, outcome.seconds = ran, seconds
        return outcome
    finally:
        for file, copy in kept.items():
            # With its own time: what is older than what was made of it is up to date.
            shutil.copy2(copy, file)


def measure(task: dict[str, Any]) -> Outcome:
    """Run one file of tests and see what each test reaches."""
    return forked(task, 1200)


def built(task: dict[str, Any]) -> Outcome:
    """Build the copy, and compile its modules."""
    passed = build()
    compileall.compile_dir(".", quiet=2)
    return Outcome(passed, reason=task["do"])


def build() -> bool:
    """Compile what is newer than what was made of it; with bounds checks."""
    return (
        subprocess.run(
            [sys.executable, "setup.py", "-q", "build_ext", "--inplace"],
            env={**os.environ, "DBC_DEBUG_BUILD": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=600,
            check=False,
        ).returncode
        == 0
    )


def _built(path: Path) -> list[Path]:
    made = [
        *Path(BUILT).glob(f"{path.parent}/{path.stem}.c"),
        *Path("build").glob(f"temp.*/{BUILT}/{path.parent}/{path.stem}.o"),
        *Path("build").glob(f"lib.*/{path.parent}/{path.stem}.*.so"),
        *path.parent.glob(f"{path.stem}.*.so"),
    ]
    assert len(made) == 4, made
    return made


def _keep(file: Path) -> Path:
    kept = Path(os.environ["DBC_MUTATION_FOLDER"]) / "kept" / file
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, kept)
    return kept


DO = {"mutate": mutate, "measure": measure, "build": built}

if __name__ == "__main__":
    main()
