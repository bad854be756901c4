"""R34 to R36: who referred, and may that be."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.verwijzer import (
    verwijzer_bevoegd,
    verwijzer_rubrieken,
    verwijzing_vereist,
)

ALONE = "weg ozp / weg ic / "
REFERRER = "01999001"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("0421=01, 0422=", []),
        ("0421=02, 0422=", []),
        ("0421=08, 0422=", []),
        ("0421=03, 0422=", ["FAALT"]),
        ("0421=04, 0422=", ["FAALT"]),
        ("0421=06, 0422=, 0423=0303", ["FAALT"]),
        # An institution or practice will do for 3, 4 and 6.
        ("0421=03, 0422=, 0424=06990002", []),
        ("0421=04, 0422=, 0424=06990002", []),
        ("0421=06, 0422=, 0424=06990002, 0423=0303", []),
        ("0421=06, 0423=", ["FAALT"]),
        ("0421=05, 0423=0303", []),
        ("0421=07, 0423=0303", []),
        ("0421=05, 0423=", ["FAALT"]),
        ("0421=07, 0422=, 0423=0303", ["FAALT"]),
        ("0421=07, 0422=, 0424=06990002, 0423=0303", ["FAALT"]),
        ("0421=05, 0422=06990002, 0423=0303", ["FAALT"]),
        ("0421=09", ["NIET_BEOORDEELBAAR"]),
        ("0421=10", ["NIET_BEOORDEELBAAR"]),
        ("0421=00", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_fields_of_each_kind_of_referral(deliver, fields, found):
    assert outcomes(verwijzer_rubrieken(deliver(f"{ALONE}dbc: {fields}"))) == found


def test_care_without_referral_is_no_dbc(deliver):
    assert outcomes(verwijzer_rubrieken(deliver("ozp: 0421=09"))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # Not in the register, which is complete.
        ("dbc: 0421=07, 0422=01999009, 0423=0303", ["FAALT"]),
        # Not in a register that does not say so of the day.
        (
            "dbc: 0421=07, 0422=01999009, 0423=0303"
            " / tabel dekking: einddatum=2024-03-03",
            ["NIET_BEOORDEELBAAR"],
        ),
        ("dbc: 0421=07, 0423=0303 / zonder agb", ["NIET_BEOORDEELBAAR"]),
        # A code that is a practice and a person is a person.
        (
            f"dbc: 0421=07, 0423=0303 / tabel agb +: agb={REFERRER}, soort=PRAKTIJK",
            [],
        ),
        # The person stopped on the day before, or on the day itself.
        (
            "dbc: 0421=07, 0423=0303 / tabel agb: einddatum=2024-03-03",
            ["FAALT"],
        ),
        ("dbc: 0421=07, 0423=0303 / tabel agb: einddatum=2024-03-04", []),
    ],
)
def test_own_referrer_is_a_person_of_the_register(deliver, words, found):
    assert outcomes(verwijzer_rubrieken(deliver(ALONE + words))) == found


def test_what_is_wrong_is_told_with_its_field_and_code(deliver):
    def of(fields: str) -> list[tuple[object, ...]]:
        oordeel = verwijzer_rubrieken(deliver(f"{ALONE}dbc: {fields}"))
        return told(oordeel, "rubriek", "retourcode", "waarde")

    assert of("0421=05, 0422=06990002, 0423=0303") == [("0422", "8632", "06990002")]
    assert of("0421=05, 0423=") == [("0423", None, None)]
    assert of("0421=04, 0422=") == [("0422", None, None)]


POLIS = "tabel polisvoorwaarde +: uzovi=9101, vorm=NATURA, begindatum=2024-01-01"


@pytest.mark.parametrize(
    ("words", "gevolg"),
    [
        ("", "SIG"),
        (f" / {POLIS}", "RJ"),
        (f" / {POLIS}, polis=NATURA", "RJ"),
        (f" / {POLIS}, polis=ANDERE", "SIG"),
        (f" / {POLIS}, einddatum=2024-03-03", "SIG"),
        (f" / {POLIS} / zonder verzekeringen", "SIG"),
    ],
)
def test_self_referral_is_refused_where_the_policy_is_known(deliver, words, gevolg):
    # The example's own conditions are left out of this.
    own = "zonder polisvoorwaarde" if "tabel" not in words else ""
    delivery = deliver(f"{ALONE}dbc: 0421=02, 0422= / {own}{words}")
    assert told(verwijzing_vereist(delivery), "uitkomst", "gevolg") == [
        ("FAALT", gevolg)
    ]


def test_patient_of_the_emergency_room_needs_no_referral(deliver):
    assert outcomes(verwijzing_vereist(deliver(f"{ALONE}dbc: 0421=01, 0422="))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dbc: 0423=0401", [("FAALT", "0401")]),
        ("dbc: 0423=0100", []),
        # Without 0423 the register says who it is.
        ("tabel agb: specialisme_code=0401", [("FAALT", "0401")]),
        ("zonder agb", [("NIET_BEOORDEELBAAR", None)]),
        ("dbc: 0421=08, 0422=", [("NIET_BEOORDEELBAAR", None)]),
        # From within the institution anybody may.
        ("dbc: 0421=05, 0423=0401", []),
    ],
)
def test_profession_of_who_refers_from_outside(deliver, words, found):
    oordeel = verwijzer_bevoegd(deliver(ALONE + words))
    assert told(oordeel, "uitkomst", "waarde") == found


def test_without_the_set_nobody_can_tell_who_may_refer(deliver):
    oordeel = verwijzer_bevoegd(deliver("zonder codeverzameling"))
    assert oordeel.reden == "codeverzameling VERWIJZER_BEVOEGD"
