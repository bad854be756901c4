"""Every example of the catalogue comes out as it says, by the check that it is of."""

import pytest

from declarations.checks import running
from declarations.checks.catalogus.catalogus import (
    Uitvoerbaarheid,
    catalogus,
    voorbeelden,
)
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR
from declarations.checks.running import all_checks, run_checks

EXAMPLES = voorbeelden().rows()
CHECKS = all_checks()


@pytest.mark.parametrize(
    ("check_id", "uitkomst", "situatie", "wijziging"),
    EXAMPLES,
    ids=[f"{row[0]}-{row[1]}-{number}" for number, row in enumerate(EXAMPLES)],
)
def test_example_comes_out_as_it_says(deliver, check_id, uitkomst, situatie, wijziging):
    oordeel = CHECKS[check_id](deliver(wijziging))
    found = set(oordeel.bevindingen["uitkomst"])
    if uitkomst == FAALT:
        assert FAALT in found
    elif uitkomst == NIET_BEOORDEELBAAR:
        assert oordeel.reden or NIET_BEOORDEELBAAR in found
        assert FAALT not in found
    else:
        assert not found
        assert not oordeel.reden
        assert oordeel.beoordeeld, "the example is about a row that is judged"


def test_every_check_that_runs_has_an_example_of_each_outcome():
    told = {(check_id, uitkomst) for check_id, uitkomst, _, _ in EXAMPLES}
    absent = [
        (check_id, uitkomst)
        for check_id in CHECKS
        for uitkomst in ("FAALT", "VOLDOET")
        if (check_id, uitkomst) not in told
    ]
    assert not absent


def test_every_check_of_the_catalogue_is_code_or_says_that_it_cannot_be():
    assert set(CHECKS) <= set(catalogus())
    elsewhere = (Uitvoerbaarheid.NIET, Uitvoerbaarheid.BEREKENING)
    not_code = [
        check_id
        for check_id, check in catalogus().items()
        if check_id not in CHECKS and check.uitvoerbaarheid not in elsewhere
    ]
    assert not not_code


def test_what_cannot_be_judged_per_line_is_never_a_pass(deliver):
    """E12 asks where a transplantation was: no message and no register says it."""
    gedaan = {each.check.check_id: each.oordeel for each in run_checks(deliver(""))}
    without_code = set(catalogus()) - set(CHECKS)
    assert {"E12", "K01", "S02"} <= without_code
    for check_id in without_code:
        oordeel = gedaan[check_id]
        assert oordeel.reden
        assert not oordeel.beoordeeld
        assert oordeel.bevindingen.is_empty()


def test_what_a_check_implies_is_of_the_catalogue():
    known = set(catalogus())
    for check in catalogus().values():
        for implied in check.impliceert:
            prefix = implied.rstrip("*")
            assert any(each.startswith(prefix) for each in known), check.check_id


def test_no_two_modules_have_a_check_of_one_id():
    ids = [check_id for module in running.modules() for check_id in module.CHECKS]
    assert len(ids) == len(set(ids))
