"""The exit codes that a person reads of are those that commands end with."""

import subprocess
import sys

from billing.cli.exitcodes import ExitCode

# Issue 15, number 12.
ALL = [0, 1, 2, 3, 70, 129, 130, 141, 143]


def test_all_exit_codes_are_named():
    assert [int(code) for code in ExitCode] == ALL


def test_help_shows_every_exit_code_on_a_line_of_its_own():
    done = subprocess.run(
        [sys.executable, "-c", "from billing.cli import main; main()", "--help"],
        env={"COLUMNS": "80", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    begin = lines.index("Exit codes:") + 1
    assert lines[begin : begin + len(ALL)] == [
        f"{code:d}  {code.meaning}" for code in ExitCode
    ]
