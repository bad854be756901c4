"""Prices by formula: which rule, on which basis, and when it is rounded."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    V3,
    Z1,
    Z2,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

EURO = 1_000_000
REGEL, TERUGVAL = "CONTRACT_PRIJSREGEL", "CONTRACT_TERUGVAL"
GEEN_PRIJS = "GEEN_CONTRACTPRIJS"

# A code of EUR 100.00 at most, its rules, and what a line of V3 comes to.
Regels = list[dict[str, Any]]
Geval = tuple[Regels, dict[str, Any], tuple[str, int] | str]


def op_maximum(percentage_bp: int, **velden: Any) -> dict[str, Any]:
    return {"basis": "NZA_MAXIMUM", "factor_bp": percentage_bp, **velden}


def op_standaard(**velden: Any) -> dict[str, Any]:
    return {"basis": "STANDAARDPRIJS", **velden}


def vorig(**velden: Any) -> dict[str, Any]:
    return {"basis": "VORIG_CONTRACT", "factor_bp": 9_700, **velden}


def bouwt_op(basis: str | None) -> dict[str, Any]:
    """The one rule of contract RK, for all codes."""
    return {
        "prijsregel_id": "R",
        "contract_id": "RK",
        "versie": 1,
        "selector": "ALLES",
        "basis": basis,
    }


LAATST = {"prijsregel_id": "T", "prioriteit": 99}
DAG = {"begindatum": date(2025, 3, 10), "einddatum": date(2025, 3, 10)}


def _on(dag: date, **velden: Any) -> dict[str, Any]:
    return {"begindatum": dag, "einddatum": dag, **velden}


GEVALLEN: dict[str, Geval] = {
    # The terugvalregel is the last resort, however high its prioriteit.
    "RG0001": (
        [op_maximum(10_000, **LAATST), op_maximum(5_000, prioriteit=1, prefix=True)],
        {},
        (REGEL, 5_000),
    ),
    "RG0002": ([op_maximum(9_000, **LAATST)], {}, (TERUGVAL, 9_000)),
    # A rule without its basis prices nothing; the last resort then does.
    "RG0003": ([op_maximum(9_000, **LAATST), op_standaard()], {}, (TERUGVAL, 9_000)),
    # Of rules that do price, prioriteit goes before a more specific selector.
    "RG0004": (
        [
            op_maximum(5_000, prioriteit=10),
            op_maximum(6_000, prioriteit=11, prefix=True),
        ],
        {},
        (REGEL, 6_000),
    ),
    "RG0005": (
        [op_maximum(5_000), op_maximum(6_000, prefix=True)],
        {},
        (REGEL, 5_000),
    ),
    # Rules of one rang and one price are one.
    "RG0006": ([op_maximum(5_000), op_maximum(5_000)], {}, (REGEL, 5_000)),
    # Both ends of the period of a rule count.
    "RG0008": ([op_maximum(5_000, **DAG)], _on(date(2025, 3, 9)), GEEN_PRIJS),
    "RG0009": ([op_maximum(5_000, **DAG)], {}, (REGEL, 5_000)),
    "RG0010": ([op_maximum(5_000, **DAG)], _on(date(2025, 3, 11)), GEEN_PRIJS),
    # A rule for a category is for lines of it, and for those that name none.
    "RG0011": (
        [op_maximum(5_000, zorgcategorie="COMPLEX")],
        {"zorgcategorie": "COMPLEX"},
        (REGEL, 5_000),
    ),
    "RG0012": ([op_maximum(5_000, zorgcategorie="COMPLEX")], {}, (REGEL, 5_000)),
    "RG0013": (
        [op_maximum(5_000, zorgcategorie="COMPLEX")],
        {"zorgcategorie": "ALGEMEEN"},
        GEEN_PRIJS,
    ),
    "RG0014": ([op_maximum(5_000)], {"zorgcategorie": "ALGEMEEN"}, (REGEL, 5_000)),
    # Standard price of the concern and year, with the surcharge of the category: of
    # the line, else of the rule; without either there is none.
    "ST0001": ([op_standaard()], {}, (REGEL, 800)),
    "ST0002": ([op_standaard()], {"zorgcategorie": "COMPLEX"}, (REGEL, 960)),
    "ST0003": ([op_standaard(zorgcategorie="ALGEMEEN")], {}, (REGEL, 880)),
    "ST0004": ([op_standaard()], _on(date(2024, 12, 31)), (REGEL, 700)),
    # The surcharge of the year of the peildatum: 5 % in 2024.
    "ST0005": (
        [op_standaard(zorgcategorie="ALGEMEEN")],
        _on(date(2024, 12, 31)),
        (REGEL, 735),
    ),
    # A surcharge is of the standard price only: not of the maximum.
    "ST0006": ([op_maximum(5_000)], {"zorgcategorie": "COMPLEX"}, (REGEL, 5_000)),
    # 90 % of EUR 8.00 and 20 % on it: 8.64.
    "ST0007": (
        [op_standaard(factor_bp=9_000)],
        {"zorgcategorie": "COMPLEX"},
        (REGEL, 864),
    ),
    # A category without a surcharge of this pair has the standard price as it is.
    "ST0008": ([op_standaard()], {"zorgcategorie": "TOPKLINISCH"}, (REGEL, 800)),
    # The price on 31 December before: 97 % of 110.00, not of January's 100.00 ...
    "VC0001": ([vorig()], {}, (REGEL, 10_670)),
    # ... however short it held, and not one that ended the day before.
    "VC0002": ([vorig()], {}, (REGEL, 9_700)),
    "VC0003": ([vorig()], {}, GEEN_PRIJS),
}
"""Maximum EUR 100.00, but EUR 200.00 for codes with VC; prices in ``tabellen``."""

_STANDAARD = [f"ST000{nr}" for nr in (1, 2, 3, 4, 5, 7, 8)]


@cache
def uitkomsten() -> pl.DataFrame:
    tabellen = wereld()
    contract = {
        "contract_id": "RK",
        "concern_id": "V3",
        "begindatum": date(2025, 1, 1),
        "einddatum": date(2025, 12, 31),
        "terugvalregel_id": "T",
    }
    rijen, lijnen = [], []
    for code, (regels_, velden, _) in GEVALLEN.items():
        tabellen = with_code(
            tabellen, code, maximum_cent=20_000 if code[0] == "V" else 10_000
        )
        for nr, rij in enumerate(regels_):
            kop = "PREFIX" if rij.get("prefix") else "CODE"
            vanaf = {"begindatum": date(2024, 1, 1)}
            for versie in (1, 2):
                rijen.append(
                    {
                        "prijsregel_id": f"{code}-{nr}",
                        "selector": f"{kop}:{code}",
                        "contract_id": "RK",
                        **vanaf,
                        **rij,
                        "versie": versie,
                    }
                )
        lijnen.append(
            regel(code, prestatiecode=code, uzovi=V3, verzekerde_id=code, **velden)
        )
    lijst = {"contract_id": "RK", "versie": 1}
    half = date(2024, 6, 30)
    eind = date(2024, 12, 31)
    oud = [
        ("VC0001", 100, date(2024, 1, 1), half),
        ("VC0001", 110, date(2024, 7, 1), eind),
        ("VC0002", 100, eind, eind),
        ("VC0003", 100, date(2024, 1, 1), date(2024, 12, 30)),
    ]
    tabellen = with_rows(
        tabellen,
        contract=[
            {**contract, "versie": 2},
            {
                **contract,
                "versie": 1,
                "begindatum": date(2024, 1, 1),
                "einddatum": eind,
            },
        ],
        contract_prijs=[
            {
                **lijst,
                "prestatiecode": code,
                "prijs_e6": euro * EURO,
                "begindatum": begin,
                "einddatum": tot,
            }
            for code, euro, begin, tot in oud
        ],
        prijsregel=rijen,
        standaardprijs=[
            {
                "concern_id": concern,
                "prestatiecode": code,
                "jaar": jaar,
                "prijs_e6": euro * EURO,
            }
            for code in _STANDAARD
            for concern, jaar, euro in (
                ("V3", 2025, 8),
                ("V3", 2024, 7),
                ("V2", 2025, 3),
            )
        ],
        standaardopslag=[
            {
                "concern_id": concern,
                "zorginstelling_code": waar,
                "jaar": jaar,
                "zorgcategorie": categorie,
                "opslag_bp": bp,
            }
            for concern, waar, jaar, categorie, bp in (
                ("V3", Z1, 2025, "ALGEMEEN", 1_000),
                ("V3", Z1, 2025, "COMPLEX", 2_000),
                ("V3", Z1, 2024, "ALGEMEEN", 500),
                # Of another insurer, provider or category: no surcharge here.
                ("V2", Z1, 2025, "TOPKLINISCH", 3_000),
                ("V3", Z2, 2025, "TOPKLINISCH", 4_000),
            )
        ],
    )
    return price(*lijnen, tabellen=tabellen)


@pytest.mark.parametrize("code", GEVALLEN)
def test_the_rule_that_goes_first_prices_by_its_basis(code: str) -> None:
    """Source: docs/decisions.md 27 and 34."""
    verwacht = GEVALLEN[code][-1]
    besluit = uitkomsten().filter(pl.col("regel_id") == code)
    if isinstance(verwacht, str):
        assert codes_of(besluit)[code] == [verwacht]
        assert amounts_of(besluit)[code] is None
    else:
        gevonden = besluit.select(pl.col("grondslag").cast(pl.String), "bedrag_cent")
        assert gevonden.rows() == [verwacht]


@pytest.mark.parametrize(
    ("basis", "codes"),
    [
        # The contract has its rule; that there is no tariff is what is wrong (F1).
        ("NZA_MAXIMUM", ["TARIEF_ONTBREEKT_IN_TABEL"]),
        # A rule of the insurer needs no tariff, but the line does.
        ("STANDAARDPRIJS", ["TARIEF_ONTBREEKT_IN_TABEL"]),
        (None, ["TARIEF_ONTBREEKT_IN_TABEL", "GEEN_CONTRACTPRIJS"]),
    ],
)
def test_a_rule_without_a_tariff_to_build_on_is_no_missing_price(
    basis: str | None, codes: list[str]
) -> None:
    """F1 and F5 are different faults, of the table and of the contract (13 F)."""
    rij = bouwt_op(basis)
    tabellen = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "ZONDER"}],
        contract=[{"contract_id": "RK", "concern_id": "V3"}],
        prijsregel=[] if basis is None else [rij],
        standaardprijs=[
            {
                "concern_id": "V3",
                "prestatiecode": "ZONDER",
                "jaar": 2025,
                "prijs_e6": 8 * EURO,
            }
        ],
    )
    besluit = price(regel(prestatiecode="ZONDER", uzovi=V3), tabellen=tabellen)
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": None}


@pytest.mark.parametrize("prioriteit", [1, 99])
def test_a_rule_that_lacks_its_basis_hides_no_fault_of_another(prioriteit: int) -> None:
    """A rule without basis is passed by (27): that the next has two prices is told."""
    tabellen = with_rows(
        wereld(),
        prestatie=[{"prestatiecode": "ZONDER"}],
        contract=[{"contract_id": "RK", "concern_id": "V3"}],
        prijsregel=[
            {**bouwt_op("NZA_MAXIMUM"), "prioriteit": prioriteit},
            {**bouwt_op("PASSANTENTARIEF"), "prijsregel_id": "P", "prioriteit": 10},
        ],
        standaardprijslijst=[
            {"prestatiecode": "ZONDER", "prijs_e6": euro * EURO} for euro in (40, 41)
        ],
    )
    besluit = price(regel(prestatiecode="ZONDER", uzovi=V3), tabellen=tabellen)
    assert codes_of(besluit) == {
        "R1": ["TARIEF_ONTBREEKT_IN_TABEL", "MEERDERE_CONTRACTEN"]
    }


@pytest.mark.parametrize(("product", "cent"), [("099999052", 900), (None, 800)])
def test_a_standard_price_of_the_zorgproduct_goes_before_that_of_the_code(
    product: str | None, cent: int
) -> None:
    """An insurer's standard price is one per product (docs/sources.md, S2)."""
    standaard = {"concern_id": "V3", "jaar": 2025}
    tabellen = with_rows(
        wereld(),
        contract=[{"contract_id": "RK", "concern_id": "V3"}],
        prijsregel=[bouwt_op("STANDAARDPRIJS")],
        standaardprijs=[
            {**standaard, "zorgproduct_code": "099999052", "prijs_e6": 9 * EURO},
            {**standaard, "prestatiecode": "15E566", "prijs_e6": 8 * EURO},
        ],
    )
    lijn = regel(prestatiecode="15E566", zorgproduct_code=product, uzovi=V3)
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": cent}


