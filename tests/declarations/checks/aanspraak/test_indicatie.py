"""E03 and E05: the answer to oranje care, and what the insurer decided."""

import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.indicatie import (
    oranje_beantwoord,
    plastische_chirurgie,
)

OOG = "dbc: 0439=0301, 0431=205, 0414=070909002, 0410=15X072, 0438="
DONE = " / profiel dbc: 060101 2024-03-04 1, 060503 2024-03-18 1"
GREEN = " / profiel dbc: 060101 2024-03-04 1, 060501 2024-03-18 1"
SEEN = " / dbc.16: 1611=060503, 1612=20240318, 1613=20240318 / zonder zorgprofiel"
DOSSIER = "dossier: of er een indicatie is vastgelegd"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{OOG}N, 0434={DONE}", [(3, None)]),
        (f"{OOG}J, 0434={GREEN}", [(3, None)]),
        (f"{OOG}N, 0434={SEEN}", [(3, "SIG")]),
        (f"{OOG}J, 0434={SEEN}", [(3, None)]),
        (f"{OOG}J, 0434= / zonder release", [(3, None)]),
        (f"{OOG}N, 0434={GREEN}", []),
        (f"{OOG}N, 0434=N{DONE}", []),
        (f"{OOG}J{DONE}", []),
    ],
)
def test_an_empty_answer(deliver, words, found):
    assert told(oranje_beantwoord(deliver(words)), "gevolg") == found


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        (f"{OOG}J{DONE}", [(3, DOSSIER)]),
        (f"{OOG}N{SEEN}", [(3, DOSSIER)]),
        (f"{OOG}J / zonder zorgprofiel", [(3, DOSSIER)]),
        (f"{OOG}N{GREEN}", []),
        (f"{OOG}N, 0434=N{DONE}", []),
        (f"{OOG}N, 0434=N / zonder zorgprofiel", []),
    ],
)
def test_an_answer_that_only_the_file_confirms(deliver, words, lacks):
    assert unjudged(oranje_beantwoord(deliver(words)), "verwacht") == lacks


def test_what_the_nota_shows_but_does_not_explain_needs_the_profile(deliver):
    words = f"{OOG}N{SEEN}".replace("070909002", "070909003")
    made = oranje_beantwoord(deliver(words))
    assert (made.beoordeeld, made.reden, unjudged(made)) == (1, "zorgprofiel", [])


PERMIT = " / tabel machtigingen +: verzekerde_id=P0001, code=060503, nummer="
COVERED = " / tabel dekking +: tabel=machtigingen, volledig=J"
YES = "M1, status=TOEGEKEND"
NO = "M1, status=AFGEWEZEN"


@pytest.mark.parametrize(
    ("permit", "outcome"),
    [
        (YES, "VOLDOET"),
        # Without a status it was given.
        (f"M1{COVERED}", "VOLDOET"),
        (NO, "FAALT"),
        (f"{NO}{PERMIT}M2, status=TOEGEKEND", "VOLDOET"),
        ("M1, status=AANGEVRAAGD", "NIET"),
        (f"M1, status=AANGEVRAAGD{COVERED}", "FAALT"),
        # Of the day it was done, 18 March, both ends included.
        (f"{YES}, begindatum=2024-03-18, einddatum=2024-03-18", "VOLDOET"),
        (f"{YES}, begindatum=2024-03-19", "NIET"),
        (f"{YES}, einddatum=2024-03-17", "NIET"),
        (f"{YES}, einddatum=2024-03-17{COVERED}", "FAALT"),
        (
            f"{YES}, einddatum=2024-03-17{COVERED}, begindatum=2024-03-19",
            "NIET",
        ),
        # Of this insurer, institution, specialisme and diagnose, where named.
        (f"{YES}, uzovi=9101, zorginstelling_code=06990002", "VOLDOET"),
        (f"{YES}, specialisme_code=0301, diagnose_code=205", "VOLDOET"),
        (f"{YES}, uzovi=9102", "NIET"),
        (f"{YES}, zorginstelling_code=06990003", "NIET"),
        (f"{YES}, specialisme_code=0310", "NIET"),
        (f"{YES}, diagnose_code=112", "NIET"),
    ],
)
def test_what_the_insurer_decided(deliver, permit, outcome):
    made = plastische_chirurgie(deliver(OOG + "J" + DONE + PERMIT + permit))
    assert made.beoordeeld == 1
    assert bool(told(made)) is (outcome == "FAALT")
    assert bool(unjudged(made)) is (outcome == "NIET")


def test_without_a_place_on_the_list_no_machtiging_is_missed(deliver):
    words = OOG.replace("205", "112") + "J" + DONE + PERMIT.replace("P0001", "P0002")
    made = plastische_chirurgie(deliver(words + YES + COVERED))
    assert unjudged(made, "verwacht") == [(3, DOSSIER)]


def test_who_is_not_known_misses_no_machtiging(deliver):
    words = OOG + "J" + DONE + PERMIT + "M1, status=AANGEVRAAGD" + COVERED
    made = plastische_chirurgie(deliver(f"{words} / zonder personen"))
    assert unjudged(made, "verwacht") == [(3, DOSSIER)]


@pytest.mark.parametrize(
    "words",
    [
        OOG + "J" + DONE.replace("060503", "060504"),
        OOG.replace("15X", "17X") + "J, 0434=N" + DONE,
    ],
)
def test_other_care_is_not_asked(deliver, words):
    assert plastische_chirurgie(deliver(words)).beoordeeld == 0
