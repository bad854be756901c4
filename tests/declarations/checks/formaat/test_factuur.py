import pytest
from support.declaraties.oordelen import told

from declarations.checks.formaat.factuur import bestand_ontvangen, factuurnummer

SAME = "historie +: factuurnummer=F2024-0001"
TWO = "apart ozp / 01: 0116=F2024-0002"


# Received on 5 July 2024: five years reach back to 6 July 2019.
@pytest.mark.parametrize(
    ("day", "fails"),
    [
        ("2019-07-05", False),
        ("2019-07-06", True),
        ("2024-07-05", True),
        ("2024-07-06", False),  # What comes later is not known yet.
    ],
)
def test_number_is_free_again_after_five_years(deliver, day, fails):
    made = factuurnummer(deliver(f"{SAME}, ontvangen={day}"))
    assert bool(told(made)) is fails


def test_leap_day_counts_from_the_last_of_february(deliver):
    words = "instelling: ontvangen=2028-02-29 / " + SAME
    assert told(factuurnummer(deliver(f"{words}, ontvangen=2023-02-28"))) == []
    assert told(factuurnummer(deliver(f"{words}, ontvangen=2023-03-01"))) == [(1,)]


@pytest.mark.parametrize(
    ("status", "fails"),
    [
        ("BETAALD", True),
        ("DEELS", True),
        ("GEWEIGERD", True),
        ("GECREDITEERD", True),
        ("NIET_BEOORDEELD", False),
    ],
)
def test_what_became_of_the_earlier_file(deliver, status, fails):
    made = factuurnummer(deliver(f"{SAME}, status={status}"))
    assert bool(told(made)) is fails


def test_a_file_of_which_one_line_was_judged_was_taken_in(deliver):
    made = factuurnummer(
        deliver(f"{SAME}, status=NIET_BEOORDEELD / {SAME}, status=GEWEIGERD")
    )
    assert told(made, "andere_records") == [(1, "historie:F2024-0001")]


def test_of_two_files_with_one_number_the_later_dagtekening_fails(deliver):
    # ``apart`` has numbered the second file F2024-0002.
    made = deliver(f"{TWO} / 01: 0117=20240702")
    files = made.declaraties.bestanden["bestand"]
    found = factuurnummer(made)
    assert told(found, "andere_records") == [(1, f"{files[1]}:1")]
    assert found.bevindingen["bestand_nr"].to_list() == [0]


def test_the_same_number_of_another_payee_passes(deliver):
    assert told(factuurnummer(deliver(f"{SAME}, declarant=06990001"))) == []


def test_equal_bytes_twice_refuse_the_second(deliver):
    made = deliver("kopie bestand")
    first = made.declaraties.bestanden["bestand"][0]
    for check in (bestand_ontvangen, factuurnummer):
        found = check(made)
        assert told(found, "andere_records") == [(1, f"{first}:1")]
        assert found.bevindingen["bestand_nr"].to_list() == [1]


def test_the_same_file_of_another_day_is_known_by_its_bytes(deliver):
    sha256 = deliver("").declaraties.bestanden["sha256"][0]
    again = deliver(f"{SAME}, bestand_sha256={sha256}, status=NIET_BEOORDEELD")
    assert told(bestand_ontvangen(again)) == [(1,)]
    other = deliver(f"{SAME}, bestand_sha256={'0' * 64}")
    assert told(bestand_ontvangen(other)) == []


@pytest.mark.parametrize("check", [factuurnummer, bestand_ontvangen])
def test_without_a_history_nothing_passes(deliver, check):
    made = check(deliver("zonder historie"))
    assert (made.beoordeeld, told(made)) == (1, [])
    assert made.reden
