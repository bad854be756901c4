"""Add-ons: where the price of a unit is rounded, and how many decimals it keeps.

Source: docs/decisions.md 33.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import polars as pl
import pytest
from support.tarieven.gevallen import Gevallen
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V3,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.prices.amounts import unit_price_in_cents
from tariffs.schema import Tarieventabellen
from tariffs.settings import Afrondmoment

# Of the fixture: 14165082 is at most 357.26 per 5 (71.452 a piece).
ZI = "14165082"
EURO = 1_000_000


MOMENTEN: tuple[Afrondmoment, ...] = ("REGEL", "EENHEID")
Afgerond = dict[Afrondmoment, Gevallen]
"""What was decided under each setting."""


def addon(**velden: Any) -> dict[str, Any]:
    return regel(**{"prestatiecode": ZI, "prestatiecodelijst": "001", **velden})


def afgerond(lijnen: Iterable[dict[str, Any]], tabellen: Tarieventabellen) -> Afgerond:
    """Each line a case, under each setting."""
    gevallen = [[lijn] for lijn in lijnen]
    return {
        moment: Gevallen(
            gevallen,
            tabellen=tabellen,
            instellingen=replace(AFTOPPEN, addon_afrondmoment=moment),
        )
        for moment in MOMENTEN
    }


def cent_van(
    van: Afgerond, afrondmoment: Afrondmoment = "REGEL", **velden: Any
) -> int | None:
    besluit = van[afrondmoment].besluit(addon(**velden)).to_dicts()[0]
    assert besluit["status"] == "OK", besluit["redenen"]
    return besluit["bedrag_cent"]


def cent(
    tabellen: Tarieventabellen, afrondmoment: Afrondmoment = "REGEL", **velden: Any
) -> int | None:
    lijn = addon(**velden)
    instellingen = replace(AFTOPPEN, addon_afrondmoment=afrondmoment)
    besluit = price(lijn, tabellen=tabellen, instellingen=instellingen).to_dicts()[0]
    assert besluit["status"] == "OK", besluit["redenen"]
    return besluit["bedrag_cent"]


ZI_PRESTATIE: dict[str, Any] = {
    "prestatiecodelijst": "001",
    "soort_prestatie": "ADDON_GNM",
    "ozp_categorie": None,
    "eenheid": "ZI_EENHEID",
    "aantal_deelbaar": True,
    "maxmax_uitgesloten": True,
    "maxmax_uitsluiting_grond": "ADDON_GNM",
}
ZI_TARIEF: dict[str, Any] = {
    "release_id": 1,
    "soort_supplementair": "ADDON",
    "begindatum": date(2025, 1, 1),
    "nza_max_incl_btw_e6": 357_260_000,
    "inkoophoeveelheid_m": 5_000,
    "btw_bp": 900,
}


PRIJZEN = [
    # 3.343 x 10 = 33.43; 3.34 x 10 = 33.40.
    (3_343_000, 10_000, 3_343, 3_340),
    # 3.345 x 10 = 33.45; half a cent goes up: 3.35 x 10 = 33.50.
    (3_345_000, 10_000, 3_345, 3_350),
    # 0.004 x 100 = 0.40; 0.00 x 100 = 0.00.
    (4_000, 100_000, 40, 0),
    # 3.345678 x 0.375 = 1.25462925; 3.35 x 0.375 = 1.25625.
    (3_345_678, 375, 125, 126),
    # Whole cents are as they are: 3.34 x 7 = 23.38.
    (3_340_000, 7_000, 2_338, 2_338),
]


def _van_lijst(prijs_e6: int, aantal_m: int, wie: dict[str, Any]) -> dict[str, Any]:
    return {"prestatiecode": f"9{prijs_e6:07d}", "aantal_m": aantal_m, **wie}


@cache
def van_lijst() -> Afgerond:
    """Contract C1 and the passanten list have a price for an add-on each."""
    prijzen = [
        {"prestatiecode": f"9{prijs_e6:07d}", "prijs_e6": prijs_e6}
        for prijs_e6, *_ in PRIJZEN
    ]
    codes = [prijs["prestatiecode"] for prijs in prijzen]
    tabellen = with_rows(
        wereld(),
        prestatie=[{**ZI_PRESTATIE, "prestatiecode": code} for code in codes],
        addon_tarief=[{**ZI_TARIEF, "zi_nummer": code} for code in codes],
        contract_prijs=prijzen,
        standaardprijslijst=prijzen,
    )
    lijnen = (
        addon(**_van_lijst(prijs_e6, aantal_m, wie))
        for (prijs_e6, aantal_m, *_), wie in product(PRIJZEN, [{}, {"uzovi": V3}])
    )
    return afgerond(lijnen, tabellen)


@pytest.mark.parametrize("velden", [{}, {"uzovi": V3}], ids=["contract", "passant"])
@pytest.mark.parametrize(("prijs_e6", "aantal_m", "per_regel", "per_eenheid"), PRIJZEN)
def test_a_price_per_unit_is_rounded_where_the_setting_says(
    velden: dict[str, Any],
    prijs_e6: int,
    aantal_m: int,
    per_regel: int,
    per_eenheid: int,
) -> None:
    lijn = _van_lijst(prijs_e6, aantal_m, velden)
    assert cent_van(van_lijst(), **lijn) == per_regel
    assert cent_van(van_lijst(), "EENHEID", **lijn) == per_eenheid


def test_a_price_per_package_is_rounded_where_the_setting_says() -> None:
    # 16.72 per 5 is 3.344 a piece: x 10 = 33.44; 3.34 x 10 = 33.40.
    prijs = {"prestatiecode": ZI, "prijs_e6": 16_720_000, "per_verpakking": True}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    assert cent(tabellen, aantal_m=10_000) == 3_344
    assert cent(tabellen, "EENHEID", aantal_m=10_000) == 3_340


def test_the_setting_is_about_add_ons_only() -> None:
    # 3.343 x 10 = 33.43 for a prestatie of another kind, whatever the setting.
    code = with_code(wereld(), "MG0001", eenheid="KM")
    tabellen = with_rows(
        code, contract_prijs=[{"prestatiecode": "MG0001", "prijs_e6": 3_343_000}]
    )
    velden = {"prestatiecode": "MG0001", "prestatiecodelijst": "041"}
    for afrondmoment in ("REGEL", "EENHEID"):
        assert cent(tabellen, afrondmoment, aantal_m=10_000, **velden) == 3_343


GRENZEN = [
    # 3.345 x 3 = 10.035; 3.35 would be above 3.34667, so 3.34 x 3 = 10.02.
    ("LIJST", "3.345", 1_004, 1_002, "OK"),
    ("LIJST", "3.346", 1_004, 1_002, "OK"),
    # Well below it half a cent goes up: 3.335 x 3 = 10.005; 3.34 x 3 = 10.02.
    ("LIJST", "3.335", 1_001, 1_002, "OK"),
    # The maximum as a price: 10.04, or 3.34 x 3.
    ("NZA_MAXIMUM", "0", 1_004, 1_002, "OK"),
    # Capped at it: the ceiling shown goes down too (docs/decisions.md 30).
    ("LIJST", "4.00", 1_004, 1_002, "AFGETOPT"),
]
"""Of an add-on of at most 10.04 per 3 (3.34667 a piece) a list price or a rule."""


def _op_de_grens(basis: str, euro: str) -> dict[str, Any]:
    nummer = [geval[:2] for geval in GRENZEN].index((basis, euro))
    return addon(prestatiecode=f"9900002{nummer}", aantal_m=3_000)


@cache
def op_de_grens() -> Afgerond:
    """A code for each: C1 lists it or has a rule."""
    lijnen = {geval[:2]: _op_de_grens(*geval[:2]) for geval in GRENZEN}
    codes = {geval: lijn["prestatiecode"] for geval, lijn in lijnen.items()}
    tabellen = with_rows(
        wereld(),
        prestatie=[{**ZI_PRESTATIE, "prestatiecode": code} for code in codes.values()],
        addon_tarief=[
            {
                **ZI_TARIEF,
                "zi_nummer": code,
                "nza_max_incl_btw_e6": 10_040_000,
                "inkoophoeveelheid_m": 3_000,
            }
            for code in codes.values()
        ],
        contract_prijs=[
            {"prestatiecode": code, "prijs_e6": int(Decimal(euro) * EURO)}
            for (basis, euro), code in codes.items()
            if basis == "LIJST"
        ],
        prijsregel=[
            {
                "prijsregel_id": "P",
                "selector": f"CODE:{code}",
                "basis": basis,
                "prioriteit": 20,
            }
            for (basis, _), code in codes.items()
            if basis != "LIJST"
        ],
    )
    return afgerond(lijnen.values(), tabellen)


@pytest.mark.parametrize(
    ("basis", "euro", "per_regel", "per_eenheid", "status"), GRENZEN
)
def test_rounding_a_unit_lifts_no_price_above_its_ceiling(
    basis: str, euro: str, per_regel: int, per_eenheid: int, status: str
) -> None:
    lijn = _op_de_grens(basis, euro)
    for afrondmoment, cents in zip(MOMENTEN, (per_regel, per_eenheid), strict=True):
        besluit = op_de_grens()[afrondmoment].besluit(lijn).to_dicts()[0]
        assert (besluit["status"], besluit["bedrag_cent"]) == (status, cents)
        if afrondmoment == "EENHEID":
            assert besluit["eenheidsprijs_e6"] == 3_340_000


@cache
def tiered(variant: str, *tredes: tuple[int, int]) -> Tarieventabellen:
    """C1 has tiers for the add-on: from so many pieces so many micro-euros."""
    return with_rows(
        wereld(),
        contract_staffel=[
            {
                "contract_id": "C1",
                "versie": 2,
                "selector": f"CODE:{ZI}",
                "vanaf_aantal": vanaf,
                "prijs_e6": prijs_e6,
                "variant": variant,
            }
            for vanaf, prijs_e6 in tredes
        ],
    )


@pytest.mark.parametrize(
    ("variant", "aantal_m", "per_regel", "per_eenheid"),
    [
        # 10 x 3.343 = 33.43; 10 x 3.34 = 33.40.
        ("MARGINAAL", 10_000, 3_343, 3_340),
        # 33.43 + 10 x 3.335 = 66.78; 20 x 3.34 (half a cent up) = 66.80.
        ("MARGINAAL", 20_000, 6_678, 6_680),
        # 20 x 3.335 = 66.70; 20 x 3.34 = 66.80.
        ("GEHEEL_VOLUME", 20_000, 6_670, 6_680),
        # 0.375 x 3.343 = 1.253625; 0.375 x 3.34 = 1.2525.
        ("GEHEEL_VOLUME", 375, 125, 125),
    ],
)
def test_a_price_of_a_tier_is_rounded_where_the_setting_says(
    variant: str, aantal_m: int, per_regel: int, per_eenheid: int
) -> None:
    """Decision 33: contract prices per unit, tiers too."""
    tabellen = tiered(variant, (1, 3_343_000), (11, 3_335_000))
    assert cent(tabellen, aantal_m=aantal_m) == per_regel
    assert cent(tabellen, "EENHEID", aantal_m=aantal_m) == per_eenheid


@pytest.mark.parametrize("variant", ["MARGINAAL", "GEHEEL_VOLUME"])
def test_a_tier_that_begins_beyond_any_volume_prices_nothing(variant: str) -> None:
    """10**16 pieces in thousandths are more than a number of eight bytes holds."""
    tabellen = tiered(variant, (1, 3_343_000), (10**16, 1_000_000))
    assert cent(tabellen, aantal_m=10_000) == 3_343


def test_a_tier_of_another_prestatie_is_not_rounded_per_unit() -> None:
    tabellen = with_rows(
        with_code(wereld(), "MG0002", eenheid="KM"),
        contract_staffel=[
            {
                "contract_id": "C1",
                "versie": 2,
                "selector": "CODE:MG0002",
                "vanaf_aantal": 1,
                "prijs_e6": 3_343_000,
                "variant": "MARGINAAL",
            }
        ],
    )
    velden = {"prestatiecode": "MG0002", "prestatiecodelijst": "041"}
    for afrondmoment in ("REGEL", "EENHEID"):
        assert cent(tabellen, afrondmoment, aantal_m=10_000, **velden) == 3_343


@pytest.mark.parametrize(
    ("tredes", "per_regel", "per_eenheid"),
    [
        # At most 357.26 per 5, so 71.452 a piece: x 3 = 214.356; 71.45 x 3 = 214.35.
        (((1, 80_000_000),), 21_436, 21_435),
        # The tier below it stays: 2 x 71.452 + 70.005 = 212.909; 142.90 + 70.01.
        (((1, 80_000_000), (3, 70_005_000)), 21_291, 21_291),
    ],
)
def test_a_tier_above_the_maximum_costs_its_part_of_the_package(
    tredes: tuple[tuple[int, int], ...], per_regel: int, per_eenheid: int
) -> None:
    """A price per unit is never held against the maximum of the whole package."""
    lijn = regel(prestatiecode=ZI, prestatiecodelijst="001", aantal_m=3_000)
    for afrondmoment, cents in (("REGEL", per_regel), ("EENHEID", per_eenheid)):
        besluit = price(
            lijn,
            tabellen=tiered("MARGINAAL", *tredes),
            instellingen=replace(AFTOPPEN, addon_afrondmoment=afrondmoment),
        ).to_dicts()[0]
        assert (besluit["status"], besluit["bedrag_cent"]) == ("AFGETOPT", cents)


def test_a_tier_is_held_to_the_maximum_of_a_large_package_however_dear_it_is() -> None:
    """357.26 per 100,000: of 100,000.00 a piece three come to a cent.

    Price times package is more than a number of eight bytes holds.
    """
    tabellen = tiered("MARGINAAL", (1, 10**11))
    addon = tabellen.addon_tarief.with_columns(
        inkoophoeveelheid_m=pl.lit(10**8, pl.Int64)
    )
    besluit = price(
        regel(prestatiecode=ZI, prestatiecodelijst="001", aantal_m=3_000),
        tabellen=replace(tabellen, addon_tarief=addon),
        instellingen=AFTOPPEN,
    ).to_dicts()[0]
    assert (besluit["status"], besluit["bedrag_cent"]) == ("AFGETOPT", 1)


BASES = ["STANDAARDPRIJS", "PASSANTENTARIEF", "VORIG_CONTRACT"]
# A factor and a price, whether it is cut to the maximum, and how much is asked for.
AFGELEID = [
    (9_750, 3_350_000, False, 100_000),
    (3_333, 12_345, False, 10**8),
    (20_000, 36_850_000, True, 3_000),
    (19_000, 36_850_000, True, 3_000),
]


def _afgeleid(basis: str, factor_bp: int, *, is_addon: bool = True) -> dict[str, Any]:
    """A line of the add-on, or the other prestatie, whose price is derived so."""
    nummer = [factor for factor, *_ in AFGELEID].index(factor_bp)
    plaats = 10 * BASES.index(basis) + nummer
    aantal_m = AFGELEID[nummer][-1]
    if is_addon:
        return {"prestatiecode": f"990001{plaats:02d}", "aantal_m": aantal_m}
    ander = {"prestatiecode": f"VRIJ{plaats:02d}", "prestatiecodelijst": "041"}
    return {**ander, "aantal_m": aantal_m}


@cache
def afgeleid() -> Afgerond:
    """C1 prices add-ons and others by rule, from a price in each possible basis.

    C0 is the contract of the year before. Each add-on is at most 357.26 per 5.
    """
    rijen: dict[str, list[dict[str, Any]]] = {
        naam: []
        for naam in (
            *("prestatie", "tarief", "addon_tarief", "contract_prijs"),
            *("standaardprijslijst", "standaardprijs", "prijsregel"),
        )
    }
    lijnen = []
    for basis, (factor_bp, prijs_e6, aftoppen, _) in product(BASES, AFGELEID):
        zi, ander = (
            _afgeleid(basis, factor_bp, is_addon=is_addon) for is_addon in (True, False)
        )
        lijnen += [addon(**zi), addon(**ander)]
        codes = (zi["prestatiecode"], ander["prestatiecode"])
        rijen["prestatie"] += [
            ZI_PRESTATIE | {"prestatiecode": codes[0]},
            {"prestatiecode": codes[1]},
        ]
        rijen["tarief"].append({"prestatiecode": codes[1]})
        rijen["addon_tarief"].append(ZI_TARIEF | {"zi_nummer": codes[0]})
        prijzen = [{"prestatiecode": code, "prijs_e6": prijs_e6} for code in codes]
        vorig = {
            "contract_id": "C0",
            "versie": 1,
            "begindatum": date(2024, 1, 1),
        }
        rijen["contract_prijs"] += [{**prijs, **vorig} for prijs in prijzen]
        rijen["standaardprijslijst"] += prijzen
        rijen["standaardprijs"] += [
            {**prijs, "concern_id": "V1", "jaar": 2025} for prijs in prijzen
        ]
        rijen["prijsregel"].append(
            {
                "prijsregel_id": codes[1],
                "selector": f"CODE:{','.join(codes)}",
                "basis": basis,
                "factor_bp": factor_bp,
                "aftoppen_op_maximum": aftoppen,
            }
        )
    return afgerond(lijnen, with_rows(wereld(), **rijen))


@pytest.mark.parametrize("basis", BASES)
def test_a_derived_price_of_an_add_on_keeps_six_decimals_until_the_line(
    basis: str,
) -> None:
    # 3.35 x 97.5 % = 3.26625; x 100 = 326.625, half up; per unit 3.27 x 100.
    assert cent_van(afgeleid(), **_afgeleid(basis, 9_750)) == 32_663
    assert cent_van(afgeleid(), "EENHEID", **_afgeleid(basis, 9_750)) == 32_700
    # Of another prestatie 3.26625 is rounded to 3.27 before it is multiplied.
    ander = _afgeleid(basis, 9_750, is_addon=False)
    assert cent_van(afgeleid(), **ander) == 32_700


@pytest.mark.parametrize("basis", BASES)
def test_six_decimals_and_no_more(basis: str) -> None:
    # 0.012345 x 33.33 % = 0.0041145885, kept as 0.004115; x 100,000 = 411.50.
    assert cent_van(afgeleid(), **_afgeleid(basis, 3_333)) == 41_150


def test_a_price_of_last_year_per_package_stays_one() -> None:
    # 3.35 per 5 x 97.5 % = 3.26625 per 5; x 100 pieces = 65.325, half up.
    tabellen = with_rows(
        wereld(),
        contract_prijs=[
            {
                "contract_id": "C0",
                "versie": 1,
                "prestatiecode": ZI,
                "prijs_e6": 3_350_000,
                "per_verpakking": True,
                "begindatum": date(2024, 1, 1),
            }
        ],
        prijsregel=[
            {
                "prijsregel_id": "AFGELEID",
                "selector": f"CODE:{ZI}",
                "basis": "VORIG_CONTRACT",
                "factor_bp": 9_750,
            }
        ],
    )
    assert cent(tabellen, aantal_m=100_000) == 6_533


@pytest.mark.parametrize("basis", BASES)
def test_a_derived_price_of_an_add_on_is_cut_to_the_maximum_of_its_package(
    basis: str,
) -> None:
    # 36.85 x 200 % = 73.70 a piece, above 357.26 per 5 (71.452): 3 pieces are 214.356.
    assert cent_van(afgeleid(), **_afgeleid(basis, 20_000)) == 21_436
    # Below it nothing is cut: 36.85 x 190 % = 70.015 x 3 = 210.045, half up.
    assert cent_van(afgeleid(), **_afgeleid(basis, 19_000)) == 21_005


def test_equal_prices_per_unit_and_per_package_are_no_tie_and_unequal_ones_are() -> (
    None
):
    """Rules of two zorgcategorieen meet on a line without one (prijsregel, F3)."""

    def ruled(standaard_e6: int) -> list[str]:
        tabellen = with_rows(
            wereld(),
            standaardprijs=[
                {
                    "concern_id": "V1",
                    "prestatiecode": ZI,
                    "jaar": 2025,
                    "prijs_e6": standaard_e6,
                }
            ],
            prijsregel=[
                {
                    "prijsregel_id": basis,
                    "selector": f"CODE:{ZI}",
                    "basis": basis,
                    "zorgcategorie": categorie,
                }
                for basis, categorie in (
                    ("STANDAARDPRIJS", "COMPLEX"),
                    ("GSTANDAARD_MAX", "ALGEMEEN"),
                )
            ],
        )
        lijn = regel(prestatiecode=ZI, prestatiecodelijst="001", aantal_m=3_000)
        besluit = price(lijn, tabellen=tabellen).to_dicts()[0]
        return [reden["code"] for reden in besluit["redenen"]]

    # 357.26 per 5 is 71.452 a piece, not 357.26 a piece.
    assert ruled(71_452_000) == []
    assert ruled(357_260_000) == ["MEERDERE_CONTRACTEN"]


@pytest.mark.parametrize(
    ("plafond_e6", "prijs_e6"),
    [
        # EUR 999,999,999.995 a piece, of a package of 200 that may cost as much: it is
        # over its ceiling already, so that nothing goes down.
        (10**15, 10**15),
        # Two hundred times its price: to the cent above would be over it.
        (200 * (10**15 - 5_000), 10**15 - 10_000),
    ],
)
def test_the_largest_price_of_a_unit_is_held_to_its_ceiling(
    plafond_e6: int, prijs_e6: int
) -> None:
    lines = pl.DataFrame(
        {
            "prijs_e6": [10**15 - 5_000],
            "prijs_deler_m": [1_000],
            "plafond_e6": [plafond_e6],
            "plafond_deler_m": [200_000],
        }
    )
    assert lines.select(unit_price_in_cents()).item() == prijs_e6
