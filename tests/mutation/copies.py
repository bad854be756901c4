"""Private copies of the tree: one for each worker, built with bounds checks."""

import filecmp
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LEFT_OUT = {".git", ".venv", "build", "dist", "out", "__pycache__", ".hypothesis"}


def prepare(root: Path, folder: Path) -> Path:
    """Make a copy equal to the tree, but for what is built in it; gives its place."""
    project = folder / "project"
    files = set(_files(root))
    for file in files:
        place = project / file
        if not place.is_file() or not filecmp.cmp(root / file, place, shallow=False):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / file, place)
    for file in set(_files(project)) - files:
        (project / file).unlink()
    _link(root / "data", project / "build/pp/dbc_grouper_data")
    if (root.parent / "shared").is_dir():
        _link((root.parent / "shared").resolve(), folder / "shared")
    return project


def environment(folder: Path) -> dict[str, str]:
    """How a process finds the copy before anything else, and leaves no traces."""
    project = folder / "project"
    found = [str(project), str(project / "build/pp")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*found, os.environ.get("PYTHONPATH", "")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",
        "DBC_MUTATION_FOLDER": str(folder),
        "DBC_GROUPER_CACHE": "",
        "POLARS_MAX_THREADS": "2",
        "TMPDIR": _made(folder / "tmp"),
    }


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a worker in a copy: it reads tasks and writes answers, a line each."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.mutation.worker"],
        cwd=folder / "project",
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [
            name
            for name in names
            if name not in LEFT_OUT and not name.endswith(("_cache", ".egg-info"))
        ]
        for file in files:
            if not file.endswith((".so", ".pyc", ".c")):
                yield (Path(folder) / file).relative_to(root)


def _link(target: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(target)


def _made(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
