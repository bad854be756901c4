"""A budget policy pays less of planned care at a provider that was not chosen."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.inkoop.budgetpolis import CHECKS

KNIE = "profiel dbc: 060305 2024-04-08 1"
COVERED = "tabel dekking +: tabel=inkoop, volledig=J"
TERMS = (
    "tabel polisvoorwaarde +: uzovi=9101, polis=NATURA, vorm=NATURA, percentage_bp=7500"
)
MARKET = "tabel marktconform +: uzovi=9101, declaratiecode=15X135, prijs_cent=100000"


def chosen(aanbieder: str, polis: str = "") -> str:
    return (
        f"tabel inkoop +: uzovi=9101, polis={polis}, behandeling=KNIE VERVANGEN, "
        f"zorginstelling_code={aanbieder}, soort=BUDGETPOLIS"
    )


def budget(deliver, *changes: str):
    return CHECKS["C05"](deliver(" / ".join([KNIE, COVERED, *changes])))


@pytest.mark.parametrize(("cents", "left"), [(75_000, []), (75_001, [("RED", 75_000)])])
def test_elsewhere_the_part_of_the_policy_is_paid(deliver, cents, left):
    claim = f"dbc.06: 0614={cents}, 0617={cents}, 0620={cents}"
    found = budget(deliver, chosen("06990003"), TERMS, MARKET, claim)
    assert found.beoordeeld == 1
    assert told(found, "gevolg", "toegestaan_cent") == left


@pytest.mark.parametrize("naam", ["polisvoorwaarde", "marktconform"])
def test_without_an_amount_a_person_looks(deliver, naam):
    known = {"polisvoorwaarde": MARKET, "marktconform": TERMS}
    found = budget(deliver, chosen("06990003"), known[naam])
    assert told(found, "uitkomst", "gevolg", "toegestaan_cent") == [
        ("FAALT", "SIG", None)
    ]


@pytest.mark.parametrize(
    ("verwijzer", "asked"), [("01", 0), ("1", 0), ("03", 0), ("04", 1), ("02", 1)]
)
def test_care_of_the_emergency_room_is_not_planned(deliver, verwijzer, asked):
    found = budget(deliver, chosen("06990003"), f"dbc: 0421={verwijzer}")
    assert found.beoordeeld == asked


def test_another_policy_of_the_insurer_is_no_budget_policy(deliver):
    assert budget(deliver, chosen("06990003", "BUDGET")).beoordeeld == 0
    assert budget(deliver, chosen("06990003", "NATURA")).beoordeeld == 1


def test_provider_chosen_for_the_policy_or_for_every_policy_is_chosen(deliver):
    for polis in ("NATURA", ""):
        found = budget(deliver, chosen("06990003"), chosen("06990002", polis))
        assert outcomes(found) == []


def test_emergency_without_a_kind_of_referral_is_taken_for_planned(deliver):
    assert budget(deliver, chosen("06990003"), "dbc: 0421=").beoordeeld == 1
