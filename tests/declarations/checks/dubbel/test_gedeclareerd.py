from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from support.declaraties.bevonden import failing, unjudged

from declarations.checks import gemis
from declarations.checks.dubbel.gedeclareerd import (
    andere_verzekeraar,
    dubbel_ozp,
    dubbele_dbc,
)
from declarations.checks.dubbel.uitspraak import (
    BUITEN_DEKKING,
    GEEN_DEKKING,
)

HISTORIE = "historie +: referentie_prestatie=H0001"


def test_third_of_three_and_the_second_fail_by_the_first(deliver):
    levering = deliver(
        "kopie dbc als dbc2 / kopie dbc als dbc3 / dbc2: 0419=S0001 / dbc3: 0419=S0001"
    )
    first = "bericht1.zh308:3"
    assert failing(levering, dubbele_dbc(levering)) == {"R0004": first, "R0005": first}


def test_line_of_the_history_is_named_by_its_reference(deliver):
    levering = deliver(HISTORIE)
    assert failing(levering, dubbele_dbc(levering)) == {"R0001": "historie:H0001"}


@pytest.mark.parametrize(
    "change",
    ["0440=06990003", "0419=S0002"],
    ids=["another institution", "another subtraject"],
)
def test_subtraject_number_is_of_an_institution(deliver, change: str):
    levering = deliver(f"kopie dbc als dbc2 / dbc2: 0419=S0001 / dbc2: {change}")
    assert failing(levering, dubbele_dbc(levering)) == {}


@pytest.mark.parametrize(
    ("change", "doubles"),
    [
        ("0419=", {"R0004"}),
        ("0419=, 0411=20240305", set()),
        ("0419=, 0439=0303", set()),
        ("0419=, 0414=130909004", set()),
        ("0419=S0009", set()),
    ],
)
def test_without_a_number_the_same_care_is_a_double(deliver, change, doubles):
    levering = deliver(f"kopie dbc als dbc2 / dbc2: {change}")
    assert set(failing(levering, dubbele_dbc(levering))) == doubles


def test_number_of_an_addon_is_that_of_its_parent_and_no_double(deliver):
    levering = deliver("")
    oordeel = dubbele_dbc(levering)
    assert (oordeel.beoordeeld, failing(levering, oordeel)) == (1, {})


def test_correction_beside_its_credit_is_no_double(deliver):
    levering = deliver(
        f"{HISTORIE} / kopie dbc als credit / credit: 0459=H0001 / apart credit"
    )
    assert failing(levering, dubbele_dbc(levering)) == {}


def test_without_history_a_double_in_the_message_fails_and_nothing_passes(deliver):
    levering = deliver("zonder historie / kopie dbc als dbc2 / dbc2: 0419=S0001")
    oordeel = dubbele_dbc(levering)
    assert (oordeel.beoordeeld, oordeel.reden) == (2, gemis.HISTORIE)
    assert list(failing(levering, oordeel)) == ["R0004"]
    assert unjudged(levering, oordeel) == {}


def test_history_of_which_nobody_says_what_it_covers_lets_nothing_pass(deliver):
    levering = deliver(f"zonder dekking / {HISTORIE}")
    oordeel = dubbele_dbc(levering)
    assert oordeel.reden == GEEN_DEKKING
    assert list(failing(levering, oordeel)) == ["R0001"]


@pytest.mark.parametrize(
    ("begin", "lacks"), [("2024-03-04", {}), ("2024-03-05", {"R0001": BUITEN_DEKKING})]
)
def test_line_before_the_history_begins_cannot_pass(deliver, begin, lacks):
    levering = deliver(f"tabel dekking: begindatum={begin}")
    assert unjudged(levering, dubbele_dbc(levering)) == lacks


def test_two_of_one_product_on_a_day_are_one_too_many(deliver):
    levering = deliver("kopie ozp als ozp2")
    assert failing(levering, dubbel_ozp(levering)) == {"R0004": "bericht1.zh308:6"}


