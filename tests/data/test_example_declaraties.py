"""The example declarations are what their script writes, and all of them are right."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import declaraties_path, release_path, tarieven_path
from dbc_grouper_data.making.make_declaraties import main

from declarations.berichten.zh308.declaraties import Declaraties, read_zh308
from declarations.checking import Uitslag, check
from declarations.checks.levering import Checkinstellingen, Levering
from declarations.registers.bijlagen import read_historie, read_zorgprofiel
from declarations.registers.reading import read_registers
from grouper import open_release
from tariffs import read_tabellen

FOLDER = declaraties_path()
ONTVANGEN = date(2025, 2, 3)


def delivered(message: str) -> Levering:
    registers, _, _ = read_registers(FOLDER, tarieven_path() / "verzekeringen.csv")
    tabellen, _ = read_tabellen(tarieven=tarieven_path())
    historie, of_history, _ = read_historie(FOLDER / "historie.csv")
    profiel, of_profiles, _ = read_zorgprofiel(FOLDER / "zorgprofiel.csv")
    for findings in (of_history, of_profiles):
        assert findings.filter(pl.col("severity") == "reject").is_empty()
    return Levering(
        declaraties=read_zh308(FOLDER / message),
        registers=registers,
        instellingen=Checkinstellingen(ontvangen=ONTVANGEN),
        releases=(open_release(release_path()),),
        tabellen=tabellen,
        historie=historie,
        zorgprofiel=profiel,
    )


@pytest.fixture(scope="module")
def levering() -> Levering:
    return delivered("levering.zip")


@pytest.fixture(scope="module")
def declaraties(levering: Levering) -> Declaraties:
    return levering.declaraties


@pytest.fixture(scope="module")
def uitslag(levering: Levering) -> Uitslag:
    return check(levering)


def test_committed_declarations_equal_what_the_script_writes(tmp_path: Path) -> None:
    main(tmp_path)
    changed = [
        path.name
        for path in sorted(tmp_path.iterdir())
        if path.read_bytes() != (FOLDER / path.name).read_bytes()
    ]
    assert changed == [], "run: python -m dbc_grouper_data.making.make_declaraties"
    assert {path.name for path in tmp_path.iterdir()} >= {
        "levering.zip",
        "zorgprofiel.csv",
        "historie.csv",
    }


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
    # Without a contract, a known stay, an implantation or a usual price.
    assert set(gaps) <= {"C06", "R26", "R28", "T05"}


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
