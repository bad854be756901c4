"""Which file is which table; what lies beside is told or refused, never passed over."""

import bz2
import gzip
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from productstructure.errors import InputFileError
from tabellen.cells.tablecells import only_table
from tabellen.headers.leeswijze import Leeswijze
from tariffs.sources.tables import read_and_count, read_tabellen

CONTRACT = (
    "contract_id;versie;agb;concern_id;contractvorm;status;schriftelijk;"
    "begindatum;einddatum;buiten_scope\n"
    "{};1;06010101;V1;PXQ;ONDERTEKEND;J;2023-01-01;;PASSANT\n"
)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "contract.csv").write_text(CONTRACT.format("C1"))
    return tmp_path


@pytest.mark.parametrize(
    "behind",
    [
        *(
            " ",
            "_2025",
            "-2025",
            " 2025",
            "_20250101",
            "_2025-01-01",
            "_2025_v2",
            ".v3",
        ),
        *("_20250101-20251231", "_2025 tm 2026", "_2025_q1", "_1", "_a", "_v1.2", "_"),
    ],
)
def test_year_period_or_version_behind_the_name_is_the_same_table(tables, behind):
    (tables / f"contract{behind}.csv").write_text(CONTRACT.format("C2"))
    tabellen, _ = read_tabellen(contracten=tables)
    assert sorted(tabellen.contract["contract_id"]) == ["C1", "C2"]


COPIES = [
    *("_oud", "_old", "_kopie", " - kopie", " (1)", "(2)", "_backup", "_test", "_bak"),
    *("_2024_oud", "_2025 (1)", "_2025 kopie", "_concept", "_OUD", "_2025_test2"),
]


@pytest.mark.parametrize("behind", [*COPIES, "_KUST", "_nieuw", "_2025_def", "_jan"])
def test_other_words_behind_the_name_are_refused_in_a_folder(tables, behind):
    (tables / f"contract{behind}.csv").write_text(CONTRACT.format("C2"))
    with pytest.raises(InputFileError, match="no year, period or version"):
        read_tabellen(contracten=tables)


@pytest.mark.parametrize("behind", COPIES)
def test_copies_are_refused_also_when_they_are_named(tables, behind):
    # A pattern of the shell names every file.
    path = tables / f"contract_prijs{behind}.csv"
    path.write_text("contract_id;versie;prestatiecode;prijs;begindatum\n")
    with pytest.raises(InputFileError, match="no year, period or version"):
        read_tabellen(contracten=[tables / "contract.csv", path])


def test_price_list_that_a_person_names_may_bear_any_name(tables):
    path = tables / "contract_prijs_KUST.csv"
    path.write_text(
        "contract_id;versie;prestatiecode;prijs;begindatum\nC1;1;15E566;1,00;20240101\n"
    )
    tabellen, _ = read_tabellen(contracten=[tables / "contract.csv", path])
    assert tabellen.contract_prijs.height == 1


@pytest.mark.parametrize(
    "name",
    [
        *("ozp_regel.csv.xz", "ozp_regel.xls", "ozp_regel.ods", "ozp_regel.csv.zip"),
        *("ozp_regel", "OZP_REGEL.XLSB", "20240101 Tarieven Tabel v20231001.csv.7z"),
    ],
)
def test_table_in_a_form_that_is_not_read_is_refused(tables, name):
    (tables / name).write_bytes(b"x")
    with pytest.raises(InputFileError, match="by its name"):
        read_tabellen(contracten=tables)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("contract_2025.txt", CONTRACT.format("C2").encode()),
        ("contract_2025.tsv", CONTRACT.format("C2").replace(";", "\t").encode()),
        ("contract_2025.csv.gz", gzip.compress(CONTRACT.format("C2").encode())),
        ("contract_2025.csv.bz2", bz2.compress(CONTRACT.format("C2").encode())),
        ("contract_2025.csv", CONTRACT.format("C2").replace(";", "|").encode()),
        ("contract_2025.csv", ("sep=;\r\n" + CONTRACT.format("C2")).encode()),
        ("contract_2025.csv", CONTRACT.format("C2").encode("utf-16")),
        ("contract_2025.csv", CONTRACT.format("C2").encode("utf-16-le")),
        ("contract_2025.csv", CONTRACT.format("C2").replace("\n", ";\n").encode()),
    ],
)
def test_table_in_a_form_that_people_have_is_read(tables, name, content):
    (tables / name).write_bytes(content)
    assert read_tabellen(contracten=tables)[0].contract.height == 2


def test_header_that_stands_there_once_more_is_told(tables):
    header, rows = CONTRACT.format("C2").split("\n", 1)
    (tables / "contract_2025.csv").write_text(f"{header}\n{rows}{header}\n")
    read, findings = read_tabellen(contracten=tables)
    assert read.contract.height == 2
    assert findings.select("row", "code").rows() == [(2, "RIJ_IS_KOP")]


