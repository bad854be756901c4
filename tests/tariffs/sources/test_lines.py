"""Lines from Python: what nobody sees is mended, what nobody knows is refused."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    codes_of,
    price,
    regel,
    regels,
    wereld,
    with_code,
)

from tabellen.errors import CallError
from tariffs.followup.repricing import reprice
from tariffs.pricing import price_lines
from tariffs.schema import AANSPRAAK, Declaratieregels
from tariffs.sources.lines import conform
from tariffs.sources.tables import read_regelbestand, read_regels

LIJSTEN = {
    "ontvanger": "VERZEKERAAR",
    "component": "INTEGRAAL",
    "dc": "D",
    "fase": "PRENATAAL",
    "zorgcategorie": "COMPLEX",
    "aanspraak": "J",
    "aanspraak_toegepast": "N",
    "aanvrager_soort": "ANDERS",
}


def prijs(frame: pl.DataFrame) -> pl.DataFrame:
    return price_lines(frame, wereld(), AFTOPPEN)


def met(kolom: str, *waarden: Any, dtype: Any = pl.String) -> pl.DataFrame:
    """Lines with these values in a column, of this type."""
    rijen = regels(*(regel(f"R{plaats}") for plaats in range(len(waarden))))
    return rijen.with_columns(pl.Series(kolom, waarden, dtype=dtype))


@pytest.mark.parametrize("kolom", LIJSTEN)
@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_a_value_of_a_closed_list_is_read_in_any_case(kolom: str, dtype: Any) -> None:
    waarde = LIJSTEN[kolom]
    vormen = [waarde, waarde.lower(), f" {waarde.title()}", f"{waarde}\u200b", "", None]
    gelezen = conform(met(kolom, *vormen, dtype=dtype))[kolom]
    assert gelezen.cast(pl.String).to_list() == [waarde] * 4 + [None] * 2


@pytest.mark.parametrize("kolom", LIJSTEN)
def test_a_value_outside_a_closed_list_is_refused_and_no_other_line(kolom: str) -> None:
    besluiten = prijs(met(kolom, "ONZIN", None, "0x"))
    codes = codes_of(besluiten)
    assert "WAARDE_BUITEN_LIJST" in codes["R0"]
    assert "WAARDE_BUITEN_LIJST" not in codes["R1"]
    assert "WAARDE_BUITEN_LIJST" in codes["R2"]


def test_a_value_outside_a_closed_list_is_refused_when_priced_again_too() -> None:
    vreemd = met("zorgcategorie", "ONZIN")
    goed = prijs(met("zorgcategorie", None))
    herprijsd = reprice(vreemd, goed, wereld(), AFTOPPEN, bestand_id="B9")
    assert herprijsd.regels.columns == Declaratieregels.column_names()


@pytest.mark.parametrize("kolom", ["aanspraak", "aanspraak_toegepast"])
@pytest.mark.parametrize(
    ("waarden", "dtype"),
    [
        (("Nee", "n", "0", "false", "onwaar", "N"), pl.String),
        ((False, False), pl.Boolean),
    ],
)
def test_spellings_of_aanspraak_are_read(
    kolom: str, waarden: tuple[Any, ...], dtype: Any
) -> None:
    gelezen = conform(met(kolom, *waarden, dtype=dtype))[kolom]
    assert gelezen.dtype == AANSPRAAK
    assert set(gelezen) == {"N"}


NIETS = (
    "",
    " ",
    "\u00a0",
    "NULL",
    "nan",
    "None",
    "n.v.t.",
    "-",
    "0",
    "000000000",
    "NVT",
)


@pytest.mark.parametrize("niets", NIETS)
def test_a_word_for_nothing_is_no_verzekerde(niets: str) -> None:
    gelezen = conform(met("verzekerde_id", niets, "P1", "100"))["verzekerde_id"]
    assert gelezen.to_list() == [None, "P1", "100"]


@pytest.mark.parametrize("niets", NIETS)
@pytest.mark.parametrize("kolom", ["subtraject_nummer", "zorgtraject_nummer"])
def test_a_word_for_nothing_is_no_traject(kolom: str, niets: str) -> None:
    gelezen = conform(met(kolom, niets, "Z1", "100"))
    assert gelezen[kolom].to_list() == [None, "Z1", "100"]


@pytest.mark.parametrize(
    "kolom", ["verzekerde_id", "subtraject_nummer", "zorgtraject_nummer"]
)
def test_words_for_nothing_in_a_file_are_counted_per_column(
    tmp_path: Path, kolom: str
) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"regel_id;{kolom}\nR1;NULL\nR2;-\nR3;A1\n", encoding="utf-8")
    gelezen, findings = read_regels(path)
    assert gelezen[kolom].to_list() == [None, None, "A1"]
    code = f"{kolom.upper()}_ZONDER_WAARDE"
    assert findings.select("column", "code", "value").rows() == [(kolom, code, "2")]


@pytest.mark.parametrize("niets", NIETS)
def test_two_patients_without_an_id_are_not_one_patient(niets: str) -> None:
    """The same dbc twice would be refused if it were one patient's."""
    twee = [
        regel(f"R{nr}", verzekerde_id=niets, prestatiecode="DBC001") for nr in (1, 2)
    ]
    tabellen = _DBC.setdefault(
        "dbc", with_code(wereld(), "DBC001", prijs_cent=1, soort_prestatie="DBC")
    )
    assert price(*twee, tabellen=tabellen)["bedrag_cent"].to_list() == [1, 1]


_DBC: dict[str, Any] = {}


