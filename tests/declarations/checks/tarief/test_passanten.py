"""Without a contract the lowest of policy, market and published list is paid.

Meerwijk publishes 1,166.81 for 15X135 in 2024; insurer 9301 has no contract with it.
"""

import pytest

from declarations.checks.tarief.passanten import CHECKS

PASSANT = (
    "01: 0108=9301 / 02: 0204=9301 / weg ic / weg ozp / tabel verzekeringen: uzovi=9301"
)
TOT = "begindatum=2022-01-01"


def market(cents: int) -> str:
    return (
        f"tabel marktconform +: uzovi=9301, declaratiecode=15X135, prijs_cent={cents}, "
        f"{TOT}"
    )


def policy(percentage: str, vorm: str = "NATURA") -> str:
    return (
        f"tabel polisvoorwaarde +: uzovi=9301, polis=NATURA, vorm={vorm}, "
        f"percentage_bp={percentage}, {TOT}"
    )


def claim(cents: int) -> str:
    return f"dbc.06: 0614={cents}, 0617={cents}, 0620={cents}"


def allowed(deliver, *changes: str) -> int | None:
    """What is left of the 06; None where it passes."""
    oordeel = CHECKS["T05"](deliver(" / ".join([PASSANT, *changes])))
    assert oordeel.beoordeeld == 1
    found = oordeel.bevindingen
    if found.is_empty():
        return None
    assert found["uitkomst"].to_list() == ["FAALT"]
    return found["toegestaan_cent"][0]


def lacks(deliver, *changes: str) -> str:
    found = CHECKS["T05"](deliver(" / ".join([PASSANT, *changes]))).bevindingen
    assert found["uitkomst"].to_list() == ["NIET_BEOORDEELBAAR"]
    assert found["toegestaan_cent"].to_list() == [None]
    return found["verwacht"][0]


def test_policy_pays_three_quarters_of_the_market(deliver):
    # 75 % of 1,000.00 is 750.00, of 1,200.00 claimed.
    changes = (market(100_000), policy("7500"))
    assert allowed(deliver, *changes, claim(120_000)) == 75_000
    assert allowed(deliver, *changes, claim(75_001)) == 75_000
    assert allowed(deliver, *changes, claim(75_000)) is None


def test_half_a_cent_goes_up(deliver):
    # 75 % of 999.99 is 749.9925, of 999.98 749.985.
    assert allowed(deliver, market(99_999), policy("7500"), claim(99_999)) == 74_999
    assert allowed(deliver, market(99_998), policy("7500"), claim(99_998)) == 74_999


def test_restitutie_without_a_percentage_pays_all_of_the_market(deliver):
    changes = (market(90_000), policy("", "RESTITUTIE"))
    assert allowed(deliver, *changes, claim(90_001)) == 90_000
    assert allowed(deliver, *changes, claim(90_000)) is None


def test_published_list_is_the_lowest(deliver):
    changes = (market(200_000), policy("10000"))
    assert allowed(deliver, *changes, claim(116_682)) == 116_681
    assert allowed(deliver, *changes, claim(116_681)) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), "marktconform, polisvoorwaarde"),
        ((market(100_000),), "polisvoorwaarde"),
        ((policy("7500"),), "marktconform"),
    ],
)
def test_what_does_not_fail_by_what_is_known_cannot_pass(deliver, changes, expected):
    assert lacks(deliver, *changes, claim(60_000)) == expected


def test_fail_beats_what_is_not_known(deliver):
    assert allowed(deliver, claim(116_682)) == 116_681


def test_term_of_another_period_does_not_count(deliver):
    ended = (
        "tabel polisvoorwaarde +: uzovi=9301, polis=NATURA, vorm=NATURA, "
        "percentage_bp=7500, begindatum=2022-01-01, einddatum=2024-03-03"
    )
    assert lacks(deliver, market(90_000), ended, claim(60_000)) == "polisvoorwaarde"


def test_line_under_a_contract_is_not_about_this(deliver):
    assert CHECKS["T05"](deliver("")).beoordeeld == 0


def test_term_without_a_first_day_always_held(deliver):
    always = (
        "tabel polisvoorwaarde +: uzovi=9301, polis=NATURA, vorm=NATURA, "
        "percentage_bp=7500"
    )
    assert allowed(deliver, market(90_000), always, claim(67_501)) == 67_500


def test_term_of_every_policy_holds_where_a_policy_has_none_of_its_own(deliver):
    every = policy("5000").replace("polis=NATURA", "polis=")
    assert allowed(deliver, market(90_000), every, claim(67_501)) == 45_000
    changes = (market(90_000), every, policy("7500"), claim(67_500))
    assert allowed(deliver, *changes) is None
