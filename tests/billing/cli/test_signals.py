"""A command that is asked to end leaves nothing of a patient behind, nor in part."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dbc_grouper_data
import pytest

from tabellen.sets.spilling import PREFIX, spill_folder, sweep_spills

SLOW = """\
import hashlib, os, signal, time
import billing.files.grouped
from billing.cli import main

# As a person starts it: one that runs these tests in the background or under nohup has
# its programs ignore them.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
whole = billing.files.grouped.count_findings

def wait(*given):
    open(os.environ["SIGN"], "w").close()
    {wait}
    return whole(*given)

billing.files.grouped.count_findings = wait
main()
"""
PATIENT = "time.sleep(60)"
DEAF = 'hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)'
"""Keeps the main thread from answering signals, as a long query would."""


def begun(tmp_path: Path, out: Path, release: Path, wait: str) -> subprocess.Popen:
    """A group command that has rows in its files and waits."""
    (tmp_path / "slow.py").write_text(SLOW.format(wait=wait))
    sign, rows = tmp_path / "sign", dbc_grouper_data.batch_paths()
    process = subprocess.Popen(
        [
            *(sys.executable, tmp_path / "slow.py", "group", "--release", release),
            *("--subtrajecten", rows[0], "--zorgactiviteiten", rows[1]),
            *("-o", out, "--ozp", out.with_name("ozp.parquet")),
        ],
        env={**os.environ, "SIGN": str(sign)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not sign.exists():
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.05)
    return process


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
)
def test_command_that_is_asked_to_end_leaves_what_was_there(
    tmp_path, release, number, code
):
    out = tmp_path / "out" / "grouped.parquet"
    out.parent.mkdir()
    out.write_text("of before")
    process = begun(tmp_path, out, release, PATIENT)
    assert len(list(out.parent.iterdir())) > 3
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"Traceback" not in said
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    assert out.read_text() == "of before"


def test_command_that_cannot_answer_is_ended_beside_its_work(tmp_path, release):
    out = tmp_path / "out" / "grouped.parquet"
    out.parent.mkdir()
    process = begun(tmp_path, out, release, DEAF)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 143
    assert list(out.parent.iterdir()) == []


def test_second_run_on_one_output_is_refused_while_the_first_lives(
    tmp_path, release, command
):
    out = tmp_path / "out" / "grouped.parquet"
    out.parent.mkdir()
    process = begun(tmp_path, out, release, PATIENT)
    again = [
        *("group", "--release", release, "-o", out),
        *("--subtrajecten", dbc_grouper_data.batch_paths()[0]),
        *("--zorgactiviteiten", dbc_grouper_data.batch_paths()[1]),
    ]
    try:
        staged = sorted(path.name for path in out.parent.iterdir())
        answer = command(*again)
        assert answer.exit_code == 3
        assert "grouped.parquet is in use" in answer.err.replace("\n", " ")
        assert sorted(path.name for path in out.parent.iterdir()) == staged
    finally:
        process.kill()
        process.communicate()
    assert sorted(path.name for path in out.parent.iterdir()) == staged
    assert command(*again).exit_code == 0
    assert not [p for p in out.parent.iterdir() if p.name.startswith(".")]


def test_spills_of_a_killed_run_go_and_those_of_a_living_one_stay(tmp_path):
    with spill_folder(tmp_path) as living:
        (living / "rows.arrow").touch()
        assert oct(living.stat().st_mode)[-3:] == "700"
        left = tmp_path / f"{PREFIX}left"
        left.mkdir()
        (left / "rows.arrow").touch()
        (left / "owner.lock").touch()
        (tmp_path / f"{PREFIX}empty").mkdir()
        sweep_spills(tmp_path)
        assert list(tmp_path.iterdir()) == [living]
        assert (living / "rows.arrow").exists()
    assert os.listdir(tmp_path) == []  # noqa: PTH208