def test_ending_in_capitals_is_the_same_form(tables):
    (tables / "CONTRACT_2025.CSV").write_text(CONTRACT.format("C2"))
    assert read_tabellen(contracten=tables)[0].contract.height == 2


@pytest.mark.parametrize(
    "name", ["contract.pdf", "notitie.docx", "afspraken.txt", "contract.csv.bak", "x"]
)
def test_file_that_is_no_table_is_told_by_name(tables, name):
    (tables / name).write_bytes(b"x")
    _, findings = read_tabellen(contracten=tables)
    assert findings.select("bestand", "code").rows() == [(name, "BESTAND_NIET_GELEZEN")]


@pytest.mark.parametrize("is_named", [False, True])
def test_folder_with_parts_of_parquet_is_the_table_of_its_name(tables, is_named):
    folder = tables / "contract_2025"
    folder.mkdir()
    rows = pl.read_csv(tables / "contract.csv", separator=";", infer_schema=False)
    for number, contract in enumerate(("C2", "C3")):
        part = rows.with_columns(contract_id=pl.lit(contract))
        part.write_parquet(folder / f"part-0000{number}.parquet")
    (folder / "_SUCCESS").touch()
    tabellen, findings = read_tabellen(contracten=folder if is_named else tables)
    found = ["C2", "C3"] if is_named else ["C1", "C2", "C3"]
    assert sorted(tabellen.contract["contract_id"]) == found
    assert "BESTAND_NIET_GELEZEN" not in findings["code"]


def test_folder_that_is_named_as_a_table_may_hold_tables(tables):
    folder = tables / "contract"
    folder.mkdir()
    rows = pl.read_csv(tables / "contract.csv", separator=";", infer_schema=False)
    rows.write_parquet(folder / "contract.parquet")
    tabellen, _ = read_tabellen(contracten=folder)
    assert tabellen.contract["contract_id"].to_list() == ["C1"]
    _, findings = read_tabellen(contracten=tables)
    assert findings["bestand"].to_list() == ["contract"]


def test_folder_in_a_folder_is_told(tables):
    (tables / "oud").mkdir()
    _, findings = read_tabellen(contracten=tables)
    assert findings.select("bestand", "code").rows() == [
        ("oud", "BESTAND_NIET_GELEZEN")
    ]


HARMLESS = [
    *("README.md", ".DS_Store", "Thumbs.db", "desktop.ini", "~$contract_prijs.xlsx"),
    *("verzekeringen.csv", "prijsbesluiten.parquet", ".~lock.contract.csv#"),
    "contract.csv~",
]


def test_files_that_systems_leave_are_passed_over_and_told(tables):
    for name in HARMLESS:
        (tables / name).write_bytes(b"x")
    gelezen = read_and_count(contracten=tables)
    assert gelezen.findings.is_empty()
    assert sorted(gelezen.overgeslagen) == sorted(HARMLESS)


def test_lock_file_of_excel_that_is_named_is_refused_with_the_workbook(tables):
    path = tables / "~$contract_prijs.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(InputFileError, match=r"while contract_prijs\.xlsx is open"):
        read_tabellen(contracten=path)


@pytest.mark.parametrize("name", ["contract[1].csv", "contract*.csv", "contract?.csv"])
def test_signs_of_patterns_in_a_name_are_themselves(tmp_path, name):
    (tmp_path / "contract1.csv").write_text(CONTRACT.format("C1"))
    path = tmp_path / name
    path.write_text(CONTRACT.format("C2"))
    assert only_table(path).frame["0"].to_list() == ["C2"]


def test_rows_are_counted_per_file_and_lost_ones_once(tables):
    (tables / "contract_prijs.csv").write_text(
        "contract_id;versie;prestatiecode;prijs;begindatum\n"
        "C1;1;15E566;1,00;2024-01-01\n"
        "C1;1;15E567;x;2024-02-30\n"
        "C9;1;15E568;1,00;2024-01-01\n"
        "C1;1;15E569\n"
        "\n"
    )
    gelezen = read_and_count(contracten=tables)
    assert gelezen.telling.rows() == [
        ("contract.csv", "contract", 1, 0),
        ("contract_prijs.csv", "contract_prijs", 4, 3),
    ]


