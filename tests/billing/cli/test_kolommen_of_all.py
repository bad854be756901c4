"""--kolommen, --datumvorm and --blad of every command that reads tables.

The outcome is that of tables with our own names and days.
"""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from dbc_grouper_data import (
    declaraties_path,
    eigenrisico_path,
    release_path,
    tarieven_path,
)

from billing.files.kolommen import read_kolommen
from productstructure.errors import InputFileError
from tabellen.headers.leeswijze import Leeswijze
from tariffs.sources.tables import read_verzekeringen

KOLOMMEN = """
[opnamen]
begindatum = "Opgenomen op"
[opnamen.waarden.soort]
Intensive = "IC"
Bed = "VERBLIJF"

[posten]
post_id = "Nota"
verzekerd_cent = "Bedrag in centen"

[personen]
geboortedatum = "Geboren"

[verzekeringen]
uzovi = "Verzekeraar"

[zorgprofiel]
aantal = "Hoeveel"

[omzetafspraak]
richtpunt = "Plafond"

[contract_prijs]
prijs = "Prijs afgesproken"

[declaratieregels]
verzekerde_id = "Patient"
"""
THEIRS = {
    "opnamen": {"begindatum": "Opgenomen op"},
    "posten": {"post_id": "Nota", "verzekerd_cent": "Bedrag in centen"},
    "personen": {"geboortedatum": "Geboren"},
    "verzekeringen": {"uzovi": "Verzekeraar"},
    "zorgprofiel": {"aantal": "Hoeveel"},
    "omzetafspraak": {"richtpunt": "Plafond"},
    "contract_prijs": {"prijs": "Prijs afgesproken"},
    "declaratieregels": {"verzekerde_id": "Patient"},
}
MONTH_FIRST = ("--datumvorm", "mm/dd/jjjj")


def as_theirs(source: Path, folder: Path, *, parquet: bool = False) -> Path:
    """A copy of a folder in which tables are called otherwise, months before days."""
    shutil.copytree(source, folder)
    for file in folder.glob("*.csv"):
        name = file.stem
        columns = THEIRS.get(name, {})
        frame = pl.read_csv(file, separator=";", infer_schema=parquet).rename(columns)
        if not parquet:
            day = pl.all().str.replace(r"^(\d{4})-(\d\d)-(\d\d)$", "$2/$3/$1")
            frame = frame.with_columns(day)
        if name == "opnamen":
            words = {"IC": "Intensive", "VERBLIJF": "Bed"}
            frame = frame.with_columns(pl.col("soort").replace(words))
        if parquet:
            file.unlink()
            frame.write_parquet(file.with_suffix(".parquet"))
        else:
            frame.write_csv(file, separator=";")
    return folder


@pytest.fixture
def kolommen(tmp_path: Path) -> Path:
    path = tmp_path / "k.toml"
    path.write_text(KOLOMMEN)
    return path


def outcomes(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix in (".csv", ".parquet") and "findings" not in path.name
    }


