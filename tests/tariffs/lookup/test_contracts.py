"""Which contract a line falls under: policy, region, version, status and writing."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
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

NOORD, ZUID, ZONDER = "06010103", "06010104", "06010105"
REGIO_VAN = {NOORD: "NOORD", ZUID: "ZUID", ZONDER: None}
EURO = 1_000_000
LANG = {"begindatum": date(2020, 1, 1)}

# Kind of row: its polis, its regio, and what VRIJ01 costs there in whole euros.
SOORTEN: dict[str, tuple[str | None, str | None, int]] = {
    "ALG": (None, None, 1),
    "REGIO": (None, "NOORD", 2),
    "POLIS": ("GOUD", None, 3),
    "BEIDE": ("GOUD", "NOORD", 4),
}
ALLE = tuple(SOORTEN)

KEUZES: list[tuple[tuple[str, ...], str | None, str, int | None]] = [
    (ALLE, None, ZUID, 1),
    (ALLE, None, NOORD, 2),
    (ALLE, None, ZONDER, 1),
    (ALLE, "GOUD", ZUID, 3),
    (ALLE, "GOUD", ZONDER, 3),
    (ALLE, "GOUD", NOORD, 4),
    (ALLE, "ZILVER", NOORD, 2),
    (ALLE, "ZILVER", ZUID, 1),
    # A policy says more than a region, and each says more than neither.
    (("ALG", "REGIO", "POLIS"), "GOUD", NOORD, 3),
    (("REGIO", "POLIS"), "GOUD", NOORD, 3),
    (("ALG", "REGIO"), "GOUD", NOORD, 2),
    (("REGIO", "BEIDE"), "GOUD", NOORD, 4),
    (("POLIS", "BEIDE"), "GOUD", NOORD, 4),
    (("ALG", "BEIDE"), "GOUD", ZUID, 1),
    (("ALG", "BEIDE"), "ZILVER", NOORD, 1),
    # Labels are the same in any case.
    (("ALG", "POLIS"), "goud", ZUID, 3),
    # What is for another policy or region is for nobody here.
    (("POLIS",), "ZILVER", NOORD, None),
    (("POLIS",), None, NOORD, None),
    (("REGIO",), "GOUD", ZUID, None),
    (("REGIO",), "GOUD", ZONDER, None),
    (("BEIDE",), "GOUD", ZUID, None),
]


def _contract(naam: str, concern: str, soort: str, waar: str) -> dict[str, Any]:
    polis, regio, _ = SOORTEN[soort]
    return {
        "contract_id": naam,
        # A version counts within its contract, never against another contract.
        "versie": 2 if soort == "ALG" else 1,
        "concern_id": concern,
        "zorginstelling_code": waar,
        "polis": polis,
        "regio": regio,
    }


def _prijs(contract: dict[str, Any], euro: int) -> dict[str, Any]:
    return {
        "contract_id": contract["contract_id"],
        "versie": contract["versie"],
        "prestatiecode": "VRIJ01",
        "prijs_e6": euro * EURO,
    }


def _met_aanbieders() -> Tarieventabellen:
    return with_rows(
        wereld(),
        zorgaanbieder=[
            {
                "zorginstelling_code": code,
                "naam": code,
                "soort": "ZBC",
                "regio": regio,
                **LANG,
            }
            for code, regio in REGIO_VAN.items()
        ],
    )


@cache
def contracten_per_keuze() -> pl.DataFrame:
    """Every choice with an insurer of its own, whose contracts differ."""
    contracten, prijzen, concerns, lijnen = [], [], [], []
    for nr, (soorten, polis, waar, _) in enumerate(KEUZES):
        uzovi, concern = f"91{nr:02d}", f"K{nr}"
        concerns.append({"uzovi": uzovi, "concern_id": concern, **LANG})
        for soort in soorten:
            contract = _contract(f"{concern}-{soort}", concern, soort, waar)
            contracten.append(contract)
            prijzen.append(_prijs(contract, SOORTEN[soort][2]))
        lijnen.append(
            regel(f"{nr}", uzovi=uzovi, polis=polis, zorginstelling_code=waar)
        )
    tabellen = with_rows(
        _met_aanbieders(),
        uzovi_concern=concerns,
        contract=contracten,
        contract_prijs=prijzen,
    )
    return price(*lijnen, tabellen=tabellen)


@pytest.mark.parametrize("nr", range(len(KEUZES)))
def test_the_most_specific_contract_prices_the_line(nr: int) -> None:
    """Source: docs/decisions.md 36; docs/rules.md."""
    besluiten = contracten_per_keuze()
    euro = KEUZES[nr][-1]
    assert amounts_of(besluiten)[f"{nr}"] == (None if euro is None else euro * 100)
    codes = [] if euro is not None else ["GEEN_PASSANTENTARIEF"]
    assert codes_of(besluiten)[f"{nr}"] == codes


@cache
def concerns_per_keuze() -> pl.DataFrame:
    """The same choices, made among the concerns that one UZOVI leads to."""
    concerns, lijnen = [], []
    for nr, (soorten, polis, waar, _) in enumerate(KEUZES):
        uzovi = f"91{nr:02d}"
        concerns += [
            {
                "uzovi": uzovi,
                "polis": SOORTEN[soort][0],
                "regio": SOORTEN[soort][1],
                "concern_id": soort,
                **LANG,
            }
            for soort in soorten
        ]
        lijnen.append(
            regel(f"{nr}", uzovi=uzovi, polis=polis, zorginstelling_code=waar)
        )
    contracten = [
        {
            **_contract(f"{soort}-{waar}", soort, soort, waar),
            "polis": None,
            "regio": None,
        }
        for soort in SOORTEN
        for waar in REGIO_VAN
    ]
    tabellen = with_rows(
        _met_aanbieders(),
        uzovi_concern=concerns,
        contract=contracten,
        contract_prijs=[
            _prijs(contract, SOORTEN[contract["concern_id"]][2])
            for contract in contracten
        ],
    )
    return price(*lijnen, tabellen=tabellen)


@pytest.mark.parametrize("nr", range(len(KEUZES)))
def test_the_most_specific_row_of_a_uzovi_says_whose_insurer_it_is(nr: int) -> None:
    """Source: docs/decisions.md 36 (insurers buy for each other)."""
    besluiten = concerns_per_keuze()
    euro = KEUZES[nr][-1]
    assert amounts_of(besluiten)[f"{nr}"] == (None if euro is None else euro * 100)
    codes = [] if euro is not None else ["VERZEKERAAR_ONBEKEND"]
    assert codes_of(besluiten)[f"{nr}"] == codes


def _of_v3(*contracten: dict[str, Any]) -> Tarieventabellen:
    """Contracts of V3 with Z1, the first at EUR 1.00, the second at EUR 2.00, ..."""
    rijen = [
        {"contract_id": "CV", "versie": nr, "concern_id": "V3", **contract}
        for nr, contract in enumerate(contracten, start=1)
    ]
    return with_rows(
        wereld(),
        contract=rijen,
        contract_prijs=[_prijs(rij, nr) for nr, rij in enumerate(rijen, start=1)],
        standaardprijslijst=[{"prestatiecode": "VRIJ01", "prijs_e6": 120 * EURO}],
    )


def _on(dag: date, tabellen: Tarieventabellen, **velden: Any) -> dict[str, Any]:
    lijn = regel(uzovi=V3, begindatum=dag, einddatum=dag, **velden)
    besluit = price(lijn, tabellen=tabellen).to_dicts()[0]
    return {**besluit, "redenen": [reden["code"] for reden in besluit["redenen"]]}


@pytest.mark.parametrize(
    ("dag", "cent"),
    [
        (date(2025, 3, 9), 100),
        (date(2025, 3, 10), 200),
        (date(2025, 3, 20), 200),
        (date(2025, 3, 21), 100),
    ],
)
@pytest.mark.parametrize("naam", ["CV", "GOUD"])
def test_a_newer_version_or_a_policy_counts_on_its_own_days(
    naam: str, dag: date, cent: int
) -> None:
    """Both ends of a period count (decision 21); before and after the other holds."""
    tabellen = _of_v3(
        {},
        {
            "contract_id": naam,
            "polis": None if naam == "CV" else "GOUD",
            "begindatum": date(2025, 3, 10),
            "einddatum": date(2025, 3, 20),
        },
    )
    besluit = _on(dag, tabellen, polis="GOUD")
    assert (besluit["grondslag"], besluit["bedrag_cent"]) == ("CONTRACTPRIJS", cent)


@pytest.mark.parametrize(
    "tweede",
    [
        {"contract_id": "CW"},
        {"contract_id": "CW", "versie": 1},
        {"contract_id": "CW", "versie": 9},
    ],
)
def test_two_contracts_of_one_rang_are_never_chosen_between(
    tweede: dict[str, Any],
) -> None:
    """F3: a version counts within its own contract (docs/decisions.md 35)."""
    besluit = _on(date(2025, 3, 10), _of_v3({}, tweede))
    assert besluit["redenen"] == ["MEERDERE_CONTRACTEN"]
    assert besluit["bedrag_cent"] is None


@pytest.mark.parametrize(
    ("contract", "cent", "redenen"),
    [
        ({"status": "ONDERTEKEND"}, 100, []),
        ({"status": "GEACCORDEERD"}, 100, []),
        ({"status": "CONCEPT"}, 12_000, ["CONTRACT_NIET_GEACCORDEERD"]),
        ({"schriftelijk": False}, 12_000, ["CONTRACT_NIET_GEACCORDEERD"]),
        (
            {"status": "GEACCORDEERD", "schriftelijk": False},
            12_000,
            ["CONTRACT_NIET_GEACCORDEERD"],
        ),
        # A draft is news on its own days and for its own pair.
        ({"status": "CONCEPT", "begindatum": date(2025, 3, 11)}, 12_000, []),
        ({"status": "CONCEPT", "einddatum": date(2025, 3, 9)}, 12_000, []),
        (
            {"status": "CONCEPT", "begindatum": date(2025, 3, 10)},
            12_000,
            ["CONTRACT_NIET_GEACCORDEERD"],
        ),
        (
            {"status": "CONCEPT", "einddatum": date(2025, 3, 10)},
            12_000,
            ["CONTRACT_NIET_GEACCORDEERD"],
        ),
        ({"status": "CONCEPT", "concern_id": "V2"}, 12_000, []),
        # A contract that has ended is no draft: its insurer is one without contract.
        ({"status": "BEEINDIGD", "einddatum": date(2025, 3, 9)}, 12_000, []),
    ],
)
def test_status_and_writing_decide_whether_there_is_a_contract(
    contract: dict[str, Any], cent: int, redenen: list[str]
) -> None:
    """F4 is a signal, then the line goes on as without contract (decision 35)."""
    besluit = _on(date(2025, 3, 10), _of_v3(contract))
    assert (besluit["bedrag_cent"], besluit["redenen"]) == (cent, redenen)


def test_a_contract_that_was_ended_is_never_told_as_a_draft() -> None:
    """F4 is about CONCEPT and what is not written, not about BEEINDIGD."""
    besluit = _on(date(2025, 3, 10), _of_v3({"status": "BEEINDIGD"}))
    assert besluit["redenen"] == []


def test_a_draft_of_a_newer_version_leaves_the_one_in_force() -> None:
    """CONCEPT never supersedes (docs/decisions.md 35)."""
    besluit = _on(date(2025, 3, 10), _of_v3({}, {"status": "CONCEPT"}))
    assert (besluit["versie"], besluit["bedrag_cent"]) == (1, 100)
    assert besluit["redenen"] == []


def test_two_rows_of_a_uzovi_for_one_concern_are_one_and_for_two_are_none() -> None:
    """A UZOVI that leads to two concerns is as good as unknown (A7)."""
    for concern, codes in (("V3", []), ("V2", ["VERZEKERAAR_ONBEKEND"])):
        tabellen = with_rows(
            _of_v3({}),
            uzovi_concern=[{"uzovi": V3, "concern_id": concern, **LANG}],
        )
        assert _on(date(2025, 3, 10), tabellen)["redenen"] == codes
