"""Prices of a workbook: formulas, noise, numbers beside texts; one notation."""

import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from productstructure.errors import InputFileError
from tabellen.cells.tablecells import read_cells
from tabellen.values.decimals import fault_of_decimal, notatie_of, parse_decimal
from tariffs.sources.tables import read_tabellen

CONTRACT = (
    "contract_id;versie;agb;concern_id;contractvorm;status;schriftelijk;"
    "begindatum;einddatum;buiten_scope\n"
    "C1;1;06010101;V1;PXQ;ONDERTEKEND;J;2023-01-01;;PASSANT\n"
)
HEADER = ("contract_id", "versie", "prestatiecode", "prijs", "begindatum", "volume")


def write(folder: Path, *prices: tuple[object, object]) -> Path:
    """A price list in Excel: code and price; a text that begins with = is a formula."""
    (folder / "contract.csv").write_text(CONTRACT)
    path = folder / "contract_prijs.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("contract_prijs")
    sheet.write_row(0, 0, HEADER)
    for row, (code, price) in enumerate(prices, 1):
        sheet.write_row(row, 0, ["C1", 1, code])
        is_text = isinstance(price, str) and not price.startswith("=")
        (sheet.write_string if is_text else sheet.write)(row, 3, price)
        sheet.write_string(row, 4, "2024-01-01")
    book.close()
    return path


def prices(folder: Path) -> tuple[list[int], list[tuple]]:
    tabellen, findings = read_tabellen(contracten=folder)
    found = findings.select("row", "column", "code", "value").rows()
    return tabellen.contract_prijs["prijs_e6"].to_list(), found


@pytest.mark.parametrize(
    ("price", "cents"),
    [
        (209.94 * 1.031, 216.45),
        (100 * 1.1, 110.00),
        (0.1 + 0.2, 0.30),
        (1186.785, 1186.79),
        (2.675, 2.68),
        (1.234, 1.23),
        (1186.79, 1186.79),
        (75, 75.00),
    ],
)
def test_price_of_a_formula_is_rounded_to_the_cent(tmp_path: Path, price, cents):
    write(tmp_path, ("15E566", price))
    assert prices(tmp_path)[0] == [round(cents * 100) * 10_000]


@pytest.mark.parametrize(
    ("richtpunt", "cents"),
    # As a price: half a cent goes up (docs/decisions.md 32; UNSOURCED[formula]).
    [
        (1234.56, 123_456),
        (1234.565, 123_457),
        (1234.564, 123_456),
        (1200 * 1.031, 123_720),
    ],
)
def test_amount_of_a_formula_is_rounded_to_the_cent(tmp_path: Path, richtpunt, cents):
    book = xlsxwriter.Workbook(tmp_path / "omzetafspraak.xlsx")
    sheet = book.add_worksheet("omzetafspraak")
    header = "afspraak_id;contract_id;jaar;vorm;richtpunt;pct_onder;pct_boven;signaal"
    sheet.write_row(0, 0, header.split(";"))
    sheet.write_row(1, 0, ["O1", "C1", 2025, "PLAFOND", richtpunt, 0, 0, 95])
    book.close()
    (tmp_path / "contract.csv").write_text(CONTRACT)
    tabellen, _ = read_tabellen(contracten=tmp_path)
    found = tabellen.omzetafspraak["richtpunt_cent"].to_list()
    assert found == [cents]


def test_rounded_prices_are_counted_and_no_row_is_lost(tmp_path: Path):
    base = [37.5 + 171.43 * n for n in range(649)]
    write(tmp_path, *((f"15E{n:03}", price * 1.031) for n, price in enumerate(base)))
    found, findings = prices(tmp_path)
    assert len(found) == 649
    assert all(price % 10_000 == 0 for price in found)
    ((row, column, code, value),) = findings
    assert (column, code) == ("prijs_e6", "PRIJS_AFGEROND")
    assert (row, int(value) > 500) == (1, True)


def test_price_of_a_medicine_keeps_six_decimals(tmp_path: Path):
    write(tmp_path, ("99000001", 12.3456789 * 1.031), ("99000002", 0.1 + 0.2))
    assert prices(tmp_path) == (
        [12_728_395, 300_000],
        [(1, "prijs_e6", "PRIJS_AFGEROND", "1")],
    )


