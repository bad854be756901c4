"""--kolommen of every command that reads tables: same outcome as of our own names."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data import (
    declaraties_path,
    eigenrisico_path,
    release_path,
    tarieven_path,
)

from billing.files.kolommen import read_kolommen
from productstructure.errors import InputFileError
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


def as_theirs(source: Path, folder: Path, *, parquet: bool = False) -> Path:
    """A copy of a folder in which tables are called otherwise."""
    shutil.copytree(source, folder)
    for name, columns in THEIRS.items():
        file = folder / f"{name}.csv"
        if not file.exists():
            continue
        frame = pl.read_csv(file, separator=";", infer_schema=parquet).rename(columns)
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
        ("b", theirs, ("--kolommen", kolommen)),
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
        ("b", theirs, ("--kolommen", kolommen)),
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
        ("b", theirs, prices, ("--kolommen", kolommen)),
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
        ("b", theirs, ("--kolommen", kolommen)),
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
        ("b", theirs, ("--kolommen", kolommen)),
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
        ("b", theirs, ("--kolommen", kolommen)),
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
        read_verzekeringen(file, kolommen=kolommen)
    rows, _ = read_verzekeringen(file, kolommen=kolommen, negeer=["Eigen keuze"])
    assert rows["uzovi"].to_list() == ["9101"]
