"""Forty-seven examples, worked by hand, priced on the fixture in ``voorbeelden``.

They share a batch: each has its own verzekerde. Expected
amounts are those of the page; nothing here was copied from an outcome. Example 36 is
the patient's share and stands in declarations/; 42 is the reader's.
"""

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V1,
    VOORBEELDEN,
    Z2,
    amounts_of,
    fixture,
    price,
    regel,
    rows_of,
)

from tabellen.values.decimals import parse_decimal
from tariffs.followup.settlement import compensation, macro_limit, settle
from tariffs.pricelists.pricelist import check_pricelist
from tariffs.pricing import price_lines
from tariffs.schema import Prijsbesluiten
from tariffs.sources.tables import read_regels

REGELS, FINDINGS = read_regels(VOORBEELDEN / "regels.csv")
VERWACHT = pl.read_csv(
    VOORBEELDEN / "verwacht.csv", separator=";", infer_schema=False
).with_columns(
    bedrag=parse_decimal(pl.col("bedrag"), 2, "KOMMA"),
    toegestaan_maximum=parse_decimal(pl.col("toegestaan_maximum"), 6, "KOMMA"),
    toegestaan_bedrag=parse_decimal(pl.col("toegestaan_bedrag"), 2, "KOMMA"),
)
VOORBEELD = pl.col("regel_id").str.split("-").list.first()
NUMMERS = REGELS.select(VOORBEELD.unique(maintain_order=True))["regel_id"].to_list()


@cache
def _alle() -> pl.DataFrame:
    return price(*REGELS.to_dicts(), tabellen=fixture())


def _besluiten(voorbeeld: str) -> pl.DataFrame:
    return _alle().filter(voorbeeld == VOORBEELD)


def test_the_lines_of_the_examples_are_read_without_a_finding() -> None:
    assert FINDINGS.is_empty()
    assert REGELS["regel_id"].to_list() == VERWACHT["regel_id"].to_list()


@pytest.mark.parametrize("voorbeeld", NUMMERS)
def test_worked_example_gives_its_decisions(voorbeeld: str) -> None:
    besluiten = _besluiten(voorbeeld)
    codes = (
        pl.col("redenen").list.eval(pl.element().struct.field("code")).list.join(",")
    )
    is_ok = pl.col("status") != "GEWEIGERD"
    gevonden = besluiten.select(
        "regel_id",
        pl.col("status").cast(pl.String),
        # A refusal is its reasons; what would have been the price is not said there.
        grondslag=pl.when(is_ok).then(pl.col("grondslag").cast(pl.String)),
        bedrag="bedrag_cent",
        toegestaan_maximum=pl.when(is_ok).then("toegestaan_maximum_e6"),
        toegestaan_bedrag=pl.when(is_ok).then("toegestaan_bedrag_cent"),
        redenen=codes.replace("", None),
    )
    verwacht = VERWACHT.filter(voorbeeld == VOORBEELD)
    assert gevonden.to_dicts() == verwacht.to_dicts()


def test_decisions_on_the_examples_are_what_the_schema_promises() -> None:
    assert Prijsbesluiten.is_valid(_alle())


@pytest.mark.parametrize(
    ("voorbeeld", "totaal_cent"),
    [
        ("24b", 600_000),
        ("27", 171_131),
        ("28", 9_345),
        ("29", 6_506),
        ("32", 93_723),
        ("35", 14_290),
    ],
)
def test_lines_of_an_example_add_up_to_its_total(
    voorbeeld: str, totaal_cent: int
) -> None:
    assert _besluiten(voorbeeld)["bedrag_cent"].sum() == totaal_cent


def test_credit_and_debit_of_example_35_differ_by_its_net_amount() -> None:
    besluiten = _besluiten("35").filter(pl.col("bestand_id") == "B35B")
    assert besluiten["bedrag_cent"].sum() == -7_146


def test_unit_first_rounding_gives_the_other_amount_of_example_21() -> None:
    per_eenheid = replace(AFTOPPEN, addon_afrondmoment="EENHEID")
    besluiten = price_lines(
        REGELS.filter(pl.col("regel_id") == "21-1"), fixture(), per_eenheid
    )
    assert besluiten["bedrag_cent"].to_list() == [21_435]


