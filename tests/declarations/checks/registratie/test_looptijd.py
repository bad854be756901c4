"""R03, R07 and R33: how long a subtraject lasts and why it was closed.

The dbc of the base opens on 4 March 2024; its 120th day after that is 2 July, its 42nd
15 April.
"""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.looptijd import (
    afsluitreden,
    grz_looptijd,
    maximale_looptijd,
)


@pytest.mark.parametrize(("last", "found"), [("20240702", []), ("20240703", ["FAALT"])])
@pytest.mark.parametrize("zorgtype", ["11", "13", "21"])
def test_subtraject_lasts_120_days_at_most(deliver, zorgtype, last, found):
    words = f"dbc: 0427={zorgtype}, 0412={last}"
    assert outcomes(maximale_looptijd(deliver(words))) == found


def test_last_day_that_may_be_is_told(deliver):
    oordeel = maximale_looptijd(deliver("dbc: 0412=20240801"))
    assert told(oordeel, "waarde", "verwacht") == [
        ("2024-08-01", "uiterlijk 2024-07-02")
    ]


def test_subtraject_without_closing_day_is_not_judged(deliver):
    oordeel = maximale_looptijd(deliver("dbc: 0412="))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "rubriek 0412")
    ]


@pytest.mark.parametrize(
    ("reden", "zorgtype", "found"),
    [
        ("00", "11", ["FAALT"]),
        ("14", "13", []),
        ("14", "21", ["FAALT"]),
        ("16", "11", ["FAALT"]),
        ("18", "11", ["FAALT"]),
        ("20", "21", ["FAALT"]),
        ("02", "11", []),
        ("87", "13", []),
        ("", "11", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_reason_fits_the_zorgtype(deliver, reden, zorgtype, found):
    words = f"dbc: 0418={reden}, 0427={zorgtype}"
    assert outcomes(afsluitreden(deliver(words))) == found


@pytest.mark.parametrize("reden", ["80", "82", "84", "86"])
def test_early_closing_asks_whether_there_is_an_agreement(deliver, reden):
    with_one = deliver(f"dbc: 0418={reden}")
    assert outcomes(afsluitreden(with_one)) == ["FAALT"]
    without_one = deliver(f"dbc: 0418={reden}, 0440=06990009")
    assert outcomes(afsluitreden(without_one)) == []
    unknown = afsluitreden(deliver(f"dbc: 0418={reden} / zonder tarieven"))
    assert told(unknown, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "contract")]


@pytest.mark.parametrize(
    ("last", "reden", "found"),
    [
        ("20240414", "76", ["FAALT"]),
        ("20240415", "76", []),
        ("20240414", "02", []),
        ("20240414", "", ["FAALT"]),
    ],
)
def test_geriatric_rehabilitation_lasts_42_days(deliver, last, reden, found):
    words = f"dbc: 0439=8418, 0431=101, 0412={last}, 0418={reden}"
    assert outcomes(grz_looptijd(deliver(words))) == found


def test_other_care_may_be_shorter(deliver):
    assert grz_looptijd(deliver("dbc: 0412=20240305")).beoordeeld == 0
