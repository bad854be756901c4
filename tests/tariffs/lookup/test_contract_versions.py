"""Versions of a contract: which one prices a day, and which one was the last before it.

Source: docs/decisions.md 34 and 35.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest
from support.tarieven.gevallen import Gevallen
from support.tarieven.tariefwereld import (
    V3,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_rows,
)

from tariffs.schema import Tarieventabellen

EURO = 1_000_000
BEGIN, EIND = date(2025, 1, 1), date(2025, 12, 31)
MIDDEN = JUNI = date(2025, 6, 30)
JULI = date(2025, 7, 1)
JUNI_2024 = date(2024, 6, 30)

Versie = tuple[int, str, date | None, int | None]
"""Number, status, einddatum and price in euros; without price it has no list."""


def contract(*versies: Versie, **velden: Any) -> Tarieventabellen:
    """Contract CV of Z1 and V3, which has no other; the passant price is 120.00."""
    return with_rows(
        wereld(),
        standaardprijslijst=[{"prestatiecode": "VRIJ01", "prijs_e6": 120 * EURO}],
        **_versies({("CV", "V3"): versies}, **velden),
    )


def _versies(
    contracten: Mapping[tuple[str, str], Sequence[Versie]], **velden: Any
) -> dict[str, list[dict[str, Any]]]:
    """Versions of contracts by their id and concern, and their prices of VRIJ01."""
    alle = [
        (contract_id, concern_id, *versie)
        for (contract_id, concern_id), versies in contracten.items()
        for versie in versies
    ]
    return {
        "contract": [
            {
                "contract_id": contract_id,
                "concern_id": concern_id,
                "versie": versie,
                "status": status,
                "einddatum": einddatum,
                **velden,
            }
            for contract_id, concern_id, versie, status, einddatum, _ in alle
        ],
        "contract_prijs": [
            {
                "contract_id": contract_id,
                "versie": versie,
                "prestatiecode": "VRIJ01",
                "prijs_e6": euro * EURO,
            }
            for contract_id, _, versie, _, _, euro in alle
            if euro is not None
        ],
    }


def paid(tabellen: Tarieventabellen, *dagen: date) -> list[int | None]:
    """What VRIJ01 costs on each day, in euros."""
    lijnen = [regel(str(dag), uzovi=V3, begindatum=dag, einddatum=dag) for dag in dagen]
    bedragen = amounts_of(price(*lijnen, tabellen=tabellen)).values()
    return [None if cent is None else cent // 100 for cent in bedragen]


EINDEN: list[tuple[list[Versie], int, int]] = [
    # Ended as of 30 June: care of before keeps the contract, later care has none.
    ([(1, "ONDERTEKEND", EIND, 90), (2, "BEEINDIGD", MIDDEN, None)], 90, 120),
    ([(1, "GEACCORDEERD", None, 90), (2, "BEEINDIGD", MIDDEN, None)], 90, 120),
    # The version that ended has its list still: it was the newest while it lasted.
    ([(1, "ONDERTEKEND", EIND, 90), (2, "BEEINDIGD", MIDDEN, 80)], 80, 120),
    ([(1, "BEEINDIGD", MIDDEN, 80)], 80, 120),
    # A draft takes the place of nothing, also behind the end.
    ([(1, "ONDERTEKEND", EIND, 90), (2, "CONCEPT", EIND, 70)], 90, 90),
    (
        [
            (1, "ONDERTEKEND", EIND, 90),
            (2, "BEEINDIGD", MIDDEN, None),
            (3, "CONCEPT", EIND, 70),
        ],
        90,
        120,
    ),
    # A newer version in force holds again, though an older one had ended.
    (
        [
            (1, "ONDERTEKEND", EIND, 90),
            (2, "BEEINDIGD", MIDDEN, None),
            (3, "ONDERTEKEND", EIND, 85),
        ],
        85,
        85,
    ),
    # An earlier version that ended says nothing of a newer one.
    ([(1, "BEEINDIGD", MIDDEN, 90), (2, "ONDERTEKEND", EIND, 80)], 80, 80),
    # The newest of two versions in force.
    ([(1, "ONDERTEKEND", EIND, 90), (2, "GEACCORDEERD", MIDDEN, 80)], 80, 90),
]


def _op_de_grens(nummer: int) -> list[dict[str, Any]]:
    """VRIJ01 on the last day of June and the first of July."""
    return [
        regel(str(dag), uzovi=f"8{nummer:03d}", begindatum=dag, einddatum=dag)
        for dag in (JUNI, JULI)
    ]


@cache
def per_concern() -> Gevallen:
    """A concern for each set of versions of a contract."""
    tabellen = with_rows(
        wereld(),
        standaardprijslijst=[{"prestatiecode": "VRIJ01", "prijs_e6": 120 * EURO}],
        uzovi_concern=[
            {
                "uzovi": f"8{nummer:03d}",
                "concern_id": f"K{nummer}",
                "begindatum": date(2020, 1, 1),
            }
            for nummer in range(len(EINDEN))
        ],
        **_versies(
            {(f"CK{nr}", f"K{nr}"): versies for nr, (versies, *_) in enumerate(EINDEN)}
        ),
    )
    gevallen = [_op_de_grens(nummer) for nummer in range(len(EINDEN))]
    return Gevallen(gevallen, tabellen=tabellen)


@pytest.mark.parametrize("nummer", range(len(EINDEN)))
def test_an_end_holds_after_its_day_and_a_draft_supersedes_nothing(
    nummer: int,
) -> None:
    besluiten = per_concern().besluit(*_op_de_grens(nummer))
    _, op_30_juni, op_1_juli = EINDEN[nummer]
    bedragen = list(amounts_of(besluiten).values())
    assert bedragen == [op_30_juni * 100, op_1_juli * 100]


def test_versions_that_begin_after_the_end_are_not_in_force() -> None:
    tabellen = contract(
        (1, "ONDERTEKEND", EIND, 90),
        (2, "BEEINDIGD", date(2024, 12, 31), None),
        begindatum=date(2024, 1, 1),
    )
    assert paid(tabellen, date(2024, 12, 31), BEGIN) == [None, 120]


def test_a_version_that_ended_and_has_only_a_rule_is_the_newest_of_its_days() -> None:
    tabellen = with_rows(
        contract((1, "ONDERTEKEND", EIND, 90), (2, "BEEINDIGD", MIDDEN, None)),
        prijsregel=[
            {
                "prijsregel_id": "P",
                "contract_id": "CV",
                "selector": "ALLES",
                "basis": "PASSANTENTARIEF",
                "factor_bp": 5_000,
            }
        ],
    )
    assert paid(tabellen, JUNI, JULI) == [60, 120]


def test_an_end_without_a_written_contract_is_an_end_all_the_same() -> None:
    tabellen = with_rows(
        contract((1, "ONDERTEKEND", EIND, 90)),
        contract=[
            {
                "contract_id": "CV",
                "concern_id": "V3",
                "versie": 2,
                "status": "BEEINDIGD",
                "schriftelijk": False,
                "einddatum": MIDDEN,
            }
        ],
    )
    assert paid(tabellen, JUNI, JULI) == [90, 120]


@pytest.mark.parametrize("status", ["CONCEPT", "BEEINDIGD"])
def test_a_contract_that_was_never_written_is_a_signal_while_it_lasts(
    status: str,
) -> None:
    tabellen = contract((1, status, MIDDEN, 90), schriftelijk=False)
    lijnen = [
        regel(str(dag), uzovi=V3, begindatum=dag, einddatum=dag) for dag in (JUNI, JULI)
    ]
    besluiten = price(*lijnen, tabellen=tabellen)
    assert besluiten["status"].to_list() == ["SIGNAAL", "OK"]
    assert list(amounts_of(besluiten).values()) == [12_000, 12_000]


def test_only_its_own_contract_ends() -> None:
    tabellen = with_rows(
        contract((1, "ONDERTEKEND", EIND, 90)),
        contract=[
            {
                "contract_id": "ANDER",
                "concern_id": "V1",
                "versie": 2,
                "status": "BEEINDIGD",
                "einddatum": MIDDEN,
            }
        ],
    )
    assert paid(tabellen, JUNI, JULI) == [90, 90]


def test_what_ended_is_no_draft_and_gives_no_signal() -> None:
    tabellen = contract((1, "ONDERTEKEND", EIND, 90), (2, "BEEINDIGD", MIDDEN, None))
    besluit = price(regel(uzovi=V3, begindatum=JULI, einddatum=JULI), tabellen=tabellen)
    assert besluit["status"].to_list() == ["OK"]
    assert codes_of(besluit) == {"R1": []}


# VORIG_CONTRACT: 95 % of what the contract said on 31 December 2024.


def indexed(
    vorig: Sequence[dict[str, Any]],
    prijzen: Sequence[tuple[str, int, int]],
    **velden: Any,
) -> dict[str, Any]:
    """Price a line of 2025 of contract NU by index on what contracts of 2024 said."""
    tabellen = with_rows(
        wereld(),
        zorgaanbieder=[
            {
                "zorginstelling_code": "06010103",
                "naam": "Z3",
                "soort": "ZBC",
                "regio": "NOORD",
                "begindatum": date(2020, 1, 1),
            }
        ],
        contract=[
            {"contract_id": "NU", "concern_id": "V3", **aanbieder}
            for aanbieder in ({}, {"zorginstelling_code": "06010103", "versie": 2})
        ]
        + [
            {
                "contract_id": "VORIG",
                "concern_id": "V3",
                "begindatum": date(2024, 1, 1),
                "einddatum": date(2024, 12, 31),
                **rij,
            }
            for rij in vorig
        ],
        contract_prijs=[
            {
                "contract_id": contract_id,
                "versie": versie,
                "prestatiecode": "VRIJ01",
                "prijs_e6": euro * EURO,
                "begindatum": date(2024, 1, 1),
            }
            for contract_id, versie, euro in prijzen
        ],
        prijsregel=[
            {
                "prijsregel_id": f"INDEX{versie}",
                "contract_id": "NU",
                "versie": versie,
                "selector": "ALLES",
                "basis": "VORIG_CONTRACT",
                "factor_bp": 9_500,
            }
            for versie in (1, 2)
        ],
    )
    return price(regel(uzovi=V3, **velden), tabellen=tabellen).to_dicts()[0]


VORIG_1 = {"versie": 1}
VORIG_2 = {"versie": 2}
TWEE = [("VORIG", 1, 100), ("VORIG", 2, 80)]


@pytest.mark.parametrize(
    ("vorig", "bedrag"),
    [
        # One version: 100.00 x 95 %.
        ([VORIG_1], 9_500),
        # The newest of two: 80.00 x 95 %, also where it began within the year.
        ([VORIG_1, VORIG_2], 7_600),
        ([VORIG_1, {**VORIG_2, "begindatum": date(2024, 7, 1)}], 7_600),
        # It had lapsed by 31 December, was never accorded, or never written.
        ([VORIG_1, {**VORIG_2, "einddatum": date(2024, 11, 30)}], 9_500),
        ([VORIG_1, {**VORIG_2, "status": "CONCEPT"}], 9_500),
        ([VORIG_1, {**VORIG_2, "schriftelijk": False}], 9_500),
        # Ended on 31 December: that day is care of before.
        ([VORIG_1, {**VORIG_2, "status": "BEEINDIGD"}], 7_600),
        # Ended in June: on 31 December there was no contract to index.
        ([VORIG_1, {**VORIG_2, "status": "BEEINDIGD", "einddatum": JUNI_2024}], None),
    ],
)
def test_vorig_contract_is_the_newest_version_that_was_in_force(
    vorig: Sequence[dict[str, Any]], bedrag: int | None
) -> None:
    prijzen = [each for each in TWEE if each[1] <= len(vorig)]
    besluit = indexed(vorig, prijzen)
    assert besluit["bedrag_cent"] == bedrag
    if bedrag is None:
        assert [reden["code"] for reden in besluit["redenen"]] == ["GEEN_CONTRACTPRIJS"]


def test_an_end_without_a_list_keeps_last_years_price() -> None:
    vorig = [VORIG_1, {**VORIG_2, "status": "BEEINDIGD"}]
    assert indexed(vorig, [("VORIG", 1, 100)])["bedrag_cent"] == 9_500


@pytest.mark.parametrize(
    ("velden", "bedrag"),
    [
        # 95 % of 100.00 for all, of 60.00 for policy GOUD, of 40.00 in region NOORD.
        ({}, 9_500),
        ({"polis": "ZILVER"}, 9_500),
        ({"polis": "goud"}, 5_700),
        ({"zorginstelling_code": "06010103"}, 3_800),
        # A policy goes before a region (contracts.py).
        ({"zorginstelling_code": "06010103", "polis": "GOUD"}, 5_700),
    ],
)
def test_vorig_contract_is_that_of_the_same_policy_and_region(
    velden: dict[str, Any], bedrag: int
) -> None:
    beide = [
        {"zorginstelling_code": code, "contract_id": f"{naam}{code[-1]}", **eigen}
        for code in ("06010101", "06010103")
        for naam, eigen in (
            ("ALG", {}),
            ("GOUD", {"polis": "GOUD"}),
            ("NRD", {"regio": "NOORD"}),
        )
    ]
    prijzen = [
        (rij["contract_id"], 1, euro)
        for rij in beide
        for naam, euro in (("ALG", 100), ("GOUD", 60), ("NRD", 40))
        if rij["contract_id"].startswith(naam)
    ]
    assert indexed(beide, prijzen, **velden)["bedrag_cent"] == bedrag


def test_two_contracts_of_last_year_at_one_rang_are_not_chosen_between() -> None:
    vorig = [{"contract_id": "EEN"}, {"contract_id": "TWEE"}]
    besluit = indexed(vorig, [("EEN", 1, 100), ("TWEE", 1, 80)])
    assert besluit["bedrag_cent"] is None
    assert [reden["code"] for reden in besluit["redenen"]] == ["MEERDERE_CONTRACTEN"]


def test_two_prices_of_last_year_are_not_chosen_between() -> None:
    besluit = indexed([VORIG_1], [("VORIG", 1, 100), ("VORIG", 1, 80)])
    assert [reden["code"] for reden in besluit["redenen"]] == ["MEERDERE_CONTRACTEN"]


def test_the_contract_of_another_insurer_is_no_vorig_contract() -> None:
    besluit = indexed([{**VORIG_1, "concern_id": "V4"}], [("VORIG", 1, 100)])
    assert [reden["code"] for reden in besluit["redenen"]] == ["GEEN_CONTRACTPRIJS"]
