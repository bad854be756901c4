import pytest
from support.declaraties.oordelen import told

from declarations.checks.formaat.sleutels import dubbele_sleutel, sleutelgelijkheid


@pytest.mark.parametrize(
    ("change", "record", "rubriek", "code"),
    [
        ("dbc: 0403=123456782", 3, "0403", "8027"),
        ("dbc: 0405=777", 3, "0405", "8027"),
        ("dbc: 0408=19760515", 3, "0408", "8027"),
        ("dbc.06: 0603=123456782", 4, "0603", "8028"),
        ("dbc.06: 0604=9102", 4, "0604", "8028"),
        ("dbc.06: 0606=016", 4, "0606", "8028"),
        ("dbc.06: 0609=20240305", 4, "0609", "8028"),
        ("dbc.06: 0610=02", 4, "0610", "8028"),
        ("dbc.16: 1605=1", 5, "1605", "8029"),
        ("dbc.16: 1607=15X999", 5, "1607", "8029"),
    ],
)
def test_each_field_of_the_key(deliver, change, record, rubriek, code):
    found = told(sleutelgelijkheid(deliver(change)), "rubriek", "retourcode")
    assert (record, rubriek, code) in found


def test_a_wrong_person_on_the_04_alone_is_told_there_alone(deliver):
    # The 06 and 16 have the person of the 02, as the field list asks.
    words = "dbc: 0404=9102 / dbc.06: 0604=9101 / dbc.16: 1604=9101"
    assert told(sleutelgelijkheid(deliver(words))) == [(3,)]


def test_no_bsn_is_shown(deliver):
    found = told(sleutelgelijkheid(deliver("dbc.06: 0603=123456782")), "waarde")
    assert found == [(4, "***")]


def test_all_but_the_lowest_reference_fail(deliver):
    words = "kopie ozp als ozp2 / kopie ozp als ozp3 / ozp: 0458=R10 / ozp2: 0458=R9"
    # By number R9 is before R10; R0005 has more positions.
    made = deliver(words)
    name = made.declaraties.bestanden["bestand"][0]
    assert told(dubbele_sleutel(made), "andere_records") == [
        (6, f"{name}:10"),
        (12, f"{name}:10"),
    ]


@pytest.mark.parametrize(
    "change", ["0413=02", "0411=20240312", "0410=062002", "0409=016", "0457=C"]
)
def test_any_part_of_the_key_makes_it_another(deliver, change):
    made = dubbele_sleutel(deliver(f"kopie ozp als ozp2 / ozp2: {change}"))
    assert told(made) == []
    assert made.beoordeeld == 4


def test_the_same_key_in_another_file_is_no_double(deliver):
    made = dubbele_sleutel(deliver("kopie ozp als ozp2 / apart ozp2"))
    assert told(made) == []
