"""Quantities in time: minutes that are added up, rounded, and may come to nothing.

Source: Regeling msz 2016 art. 27.2c, 33d.6b;
docs/decisions.md 39 (A4 at the bearer).
"""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    Z2,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.schema import Tarieventabellen

A4 = ["AANTAL_ONJUIST"]
E1 = ["COMBINATIE_NIET_TOEGESTAAN"]
E2 = ["VEREISTE_COMBINATIE_ONTBREEKT"]
E6 = ["BEGREPEN_IN_ANDERE_PRESTATIE"]


@cache
def tabellen() -> Tarieventabellen:
    """A code per unit of time at 60.00, and codes that rules hold against them."""
    gevuld = wereld()
    for eenheid in ("MIN5", "MIN15", "UUR", "HALFUUR"):
        gevuld = with_code(gevuld, eenheid, prijs_cent=6_000, eenheid=eenheid)
    for code in ("BIJ001", "NIET01"):
        gevuld = with_code(gevuld, code, prijs_cent=100)
    selector = "CODE:MIN5,MIN15,UUR"
    return with_rows(
        gevuld,
        ozp_regel=[
            {"regel_id": "X", "soort": "SLUIT_UIT", "code_a": "CODE:NIET01"}
            | {"code_b": selector},
            {"regel_id": "V", "soort": "VEREIST", "code_a": "CODE:BIJ001"}
            | {"code_b": selector},
        ],
    )


def tijd(regel_id: str, eenheid: str, minuten: int, **velden: Any) -> dict[str, Any]:
    velden = {"aantal_m": None, **velden}
    return regel(regel_id, prestatiecode=eenheid, minuten=minuten, **velden)


def decided(*lijnen: dict[str, Any]) -> dict[str, list[str] | int]:
    """The refusals of each line, or what it costs in cents."""
    besluiten = price(*lijnen, tabellen=tabellen())
    codes = codes_of(besluiten)
    return {
        regel_id: codes[regel_id] or cent
        for regel_id, cent in besluiten.select("regel_id", "bedrag_cent").iter_rows()
    }


@pytest.mark.parametrize(
    ("eenheid", "minuten", "uitkomst"),
    [
        # Nearest whole quarter, half a quarter up: 8 of 15 is one, 22 is one, 23 two.
        ("MIN15", 1, A4),
        ("MIN15", 7, A4),
        ("MIN15", 8, 6_000),
        ("MIN15", 22, 6_000),
        ("MIN15", 23, 12_000),
        ("MIN5", 1, A4),
        ("MIN5", 2, A4),
        ("MIN5", 3, 6_000),
        ("MIN5", 8, 12_000),
        # Nearest five minutes of an hour: 3 minutes are 5, so 60.00 x 5 / 60.
        ("UUR", 1, A4),
        ("UUR", 2, A4),
        ("UUR", 3, 500),
        ("UUR", 7, 500),
        ("UUR", 8, 1_000),
    ],
)
def test_minutes_that_round_to_nothing_are_refused_and_not_free(
    eenheid: str, minuten: int, uitkomst: list[str] | int
) -> None:
    assert decided(tijd("R1", eenheid, minuten)) == {"R1": uitkomst}


def test_what_is_refused_has_no_amount_price_or_ground() -> None:
    besluit = price(tijd("R1", "MIN15", 7), tabellen=tabellen()).to_dicts()[0]
    assert besluit["status"] == "GEWEIGERD"
    for kolom in ("bedrag_cent", "eenheidsprijs_e6", "grondslag", "btw_cent"):
        assert besluit[kolom] is None


@pytest.mark.parametrize(
    ("berekend", "uitkomst"), [(6_000, 6_000), (6_001, ["BEREKEND_BEDRAG_ONJUIST"])]
)
def test_who_bears_the_minutes_of_a_day_is_held_to_what_he_declares(
    berekend: int, uitkomst: list[str] | int
) -> None:
    """7 and 7 minutes are a quarter of 60.00 (art. 27.2c): I2 looks at that."""
    lijnen = tijd("R1", "MIN15", 7, berekend_cent=berekend), tijd("R2", "MIN15", 7)
    assert decided(*lijnen) == {"R1": uitkomst, "R2": E6}


DINSDAG = {"begindatum": date(2025, 3, 11), "einddatum": None}


