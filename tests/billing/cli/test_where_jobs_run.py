"""A job in a place that a person never sees: no streams, few processes, other locales.

Each is a process of its own; the outputs are those of an ordinary one.
"""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.files.batchfiles import GOOD, LINE, frame

COMMAND = [sys.executable, "-c", "from billing.cli import main; main()"]
PLAIN = {
    name: os.environ[name]
    for name in ("PATH", "PYTHONPATH", "DBC_GROUPER_CACHE")
    if name in os.environ
}
MOST_SECONDS = 60


@pytest.fixture
def place():
    """A folder that every user may look into and write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def job(place: Path, release: Path):
    """Group a small batch in a process; gives what it answered and its outputs."""
    frame([GOOD], GOOD).write_csv(place / "s.csv")
    frame([LINE], LINE).write_csv(place / "z.csv")
    shutil.copyfile(release, place / "example.dbc")
    count = 0

    def run(*, env=None, before=None, prefix=(), arguments=(), **kwargs):
        nonlocal count
        count += 1
        folder = place / f"job{count}"
        folder.mkdir()
        folder.chmod(0o777)
        call = (
            *(*prefix, *COMMAND, "group", "--release", "../example.dbc"),
            *("--subtrajecten", "../s.csv", "--zorgactiviteiten", "../z.csv"),
            *("-o", "out.csv", "--ozp", "ozp.parquet", *arguments),
        )
        done = subprocess.run(
            call,
            cwd=folder,
            env={**PLAIN, "HOME": str(place), **(env or {})},
            preexec_fn=before,
            capture_output=True,
            text=True,
            check=False,
            timeout=MOST_SECONDS,
            **kwargs,
        )
        return done, _hashes(folder)

    return run


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def _close(*numbers: int):
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


@pytest.mark.parametrize(
    "numbers", [(0,), (1,), (2,), (1, 2), (0, 1, 2)], ids=lambda each: str(each)
)
def test_streams_that_are_closed_stop_nothing(job, numbers):
    _, ordinary = job()
    done, files = job(before=_close(*numbers))
    assert done.returncode == 0, done.stderr
    assert files == ordinary


def test_closed_streams_do_not_hide_a_fault(job):
    done, files = job(before=_close(0, 1, 2), arguments=["--digest", "--nonsense"])
    assert done.returncode == 2
    assert files == {}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["verify", "x"]])
def test_full_standard_output_is_said_in_one_sentence(arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=PLAIN,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=MOST_SECONDS,
        )
    assert done.returncode == 3
    assert done.stderr.count("\n") <= 2
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def _few(number: int):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NPROC, (number, number))

    return limit


def _as_nobody() -> list[str]:
    """How to run as a user without a passwd entry; its limits count for root too."""
    setpriv = shutil.which("setpriv")
    if setpriv is None or os.geteuid() != 0:
        pytest.skip("needs root and setpriv, to be a user of whom nothing runs")
    reads = "+dac_read_search,+dac_override"
    return [
        *(setpriv, "--reuid", "54321", "--clear-groups"),
        *("--inh-caps", reads, "--ambient-caps", reads),
    ]


@pytest.mark.parametrize("arguments", [[], ["--threads", "1"]])
@pytest.mark.parametrize("number", [1, 2, 8, 16, 24])
def test_few_processes_are_enough_or_that_is_said(job, number, arguments):
    prefix = [*_as_nobody(), "prlimit", f"--nproc={number}"]
    done, files = job(prefix=prefix, arguments=arguments)
    if number >= 16:
        assert done.returncode == 0, done.stderr
        assert "out.csv" in files
        return
    assert done.returncode == 3, done.stderr
    assert "ulimit -u" in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert files == {}


PLACES = {
    "C": {"LANG": "C", "LC_ALL": "C"},
    "POSIX without UTF-8": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    "Samoa": {"TZ": "Pacific/Apia"},
    "far west": {"TZ": "Etc/GMT+12"},
    "no zone": {"TZ": "nonsense"},
}


@pytest.mark.parametrize("name", PLACES)
def test_place_changes_no_byte(job, name):
    _, ordinary = job(env={"LANG": "nl_NL.UTF-8", "TZ": "Europe/Amsterdam"})
    done, files = job(env=PLACES[name])
    assert done.returncode == 0, done.stderr
    assert files == ordinary


@pytest.mark.parametrize("mask", [0o077, 0o000, 0o777])
def test_umask_changes_no_byte_and_no_right(job, place, mask):
    _, ordinary = job()
    done, files = job(before=lambda: os.umask(mask) and None)
    assert done.returncode == 0, done.stderr
    assert files == ordinary
    for name in files:
        assert (place / "job2" / name).stat().st_mode & 0o777 == 0o600
