"""``dbc-grouper aanvullend``: bills and terms in, what is paid of each out."""

import json
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import aanvullend_path, declaraties_path

from billing import aanvullend_files
from declarations.aanvullend.vergoeding import VERGOEDING
from tabellen.forms.frames import read_frame

POSTEN = aanvullend_path() / "posten.csv"
VOORWAARDEN = declaraties_path() / "aanvullend.csv"
HEADER = "post_id;verzekerde_id;uzovi;polis;soort;dag;aantal;bedrag\n"
GOOD = "N1;P1;9101;KUST EXTRA;ZORGHOTEL;2024-02-05;7;665,00\n"
TERM = "uzovi;polis;soort;bedrag;per;maximum;begindatum;einddatum\n"


def test_example_is_paid_as_by_hand(command, tmp_path):
    out = tmp_path / "out.csv"
    options = ("--posten", POSTEN, "--voorwaarden", VOORWAARDEN, "-o", out)
    answer = command("aanvullend", *options)
    assert answer.exit_code == 0, answer.err
    # EUR 95 a day, EUR 1,900 a year: 7 days are 665.00, of ten days at 110.00 it pays
    # 950.00, and then 1,900.00 - 665.00 - 950.00 = 285.00 of the next 475.00 is left.
    assert out.read_text(encoding="utf-8-sig").splitlines() == [
        ";".join(VERGOEDING.names()),
        "N1;P1;2024-02-05;66500;66500;0;VOLLEDIG;",
        "N2;P1;2024-03-04;110000;95000;15000;DEELS;ten hoogste 9500 cent per dag",
        "N3;P1;2024-06-03;47500;28500;19000;DEELS;het maximum van 2024 is bereikt",
        "N7;P1;2025-01-06;28500;28500;0;VOLLEDIG;",
        "N5;P2;2024-04-02;15000;0;15000;NIETS;geen dekking van deze soort op deze dag",
        "N4;P2;2024-12-30;38000;0;38000;NIET_BEOORDEELBAAR;een post per kalenderjaar",
        "N6;P3;2024-05-06;19000;0;19000;NIETS;geen dekking van deze soort op deze dag",
    ]
    assert not out.with_name("out.csv.findings.csv").exists()
    assert command("verify", out).exit_code == 0
    record = json.loads(out.with_name("out.csv.provenance.json").read_text())
    assert record["bestand"] == {"soort": "aanvullend", "rijen": 7}
    assert list(record["invoer"]) == ["posten.csv", "aanvullend.csv"]


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_other_forms_hold_the_same(tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    run = aanvullend_files(POSTEN, VOORWAARDEN, out=out)
    assert read_frame(out).equals(run.vergoeding)
    assert run.vergoeding.schema == VERGOEDING


def test_policy_meets_its_terms_in_whatever_case_and_has_one_maximum(tmp_path):
    path = tmp_path / "posten.csv"
    path.write_text(HEADER + GOOD + GOOD.replace("N1", "N2").replace("KUST", "kust"))
    run = aanvullend_files(path, VOORWAARDEN, out=tmp_path / "out.csv")
    # Two bills of the same seven days: whichever spelling, they share those days.
    assert run.vergoeding["status"].to_list() == ["NIET_BEOORDEELBAAR"] * 2


def test_bad_rows_are_told_and_counted_and_good_ones_go_on(command, tmp_path):
    path, out = tmp_path / "posten.csv", tmp_path / "out.csv"
    path.write_text(
        HEADER
        + GOOD
        + "N2;;9101;KUST EXTRA;ZORGHOTEL;2024-03-01;1;10,00\n"
        + "N3;P8;9101;KUST EXTRA;ZORGHOTEL;2024-02-30;1;10,00\n"
        + "N4;P8;9101;KUST EXTRA;ZORGHOTEL;2024-03-01;0;10,00\n"
        + "N5;P8;9101;KUST EXTRA;ZORGHOTEL;2024-03-01;1;-10,00\n"
        + "N6;P8;9101;KUST EXTRA;ZORGHOTEL;2024-03-01;1;10,00\n"
        + "N6;P8;9101;KUST EXTRA;ZORGHOTEL;2024-03-01;1;12,00\n"
    )
    options = ("--posten", path, "--voorwaarden", VOORWAARDEN, "-o", out)
    answer = command("aanvullend", *options)
    assert answer.exit_code == 0, answer.err
    assert read_frame(out)["post_id"].to_list() == ["N1"]
    findings = read_frame(out.with_name("out.csv.findings.csv"))
    rejected = findings.filter(pl.col("severity") == "reject")
    assert sorted(set(rejected["row"])) == ["2", "3", "4", "5", "6", "7"]
    assert "rows of tables that were lost: 6" in answer.out
    assert "P8" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("9101;;BRIL;honderd;POST;;;\n", "row 1"),
        ("9101;;BRIL;100,00;POST;;2024-02-01;2024-01-01\n", "row 1"),
        # Two terms of one policy, kind and day contradict each other.
        ("9101;;BRIL;100,00;POST;;;\n9101;;BRIL;90,00;POST;;;\n", "row 1"),
    ],
)
def test_term_that_cannot_be_used_is_refused(command, tmp_path, term, said):
    terms, out = tmp_path / "terms.csv", tmp_path / "out.csv"
    terms.write_text(TERM + term)
    options = ("--posten", POSTEN, "--voorwaarden", terms, "-o", out)
    answer = command("aanvullend", *options)
    assert answer.exit_code == 3
    assert "terms.csv" in answer.err
    assert said in answer.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "exit_code", "said"),
    [
        (["--posten", "absent.csv", "-o", "out.csv"], 3, "absent.csv"),
        (["--posten", "other.csv", "-o", "out.csv"], 3, "other.csv"),
        (["--posten", "posten.csv", "-o", "out.pdf"], 2, ".pdf"),
        (["--posten", "posten.csv", "-o", "posten.csv"], 2, "posten.csv"),
    ],
)
def test_bad_call_and_bad_file_have_their_exit_code(
    command, tmp_path, monkeypatch, options, exit_code, said
):
    monkeypatch.chdir(tmp_path)
    Path("posten.csv").write_text(HEADER + GOOD)
    Path("other.csv").write_text("a;b\n1;2\n")
    answer = command("aanvullend", *options, "--voorwaarden", VOORWAARDEN)
    assert answer.exit_code == exit_code
    assert said in answer.err
    assert not Path("out.csv").exists()
