"""Amounts worked by hand from the example's tariffs and contracts of 2024.

KUST-MEERWIJK: 15X135 989.25, 061501 1,973.46 under a maximum of 2,024.06.
KUST-DUINHOF: 14X002 1,322.19 under max-max; the maximum is 1,247.35, and a tenth more
is 1,372.085, which is 1,372.08 when it is shown in cents.
"""

import polars as pl
import pytest

from declarations.checks.tarief.hoogte import CHECKS

DUINHOF = "01: 0112=06990001 / dbc: 0440=06990001, 0410=14X002, 0414=019999002"


def found(levering, check: str) -> list[tuple[int, str | None, int | None]]:
    """Record, consequence and what is left of the failing 06."""
    rows = CHECKS[check](levering).bevindingen
    assert set(rows["uitkomst"]) <= {"FAALT"}
    return rows.select("record", "gevolg", "toegestaan_cent").rows()


def at(line: str, tarief: int, aantal: int = 1) -> str:
    amount = tarief * aantal
    return f"{line}.06: 0614={tarief}, 0617={amount}, 0620={amount}"


@pytest.mark.parametrize(("tarief", "fails"), [(202_406, False), (202_407, True)])
def test_maximum_is_allowed_and_a_cent_more_is_not(deliver, tarief, fails):
    expected = [(9, None, 202_406)] if fails else []
    assert found(deliver(at("ic", tarief)), "T02") == expected


def test_what_is_left_is_the_maximum_times_quantity(deliver):
    # The maximum of 061503 is 447.99; of three times 450.00 1,343.97 is left.
    levering = deliver(f"ic: 0410=061503, 0426=0003 / {at('ic', 45_000, 3)}")
    assert found(levering, "T02") == [(9, None, 134_397)]


def test_surcharge_within_the_claim_stays(deliver):
    # 2,030.00 and a surcharge of 50.00: 2,024.06 + 50.00 is left.
    changes = "ic.06: 0614=203000, 0616=01, 0617=208000, 0620=208000"
    assert found(deliver(changes), "T02") == [(9, None, 207_406)]


def test_free_tariff_has_no_maximum(deliver):
    oordeel = CHECKS["T02"](deliver(at("dbc", 9_999_999)))
    assert oordeel.bevindingen.is_empty()
    assert oordeel.beoordeeld == 1


@pytest.mark.parametrize(("tarief", "fails"), [(137_208, False), (137_209, True)])
def test_a_tenth_above_the_maximum_by_agreement(deliver, tarief, fails):
    levering = deliver(f"{DUINHOF} / {at('dbc', tarief)} / weg ozp / weg ic")
    assert found(levering, "T03") == ([(4, None, 137_208)] if fails else [])
    assert found(levering, "T02") == []


def test_max_max_ends_with_its_agreement(deliver):
    # MM-DUINHOF lasts until 30 June 2024; a day later its price is above the maximum
    # without an agreement that holds.
    dates = "01: 0114=20240701, 0115=20241031, 0117=20241101"
    line = "dbc: 0411=20240701, 0412=20240930"
    levering = deliver(
        f"{DUINHOF} / {dates} / {line} / {at('dbc', 132_219)} / weg ozp / weg ic"
        " / instelling: ontvangen=2024-11-05"
    )
    assert found(levering, "T03") == [(4, None, 124_735)]
    assert found(levering, "T02") == []


@pytest.mark.parametrize(
    ("tarief", "expected"),
    [
        (98_924, [(4, "SIG", None)]),
        (98_925, []),
        (98_926, [(4, "RED", 98_925)]),
    ],
)
def test_contract_price_below_at_and_above(deliver, tarief, expected):
    assert found(deliver(at("dbc", tarief)), "T04") == expected


def test_regulated_code_between_contract_and_maximum_is_paid_at_the_contract(deliver):
    levering = deliver(at("ic", 200_000))
    assert found(levering, "T02") == []
    assert found(levering, "T04") == [(9, "RED", 197_346)]


def test_part_that_is_billed_to_the_insurer_is_held_against_the_whole_price(deliver):
    # 0620 is a part of 0617: what is left of the 06 is told of the whole.
    changes = "dbc.06: 0614=99000, 0617=99000, 0620=50000"
    assert found(deliver(changes), "T04") == [(4, "RED", 98_925)]


def test_credit_is_not_judged(deliver):
    levering = deliver("kopie dbc als credit / weg dbc / credit.06: 0614=99999")
    assert CHECKS["T04"](levering).beoordeeld == 2


def test_verdict_does_not_hang_on_the_order_of_lines(deliver):
    levering = deliver(f"{at('dbc', 99_000)} / {at('ic', 203_000)}")
    turned = deliver(f"{at('dbc', 99_000)} / {at('ic', 203_000)} / apart dbc")
    allowed = [
        CHECKS["T04"](each).bevindingen["toegestaan_cent"].sort().to_list()
        for each in (levering, turned)
    ]
    assert allowed[0] == allowed[1] == [98_925, 197_346]


def test_without_tables_every_06_is_not_evaluable(deliver):
    for check in CHECKS.values():
        oordeel = check(deliver("zonder tarieven"))
        assert (oordeel.beoordeeld, oordeel.reden) == (3, "tarieven")
        assert oordeel.bevindingen.is_empty()


def test_provider_without_a_row_is_not_evaluable(deliver):
    levering = deliver("01: 0112=06990009 / dbc: 0440=06990009")
    rows = CHECKS["T02"](levering).bevindingen
    assert set(rows["uitkomst"]) == {"NIET_BEOORDEELBAAR"}
    assert rows.filter(pl.col("toegestaan_cent") == 0).is_empty()
