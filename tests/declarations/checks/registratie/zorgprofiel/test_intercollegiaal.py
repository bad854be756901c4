"""R28 and R29: consults during an admission for another specialisme."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.intercollegiaal import (
    icc_als_medebehandeling,
    icc_tijdens_opname,
)

ICC = "weg ic / dbc: 0427=13, 0418=14 / profiel dbc: 060104 2024-03-06 1"
OTHER = "kopie dbc als dbc2 / dbc2: 0427=11, 0439=0303, 0431=320"
COVERED = "tabel dekking +: tabel=opnamen, volledig=J"


def stay(first: str, last: str, soort: str = "VERBLIJF") -> str:
    return (
        "tabel opnamen +: verzekerde_id=P0001, zorginstelling_code=06990002,"
        f" soort={soort}, begindatum={first}, einddatum={last}"
    )


BEFORE = stay("2024-02-01", "2024-02-03")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{OTHER} / profiel dbc2: 060201 2024-03-06 1", []),
        # His own specialisme nurses him: that is no ICC.
        (
            f"{OTHER}, 0439=0305 / profiel dbc2: 060201 2024-03-06 1"
            f" / {BEFORE} / {COVERED}",
            "F",
        ),
        (f"{OTHER} / profiel dbc2: 060201 2024-03-07 1 / {BEFORE} / {COVERED}", "F"),
        (f"{OTHER} / profiel dbc2: 060203 2024-03-06 1", "F"),
        (f"{OTHER} / profiel dbc2: 060204 2024-03-06 1", "F"),
        (f"{OTHER} / profiel dbc2: 060201 2024-03-07 1", "N"),
        (stay("2024-03-06", "2024-03-06"), []),
        (stay("2024-03-01", "2024-03-06", "IC"), []),
        (f"{stay('2024-03-07', '2024-03-09')} / {COVERED}", "F"),
        (stay("2024-03-07", "2024-03-09"), "N"),
        # dekking alone says nothing of a table that is not there.
        (f"zonder opnamen / {COVERED}", "N"),
    ],
)
def test_icc_is_done_in_an_admission_for_another(deliver, words, found):
    oordeel = icc_tijdens_opname(deliver(f"{ICC} / {words}"))
    expected = {"F": ["FAALT"], "N": ["NIET_BEOORDEELBAAR"]}
    assert outcomes(oordeel) == (expected[found] if found else [])


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("0411=20240302, 0412=20240304", [3]),
        ("0411=20240302, 0412=20240303", []),
        ("0411=20240304", [8]),
        ("0411=20240602", [8]),
        ("0411=20240603, 0412=20240610", []),
        ("0411=20240304, 0439=0303, 0431=320", []),
        ("0411=20240304, 0440=06990003", []),
        ("0411=20240304, 0419=S0001", []),
    ],
)
def test_second_icc_of_a_specialisme_in_overlapping_days(deliver, second, found):
    words = f"weg ic / dbc: 0427=13, 0418=14 / kopie dbc als dbc2 / dbc2: {second}"
    oordeel = icc_tijdens_opname(deliver(f"{words} / zonder zorgprofiel"))
    assert [record for (record,) in told(oordeel, "record")] == found


@pytest.mark.parametrize(
    ("regular", "found"),
    [
        ("20240303", []),
        ("20240304", ["FAALT"]),
        ("20240310", ["FAALT"]),
        ("20240311", []),
    ],
)
def test_treatment_that_opens_until_the_end_of_an_icc_takes_its_place(
    deliver, regular, found
):
    words = (
        "kopie dbc als dbc2 / dbc: 0427=13, 0418=14, 0412=20240310"
        f" / dbc2: 0411={regular}, 0412=20240602"
    )
    oordeel = icc_als_medebehandeling(deliver(words))
    assert outcomes(oordeel) == found
    assert all(record == 3 for (record,) in told(oordeel, "record"))


def test_icc_that_was_declared_before_is_a_signal_on_the_treatment(deliver):
    words = (
        "historie +: referentie_prestatie=H0001, subtraject_nummer=S9001,"
        " zorgtype_code=13, begindatum=2024-03-02, einddatum=2024-03-09"
    )
    oordeel = icc_als_medebehandeling(deliver(words))
    assert told(oordeel, "record", "gevolg", "andere_records") == [
        (3, "SIG", "historie:H0001")
    ]


def test_treatment_declared_before_is_named(deliver):
    words = (
        "dbc: 0427=13, 0418=14, 0412=20240310 / historie +: referentie_prestatie=H0001,"
        " subtraject_nummer=S9001, zorgtype_code=11, begindatum=2024-03-05,"
        " einddatum=2024-06-03"
    )
    oordeel = icc_als_medebehandeling(deliver(words))
    assert told(oordeel, "record", "gevolg", "andere_records") == [
        (3, None, "historie:H0001")
    ]


@pytest.mark.parametrize(
    "words", ["zonder historie", "tabel dekking: einddatum=2024-05-01"]
)
def test_without_history_the_treatment_may_have_been_declared(deliver, words):
    oordeel = icc_als_medebehandeling(deliver(f"dbc: 0427=13, 0418=14 / {words}"))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "historie")]
