from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.declaraties.oordelen import told, unjudged

from declarations.checks.formaat.bedragen import bedragsrekensom, berekend_cent


@given(
    tarief=st.integers(0, 99_999_999),
    aantal=st.integers(0, 9_999),
    percentage=st.integers(0, 99_999),
)
@example(tarief=99_999_999, aantal=9_999, percentage=99_999)
@example(tarief=1, aantal=1, percentage=5_000)
def test_sum_is_that_of_decimals_with_half_up(tarief, aantal, percentage):
    exact = Decimal(tarief) * aantal * percentage / 10_000
    expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    frame = pl.DataFrame({"t": [tarief], "a": [aantal], "p": [percentage]})
    assert frame.select(berekend_cent(*map(pl.col, "tap"))).item() == expected


@pytest.mark.parametrize(
    ("amounts", "rubriek", "code"),
    [
        ("0614=33, 0615=15000, 0617=49, 0620=49", "0617", "0611"),
        ("0614=0, 0617=3165, 0620=3165", "0617", "0611"),
        ("0620=3166", "0620", "0589"),
        ("0620=0", "0617", "0611"),
    ],
)
def test_amount_that_does_not_add_up(deliver, amounts, rubriek, code):
    found = told(
        bedragsrekensom(deliver(f"ozp.06: {amounts}")), "rubriek", "retourcode"
    )
    assert found == [(7, rubriek, code)]


def test_part_for_this_recipient_may_be_less(deliver):
    assert told(bedragsrekensom(deliver("ozp.06: 0620=1"))) == []


def test_with_a_toeslag_the_rest_is_still_tested(deliver):
    made = bedragsrekensom(deliver("ozp.06: 0616=01, 0617=4000, 0620=4001"))
    assert told(made, "rubriek") == [(7, "0620")]
    made = bedragsrekensom(deliver("ozp.06: 0616=01, 0617=4000, 0620=4000"))
    assert told(made) == []
    assert unjudged(made, "rubriek") == [(7, "0617")]