@pytest.mark.parametrize("stored", ["no value", "empty value", "asked to calculate"])
def test_formula_without_its_value_is_refused_by_cell(tmp_path: Path, stored: str):
    path = write(tmp_path, ("15E566", 10), ("15E567", "=D2*1.031"), ("15E568", 30))
    if stored != "asked to calculate":
        fresh = "" if stored == "no value" else "<v></v>"
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = parts[sheet].replace(
            b"<f>D2*1.031</f><v>0</v>", b"<f>D2*1.031</f>" + fresh.encode()
        )
        with zipfile.ZipFile(path, "w") as book:
            for name, raw in parts.items():
                book.writestr(name, raw)
    found, findings = prices(tmp_path)
    assert found == [10_000_000, 30_000_000]
    assert (2, "prijs_e6", "FORMULE_ZONDER_WAARDE", "D3") in findings


def test_formula_with_its_value_is_read(tmp_path: Path):
    path = write(tmp_path, ("15E566", 10))
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("contract_prijs")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["C1", 1, "15E566"])
    sheet.write_formula(1, 3, "=10*1.031", None, 10.31)
    sheet.write_string(1, 4, "2024-01-01")
    book.close()
    assert prices(tmp_path) == ([10_310_000], [])


def test_cell_in_error_is_refused_also_where_it_may_be_empty(tmp_path: Path):
    path = write(tmp_path, ("15E566", 10), ("15E567", 20))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</row></sheetData>", b'<c r="F3" t="e"><v>#N/A</v></c></row></sheetData>'
    )
    with zipfile.ZipFile(path, "w") as book:
        for name, raw in parts.items():
            book.writestr(name, raw)
    found, findings = prices(tmp_path)
    assert found == [10_000_000]
    assert findings == [(2, "volume", "FORMULE_ZONDER_WAARDE", "F3")]


def test_number_that_is_no_text_needs_no_notation(tmp_path: Path):
    # 1.234 as a number is 1.234; as a text beside a comma it is 1234.
    write(tmp_path, ("99000001", 1.234), ("15E567", "1.234"), ("15E568", "4215,75"))
    assert prices(tmp_path)[0] == [1_234_000, 1_234_000_000, 4_215_750_000]


@pytest.mark.parametrize("code", [1.5e39, 15e20])
def test_code_that_became_a_number_is_refused(tmp_path: Path, code: float):
    write(tmp_path, (code, 10))
    found, ((_, column, code, value),) = prices(tmp_path)
    assert (found, column, code) == ([], "prestatiecode", "CODE_ONJUIST")
    assert value.startswith("1.5E+")


def test_columns_without_name_and_content_are_none(tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet("t")
    sheet.write_row(0, 0, ["a", "b", "  "])
    sheet.write_row(1, 0, ["1", "2", " "])
    book.close()
    (cells,) = read_cells(tmp_path / "t.xlsx")
    assert cells.headers == ("a", "b")


@pytest.mark.parametrize(
    ("texts", "notatie", "contrary"),
    [
        (["4215,75", "1.234", "12"], "KOMMA", [False, False, False]),
        (["4215.75", "1,234", "12"], "PUNT", [False, False, False]),
        (["1.234.567", "1.234"], "KOMMA", [False, False]),
        (["4215,75", "1,5", "2.10"], "KOMMA", [False, False, True]),
        (["1.234", "5.678"], None, [False, False]),
        (["4215,75", "2.10"], None, [True, True]),
        (["€ 4215,75", "48,-"], "KOMMA", [False, False]),
        ([None, "", "x"], None, [False, False, False]),
    ],
)
def test_notation_is_that_of_the_column(texts, notatie, contrary):
    found, others = notatie_of(pl.Series(texts, dtype=pl.String))
    assert (found, others.to_list()) == (notatie, contrary)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.186,79 €", 118_679),
        ("EUR 1.734,61", 173_461),
        ("eur1734,61", 173_461),
        ("48,-", 4_800),
        ("€ 1.048,--", 104_800),
        ("48.-", 4_800),
        ("1186,79 EUR", 118_679),
    ],
)
def test_amounts_are_read_as_price_lists_write_them(text: str, cents: int):
    frame = pl.DataFrame({"t": [text]})
    assert frame.select(parse_decimal(pl.col("t"), 2)).item() == cents


