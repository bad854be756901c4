"""Peak memory of fresh processes: compiling a release, grouping files of any size.

Run: ``python -m benchmarks.probes.memory [--rows 20000000]``.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.inputs import ROOT, batch_files, pool, use_own_cache
from billing.cli.memory import ALLOCATOR
from billing.cli.screen import say

_PEAK = """
import resource, sys
try:
    # That of this program alone; ru_maxrss may hold what its parent had.
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if "VmHWM" in line) * 1024
except FileNotFoundError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
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


def peak_of_compiling() -> int:
    """Bytes a process takes at most from the published release to a compiled file."""
    with tempfile.TemporaryDirectory() as folder:
        return _peak(_COMPILE, pool().release, Path(folder) / "release.dbc")


def peak_of_grouping(rows: int) -> int:
    """Bytes a process takes at most for a batch in two ascending Parquet files."""
    use_own_cache()
    files = batch_files(rows)
    # The release is compiled and kept by now; its opening is part of the job.
    with tempfile.TemporaryDirectory() as folder:
        return _peak(_GROUP, pool().release, *files, Path(folder) / "grouped.parquet")


def _peak(job: str, *args: Path) -> int:
    program = f"import sys\n{job}\n{_PEAK}"
    told = subprocess.run(
        [sys.executable, "-c", program, *map(str, args)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **ALLOCATOR},
    )
    return int(told.stdout.split()[-1])


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    rows = parser.parse_args().rows
    say(f"compile: {peak_of_compiling() / 2**20:,.0f} MiB")
    say(f"group {rows:,} rows: {peak_of_grouping(rows) / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
