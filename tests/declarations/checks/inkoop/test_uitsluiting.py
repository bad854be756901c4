"""Which policy the insured had on the opening day decides what it leaves out."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.inkoop import preferentie
from declarations.checks.inkoop.uitsluiting import CHECKS

STERILISATIE = "profiel dbc: 060701 2024-04-08 1"
LEFT_OUT = (
    "tabel polisuitsluiting +: uzovi=9101, polis=ETHISCH, behandeling=STERILISATIE"
)
GROUP = "tabel preferentie +: uzovi=9101, code=061603"


@pytest.mark.parametrize(
    ("period", "outcome"),
    [
        ("begindatum=2024-03-04, einddatum=", ["FAALT"]),
        ("begindatum=2021-01-01, einddatum=2024-03-04", ["FAALT"]),
        ("begindatum=2024-03-05, einddatum=", ["NIET_BEOORDEELBAAR"]),
        ("begindatum=2021-01-01, einddatum=2024-03-03", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_policy_of_the_opening_day(deliver, period, outcome):
    policy = f"tabel verzekeringen: polis=ETHISCH, {period}"
    found = CHECKS["C10"](deliver(f"{STERILISATIE} / {LEFT_OUT} / {policy}"))
    assert found.beoordeeld == 1
    assert outcomes(found) == outcome


def test_policy_of_another_insurer_says_nothing(deliver):
    other = LEFT_OUT.replace("9101", "9201")
    assert CHECKS["C10"](deliver(f"{STERILISATIE} / {other}")).beoordeeld == 0


def test_what_every_policy_leaves_out_needs_no_policy(deliver):
    every = LEFT_OUT.replace("polis=ETHISCH, ", "")
    found = CHECKS["C10"](deliver(f"{STERILISATIE} / {every} / zonder verzekeringen"))
    assert told(found, "uitkomst", "waarde", "verwacht") == [
        ("FAALT", "15X135", "zorg die de polis dekt; uitgesloten: STERILISATIE")
    ]


@pytest.mark.parametrize(
    ("code", "dag", "asked", "outcome"),
    [
        ("061602", "20240311", 1, ["FAALT"]),
        ("061603", "20240311", 1, []),
        ("061601", "20231231", 1, ["FAALT"]),
        # From 2024 on it is of the group no more.
        ("061601", "20240101", 0, []),
        ("062001", "20240311", 0, []),
    ],
)
def test_medicine_is_held_against_those_of_its_group(
    deliver, code, dag, asked, outcome
):
    line = f"ozp: 0410={code}, 0411={dag} / weg dbc / weg ic"
    found = preferentie.CHECKS["C11"](deliver(f"{line} / {GROUP}"))
    assert found.beoordeeld == asked
    assert outcomes(found) == outcome


def test_insurer_that_prefers_none_of_a_group_is_not_asked(deliver):
    other = GROUP.replace("9101", "9201")
    found = preferentie.CHECKS["C11"](deliver(f"ozp: 0410=061602 / {other}"))
    assert found.beoordeeld == 0
