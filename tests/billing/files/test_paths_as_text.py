"""Every path of the public functions may be text, and one text is one path."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.tarieven.tarieffiles import write_lines, write_tables

import tariffs
from billing.files.besluiten import read_besluiten
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import price_files
from billing.work.pricelist import Contractlijst, check_pricelists
from billing.work.reprice import reprice_files
from billing.work.settle import Omzetbronnen, settle_files
from tabellen.errors import CallError
from tariffs.settings import Prijsinstellingen

ROOMS = ("tabellen", "productstructure", "grouper", "tariffs", "declarations")
HOPS = (
    "billing.work.answer",
    "billing.files.besluiten",
    "billing.work.explain",
    "billing.night.config",
    "billing.work.group",
    "billing.work.pricelist",
    "billing.work.price",
    "billing.work.reprice",
    "billing.work.settle",
    "billing.work.verify",
)
"""Modules with the functions that the command line calls."""
OP_1_JUNI = Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1))


def public() -> Iterator[tuple[str, Any]]:
    for room in ROOMS:
        module = importlib.import_module(room)
        yield from (
            (f"{room}.{naam}", getattr(module, naam)) for naam in module.__all__
        )
    for naam in HOPS:
        module = importlib.import_module(naam)
        for each, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == naam and not each.startswith("_"):
                yield f"{naam}.{each}", function


def _is_path_only(annotation: str) -> bool:
    """Whether an annotation names Path and no text beside it."""
    names = {
        each.id
        for each in ast.walk(ast.parse(annotation))
        if isinstance(each, ast.Name)
    }
    return "Path" in names and "str" not in names


def test_no_public_function_asks_for_a_path_that_is_no_text() -> None:
    seen = 0
    for naam, each in public():
        if not inspect.isfunction(each):
            continue
        for parameter in inspect.signature(each).parameters.values():
            annotation = inspect.formatannotation(parameter.annotation)
            seen += "Pa" in annotation
            assert not _is_path_only(annotation), (naam, parameter)
    assert seen > 20


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Tables, a line and its decision, each as text."""
    tabellen = str(write_tables(tmp_path))
    regels = str(write_lines(tmp_path / "regels.csv"))
    besluiten = str(tmp_path / "besluiten.parquet")
    run = price_files(
        Tariefbronnen(tarieven=tabellen), regels, out=besluiten, instellingen=OP_1_JUNI
    )
    assert run.bedrag_cent == 421_575
    return {"tabellen": tabellen, "regels": regels, "besluiten": besluiten}


@pytest.mark.parametrize("soort", ["tarieven", "contracten", "passanten", "registers"])
@pytest.mark.parametrize("form", [str, Path, lambda each: [each], lambda each: (each,)])
def test_tables_are_read_from_text_as_from_a_path(
    tmp_path: Path, soort: str, form: Any
) -> None:
    write_tables(tmp_path)
    tabellen, findings = tariffs.read_tabellen(**{soort: form(str(tmp_path))})
    assert tabellen.contract_prijs.height == 2
    assert "reject" not in findings["severity"]


def test_no_text_at_all_is_no_folder() -> None:
    with pytest.raises(CallError, match="empty text"):
        tariffs.read_tabellen(registers="")


def test_each_reader_of_one_file_takes_text(tmp_path: Path, files: Any) -> None:
    assert tariffs.read_regels(files["regels"])[0].height == 1
    verzekeringen = tmp_path / "verzekeringen.csv"
    verzekeringen.write_text("verzekerde_id;uzovi;begindatum\nP1;9001;2020-01-01\n")
    assert tariffs.read_verzekeringen(str(verzekeringen))[0].height == 1
    lijst = tmp_path / "lijst.csv"
    lijst.write_text("declaratiecode;prijs\n15A001;10,00\n")
    periode = {"begindatum": date(2024, 1, 1), "einddatum": None}
    contract = tariffs.read_contractprijslijst(
        str(lijst), contract_id="C1", versie=1, **periode
    )
    passanten = tariffs.read_passantenlijst(
        str(lijst), zorginstelling_code="06010101", **periode
    )
    assert (contract[0].height, passanten[0].height) == (1, 1)


def test_repricing_settling_and_checking_take_text(
    tmp_path: Path, files: dict[str, str]
) -> None:
    bronnen = Tariefbronnen(tarieven=files["tabellen"])
    assert read_besluiten(files["besluiten"]).height == 1
    herprijsd = reprice_files(
        bronnen,
        files["regels"],
        files["besluiten"],
        bestand_id="B2",
        out=str(tmp_path / "opnieuw.parquet"),
        instellingen=OP_1_JUNI,
    )
    assert (herprijsd.bekeken, herprijsd.credits) == (1, 0)
    verrekend = settle_files(
        bronnen,
        Omzetbronnen(besluiten=files["besluiten"]),
        out=str(tmp_path / "verrekening.csv"),
        instellingen=OP_1_JUNI,
    )
    assert verrekend.verrekening.is_empty()
    lijst = tmp_path / "lijst.csv"
    lijst.write_text("declaratiecode;prijs\n15A001;10,00\n")
    getoetst = check_pricelists(
        bronnen,
        out=str(tmp_path / "toets.csv"),
        lijst=Contractlijst(path=str(lijst), contract_id="C1"),
    )
    assert getoetst.prijzen == 1


def test_earlier_decisions_are_one_text(tmp_path: Path, files: dict[str, str]) -> None:
    out = tmp_path / "weer.parquet"
    price_files(
        Tariefbronnen(tarieven=files["tabellen"]),
        str(write_lines(tmp_path / "r.csv", {"regel_id": "R2", "bestand_id": "B2"})),
        out=str(out),
        instellingen=OP_1_JUNI,
        eerdere=files["besluiten"],
    )
    codes = pl.read_parquet(out)["redenen"][0].struct.field("code").to_list()
    assert codes == ["DUBBELE_BEKOSTIGING"]
