"""M05 to M07: permissions for the jaw, and for rehabilitation by a team."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.toelating.machtiging.kaakchirurgie import (
    kaak_grond,
    kaak_machtiging,
)
from declarations.checks.toelating.machtiging.revalidatie import msr_machtiging
from declarations.registers.landelijk import landelijke_tabellen


@pytest.mark.parametrize(
    ("born", "code", "found"),
    [
        # Care of 2024-03-11.
        ("20050312", "069904", []),
        ("20050311", "069904", ["FAALT"]),
        ("20050312", "069901", ["FAALT"]),
        ("19760514", "069902", ["FAALT"]),
        ("19760514", "069905", ["FAALT"]),
        ("19760514", "069908", []),
    ],
)
def test_eighteen_is_free_but_for_implants(deliver, born, code, found):
    words = f"ozp: 0410={code} / 02: 0207={born}"
    assert outcomes(kaak_machtiging(deliver(words))) == found


def test_chin_beside_other_surgery_is_a_signal(deliver):
    alone = told(kaak_machtiging(deliver("ozp: 0410=069904")), "gevolg")
    beside = "ozp: 0410=069904 / kopie ozp als twee / twee: 0410=069908"
    assert alone == [(None,)]
    assert told(kaak_machtiging(deliver(beside)), "gevolg") == [("SIG",)]


def test_permission_of_the_register_is_one(deliver):
    words = (
        "ozp: 0410=069901 / tabel machtigingen +: nummer=M1, verzekerde_id=P0001,"
        " code=069901, einddatum=2024-03-{}"
    )
    assert outcomes(kaak_machtiging(deliver(words.format(11)))) == []
    assert outcomes(kaak_machtiging(deliver(words.format(10)))) == ["FAALT"]


def test_care_of_no_jaw_is_no_row(deliver):
    assert kaak_machtiging(deliver("")).beoordeeld == 0
    assert kaak_grond(deliver("")).beoordeeld == 0


def test_code_of_no_treatment_passes_where_all_sets_are_known(deliver):
    assert outcomes(kaak_machtiging(deliver("ozp: 0410=234003"))) == []


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("einddatum=2024-03-10", ["FAALT"]),
        ("einddatum=2024-03-11", []),
        ("begindatum=2024-03-11", []),
        ("begindatum=2024-03-12", ["FAALT"]),
    ],
)
def test_implants_are_insured_by_a_permission_of_that_day(deliver, period, found):
    words = (
        "ozp: 0410=069907 / tabel machtigingen +: nummer=M1, verzekerde_id=P0001,"
        f" code=069901, {period}"
        " / tabel dekking +: tabel=machtigingen, volledig=J"
    )
    assert outcomes(kaak_grond(deliver(words))) == found


def test_treatments_of_the_policy_have_real_codes_where_a_text_says_so():
    sets = landelijke_tabellen()["codeverzameling"]
    named = set(sets["naam"])
    assert {"KAAK_IMPLANTOLOGIE", "KAAK_OSAS", "KAAK_BOTANKER"} <= named
    assert not {"KAAK_PREIMPLANTOLOGIE", "KAAK_SINUSBODEM"} & named


def test_rehabilitation_of_who_was_admitted_needs_none(deliver):
    words = "profiel dbc: 069102 2024-03-18 1, 060201 2024-03-18 1 / 02: 0204=9999"
    oordeel = msr_machtiging(deliver(words))
    assert (oordeel.beoordeeld, outcomes(oordeel)) == (1, [])


def test_rehabilitation_with_a_contract_is_no_row(deliver):
    words = "profiel dbc: 069102 2024-03-18 1"
    assert msr_machtiging(deliver(words)).beoordeeld == 0
    assert outcomes(msr_machtiging(deliver(f"{words} / 02: 0204=9999"))) == ["FAALT"]
