"""Whether an institution has an agreement with the insurer of a line on its day."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from declarations.checks.feiten.overeenkomsten import has_agreement
from declarations.checks.registratie.beoordeelbaar import debits


def agreed(delivery) -> list[bool | None]:
    return has_agreement(delivery, delivery.once(debits)).to_list()


def with_contracts(delivery, **changes: object):
    contract = delivery.tabellen.contract.with_columns(
        pl.lit(value).cast(delivery.tabellen.contract.schema[name]).alias(name)
        for name, value in changes.items()
    )
    tabellen = replace(delivery.tabellen, contract=contract)
    return replace(delivery, tabellen=tabellen, _made={})


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"einddatum": date(2024, 3, 4)}, True),
        ({"einddatum": date(2024, 3, 3)}, False),
        ({"begindatum": date(2024, 3, 4)}, True),
        ({"begindatum": date(2024, 3, 5)}, False),
        ({"schriftelijk": False}, False),
        ({"status": "CONCEPT"}, False),
    ],
)
def test_agreement_holds_on_the_opening_day(deliver, changes, found):
    delivery = with_contracts(deliver("weg ozp / weg ic"), **changes)
    assert agreed(delivery) == [found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dbc: 0440=06990009", False),
        ("02: 0204=9999", False),
    ],
)
def test_agreement_is_of_institution_and_insurer(deliver, words, found):
    assert agreed(deliver(f"weg ozp / weg ic / {words}")) == [found]


def test_without_contracts_nobody_knows(deliver):
    delivery = deliver("weg ozp / weg ic")
    assert agreed(replace(delivery, tabellen=None, _made={})) == [None]
    none = replace(delivery.tabellen, contract=delivery.tabellen.contract.clear())
    assert agreed(replace(delivery, tabellen=none, _made={})) == [None]
