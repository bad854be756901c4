"""R30: intensive care beside the traject it goes with."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.intensivecare import ic_traject

OTHER = "kopie dbc als dbc2 / dbc2: 0439=0303, 0431=320, "
"""A dbc of the same person without a profile."""

TWIN = "kopie ic als ic2 / ic2: "


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", []),
        ("profiel dbc: 060201 2024-03-20 1", [(8, "0411", "bericht1.zh308:3")]),
        ("profiel dbc: 060202 2024-03-20 1", [(8, "0411", "bericht1.zh308:3")]),
        ("profiel dbc: 060201 2024-03-19 1, 060201 2024-03-21 1", []),
        ("ic: 0419=S9999", [(8, "0419", None)]),
        ("dbc: 0427=13", [(8, "0419", None)]),
        ("dbc: 0440=06990003", [(8, "0419", None)]),
        # Without a main subtraject there is none to name.
        ("ic: 0427=52, 0419=S9999", []),
        # Two trajects on a day, by number or by zorgtype.
        (f"{TWIN}0427=52", [(10, "0411", "bericht1.zh308:8")]),
        (f"{TWIN}0427=52, 0411=20240321, 0412=20240321", []),
        (f"{TWIN}0427=52, 0440=06990003", []),
        # Of one traject twice on a day is a double, which others tell.
        (f"{TWIN}0410=061502, 0448=061502", []),
        ("ic: 0410=061503, 0448=061503, 0419=S9999", []),
    ],
)
def test_ic_dag_has_its_subtraject_and_stands_by_itself(deliver, words, found):
    oordeel = ic_traject(deliver(words))
    assert told(oordeel, "record", "rubriek", "andere_records") == found
    assert set(outcomes(oordeel)) <= {"FAALT"}


def test_main_subtraject_may_have_been_declared_before(deliver):
    words = (
        "ic: 0419=S9001 / historie +: referentie_prestatie=H1, subtraject_nummer=S9001"
    )
    # It is there; its profile is not, and may hold a verpleegdag.
    assert told(ic_traject(deliver(words)), "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "zorgprofiel")
    ]
    longer_ago = f"{words}, begindatum=2023-12-01, einddatum=2024-03-19"
    assert outcomes(ic_traject(deliver(longer_ago))) == []


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        ("ic: 0419=S9999 / zonder historie", "historie"),
        ("ic: 0419=S9999 / tabel dekking: einddatum=2024-03-19", "historie"),
        ("zonder zorgprofiel", "zorgprofiel"),
        # A dbc of those days may hold a verpleegdag.
        (f"{OTHER}0411=20240320", "zorgprofiel"),
        (f"{OTHER}0412=20240320", "zorgprofiel"),
    ],
)
def test_what_lacks_is_told(deliver, words, lacks):
    oordeel = ic_traject(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", lacks)]


@pytest.mark.parametrize("days", ["0411=20240321", "0412=20240319", "0440=06990003"])
def test_dbc_of_other_days_or_elsewhere_holds_no_verpleegdag(deliver, days):
    assert outcomes(ic_traject(deliver(OTHER + days))) == []


def test_line_that_is_alone_fails_without_a_profile(deliver):
    oordeel = ic_traject(deliver("ic: 0419=S9999 / zonder zorgprofiel"))
    assert outcomes(oordeel) == ["FAALT"]
