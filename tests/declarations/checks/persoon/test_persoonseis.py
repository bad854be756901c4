from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.declaraties.oordelen import told, unjudged

from declarations.checks.feiten.leeftijd import age
from declarations.checks.persoon.persoonseis import persoonseis

EIS = "tabel persoonseis +: declaratiecode=062001"
# The ozp 062001 is of 11 March 2024, of a man born on 14 May 1976: he is 47.


@pytest.mark.parametrize(
    ("eis", "fails"),
    [
        ("geslacht=1", False),
        ("geslacht=2", True),
        ("geslacht=M", False),
        ("geslacht=V", True),
        ("leeftijd_van=47", False),
        ("leeftijd_van=48", True),
        ("leeftijd_tot=47", False),
        ("leeftijd_tot=46", True),
        ("geslacht=2, begindatum=2024-03-12", None),
        ("geslacht=2, begindatum=2024-03-11, einddatum=2024-03-11", True),
    ],
)
def test_what_a_code_asks(deliver, eis, fails):
    made = persoonseis(deliver(f"{EIS}, {eis}"))
    assert made.beoordeeld == (0 if fails is None else 1)
    assert bool(told(made)) is bool(fails)


def test_one_of_several_rows_will_do(deliver):
    made = persoonseis(deliver(f"{EIS}, geslacht=2 / {EIS}, leeftijd_van=40"))
    assert (made.beoordeeld, told(made)) == (1, [])


def test_an_unknown_sex_is_not_evaluable(deliver):
    made = persoonseis(deliver(f"{EIS}, geslacht=2 / 02: 0208=0"))
    assert (told(made), unjudged(made)) == ([], [(6,)])


def test_activities_are_asked_too(deliver):
    made = persoonseis(
        deliver("tabel persoonseis +: declaratiecode=060802, geslacht=2")
    )
    assert told(made, "rubriek", "waarde") == [(5, "1611", "060802")]


def years(birth: date, day: date) -> int:
    return (
        pl.DataFrame({"b": [birth], "d": [day]})
        .select(age(pl.col("b"), pl.col("d")))
        .item()
    )


def test_birthday_itself_counts():
    assert years(date(1976, 5, 14), date(2024, 5, 13)) == 47
    assert years(date(1976, 5, 14), date(2024, 5, 14)) == 48
    assert years(date(2000, 2, 29), date(2023, 2, 28)) == 22
    assert years(date(2000, 2, 29), date(2023, 3, 1)) == 23


@given(birth=st.dates(), day=st.dates())
def test_age_goes_up_by_one_a_year(birth: date, day: date):
    if (day.month, day.day) == (2, 29) or day.year == date.max.year:
        return
    assert years(birth, day.replace(year=day.year + 1)) == years(birth, day) + 1
