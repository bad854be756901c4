"""Which activities complete profiles have, and when a rule cannot be judged by them."""

from datetime import date

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.registratie.zorgprofiel.profielen import (
    lijnactiviteiten,
    of_set,
)
from declarations.checks.registratie.zorgprofiel.verpleging import (
    dagverpleging_uniek,
    verblijf_vereist,
)

DAG = "DAGVERPLEGING"


def kept(delivery, naam=DAG):
    return of_set(delivery, naam).select("code", "dag", "aantal").rows()


def test_correction_takes_an_activity_of_its_day_away(deliver):
    words = "profiel dbc: 060203 2024-03-18 2, 060203 2024-03-18 -1"
    assert kept(deliver(words)) == [("060203", date(2024, 3, 18), 1)]


def test_code_that_nets_to_zero_in_a_subtraject_is_absent(deliver):
    words = "profiel dbc: 060203 2024-03-18 1, 060203 2024-03-19 -1"
    assert kept(deliver(words)) == []


def test_day_that_nets_below_zero_leaves_the_other_days(deliver):
    words = "profiel dbc: 060203 2024-03-18 2, 060203 2024-03-19 -1"
    assert kept(deliver(words)) == [("060203", date(2024, 3, 18), 2)]


def test_klasse_is_that_of_the_day_and_beyond_the_release_unknown(deliver):
    words = "profiel dbc: 060201 2024-12-31 1, 060201 2025-01-01 1"
    rows = deliver(words).once(lijnactiviteiten)
    assert rows.select("zorgprofielklasse", "is_covered").rows() == [
        (3, True),
        (None, False),
    ]


def test_subtraject_that_is_declared_twice_is_not_done_twice(deliver):
    words = (
        "profiel dbc: 060203 2024-03-18 1 / kopie dbc als dbc2 / dbc2: 0419=S0001"
        " / profiel dbc2: 060203 2024-03-18 0"
    )
    assert outcomes(dagverpleging_uniek(deliver(words))) == []


def test_line_of_before_counts_by_its_profile(deliver):
    # The profile of S0004 is given; S0004 itself was declared before.
    words = (
        "kopie dbc als dbc2 / profiel dbc: 060203 2024-03-18 1"
        " / profiel dbc2: 060203 2024-03-18 1 / dbc2: 0458=R9999"
        " / historie +: referentie_prestatie=H0001, subtraject_nummer=S0004"
    )
    oordeel = dagverpleging_uniek(deliver(words))
    # What was declared before is the first, whatever the numbers.
    assert told(oordeel, "record", "andere_records") == [(3, "historie:H0001")]


def test_without_profiles_the_run_has_a_gap(deliver):
    oordeel = dagverpleging_uniek(deliver("zonder zorgprofiel"))
    assert (oordeel.beoordeeld, oordeel.reden) == (1, "zorgprofiel")


def test_without_a_set_of_codes_the_run_has_a_gap(deliver):
    oordeel = dagverpleging_uniek(deliver("zonder codeverzameling"))
    assert (oordeel.beoordeeld, oordeel.reden) == (1, "codeverzameling DAGVERPLEGING")


def test_dbc_without_profile_is_not_judged_beside_one_that_has(deliver):
    oordeel = dagverpleging_uniek(deliver("kopie dbc als dbc2"))
    assert told(oordeel, "record", "uitkomst", "verwacht") == [
        (10, "NIET_BEOORDEELBAAR", "zorgprofiel")
    ]


def test_privacyverklaring_is_why_a_profile_lacks(deliver):
    words = (
        "kopie dbc als dbc2 / tabel privacyverklaringen +:"
        " zorginstelling_code=06990002, referentienummer=R0004"
    )
    oordeel = dagverpleging_uniek(deliver(words))
    assert told(oordeel, "record", "verwacht") == [(10, "privacyverklaring")]


def test_what_another_dbc_without_profile_may_hold_is_not_known(deliver):
    words = "profiel dbc: 060404 2024-03-18 1 / kopie dbc als dbc2"
    oordeel = verblijf_vereist(deliver(words))
    assert told(oordeel, "record", "verwacht") == [
        (3, "zorgprofiel van een andere dbc"),
        (10, "zorgprofiel"),
    ]
    elsewhere = verblijf_vereist(deliver(f"{words} / dbc2: 0440=06990003"))
    assert told(elsewhere, "record", "uitkomst") == [
        (3, "FAALT"),
        (10, "NIET_BEOORDEELBAAR"),
    ]


@pytest.mark.parametrize(
    ("days", "lacks"),
    [
        ("0411=20240101, 0412=20240303", False),
        ("0411=20240101, 0412=20240304", True),
        ("0411=20240602", True),
        ("0411=20240603, 0412=20240901", False),
    ],
)
def test_dbc_without_profile_matters_in_the_same_days_only(deliver, days, lacks):
    words = f"profiel dbc: 060404 2024-03-18 1 / kopie dbc als dbc2 / dbc2: {days}"
    first = told(verblijf_vereist(deliver(words)), "record", "uitkomst")[0]
    assert first == (3, "NIET_BEOORDEELBAAR" if lacks else "FAALT")


def test_credit_is_not_judged_by_a_profile(deliver):
    words = "profiel dbc: 060203 2024-03-18 2 / kopie dbc als credit"
    assert dagverpleging_uniek(deliver(words)).beoordeeld == 1


def test_day_that_the_release_does_not_cover_is_not_judged(deliver):
    words = "dbc: 0411=20250106, 0412=20250406 / profiel dbc: 060203 2025-02-03 2"
    oordeel = dagverpleging_uniek(deliver(words))
    assert told(oordeel, "uitkomst", "verwacht") == [("NIET_BEOORDEELBAAR", "release")]
