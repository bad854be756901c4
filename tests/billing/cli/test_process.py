"""The command in a process of its own: pipes, terminals, signals, imports."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import dbc_grouper_data
import pytest
from support.terminal import COMMAND, on_terminal


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *(str(argument) for argument in arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_demo_in_a_pipe_is_plain_text_without_a_bar(tmp_path):
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert not re.search("[─━│█]", done.stdout)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "check",
        "findings.csv",
        "grouped.parquet",
        "grouped.parquet.provenance.json",
        "ozp.parquet",
        "ozp.parquet.provenance.json",
        "prijsbesluiten.parquet",
        "prijsbesluiten.parquet.findings.csv",
        "prijsbesluiten.parquet.provenance.json",
        "rejected.csv",
    ]


def test_terminal_gets_tables_and_a_bar(tmp_path):
    rows, lines = dbc_grouper_data.batch_paths()
    code, shown = on_terminal(
        *("group", "--release", dbc_grouper_data.release_path(), "-o", "out.parquet"),
        *("--subtrajecten", rows, "--zorgactiviteiten", lines),
        cwd=tmp_path,
    )
    assert code == 0
    assert "\x1b[" in shown
    assert re.search("[─━]", shown)
    assert "Grouping" in shown


def test_reader_that_goes_away_is_no_fault(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "demo"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_interrupt_ends_with_130_and_no_traceback(tmp_path):
    waiting = tmp_path / "release.zip"
    os.mkfifo(waiting)
    process = subprocess.Popen(
        [*COMMAND, "compile", str(waiting)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    # The command has come to the release once our side of the pipe can be opened; with
    # our side closed it cannot wait for more, should the signal come between two reads.
    with waiting.open("wb"):
        process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said


def test_group_of_a_compiled_release_leaves_heavy_imports_alone(batch):
    code = (
        "import sys\n"
        "from billing.cli import main\n"
        "heavy = {'lxml', 'rich', 'fastexcel', 'tariffs'}\n"
        "try:\n    main()\nfinally:\n"
        "    print(heavy & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *batch()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "set()\n"


def test_help_does_not_wait_for_polars(tmp_path):
    code = (
        "import sys\n"
        "from billing.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    print('polars' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "False\n"


@pytest.mark.parametrize("asked", [False, True])
def test_words_of_libraries_are_shown_to_who_asks_for_tracebacks(
    monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    monkeypatch.setenv("DBC_GROUPER_TRACEBACK", str(int(asked)))
    program = (
        "import os\n"
        "import billing.cli.app as module\n"
        "def app():\n"
        "    os.write(2, b'panicked at a row\\n')\n"
        "    module.say('Error: ours', err=True)\n"
        "module.app = app\n"
        "module.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr == "panicked at a row\n" * asked + "Error: ours\n"


def test_process_that_is_ended_from_within_says_at_which_line():
    program = (
        "import os\n"
        "import billing.cli.app as module\n"
        "module.app = os.abort\n"
        "module.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGABRT
    assert done.stderr.startswith("Fatal Python error: Aborted")


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_import_starts_no_thread_that_a_fork_would_lose():
    program = (
        "from pathlib import Path\n"
        "import billing.work.answer, billing.night.run, billing.work.verify\n"
        "for own in Path('/proc/self/task').iterdir():\n"
        "    print((own / 'comm').read_text().strip())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "polars-0" not in done.stdout.splitlines()


@pytest.mark.parametrize(
    ("command", "setting"),
    [("group", "dirty_decay_ms:-1,muzzy_decay_ms:-1"), ("check", "thp:always")],
)
def test_allocator_is_set_before_polars_is_there_unless_the_user_has_set_it(
    monkeypatch: pytest.MonkeyPatch, command: str, setting: str
) -> None:
    program = (
        "import os, sys\n"
        "from billing.cli import main\n"
        f"sys.argv[1:] = ['{command}', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('polars' in sys.modules, os.environ['_RJEM_MALLOC_CONF'])\n"
    )

    def told() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()[-1].split()

    monkeypatch.delenv("_RJEM_MALLOC_CONF", raising=False)
    assert told() == ["False", setting]
    monkeypatch.setenv("_RJEM_MALLOC_CONF", "dirty_decay_ms:1")
    assert told() == ["False", "dirty_decay_ms:1"]


@pytest.mark.parametrize(
    ("words", "place", "offered"),
    [
        ("dbc-grouper gr", 1, ["group"]),
        ("dbc-grouper pricelist ch", 2, ["check"]),
        ("dbc-grouper group --herst", 2, ["--herstel"]),
        ("dbc-grouper price --bij-einddatum W", 3, ["WEIGER"]),
    ],
)
def test_a_shell_is_offered_commands_options_and_choices(
    tmp_path, monkeypatch, words, place, offered
):
    monkeypatch.setenv("_DBC_GROUPER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(place))
    assert run(cwd=tmp_path).stdout.split() == offered
