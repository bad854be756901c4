import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.formaat.voorloop import (
    betaling_aan,
    constanten,
    declarant,
    declaratieperiode,
    soort_bericht,
)


@pytest.mark.parametrize(
    ("change", "rubriek", "code"),
    [
        ("0102=102", "0102", "0010"),
        ("0103=10", "0103", "0011"),
        ("0104=01", "0104", "0011"),
        ("0119=eur", "0119", "0031"),
        ("0119=", "0119", "0031"),
    ],
)
def test_each_constant_has_its_code(deliver, change, rubriek, code):
    found = told(constanten(deliver(f"01: {change}")), "rubriek", "retourcode")
    assert found == [(1, rubriek, code)]


def test_of_several_wrong_constants_the_first_is_told(deliver):
    found = told(constanten(deliver("01: 0103=08, 0119=USD")), "waarde", "verwacht")
    assert found == [(1, "08", "09 (ook: 0119)")]


@pytest.mark.parametrize(
    ("soort", "proef", "passes"),
    [
        ("P", "N", True),
        ("T", "N", False),
        ("T", "J", True),
        ("P", "J", False),
        ("X", "N", False),
        ("", "J", False),
    ],
)
def test_kind_of_message(deliver, soort, proef, passes):
    made = soort_bericht(deliver(f"01: 0105={soort} / instelling: is_proef={proef}"))
    assert (told(made) == []) is passes


# The base: period 1 to 30 June, dagtekening 1 July, received 5 July.
@pytest.mark.parametrize(
    ("change", "rubriek", "code"),
    [
        ("0114=20240630", None, None),  # A period of one day.
        ("0114=20240701", "0115", "0021"),
        ("0115=20240701", None, None),  # It ends on the dagtekening.
        ("0115=20240702", "0117", "0025"),
        ("0117=20240630", None, None),
        ("0117=20240629", "0117", "0025"),
        ("0117=20240705", None, None),  # The day of receipt.
        ("0117=20240706", "0117", "0025"),
        ("0114=", "0114", "0020"),
        ("0114=20240631", "0114", "0020"),
        ("0115=20240230", "0115", "0021"),
        ("0117=20241301", "0117", "0025"),
    ],
)
def test_period_at_its_bounds(deliver, change, rubriek, code):
    found = told(declaratieperiode(deliver(f"01: {change}")), "rubriek", "retourcode")
    assert found == ([(1, rubriek, code)] if rubriek else [])


def test_date_that_does_not_exist_is_shown_as_it_stands(deliver):
    found = told(declaratieperiode(deliver("01: 0114=20240631")), "waarde")
    assert found == [(1, "20240631")]


@pytest.mark.parametrize(
    ("change", "rubriek", "code"),
    [
        ("0112=", "0112", "0017"),
        ("0111=01999001", "0111", "0016"),
        ("0110=01999001", "0110", "0014"),
        ("0112=, 0111=01999001, 0113=03", None, None),
        ("0112=, 0110=01999001, 0113=02", None, None),
        ("0112=06990009", "0112", "0017"),
        ("0112=, 0110=01999009", "0110", "0014"),
    ],
)
def test_declarant_is_one_that_the_register_knows(deliver, change, rubriek, code):
    found = told(declarant(deliver(f"01: {change}")), "rubriek", "retourcode")
    assert found == ([(1, rubriek, code)] if rubriek else [])


def test_unknown_agb_outside_of_what_is_covered_is_not_evaluable(deliver):
    made = declarant(deliver("01: 0112=06990009 / zonder dekking"))
    assert told(made) == []
    assert unjudged(made, "rubriek") == [(1, "0112")]


def test_without_a_register_the_form_is_still_tested(deliver):
    made = declarant(deliver("01: 0112= / zonder agb"))
    assert told(made) == [(1,)]
    assert made.reden


@pytest.mark.parametrize("code", ["01", "02", "03", "05", "00"])
def test_payee_that_is_not_filled(deliver, code):
    found = told(betaling_aan(deliver(f"01: 0113={code}")), "rubriek", "gevolg")
    assert found == [(1, "0113", None)]


def test_institution_of_the_line_is_that_of_the_file(deliver):
    made = betaling_aan(deliver("dbc: 0440=06990001"))
    assert told(made, "rubriek", "gevolg") == [(3, "0440", "RJ")]
    # The practice that declares has none.
    made = betaling_aan(
        deliver("01: 0112=, 0110=01999001, 0113=02 / dbc: 0440=06990001")
    )
    assert told(made) == []
