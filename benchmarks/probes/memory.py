"""Peak memory of fresh processes: compiling a release, grouping files of any size."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.inputs import batch_files, pool, use_own_cache
from billing.cli.memory import ALLOCATOR

_PEAK = """
# That of this program alone; ru_maxrss may hold what its parent had.
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) for line in status if "VmHWM" in line) * 1024)
"""

_COMPILE = """
from grouper.compiling.compiler import compile_structure
from grouper.compiled.store import save_compiled
from productstructure.reader import read_release
save_compiled(compile_structure(read_release(sys.argv[1])), sys.argv[2])
"""

_GROUP = """
from billing.work.group import group_files
group_files([sys.argv[1]], sys.argv[2], sys.argv[3], out=sys.argv[4], digest=False)
"""


def why_not() -> str | None:
    """Why no peak can be told here; None when it can."""
    if not Path("/proc/self/status").exists():
        return "needs /proc, which Linux has"
    return None


def peaks(sizes: Iterable[int]) -> dict[str, int]:
    """Bytes that a process takes at most, by what it does.

    That is: from the published release to a compiled file, and for each size a batch in
    two ascending Parquet files.
    """
    use_own_cache()
    release = pool().release
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {"compile": _peak(_COMPILE, release, folder / "release.dbc")}
        for rows in sizes:
            # The release is compiled and kept by now; its opening is part of the job.
            out = folder / f"{rows}.parquet"
            found[f"group {rows}"] = _peak(_GROUP, release, *batch_files(rows), out)
    return found


def _peak(job: str, *args: Path) -> int:
    program = f"import sys\n{job}\n{_PEAK}"
    told = subprocess.run(
        [sys.executable, "-c", program, *map(str, args)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ALLOCATOR},
    )
    return int(told.stdout.split()[-1])
