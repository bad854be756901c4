import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.formaat.prestatie import (
    datum_zorgactiviteit,
    datums,
    debet_credit,
    prestatiecodelijst,
)

AGREED = "ozp: 0409=990 / tabel bilateraal +: uzovi=9101, declaratiecode=062001"


# The ozp is of 11 March 2024.
@pytest.mark.parametrize(
    ("period", "passes"),
    [
        ("begindatum=2024-03-11, einddatum=2024-03-11", True),
        ("begindatum=2024-03-12", False),
        ("begindatum=2024-01-01, einddatum=2024-03-10", False),
        ("einddatum=2024-03-11", True),
    ],
)
def test_agreement_holds_in_its_period(deliver, period, passes):
    words = f"{AGREED}, prestatiecodelijst=990, {period}"
    made = prestatiecodelijst(deliver(words))
    assert told(made) == []
    assert (unjudged(made) == []) is passes
    covered = f"{words} / tabel dekking +: tabel=bilateraal, volledig=J"
    assert (told(prestatiecodelijst(deliver(covered))) == []) is passes


@pytest.mark.parametrize("lijst", ["012", "", "041 "])
def test_list_is_one_of_three(deliver, lijst):
    made = prestatiecodelijst(deliver(f"ozp: 0409={lijst.strip()}"))
    assert (told(made) == []) is (lijst == "041 ")


# The dbc runs from 4 March to 2 June, dagtekening is 1 July, birth 14 May 1976.
@pytest.mark.parametrize(
    ("change", "rubriek", "code"),
    [
        ("0411=20240602", None, None),
        ("0411=20240603", "0412", "8007"),
        ("0411=20240701, 0412=20240701", None, None),
        ("0411=20240702, 0412=20240702", "0411", "8177"),
        ("0412=20240702", "0412", "8178"),
        ("0412=20240702, 0418=80", None, None),
        ("0412=20240702, 0418=86", None, None),
        ("0412=20240702, 0418=87", "0412", "8178"),
        ("0411=20240702, 0412=20240702, 0418=80", "0411", "8177"),
        ("0408=20240304", None, None),  # Born on the day itself.
        ("0408=20240305", "0411", "8007"),
    ],
)
def test_days_of_a_line_at_their_bounds(deliver, change, rubriek, code):
    found = told(datums(deliver(f"dbc: {change}")), "rubriek", "retourcode")
    assert found == ([(3, rubriek, code)] if rubriek else [])


def test_a_day_that_does_not_exist_is_not_compared(deliver):
    made = datums(deliver("dbc: 0411=20240230"))
    assert told(made) == []
    assert unjudged(made) == [(3,)]


def test_fail_beats_not_evaluable(deliver):
    assert told(datums(deliver("dbc: 0408=, 0412=20240303"))) == [(3,)]


@pytest.mark.parametrize(
    ("day", "passes"),
    [
        ("20240303", False),
        ("20240304", True),
        ("20240602", True),
        ("20240603", False),
    ],
)
def test_activity_lies_within_its_line(deliver, day, passes):
    made = datum_zorgactiviteit(deliver(f"dbc.16: 1612={day}, 1613={day}"))
    assert (told(made) == []) is passes


def test_one_direction_in_all_records(deliver):
    made = debet_credit(deliver("kopie ozp als credit / credit.06: 0621=D"))
    assert told(made, "rubriek", "verwacht") == [(11, "0621", "C, als 0457")]
    made = debet_credit(deliver("dbc.16: 1619=C"))
    assert told(made, "rubriek") == [(5, "1619")]


def test_nought_is_d_also_in_a_credit(deliver):
    words = "kopie ozp als credit / credit.06: 0620=0, 0621="
    assert told(debet_credit(deliver(words + "D"))) == []
    assert told(debet_credit(deliver(words + "X")), "rubriek") == [(11, "0621")]


@pytest.mark.parametrize("dc", ["", "d", "X"])
def test_direction_of_a_line_is_d_or_c(deliver, dc):
    found = told(debet_credit(deliver(f"ozp: 0457={dc}")), "rubriek")
    assert found == [(6, "0457")]  # Its 06 is D, and not held against nothing.
