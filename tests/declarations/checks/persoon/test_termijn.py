from dataclasses import replace
from datetime import date

import pytest
from declarations.checks.persoon.aanspraak import aanspraak_nee
from support.declaraties.oordelen import told, unjudged

from declarations.checks.persoon.termijn import declaratietermijn


# The dbc ends on 2 June 2024.
@pytest.mark.parametrize(
    ("eind", "months", "received", "fails"),
    [
        ("20240602", 1, "2024-07-02", False),
        ("20240602", 1, "2024-07-03", True),
        ("20240602", 12, "2025-06-02", False),
        ("20240602", 12, "2025-06-03", True),
        ("20240131", 1, "2024-02-29", False),  # February has no 31st.
        ("20240131", 1, "2024-03-01", True),
        ("20240131", 2, "2024-03-31", False),
        ("20240229", 12, "2025-02-28", False),
        ("20240229", 12, "2025-03-01", True),
        ("20240602", 0, "2024-06-02", False),
        ("20240602", 0, "2024-06-03", True),
    ],
)
def test_last_day_of_the_term_is_in_time(deliver, eind, months, received, fails):
    words = (
        f"weg ozp / weg ic / dbc: 0412={eind} / "
        f"instelling: termijn_maanden={months}, ontvangen={received}"
    )
    made = declaratietermijn(deliver(words))
    assert (made.beoordeeld, bool(told(made))) == (1, fails)


def with_terms(levering, terms, instelling="06990002"):
    """The delivery with a term on each contract of an institution."""
    contract = levering.tabellen.contract
    own = contract["zorginstelling_code"] == instelling
    row = contract.filter(own).row(0, named=True)
    rows = [
        {**row, "contract_id": f"K{number}", "declaratietermijn_maanden": months}
        for number, months in enumerate(terms)
    ]
    made = contract.filter(~own).vstack(type(contract)(rows, schema=contract.schema))
    tabellen = replace(levering.tabellen, contract=made)
    return replace(levering, tabellen=tabellen, _made={})


# Received on 5 July: 3 months after 20 March and 11 March is past, after 2 June not.
@pytest.mark.parametrize(
    ("terms", "failing", "lacking"),
    [
        ([3], [6, 8], []),
        ([1], [3, 6, 8], []),
        ([4], [], []),
        ([None], [], [3, 6, 8]),
        ([3, 3], [6, 8], []),
        ([3, 12], [], [3, 6, 8]),
        ([], [], [3, 6, 8]),
    ],
)
def test_term_of_the_contract(deliver, terms, failing, lacking):
    made = declaratietermijn(with_terms(deliver(""), terms))
    assert [record for (record,) in told(made)] == failing
    assert [record for (record,) in unjudged(made)] == lacking


def test_setting_goes_before_the_contract(deliver):
    made = with_terms(deliver("instelling: termijn_maanden=12"), [1])
    assert told(declaratietermijn(made)) == []


def test_contract_of_another_day_gives_no_term(deliver):
    levering = with_terms(deliver(""), [1])
    contract = levering.tabellen.contract
    later = contract.with_columns(begindatum=date(2024, 3, 12))
    moved = replace(
        levering, tabellen=replace(levering.tabellen, contract=later), _made={}
    )
    made = declaratietermijn(moved)
    assert [record for (record,) in told(made)] == [8]
    assert [record for (record,) in unjudged(made)] == [3, 6]


def test_late_credit_is_taken(deliver):
    words = "kopie dbc als credit / weg ozp / weg ic / instelling: termijn_maanden=1"
    assert told(declaratietermijn(deliver(words))) == [(3,)]


@pytest.mark.parametrize(
    ("words", "records"),
    [
        ("dbc: 0434=N", [3]),
        ("dbc: 0434=N, 0410=17X135", [3]),
        ("dbc: 0434=N / dbc.06: 0614=0, 0617=0, 0620=0", []),
        ("dbc: 0434=J", []),
        ("kopie dbc als credit / credit: 0434=N", []),
        ("ozp: 0434=N", [6]),
    ],
)
def test_no_entitlement_and_yet_an_amount(deliver, words, records):
    assert [record for (record,) in told(aanspraak_nee(deliver(words)))] == records
