import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from billing.cli.app import app
from billing.cli.exitcodes import ExitCode

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md")]
)
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def text(page: str) -> str:
    return (ROOT / page).read_text()


def code_of(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), re.M | re.S)


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_on_a_page_exist(page: str):
    shown = re.findall(r"dbc-grouper ([a-z]+)((?:[^\n`]|\\\n)*)", text(page))
    for name, rest in shown:
        if name in ("is", "on"):  # Prose about the command.
            continue
        assert name in COMMANDS
        command = COMMANDS[name]
        # A group, such as pricelist, has its options on the commands in it.
        parts = [command, *getattr(command, "commands", {}).values()]
        known = {o for c in parts for p in c.params for o in p.opts}
        known |= {"-h", "--help"}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)) <= known


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_on_a_page_exist(page: str):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    assert set(re.findall(r"^\s*make ([a-z-]+)|`make ([a-z-]+)", text(page))) <= {
        pair for target in targets for pair in [(target, ""), ("", target)]
    }


@pytest.mark.parametrize("page", PAGES)
def test_links_on_a_page_lead_somewhere(page: str):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(page))
    local = [link for link in links if "://" not in link]
    here = (ROOT / page).parent
    assert [link for link in local if not (here / link).exists()] == []


def test_readme_example_runs(tmp_path: Path):
    (example,) = code_of("README.md", "python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("docs/pricing.md", "## On the example"),
        ("docs/controleren.md", "## In vijf minuten"),
        ("docs/controleren.md", "Een voorbeeld staat in"),
    ],
)
def test_commands_of_a_page_run_as_they_stand_there(
    page, heading, tmp_path, monkeypatch
):
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    below = text(page).split(heading, 1)[1]
    block = re.search(r"^```\n(.*?)^```", below, re.M | re.S)
    assert block
    commands = block[1].replace("\\\n", " ").splitlines()
    assert commands
    for command in commands:
        name, *arguments = command.split()
        assert name == "dbc-grouper"
        answer = CliRunner().invoke(app, arguments)
        assert answer.exit_code == 0, (command, answer.stderr)


def test_exit_codes_of_the_readme_are_those_of_help():
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", text("README.md"), re.M)
    assert [(int(code), said) for code, said in rows] == [
        (code.value, code.meaning) for code in ExitCode
    ]


def test_changelog_begins_with_changed_results():
    sections = re.findall(r"^(##+) (.*)$", text("CHANGELOG.md"), re.M)
    for (level, _), (_, first) in pairwise(sections):
        if level == "##":
            assert first == "Changed results"
