"""Batch results: settlements, simulations and work in progress add up."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    fixture,
    price,
    regel,
    regels,
    wereld,
    with_rows,
)

from tariffs.followup.production import simulate_contracts, value_ohw
from tariffs.followup.settlement import settle


def _dbc(regel_id: str, **velden: Any) -> dict[str, Any]:
    return regel(
        regel_id,
        prestatiecode="14E669",
        zorgproduct_code="029999001",
        verzekerde_id=regel_id,
        **velden,
    )


def afspraak(uitkomst: pl.DataFrame, naam: str) -> dict[str, Any]:
    return uitkomst.filter(pl.col("afspraak_id") == naam).to_dicts()[0]


def test_settlement_counts_by_year_of_opening_and_takes_credits_off() -> None:
    besluiten = price(
        _dbc("R1"),
        _dbc("R2", begindatum=date(2025, 12, 30), einddatum=date(2026, 4, 10)),
        _dbc("R3", begindatum=date(2026, 1, 5), einddatum=None),
        _dbc("R4", dc="C", ref_voorgaande="R1", bestand_id="B2")
        | {"verzekerde_id": "R1"},
        _dbc("R5", aantal_m=0),
    )
    transitie = afspraak(settle(besluiten, fixture(), AFTOPPEN), "O-TRANSITIE")
    # R1 and its credit cancel out, R3 opened in 2026, R5 has no amount.
    assert transitie["omzet_cent"] == 185_000
    assert transitie["vergoeding_cent"] == 185_000 + 6_000 * (10**9 - 185_000) // 10**4
    assert transitie["concern_id"] == "V1"


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_newest_version_says_whose_contract_it_is(*, is_reversed: bool) -> None:
    nieuw = with_rows(
        fixture(), contract=[{"contract_id": "C1", "versie": 9, "concern_id": "V2"}]
    )
    contract = nieuw.contract.reverse() if is_reversed else nieuw.contract
    besluiten = price(_dbc("R1"))
    uitkomst = settle(besluiten, replace(nieuw, contract=contract), AFTOPPEN)
    assert afspraak(uitkomst, "O-TRANSITIE")["concern_id"] == "V2"


def test_forecast_adds_work_in_progress_and_expected_openings() -> None:
    ohw, per_jaar = value_ohw(
        regels(_dbc("O1", einddatum=None), _dbc("O2", aantal_m=0)), fixture(), AFTOPPEN
    )
    assert per_jaar.to_dicts() == [
        {
            "concern_id": "V1",
            "contract_id": "C1",
            "openingsjaar": 2025,
            "regels": 2,
            "ohw_cent": 185_000,
            "zonder_prijs": 1,
        }
    ]
    verwacht = pl.DataFrame(
        {"contract_id": ["C1"], "jaar": [2025], "verwacht_cent": [949_800_000]}
    )
    uitkomst = settle(
        price(_dbc("R1")), fixture(), AFTOPPEN, ohw=ohw, verwacht=verwacht
    )
    transitie = afspraak(uitkomst, "O-TRANSITIE")
    assert transitie["prognose_cent"] == 185_000 * 2 + 949_800_000
    assert transitie["prognose_gebruik_bp"] == 9_502
    assert transitie["gebruik_bp"] == 2
    assert transitie["signaal"] == "OMZETPLAFOND_NADERT"


def test_what_was_paid_so_far_is_given_or_is_what_was_priced() -> None:
    besluiten = price(_dbc("R1"))
    zelf = afspraak(settle(besluiten, fixture(), AFTOPPEN), "O-TRANSITIE")
    betaald = pl.DataFrame(
        {"contract_id": ["C1"], "jaar": [2025], "betaald_cent": [100]}
    )
    gegeven = afspraak(
        settle(besluiten, fixture(), AFTOPPEN, betaald=betaald), "O-TRANSITIE"
    )
    assert zelf["betaald_cent"] == 185_000
    assert gegeven["verrekening_cent"] == gegeven["vergoeding_cent"] - 100


@pytest.mark.parametrize(
    ("rijen", "omzet", "buiten"),
    [
        ([], 185_000, 0),
        ([("ALLES", False)], 0, 185_000),
        # The most specific row decides, whichever way it says (docs/decisions.md 27).
        ([("ALLES", False), ("CODE:14E669", True)], 185_000, 0),
        ([("ALLES", True), ("CODE:14E669", False)], 0, 185_000),
        ([("SOORT:DBC", False), ("ZPG:029999", True)], 185_000, 0),
        ([("CODE:14E669", False), ("ZORGPRODUCT:029999001", True)], 0, 185_000),
        ([("SOORT:OZP", False)], 185_000, 0),
        # Rows of one rang that say the same are one row.
        ([("CODE:14E669", False), ("CODE:14E669,VRIJ01", False)], 0, 185_000),
    ],
)
def test_the_most_specific_row_says_whether_turnover_counts(
    rijen: list[tuple[str, bool]], omzet: int, buiten: int
) -> None:
    """What is out of scope is paid in full (docs/decisions.md 43; example 37)."""
    tabellen = with_rows(
        fixture(),
        omzetafspraak_scope=[
            {"afspraak_id": "O-TRANSITIE", "selector": selector, "telt_mee": telt_mee}
            for selector, telt_mee in rijen
        ],
    )
    uitkomst = afspraak(settle(price(_dbc("R1")), tabellen, AFTOPPEN), "O-TRANSITIE")
    assert (uitkomst["omzet_cent"], uitkomst["buiten_cent"]) == (omzet, buiten)
    # 60 % of what lacks at the richtpunt of ten million euros is paid.
    vergoeding = omzet + 6_000 * (10**9 - omzet) // 10**4 + buiten
    assert uitkomst["vergoeding_cent"] == vergoeding


def test_a_settlement_and_its_forecast_by_hand() -> None:
    """Example 38's formula (docs/decisions.md 43): P 10,000,000.00, a 60 %, b 35 %.

    In scope is R1 of 1,850.00, out of it VRIJ01 of 100.00, paid in full. To pay is
    1,850.00 + 60 % of 9,998,150.00 (5,998,890.00) + 100.00. The forecast adds the open
    1,850.00 in scope and 10,000,000.00 to come: 3,700.00 above P, of which 35 % is
    1,295.00. It passes the richtpunt, the turnover does not: that is a warning.
    """
    tabellen = with_rows(
        wereld(),
        omzetafspraak_scope=[
            {"afspraak_id": "O-TRANSITIE", "selector": "SOORT:OZP", "telt_mee": False}
        ],
    )
    verwacht = pl.DataFrame(
        {"contract_id": ["C1"], "jaar": [2025], "verwacht_cent": [10**9]}
    )
    besluiten = price(_dbc("R1"), regel("R2"))
    ohw = price(_dbc("O1"), regel("O2"))
    uitkomst = afspraak(
        settle(besluiten, tabellen, AFTOPPEN, ohw=ohw, verwacht=verwacht),
        "O-TRANSITIE",
    )
    assert uitkomst == {
        "afspraak_id": "O-TRANSITIE",
        "contract_id": "C1",
        "concern_id": "V1",
        "jaar": 2025,
        "vorm": "TRANSITIE",
        "richtpunt_cent": 1_000_000_000,
        "omzet_cent": 185_000,
        "buiten_cent": 10_000,
        "vergoeding_cent": 600_084_000,
        "betaald_cent": 195_000,
        "verrekening_cent": 599_889_000,
        "gebruik_bp": 2,
        "ohw_cent": 185_000,
        "verwacht_cent": 1_000_000_000,
        "prognose_cent": 1_000_370_000,
        "prognose_gebruik_bp": 10_004,
        "prognose_vergoeding_cent": 1_000_139_500,
        "signaal": "OMZETPLAFOND_NADERT",
    }


def _realised(cent: int, **velden: Any) -> pl.DataFrame:
    """One decision of C1 that comes to an amount, in scope of O-TRANSITIE."""
    return price(_dbc("R1", **velden)).with_columns(
        bedrag_cent=pl.lit(cent, dtype=pl.Int64)
    )


@pytest.mark.parametrize(
    ("omzet", "gebruik_bp", "signaal"),
    [
        (10**9 + 1, 10_000, "OMZETPLAFOND_BEREIKT"),
        (10**9, 10_000, "OMZETPLAFOND_BEREIKT"),
        (10**9 - 1, 10_000, "OMZETPLAFOND_NADERT"),
        # 95 % of ten million euros, exactly; half a hundredth of a percent goes up.
        (950_000_000, 9_500, "OMZETPLAFOND_NADERT"),
        (949_950_000, 9_500, "OMZETPLAFOND_NADERT"),
        (949_949_999, 9_499, None),
    ],
)
def test_a_signal_comes_at_its_percentage_and_at_the_richtpunt(
    omzet: int, gebruik_bp: int, signaal: str | None
) -> None:
    """K: the provider must warn in time, a plafond stops at the richtpunt (11.1)."""
    uitkomst = afspraak(settle(_realised(omzet), fixture(), AFTOPPEN), "O-TRANSITIE")
    assert (uitkomst["gebruik_bp"], uitkomst["signaal"]) == (gebruik_bp, signaal)


def test_p_times_q_gives_no_signal_and_a_richtpunt_of_nothing_no_use() -> None:
    """What is paid as delivered has no plafond to reach (docs/decisions.md 43)."""
    for vorm, richtpunt, signaal in (
        ("PXQ", 10**9, None),
        ("TRANSITIE", 0, "OMZETPLAFOND_BEREIKT"),
    ):
        tabellen = replace(
            fixture(),
            omzetafspraak=fixture().omzetafspraak.with_columns(
                vorm=pl.lit(vorm, dtype=fixture().omzetafspraak.schema["vorm"]),
                richtpunt_cent=pl.lit(richtpunt, dtype=pl.Int64),
            ),
        )
        uitkomst = afspraak(settle(_realised(10**9), tabellen, AFTOPPEN), "O-TRANSITIE")
        assert uitkomst["signaal"] == signaal
        assert uitkomst["gebruik_bp"] == (10_000 if richtpunt else None)


@pytest.mark.parametrize(
    ("openings", "omzet"),
    [
        (date(2025, 1, 1), 100),
        (date(2025, 12, 31), 100),
        (date(2026, 1, 1), 0),
    ],
)
def test_turnover_counts_in_the_year_of_opening(openings: date, omzet: int) -> None:
    """A dbc counts by its opening (docs/rules.md, Batch results)."""
    besluiten = _realised(100, begindatum=openings, einddatum=date(2026, 2, 1))
    uitkomst = afspraak(settle(besluiten, fixture(), AFTOPPEN), "O-TRANSITIE")
    assert uitkomst["omzet_cent"] == omzet


def test_amounts_given_more_than_once_add_up_and_none_is_no_amount() -> None:
    """Rows of one contract and year add up; a missing amount leaves the default."""
    per_deel = pl.DataFrame(
        {
            "contract_id": ["C1", "C1", "C1", "C2"],
            "jaar": [2025, 2025, 2026, 2025],
            "verwacht_cent": [100, 20, 7, 3],
        }
    )
    leeg = pl.DataFrame(
        {"contract_id": ["C1"], "jaar": [2025], "betaald_cent": [None]},
        schema_overrides={"betaald_cent": pl.Int64},
    )
    uitkomst = afspraak(
        settle(_realised(1_000), fixture(), AFTOPPEN, verwacht=per_deel, betaald=leeg),
        "O-TRANSITIE",
    )
    assert uitkomst["verwacht_cent"] == 120
    assert uitkomst["prognose_cent"] == 1_120
    assert uitkomst["betaald_cent"] == 1_000


def test_an_agreement_without_turnover_is_settled_too() -> None:
    uitkomst = settle(price(regel(aantal_m=0)), fixture(), AFTOPPEN)
    assert uitkomst.height == fixture().omzetafspraak.height
    assert afspraak(uitkomst, "O-AANNEEMSOM")["vergoeding_cent"] == 1_000_000_000
    assert afspraak(uitkomst, "O-PXQ")["vergoeding_cent"] == 0


@pytest.mark.parametrize("euro", [90, 110])
def test_simulation_gives_the_difference_per_group(euro: int) -> None:
    prijs = {"prestatiecode": "NIEUW1", "prijs_e6": 1}
    huidig = wereld()
    anders = huidig.contract_prijs.with_columns(
        prijs_e6=pl.when(pl.col("prestatiecode") == "VRIJ01")
        .then(euro * 1_000_000)
        .otherwise("prijs_e6")
    )
    voorstel = with_rows(huidig, contract_prijs=[prijs])
    voorstel = type(voorstel)(
        **{**{n: getattr(huidig, n) for n in vars(huidig)}, "contract_prijs": anders}
    )
    uitkomst = simulate_contracts(
        regels(
            *(regel("R1"), _dbc("R2"), _dbc("R4", aantal_m=0)),
            regel("R3", uzovi="9003", verzekerde_id="P3"),
        ),
        huidig,
        voorstel,
        AFTOPPEN,
    )
    per_groep = {
        (rij["concern_id"], rij["zorgproductgroep_code"]): rij
        for rij in uitkomst.to_dicts()
    }
    assert per_groep["V1", None]["verschil_cent"] == (euro - 100) * 100
    # Of a line that neither prices nobody knows what it will come to.
    assert per_groep["V1", "029999"]["verschil_cent"] is None
    assert per_groep["V1", "029999"]["zonder_prijs_voorstel"] == 1
    assert per_groep["V2", None]["verschil_cent"] is None
    assert per_groep["V2", None]["zonder_prijs_huidig"] == 1