def test_example_07_under_weiger_has_no_amount_but_shows_what_is_allowed() -> None:
    weiger = replace(AFTOPPEN, bij_overschrijding="WEIGER")
    besluit = price_lines(
        REGELS.filter(pl.col("regel_id") == "07-1"), fixture(), weiger
    ).to_dicts()[0]
    assert besluit["status"] == "GEWEIGERD"
    assert besluit["bedrag_cent"] is None
    assert besluit["toegestaan_bedrag_cent"] == 187_325


def test_example_15_is_a_finding_of_the_price_list() -> None:
    prijzen = [
        {"prestatiecode": code, "prijs_e6": cent * 10_000}
        for code, cent in (("14E669", 185_000), ("16E669", 186_000))
    ]
    findings = check_pricelist(rows_of("contract_prijs", *prijzen), fixture())
    assert "1416Gelijk" in findings["code"].to_list()


@pytest.mark.parametrize(
    ("richtpunt", "onder", "boven", "omzet", "vergoeding"),
    [
        (1_000_000_000, 0, 0, 1_017_031_055, 1_000_000_000),
        (1_000_000_000, 6_000, 3_500, 941_250_000, 976_500_000),
        (1_000_000_000, 6_000, 3_500, 1_017_031_055, 1_005_960_869),
        (1_000_000_000, 10_000, 0, 941_250_000, 1_000_000_000),
        (1_000_000_000, 10_000, 0, 1_017_031_055, 1_000_000_000),
        (1_000_000_000, 0, 10_000, 941_250_000, 941_250_000),
        (1_000_000_000, 0, 10_000, 1_017_031_055, 1_017_031_055),
    ],
)
def test_examples_37_to_39_settle_by_one_formula(
    richtpunt: int, onder: int, boven: int, omzet: int, vergoeding: int
) -> None:
    uitkomst = pl.select(
        compensation(pl.lit(omzet), pl.lit(richtpunt), pl.lit(onder), pl.lit(boven))
    ).item()
    assert uitkomst == vergoeding


def test_example_37_pays_what_is_out_of_scope_in_full() -> None:
    besluiten = price(
        regel("R1", uzovi="9003", prestatiecode="190153"),
        tabellen=fixture(),
    )
    # 10,482,310.55 realised, of which 312,000.00 IC days, out of scope of O-PLAFOND.
    binnen = besluiten.with_columns(
        bedrag_cent=pl.lit(1_017_031_055), prestatiecode=pl.lit("14E669")
    )
    buiten = besluiten.with_columns(bedrag_cent=pl.lit(31_200_000))
    uitkomst = settle(pl.concat([binnen, buiten]), fixture(), AFTOPPEN)
    plafond = uitkomst.filter(pl.col("afspraak_id") == "O-PLAFOND").to_dicts()[0]
    assert plafond["omzet_cent"] == 1_017_031_055
    assert plafond["vergoeding_cent"] == 1_031_200_000
    assert plafond["verrekening_cent"] == -17_031_055
    assert plafond["signaal"] == "OMZETPLAFOND_BEREIKT"


def test_example_40_limits_a_provider_to_its_share_of_the_macrogrens() -> None:
    grens = pl.select(
        macro_limit(
            pl.lit(12_500_000_000), pl.lit(2_410_000_000_000), pl.lit(2_390_000_000_000)
        )
    ).item()
    assert grens == 12_396_265_560


def test_example_41_gives_the_same_over_120_lines_as_over_one() -> None:
    lijnen = [
        regel(
            f"R{nummer:03d}",
            zorginstelling_code=Z2,
            uzovi="9003",
            prestatiecode=code,
            verzekerde_id=f"P{nummer}",
        )
        for code in ("039962", "039963")
        for nummer in range(120)
    ]
    per_deel = price(*lijnen[:120], tabellen=fixture())
    geheel = price(*lijnen[120:], tabellen=fixture())
    assert per_deel["bedrag_cent"].sum() == 5_900_000
    assert geheel["bedrag_cent"].sum() == 5_400_000


def test_example_47_is_priced_as_known_on_each_day() -> None:
    lijn = regel(
        zorginstelling_code=Z2,
        uzovi=V1,
        prestatiecode="119053",
        begindatum=date(2024, 4, 10),
        einddatum=date(2024, 4, 10),
    )
    toen = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
    oud = price(lijn, tabellen=fixture(), instellingen=toen)
    nu = price(lijn, tabellen=fixture())
    assert (amounts_of(oud), amounts_of(nu)) == ({"R1": 3_844}, {"R1": 3_690})
    assert oud["release_ids"].to_list() == [[1]]
    assert nu["release_ids"].to_list() == [[1, 2]]
