from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from declarations.checks.levering import Levering
from declarations.registers.landelijk import landelijke_tabellen
from declarations.registers.schema import Historie, Zorgprofiel
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from support.declaraties.basis import Prestatie, Situatie
from support.declaraties.opbouw import levering_of
from support.declaraties.wijziging import situation
from tariffs.sources.tables import read_and_count

DATA = Path(__file__).resolve().parents[4] / "data"
INSTELLING = "06990002"


@cache
def release() -> CompiledStructure:
    return open_release(DATA / "release")


@cache
def tarieven() -> object:
    return read_and_count(tarieven=[DATA / "tarieven"]).tabellen


@cache
def codeverzameling() -> list[dict[str, object]]:
    invented = pl.read_csv(
        DATA / "declaraties" / "codeverzameling_registratie.csv",
        separator=";",
        infer_schema=False,
    ).with_columns(pl.col("begindatum", "einddatum").str.to_date())
    land = landelijke_tabellen()["codeverzameling"]
    return pl.concat([invented, land]).to_dicts()


def zorgprofiel(made: Situatie) -> pl.DataFrame | None:
    if "profiel" in made.zonder:
        return None
    lines = made.berichten[0].prestaties
    rows = [
        {
            "zorginstelling_code": lines[naam].velden.get("0440", INSTELLING),
            "subtraject_nummer": lines[naam].velden["0419"],
            "zorgactiviteit_code": code,
            "aantal": number,
            "uitvoerdatum": day,
        }
        for naam, own in made.profiel.items()
        for code, day, number in own
        if naam in lines
    ]
    return pl.DataFrame(rows, schema=pl.Schema(Zorgprofiel))


def historie(made: Situatie) -> pl.DataFrame | None:
    if "historie" in made.zonder:
        return None
    dbc = made.berichten[0].prestaties["dbc"]
    rows = [{**as_history(dbc), **changes} for changes in made.historie]
    return pl.DataFrame(rows, schema=pl.Schema(Historie), strict=False)


def as_history(dbc: Prestatie) -> dict[str, object]:
    own = dbc.velden
    return {
        "declarant": INSTELLING,
        "status": "BETAALD",
        "referentie_prestatie": "H0001",
        "referentie_tarief": "H0001-1",
        "bsn": "111222333",
        "uzovi": "9101",
        "subtraject_nummer": "S9001",
        "zorgtraject_nummer": own.get("0415"),
        "specialisme_code": own["0439"],
        "zorgtype_code": own["0427"],
        "diagnose_code": own["0431"],
        "prestatiecodelijst": own["0409"],
        "declaratiecode": own["0410"],
        "zorgproduct_code": own["0414"],
        "declaratiebedrag_cent": 98_925,
        "dc": "D",
    }


@pytest.fixture
def levering(tmp_path: Path) -> Callable[[str], Levering]:
    """The small base delivery after a change in words, with all that is known."""

    def make(wijziging: str = "") -> Levering:
        made = situation(wijziging)
        made.tabellen["codeverzameling"] = codeverzameling()
        return levering_of(
            made,
            tmp_path,
            releases=() if "release" in made.zonder else (release(),),
            tabellen=None if "tarieven" in made.zonder else tarieven(),
            historie=historie(made),
            zorgprofiel=zorgprofiel(made),
        )

    return make
