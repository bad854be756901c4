"""Lines that were once priced wrongly in silence, from the folder beside ours."""

from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest

from billing.files.besluiten import read_besluiten
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import price_files
from tariffs.settings import Prijsinstellingen

RUN = Prijsinstellingen(verwerkingsdatum=date(2025, 1, 31))
DUBBEL = "DUBBELE_BEKOSTIGING"


@pytest.fixture(scope="module")
def bronnen() -> Tariefbronnen:
    return Tariefbronnen(tarieven=dbc_grouper_data.tarieven_path())


def priced(
    bronnen: Tariefbronnen, lines: Path, out: Path, *eerdere: Path
) -> pl.DataFrame:
    price_files(bronnen, lines, out=out, instellingen=RUN, eerdere=eerdere)
    return read_besluiten([out])


def reasons(besluiten: pl.DataFrame) -> list[list[str]]:
    return [[reden["code"] for reden in redenen] for redenen in besluiten["redenen"]]


def test_a_dbc_of_a_second_delivery_is_paid_once(bronnen, shared, tmp_path):
    folder = shared / "invoer" / "tweemaal-gedeclareerd"
    first = tmp_path / "r1.parquet"
    assert priced(bronnen, folder / "r1.csv", first)["bedrag_cent"].is_not_null().all()
    second = priced(bronnen, folder / "r2.csv", tmp_path / "r2.parquet", first)
    assert reasons(second) == [[DUBBEL]]
    assert second["andere_regel_id"].to_list() == ["N1-1"]
    again = priced(bronnen, folder / "r1.csv", tmp_path / "again.parquet", first)
    assert again["bedrag_cent"].is_not_null().all()


@pytest.mark.parametrize("name", ["r3", "r4", "r5"])
def test_a_dbc_twice_in_one_delivery_is_paid_once(bronnen, shared, tmp_path, name):
    path = shared / "invoer" / "tweemaal-gedeclareerd" / f"{name}.csv"
    besluiten = priced(bronnen, path, tmp_path / "out.parquet")
    assert besluiten["bedrag_cent"].is_not_null().to_list() == [True, False]
    assert reasons(besluiten)[1] == [DUBBEL]


@pytest.mark.parametrize("name", ["regels.csv", "regels_ams.parquet"])
def test_a_moment_with_a_time_zone_is_the_day_in_amsterdam(
    bronnen, shared, tmp_path, name
):
    path = shared / "invoer" / "datum-met-tijdzone" / name
    besluiten = priced(bronnen, path, tmp_path / "out.parquet")
    assert besluiten["peildatum"].to_list() == [date(2024, 1, 1), date(2024, 4, 1)]
    assert besluiten["bedrag_cent"].to_list() == [100_619, 118_679]


@pytest.mark.parametrize("name", ["prijs_lower.csv", "prijs_zwsp.csv", "prijs_ok.csv"])
def test_a_price_is_found_whatever_the_spelling_of_its_code(shared, tmp_path, name):
    folder = shared / "invoer" / "schrijfwijze-codes"
    bronnen = Tariefbronnen(
        tarieven=dbc_grouper_data.tarieven_path(), contracten=folder / name
    )
    besluiten = priced(bronnen, folder / "regels.csv", tmp_path / "out.parquet")
    assert besluiten["bedrag_cent"].to_list() == [90_000]
