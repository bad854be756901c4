"""Every date of every table is the day it is in the Netherlands, whatever its form."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dataframely as dy
import polars as pl
import pytest
import xlsxwriter
from support.tarieven.tabelcellen import columns_of, findings_on, name_of

from tariffs.files.spelling import mend_cells
from tariffs.schema import TABELLEN, Tabel, Tarieventabellen
from tariffs.sources.tables import read_tabellen

DAY = date(2024, 1, 1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

CONTRACT = (
    "contract_id;versie;agb;concern_id;contractvorm;status;schriftelijk;"
    "begindatum;einddatum;buiten_scope\n"
    "C1;1;06010101;V1;PXQ;ONDERTEKEND;J;2023-01-01;;PASSANT\n"
)


def moments(form: str) -> pl.Series:
    naive = pl.Series([datetime(2024, 1, 1)])
    summer = pl.Series([datetime(2024, 1, 1), datetime(2024, 6, 30, 12)])
    zoned = naive.dt.replace_time_zone("Europe/Amsterdam")
    return {
        "naive": naive,
        "Amsterdam": zoned,
        "UTC": zoned.dt.convert_time_zone("UTC"),
        "New York": zoned.dt.convert_time_zone("America/New_York"),
        "naive UTC": pl.Series([datetime(2023, 12, 31, 23)]),
        "other hour": summer[:1].dt.offset_by("10h"),
        "text": pl.Series(["2024-01-01 00:00:00"]),
        "text other hour": pl.Series(["2024-01-01T10:00:00"]),
        "text UTC": pl.Series(["2023-12-31 23:00:00"]),
        "text with zone": pl.Series(["2023-12-31T23:00:00Z"]),
        "text with offset": pl.Series(["2024-01-01T00:00:00+01:00"]),
    }[form]


FORMS = {
    "naive": [],
    "Amsterdam": [],
    "UTC": [],
    "New York": [],
    "naive UTC": ["B202"],
    "other hour": ["B201"],
    "text": [],
    "text other hour": ["B201"],
    "text UTC": ["B202"],
    "text with zone": [],
    "text with offset": [],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("tabel", "naam"), columns_of(dy.Date)[:2] + columns_of(dy.Date)[-1:], ids=name_of
)
def test_moment_is_the_day_it_is_in_amsterdam(tabel: Tabel, naam: str, form: str):
    cells = pl.DataFrame({"row": [1], naam: moments(form)})
    mended, findings = mend_cells(cells, tabel.schema, bestand="t", source=tabel.naam)
    assert mended[naam].cast(pl.String).str.head(10).to_list() == ["2024-01-01"]
    assert findings["code"].to_list() == FORMS[form]


def test_no_date_column_of_any_table_loses_a_day():
    for tabel, naam in columns_of(dy.Date):
        cells = pl.DataFrame({"row": [1], naam: moments("UTC")})
        mended, findings = mend_cells(cells, tabel.schema, bestand="t", source="t")
        assert mended[naam].to_list() == [DAY]
        assert findings.is_empty()


def test_times_that_are_no_dates_are_refused_by_row():
    (tabel, naam), *_ = columns_of(dy.Date)
    texts = pl.Series(["2024-01-01 25:00:00", "2024-01-01T00:00:00Z", "2024-01-01"])
    codes = [code for _, code, _ in findings_on(tabel, naam, texts)]
    assert codes == ["DATUM_ONLEESBAAR", "DATUM_ONLEESBAAR"]


def test_column_of_days_and_moments_is_as_written():
    (tabel, naam), *_ = columns_of(dy.Date)
    texts = pl.Series(["2024-01-01", "2024-01-01 23:00:00"])
    cells = pl.DataFrame({"row": [1, 2], naam: texts})
    mended, findings = mend_cells(cells, tabel.schema, bestand="t", source="t")
    assert mended[naam].to_list() == ["2024-01-01", "2024-01-01"]
    assert findings.select("row", "code", "value").rows() == [(2, "B201", "1")]


def test_text_that_reads_as_a_moment_stays_text():
    tabel = next(each for each in TABELLEN if each.naam == "prestatie")
    assert tabel.schema.columns()["omschrijving"].dtype == pl.String
    cells = pl.DataFrame({"row": [1], "omschrijving": ["2024-01-01 10:00:00"]})
    mended, findings = mend_cells(cells, tabel.schema, bestand="t", source="t")
    assert mended["omschrijving"].to_list() == ["2024-01-01 10:00:00"]
    assert findings.is_empty()


def prijzen(begindatum: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "contract_id": ["C1"],
            "versie": [1],
            "prestatiecode": ["15E566"],
            "component": ["INTEGRAAL"],
            "prijs_e6": [900_000_000],
            "begindatum": begindatum,
        }
    )


@pytest.mark.parametrize("form", ["naive", "Amsterdam", "UTC", "naive UTC"])
@pytest.mark.parametrize("ending", ["parquet", "arrow", "feather"])
def test_files_with_types_keep_the_day(tmp_path: Path, form: str, ending: str):
    (tmp_path / "contract.csv").write_text(CONTRACT)
    path = tmp_path / f"contract_prijs.{ending}"
    frame = prijzen(moments(form))
    (frame.write_parquet if ending == "parquet" else frame.write_ipc)(path)
    tabellen, _ = read_tabellen(contracten=tmp_path)
    assert tabellen.contract_prijs["begindatum"].to_list() == [DAY]


@pytest.mark.parametrize(
    ("number", "counts_from_1904", "day"),
    [
        (45292, False, DAY),
        # 1,462 days are between the two (ECMA-376 part 1, 18.17.4.1).
        (45292 - 1462, True, DAY),
        (45292, True, date(2028, 1, 2)),
        (61, False, date(1900, 3, 1)),
        (2958465, False, date(9999, 12, 31)),
        (2101, False, date(1905, 10, 1)),
        (0, True, date(1904, 1, 1)),
        # The form jjjjmmdd, which no one takes for a number of days.
        (20240101, False, DAY),
        (20240101, True, DAY),
    ],
)
def test_number_cells_of_a_workbook_are_days_since_its_first(
    tmp_path: Path, number: int, counts_from_1904: bool, day: date
):
    tabellen, findings = priced(tmp_path, number, date_1904=counts_from_1904)
    assert tabellen.contract_prijs["begindatum"].to_list() == [day]
    told = [] if number == 20240101 else [("begindatum", "DATUM_ALS_DAGNUMMER", "1")]
    assert findings.select("column", "code", "value").rows() == told


@pytest.mark.parametrize(
    "cell",
    # The last six read as years, and months of years.
    [60, 45292.5, -1, "45292", 1900, 2024, 2100, 190001, 202401, 210012],
)
def test_what_is_no_number_of_days_is_refused(tmp_path: Path, cell: float | str):
    tabellen, findings = priced(tmp_path, cell)
    assert tabellen.contract_prijs.is_empty()
    assert ("begindatum", "DATUM_ONLEESBAAR") in findings.select(
        "column", "code"
    ).rows()


def priced(
    folder: Path, cell: float | str, **how: bool
) -> tuple[Tarieventabellen, pl.DataFrame]:
    """A price in a workbook that is valid from what a cell says."""
    (folder / "contract.csv").write_text(CONTRACT)
    with xlsxwriter.Workbook(folder / "contract_prijs.xlsx", how) as book:
        sheet = book.add_worksheet("contract_prijs")
        frame = prijzen(pl.Series([None]))
        sheet.write_row(0, 0, frame.columns)
        sheet.write_row(1, 0, [*frame.row(0)[:-1], cell])
    return read_tabellen(contracten=folder)


@pytest.mark.parametrize(("hour", "told"), [(0, []), (22, ["B202"]), (9, ["B201"])])
def test_date_cells_of_a_workbook_are_days(tmp_path: Path, hour: int, told: list[str]):
    (tmp_path / "contract.csv").write_text(CONTRACT)
    book = xlsxwriter.Workbook(tmp_path / "contract_prijs.xlsx")
    sheet = book.add_worksheet("contract_prijs")
    frame = prijzen(pl.Series([None]))
    sheet.write_row(0, 0, frame.columns)
    sheet.write_row(1, 0, frame.row(0)[:-1])
    moment = datetime(2024, 6, 1, hour)
    sheet.write_datetime(1, 5, moment, book.add_format({"num_format": "d-m-yyyy h:mm"}))
    book.close()
    tabellen, findings = read_tabellen(contracten=tmp_path)
    day = date(2024, 6, 2 if hour == 22 else 1)
    assert tabellen.contract_prijs["begindatum"].to_list() == [day]
    assert findings["code"].to_list() == told
