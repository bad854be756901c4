"""``dbc-grouper verblijf``: files of stays in, periods out, bad rows told."""

import json
from pathlib import Path

import polars as pl
import pytest

from billing import verblijf_files
from tabellen.forms.frames import read_frame

HEADER = "verzekerde_id;zorginstelling_code;begindatum;einddatum;soort\n"
GOOD = "P1;06990002;2023-01-01;2025-12-31;VERBLIJF\n"
COLUMNS = (
    "verzekerde_id;periode;begindatum;einddatum;dagen;dag_1095;eerste_niet_gedekt;"
    "dagen_niet_gedekt;status"
)


def stays(folder: Path, *lines: str) -> Path:
    path = folder / "any name.csv"
    path.write_text(HEADER + "".join(lines))
    return path


def test_csv_has_the_columns_by_name_and_order(command, tmp_path):
    out = tmp_path / "out.csv"
    answer = command("verblijf", "--opnamen", stays(tmp_path, GOOD), "-o", out)
    assert answer.exit_code == 0, answer.err
    assert out.read_text(encoding="utf-8-sig").splitlines() == [
        COLUMNS,
        "P1;1;2023-01-01;2025-12-31;1096;2025-12-30;2025-12-31;1;OK",
    ]
    assert not out.with_name("out.csv.findings.csv").exists()
    assert command("verify", out).exit_code == 0


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_other_forms_hold_the_same(tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    run = verblijf_files(stays(tmp_path, GOOD), out=out)
    assert read_frame(out).equals(run.perioden)
    assert run.perioden.columns == COLUMNS.split(";")
    assert run.perioden["dag_1095"].dtype == pl.Date


def test_bad_rows_are_told_and_counted_and_good_ones_go_on(command, tmp_path):
    path = stays(
        tmp_path,
        GOOD,
        "P2;06990002;2024-01-01;2024-01-31;VERBLIJF\n",
        "P2;06990002;2024-02-01;2024-01-31;VERBLIJF\n",
        ";06990002;2024-02-01;2024-02-02;VERBLIJF\n",
        "P3;06990002;2024-02-30;2024-03-02;VERBLIJF\n",
    )
    out = tmp_path / "out.csv"
    answer = command("verblijf", "--opnamen", path, "-o", out)
    assert answer.exit_code == 0, answer.err
    rows = read_frame(out)
    assert rows.select("verzekerde_id", "dagen", "status").rows() == [
        ("P1", "1096", "OK"),
        ("P2", "31", "NIET_BEOORDEELBAAR"),
    ]
    findings = read_frame(out.with_name("out.csv.findings.csv"))
    assert findings.select("row", "code").rows() == [
        ("3", "PERIODE_ONJUIST"),
        ("4", "VERPLICHT_VELD_LEEG"),
        ("5", "DATUM_ONLEESBAAR"),
    ]
    assert "rows of tables that were lost: 3" in answer.out
    assert "P2" not in answer.out + answer.err


def test_record_says_of_what_and_how(command, tmp_path):
    out = tmp_path / "out.csv"
    path = stays(tmp_path, GOOD)
    options = ("--opnamen", path, "--bekend-vanaf", "2022-12-15", "-o", out)
    assert command("verblijf", *options).exit_code == 0
    assert read_frame(out)["status"].to_list() == ["NIET_BEOORDEELBAAR"]
    record = json.loads(out.with_name("out.csv.provenance.json").read_text())
    assert record["instellingen"] == {"bekend_vanaf": "2022-12-15"}
    assert record["bestand"] == {"soort": "verblijf", "rijen": 1}
    assert list(record["invoer"]) == ["any name.csv"]


def test_table_without_rows_gives_no_period_and_says_so(tmp_path):
    run = verblijf_files(stays(tmp_path), out=tmp_path / "out.csv")
    assert run.perioden.is_empty()
    (_, findings) = run.files
    assert read_frame(findings)["code"].to_list() == ["TABEL_LEEG"]


@pytest.mark.parametrize(
    ("options", "exit_code", "said"),
    [
        (["--opnamen", "absent.csv", "-o", "out.csv"], 3, "absent.csv"),
        (["--opnamen", "other.csv", "-o", "out.csv"], 3, "other.csv"),
        (["--opnamen", "stays.csv", "-o", "out.pdf"], 2, ".pdf"),
        (["--opnamen", "stays.csv", "-o", "stays.csv"], 2, "stays.csv"),
        (
            ["--opnamen", "stays.csv", "-o", "out.csv", "--bekend-vanaf", "gisteren"],
            2,
            "gisteren",
        ),
    ],
)
def test_bad_call_and_bad_file_have_their_exit_code(
    command, tmp_path, monkeypatch, options, exit_code, said
):
    monkeypatch.chdir(tmp_path)
    Path("stays.csv").write_text(HEADER + GOOD)
    Path("other.csv").write_text("a;b\n1;2\n")
    answer = command("verblijf", *options)
    assert answer.exit_code == exit_code
    assert said in answer.err
    assert not Path("out.csv").exists()
