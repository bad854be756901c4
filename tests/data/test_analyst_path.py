"""From exports as people have them to an opened result, as docs/ziekenhuis.md tells it.

The commands are those of the page; files are made here as a hospital would have them.
"""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from dbc_grouper_data import batch_paths, release_path, tarieven_path
from typer.testing import CliRunner

from billing.cli.app import app
from tabellen.forms.frames import read_frame

PAGE = Path(__file__).parents[2] / "docs/ziekenhuis.md"
DAYS = ("begindatum", "einddatum", "geboortedatum", "uitvoerdatum")
NAMES = {
    "subtraject_nummer": "DBC-nummer",
    "begindatum": "Start DBC",
    "einddatum": "Einde DBC",
}
ZORGTYPEN = {"11": "Initieel", "21": "Vervolg"}
SPOILED = "S000002"


def blocks(language: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


COMMANDS = re.findall(r"^dbc-grouper .*$", PAGE.read_text(encoding="utf-8"), re.M)


def write_sheet(path: Path, **sheets: pl.DataFrame) -> None:
    """Sheets with titles above their headers, and days as Excel has them."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "Export")
            sheet.write_row(2, 0, frame.columns)
            for y, row in enumerate(frame.rows(), 3):
                for x, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, day)
                    elif cell is not None:
                        sheet.write(y, x, cell)


def with_days(frame: pl.DataFrame) -> pl.DataFrame:
    days = [name for name in DAYS if name in frame.columns]
    return frame.with_columns(pl.col(days).str.to_date())


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lies there before the first command."""
    folder = tmp_path_factory.mktemp("ziekenhuis")
    shutil.make_archive(str(folder / "release"), "zip", release_path())
    rows, lines = map(read_frame, batch_paths())
    rows = rows.unique("subtraject_nummer", keep="none", maintain_order=True).head(300)
    lines = lines.join(rows, on="subtraject_nummer", how="semi", maintain_order="left")
    rows = rows.with_columns(
        pl.col("zorgtype_code").replace(ZORGTYPEN),
        geslacht=pl.when(subtraject_nummer=SPOILED)
        .then(pl.lit("onbekend"))
        .otherwise("geslacht"),
    )
    names = {ours: theirs for ours, theirs in NAMES.items() if ours in lines.columns}
    write_sheet(folder / "trajecten.xlsx", Blad1=with_days(rows).rename(NAMES))
    write_sheet(folder / "verrichtingen.xlsx", Blad1=with_days(lines).rename(names))
    (folder / "kolommen.toml").write_text(blocks("toml")[0], encoding="utf-8")
    contracts = {"contract", "contract_prijs"}
    write_sheet(
        folder / "contract.xlsx",
        **{name: read_frame(tarieven_path() / f"{name}.csv") for name in contracts},
    )
    (folder / "tabellen").mkdir()
    for table in tarieven_path().iterdir():
        if table.stem not in contracts:
            shutil.copy(table, folder / "tabellen")
    (folder / "uit").mkdir()
    return folder


def mend(folder: Path) -> None:
    """What a person does between the first command and the second."""
    rejected = read_frame(folder / "uit" / "grouped.parquet.rejected.csv")
    assert SPOILED in rejected["subtraject_nummer"].to_list()
    own = rejected.filter(subtraject_nummer=SPOILED)
    assert "geslacht" in own["redenen"][0].lower()
    own.with_columns(geslacht=pl.lit("2")).write_excel(folder / "uit" / "hersteld.xlsx")


@pytest.fixture(scope="module")
def done(hospital: Path) -> Path:
    """The folder after all commands of the page."""
    commands = COMMANDS
    assert len(commands) <= 6
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(hospital)
        for place, command in enumerate(commands):
            if place == 1:
                mend(hospital)
            name, *arguments = command.split()
            assert name == "dbc-grouper"
            answer: Any = CliRunner().invoke(app, arguments)
            assert answer.exit_code == 0, (command, answer.stderr)
    return hospital


def test_products_are_those_of_the_batch_in_our_own_form(done: Path) -> None:
    from grouper import Grouper, open_release

    rows, lines = map(read_frame, batch_paths())
    right = Grouper(open_release(release_path())).group(rows, lines).grouped
    found = read_frame(done / "uit" / "grouped.parquet")
    columns = ["subtraject_nummer", "zorgproduct_code", "declaratiecode", "status"]
    own = right.join(found, on="subtraject_nummer", how="semi", maintain_order="left")
    same = found.filter(pl.col("subtraject_nummer") != SPOILED).select(columns)
    expected = own.filter(pl.col("subtraject_nummer") != SPOILED).select(columns)
    assert same.cast(pl.String).equals(expected.cast(pl.String))
    mended = read_frame(done / "uit" / "hersteld.parquet").select(columns)
    assert mended.rows() == [(SPOILED, "140909005", "14X145", "ok")]


def test_prices_open_as_euros(done: Path) -> None:
    sheet = (
        fastexcel.read_excel(done / "uit" / "prijzen.xlsx").load_sheet(0).to_polars()
    )
    paid = sheet.filter(pl.col("status") == "OK")
    assert paid.height > 50
    assert paid["bedrag"].min() > 0
    assert set(paid["grondslag"]) >= {"CONTRACTPRIJS"}
    assert sheet["prestatiecode"].dtype == pl.String


def test_mended_line_is_priced_too(done: Path) -> None:
    (line,) = read_frame(done / "uit" / "prijzen-hersteld.csv").to_dicts()
    assert line["prestatiecode"] == "14X145"
    assert line["bedrag"] is None or re.fullmatch(r"[0-9]+,[0-9]{2}", line["bedrag"])