@pytest.mark.parametrize(
    ("lijnen", "uitkomst"),
    [
        # 7 + 7 = 14 minutes: one quarter, on the first line.
        ([(7, {}), (7, {})], {"R1": 6_000, "R2": E6}),
        # 4 + 3 = 7 minutes: nothing, and it is the bearer that says so.
        ([(4, {}), (3, {})], {"R1": A4, "R2": E6}),
        ([(3, {}), (2, {}), (2, {})], {"R1": A4, "R2": E6, "R3": E6}),
        ([(3, {}), (2, {}), (3, {})], {"R1": 6_000, "R2": E6, "R3": E6}),
        # Another day, provider or patient is added up by itself.
        ([(7, {}), (7, DINSDAG)], {"R1": A4, "R2": A4}),
        ([(7, {}), (8, DINSDAG)], {"R1": A4, "R2": 6_000}),
        ([(7, {}), (7, {"verzekerde_id": "P2"})], {"R1": A4, "R2": A4}),
        ([(7, {}), (7, {"verzekerde_id": None})], {"R1": A4, "R2": A4}),
        ([(7, {}), (8, {"zorginstelling_code": Z2})], {"R1": A4, "R2": "Z2"}),
        # A line that phase A refuses brings no minutes.
        ([(7, {}), (7, {"verrekenpercentage_bp": 0})], {"R1": A4, "R2": A4}),
    ],
)
def test_quarters_of_a_day_are_added_up_before_they_are_nothing(
    lijnen: list[tuple[int, dict[str, Any]]], uitkomst: dict[str, Any]
) -> None:
    found = decided(
        *(
            tijd(f"R{plaats}", "MIN15", minuten, **velden)
            for plaats, (minuten, velden) in enumerate(lijnen, 1)
        )
    )
    if uitkomst["R2"] == "Z2":
        # Z2 has no price for it: what matters is that nothing was added up.
        uitkomst = {**uitkomst, "R2": ["GEEN_CONTRACTPRIJS"]}
    assert found == uitkomst


@pytest.mark.parametrize("eenheid", ["MIN5", "UUR"])
def test_other_units_of_time_are_a_line_each(eenheid: str) -> None:
    # UNSOURCED[minutes]: only quarters are added up.
    lijnen = [tijd(f"R{plaats}", eenheid, 2) for plaats in (1, 2)]
    assert decided(*lijnen) == {"R1": A4, "R2": A4}


@pytest.mark.parametrize(
    ("lijnen", "is_iets"),
    [
        ([("MIN15", 7)], False),
        ([("MIN15", 8)], True),
        ([("MIN15", 4), ("MIN15", 3)], False),
        ([("MIN15", 4), ("MIN15", 4)], True),
        ([("MIN5", 2)], False),
        ([("MIN5", 3)], True),
        ([("UUR", 2)], False),
        ([("UUR", 3)], True),
    ],
)
def test_minutes_that_are_nothing_count_against_no_other_line(
    lijnen: list[tuple[str, int]], is_iets: bool
) -> None:
    met = [
        tijd(f"T{plaats}", eenheid, minuten)
        for plaats, (eenheid, minuten) in enumerate(lijnen)
    ]
    found = decided(
        *met, regel("B", prestatiecode="BIJ001"), regel("N", prestatiecode="NIET01")
    )
    assert found["B"] == (100 if is_iets else E2)
    assert found["N"] == (E1 if is_iets else 100)


def test_minutes_of_another_day_do_not_make_something_of_nothing() -> None:
    """4 and 4 would be a quarter, were they of one day."""
    found = decided(
        tijd("T1", "MIN15", 4),
        tijd("T2", "MIN15", 4, **DINSDAG),
        regel("B", prestatiecode="BIJ001"),
        regel("N", prestatiecode="NIET01"),
    )
    assert found == {"T1": A4, "T2": A4, "B": E2, "N": 100}


def test_a_quantity_given_as_such_is_not_taken_for_minutes() -> None:
    # Half an hour is a piece: 60.00, whatever minutes stand beside it.
    lijn = tijd("R1", "HALFUUR", 2, aantal_m=1_000)
    assert decided(lijn) == {"R1": 6_000}
    # Without minutes the quantity is what it says: 2 quarters.
    assert decided(regel("R1", prestatiecode="MIN15", aantal_m=2_000)) == {"R1": 12_000}


def test_a_signal_of_a_line_goes_when_its_quantity_is_nothing() -> None:
    lijn = tijd("R1", "MIN15", 7, einddatum=date(2027, 1, 1))
    besluit = price(
        lijn, tabellen=tabellen(), instellingen=replace(AFTOPPEN, threads=1)
    )
    assert codes_of(besluit) == {"R1": A4}


def test_a_credit_of_minutes_takes_back_what_was_paid() -> None:
    eerst = tijd("R1", "MIN15", 8, bestand_id="B0")
    eerdere = price(eerst, tabellen=tabellen())
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluit = price(
        tijd("R2", "MIN15", 8, **credit), tabellen=tabellen(), eerdere=eerdere
    )
    assert besluit["bedrag_cent"].to_list() == [-6_000]


