import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.formaat.creditparen import debet_en_credit
from declarations.checks.formaat.credits import creditreferentie

CREDIT = (
    "kopie dbc als credit / credit: 0459=R0000 / credit.06: 0623=R0000-1 / apart credit"
)
# In its own file the credit is record 3, its 06 record 4 and its 16 record 5.


def of_credit(deliver, words, *columns):
    return told(creditreferentie(deliver(f"{CREDIT} / {words}")), *columns)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("status=BETAALD", []),
        ("status=DEELS", []),
        ("status=GECREDITEERD", [(3, "8084")]),
        ("status=GEWEIGERD", [(3, "8017"), (4, "8017")]),
        ("status=NIET_BEOORDEELD", [(3, "8017"), (4, "8017")]),
        ("declarant=06990001", [(3, "8017"), (4, "8017")]),
        ("ontvangen=2024-07-06", [(3, "8017"), (4, "8017")]),
        ("declaratiebedrag_cent=98924", [(4, "0651")]),
        ("referentie_tarief=R0000-2", [(4, "8017")]),
        ("dc=C", [(3, "8017"), (4, "8017")]),
    ],
)
def test_debit_of_the_history(deliver, row, codes):
    assert of_credit(deliver, f"historie +: {row}", "retourcode") == codes


@pytest.mark.parametrize("named", ["R0000", "R0000-1"])
def test_debit_that_a_credit_of_the_history_took_back(deliver, named):
    words = (
        "historie +: status=BETAALD / historie +: dc=C, referentie_prestatie=C1, "
        f"referentie_tarief=C1-1, referentie_voorgaand={named}"
    )
    assert of_credit(deliver, words, "retourcode") == [(3, "8084")]
    refused = f"{words}, status=GEWEIGERD"
    assert of_credit(deliver, refused, "retourcode") == []


def test_each_kind_of_record_names_what_it_takes_back(deliver):
    words = "kopie dbc als credit / credit: 0459= / credit.06: 0623= / credit.16: 1621="
    made = creditreferentie(deliver(f"{words} / apart credit"))
    assert told(made, "rubriek", "retourcode") == [
        (3, "0459", "0651"),
        (4, "0623", "0651"),
        (5, "1621", "0651"),
    ]


def test_of_two_credits_of_one_debit_the_higher_reference_fails(deliver):
    words = (
        "kopie dbc als credit / kopie dbc als credit2 / apart credit / apart credit2"
    )
    made = deliver(words)
    found = creditreferentie(made)
    files = made.declaraties.bestanden["bestand"]
    assert told(found, "retourcode", "andere_records") == [(3, "8084", f"{files[1]}:3")]
    assert found.bevindingen["bestand_nr"].to_list() == [2]


@pytest.mark.parametrize("without", ["historie", "dekking"])
def test_debit_that_nobody_can_know_is_not_evaluable(deliver, without):
    made = creditreferentie(deliver(f"{CREDIT} / zonder {without}"))
    assert told(made) == []
    assert [record for (record,) in unjudged(made)] == [3, 4]


def test_debits_are_not_judged(deliver):
    made = creditreferentie(deliver(""))
    assert made.beoordeeld == 0


def test_pair_in_one_file_refuses_both(deliver):
    made = deliver("kopie dbc als credit")
    name = made.declaraties.bestanden["bestand"][0]
    assert told(debet_en_credit(made), "andere_records") == [
        (3, f"{name}:10"),
        (10, f"{name}:3"),
    ]


@pytest.mark.parametrize(
    ("change", "is_pair"),
    [
        ("0459=R0099", True),  # Of an earlier debit, with the same content.
        ("0413=02", True),  # It names the debit.
        ("0413=02, 0459=R0099", False),
        ("0411=20240305", False),
        ("0419=S0099", False),
        ("0426=0002", False),
    ],
)
def test_what_is_identical(deliver, change, is_pair):
    made = debet_en_credit(deliver(f"kopie dbc als credit / credit: {change}"))
    assert bool(told(made)) is is_pair
