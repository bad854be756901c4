import itertools
import json
import re
from pathlib import Path

import dbc_grouper_data
import pytest
import typer
from support.files.batchfiles import GOOD, LINE, changed
from typer.testing import CliRunner

import billing.work.group
from billing.cli.app import app, with_only
from grouper.findings.checks import CHECKS

RELEASE = dbc_grouper_data.release_path()
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(command, name):
    answer = command(name, "--help")
    assert answer.exit_code == 0
    assert f"dbc-grouper {name}" in answer.out or f"{name} [OPTIONS]" in answer.out
    assert answer.err == ""
    assert command(name, "-h").out == answer.out


@pytest.mark.parametrize("name", COMMANDS)
def test_command_built_alone_is_the_one_among_all(command, name):
    alone = CliRunner().invoke(with_only(name), [name, "--help"])
    assert (alone.exit_code, alone.stdout) == (0, command(name, "--help").out)


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_fills_its_lines(monkeypatch, command, name, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", width)
    about = command(name, "--help").out.partition("╭")[0]
    for paragraph in re.split(r"\n\s*\n", about):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        for line, following in itertools.pairwise(lines):
            assert len(f" {line} {following.split()[0]} ") > width


def test_one_command_is_built_where_it_is_named_and_else_all():
    built = typer.main.get_command(with_only("group"))
    assert list(built.commands) == ["group"]  # type: ignore[attr-defined]
    assert with_only("grupo") is app
    assert [info.name for info in app.registered_commands].count("group") == 1
    assert len(app.registered_commands) > 1


def test_command_line_without_arguments_shows_all_commands():
    answer = CliRunner().invoke(app, [])
    assert answer.exit_code == 2
    assert all(name in answer.output for name in COMMANDS)


def test_version_is_said(command):
    answer = command("--version")
    assert re.fullmatch(r"dbc-grouper \d+\.\d+\.\d+\S*\n", answer.out)


def test_good_batch_exits_0_and_shows_what_became_of_every_row(command, batch):
    answer = command(*batch())
    assert answer.exit_code == 0
    assert answer.err == ""
    assert "subtrajecten: 1\n" in answer.out
    assert re.search(r"  ok +1\n", answer.out)
    assert "zorgactiviteiten: 1\n" in answer.out
    assert re.search(r"  counted +1\n", answer.out)
    assert re.search(r"Wrote .*out\.parquet\n", answer.out)


def test_rejected_rows_exit_0_unless_strict_is_asked(command, batch):
    arguments = batch([changed(GOOD, geslacht="X")])
    assert command(*arguments).exit_code == 0
    assert command(*arguments, "--strict").exit_code == 1
    assert Path(arguments[-1]).exists()


@pytest.mark.parametrize("row", [GOOD, changed(GOOD, leeftijd_jaar="1")])
def test_strict_batch_without_rejected_rows_exits_0(command, batch, row):
    assert command(*batch([row]), "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grop"], "No such command 'grop'"),
        (["group"], "Missing option"),
        (["group", "--nonsense"], "No such option"),
        (["compile"], "Missing argument"),
    ],
)
def test_unknown_or_missing_arguments_are_a_bad_call(command, arguments, said):
    answer = command(*arguments)
    assert answer.exit_code == 2
    assert said in answer.err


@pytest.mark.parametrize(
    ("changed_arguments", "said"),
    [
        (["-o", "out.ods"], "ending '.ods' found"),
        (["-o", "absent/out.csv"], "absent does not exist"),
        (["--threads", "0"], "threads is 0"),
        (["--threads", "two"], "--threads"),
        (["--check", "geslacht"], "write NAME=SETTING"),
        (["--check", "geslacht=nonsense"], "use reject, warn or off"),
        (["--check", "nonsense=warn"], "check 'nonsense' is unknown"),
    ],
)
def test_unusable_settings_are_a_bad_call(command, batch, changed_arguments, said):
    answer = command(*batch(), *changed_arguments)
    assert answer.exit_code == 2
    assert said in answer.err
    assert answer.out == ""