def test_a_credit_of_the_bearer_takes_back_what_the_day_came_to() -> None:
    """5 and 5 minutes were a quarter, though 5 by themselves are nothing."""
    lijnen = [tijd(naam, "MIN15", 5, bestand_id="B0") for naam in ("R1", "R2")]
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluit = price(
        tijd("C1", "MIN15", 5, **credit),
        tabellen=tabellen(),
        eerdere=price(*lijnen, tabellen=tabellen()),
    )
    assert besluit["bedrag_cent"].to_list() == [-6_000]


def test_a_credit_of_minutes_that_were_nothing_has_no_debit_to_take_back() -> None:
    eerst = tijd("R1", "MIN15", 7, bestand_id="B0")
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluit = price(
        tijd("R2", "MIN15", 7, **credit),
        tabellen=tabellen(),
        eerdere=price(eerst, tabellen=tabellen()),
    )
    assert codes_of(besluit) == {"R2": ["CREDIT_ZONDER_DEBET"]}


@cache
def met_zitting() -> Tarieventabellen:
    """A quarter is refused beside ZIT001 in one zitting (E1)."""
    regels_ = [
        {"regel_id": "Z", "soort": "SLUIT_UIT", "code_a": "CODE:MIN15"}
        | {"code_b": "CODE:ZIT001", "reikwijdte": "ZITTING"}
    ]
    met = with_code(tabellen(), "ZIT001", prijs_cent=200)
    return with_rows(met, ozp_regel=regels_)


@pytest.mark.parametrize(
    ("minuten", "geweigerd", "uitkomst"),
    [
        # 5 + 3 = 8 minutes are a quarter, but E1 takes 3 of them: 5 are nothing.
        ((5, 3), (2,), {"R1": A4, "R2": E1}),
        ((3, 5), (1,), {"R1": E1, "R2": A4}),
        ((4, 3, 3), (2,), {"R1": A4, "R2": E1, "R3": E6}),
        # 8 are left, or all of them are refused.
        ((8, 3), (2,), {"R1": 6_000, "R2": E1}),
        ((5, 3), (1, 2), {"R1": E1, "R2": E1}),
        ((4, 3, 4), (2,), {"R1": 6_000, "R2": E1, "R3": E6}),
    ],
)
def test_minutes_that_are_nothing_without_what_e_refuses_count_against_no_line(
    minuten: tuple[int, ...], geweigerd: tuple[int, ...], uitkomst: dict[str, Any]
) -> None:
    """E looks at lines that are not refused (13 E): nothing is left, so N is billed."""
    lijnen = [
        tijd(
            f"R{plaats}",
            "MIN15",
            aantal,
            zitting_id="Z1" if plaats in geweigerd else "Z2",
        )
        for plaats, aantal in enumerate(minuten, 1)
    ]
    ander = [
        regel("A", prestatiecode="ZIT001", zitting_id="Z1"),
        regel("B", prestatiecode="BIJ001"),
        regel("N", prestatiecode="NIET01"),
    ]
    besluiten = price(*lijnen, *ander, tabellen=met_zitting())
    codes, bedragen = (
        codes_of(besluiten),
        dict(besluiten.select("regel_id", "bedrag_cent").iter_rows()),
    )
    gevonden = {naam: codes[naam] or bedragen[naam] for naam in codes}
    is_iets = 6_000 in uitkomst.values()
    assert gevonden == uitkomst | {
        "A": 200,
        "B": 100 if is_iets else E2,
        "N": E1 if is_iets else 100,
    }


@pytest.mark.parametrize(
    ("eenheid", "minuten", "aantal_m"),
    [
        ("UUR", 90, 1_500),
        ("UUR", 60, 1_000),
        # Five sixths of an hour is no number of thousandths.
        ("UUR", 50, None),
        ("MIN15", 45, 3_000),
        ("MIN5", 50, 10_000),
    ],
)
def test_minutes_are_told_as_a_quantity_where_thousandths_can_say_it(
    eenheid: str, minuten: int, aantal_m: int | None
) -> None:
    besluiten = price(tijd("R1", eenheid, minuten), tabellen=tabellen())
    assert besluiten["aantal_m"].to_list() == [aantal_m]


def test_line_of_which_the_minutes_went_to_another_keeps_its_own_quantity() -> None:
    """Of 30 and 45 minutes on a day the first line bears all; the other says 45."""
    besluiten = price(
        tijd("R1", "MIN15", 30), tijd("R2", "MIN15", 45), tabellen=tabellen()
    )
    assert codes_of(besluiten) == {"R1": [], "R2": E6}
    assert besluiten.sort("regel_id")["aantal_m"].to_list() == [5_000, 3_000]


def test_minutes_of_a_code_that_nobody_knows_are_no_second_fault() -> None:
    """No unit of time is known of it by which they could be too few."""
    lijn = regel(prestatiecode="ONBEKEND", minuten=2)
    besluiten = price(lijn, tabellen=tabellen())
    assert codes_of(besluiten) == {"R1": ["PRESTATIECODE_ONBEKEND"]}
