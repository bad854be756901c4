"""Phase G: how high a price may be, exactly, and which agreement comes closest."""

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest
from tariefwereld import (
    AFTOPPEN,
    IGO,
    WEIGER,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from productstructure.errors import CapacityError
from tariffs.prijsboek import Prijsboek
from tariffs.schema import Tarieventabellen

EURO = 1_000_000


@cache
def op_de_grens() -> Tarieventabellen:
    """GRENS1 at 447.55, just above 110 % of 406.86, which is 447.546."""
    return with_code(wereld(), "GRENS1", maximum_cent=40_686, prijs_cent=44_755)


def test_a_rounded_ceiling_is_also_the_one_tested_where_the_release_says_so() -> None:
    release = op_de_grens().tarief_release.with_columns(
        maxmax_afronding=pl.lit("HALF_UP").cast(pl.Enum(["FLOOR", "HALF_UP"]))
    )
    naar_boven = replace(op_de_grens(), tarief_release=release)
    lijn = regel(prestatiecode="GRENS1")
    # 447.546 is 447.55 when rounded half-up, and 447.54 as people are shown it.
    assert amounts_of(price(lijn, tabellen=naar_boven)) == {"R1": 44_755}
    assert amounts_of(price(lijn, tabellen=op_de_grens())) == {"R1": 44_754}


@cache
def met_afspraken() -> Tarieventabellen:
    """DUUR01 at 106.00 of 100.00 for the IGO and V1; a test adds the agreements."""
    tabellen = with_code(wereld(), "DUUR01", maximum_cent=10_000)
    contract = {"contract_id": "CI", "zorginstelling_code": IGO}
    prijs = {
        "contract_id": "CI",
        "versie": 1,
        "prestatiecode": "DUUR01",
        "prijs_e6": 106 * EURO,
    }
    return with_rows(tabellen, contract=[contract], contract_prijs=[prijs])


def afspraak(naam: str, **velden: Any) -> dict[str, Any]:
    return {"afspraak_id": naam, "zorginstelling_code": IGO, **velden}


def besluit(
    afspraken: list[dict[str, Any]], reikwijdte: list[dict[str, Any]]
) -> dict[str, Any]:
    tabellen = with_rows(
        met_afspraken(), maxmax_afspraak=afspraken, maxmax_reikwijdte=reikwijdte
    )
    lijn = regel(prestatiecode="DUUR01", zorginstelling_code=IGO)
    return price(lijn, tabellen=tabellen, instellingen=WEIGER).to_dicts()[0]


MONDELING = afspraak("MONDELING", schriftelijk=False)
RUIM, KRAP = afspraak("RUIM"), afspraak("KRAP", percentage_bp=500)
SMAL = {"afspraak_id": "RUIM", "selector": "CODE:ANDERS"}


@pytest.mark.parametrize(
    ("afspraken", "reikwijdte", "reden", "toegestaan"),
    [
        ([RUIM], [], None, 110),
        # Any agreement that allows the price suffices.
        ([MONDELING, KRAP, RUIM], [], None, 110),
        ([MONDELING], [], "MAXMAX_NIET_SCHRIFTELIJK", 100),
        # The one that came closest says why.
        ([MONDELING, KRAP], [], "TARIEF_BOVEN_MAXMAX", 105),
        ([MONDELING, RUIM], [SMAL], "MAXMAX_BUITEN_REIKWIJDTE", 100),
        # A percentage of the scope replaces that of the agreement.
        (
            [RUIM],
            [{"afspraak_id": "RUIM", "selector": "ALLES", "percentage_bp": 200}],
            "TARIEF_BOVEN_MAXMAX",
            102,
        ),
        (
            [KRAP],
            [
                {"afspraak_id": "KRAP", "selector": "SOORT:OZP", "percentage_bp": 200},
                {
                    "afspraak_id": "KRAP",
                    "selector": "CODE:DUUR01",
                    "percentage_bp": 600,
                },
            ],
            None,
            106,
        ),
        # Ten percent is the law, whatever an agreement says.
        ([afspraak("TEVEEL", percentage_bp=5_000)], [], None, 110),
    ],
)
def test_the_agreement_that_comes_closest_decides(
    afspraken: list[dict[str, Any]],
    reikwijdte: list[dict[str, Any]],
    reden: str | None,
    toegestaan: int,
) -> None:
    gevonden = besluit(afspraken, reikwijdte)
    codes = [r["code"] for r in gevonden["redenen"]]
    assert codes == ([] if reden is None else ["TARIEF_BOVEN_MAXIMUM", reden])
    assert gevonden["toegestaan_maximum_e6"] == toegestaan * EURO
    assert (gevonden["grondslag"] == "CONTRACTPRIJS_MAXMAX") == (reden is None)


@pytest.mark.parametrize(("prijs_e6", "ok"), [(71_452_000, True), (71_452_001, False)])
def test_a_unit_price_is_held_against_its_part_of_the_package(
    prijs_e6: int, ok: bool
) -> None:
    # EUR 357.26 for five pieces is EUR 71.452 a piece.
    prijs = {"prestatiecode": "14165082", "prijs_e6": prijs_e6}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001")
    status = price(lijn, tabellen=tabellen, instellingen=WEIGER)["status"]
    assert status.to_list() == ["OK" if ok else "GEWEIGERD"]


def test_a_capped_medicine_costs_its_part_of_the_package() -> None:
    prijs = {"prestatiecode": "14165082", "prijs_e6": 80 * EURO}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    lijn = regel(prestatiecode="14165082", prestatiecodelijst="001", aantal_m=3_000)
    # Three of five pieces of EUR 357.26, rounded once: not 3 x 71.45.
    assert amounts_of(price(lijn, tabellen=tabellen)) == {"R1": 21_436}


@cache
def met_vast() -> Tarieventabellen:
    return with_rows(
        wereld(),
        prestatie=[{"prestatiecode": f"VAST0{n}"} for n in (1, 2)],
        tarief=[
            {
                "prestatiecode": f"VAST0{n}",
                "tariefsoort": "VAST",
                "bedrag_e6": 50 * EURO,
            }
            for n in (1, 2)
        ],
        contract_prijs=[
            {"prestatiecode": "VAST01", "prijs_e6": 51 * EURO},
            {"prestatiecode": "VAST02", "prijs_e6": 49 * EURO},
        ],
    )


def test_a_price_above_a_fixed_tariff_is_capped_and_one_below_is_refused() -> None:
    besluiten = price(
        regel("R1", prestatiecode="VAST01"),
        regel("R2", prestatiecode="VAST02", verzekerde_id="P2"),
        tabellen=met_vast(),
        instellingen=AFTOPPEN,
    )
    assert amounts_of(besluiten) == {"R1": 5_000, "R2": None}
    assert besluiten["status"].to_list() == ["AFGETOPT", "GEWEIGERD"]


def test_a_percentage_that_is_not_allowed_is_cut_to_the_one_that_is() -> None:
    besluiten = price(regel(prestatiecode="MAX001", verrekenpercentage_bp=20_000))
    assert codes_of(besluiten) == {"R1": ["VERREKENPERCENTAGE_NIET_TOEGESTAAN"]}
    assert besluiten["factor_bp"].to_list() == [10_000]
    assert amounts_of(besluiten) == {"R1": 8_000}


def test_a_free_prestatie_has_no_ceiling() -> None:
    besluit_ = price(regel(verrekenpercentage_bp=20_000)).to_dicts()[0]
    assert (besluit_["bedrag_cent"], besluit_["toegestaan_maximum_e6"]) == (
        20_000,
        None,
    )


def test_a_price_that_no_product_can_hold_is_named_when_tables_are_prepared() -> None:
    prijs = {"prestatiecode": "VRIJ01", "prijs_e6": 10**15 + 1}
    tabellen = with_rows(wereld(), contract_prijs=[prijs])
    with pytest.raises(CapacityError, match="contract_prijs: found prijs_e6"):
        Prijsboek.prepare(tabellen, bekend_op=AFTOPPEN.kennisdatum)
