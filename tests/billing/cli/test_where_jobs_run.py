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

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, frame
from support.tarieven.tarieffiles import TABLES

DATA = Path(dbc_grouper_data.__file__).parent
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
    """Group a small batch in a process; gives what it answered and its outputs.

    With ``whole`` another command is run, of which the arguments are these.
    """
    frame([GOOD], GOOD).write_csv(place / "s.csv")
    frame([LINE], LINE).write_csv(place / "z.csv")
    shutil.copyfile(release, place / "example.dbc")
    count = 0

    def run(
        *,
        env=None,
        before=None,
        prefix=(),
        arguments=(),
        command=COMMAND,
        whole=None,
        **kwargs,
    ):
        nonlocal count
        count += 1
        folder = place / f"job{count}"
        folder.mkdir()
        folder.chmod(0o777)
        group = (
            *("group", "--release", "../example.dbc"),
            *("--subtrajecten", "../s.csv", "--zorgactiviteiten", "../z.csv"),
            *("-o", "out.csv", "--ozp", "ozp.parquet", *arguments),
        )
        done = subprocess.run(
            [*prefix, *command, *(whole or group)],
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


@pytest.fixture(scope="module")
def known() -> dict[bytes, dict[str, str]]:
    """Outputs of an ordinary job, by the batch that it grouped."""
    return {}


@pytest.fixture
def ordinary(job, place: Path, known: dict[bytes, dict[str, str]]):
    """Give what an ordinary job writes of the batch: the same in any folder."""

    def files() -> dict[str, str]:
        batch = b"".join((place / name).read_bytes() for name in ("s.csv", "z.csv"))
        if batch not in known:
            env = {"LANG": "nl_NL.UTF-8", "TZ": "Europe/Amsterdam"}
            done, known[batch] = job(env=env)
            assert done.returncode == 0, done.stderr
            assert {"out.csv", "ozp.parquet"} <= known[batch].keys()
        return known[batch]

    return files


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _close(*numbers: int):
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


@pytest.mark.parametrize(
    "numbers", [(0,), (1,), (2,), (1, 2), (0, 1, 2)], ids=lambda each: str(each)
)
def test_streams_that_are_closed_stop_nothing(job, ordinary, numbers):
    done, files = job(before=_close(*numbers))
    assert done.returncode == 0, done.stderr
    assert files == ordinary()


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


@pytest.fixture(scope="session")
def turkish(tmp_path_factory) -> dict[str, str]:
    """An environment in which the small letter of I is not i, for C libraries too."""
    folder = tmp_path_factory.mktemp("locales")
    localedef = shutil.which("localedef")
    sources = Path("/usr/share/i18n/locales/tr_TR")
    if localedef is None or not sources.is_file():
        pytest.skip("needs localedef and the sources of locales, to make tr_TR.UTF-8")
    made = [localedef, "-i", "tr_TR", "-f", "UTF-8", folder / "tr_TR.UTF-8"]
    subprocess.run(made, check=True, capture_output=True)
    place = {
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
        "LOCPATH": str(folder),
    }
    # Without that locale the C library goes on in C, and nothing would be tested.
    code = "import locale; locale.setlocale(locale.LC_ALL, '')"
    subprocess.run([sys.executable, "-c", code], env=place, check=True)
    return place


def _mounted(commands: str) -> list[str]:
    """How to run where the folder of the job can be written, after some commands."""
    unshare = shutil.which("unshare")
    if (
        unshare is None
        or subprocess.run([unshare, "-m", "true"], check=False).returncode
    ):
        pytest.skip("needs unshare and the right to mount, to have other file systems")
    script = f'mount --bind . . && {commands} && cd "$PWD" && exec "$@"'
    return [unshare, "-m", "sh", "-ec", script, "sh"]


def _read_only() -> list[str]:
    """How to run where the root file system is read-only, with the temporary folder."""
    # /tmp may be a file system of its own; of HOME it is tested that it is not.
    return _mounted(
        "mount --bind /tmp /tmp && mount --bind . . && mount -o remount,bind,ro /tmp "
        "&& mount -o remount,bind,ro / && ! touch $HOME/x 2>/dev/null"
    )


def test_read_only_root_changes_no_byte(job, ordinary, place):
    if not str(place).startswith("/tmp/"):
        pytest.skip("the temporary folder is not /tmp")
    done, files = job(prefix=_read_only(), env={"DBC_GROUPER_CACHE": str(place / "c")})
    assert done.returncode == 0, done.stderr
    assert files == ordinary()
    # A compiled release needs no cache.
    assert done.stderr == ""


# As if a batch had more activities than are held in memory.
ASIDE = "import billing.work.ways_to_group as own; own.IN_MEMORY = 0"
LAYS_ASIDE = [sys.executable, "-c", f"{ASIDE}; {COMMAND[-1]}"]


@pytest.fixture
def unordered(job, place):
    """Let the batch of the job be one whose activities are laid aside."""
    numbers = [f"A{number:04d}" for number in range(500)]
    rows = [{**GOOD, "subtraject_nummer": number} for number in numbers]
    lines = [{**LINE, "subtraject_nummer": number} for number in reversed(numbers)]
    frame(rows, GOOD).write_csv(place / "s.csv")
    frame(lines, LINE).write_csv(place / "z.csv")


def _filled(kib: int) -> list[str]:
    """How to run where $HOME/aside, of 64 KiB, is filled so far."""
    return _mounted(
        'mkdir -p "$HOME/aside" && mount -t tmpfs -o size=64k none "$HOME/aside" '
        f'&& head -c {kib}k /dev/zero > "$HOME/aside/rest"'
    )


@pytest.mark.parametrize("out", ["../aside/out.csv", "../aside/out.parquet"])
def test_disk_that_is_nearly_full_is_told_before_any_work(job, out):
    """All of its 64 KiB are free, which may do, and may not."""
    done, files = job(prefix=_filled(0), arguments=("-o", out))
    assert done.returncode == 3
    assert done.stderr.strip().count("\n") == 0
    assert f"{out}: 64 KiB is free on its disk, and 1,024 has to be." in done.stderr
    assert files == {}


@pytest.mark.usefixtures("unordered")
@pytest.mark.parametrize("kib", [60, 64])
def test_full_temporary_folder_changes_no_byte_where_it_is_not_needed(
    job, ordinary, place, kib
):
    done, files = job(prefix=_filled(kib), env={"TMPDIR": str(place / "aside")})
    assert done.returncode == 0, done.stderr
    assert files == ordinary()


@pytest.mark.usefixtures("unordered")
def test_full_temporary_folder_is_said_where_it_is_needed(job, place):
    # Room for a look whether it can be written, and not for the rows.
    env = {"TMPDIR": str(place / "aside")}
    done, files = job(prefix=_filled(60), env=env, command=LAYS_ASIDE)
    assert done.returncode == 3, done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert str(place / "aside") in done.stderr
    assert "No space left" in done.stderr
    assert files == {}


@pytest.mark.usefixtures("unordered")
@pytest.mark.parametrize("name", ["absent", "s.csv", ""])
def test_temporary_folder_that_is_none_changes_no_byte(job, ordinary, place, name):
    for command in (COMMAND, LAYS_ASIDE):
        done, files = job(env={"TMPDIR": str(place / name)}, command=command)
        assert done.returncode == 0, done.stderr
        assert files == ordinary()


PLACES = {
    "C": {"LANG": "C", "LC_ALL": "C"},
    "POSIX without UTF-8": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    "Samoa": {"TZ": "Pacific/Apia"},
    "far west": {"TZ": "Etc/GMT+12"},
    "no zone": {"TZ": "nonsense"},
}


@pytest.mark.parametrize("name", PLACES)
def test_place_changes_no_byte(job, ordinary, name):
    done, files = job(env=PLACES[name])
    assert done.returncode == 0, done.stderr
    assert files == ordinary()


def test_turkish_changes_no_byte(job, ordinary, turkish):
    done, files = job(env=turkish)
    assert done.returncode == 0, done.stderr
    assert files == ordinary()


def test_night_is_the_same_bytes_in_every_place(job, place, turkish):
    tables = dbc_grouper_data.batch_paths()
    rows, lines = (pl.read_csv(p, separator=";", infer_schema=False) for p in tables)
    rows.head(30).write_csv(place / "s.csv", separator=";")
    lines.write_csv(place / "z.csv", separator=";")
    (place / "tabellen.toml").write_text(TABLES)
    (place / "nacht.toml").write_text(
        'out = "nacht"\nverwerkingsdatum = 2025-01-31\nthreads = 2\n'
        '[group]\nreleases = ["example.dbc"]\n'
        'subtrajecten = "s.csv"\nzorgactiviteiten = "z.csv"\n'
        '[price]\ntarieven = ["tabellen.toml"]\n'
        f'verzekeringen = "{DATA}/tarieven/verzekeringen.csv"\n'
        "[grenzen]\nmax_refused = 1\nmax_lost = 1\nmax_unlinked = 1\n"
    )
    arguments = ["run", "../nacht.toml", "-o", "out"]
    ordinary, plain = job(whole=arguments, env={"TZ": "Europe/Amsterdam"})
    assert ordinary.returncode == 0, ordinary.stderr
    assert any(name.endswith("prijsbesluiten.parquet") for name in plain)
    for env, mask in (
        ({**turkish, "TZ": "Pacific/Apia"}, 0o000),
        ({"LC_ALL": "C", "TZ": "Etc/GMT+12", "TMPDIR": "/absent"}, 0o077),
    ):
        done, files = job(
            whole=arguments, env=env, before=lambda own=mask: os.umask(own) and None
        )
        assert done.returncode == 0, done.stderr
        assert files == plain


@pytest.mark.parametrize("mask", [0o077, 0o000, 0o777])
def test_umask_changes_no_byte_and_no_right(job, ordinary, place, mask):
    done, files = job(before=lambda: os.umask(mask) and None)
    assert done.returncode == 0, done.stderr
    assert files == ordinary()
    for name in files:
        assert (place / "job1" / name).stat().st_mode & 0o777 == 0o600
