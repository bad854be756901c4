"""``dbc-grouper explain --regel``: which row of which table decided on a line."""

import json
import shutil

import polars as pl
import pytest
from dbc_grouper_data import release_path, tarieven_path

TABLES = ("--tarieven", tarieven_path())


@pytest.fixture(scope="module")
def besluiten(command, tmp_path_factory):
    out = tmp_path_factory.mktemp("prijs") / "b.parquet"
    answer = command(
        *("price", *TABLES, "--verwerkingsdatum", "2025-01-31", "-o", out),
        *("--regels", tarieven_path() / "declaratieregels.csv"),
    )
    assert answer.exit_code == 0, answer.err
    return out


def test_phases_name_facts_and_the_rows_that_decided(command, besluiten):
    answer = command("explain", "--regel", "L03", "--besluiten", besluiten, *TABLES)
    assert answer.exit_code == 0, answer.err
    text = answer.out
    assert text.index("B. Welke prestatie") < text.index("D. Onder welke overeenkomst")
    # A contract price above the maximum, under an agreement (worked in data/tarieven).
    assert "grondslag: CONTRACTPRIJS_MAXMAX" in text
    assert "nza_maximum_e6: EUR 1247,35" in text
    assert "rij van maxmax_afspraak:" in text
    assert "rij van contract_prijs:" in text
    assert "prijs_e6: EUR 1322,19" in text
    assert "bedrag_cent: EUR 1322,19" in text


def test_rows_are_those_in_force_on_the_peildatum(command, besluiten):
    answer = command(
        "explain", "--regel", "L01", "--besluiten", besluiten, *TABLES, "--json"
    )
    (line,) = json.loads(answer.out)
    prices = [
        row
        for stap in line["fasen"]
        for row in stap["rijen"]
        if row["tabel"] == "contract_prijs"
    ]
    assert [row["prijs_e6"] for row in prices] == ["EUR 1006,19"]
    assert prices[0]["begindatum"] <= "2024-05-13" <= prices[0]["einddatum"]


def test_refusal_stands_in_its_phase_with_its_article(command, besluiten):
    answer = command("explain", "--regel", "L05", "--besluiten", besluiten, "--json")
    (line,) = json.loads(answer.out)
    reasons = {stap["fase"]: stap["redenen"] for stap in line["fasen"]}
    (reason,) = reasons["D"]
    assert reason["code"] == "SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"
    assert "art. 33d" in reason["artikel"]
    assert not any(reasons[fase] for fase in "ABCEFG")
    # Without tables none of their rows is told.
    assert not any(stap["rijen"] for stap in line["fasen"])


@pytest.mark.parametrize("regel", [f"L{n:02}" for n in (1, 2, 5, 8, 12)])
def test_short_form_is_ten_lines_with_every_reason_or_their_number(
    command, besluiten, regel
):
    call = ("explain", "--regel", regel, "--besluiten", besluiten)
    short = command(*call, "--kort").out
    (line,) = json.loads(command(*call, "--json").out)
    assert len(short.splitlines()) <= 10
    redenen = [each["code"] for stap in line["fasen"] for each in stap["redenen"]]
    shown = [code for code in redenen if f". {code}: " in short]
    left = len(redenen) - len(shown)
    assert left == 0 or f"en nog {left} redenen" in short
    assert line["fasen"][-1]["feiten"]["status"] in short.splitlines()[0]


def test_short_form_leaves_rows_out(command, besluiten):
    answer = command(
        "explain", "--regel", "L01", "--besluiten", besluiten, *TABLES, "--kort"
    )
    assert "rij van" not in answer.out
    assert "grondslag: CONTRACTPRIJS" in answer.out


def test_several_lines_are_told_in_the_order_of_the_call(command, besluiten):
    answer = command(
        "explain", "--regel", "L02", "--regel", "L01", "--besluiten", besluiten
    )
    assert answer.out.index("Regel L02") < answer.out.index("Regel L01")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--regel", "L01"), "--besluiten FILE"),
        ((), "--release RELEASE and --subtrajecten FILE are needed"),
        (("--release", release_path()), "are needed to explain"),
    ],
)
def test_call_that_lacks_something_says_what(command, options, words):
    answer = command("explain", *options)
    assert answer.exit_code == 2
    assert words in answer.err


def test_line_that_is_not_there_is_a_bad_call(command, besluiten):
    answer = command("explain", "--regel", "L99", "--besluiten", besluiten)
    assert answer.exit_code == 2
    assert "no line 'L99' found" in answer.err


def test_decisions_that_were_changed_since_are_not_explained(
    command, besluiten, tmp_path
):
    own = tmp_path / besluiten.name
    record = f"{besluiten.name}.provenance.json"
    shutil.copy(besluiten.with_name(record), tmp_path)
    frame = pl.read_parquet(besluiten)
    frame.with_columns(pl.col("bedrag_cent") + 1).write_parquet(own)
    answer = command("explain", "--regel", "L03", "--besluiten", own)
    assert answer.exit_code == 3
    assert record in answer.err
    assert answer.out == ""
