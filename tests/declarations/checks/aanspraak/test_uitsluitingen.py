"""E06, E10 and E11: what the law names as not insured, or as insured elsewhere."""

import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.uitsluitingen import (
    griepvaccinatie,
    tandarts_specialist,
    uitgesloten_verrichting,
)

MAN = "dbc: 0439=0303, 0431=175, 0414=140909002, 0410=15X142"
DONE = " / profiel dbc: 060101 2024-03-04 1, 060802 2024-04-08 1, "


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{MAN}{DONE}060701 2024-03-18 1", [(3, "RJ")]),
        # It determined nothing, or that cannot be known.
        (f"dbc: 0434=J{DONE}060701 2024-03-18 1", [(3, "SIG")]),
        (
            f"{MAN} / dbc.16: 1611=060701, 1612=20240318 / zonder zorgprofiel",
            [(3, "SIG")],
        ),
        (f"dbc: 0410=17X135, 0434=N{DONE}060701 2024-03-18 1", []),
        (f"{MAN}{DONE}060701 2021-12-31 1", []),
        ("ozp: 0410=060404", [(6, "SIG")]),
        ("ozp: 0410=060404, 0434=N", []),
        ("ozp: 0410=060404 / ozp.06: 0614=0, 0617=0, 0620=0", []),
    ],
)
def test_what_is_never_insured(deliver, words, found):
    assert told(uitgesloten_verrichting(deliver(words)), "gevolg") == found


def test_what_a_medical_need_insures_is_for_the_file(deliver):
    made = uitgesloten_verrichting(deliver(f"dbc: 0434=J{DONE}060503 2024-03-18 1"))
    assert unjudged(made, "waarde") == [(3, "060503")]
    assert told(made) == []


def test_jaw_surgery_is_no_part_of_a_dbc(deliver):
    made = tandarts_specialist(deliver(f"dbc: 0434=J{DONE}061102 2024-03-18 1"))
    assert told(made, "waarde") == [(3, "061102")]
    made = tandarts_specialist(deliver("ozp: 0410=061102"))
    assert (made.beoordeeld, told(made)) == (1, [])


def test_a_vaccine_without_an_amount_is_not_claimed(deliver):
    words = "ozp: 0410=069301 / ozp.06: 0614=0, 0617=0, 0620=0"
    assert told(griepvaccinatie(deliver(words))) == []
    assert told(griepvaccinatie(deliver("ozp: 0410=069301"))) == [(6,)]
