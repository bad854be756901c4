import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.berichten.zh308.velden import RECORDNAMEN, kolommen
from declarations.checks.formaat.dbcvelden import VELDEN, dbc_velden
from declarations.checks.formaat.veldinhoud import veldinhoud


@pytest.mark.parametrize("rubriek", VELDEN)
def test_each_field_of_a_dbc_must_be_filled(deliver, rubriek):
    found = told(dbc_velden(deliver(f"dbc: {rubriek}=")), "rubriek")
    assert found == [(3, rubriek)]


def test_no_other_line_needs_them(deliver):
    made = dbc_velden(deliver("weg dbc"))
    assert (made.beoordeeld, told(made)) == (0, [])


@pytest.mark.parametrize(
    ("change", "rubriek", "code"),
    [
        ("0434=X", "0434", None),
        ("0437=j", "0437", None),
        ("0439=0300", "0439", "8011"),
        ("0439=", "0439", "8011"),
        ("0439=8418", None, None),
        ("0414=", "0414", None),
    ],
)
def test_what_a_field_of_a_dbc_may_hold(deliver, change, rubriek, code):
    found = told(dbc_velden(deliver(f"dbc: {change}")), "rubriek", "retourcode")
    assert found == ([(3, rubriek, code)] if rubriek else [])


@pytest.mark.parametrize(
    ("code", "is_dbc"), [("14X001", True), ("17X001", True), ("18X001", False)]
)
def test_a_dbc_without_product_is_known_by_its_code(deliver, code, is_dbc):
    made = dbc_velden(deliver(f"dbc: 0410={code}, 0414="))
    assert bool(told(made)) is is_dbc


@pytest.mark.parametrize(
    ("change", "record", "rubriek", "gevolg", "code"),
    [
        ("02: 0207=19760431", 2, "0207", "RJ", "0350"),
        ("02: 0207=", 2, "0207", "RJ", "0350"),
        ("02: 0208=3", 2, "0208", "RJ", "0350"),
        ("02: 0210=", 2, "0210", "RJ", "0350"),
        ("02: 0223=0", 2, "0223", "RJ", "0350"),
        ("ozp: 0416=20240230", 6, "0416", "RJ", "8007"),
        ("ozp: 0411=", 6, "0411", "RJ", "8007"),
        ("ozp: 0426=0000", 6, "0426", "RJ", "8010"),
        ("ozp: 0434=X", 6, "0434", "RJ", "8010"),
        ("ozp.06: 0615=00000", 7, "0615", "RJ", "8010"),
        ("ozp.06: 0613=0300", 7, "0613", None, None),
        ("dbc.16: 1611=", 5, "1611", "RJ", "8010"),
        ("01: 0113=05", 1, "0113", "RJF", "0001"),
        ("99: 9910=X", 10, "9910", "RJF", "0001"),
    ],
)
def test_field_that_does_not_hold_what_it_should(
    deliver, change, record, rubriek, gevolg, code
):
    found = told(veldinhoud(deliver(change)), "rubriek", "gevolg", "retourcode")
    assert (record, rubriek, gevolg, code) in found


@pytest.mark.parametrize(
    "change",
    [
        *("01: 0105=X", "01: 0116=", "01: 0114=20240631", "02: 0203=000000000"),
        *("dbc: 0434=X", "dbc: 0457=X", "dbc: 0409=012", "dbc.06: 0621="),
        *("dbc: 0436=00", "99: 9907=000000", "02: 0212=0", "dbc: 0402=0"),
    ],
)
def test_what_others_test_or_may_be_nought_is_not_told(deliver, change):
    made = veldinhoud(deliver(change))
    assert told(made) == []


@pytest.mark.parametrize(
    "change", ["ozp: 0436=05", "ozp: 0435=001", "ozp: 0407=3", "ozp.06: 0611=01"]
)
def test_code_of_a_list_that_is_known_in_part_is_not_evaluable(deliver, change):
    made = veldinhoud(deliver(change))
    assert told(made) == []
    assert len(unjudged(made)) == 1


def test_every_mandatory_field_is_tested_by_some_check(deliver):
    # What F27 leaves to others is 01 of each record, their numbers, and fields whose
    # own check is named; all others are told when they are empty.
    elsewhere = {
        *("0102", "0103", "0105", "0114", "0115", "0116", "0117", "0119"),
        *("0203", "0409", "0457", "0618", "0621", "1619"),
        *("0202", "0402", "0602", "1602"),
        *("0403", "0404", "0408", "0603", "0604", "0606", "0608", "0609", "0610"),
        *("1603", "1604", "1606", "1607", "1608", "1609"),
        "0436",  # Nought is a code of its own.
    }
    tested = {
        record: [
            veld.rubriek
            for veld in kolommen(record)
            if veld.verplicht == "M" and veld.rubriek not in {*elsewhere, f"{record}01"}
        ]
        for record in ("02", "04", "06", "16")
    }
    # A prestatie for each field, and a delivery for each of the person.
    copies = {"04": ("ozp", ""), "06": ("ozp", ".06"), "16": ("dbc", ".16")}
    apart = [
        f"kopie {of} als k{rubriek} / k{rubriek}{target}: {rubriek}="
        for record, (of, target) in copies.items()
        for rubriek in tested[record]
    ]
    deliveries = [" / ".join(apart), *(f"02: {rubriek}=" for rubriek in tested["02"])]
    found = [
        rubriek
        for words in deliveries
        for _, rubriek in told(veldinhoud(deliver(words)), "rubriek")
    ]
    assert {rubriek for own in tested.values() for rubriek in own} <= set(found)


def test_no_data_of_a_person_is_shown(deliver):
    found = told(veldinhoud(deliver("02: 0207=19760431, 0208=3")), "waarde", "verwacht")
    assert found == [(2, "***", "een bestaande datum, EEJJMMDD (ook: 0208)")]


def test_one_row_is_judged_once_also_where_a_field_cannot_be_read(deliver):
    clean = veldinhoud(deliver(""))
    broken = veldinhoud(deliver("ozp: 0426=00A1, 0416=20240230"))
    assert clean.beoordeeld == broken.beoordeeld == 10
    assert told(broken, "rubriek") == [(6, "0416")]


def test_all_kinds_of_record_are_looked_at():
    assert set(RECORDNAMEN) == {"01", "02", "04", "06", "16", "98", "99"}
