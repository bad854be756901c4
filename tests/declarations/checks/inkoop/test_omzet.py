"""Turnover against the richtpunt.

Heuveldal has a ceiling of 1,200,000.00 in 2024, Meerwijk a transitieafspraak of
2,500,000.00, of which add-on medicines are no part.
"""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.inkoop.omzet import CHECKS

HEUVELDAL = "01: 0112=06990003 / dbc: 0440=06990003 / weg ic / weg ozp"
# The dbc is 989.25.
ROOM = 120_000_000 - 98_925


def before(cents: int, declarant: str = "06990003", **more: str) -> str:
    fields = {
        "declarant": declarant,
        "begindatum": "2024-02-01",
        "einddatum": "2024-05-01",
        "referentie_prestatie": "R0900",
        "referentie_tarief": "R0900-1",
        "declaratiebedrag_cent": f"{cents}",
        **more,
    }
    return "historie +: " + ", ".join(
        f"{name}={value}" for name, value in fields.items()
    )


def ceiling(deliver, *changes: str):
    return CHECKS["C02"](deliver(" / ".join([HEUVELDAL, *changes])))


@pytest.mark.parametrize(("cents", "outcome"), [(ROOM, []), (ROOM + 1, ["FAALT"])])
def test_the_cent_above_the_ceiling_is_told(deliver, cents, outcome):
    found = ceiling(deliver, before(cents))
    assert found.beoordeeld == 1
    assert outcomes(found) == outcome


def test_what_is_told_is_the_turnover_and_the_ceiling(deliver):
    found = ceiling(deliver, before(ROOM + 1))
    assert told(found, "waarde", "verwacht") == [
        ("120000001", "ten hoogste 120000000 in 2024 (O-HEUVELDAL)")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "GEWEIGERD"},
        {"begindatum": "2023-12-31"},
        {"begindatum": "2025-01-01", "einddatum": "2025-02-01"},
        {"declarant": "06990002"},
        {"uzovi": "9301"},
    ],
)
def test_what_is_no_turnover_of_this_contract_and_year_does_not_count(deliver, changes):
    assert outcomes(ceiling(deliver, before(ROOM + 1, **changes))) == []


def test_another_persons_history_counts(deliver):
    assert outcomes(ceiling(deliver, before(ROOM + 1, bsn="123456782"))) == ["FAALT"]


def test_debit_that_was_credited_does_not_count(deliver):
    credit = before(
        ROOM + 1,
        dc="C",
        referentie_prestatie="R0901",
        referentie_tarief="R0901-1",
        referentie_voorgaand="R0900-1",
    )
    assert outcomes(ceiling(deliver, before(ROOM + 1), credit)) == []


def test_later_reference_is_the_one_beyond(deliver):
    found = ceiling(deliver, "kopie dbc als dbc2", before(ROOM))
    assert found.beoordeeld == 2
    assert outcomes(found) == ["FAALT"]
    assert told(found, "waarde") == [("120098925",)]


def test_not_evaluable_beyond_what_the_history_covers(deliver):
    late = "tabel dekking: begindatum=2024-01-02"
    assert outcomes(ceiling(deliver, late)) == ["NIET_BEOORDEELBAAR"]
    assert outcomes(ceiling(deliver, late, before(ROOM + 1))) == ["FAALT"]
    assert outcomes(ceiling(deliver, "tabel dekking: begindatum=2024-01-01")) == []


def test_ceiling_and_transitie_each_have_their_own_check(deliver):
    assert CHECKS["C03"](deliver(HEUVELDAL)).beoordeeld == 0
    meerwijk = deliver("weg ic / weg ozp")
    assert CHECKS["C02"](meerwijk).beoordeeld == 0
    assert CHECKS["C03"](meerwijk).beoordeeld == 1


def test_care_outside_the_agreement_is_not_judged(deliver):
    medicine = deliver("weg dbc / weg ic / ozp: 0410=061603")
    assert CHECKS["C03"](medicine).beoordeeld == 0
