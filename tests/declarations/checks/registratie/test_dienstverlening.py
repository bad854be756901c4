"""R37 and R39: closing early, and care on behalf of another institution."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.dienstverlening import (
    onderlinge_dienstverlening,
    terugvaloptie,
)

EARLY = "dbc: 0418=84, 0440=06990009"
"""Closed early at an institution without an agreement."""


def next_one(first: str, more: str = "") -> str:
    return (
        f"{EARLY} / kopie dbc als dbc2"
        f" / dbc2: 0418=08, 0427=21, 0411={first}, 0412=20241001{more}"
    )


@pytest.mark.parametrize(
    ("first", "found"), [("20240602", ["FAALT"]), ("20240603", [])]
)
def test_care_goes_on_after_the_closing_day_that_was_named(deliver, first, found):
    assert outcomes(terugvaloptie(deliver(next_one(first)))) == found


def test_line_that_goes_on_is_named(deliver):
    oordeel = terugvaloptie(deliver(next_one("20240520")))
    assert told(oordeel, "record", "waarde", "andere_records") == [
        (3, "2024-05-20", "bericht1.zh308:10")
    ]


@pytest.mark.parametrize("more", [", 0415=T0002", ", 0440=06990003"])
def test_other_care_is_no_resumption(deliver, more):
    assert outcomes(terugvaloptie(deliver(next_one("20240520", more)))) == []


@pytest.mark.parametrize(
    ("day", "found"), [("2024-07-01", []), ("2024-07-02", ["FAALT"])]
)
def test_activity_after_the_declaration_was_written_is_resumption(deliver, day, found):
    words = f"{EARLY} / profiel dbc: 060101 2024-03-04 1, 060102 {day} 1"
    assert outcomes(terugvaloptie(deliver(words))) == found


def test_agreement_alone_is_enough(deliver):
    oordeel = terugvaloptie(deliver("dbc: 0418=86"))
    assert told(oordeel, "uitkomst", "waarde") == [("FAALT", "86")]


def test_what_lacks_is_told(deliver):
    def lacks(words: str) -> list[tuple[object, ...]]:
        return told(terugvaloptie(deliver(words)), "uitkomst", "verwacht")

    assert lacks(f"{EARLY} / zonder tarieven") == [("NIET_BEOORDEELBAAR", "contract")]
    assert lacks(f"{EARLY} / zonder historie") == [("NIET_BEOORDEELBAAR", "historie")]
    assert lacks(f"{EARLY} / tabel dekking: einddatum=2024-06-01") == [
        ("NIET_BEOORDEELBAAR", "historie")
    ]


ELSEWHERE = "dbc.16: 1616=06990003 / "
EXECUTOR = "0440=06990003, 0410=060802, 0411=20240408, 0412=20240408"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (EXECUTOR, [("FAALT", "060802 2024-04-08", "bericht1.zh308:3")]),
        (EXECUTOR.replace("20240408", "20240409"), []),
        (EXECUTOR.replace("060802", "060803"), []),
        (EXECUTOR.replace("06990003", "06990004"), []),
    ],
)
def test_executor_that_declares_the_same_activity_fails(deliver, fields, found):
    words = f"{ELSEWHERE}kopie ozp als uitvoerder / uitvoerder: {fields}"
    oordeel = onderlinge_dienstverlening(deliver(words))
    assert told(oordeel, "uitkomst", "waarde", "andere_records") == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("profiel dbc2: 060101 2024-03-04 1", [(10, "bericht1.zh308:3")]),
        (
            "weg dbc2.16 / profiel dbc2: 060802 2024-04-08 1",
            [(10, "bericht1.zh308:3")],
        ),
        ("weg dbc2.16 / profiel dbc2: 060101 2024-03-04 1", []),
        ("weg dbc2.16 / profiel dbc2: 060802 2024-04-09 1", []),
    ],
)
def test_dbc_of_the_executor_has_it_on_the_bill_or_in_the_profile(
    deliver, words, found
):
    copy = f"kopie dbc als dbc2 / {ELSEWHERE}dbc2: 0440=06990003 / "
    oordeel = onderlinge_dienstverlening(deliver(copy + words))
    assert told(oordeel, "record", "andere_records") == found


def test_line_declared_before_by_the_executor_fails_the_one_that_names_it(deliver):
    words = (
        f"{ELSEWHERE}historie +: declarant=06990003, referentie_prestatie=H7,"
        " subtraject_nummer=, zorgproduct_code=, zorgtype_code=,"
        " declaratiecode=060802, begindatum=2024-04-08, einddatum=2024-04-08"
    )
    oordeel = onderlinge_dienstverlening(deliver(words))
    assert told(oordeel, "record", "andere_records") == [(3, "historie:H7")]


def test_without_history_nothing_is_known_of_the_executor(deliver):
    oordeel = onderlinge_dienstverlening(deliver(f"{ELSEWHERE}zonder historie"))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "historie")]


def test_line_without_other_institution_is_not_about_this(deliver):
    assert onderlinge_dienstverlening(deliver("")).beoordeeld == 0
