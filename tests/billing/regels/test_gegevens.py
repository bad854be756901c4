"""What lines take of their subtraject: keys that meet, the right day, nobody's data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from billing.regels.gegevens import GEGEVENS, read_gegevens
from productstructure.errors import InputFileError

DAG = date(2017, 1, 1)


def read(**columns: Any) -> dict[str, Any]:
    frame = pl.DataFrame({"subtraject_nummer": ["S1"], **columns})
    return read_gegevens(frame).per().row(0, named=True)


def moments(zone: str | None, hour: int = 0) -> pl.Series:
    naive = pl.Series([datetime(2017, 1, 1, hour)], dtype=pl.Datetime("us"))
    if zone is None:
        return naive
    return naive.dt.replace_time_zone("Europe/Amsterdam").dt.convert_time_zone(zone)


@pytest.mark.parametrize("column", ["begindatum", "einddatum"])
@pytest.mark.parametrize(
    "given",
    [
        pl.Series([DAG]),
        pl.Series(["2017-01-01"]),
        pl.Series(["20170101"]),
        pl.Series(["\u200b2017-01-01 "]),
        moments(None),
        moments("Europe/Amsterdam"),
        moments("UTC"),
        moments("America/New_York"),
        moments("UTC").dt.cast_time_unit("ns"),
        moments("UTC").dt.cast_time_unit("ms"),
    ],
    ids=lambda series: str(series.dtype),
)
def test_a_date_is_the_day_it_is_in_amsterdam(column, given):
    assert read(**{column: given})[column] == DAG


def test_an_hour_of_the_day_and_utc_without_saying_so_are_told():
    evening = pl.Series([datetime(2016, 12, 31, 23)])
    gelezen = read_gegevens(
        pl.DataFrame(
            {
                "subtraject_nummer": ["S1"],
                "begindatum": evening,
                "einddatum": moments("Europe/Amsterdam", hour=9),
            }
        )
    )
    assert gelezen.per()["begindatum"].to_list() == [DAG]
    assert {(each.code, each.column) for each in gelezen.notices} == {
        ("B202", "begindatum"),
        ("B201", "einddatum"),
    }


@pytest.mark.parametrize(
    "numbers",
    [
        ["12", "7"],
        [" 12", "7\u200b"],
        [12, 7],
        [12.0, 7.0],
        [Decimal("12.00"), Decimal("7.00")],
        pl.Series(["12", "7"], dtype=pl.Categorical),
    ],
    ids=["text", "unseen", "integer", "float", "decimal", "categories"],
)
def test_a_number_is_text_without_fraction_or_blanks(numbers):
    gelezen = read_gegevens(pl.DataFrame({"subtraject_nummer": numbers}))
    assert gelezen.per()["subtraject_nummer"].to_list() == ["12", "7"]


def test_a_number_with_a_fraction_is_refused():
    with pytest.raises(InputFileError, match="subtraject_nummer"):
        read_gegevens(pl.DataFrame({"subtraject_nummer": [1.5]}))


@pytest.mark.parametrize(
    "column", ["verzekerde_id", "verzekerde_id_ontvanger", "zorgtraject_nummer"]
)
@pytest.mark.parametrize(
    "nothing", ["", " ", "\u00a0", "NULL", "nan", "None", "n.v.t.", "-", "0", None]
)
def test_words_for_nothing_and_blanks_are_absent(column, nothing):
    assert read(**{column: pl.Series([nothing], dtype=pl.String)})[column] is None


def test_words_for_nothing_and_unseen_characters_are_counted():
    gelezen = read_gegevens(
        pl.DataFrame(
            {
                "subtraject_nummer": ["S1", "S2\ufeff", "S3 "],
                "verzekerde_id": ["nan", "P1", "-"],
            }
        )
    )
    assert {(each.code, each.column, each.count) for each in gelezen.notices} == {
        ("B237", "verzekerde_id", 2),
        ("B238", "subtraject_nummer", 2),
    }


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        *((spelling, "J") for spelling in ("J", "ja", "1", True)),
        *((spelling, "N") for spelling in ("n", "0", "Nee", " false", False, 0)),
        (None, None),
    ],
)
def test_aanspraak_is_read_in_its_usual_spellings(given, read_as):
    found = read(aanspraak=[given])
    assert (found["aanspraak"], found["aanspraak_is_onbekend"]) == (read_as, False)


@pytest.mark.parametrize("column", ["aanspraak", "ontvanger"])
def test_a_value_outside_a_list_is_not_taken_for_absent(column):
    found = read(**{column: ["ONZIN"]})
    assert (found[column], found[f"{column}_is_onbekend"]) == (None, True)


def test_every_column_but_the_number_may_be_absent():
    found = read()
    assert set(found) >= set(GEGEVENS)
    assert {found[name] for name in GEGEVENS[1:]} == {None}