def test_verblijf(command: Any, tmp_path: Path, kolommen: Path) -> None:
    ours = declaraties_path()
    theirs = as_theirs(ours, tmp_path / "theirs")
    for name, folder, more in (
        ("a", ours, ()),
        ("b", theirs, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        answer = command(
            *("verblijf", "--opnamen", folder / "opnamen.csv"),
            *("-o", tmp_path / f"{name}.csv", *more),
        )
        assert answer.exit_code == 0, answer.err
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert "\nE" not in (tmp_path / "a.csv").read_text()


@pytest.mark.parametrize("parquet", [False, True])
def test_eigenrisico(
    command: Any, tmp_path: Path, kolommen: Path, parquet: bool
) -> None:
    ours = eigenrisico_path()
    theirs = as_theirs(ours, tmp_path / "theirs", parquet=parquet)
    for name, folder, more in (
        ("a", ours, ()),
        ("b", theirs, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        ending = ".parquet" if parquet and folder == theirs else ".csv"
        answer = command(
            "eigenrisico",
            *(
                each
                for table in ("posten", "personen", "verzekeringen")
                for each in (f"--{table}", folder / f"{table}{ending}")
            ),
            *("-o", tmp_path / name, *more),
        )
        assert answer.exit_code == 0, answer.err
    assert outcomes(tmp_path / "a") == outcomes(tmp_path / "b")
    assert outcomes(tmp_path / "a")["verdeling.csv"].count(b"\n") > 5


def test_check(command: Any, tmp_path: Path, kolommen: Path) -> None:
    ours = declaraties_path()
    theirs = as_theirs(ours, tmp_path / "theirs")
    prices = as_theirs(tarieven_path(), tmp_path / "prices")
    for name, folder, tables, more in (
        ("a", ours, tarieven_path(), ()),
        ("b", theirs, prices, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        answer = command(
            *("check", ours / "levering.zip", "--release", release_path()),
            *("--tarieven", tables, "--contracten", tables, "--registers", folder),
            *("--verzekeringen", tables / "verzekeringen.csv"),
            *("--zorgprofiel", folder / "zorgprofiel.csv", "--ontvangen", "2024-09-01"),
            *("-o", tmp_path / name, *more),
        )
        assert answer.exit_code == 0, answer.err
    found, expected = outcomes(tmp_path / "b"), outcomes(tmp_path / "a")
    for table in ("regels.csv", "posten.csv", "historie.csv"):
        assert found[table] == expected[table]
    assert found["regels.csv"].count(b"\n") > 100


@pytest.fixture
def priced(command: Any, tmp_path: Path) -> Path:
    tables, out = tarieven_path(), tmp_path / "besluiten.parquet"
    answer = command(
        *("price", "--regels", tables / "declaratieregels.csv", "--tarieven", tables),
        *("--verwerkingsdatum", "2024-06-01", "-o", out),
    )
    assert answer.exit_code == 0, answer.err
    return out


def test_settle(command: Any, tmp_path: Path, kolommen: Path, priced: Path) -> None:
    theirs = as_theirs(tarieven_path(), tmp_path / "theirs")
    for name, tables, more in (
        ("a", tarieven_path(), ()),
        ("b", theirs, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        answer = command(
            *("settle", "--besluiten", priced, "--tarieven", tables),
            *("--verwerkingsdatum", "2024-06-01", "-o", tmp_path / f"{name}.csv"),
            *more,
        )
        assert answer.exit_code == 0, answer.err
    a, b = ((tmp_path / f"{name}.csv").read_bytes() for name in "ab")
    assert a == b
    assert a.count(b"\n") > 1


def test_reprice(command: Any, tmp_path: Path, kolommen: Path, priced: Path) -> None:
    theirs = as_theirs(tarieven_path(), tmp_path / "theirs")
    # The lines that were priced, in a record that knows them: read as they are.
    lines = tarieven_path() / "declaratieregels.csv"
    ours = "\n".join(
        part for part in KOLOMMEN.split("\n\n") if "declaratieregels" not in part
    )
    kolommen.write_text(ours)
    for name, tables, more in (
        ("a", tarieven_path(), ()),
        ("b", theirs, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        answer = command(
            *(
                "reprice",
                "--regels",
                lines,
                "--besluiten",
                priced,
                "--tarieven",
                tables,
            ),
            *("--bestand-id", "B2", "--verwerkingsdatum", "2024-07-01"),
            *("--release", release_path(), "-o", tmp_path / f"{name}.csv", *more),
        )
        assert answer.exit_code == 0, answer.err
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_pricelist_check_of_a_list_and_of_tables(
    command: Any, tmp_path: Path, kolommen: Path
) -> None:
    theirs = as_theirs(tarieven_path(), tmp_path / "theirs")
    whole = pl.read_csv(
        tarieven_path() / "contract_prijs.csv", separator=";", infer_schema=False
    )
    own = whole.filter(pl.col("contract_id") == "KUST-DUINHOF").select(
        "prestatiecode", "prijs", "begindatum", "einddatum"
    )
    own.write_csv(tmp_path / "lijst_a.csv", separator=";")
    own.rename({"prijs": "Prijs afgesproken"}).write_csv(
        tmp_path / "lijst_b.csv", separator=";"
    )
    for name, tables, more in (
        ("a", tarieven_path(), ()),
        ("b", theirs, ("--kolommen", kolommen, *MONTH_FIRST)),
    ):
        for file, lijst in (
            (f"{name}1.csv", ()),
            (
                f"{name}2.csv",
                (tmp_path / f"lijst_{name}.csv", "--contract", "KUST-DUINHOF"),
            ),
        ):
            answer = command(
                *("pricelist", "check", *lijst, "--tarieven", tables),
                *("--release", release_path(), "-o", tmp_path / file, *more),
            )
            assert answer.exit_code == 0, answer.err
    for number in "12":
        found = [
            pl.read_csv(tmp_path / f"{name}{number}.csv", separator=";").drop(
                "bestand", strict=False
            )
            for name in "ab"
        ]
        assert found[0].equals(found[1])


def test_tables_of_lines_insurances_and_registers_are_known_by_their_names(
    kolommen: Path,
) -> None:
    assert set(read_kolommen(kolommen)) == set(THEIRS)


def test_column_that_another_command_knows_is_told_as_unknown(tmp_path: Path) -> None:
    """vrijwillig_cent is of eigenrisico: to a price it is a column as any other."""
    (tmp_path / "v.toml").write_text(
        '[verzekeringen]\nuzovi = "Verzekeraar"\nvrijwillig_cent = "Eigen keuze"\n'
    )
    file = tmp_path / "verzekeringen.csv"
    file.write_text(
        "verzekerde_id;Verzekeraar;polis;begindatum;einddatum;Eigen keuze\n"
        "V1;9101;;2024-01-01;;0\n"
    )
    kolommen = read_kolommen(tmp_path / "v.toml")
    with pytest.raises(InputFileError, match="Eigen keuze"):
        read_verzekeringen(file, leeswijze=Leeswijze(tabellen=kolommen))
    rows, _ = read_verzekeringen(
        file, leeswijze=Leeswijze(tabellen=kolommen), negeer=["Eigen keuze"]
    )
    assert rows["uzovi"].to_list() == ["9101"]


def test_days_of_which_no_value_is_above_twelve_are_asked_for(
    command: Any, tmp_path: Path
) -> None:
    stays = tmp_path / "opnamen.csv"
    stays.write_text(
        "verzekerde_id;zorginstelling_code;soort;begindatum;einddatum\n"
        "V1;06010101;VERBLIJF;03/04/2024;05/04/2024\n"
    )
    answer = command("verblijf", "--opnamen", stays, "-o", tmp_path / "out.csv")
    assert answer.exit_code == 3
    assert "column begindatum holds dates with slashes" in answer.err
    assert "--datumvorm dd/mm/jjjj" in answer.err
    days = {}
    for vorm in ("dd/mm/jjjj", "mm/dd/jjjj"):
        answer = command(
            *("verblijf", "--opnamen", stays, "-o", tmp_path / "out.csv"),
            *("--datumvorm", vorm),
        )
        assert answer.exit_code == 0, answer.err
        days[vorm] = pl.read_csv(tmp_path / "out.csv", separator=";")[
            "begindatum"
        ].to_list()
    assert days == {"dd/mm/jjjj": ["2024-04-03"], "mm/dd/jjjj": ["2024-03-04"]}


def workbook(path: Path, sheets: dict[str, pl.DataFrame]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, frame in sheets.items():
            frame.write_excel(book, name)
    return path


def test_sheet_of_a_list_of_prices(command: Any, tmp_path: Path) -> None:
    """Of two lists in one workbook that counts which is asked for, in any case."""
    tables = tmp_path / "tables"
    shutil.copytree(tarieven_path(), tables)
    prices = pl.read_csv(
        tables / "contract_prijs.csv", separator=";", infer_schema=False
    )
    (tables / "contract_prijs.csv").unlink()
    half = prices.with_columns(prijs=pl.lit("1,00"))
    workbook(tables / "contract_prijs.xlsx", {"Oud": half, "Nieuw 2024": prices})
    command_line = (
        *("price", "--regels", tables / "declaratieregels.csv"),
        *("--verwerkingsdatum", "2024-06-01"),
    )
    given = {"ours": (tarieven_path(),), "theirs": (tables, "--blad", "nieuw 2024")}
    for name, (folder, *more) in given.items():
        out = tmp_path / f"{name}.csv"
        answer = command(*command_line, "--tarieven", folder, "-o", out, *more)
        assert answer.exit_code == 0, answer.err
    ours, theirs = (tmp_path / f"{name}.csv" for name in given)
    assert ours.read_bytes() == theirs.read_bytes()
    refused = command(*command_line, "--tarieven", tables, "-o", tmp_path / "no.csv")
    assert refused.exit_code == 3
    assert "--blad" in refused.err


def test_sheet_of_a_register(command: Any, tmp_path: Path) -> None:
    stays = pl.read_csv(
        declaraties_path() / "opnamen.csv", separator=";", infer_schema=False
    )
    book = workbook(tmp_path / "o.xlsx", {"2023": stays.head(3), "2024": stays})
    given = {
        "ours": (declaraties_path() / "opnamen.csv",),
        "theirs": (book, "--blad", "2024"),
    }
    for name, (source, *more) in given.items():
        out = tmp_path / f"{name}.csv"
        answer = command("verblijf", "--opnamen", source, "-o", out, *more)
        assert answer.exit_code == 0, answer.err
    ours, theirs = (tmp_path / f"{name}.csv" for name in given)
    assert ours.read_bytes() == theirs.read_bytes()
    refused = command("verblijf", "--opnamen", book, "-o", tmp_path / "no.csv")
    assert refused.exit_code == 3
    assert "--blad" in refused.err