@pytest.mark.parametrize("change", ["0411=20240312", "0410=062002", "0409=990"])
def test_another_day_code_or_list_is_another_product(deliver, change: str):
    levering = deliver(f"kopie ozp als ozp2 / ozp2: {change}")
    assert failing(levering, dubbel_ozp(levering)) == {}


def test_aantal_adds_up_with_the_history_first(deliver):
    past = (
        "historie +: referentie_prestatie=H0007, declaratiecode=062001, "
        "zorgproduct_code=, subtraject_nummer=, zorgtraject_nummer=, "
        "begindatum=2024-03-11"
    )
    levering = deliver(past)
    assert failing(levering, dubbel_ozp(levering)) == {"R0002": "historie:H0007"}


@pytest.mark.parametrize(
    ("most", "dag", "fails"),
    [
        (3, date(2024, 3, 11), []),
        (2, date(2024, 3, 11), ["R0004"]),
        (3, date(2024, 3, 12), ["R0002", "R0004"]),
    ],
)
def test_ozp_regel_may_allow_more_on_a_day(deliver, most, dag, fails):
    plain = deliver("ozp: 0426=0002 / kopie ozp als ozp2 / ozp2: 0426=0001")
    levering = replace(plain, tabellen=with_rule(plain.tabellen, most, dag), _made={})
    assert list(failing(levering, dubbel_ozp(levering))) == fails


def with_rule(tabellen, most: int, begin: date):
    schema = tabellen.ozp_regel.schema
    row = {
        "regel_id": "R9",
        "code_a": "CODE:062001",
        "soort": "MAX_AANTAL",
        "reikwijdte": "DAG",
        "aantal": most,
        "begindatum": begin,
        "grond": "voorbeeld",
    }
    rows = pl.DataFrame({name: [row.get(name)] for name in schema}, schema=schema)
    return replace(tabellen, ozp_regel=pl.concat([tabellen.ozp_regel, rows]))


ADDON = (
    "historie +: referentie_prestatie=H0003, declaratiecode=061501, zorgproduct_code=, "
    "begindatum=2024-03-20"
)


@pytest.mark.parametrize(
    ("wijziging", "fails"),
    [
        ("kopie ic als ic2", []),
        ("ic: 0426=0040", []),
        ("kopie ic als ic2 / apart ic2", ["R0004"]),
        ("kopie ic als ic2 / ic2: 0426=0002 / apart ic2", []),
        ("kopie ic als ic2 / ic2: 0419=S0002 / apart ic2", []),
        ("kopie ic als ic2 / ic2.06: 0620=197345 / apart ic2", []),
    ],
    ids=[
        "split",
        "units",
        "sent again",
        "other aantal",
        "other traject",
        "other amount",
    ],
)
def test_addon_is_a_double_when_another_delivery_has_the_very_same(
    deliver, wijziging, fails
):
    levering = deliver(wijziging)
    assert list(failing(levering, dubbel_ozp(levering))) == fails


@pytest.mark.parametrize(("cents", "fails"), [(197_346, ["R0003"]), (197_345, [])])
def test_addon_of_the_history_is_known_by_its_amount(deliver, cents, fails):
    levering = deliver(f"{ADDON}, declaratiebedrag_cent={cents}")
    assert list(failing(levering, dubbel_ozp(levering))) == fails


@pytest.mark.parametrize(("uzovi", "fails"), [("9301", ["R0001"]), ("9101", [])])
def test_second_insurer_is_asked_to_pay_what_the_first_paid(deliver, uzovi, fails):
    levering = deliver(f"{HISTORIE}, uzovi={uzovi}")
    assert list(failing(levering, andere_verzekeraar(levering))) == fails


def test_without_a_number_the_same_care_at_two_insurers_is_found(deliver):
    levering = deliver(f"{HISTORIE}, uzovi=9301, subtraject_nummer=")
    oordeel = andere_verzekeraar(levering)
    assert failing(levering, oordeel) == {"R0001": "historie:H0001"}
    assert oordeel.bevindingen["waarde"].to_list() == ["9101"]