@pytest.mark.parametrize(
    ("basis", "factor_bp", "cent"),
    [
        # EUR 357.26 x 98.5 % = 351.9011 for five; twenty times that is 7,038.022.
        ("NZA_MAXIMUM", 9_850, 703_802),
        ("GSTANDAARD_MAX", 9_850, 703_802),
        # EUR 327.76 x 1.09 x 98.5 % = 351.899524 for five; 7,037.99048.
        ("AIP", 9_850, 703_799),
        ("NZA_MAXIMUM", 10_000, 714_520),
    ],
)
def test_a_package_price_by_rule_keeps_six_decimals_until_the_line(
    basis: str, factor_bp: int, cent: int
) -> None:
    """An add-on rounds once, on the line (decision 33); cents would be 7,038.00."""
    tabellen = with_rows(
        wereld(),
        prijsregel=[
            {
                "prijsregel_id": "G",
                "selector": "CODE:14165082",
                "basis": basis,
                "factor_bp": factor_bp,
            }
        ],
    )
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001", aantal_m=100_000)
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": cent}


@pytest.mark.parametrize(
    ("code", "basis", "uitkomst"),
    [
        ("VAST01", "NZA_MAXIMUM", 5_000),
        # The G-Standaard speaks of add-ons, and a free tariff has no maximum.
        ("VAST01", "GSTANDAARD_MAX", None),
        ("VAST01", "AIP", None),
        ("VRIJ02", "NZA_MAXIMUM", None),
        ("VRIJ02", "PASSANTENTARIEF", 4_000),
    ],
)
def test_a_basis_that_has_no_value_for_the_line_prices_nothing(
    code: str, basis: str, uitkomst: int | None
) -> None:
    """UNSOURCED[rule-basis] as the module says; never a price of nothing."""
    vast = {"prestatiecode": "VAST01", "tariefsoort": "VAST", "bedrag_e6": 50 * EURO}
    tabellen = with_rows(
        with_code(wereld(), "VRIJ02"),
        prestatie=[{"prestatiecode": "VAST01"}],
        tarief=[vast],
        contract=[{"contract_id": "RK", "concern_id": "V3"}],
        prijsregel=[bouwt_op(basis)],
        standaardprijslijst=[{"prestatiecode": "VRIJ02", "prijs_e6": 40 * EURO}],
    )
    besluit = price(regel(prestatiecode=code, uzovi=V3), tabellen=tabellen)
    assert amounts_of(besluit) == {"R1": uitkomst}
    assert codes_of(besluit)["R1"] == ([] if uitkomst is not None else [GEEN_PRIJS])


