import pytest

from declarations.checks.afleiding.zorgproducten import CHECKS
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR


def outcomes(levering, check: str) -> list[str]:
    return CHECKS[check](levering).bevindingen["uitkomst"].to_list()


def days(begin: str, eind: str) -> str:
    return f"dbc: 0411={begin}, 0412={eind}"


@pytest.mark.parametrize(
    ("begin", "eind", "expected"),
    [
        ("20221231", "20230102", [FAALT]),  # Knie begins in 2023
        ("20230101", "20230102", []),
        ("20241231", "20250102", []),
        ("20250101", "20250102", [NIET_BEOORDEELBAAR]),  # beyond the release
        ("20211231", "20220102", [NIET_BEOORDEELBAAR]),  # before it
    ],
)
def test_product_exists_on_the_opening_day(deliver, begin, eind, expected):
    assert outcomes(deliver(days(begin, eind)), "G01") == expected


@pytest.mark.parametrize(
    ("codes", "fails"),
    [
        ("0414=120909003, 0410=15X123", False),  # insured
        ("0414=120909003, 0410=17X123", False),  # not insured
        ("0414=120909003, 0410=15X124", True),
        ("0414=130909005, 0410=17X135", True),  # has no code that is not insured
    ],
)
def test_code_is_one_of_the_two_of_its_product(deliver, codes, fails):
    assert outcomes(deliver(f"dbc: {codes}"), "G02") == ([FAALT] if fails else [])


def test_what_was_expected_is_told(deliver):
    found = CHECKS["G02"](deliver("dbc: 0414=120909003, 0410=15X124")).bevindingen
    assert found["verwacht"].to_list() == ["15X123 of 17X123"]


def test_other_list_has_codes_of_its_own(deliver):
    levering = deliver("dbc: 0409=990, 0410=GBX001")
    assert CHECKS["G02"](levering).beoordeeld == 0


def test_product_that_does_not_exist_is_not_uitval(deliver):
    assert outcomes(deliver("dbc: 0414=999999999"), "G03") == []


@pytest.mark.parametrize("check", CHECKS)
def test_without_release_or_for_credits_nothing_is_judged(deliver, check):
    oordeel = CHECKS[check](deliver("zonder release"))
    assert (oordeel.beoordeeld, oordeel.reden) == (1, "release")
    credit = deliver("kopie dbc als credit / credit: 0414=999999999 / weg dbc")
    assert CHECKS[check](credit).beoordeeld == 0
