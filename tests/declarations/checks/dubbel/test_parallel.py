import pytest
from support.declaraties.bevonden import failing, unjudged

from declarations.checks.dubbel.parallel import (
    cardiologie,
    geriatrische_revalidatie,
    opvolging,
    verboden_combinatie,
)
from declarations.checks.dubbel.uitspraak import GEEN_TRAJECT

FIRST, SECOND = "bericht1.zh308:3", "bericht1.zh308:10"
TABLE = (
    "tabel diagnose_combinaties +: specialisme_code=0305, diagnose_code_1=1206, "
    "diagnose_code_2=1205"
)
TWO = "kopie dbc als dbc2 / dbc2: 0415=T0002, 0431=1205, 0411=20240401"


def with_table(period: str = "begindatum=2024-01-01, einddatum=") -> str:
    return f"{TWO} / {TABLE}, {period}"


def test_later_of_a_forbidden_pair_fails_by_the_other(deliver):
    levering = deliver(with_table())
    assert failing(levering, verboden_combinatie(levering)) == {"R0004": FIRST}


def test_first_declared_fails_when_it_opened_later(deliver):
    levering = deliver(with_table() + " / dbc2: 0411=20240303")
    assert failing(levering, verboden_combinatie(levering)) == {"R0001": SECOND}


@pytest.mark.parametrize(
    ("period", "fails"),
    [
        ("begindatum=2024-04-01, einddatum=2024-04-01", ["R0004"]),
        ("begindatum=2024-04-02, einddatum=", []),
        ("begindatum=2024-01-01, einddatum=2024-03-31", []),
    ],
)
def test_pair_is_looked_up_on_the_later_opening(deliver, period, fails):
    levering = deliver(with_table(period))
    assert list(failing(levering, verboden_combinatie(levering))) == fails


@pytest.mark.parametrize(
    ("opening", "fails"), [("20240602", ["R0004"]), ("20240603", [])]
)
def test_dbc_that_opens_on_the_last_day_of_another_overlaps(deliver, opening, fails):
    levering = deliver(with_table() + f" / dbc2: 0411={opening}, 0412=20240620")
    assert list(failing(levering, verboden_combinatie(levering))) == fails


@pytest.mark.parametrize(
    "change",
    ["0439=0303", "0440=06990003", "0427=13", "0415=T0001", "0431=1101"],
    ids=["specialisme", "institution", "consult", "one traject", "other diagnose"],
)
def test_pair_that_is_no_forbidden_one_does_not_fail(deliver, change):
    levering = deliver(with_table() + f" / dbc2: {change}")
    assert failing(levering, verboden_combinatie(levering)) == {}


def test_forbidden_pair_without_a_number_of_the_traject_cannot_be_judged(deliver):
    levering = deliver(with_table() + " / dbc2: 0415=")
    oordeel = verboden_combinatie(levering)
    assert unjudged(levering, oordeel) == {"R0004": GEEN_TRAJECT}
    assert failing(levering, oordeel) == {}


def test_pair_that_a_table_without_dekking_lacks_cannot_pass(deliver):
    levering = deliver(TWO)
    oordeel = verboden_combinatie(levering)
    assert failing(levering, oordeel) == {}
    assert list(unjudged(levering, oordeel)) == ["R0004"]


def test_pair_that_a_complete_table_lacks_passes(deliver):
    levering = deliver(
        f"{TWO} / tabel dekking +: tabel=diagnose_combinaties, volledig=J, "
        "begindatum=2024-01-01 / tabel diagnose_combinaties +: specialisme_code=0399, "
        "diagnose_code_1=1, diagnose_code_2=2"
    )
    assert unjudged(levering, verboden_combinatie(levering)) == {}
    assert failing(levering, verboden_combinatie(levering)) == {}


def test_line_of_the_history_that_opened_later_is_told_at_the_line_of_now(deliver):
    levering = deliver(
        f"{TABLE}, begindatum=, einddatum= / historie +: referentie_prestatie=H1, "
        "subtraject_nummer=S9, zorgtraject_nummer=T9, diagnose_code=1205, "
        "begindatum=2024-04-01, einddatum=2024-04-30"
    )
    assert failing(levering, verboden_combinatie(levering)) == {"R0001": "historie:H1"}


CARDIO = "kopie dbc als dbc2 / dbc: 0439=0320 / dbc2: 0439=0320, 0411=20240401"


def test_older_dbc_of_cardiologie_is_the_wrong_one(deliver):
    levering = deliver(CARDIO)
    assert failing(levering, cardiologie(levering)) == {"R0001": SECOND}


def test_older_dbc_of_cardiologie_in_the_history_is_told_at_the_newer(deliver):
    levering = deliver(
        "dbc: 0439=0320 / historie +: referentie_prestatie=H1, subtraject_nummer=S9, "
        "begindatum=2024-03-03"
    )
    assert failing(levering, cardiologie(levering)) == {"R0001": "historie:H1"}


@pytest.mark.parametrize(
    "change",
    ["dbc: 0431=821", "dbc2: 0431=821", "dbc2: 0414=100909002", "dbc2: 0427=13"],
    ids=["rehabilitation first", "rehabilitation", "transplantation", "consult"],
)
def test_what_may_stand_beside_cardiologie_passes(deliver, change):
    levering = deliver(f"{CARDIO} / {change}")
    assert failing(levering, cardiologie(levering)) == {}


def test_geriatric_rehabilitation_has_no_second_beside_it(deliver):
    levering = deliver(CARDIO.replace("0320", "8418"))
    oordeel = geriatrische_revalidatie(levering)
    assert failing(levering, oordeel) == {"R0004": FIRST}
    assert oordeel.beoordeeld == 2


@pytest.mark.parametrize(
    ("opening", "fails"), [("20240602", ["R0004"]), ("20240603", [])]
)
def test_follow_up_begins_on_the_next_day_at_the_earliest(deliver, opening, fails):
    levering = deliver(
        f"kopie dbc als dbc2 / dbc2: 0427=21, 0411={opening}, 0412=20240620"
    )
    oordeel = opvolging(levering)
    assert list(failing(levering, oordeel)) == fails
    assert oordeel.bevindingen["verwacht"].to_list() == ["na 2024-06-02"] * len(fails)


def test_long_first_subtraject_is_held_against_all_that_follow(deliver):
    levering = deliver(
        "kopie dbc als dbc2 / kopie dbc als dbc3 / "
        "dbc2: 0411=20240401, 0412=20240402 / dbc3: 0411=20240501, 0412=20240502"
    )
    assert failing(levering, opvolging(levering)) == {"R0004": FIRST, "R0005": FIRST}


def test_two_lines_of_the_history_are_not_told_again(deliver):
    past = (
        "historie +: referentie_prestatie=H{0}, subtraject_nummer=H{0}, "
        "begindatum=2023-01-0{0}, einddatum=2023-03-01"
    )
    levering = deliver(f"{past.format(1)} / {past.format(2)}")
    assert opvolging(levering).bevindingen.is_empty()
