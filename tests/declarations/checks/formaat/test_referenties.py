import pytest
from support.declaraties.oordelen import told

from declarations.checks.formaat.referenties import (
    referentie_over_soorten,
    referentie_uniek,
)


@pytest.mark.parametrize(
    ("change", "record", "rubriek"),
    [("ozp: 0458=R0001", 6, "0458"), ("ozp.06: 0622=R0001-1", 7, "0622")],
)
def test_later_record_of_a_file_fails(deliver, change, record, rubriek):
    made = deliver(change)
    name = made.declaraties.bestanden["bestand"][0]
    found = told(referentie_uniek(made), "rubriek", "andere_records")
    assert found == [(record, rubriek, f"{name}:{record - 3}")]


def test_later_file_of_a_call_fails_whatever_its_place(deliver):
    made = deliver("apart ozp / 01: 0117=20240702 / dbc: 0458=R0002")
    found = referentie_uniek(made)
    # The first file has the later dagtekening.
    assert found.bevindingen.select("bestand_nr", "record").rows() == [(0, 3)]


def test_activity_is_unique_within_its_file_only(deliver):
    words = "kopie dbc als dbc2 / dbc2.16: 1620=R0001-2"
    found = told(referentie_uniek(deliver(words)), "rubriek")
    assert found == [(12, "1620")]
    assert told(referentie_uniek(deliver(f"{words} / apart dbc2"))) == []


@pytest.mark.parametrize(
    ("row", "records"),
    [
        ("referentie_prestatie=R0001", [3]),
        ("referentie_tarief=R0001-1", [4]),
        ("referentie_tarief=R0001", []),  # Of another kind.
        ("referentie_prestatie=R0001, declarant=06990001", []),
        ("referentie_prestatie=R0001, ontvangen=2019-07-05", []),
        ("referentie_prestatie=R0001, ontvangen=2019-07-06", [3]),
        ("referentie_prestatie=R0001, status=GEWEIGERD", [3]),
        ("referentie_prestatie=R0001, status=NIET_BEOORDEELD", []),
    ],
)
def test_reference_of_the_history(deliver, row, records):
    found = told(referentie_uniek(deliver(f"historie +: {row}")))
    assert [record for (record,) in found] == records


def test_line_that_was_not_judged_counts_when_its_file_was_taken_in(deliver):
    words = (
        "historie +: referentie_prestatie=R0001, status=NIET_BEOORDEELD / "
        "historie +: referentie_prestatie=R7777, referentie_tarief=R7777-1"
    )
    assert told(referentie_uniek(deliver(words))) == [(3,)]


def test_empty_references_are_not_equal(deliver):
    made = referentie_uniek(deliver("dbc: 0458= / ozp: 0458="))
    assert told(made) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("ozp.06: 0622=R0001", [(7, "0622")]),
        ("dbc.16: 1620=R0001-1", [(5, "1620")]),
        ("dbc.16: 1620=R0003", [(5, "1620")]),
        ("ozp: 0458=R0001", []),  # Of one kind: F23.
    ],
)
def test_reference_of_another_kind_of_record(deliver, change, found):
    assert told(referentie_over_soorten(deliver(change)), "rubriek") == found