def test_rows_of_files_of_one_name_in_two_folders_are_not_taken_for_each_other(tables):
    head = "contract_id;versie;prestatiecode;prijs;begindatum\n"
    for folder, contract in (("a", "C9"), ("b", "C1")):
        (tables / folder).mkdir()
        path = tables / folder / "contract_prijs.csv"
        path.write_text(f"{head}{contract};1;15E566;1,00;2024-01-01\n")
    gelezen = read_and_count(
        contracten=[tables / "contract.csv", tables / "a", tables / "b"]
    )
    assert gelezen.tabellen.contract_prijs["contract_id"].to_list() == ["C1"]
    assert gelezen.telling.rows()[1:] == [
        ("contract_prijs.csv", "contract_prijs", 1, 1),
        ("b/contract_prijs.csv", "contract_prijs", 1, 0),
    ]


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("regoi", "regio"),
        ("vergunnigen", "vergunningen"),
        ("terugvalregel", "terugvalregel_id"),
        ("ondertekend_opp", "ondertekend_op"),
        ("eindatum", "einddatum"),
    ],
)
def test_misspelt_optional_column_is_refused_with_the_name_it_should_have(
    tmp_path, header, meant
):
    table = "zorgaanbieder" if meant in ("regio", "vergunningen") else "contract"
    text = CONTRACT.replace(";einddatum", f";{header}").format("C1")
    if table == "zorgaanbieder":
        text = f"agb;naam;soort;begindatum;{header}\n06010101;Z;UMC;2024-01-01;\n"
    (tmp_path / f"{table}.csv").write_text(text)
    with pytest.raises(InputFileError, match=rf"'{header}' meant to be {meant}\?"):
        read_tabellen(contracten=tmp_path)
    read_tabellen(contracten=tmp_path, negeer=[header])


def test_column_of_another_case_or_with_signs_is_the_same(tmp_path):
    text = CONTRACT.format("C1").replace("einddatum", "\u200bEind Datum ")
    (tmp_path / "contract.csv").write_text(text)
    assert read_tabellen(contracten=tmp_path)[0].contract.height == 1


def test_file_that_is_named_twice_is_read_once_and_what_comes_behind_it_too(tables):
    path = tables / "contract.csv"
    other = tables / "more" / "contract.csv"
    other.parent.mkdir()
    other.write_text(CONTRACT.format("C2"))
    tabellen, _ = read_tabellen(contracten=[path, path, other])
    assert tabellen.contract["contract_id"].to_list() == ["C1", "C2"]


@pytest.mark.parametrize(
    "name", ["declaratieregels", "declaratieregels_januari", "declaratieregelsjan"]
)
def test_lines_beside_contracts_are_left_to_who_reads_lines(tables, name):
    (tables / f"{name}.csv").write_text("regel_id;prestatiecode\nR1;15E566\n")
    tabellen, findings = read_tabellen(contracten=tables)
    assert tabellen.contract.height == 1
    assert "BESTAND_NIET_GELEZEN" not in findings["code"].to_list()


@pytest.mark.parametrize(
    ("blad", "tables", "told"),
    [
        ("contract", ["C1"], []),
        ("Contrakt", ["C1"], ["BLAD_NIET_GEVONDEN", "BLAD_NIET_GEVONDEN"]),
        ("zorgaanbieder", [], []),
    ],
)
def test_sheet_that_is_asked_for_and_absent_is_told(tmp_path, blad, tables, told):
    """The sheets that count are those of that name; a slip in it changes nothing."""
    rows = CONTRACT.format("C1").splitlines()
    with xlsxwriter.Workbook(tmp_path / "boek.xlsx") as book:
        sheet = book.add_worksheet("contract")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row.split(";"))
        other = book.add_worksheet("zorgaanbieder")
        other.write_row(0, 0, ["agb", "naam", "soort", "begindatum"])
        other.write_row(1, 0, ["06010101", "Z", "UMC", "2024-01-01"])
    tabellen, findings = read_tabellen(
        contracten=tmp_path, leeswijze=Leeswijze(bladen=(blad,))
    )
    assert tabellen.contract["contract_id"].to_list() == tables
    assert findings["code"].to_list() == told


def test_sheet_that_is_absent_is_told_of_a_file_with_one_table_too(tmp_path):
    """Sheets of notes are no tables: the one that is counts, whatever was asked for."""
    with xlsxwriter.Workbook(tmp_path / "lijst.xlsx") as book:
        book.add_worksheet("Toelichting").write(0, 0, "Prijzen van 2025")
        sheet = book.add_worksheet("Prijzen")
        sheet.write_row(0, 0, ["prestatiecode", "prijs"])
        sheet.write_row(1, 0, ["15E566", "12,34"])
    path = tmp_path / "lijst.xlsx"
    for asked, told in (["Prijs"], ["BLAD_NIET_GEVONDEN"]), (["prijzen"], []), ([], []):
        cells = only_table(path, asked)
        assert (cells.naam, cells.faults["code"].to_list()) == ("Prijzen", told)