def test_unknown_check_is_answered_with_those_known(command, batch):
    answer = command(*batch(), "--check", "nonsense=warn")
    assert all(check.name in answer.err for check in CHECKS)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.csv", None, "No such file"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n", "has blank lines only"),
        ("wrong.csv", b"a;b\n1;2\n", "none of the required columns"),
        ("part.csv", b"subtraject_nummer;b\n1;2\n", "required column(s)"),
        ("ragged.csv", b"a;b\n1;2;3\n", "none of the required columns"),
        ("binary.csv", b"PK\x03\x04\x00", "not text"),
        ("text.parquet", b"a;b\n1;2\n", "cannot be read as a Parquet file"),
        ("text.arrow", b"a;b\n1;2\n", "cannot be read as an Arrow IPC file"),
        ("table.xlsx", b"PK", "cannot be read as an Excel workbook"),
    ],
)
@pytest.mark.parametrize("option", ["--subtrajecten", "--zorgactiviteiten"])
def test_bad_input_file_exits_3_with_its_name(
    command, batch, tmp_path, option, name, content, said
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    answer = command(*batch(), option, tmp_path / name)
    assert answer.exit_code == 3
    assert re.match(rf"Error: .*{name}.*", answer.err)
    assert said in answer.err
    assert not (tmp_path / "out.parquet").exists()


def test_age_in_no_column_at_all_exits_3(command, batch, tmp_path):
    arguments = batch()
    rows = tmp_path / "s.csv"
    text = rows.read_text().replace("geboortedatum", "x").replace("leeftijd_jaar", "y")
    rows.write_text(text)
    answer = command(*arguments)
    assert answer.exit_code == 3
    assert "neither geboortedatum nor leeftijd_jaar" in answer.err


@pytest.mark.parametrize("verb", ["compile", "group"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.zip", None),
        ("empty.zip", b""),
        ("text.zip", b"no zip"),
        ("x.dbc", b"?"),
    ],
)
def test_bad_release_exits_3(command, batch, tmp_path, verb, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    path = tmp_path / name
    answer = command(
        *(["compile", path] if verb == "compile" else [*batch(), "--release", path])
    )
    assert answer.exit_code == 3
    assert answer.err.startswith("Error: ")
    assert name in answer.err


def test_damaged_compiled_release_exits_3(command, batch, release, tmp_path):
    content = bytearray(release.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / "damaged.dbc"
    damaged.write_bytes(content)
    answer = command("compile", damaged)
    assert answer.exit_code == 3
    assert "damaged (its checksum differs)" in answer.err


def test_compile_writes_a_release_that_groups_like_its_source(command, batch, tmp_path):
    compiled = tmp_path / "release.dbc"
    answer = command("compile", RELEASE, "-o", compiled)
    assert answer.exit_code == 0
    assert f"Wrote {compiled}" in answer.out
    arguments = batch()
    outcomes = []
    for path in (RELEASE, compiled):
        assert command(*arguments, "--release", path).exit_code == 0
        outcomes.append(Path(arguments[-1]).read_bytes())
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("out", "said"), [(".", "is a folder"), ("absent/r.dbc", "absent does not exist")]
)
def test_compile_to_what_cannot_be_a_file_is_a_bad_call(
    command, tmp_path, monkeypatch, out, said
):
    monkeypatch.chdir(tmp_path)
    answer = command("compile", RELEASE, "-o", out)
    assert answer.exit_code == 2
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []


def test_fault_of_the_system_exits_3_with_its_words(command, batch, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device", "out.parquet")

    monkeypatch.setattr(billing.work.group, "GroupedFiles", fail)
    answer = command(*batch())
    assert answer.exit_code == 3
    assert answer.err == "Error: out.parquet: No space left on device.\n"


def test_too_little_memory_is_no_fault_of_ours(command, batch, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(billing.work.group, "GroupedFiles", fail)
    answer = command(*batch())
    assert answer.exit_code == 3
    assert answer.err == "Error: Not enough memory. Give fewer rows at a time.\n"


@pytest.mark.parametrize("error", [KeyError, ZeroDivisionError, RecursionError])
def test_fault_of_the_program_exits_70_without_words_that_may_be_a_patients(
    command, batch, monkeypatch, error
):
    def fail(*_, **__):
        raise error("Jansen, 1980-03-04")

    monkeypatch.setattr(billing.work.group, "GroupedFiles", fail)
    answer = command(*batch())
    assert answer.exit_code == 70
    assert "Jansen" not in answer.err
    assert re.search(
        rf"A fault of dbc-grouper itself: {error.__name__} in "
        r"billing/cli/test_commands\.py, line \d+\.",
        answer.err,
    )


def test_interrupt_exits_130_in_silence(command, batch, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(billing.work.group, "GroupedFiles", interrupt)
    answer = command(*batch())
    assert (answer.exit_code, answer.out, answer.err) == (130, "", "")


def test_unwritable_cache_is_a_warning_of_one_line(
    command, batch, tmp_path, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(tmp_path / "file" / "cache"))
    answer = command(*batch(), "--release", RELEASE)
    assert answer.exit_code == 0
    assert answer.err.startswith("Warning: The compiled release cannot be kept in")
    assert answer.err.count("\n") == 1


def explain(batch, *more: str) -> list[str]:
    arguments = batch(lines=[LINE])
    return ["explain", *arguments[1:-2], "--subtraject", "A1", *more]


def test_explain_writes_product_and_paths_in_dutch(command, batch):
    answer = command(*explain(batch))
    assert answer.exit_code == 0
    assert answer.out.startswith("Subtraject A1 (rij 1)\n")
    assert "zorgproduct" in answer.out


def test_explain_as_json_agrees_with_the_text(command, batch):
    found = json.loads(command(*explain(batch, "--json")).out)
    text = command(*explain(batch)).out
    assert found["subtraject_nummer"] == "A1"
    assert found["uitkomst"]["zorgproduct_code"] in text


def test_explain_of_a_number_that_is_not_there_is_a_bad_call(command, batch):
    answer = command(*explain(batch, "--subtraject", "Jansen"))
    assert answer.exit_code == 2
    assert "Jansen" not in answer.err
