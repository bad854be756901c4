import pytest

from declarations.checks.catalogus import voorbeelden
from declarations.checks.dubbel import (
    eigen_zorg,
    gedeclareerd,
    opname,
    parallel,
    samen,
    vervolg,
)
from declarations.checks.oordeel import FAALT

CHECKS = {
    **gedeclareerd.CHECKS,
    **parallel.CHECKS,
    **eigen_zorg.CHECKS,
    **opname.CHECKS,
    **samen.CHECKS,
    **vervolg.CHECKS,
}
ROWS = voorbeelden()
ROWS = ROWS.filter(ROWS["check_id"].str.starts_with("D")).rows()


@pytest.mark.parametrize(
    ("check_id", "uitkomst", "situatie", "wijziging"),
    ROWS,
    ids=[r[2][:50] for r in ROWS],
)
def test_example_of_the_catalogue_has_its_outcome(
    deliver, check_id: str, uitkomst: str, situatie: str, wijziging: str
):
    oordeel = CHECKS[check_id](deliver(wijziging))
    found = oordeel.bevindingen["uitkomst"].to_list()
    assert found == ([uitkomst] if uitkomst == FAALT else [])
    assert oordeel.reden == ""


def test_every_check_has_an_example_of_failing_and_of_passing():
    shown = {(check_id, uitkomst) for check_id, uitkomst, _, _ in ROWS}
    assert shown == {(c, u) for c in CHECKS for u in (FAALT, "VOLDOET")}
