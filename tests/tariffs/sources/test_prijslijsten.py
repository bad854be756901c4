"""Medicines and price lists in the layouts that others write."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from productstructure.errors import InputFileError
from tabellen.cells.tablecells import only_table
from tariffs.sources.gstandaard import load_addons
from tariffs.sources.prijslijsten import read_contractprijslijst, read_passantenlijst

ADDON = (
    "release_id;begindatum;ZI-nummer;Soort supplementair product;NZATARIEF;"
    "Inkoophoeveelheid;AIP;Wgp;btw\n"
)
ROW = "4;2025-01-01;"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read_addons(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return load_addons(only_table(path))


def test_medicine_prices_keep_six_decimals(tmp_path: Path) -> None:
    path = write(
        tmp_path / "addon.csv", ADDON + ROW + "1395362;ADDON;43,141592;6;39,579442;;9\n"
    )
    rows, findings = read_addons(path)
    assert findings.height == 0
    assert rows.select(
        "zi_nummer", "nza_max_incl_btw_e6", "inkoophoeveelheid_m", "btw_bp"
    ).rows() == [("01395362", 43_141_592, 6_000, 900)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("99000001;ADDON;545,00;1;500,00;545,00;9", []),
        ("99000001;ADDON;545,00;1;500,00;523,20;9", ["ADDON_MAXIMUM_BOVEN_WGP"]),
        ("99000001;ADDON;545,01;1;500,00;;9", ["ADDON_MAXIMUM_WIJKT_AF_VAN_AIP"]),
        ("99000001;ADDON;545,00;1;;;9", []),
        ("99000001;ADDON;545,00;;500,00;;9", ["ADDON_EENHEID_ONBEKEND"]),
        ("99000001;ADDON;0;1;;;9", ["WAARDE_BUITEN_BEREIK"]),
        ("99000001;PIL;545,00;1;;;9", ["WAARDE_ONBEKEND"]),
        ("990000011;ADDON;545,00;1;;;9", ["CODE_ONJUIST"]),
    ],
)
def test_medicine_that_looks_wrong_is_named(
    tmp_path: Path, row: str, found: list[str]
) -> None:
    path = write(tmp_path / "addon.csv", ADDON + ROW + row + "\n")
    _, findings = read_addons(path)
    assert findings["code"].to_list() == found


@pytest.mark.parametrize("header", ["Wgp", "Wgp-maximumprijs incl. btw"])
def test_maximum_of_the_wgp_is_in_euros_under_each_header(
    tmp_path: Path, header: str
) -> None:
    text = ADDON.replace("Wgp", header)
    assert header in text
    path = write(
        tmp_path / "addon.csv", text + ROW + "99000001;ADDON;545,00;1;;545,00;9\n"
    )
    rows, _ = read_addons(path)
    assert rows["wgp_max_incl_btw_e6"].to_list() == [545_000_000]


def test_medicines_without_their_low_btw_are_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "addon.csv",
        "release_id;zi_nummer;soort_supplementair;Maximumtarief (incl. 9% BTW);"
        "inkoophoeveelheid;begindatum\n4;99000001;ADDON;545,00;1;2025-01-01\n",
    )
    with pytest.raises(InputFileError, match=r"missing column.*'btw_bp'"):
        read_addons(path)


def test_contract_list_in_a_workbook_is_read_to_the_cent(tmp_path: Path) -> None:
    path = tmp_path / "Prijslijst Z1 2025.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Blad1")
    for number, row in enumerate(
        [
            ["Declaratiecode", "Zorgproductcode", "Prijs", "Volume"],
            ["15E566", "029499002", 4215.75, 120],
            ["190153", None, 2014.33, None],
            [39611, None, "1.873,25", None],
        ]
    ):
        sheet.write_row(number, 0, row)
    book.close()
    rows, findings = read_contractprijslijst(
        path,
        contract_id="C1",
        versie=1,
        begindatum=date(2025, 1, 1),
        einddatum=date(2025, 12, 31),
    )
    assert findings.height == 0
    assert rows.select("prestatiecode", "prijs_e6", "component", "row").rows() == [
        ("15E566", 4_215_750_000, "INTEGRAAL", 1),
        ("190153", 2_014_330_000, "INTEGRAAL", 2),
        ("039611", 1_873_250_000, "INTEGRAAL", 3),
    ]


@pytest.mark.parametrize(
    "layout",
    [
        "Declaratiecode;Omschrijving declaratiecode;Soort overig zorgproduct;"
        "Ingangsdatum;Einddatum;Totaalprijs\n15E566;o;;2025-01-01;2025-12-31;5120,00\n",
        "declaratiecode;zorgproduct;totaal tarief\n15E566;o;5120,00\n",
        "Declaratiecode,Passantentarief,Omschrijving\n15E566,5120.00,o\n",
    ],
)
def test_passanten_list_is_read_in_every_layout_seen(
    tmp_path: Path, layout: str
) -> None:
    rows, findings = read_passantenlijst(
        write(tmp_path / "passanten.csv", layout),
        zorginstelling_code="06010101",
        begindatum=date(2025, 1, 1),
        einddatum=date(2025, 12, 31),
    )
    assert findings.height == 0
    assert rows.select(
        "prestatiecode", "prijs_e6", "omschrijving", "begindatum", "einddatum"
    ).rows() == [("15E566", 5_120_000_000, "o", date(2025, 1, 1), date(2025, 12, 31))]


def test_column_that_says_something_unknown_about_a_price_is_refused(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "p.csv", "Declaratiecode;Prijs;Korting\n15E566;1,00;10\n")
    with pytest.raises(InputFileError, match="'Korting'"):
        read_passantenlijst(
            path,
            zorginstelling_code="06010101",
            begindatum=date(2025, 1, 1),
            einddatum=None,
        )


def test_published_passantentarieven_are_read_to_the_cent(
    tmp_path: Path, shared: Path
) -> None:
    with (shared / "prijzen" / "prijzen.csv").open(encoding="utf-8") as stream:
        published = [
            (row["declaratiecode"], row["bedrag_eur"])
            for row in csv.DictReader(stream)
            if row["soort"] == "passantentarief"
        ]
    codes = dict(published)
    text = "Declaratiecode;Passantentarief\n" + "".join(
        f"{code};{bedrag}\n" for code, bedrag in codes.items()
    )
    rows, findings = read_passantenlijst(
        write(tmp_path / "passanten.csv", text),
        zorginstelling_code="06010101",
        begindatum=date(2017, 1, 1),
        einddatum=None,
    )
    assert findings.height == 0
    assert dict(rows.select("prestatiecode", "prijs_e6").rows()) == {
        code: int(Decimal(bedrag) * 1_000_000) for code, bedrag in codes.items()
    }
