"""Prices by codes and labels in another spelling, and what ``price`` says of tables."""

import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import tarieven_path

from tabellen.forms.frames import read_frame


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tarieven"
    shutil.copytree(tarieven_path(), folder)
    return folder


def priced(command, tables: Path, lines: Path, out: Path):
    answer = command(
        *("price", "--regels", lines, "--tarieven", tables, "-o", out),
        *("--verwerkingsdatum", "2025-01-31"),
    )
    assert answer.exit_code == 0, answer.err
    found = read_frame(out.with_name(f"{out.name}.findings.csv"))
    return answer.out, read_frame(out)["bedrag_cent"].to_list(), found


@pytest.mark.parametrize(
    ("name", "cents", "code", "value"),
    [
        ("prijs_ok", "90000", None, None),
        ("prijs_lower", "90000", "SCHRIJFWIJZE_HERSTELD", "1"),
        ("prijs_zwsp", "90000", "TEKENS_VERWIJDERD", "1"),
        ("prijs_letterO", "100877", "CODE_ONBEKEND", "15XO32"),
    ],
)
def test_contract_price_of_a_code_in_another_spelling(
    command, shared, tables, tmp_path, name, cents, code, value
):
    folder = shared / "invoer" / "schrijfwijze-codes"
    shutil.copy(folder / f"{name}.csv", tables / "contract_prijs_2024.csv")
    out, amounts, found = priced(
        command, tables, folder / "regels.csv", tmp_path / "o.csv"
    )
    assert amounts == [cents]
    mine = found.filter(bestand="contract_prijs_2024.csv")
    expected = [] if code is None else [("1", "prestatiecode", code, value)]
    assert mine.select("row", "column", "code", "value").rows() == expected
    if code:
        assert re.search(rf"{code} +warn +1 ", out)


@pytest.mark.parametrize("table", ["uzovi_concern", "zorgaanbieder"])
def test_region_in_another_case_is_the_same_region(
    command, shared, tables, tmp_path, table
):
    path = tables / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ZUID", "Zuid"), encoding="utf-8")
    lines = shared / "invoer" / "schrijfwijze-codes" / "regels_regio.csv"
    _, amounts, found = priced(command, tables, lines, tmp_path / "o.csv")
    assert amounts == ["102167"]
    (mended,) = found.filter(code="SCHRIJFWIJZE_HERSTELD").to_dicts()
    assert (mended["column"], mended["value"]) == ("regio", "1")


def test_concern_in_another_case_is_the_same_concern(command, tables, tmp_path):
    lines = tables / "declaratieregels.csv"
    _, before, _ = priced(command, tables, lines, tmp_path / "a.csv")
    path = tables / "contract.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(";KUST;", ";Kust;"), encoding="utf-8")
    out, after, _ = priced(command, tables, lines, tmp_path / "b.csv")
    assert after == before
    count = text.count(";KUST;")
    assert re.search(rf"SCHRIJFWIJZE_HERSTELD +warn +{count} ", out)


def test_policy_of_the_line_meets_that_of_the_table_in_any_case(command, tables):
    path = tables / "uzovi_concern.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    first = rows[0].split(";")
    # The same UZOVI for one policy only leads to another concern.
    rows.append(";".join([first[0], "Basis", "", "MEER", *first[4:]]))
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    lines = (tables / "declaratieregels.csv").read_text(encoding="utf-8").splitlines()
    amounts = {}
    for polis in ("Basis", "BASIS", "basis", ""):
        fresh = tables.parent / f"regels_{polis}.csv"
        fresh.write_text(f"{lines[0]};polis\n{lines[1]};{polis}\n", encoding="utf-8")
        _, amounts[polis], _ = priced(
            command, tables, fresh, tables.parent / f"o_{polis}.csv"
        )
    assert amounts["Basis"] == amounts["BASIS"] == amounts["basis"]
    assert amounts["Basis"] != amounts[""]


def test_summary_has_a_line_for_every_table_that_loses_rows(command, tables, tmp_path):
    path = tables / "contract_prijs.csv"
    text = path.read_text(encoding="utf-8").splitlines()
    text[3] = re.sub(r";[0-9]+,[0-9]+;", ";veel;", text[3])
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    (tables / "~$contract.xlsx").write_bytes(b"x")
    out, _, _ = priced(
        command, tables, tables / "declaratieregels.csv", tmp_path / "o.csv"
    )
    rows = len(text) - 1
    assert "rows of tables that were lost: 1" in out
    assert re.search(rf"contract_prijs +contract_prijs\.csv +{rows:,} +1\n", out)
    assert re.search(r"passed over: .*~\$contract\.xlsx", out)


def test_column_that_is_not_to_be_read_is_let_through(command, tables, tmp_path):
    path = tables / "contract.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{head};eigen_nummer", *(f"{row};1" for row in rows)]) + "\n",
        encoding="utf-8",
    )
    arguments = ("price", "--regels", tables / "declaratieregels.csv")
    arguments += ("--tarieven", tables, "-o", tmp_path / "o.csv")
    refused = command(*arguments)
    assert refused.exit_code == 3
    assert "'eigen_nummer'" in refused.err
    assert "--negeer-kolom" in refused.err
    assert command(*arguments, "--negeer-kolom", "eigen_nummer").exit_code == 0


PRICE_LISTS = {
    "bedragvormen.csv": ("5", {"GETAL_ONLEESBAAR": ["4", "5"]}),
    "behandeling-prijs.csv": ("3", {}),
    "titelregels.csv": ("4", {"TITELREGELS": [None], "PrestatieOnbekend": ["4"]}),
    "totaal-kosten-honorarium.csv": ("3", {}),
    "twee-bladen.xlsx": ("3", {}),
}


@pytest.mark.parametrize("name", PRICE_LISTS)
@pytest.mark.parametrize(
    "whose",
    [
        ("--zorginstelling", "06990002", "--begindatum", "2024-01-01"),
        ("--contract", "MEER-MEERWIJK"),
    ],
    ids=["passanten", "contract"],
)
def test_price_lists_as_hospitals_publish_them_are_read(
    command, shared, tmp_path, name, whose
):
    out = tmp_path / "found.csv"
    answer = command(
        *("pricelist", "check", shared / "invoer" / "prijslijsten" / name, *whose),
        *("--tarieven", tarieven_path(), "-o", out),
    )
    assert answer.exit_code == 0, answer.err
    height, expected = PRICE_LISTS[name]
    assert f"prices: {height}," in answer.out
    found = read_frame(out)
    for code, rows in expected.items():
        assert found.filter(code=code)["row"].to_list() == rows
    kinds = {"GETAL_ONLEESBAAR", "TITELREGELS", "PrestatieOnbekend"}
    there = found.filter(pl.col("code").is_in(kinds))["code"].unique()
    assert set(there) == set(expected)
