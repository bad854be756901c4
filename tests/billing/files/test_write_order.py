"""What a file holds is on disk before its name is, and the record comes last."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tabellen.sets.setrecord import ENDING

CALLS = "write,pwrite64,writev,fsync,fdatasync,?rename,?renameat,?renameat2,openat"

Call = tuple[str, str, str]
"""Name, path, and for a rename where to."""


@pytest.fixture
def traced(batch, tmp_path: Path) -> list[Call]:
    """Calls under the folder of the outputs, in their order."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    arguments, out = batch(), tmp_path / "out"
    out.mkdir()
    arguments[arguments.index("-o") + 1] = str(out / "grouped.csv")
    log = tmp_path / "log"
    trace = ("strace", "-f", "-y", "--seccomp-bpf", "-o", log, "-e", f"trace={CALLS}")
    command = (sys.executable, "-c", "from billing.cli import main; main()")
    done = subprocess.run(
        [*trace, "--", *command, *arguments, "--ozp", out / "ozp.csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("needs the right to trace")
    assert done.returncode == 0, done.stderr
    return list(calls_of(log.read_text(), out))


def calls_of(log: str, out: Path):
    for line in log.splitlines():
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if call is None:
            continue
        name, rest = call.groups()
        paths = re.findall(rf'[<"]({re.escape(str(out))}[^>"]*)[>"]', rest)
        if paths:
            yield name, paths[0], paths[1] if name.startswith("rename") else rest


def places(traced: list[Call], name: str, path: str) -> list[int]:
    return [
        at
        for at, (call, own, _) in enumerate(traced)
        if call.startswith(name) and own == path
    ]


def test_file_is_written_synced_renamed_and_then_its_folder_synced(traced, tmp_path):
    out = str(tmp_path / "out")
    renames = [(at, call) for at, call in enumerate(traced) if call[0][:3] == "ren"]
    names = [Path(to).name for _, (_, _, to) in renames]
    record = f"grouped.csv{ENDING}"
    assert names[0] == names[-1] == record
    assert set(names) == {record, "grouped.csv", f"ozp.csv{ENDING}", "ozp.csv"}
    synced = places(traced, "fsync", out)
    for at, (_, staged, _) in renames:
        written, on_disk = (places(traced, name, staged) for name in ("write", "fsync"))
        assert written[-1] < on_disk[-1] < at < synced[-1]
    # After the record that the set is being replaced, after the files, after the last.
    first, last = renames[0][0], renames[-1][0]
    assert first < synced[0] < renames[1][0]
    assert renames[-2][0] < synced[1] < last < synced[2]


def test_files_are_made_new_for_their_owner_in_the_folder_of_the_output(traced):
    made = [rest for call, _, rest in traced if call == "openat" and "O_EXCL" in rest]
    assert len(made) >= 4
    for rest in made:
        assert "O_NOFOLLOW" in rest
        assert "0600" in rest