@pytest.mark.parametrize(
    "kolom",
    ["verzekerde_id", "subtraject_nummer", "zorgtraject_nummer", "zitting_id"],
)
def test_invisible_characters_and_blanks_leave_a_key(kolom: str) -> None:
    gelezen = conform(met(kolom, " A1", "A1\u200b", "\ufeffA1", "A1\t", "A1"))[kolom]
    assert gelezen.to_list() == ["A1"] * 5


@pytest.mark.parametrize("kolom", ["begindatum", "einddatum"])
@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", None])
def test_a_moment_is_the_day_it_is_in_amsterdam(kolom: str, zone: str | None) -> None:
    momenten = pl.Series(kolom, [datetime(2025, 3, 10)])
    if zone is not None:
        momenten = momenten.dt.replace_time_zone("Europe/Amsterdam")
        momenten = momenten.dt.convert_time_zone(zone)
    gelezen = conform(regels(regel()).with_columns(momenten))
    assert gelezen[kolom].to_list() == [date(2025, 3, 10)]


def test_a_moment_of_another_hour_is_refused_by_column() -> None:
    uur = pl.Series("begindatum", [datetime(2025, 3, 10, 9)])
    with pytest.raises(CallError, match="begindatum"):
        conform(regels(regel()).with_columns(uur))


CODES = ["vrij01", "Vrij01", " VRIJ01", "VRIJ01\u00a0", "VRIJ\u200b01", "VRIJ01", None]


def as_file(frame: pl.DataFrame, folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines as they are read from a file, and what was mended."""
    path = folder / "regels.csv"
    frame.select("regel_id", "prestatiecode").write_csv(path, separator=";")
    read = read_regelbestand(path)
    return read.regels, read.findings


def test_a_code_of_digits_gets_the_zeros_of_its_own_width(tmp_path: Path) -> None:
    """Of a zorgproduct that is six or nine digits (docs/decisions.md 6)."""
    path = tmp_path / "regels.csv"
    codes = ("99001", "990011", "29999001", "029999001")
    rows = [f"R{nr};VRIJ01;{code}" for nr, code in enumerate(codes)]
    path.write_text("\n".join(["regel_id;prestatiecode;zorgproduct_code", *rows, ""]))
    assert read_regelbestand(path).regels["zorgproduct_code"].to_list() == [
        *("099001", "990011", "029999001", "029999001"),
    ]


def test_a_row_that_broke_off_is_no_line_and_is_kept_as_unreadable(
    tmp_path: Path,
) -> None:
    path = tmp_path / "regels.csv"
    path.write_text("regel_id;prestatiecode\nR1;VRIJ01\nR2;VRIJ01;x\nR3;VRIJ01\n")
    read = read_regelbestand(path)
    assert read.regels["regel_id"].to_list() == ["R1", "R3"]
    assert read.onleesbaar["row"].to_list() == [2]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_a_code_is_read_as_in_a_file_in_any_case_and_counted(
    dtype: Any, tmp_path: Path
) -> None:
    frame = met("prestatiecode", *CODES, dtype=dtype)
    found: list[pl.DataFrame] = []
    gelezen = conform(frame, found)["prestatiecode"]
    assert gelezen.to_list() == ["VRIJ01"] * 6 + [None]
    of_file, mended = as_file(frame, tmp_path)
    assert gelezen.to_list() == of_file["prestatiecode"].to_list()
    told = ["column", "code", "value"]
    (ours,) = found
    assert set(ours.select(told).rows()) == {
        ("prestatiecode", "SCHRIJFWIJZE_HERSTELD", "2"),
        ("prestatiecode", "TEKENS_VERWIJDERD", "3"),
    }
    # A blank in front of a text is not seen in a csv without quotes.
    theirs = mended.filter(pl.col("column") == "prestatiecode").select(told).rows()
    assert {row[1] for row in theirs} == {row[1] for row in ours.select(told).rows()}


def test_lines_whose_code_is_mended_are_priced_alike_by_each_road() -> None:
    frame = met("prestatiecode", *CODES[:-1])
    frame = frame.with_columns(verzekerde_id="regel_id")
    good = frame.with_columns(prestatiecode=pl.lit("VRIJ01"))
    found: list[pl.DataFrame] = []
    expected = price_lines(good, wereld(), AFTOPPEN, findings=found)
    assert expected["bedrag_cent"].null_count() == 0
    assert not found
    eager = price_lines(frame, wereld(), AFTOPPEN, findings=found)
    lazy = price_lines(frame.lazy(), wereld(), AFTOPPEN, findings=found)
    assert eager.equals(expected)
    assert lazy.collect().equals(expected)
    again = reprice(
        frame, expected, wereld(), AFTOPPEN, bestand_id="B9", findings=found
    )
    assert again.regels.is_empty()
    assert len(found) == 3


def test_codes_of_people_and_trajects_keep_their_case() -> None:
    frame = met("verzekerde_id", "p1", "P1").with_columns(
        subtraject_nummer=pl.lit("s1"), zorgtraject_nummer=pl.lit("t1")
    )
    gelezen = conform(frame)
    assert gelezen["verzekerde_id"].to_list() == ["p1", "P1"]
    assert gelezen["subtraject_nummer"].to_list() == ["s1", "s1"]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int32, pl.UInt64])
def test_a_whole_number_of_any_width_is_read_as_one(dtype: Any) -> None:
    frame = pl.DataFrame(
        {"regel_id": ["R1"], "aantal_m": pl.Series([100], dtype=dtype)}
    )
    assert conform(frame)["aantal_m"].to_list() == [100]


def test_a_column_of_nothing_is_absent_whatever_it_would_hold() -> None:
    frame = pl.DataFrame({"regel_id": ["R1"], "aantal_m": [None], "uzovi": [None]})
    assert conform(frame).select("aantal_m", "uzovi").rows() == [(None, None)]