@pytest.mark.parametrize(
    ("begrensd", "cent"),
    [
        # EUR 10.005 for three at most; a hundred packages are 1,000.50, not 1,000.00.
        (True, 100_050),
        # 120 % is 12.006 for three, which only the ceiling takes back.
        (False, 100_050),
    ],
)
def test_a_rule_capped_on_the_maximum_of_a_package_is_not_cut_to_cents(
    begrensd: bool, cent: int
) -> None:
    """An add-on tariff keeps six decimals (docs/decisions.md 33)."""
    zi = "99000077"
    tabellen = with_rows(
        wereld(),
        prestatie=[
            {
                "prestatiecode": zi,
                "prestatiecodelijst": "001",
                "soort_prestatie": "ADDON_GNM",
                "eenheid": "ZI_EENHEID",
                "aantal_deelbaar": True,
                "btw_behandeling": "INCL_LAAG",
            }
        ],
        addon_tarief=[
            {
                "release_id": 1,
                "zi_nummer": zi,
                "soort_supplementair": "ADDON",
                "begindatum": date(2025, 1, 1),
                "nza_max_incl_btw_e6": 10_005_000,
                "inkoophoeveelheid_m": 3_000,
                "btw_bp": 900,
            }
        ],
        prijsregel=[
            {
                "prijsregel_id": "C",
                "selector": f"CODE:{zi}",
                "basis": "NZA_MAXIMUM",
                "factor_bp": 12_000,
                "aftoppen_op_maximum": begrensd,
            }
        ],
    )
    lijn = regel(prestatiecode=zi, prestatiecodelijst="001", aantal_m=300_000)
    besluit = price(lijn, tabellen=tabellen)
    assert amounts_of(besluit) == {"R1": cent}
    assert besluit["status"].to_list() == ["OK" if begrensd else "AFGETOPT"]


@pytest.mark.parametrize(
    ("basis", "codes", "cent"),
    [("PASSANTENTARIEF", ["MEERDERE_CONTRACTEN"], None), ("STANDAARDPRIJS", [], 800)],
)
def test_two_passanten_prices_are_none_only_for_a_rule_that_builds_on_them(
    basis: str, codes: list[str], cent: int | None
) -> None:
    """Never the first or the highest of two (F3); who asks neither has no tie."""
    tabellen = with_rows(
        with_code(wereld(), "TWEE01"),
        contract=[{"contract_id": "RK", "concern_id": "V3"}],
        prijsregel=[bouwt_op(basis)],
        standaardprijs=[
            {
                "concern_id": "V3",
                "jaar": 2025,
                "prestatiecode": "TWEE01",
                "prijs_e6": 8 * EURO,
            }
        ],
        standaardprijslijst=[
            {"prestatiecode": "TWEE01", "prijs_e6": euro * EURO} for euro in (40, 41)
        ],
    )
    besluit = price(regel(prestatiecode="TWEE01", uzovi=V3), tabellen=tabellen)
    assert codes_of(besluit) == {"R1": codes}
    assert amounts_of(besluit) == {"R1": cent}
