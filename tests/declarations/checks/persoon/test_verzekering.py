import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.persoon.verzekering import (
    detentie,
    uzovi,
    verzekerd_dbc,
    verzekerd_overig,
)

# The dbc is of 4 March to 2 June, the ozp of 11 and the IC day of 20 March.


@pytest.mark.parametrize(
    ("period", "fails"),
    [
        ("begindatum=2024-03-04", False),
        ("begindatum=2024-03-05", True),
        ("einddatum=2024-03-04", False),  # Not insured any more when it closes.
        ("einddatum=2024-03-03", True),
        ("uzovi=9102", True),
    ],
)
def test_dbc_is_of_the_insurer_on_its_first_day(deliver, period, fails):
    made = verzekerd_dbc(deliver(f"tabel verzekeringen: {period}"))
    assert (made.beoordeeld, bool(told(made))) == (1, fails)


@pytest.mark.parametrize(
    ("period", "records"),
    [
        ("begindatum=2024-03-11", []),
        ("begindatum=2024-03-12", [6]),
        ("einddatum=2024-03-20", []),
        ("einddatum=2024-03-19", [8]),
        ("einddatum=2024-03-10", [6, 8]),
    ],
)
def test_other_care_is_of_the_insurer_on_its_own_day(deliver, period, records):
    made = verzekerd_overig(deliver(f"tabel verzekeringen: {period}"))
    assert (made.beoordeeld, [record for (record,) in told(made)]) == (2, records)


def test_a_second_policy_will_do(deliver):
    words = (
        "tabel verzekeringen: einddatum=2024-03-03 / tabel verzekeringen +: "
        "verzekerde_id=P0001, uzovi=9101, polis=B, begindatum=2024-03-04"
    )
    assert told(verzekerd_dbc(deliver(words))) == []


@pytest.mark.parametrize(
    ("words", "fails"),
    [
        ("02: 0203=123456782", True),
        ("02: 0203=123456782 / zonder personen", False),
        ("02: 0203=123456782 / zonder dekking", False),
        ("tabel verzekeringen: uzovi=9102 / zonder dekking", False),
        # What is covered ends the day before.
        (
            "tabel verzekeringen: uzovi=9102 / tabel dekking: einddatum=2024-03-03",
            False,
        ),
    ],
)
def test_whom_the_registers_do_not_know(deliver, words, fails):
    made = verzekerd_dbc(deliver(words))
    assert bool(told(made)) is fails
    assert bool(unjudged(made)) is not fails


def test_stranger_is_found_by_verzekerdennummer(deliver):
    words = "02: 0203=999999999, 0205="
    assert told(verzekerd_dbc(deliver(words + "777001"))) == []
    assert told(verzekerd_dbc(deliver(words + "777002"))) == [(3,)]


def test_credits_are_not_asked(deliver):
    words = "kopie dbc als credit / tabel verzekeringen: uzovi=9102"
    made = verzekerd_dbc(deliver(words))
    assert (made.beoordeeld, told(made)) == (1, [(3,)])


@pytest.mark.parametrize(
    ("period", "records"),
    [
        ("begindatum=2024-03-04, einddatum=2024-03-04", [3]),
        ("begindatum=2024-03-05, einddatum=2024-03-10", []),
        ("begindatum=2024-03-11", [6, 8]),
        ("begindatum=2024-01-01, einddatum=2024-03-03", []),
    ],
)
def test_detention_on_the_day(deliver, period, records):
    made = detentie(deliver(f"tabel detentie +: verzekerde_id=P0001, {period}"))
    assert [record for (record,) in told(made)] == records


def test_detention_of_who_is_not_known_is_not_evaluable(deliver):
    words = "tabel detentie +: verzekerde_id=P0009, begindatum=2024-01-01"
    assert unjudged(detentie(deliver(words))) == []
    made = detentie(deliver(f"{words} / 02: 0203=123456782"))
    assert len(unjudged(made)) == 3


@pytest.mark.parametrize(
    ("words", "rubriek", "code"),
    [
        ("instelling: uzovi=9101", None, None),
        ("instelling: uzovi=9102", "0204", "0423"),
        ("01: 0108=9102 / instelling: uzovi=9101", "0108", "0018"),
        # They may differ within the numbers of one desk.
        (
            "01: 0108=9102 / instelling: uzovi=9101+9102 / "
            "tabel uzovi +: uzovi=9102, naam=B",
            None,
            None,
        ),
        ("01: 0108=", None, None),
        ("tabel uzovi: einddatum=2024-07-01", None, None),
        ("tabel uzovi: einddatum=2024-06-30", "0204", "0423"),
    ],
)
def test_uzovi_is_of_the_desk_and_in_use(deliver, words, rubriek, code):
    found = told(uzovi(deliver(words)), "rubriek", "retourcode")
    assert found == ([(2, rubriek, code)] if rubriek else [])


def test_uzovi_without_a_register(deliver):
    made = uzovi(deliver("zonder uzovi"))
    assert (told(made), bool(made.reden)) == ([], True)
    made = uzovi(deliver("zonder uzovi / instelling: uzovi=9102"))
    assert (told(made), bool(made.reden)) == ([(2,)], True)
    made = uzovi(deliver("02: 0204=9109 / 01: 0108= / zonder dekking"))
    assert (told(made), unjudged(made)) == ([], [(2,)])
