"""What - stands for: a table on standard input, an outcome to standard output."""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data import (
    aanvullend_path,
    batch_paths,
    declaraties_path,
    release_path,
    tarieven_path,
)
from support.tarieven.tarieffiles import write_lines, write_tables
from typer.testing import CliRunner

from billing.cli.app import app
from tabellen.sets.spilling import PREFIX

ROWS, LINES = batch_paths()
RELEASE = release_path()
COMMAND = str(Path(sys.executable).with_name("dbc-grouper"))


def grouping(rows: object, out: object, *more: object) -> list[str]:
    return [
        str(each)
        for each in (
            *("group", "--release", RELEASE, "--subtrajecten", rows),
            *("--zorgactiviteiten", LINES, "-o", out, *more),
        )
    ]


def run(arguments: list[str], given: bytes = b"") -> Any:
    return CliRunner().invoke(app, arguments, input=given)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reference") / "grouped.csv"
    assert run(grouping(ROWS, out)).exit_code == 0
    return out


def spills() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def test_a_batch_comes_in_and_goes_out_by_real_pipes(tmp_path, reference):
    with ROWS.open("rb") as rows:
        done = subprocess.run(
            [COMMAND, *grouping("-", "-")],
            stdin=rows,
            capture_output=True,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == reference.read_bytes()
    said = done.stderr.decode()
    assert "Wrote standard output" in said
    assert "Not written: findings (name their file: --findings FILE)" in said
    assert tempfile.gettempdir() not in said
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_went_away_ends_it_with_141(tmp_path):
    ours, theirs = os.pipe()
    with ROWS.open("rb") as rows:
        process = subprocess.Popen(
            [COMMAND, *grouping("-", "-")],
            stdin=rows,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
        )
    os.close(theirs)
    os.close(ours)
    assert process.wait(60) == 141


def test_nothing_that_was_laid_aside_stays(reference):
    before = spills()
    run(grouping("-", "-"), ROWS.read_bytes())
    run(grouping("-", "-"), b"")
    assert spills() == before


@pytest.mark.parametrize("vorm", ["csv", "parquet", "ipc", "jsonl", "xlsx", "excel"])
def test_each_form_goes_out_and_what_can_be_read_comes_in_again(
    tmp_path, reference, vorm
):
    out = run(grouping(ROWS, "-", "--vorm", vorm)).stdout_bytes
    if vorm == "jsonl":
        told = pl.read_ndjson(out).select("subtraject_nummer", "zorgproduct_code")
        theirs = pl.read_csv(reference, separator=";", infer_schema=False)
        assert told.equals(theirs.select(told.columns))
        return
    answer = run(["compare", "-", str(reference), "--max-verschil", "0"], out)
    assert answer.exit_code == 0, answer.output
    assert "10,000  10,000" in answer.stdout


@pytest.mark.parametrize("vorm", ["csv", "parquet", "ipc", "csv.gz"])
def test_a_batch_of_any_form_is_known_by_how_it_begins(tmp_path, reference, vorm):
    file, frame = (
        tmp_path / "rows",
        pl.read_csv(ROWS, separator=";", infer_schema=False),
    )
    match vorm:
        case "parquet":
            frame.write_parquet(file)
        case "ipc":
            frame.write_ipc_stream(file)
        case "csv.gz":
            file.write_bytes(gzip.compress(ROWS.read_bytes()))
        case _:
            file = ROWS
    own = ["zorgproduct_code", "declaratiecode", "status"]
    answer = run(grouping("-", "-"), file.read_bytes())
    assert answer.exit_code == 0, answer.stderr
    found = pl.read_csv(answer.stdout_bytes, separator=";", infer_schema=False)
    theirs = pl.read_csv(reference, separator=";", infer_schema=False)
    assert found.select(own).equals(theirs.select(own))


def test_lines_are_priced_from_pipe_to_pipe(tmp_path):
    tables = tarieven_path()
    options = ["--tarieven", str(tables), "--verwerkingsdatum", "2017-06-01"]
    lines = tables / "declaratieregels.csv"
    out = tmp_path / "besluiten.csv"
    beside = run(["price", "--regels", str(lines), *options, "-o", str(out)])
    answer = run(["price", "--regels", "-", *options, "-o", "-"], lines.read_bytes())
    assert (beside.exit_code, answer.exit_code) == (0, 0), answer.stderr
    assert answer.stdout_bytes == out.read_bytes()


def correcting(folder: Path, out: object, *more: object) -> list[str]:
    """Correct lines that were priced before a tariff was lowered."""
    tables, priced = write_tables(folder), folder / "priced.parquet"
    lines = write_lines(
        folder / "lines.csv", {}, {"regel_id": "R2", "prestatiecode": "14B001"}
    )
    given = ("--regels", lines, "--tarieven", tables)
    known = ("--verwerkingsdatum", "2024-05-31", "--known-on", "2024-04-30")
    pricing = ["price", *given, *known, "-o", priced]
    assert run([str(each) for each in pricing]).exit_code == 0
    day = ("--bestand-id", "B2", "--verwerkingsdatum", "2024-06-01")
    correction = ["reprice", *given, "--besluiten", priced, *day, "-o", out, *more]
    return [str(each) for each in correction]


def test_the_decisions_of_a_correction_go_out(tmp_path):
    out = tmp_path / "b2.csv"
    beside = run(correcting(tmp_path, out))
    answer = run(correcting(tmp_path, "-"))
    assert (beside.exit_code, answer.exit_code) == (0, 0), answer.stderr
    assert answer.stdout_bytes == out.read_bytes()
    assert answer.stdout.count("\n") == 3
    assert "Not written: regels (name a file for OUT)" in answer.stderr
    assert tempfile.gettempdir() not in answer.stderr.replace(str(tmp_path), "")


def test_the_lines_of_a_correction_need_the_record_of_its_decisions(tmp_path):
    answer = run(correcting(tmp_path, "-", "--regels-out", tmp_path / "r.csv"))
    assert answer.exit_code == 2
    assert "-o - and --regels-out found; what belongs together" in answer.stderr
    assert not (tmp_path / "r.csv").exists()


def test_bills_of_a_supplementary_insurance_come_in_and_go_out(tmp_path):
    out = tmp_path / "v.csv"
    terms = declaraties_path() / "aanvullend.csv"
    posten = aanvullend_path() / "posten.csv"
    given = ["aanvullend", "--voorwaarden", str(terms)]
    beside = run([*given, "--posten", str(posten), "-o", str(out)])
    answer = run([*given, "--posten", "-", "-o", "-"], posten.read_bytes())
    assert (beside.exit_code, answer.exit_code) == (0, 0), answer.stderr
    assert answer.stdout_bytes == out.read_bytes()


SEVERAL = {
    "answer": ("in.zip", "--release", RELEASE),
    "check": ("in.zip",),
    "eigenrisico": tuple(
        each
        for name in ("posten", "personen", "verzekeringen")
        for each in (f"--{name}", "x.csv")
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_what_is_several_files_goes_to_no_pipe_and_says_what_to_do(name):
    answer = run([name, *map(str, SEVERAL[name]), "-o", "-"])
    assert answer.exit_code == 2
    told = " ".join(answer.stderr.split())
    assert told == (
        "Error: --out: - found; what this command writes is more than one table, "
        "which a pipe does not hold. Name a file or folder for it, as --help says."
    )


def test_declarations_come_in_as_the_zip_that_they_are_in(tmp_path):
    delivery = (declaraties_path() / "levering.zip").read_bytes()
    more = ("--ontvangen", "2017-09-01")
    answer = run(["check", "-", "-o", str(tmp_path / "a"), *more], delivery)
    file = tmp_path / "levering.zip"
    file.write_bytes(delivery)
    beside = run(["check", str(file), "-o", str(tmp_path / "b"), *more])
    assert answer.exit_code == beside.exit_code == 0, answer.stderr
    found, theirs = (
        (tmp_path / name / "regels.csv").read_text("utf-8") for name in "ab"
    )
    assert found.count("\n") > 100
    assert found == theirs


def test_two_inputs_from_one_pipe_are_refused():
    arguments = grouping("-", "-")
    arguments[arguments.index("--zorgactiviteiten") + 1] = "-"
    answer = run(arguments, ROWS.read_bytes())
    assert answer.exit_code == 2
    assert "--subtrajecten and --zorgactiviteiten: - found more than" in answer.stderr


def test_one_option_that_is_given_it_twice_is_refused():
    answer = run(["settle", "--besluiten", "-", "--besluiten", "-", "-o", "-"])
    assert answer.exit_code == 2
    assert "--besluiten: - found more than once" in answer.stderr


@pytest.mark.parametrize("option", ["--release", "--pseudonymise", "--findings"])
def test_what_takes_no_pipe_says_so(option):
    answer = run([*grouping("-", "-"), option, "-"], ROWS.read_bytes())
    assert answer.exit_code == 2
    assert f"{option} - found, where a file is needed" in answer.stderr


@pytest.mark.parametrize(
    "more", [("--ozp", "o.csv"), ("--trial", "t.csv"), ("--controle",)]
)
def test_outcomes_that_belong_together_take_no_pipe(more):
    answer = run([*grouping("-", "-"), *more], ROWS.read_bytes())
    assert answer.exit_code == 2
    assert f"-o - and {more[0]} found; what belongs together" in answer.stderr
    assert answer.stdout == ""


def test_a_refused_delivery_sends_nothing_and_its_named_findings_stay(tmp_path):
    findings = tmp_path / "f.csv"
    answer = run(
        grouping("-", "-", "--max-rejected", 0, "--findings", findings),
        ROWS.read_bytes(),
    )
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert f"rejected (name their file: --rejected FILE), {findings}" in answer.stderr
    assert findings.exists()


def test_an_empty_pipe_is_told_by_its_name():
    answer = run(grouping("-", "-"), b"")
    assert answer.exit_code == 3
    assert answer.stderr.startswith("Error: standard input is empty")


def test_the_summary_as_json_stands_on_stderr_where_rows_go_out():
    answer = run(grouping("-", "-", "--json"), ROWS.read_bytes())
    told = json.loads(answer.stderr)
    assert told["files"] == ["standard output"]
    assert answer.stdout.startswith("subtraject_nummer;")


def test_a_record_names_what_came_through_a_pipe_by_its_hash_alone(tmp_path):
    out = tmp_path / "a.parquet"
    texts = []
    for _ in range(2):
        assert run(grouping("-", out), ROWS.read_bytes()).exit_code == 0
        texts.append(Path(f"{out}.provenance.json").read_text("utf-8"))
    assert texts[0] == texts[1]
    said = json.loads(texts[0])
    assert "stdin.csv" in said["invoer"]
    assert PREFIX not in texts[0]
    assert run(["verify", str(out)]).exit_code == 0


def test_help_tells_where_a_pipe_may_stand(command):
    told = " ".join(command("group", "--help").out.split())
    assert "Where - may stand for standard input or output: --out," in told
    assert "Where -" not in command("columns", "--help").out
