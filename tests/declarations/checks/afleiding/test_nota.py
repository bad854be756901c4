"""On the nota in the example: 060802 and some others; on the limitatieve lijst 060503
for specialisme 0301 and diagnose 205, from 1 July 2023."""

import pytest

from declarations.checks.afleiding.nota import CHECKS
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR

OOGLID = "dbc: 0439=0301, 0431=205"
MET = "profiel dbc: 060101 2024-03-04 1, 060503 2024-03-18 1, 060802 2024-04-08 1"


def outcomes(levering, check: str) -> list[tuple[str, str | None]]:
    rows = CHECKS[check](levering).bevindingen
    return rows.select("uitkomst", "gevolg").rows()


def test_listed_activity_of_the_profile_asks_for_a_permit(deliver):
    assert outcomes(deliver(f"{OOGLID} / {MET}"), "G13") == [(FAALT, None)]
    assert outcomes(deliver(f"{OOGLID}, 0437=J / {MET}"), "G13") == []


def test_listed_activity_on_the_nota_asks_for_a_permit(deliver):
    seen = "dbc.16: 1611=060503, 1612=20240318, 1613=20240318 / zonder zorgprofiel"
    assert outcomes(deliver(f"{OOGLID} / {seen}"), "G13") == [(FAALT, None)]
    assert outcomes(deliver(f"{OOGLID}, 0437=J / {seen}"), "G13") == []


def test_other_diagnose_needs_none(deliver):
    assert outcomes(deliver(f"dbc: 0439=0301, 0431=111 / {MET}"), "G13") == []


def test_permit_for_nothing_fails_by_the_whole_profile(deliver):
    assert outcomes(deliver("dbc: 0437=J"), "G13") == [(FAALT, None)]


def test_permit_for_what_cannot_be_hidden_is_looked_at(deliver):
    # Nothing is listed for 0305 and 1206 at all.
    levering = deliver("dbc: 0437=J / zonder zorgprofiel")
    assert outcomes(levering, "G13") == [(FAALT, "SIG")]


def test_permit_for_what_may_be_hidden_cannot_be_judged(deliver):
    # 060503 is listed and is not op nota.
    levering = deliver(f"{OOGLID}, 0437=J / zonder zorgprofiel")
    assert outcomes(levering, "G13") == [(NIET_BEOORDEELBAAR, None)]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ("weg dbc.16", "ook 060802"),
        ("dbc.16: 1612=20240409, 1613=20240409", "ook 060802"),
        ("dbc.16: 1619=C", "ook 060802"),
    ],
)
def test_what_must_stand_on_the_nota_and_does_not(deliver, changes, missing):
    found = CHECKS["G14"](deliver(changes)).bevindingen
    assert found["verwacht"].to_list() == [missing]
    assert found["record"].to_list() == [3]


def test_activity_that_was_corrected_to_nothing_need_not_stand_there(deliver):
    profile = (
        "profiel dbc: 060101 2024-03-04 1, 060802 2024-04-08 1, 060802 2024-04-08 -1"
    )
    assert outcomes(deliver(f"{profile} / weg dbc.16"), "G14") == []


def test_what_does_not_belong_on_the_nota_is_named_at_its_record(deliver):
    found = CHECKS["G14"](
        deliver("dbc.16: 1611=060102 / profiel dbc: 060102 2024-04-08 1")
    ).bevindingen
    assert found.select("record", "waarde").rows() == [(5, "060102")]


def test_unknown_code_is_for_registration(deliver):
    levering = deliver("dbc.16: 1611=069999 / profiel dbc: 060102 2024-04-08 1")
    assert outcomes(levering, "G14") == []


def test_of_a_privacyverklaring_the_first_half_is_not_judged(deliver):
    privacy = (
        "tabel privacyverklaringen +: zorginstelling_code=06990002, "
        "referentienummer=R0001"
    )
    found = CHECKS["G14"](deliver(f"weg dbc.16 / {privacy}")).bevindingen
    assert found["verwacht"].to_list() == ["privacyverklaring"]
    assert found["uitkomst"].to_list() == [NIET_BEOORDEELBAAR]
