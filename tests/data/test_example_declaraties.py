"""The example declarations are what their script writes, and all of them are right."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from dbc_grouper_data import declaraties_path, release_path, tarieven_path
from dbc_grouper_data.making.make_declaraties import main

from declarations.berichten.zh308.declaraties import Declaraties, read_zh308
from declarations.checking import Uitslag, check
from declarations.checks import running
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.registers.bijlagen import read_historie, read_zorgprofiel
from declarations.registers.reading import read_registers
from grouper import open_release
from tariffs import read_tabellen

FOLDER = declaraties_path()
ONTVANGEN = date(2025, 2, 3)


@pytest.fixture(scope="module")
def levering() -> Levering:
    registers, _, _ = read_registers(FOLDER, tarieven_path() / "verzekeringen.csv")
    tabellen, _ = read_tabellen(tarieven=tarieven_path())
    historie, findings, _ = read_historie(FOLDER / "historie.csv")
    assert findings.filter(pl.col("severity") == "reject").is_empty()
    return Levering(
        declaraties=read_zh308(FOLDER / "levering.zip"),
        registers=registers,
        instellingen=Checkinstellingen(ontvangen=ONTVANGEN),
        releases=(open_release(release_path()),),
        tabellen=tabellen,
        historie=historie,
        zorgprofiel=profiles("zorgprofiel.csv"),
    )


def profiles(name: str) -> pl.DataFrame:
    profiel, findings, _ = read_zorgprofiel(FOLDER / name)
    assert findings.filter(pl.col("severity") == "reject").is_empty()
    return profiel


@pytest.fixture(scope="module")
def declaraties(levering: Levering) -> Declaraties:
    return levering.declaraties


@pytest.fixture(scope="module")
def uitslag(levering: Levering) -> Uitslag:
    return check(levering)


def test_committed_declarations_equal_what_the_script_writes(tmp_path: Path) -> None:
    main(tmp_path)
    written = [
        path.relative_to(tmp_path)
        for path in sorted(tmp_path.rglob("*"))
        if path.is_file()
    ]
    changed = [
        name
        for name in written
        if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()
    ]
    assert changed == [], "run: python -m dbc_grouper_data.making.make_declaraties"
    assert [name.as_posix() for name in written] == [
        "gebreken/geplant.csv",
        "gebreken/levering.zip",
        "gebreken/mede.csv",
        "gebreken/zorgprofiel.csv",
        "historie.csv",
        "levering.zip",
        "zorgprofiel.csv",
    ]


def test_no_check_fails_on_the_delivery(uitslag: Uitslag) -> None:
    failed = uitslag.bevindingen.filter(pl.col("uitkomst").is_in(["FAALT", "FOUT"]))
    assert failed.group_by("check_id").len().rows() == []
    assert uitslag.regels["besluit"].unique().to_list() == ["VOLLEDIG"]
    assert uitslag.regels["risico_cent"].sum() == 0


def test_most_checks_find_what_they_need(uitslag: Uitslag) -> None:
    known = uitslag.controles.filter(pl.col("voldoet") > 0)
    assert known.height > 80
    of_private = uitslag.bevindingen["verwacht"].str.contains("privacyverklaring")
    gaps = uitslag.bevindingen.filter(~of_private)["check_id"].unique().to_list()
    # Without a contract, a turnover for 2023, a known stay, an implantation or a usual
    # price.
    of_price = {"C01", "C02", "C03", "C06", "C09", "R26", "R28", "T05", "T20"}
    # What the patient's own file says, what an adult pays himself (E25), and the
    # profile of earlier care that may have used a permission (M03).
    of_file = {"E03", "E05", "E06", "E13", "E25", "M03", "S01", "S04"}
    assert set(gaps) <= of_price | of_file


def test_delivery_has_each_kind_of_prestatie_in_several_files(
    declaraties: Declaraties,
) -> None:
    lines = declaraties.prestaties
    assert 1_600 < lines.height < 2_200
    assert declaraties.onleesbaar.is_empty()
    heads = declaraties.voorloop
    assert heads["r0112"].n_unique() == 4
    assert heads["r0108"].n_unique() == 4
    assert heads.select("r0112", "r0108").is_unique().all()
    assert lines.filter(pl.col("r0414").is_not_null()).height > 1_300
    assert lines.filter(pl.col("r0410").is_in(["061501", "061502"])).height > 30
    others = ~pl.col("r0410").is_in(["061501", "061502"]) & pl.col("r0414").is_null()
    assert lines.filter(others).height > 100
    assert set(lines["r0427"].drop_nulls()) == {"11", "13", "21", "51"}


def test_credits_take_back_debits_of_the_history(levering: Levering) -> None:
    credits = levering.prestaties.filter("is_credit")
    assert 5 <= credits.height <= 15
    assert levering.historie is not None
    assert set(credits["r0459"]) <= set(levering.historie["referentie_prestatie"])
    assert set(levering.historie["status"]) == {"BETAALD"}


def test_what_is_not_to_be_told_is_left_out(levering: Levering) -> None:
    private = levering.prestaties.filter("privacy")
    assert private.height == 2
    assert private["r0441"].to_list() == [None, None]
    acts = levering.zorgactiviteiten.filter(
        pl.col("prestatie").is_in(private["prestatie"].implode())
    )
    assert acts.is_empty()


def test_every_profile_is_of_a_dbc_that_is_declared(levering: Levering) -> None:
    assert levering.zorgprofiel is not None
    assert levering.zorgprofiel["aantal"].min() == 1
    named = levering.zorgprofiel.select("subtraject_nummer").unique()
    declared = levering.dbc.filter(~pl.col("is_credit") & ~pl.col("privacy"))["r0419"]
    assert set(named["subtraject_nummer"]) == set(declared)


@pytest.fixture(scope="module")
def faulty(levering: Levering) -> Levering:
    """What is known is the same; what was made of the other messages is not."""
    return replace(
        levering,
        declaraties=read_zh308(FOLDER / "gebreken/levering.zip"),
        zorgprofiel=profiles("gebreken/zorgprofiel.csv"),
        _made={},
    )


@pytest.fixture(scope="module")
def faults(faulty: Levering) -> Uitslag:
    return check(faulty)


@pytest.fixture(scope="module")
def found(faults: Uitslag) -> pl.DataFrame:
    assert faults.controles["fout"].sum() == 0
    return faults.bevindingen.filter(pl.col("uitkomst") == "FAALT").select(
        "bestand", pl.col("record").cast(pl.Int64), "check_id"
    )


@pytest.fixture(scope="module")
def planted() -> pl.DataFrame:
    return pl.read_csv(FOLDER / "gebreken" / "geplant.csv", separator=";")


def test_every_planted_fault_is_found_where_it_was_planted(
    found: pl.DataFrame, planted: pl.DataFrame
) -> None:
    assert planted.height >= 75
    missed = planted.join(found, on=planted.columns, how="anti")
    assert missed.rows() == []


def test_checks_beside_each_other_find_what_they_find_alone(
    faulty: Levering, faults: Uitslag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LIGHT", 0)
    require_equal(check(replace(faulty, _made={})), faults)


def require_equal(uitslag: Uitslag, expected: Uitslag) -> None:
    """All tables of two outcomes are the same, but for how long it took."""
    for name, table in expected.tables.items():
        other = uitslag.tables[name]
        if name == "controles":
            table, other = table.drop("seconden"), other.drop("seconden")
        assert other.equals(table), name


def shuffled(folder: Path, copy: Path) -> Path:
    """A copy of the tables in a folder, with their rows in another order."""
    copy.mkdir()
    for file in folder.iterdir():
        if file.suffix == ".csv":
            header, *rows = file.read_bytes().splitlines()
            Random(7).shuffle(rows)
            (copy / file.name).write_bytes(b"\n".join([header, *rows, b""]))
        elif file.suffix == ".toml":
            shutil.copy(file, copy)
    return copy


def test_order_of_rows_in_any_table_says_nothing(
    faulty: Levering, faults: Uitslag, tmp_path: Path
) -> None:
    """Of what is wrong with a declaration nothing hangs on how a register is sorted."""
    own = shuffled(FOLDER, tmp_path / "registers")
    prices = shuffled(tarieven_path(), tmp_path / "tarieven")
    again = replace(
        faulty,
        registers=read_registers(own, prices / "verzekeringen.csv")[0],
        tabellen=read_tabellen(tarieven=prices)[0],
        historie=read_historie(own / "historie.csv")[0],
        zorgprofiel=profiles("gebreken/zorgprofiel.csv").sample(
            fraction=1, shuffle=True, seed=7
        ),
        _made={},
    )
    require_equal(check(again), faults)


def test_faults_are_of_every_group_and_level(planted: pl.DataFrame) -> None:
    assert {check_id[0] for check_id in planted["check_id"]} == set("FPRGTEDVMSC")
    assert planted["check_id"].n_unique() >= 120


def test_nothing_is_found_but_what_was_planted_and_what_that_implies(
    faulty: Levering, found: pl.DataFrame, planted: pl.DataFrame
) -> None:
    mede = pl.read_csv(FOLDER / "gebreken" / "mede.csv", separator=";")
    beside = found.join(planted, on=planted.columns, how="anti")
    of_whom = _of_whom(faulty, planted).select("wie", geplant="check_id").unique()
    met = (
        _of_whom(faulty, beside)
        .join(of_whom, on="wie", how="left")
        .join(mede, left_on=["geplant", "check_id"], right_on=["geplant", "ook"])
    )
    assert beside.join(met, on=beside.columns, how="anti").rows() == []
    implied = met.select("geplant", ook="check_id").unique()
    assert mede.join(implied, on=mede.columns, how="anti").rows() == []


def _of_whom(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``wie``: a message made for one fault, else whom a record is about."""
    names = levering.declaraties.bestanden.select("bestand_nr", "bestand")
    about = [
        levering.verzekerden.select("bestand_nr", "record", wie="r0203"),
        levering.prestaties.select("bestand_nr", "record", wie="r0403"),
        levering.tarieven.select("bestand_nr", "record", wie="r0603"),
        levering.zorgactiviteiten.select("bestand_nr", "record", wie="r1603"),
    ]
    known = pl.concat(about).join(names, on="bestand_nr").cast({"record": pl.Int64})
    met = rows.join(
        known.select("bestand", "record", "wie"), on=["bestand", "record"], how="left"
    )
    is_small = pl.col("bestand").str.starts_with("gebrek-")
    met = met.with_columns(wie=pl.when(is_small).then("bestand").otherwise("wie"))
    assert met["wie"].null_count() == 0
    return met
