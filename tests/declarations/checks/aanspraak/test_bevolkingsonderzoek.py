"""E24: examinations that nobody fell ill for."""

import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.bevolkingsonderzoek import keuring_of_screening

DONE = "profiel dbc: 060101 2024-03-04 1, 060802 2024-04-08 1, 061302 2024-03-18 1"
AGREED = " / tabel inkoop +: uzovi=9101, behandeling=COLOSCOPIE_BVO"
HERE = f"{AGREED}, zorginstelling_code=06990002"
COVERED = " / tabel dekking +: tabel=inkoop, volledig=J"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("0410=061301", [(6, "SIG")]),
        ("0410=061301, 0434=J", [(6, "RJ")]),
        ("0410=061301, 0434=N", []),
        ("0410=060402", []),  # rood on other grounds: E01
    ],
)
def test_keuring(deliver, fields, found):
    assert told(keuring_of_screening(deliver(f"ozp: {fields}")), "gevolg") == found


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (HERE, "VOLDOET"),
        (f"{HERE}, begindatum=2024-03-18, einddatum=2024-03-18", "VOLDOET"),
        (f"{HERE}, begindatum=2024-03-19{COVERED}", "FAALT"),
        (f"{HERE}, begindatum=2024-03-19", "NIET"),
        (f"{HERE.replace('9101', '9102')}{COVERED}", "FAALT"),
        (f"{HERE.replace('COLOSCOPIE_BVO', 'DUINKUUR')}{COVERED}", "FAALT"),
        (f"{AGREED}, zorginstelling_code=06990003{COVERED}", "FAALT"),
        (COVERED, "NIET"),
    ],
)
def test_coloscopie_by_who_has_an_agreement(deliver, words, outcome):
    made = keuring_of_screening(deliver(f"weg ozp / weg ic / {DONE}{words}"))
    assert made.beoordeeld == 1
    assert bool(told(made)) is (outcome == "FAALT")
    assert bool(unjudged(made)) is (outcome == "NIET")
