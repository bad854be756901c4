"""Files of lines in every form and type: the same decisions, or one clear refusal."""

from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.tarieven.tarieffiles import LINE, write_tables

from billing.files.besluiten import read_besluiten
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import price_files
from tabellen.forms.frames import read_frame, write_frame
from tariffs.settings import Prijsinstellingen

RUN = Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1))
DAG, EIND = date(2024, 5, 10), date(2024, 5, 31)


@pytest.fixture
def bronnen(tmp_path: Path) -> Tariefbronnen:
    return Tariefbronnen(tarieven=write_tables(tmp_path))


def priced(
    bronnen: Tariefbronnen, folder: Path, ending: str = "parquet", **columns: pl.Series
) -> dict[str, Any]:
    """The decision on one line, of which some columns have another type or text."""
    frame = pl.DataFrame({name: [value or None] for name, value in LINE.items()})
    path = folder / f"regels.{ending}"
    write_frame(frame.with_columns(**columns), path)
    out = folder / "out.parquet"
    price_files(bronnen, path, out=out, instellingen=RUN)
    return read_besluiten([out]).row(0, named=True)


def moment(day: date, zone: str | None, unit: Any = "us") -> pl.Series:
    naive = pl.Series([datetime.combine(day, datetime.min.time())])
    naive = naive.dt.cast_time_unit(unit)
    if zone is None:
        return naive
    return naive.dt.replace_time_zone("Europe/Amsterdam").dt.convert_time_zone(zone)


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
@pytest.mark.parametrize(
    ("zone", "unit"),
    [
        ("Europe/Amsterdam", "us"),
        ("UTC", "ns"),
        ("UTC", "ms"),
        ("Asia/Tokyo", "us"),
        (None, "us"),
    ],
)
def test_moments_are_days_in_amsterdam(bronnen, tmp_path, ending, zone, unit):
    moments = {
        "begindatum": moment(DAG, zone, unit),
        "einddatum": moment(EIND, zone, unit),
    }
    found = priced(bronnen, tmp_path, ending, **moments)
    assert (found["status"], found["peildatum"]) == ("OK", DAG)
    assert found["bedrag_cent"] == 421_575


def test_an_hour_of_the_day_is_told(bronnen, tmp_path):
    later = moment(DAG, "Europe/Amsterdam").dt.offset_by("9h")
    assert priced(bronnen, tmp_path, begindatum=later)["peildatum"] == DAG
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    assert "B201" in found["code"].to_list()


KEYS = ("regel_id", "verzekerde_id", "prestatiecode", "zorginstelling_code")
AROUND = ("{} ", "\ufeff{}", "{}\u200b", "\u00a0{}", "{}\t")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_nobody_sees_leaves_a_key_and_is_counted(bronnen, tmp_path, ending):
    given, meant = [], []
    for number, (column, around) in enumerate(product(KEYS, AROUND)):
        line = {**LINE, "regel_id": f"R{number}", "verzekerde_id": f"P{number}"}
        meant.append([line[key] for key in KEYS])
        given.append({**line, column: around.format(line[column])})
    path, out = tmp_path / f"regels.{ending}", tmp_path / "out.parquet"
    frame = pl.DataFrame(given)
    write_frame(frame.with_columns(pl.all().replace("", None)), path)
    price_files(bronnen, path, out=out, instellingen=RUN)
    found = read_besluiten([out])
    assert [list(row) for row in found.select(KEYS).rows()] == meant
    assert found["bedrag_cent"].to_list() == [421_575] * len(given)
    told = read_frame(tmp_path / "out.parquet.findings.csv")
    for column in KEYS:
        assert (column, str(len(AROUND))) in told.select("column", "value").rows()


@pytest.mark.parametrize(
    "number",
    [pl.Series([9001]), pl.Series([9001.0]), pl.Series([Decimal("9001.00")])],
    ids=["integer", "float", "decimal"],
)
def test_a_code_of_digits_is_read_from_numbers(bronnen, tmp_path, number):
    assert priced(bronnen, tmp_path, uzovi=number)["bedrag_cent"] == 421_575


@pytest.mark.parametrize(
    ("column", "value"),
    [("ontvanger", "verzekeraar"), ("dc", "d"), ("ontvanger", " Verzekeraar\u200b")],
)
def test_a_value_of_a_closed_list_is_read_in_any_case(bronnen, tmp_path, column, value):
    found = priced(bronnen, tmp_path, **{column: pl.Series([value])})
    assert found["bedrag_cent"] == 421_575


def test_a_word_for_nothing_is_no_verzekerde(bronnen, tmp_path):
    words = ["NULL", "nan", "None", "n.v.t.", "-", "0", " "]
    given = {name: value or None for name, value in LINE.items()}
    path, out = tmp_path / "regels.parquet", tmp_path / "out.parquet"
    lines = [
        {**given, "regel_id": f"R{number}", "verzekerde_id": word}
        for number, word in enumerate(words)
    ]
    pl.DataFrame(lines).write_parquet(path)
    price_files(bronnen, path, out=out, instellingen=RUN)
    assert read_besluiten([out])["verzekerde_id"].to_list() == [None] * len(words)
