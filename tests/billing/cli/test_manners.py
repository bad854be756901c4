"""What every command takes: how much it says, and in which form."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
from dbc_grouper_data import batch_paths, release_path

from billing.cli.app import app

ROWS, LINES = batch_paths()
GROUP = (
    *("group", "--release", release_path(), "--subtrajecten", ROWS),
    *("--zorgactiviteiten", LINES),
)


def commands() -> Iterator[tuple[str, click.Command]]:
    whole: Any = typer.main.get_command(app)
    for name, command in whole.commands.items():
        if hasattr(command, "commands"):
            yield from (
                (f"{name} {own}", each) for own, each in command.commands.items()
            )
        else:
            yield name, command


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda each: str(each)
)
def test_every_command_has_the_options_of_all(name, command):
    options = {opt for param in command.params for opt in param.opts}
    assert {"-q", "--quiet", "-v", "--verbose", "--json", "--log"} <= options
    assert command.help


def test_quiet_says_nothing(command, tmp_path):
    answer = command(*GROUP, "-o", tmp_path / "o.csv", "-q")
    assert (answer.exit_code, answer.out, answer.err) == (0, "", "")
    assert (tmp_path / "o.csv").exists()


def test_quiet_still_says_what_went_wrong(command, tmp_path):
    answer = command(*GROUP, "-o", tmp_path / "geen" / "o.csv", "-q")
    assert answer.exit_code == 2
    assert "does not exist" in answer.err


def test_summary_as_json_has_what_the_screen_has(command, tmp_path):
    shown = command(*GROUP, "-o", tmp_path / "o.csv").out
    told = json.loads(command(*GROUP, "-o", tmp_path / "o.csv", "--json").out)
    assert (told["command"], told["exit_code"]) == ("group", 0)
    assert told["files"][0] == str(tmp_path / "o.csv")
    (statuses,) = [t for t in told["tables"] if t["title"].startswith("subtrajecten")]
    assert dict(statuses["rows"])["ok"] > 8_000
    for table in told["tables"]:
        if table["rows"]:
            assert table["title"] in shown


def test_summary_of_what_failed_has_its_exit_code(command, tmp_path):
    answer = command(*GROUP, "-o", tmp_path / "o.csv", "--json", "--max-rejected", "0")
    assert answer.exit_code == 1
    assert json.loads(answer.out)["exit_code"] == 1
    assert "max-rejected" in answer.err
    absent = command("verify", tmp_path / "geen.csv", "--json")
    assert json.loads(absent.out)["exit_code"] == absent.exit_code != 0


def test_one_summary_is_not_told_again_by_the_next(command, tmp_path):
    command(*GROUP, "-o", tmp_path / "o.csv", "--json")
    assert not command("columns", "tarief").out.startswith("{")


def test_verbose_tells_each_step_with_its_time(command, tmp_path):
    answer = command(*GROUP, "-o", tmp_path / "o.csv", "-v")
    assert " s  Opening the release" in answer.err
    assert "Opening the release" not in answer.out


def test_log_holds_steps_as_lines_of_json(command, tmp_path):
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        command(*GROUP, "-o", tmp_path / "o.csv", "--log", log)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["wat"] for line in lines if line["wat"] != "stap"] == [
        *("begin", "einde", "begin", "einde")
    ]
    assert all(line["tijd"].startswith("20") for line in lines)
    assert {"stap", "commando"} <= set(lines[1])


def test_log_of_what_failed_names_the_kind_and_nothing_of_a_patient(command, tmp_path):
    log = tmp_path / "log.jsonl"
    command(*GROUP, "-o", tmp_path / "o.csv", "--log", log, "--max-rejected", "0")
    (fault,) = [
        line
        for line in map(json.loads, log.read_text().splitlines())
        if line["wat"] == "fout"
    ]
    assert fault["soort"] == "GateError"
    assert "S0" not in log.read_text()


def test_log_may_go_to_standard_error(command, tmp_path):
    answer = command(*GROUP, "-o", tmp_path / "o.csv", "--log", "-")
    assert json.loads(answer.err.splitlines()[0])["wat"] == "begin"


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link"])
def test_log_is_never_an_input(command, tmp_path, way):
    rows = tmp_path / "rows.csv"
    rows.write_bytes(Path(GROUP[4]).read_bytes())
    log = rows if way == "itself" else tmp_path / "log.jsonl"
    if way == "symlink":
        log.symlink_to(rows)
    elif way == "hard link":
        log.hardlink_to(rows)
    group = [*GROUP[:4], rows, *GROUP[5:], "-o", tmp_path / "o.csv"]
    before = rows.read_bytes()
    answer = command(*group, "--log", log)
    assert answer.exit_code == 2
    assert "is named twice" in answer.err
    assert rows.read_bytes() == before


def test_log_is_added_to_a_log_only(command, tmp_path):
    night = tmp_path / "nacht.toml"
    night.write_text("out = 'uit'\n")
    record = tmp_path / "r.json"
    record.write_text("{}\n")
    for path in (night, record):
        before = path.read_bytes()
        answer = command(*GROUP, "-o", tmp_path / "o.csv", "--log", path)
        assert answer.exit_code == 2
        assert "is no log of dbc-grouper" in answer.err
        assert path.read_bytes() == before
    (tmp_path / "empty").touch()
    assert command("columns", "tarief", "--log", tmp_path / "empty").exit_code == 0
    assert command("columns", "tarief", "--log", "/dev/null").exit_code == 0


def test_log_that_is_an_output_is_a_bad_call(command, tmp_path):
    out = tmp_path / "o.csv"
    answer = command(*GROUP, "-o", out, "--log", out)
    assert answer.exit_code == 2
    assert not out.exists()


def test_new_log_is_for_its_owner_whatever_the_umask(command, tmp_path):
    before = os.umask(0)
    try:
        command("columns", "tarief", "--log", tmp_path / "log")
    finally:
        os.umask(before)
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_log_that_cannot_be_written_is_named(command, tmp_path):
    answer = command("columns", "tarief", "--log", "/dev/full")
    assert answer.exit_code == 3
    assert "/dev/full: cannot be written" in answer.err
    answer = command("columns", "tarief", "--log", tmp_path / "geen" / "log")
    assert answer.exit_code == 3
    assert "geen/log: cannot be written" in answer.err


def test_names_of_columns_are_never_an_output(command, tmp_path):
    names = tmp_path / "namen.toml"
    names.write_text("[subtrajecten]\n")
    (tmp_path / "o.csv").symlink_to(names)
    answer = command(*GROUP, "-o", tmp_path / "o.csv", "--kolommen", names)
    assert answer.exit_code == 2
    assert "is named twice" in answer.err
    assert names.read_text() == "[subtrajecten]\n"