@pytest.mark.parametrize("text", ["-", "n.v.t.", "€", ",-", "gratis", "EUR"])
def test_amounts_that_are_none_are_no_zero(text: str):
    frame = pl.DataFrame({"t": [text]})
    fault = frame.select(fault_of_decimal(pl.col("t"), 2)).item()
    assert frame.select(parse_decimal(pl.col("t"), 2)).item() is None
    assert fault == ("GETAL_ONLEESBAAR" if text not in ("€", "EUR") else None)


def test_row_in_another_notation_than_its_file_is_refused(tmp_path: Path):
    (tmp_path / "contract.csv").write_text(CONTRACT)
    (tmp_path / "contract_prijs.csv").write_text(
        "contract_id;versie;prestatiecode;prijs;begindatum\n"
        "C1;1;15E566;1.209,94;2024-01-01\nC1;1;15E567;209,94;2024-01-01\n"
        "C1;1;15E568;2.10;2024-01-01\nC1;1;15E569;1.234;2024-01-01\n"
    )
    found, findings = prices(tmp_path)
    assert found == [1_209_940_000, 209_940_000, 1_234_000_000]
    assert findings == [(3, "prijs_e6", "GETAL_ANDERE_NOTATIE", "2.10")]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "cp1252"])
def test_toml_and_csv_are_read_in_the_codings_of_windows(tmp_path: Path, coding: str):
    toml = '[[werkelijke_kosten]]\nprestatiecode = "238062"\nlijst = "041"\n'
    (tmp_path / "r.toml").write_bytes(f"{toml}begindatum = 2012-01-01\n".encode(coding))
    (tmp_path / "contract.csv").write_bytes(CONTRACT.encode(coding))
    tabellen, _ = read_tabellen(registers=tmp_path)
    assert tabellen.werkelijke_kosten["begindatum"].to_list() == [date(2012, 1, 1)]
    assert tabellen.contract.height == 1


def sheets(path: Path, **sheets: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return path


CONTRACTEN = [line.split(";") for line in CONTRACT.splitlines()]


def test_a_sheet_of_text_is_no_table(tmp_path: Path) -> None:
    path = sheets(
        tmp_path / "boek.xlsx",
        Toelichting=[["Prijzen van dit jaar"], ["Vragen? Bel ons."]],
        Leeg=[],
        contract=CONTRACTEN,
    )
    tabellen, findings = read_tabellen(contracten=path)
    assert tabellen.contract["contract_id"].to_list() == ["C1"]
    assert findings.is_empty()


def test_a_sheet_with_the_name_of_a_table_is_one(tmp_path: Path) -> None:
    """However little stands in it: prices that are passed by would not be missed."""
    path = sheets(
        tmp_path / "boek.xlsx",
        contract=CONTRACTEN,
        contract_prijs=[["contract_id"], ["C1"]],
    )
    with pytest.raises(InputFileError, match="contract_prijs"):
        read_tabellen(contracten=path)


FORMATS = ("0%", "0.00%", "# ##0.0 %", '0.0" % van "', "0.00")


@pytest.mark.parametrize("corner", [(0, 0), (4, 3)], ids=["at A1", "at D5"])
@pytest.mark.parametrize("form", FORMATS)
def test_percentage_of_a_workbook_is_what_its_cell_shows(
    tmp_path: Path, form: str, corner: tuple[int, int]
) -> None:
    shows_percents = form in FORMATS[:3]
    row, column = corner
    header = ("afspraak_id", "zorginstelling_code", "concern_id", "percentage")
    more = ("schriftelijk", "ondertekend_op", "begindatum")
    with xlsxwriter.Workbook(tmp_path / "maxmax_afspraak.xlsx") as book:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": form})
        sheet.write_row(row, column, [*header, *more])
        for place, share in enumerate((0.1, 0.075, "2,5%"), row + 1):
            sheet.write_row(place, column, [f"M{place}", f"0601010{place}", "V1"])
            value = share if shows_percents or share == "2,5%" else share * 100
            sheet.write(place, column + 3, value, shown)
            days = ("J", "2022-12-15", "2023-01-01")
            sheet.write_row(place, column + 4, days)
    tabellen, findings = read_tabellen(contracten=tmp_path)
    assert findings.filter(severity="reject").is_empty()
    assert tabellen.maxmax_afspraak["percentage_bp"].to_list() == [1000, 750, 250]


def test_percentage_that_is_no_percentage_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, ("15E566", "12%"))
    assert prices(tmp_path)[1] == [(1, "prijs_e6", "GETAL_ONLEESBAAR", "12%")]
