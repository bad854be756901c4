"""A price list and the lines it prices are held to the same ceilings (phase G)."""

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
    with_code,
    with_rows,
)

from tariffs.pricelists.pricelist import check_pricelist
from tariffs.schema import Tarieventabellen
from tariffs.schema.enums import AFRONDING

MAART, EIND_JUNI, JULI = date(2025, 3, 1), date(2025, 6, 30), date(2025, 7, 1)
OPEN = {"begindatum": date(2025, 1, 1), "einddatum": None}


def test_prices_of_the_worked_examples_above_a_ceiling_are_found_and_no_other() -> None:
    prijzen = fixture().contract_prijs
    found = check_pricelist(prijzen, fixture())
    rijen = found.filter(pl.col("code").str.starts_with("MaxTarief"))["row"] - 1
    boven = prijzen[rijen].select("contract_id", "prestatiecode", "begindatum").rows()
    # By hand: 119053 from April on; M1 lifts 238060 to 447.54 until June; honoraria
    # each under the maximum of its specialisme; 46.54 holds the 50 % that 231001 may.
    assert boven == [
        ("C0", "119053", date(2024, 1, 1)),
        ("C1", "238060", date(2025, 4, 1)),
        ("C1", "238060", JULI),
        ("C1", "99000001", date(2025, 2, 1)),
        ("C1", "198300", date(2025, 1, 1)),
        ("C2", "14E669", date(2025, 1, 1)),
        ("C2", "238060", date(2025, 1, 1)),
        ("C33C", "231001", date(2013, 1, 1)),
    ]


def tabellen(
    prijs_cent: int,
    *afspraken: dict[str, Any],
    reikwijdte: tuple[tuple[str, int | None], ...] = (),
    tarief: str = "MAXIMUM",
    maximum_cent: int = 10_000,
    **prestatie: Any,
) -> Tarieventabellen:
    """LIJST1 at a price under C1, of at most 100.00, with agreements of Z1 and V1."""
    zonder = replace(
        fixture(),
        maxmax_afspraak=fixture().maxmax_afspraak.clear(),
        maxmax_reikwijdte=fixture().maxmax_reikwijdte.clear(),
    )
    met = with_code(zonder, "LIJST1", maximum_cent=maximum_cent, **prestatie)
    soort = pl.when(pl.col("prestatiecode") == "LIJST1").then(pl.lit(tarief))
    met = replace(
        met,
        tarief=met.tarief.with_columns(
            tariefsoort=pl.coalesce(
                soort.cast(met.tarief.schema["tariefsoort"]), "tariefsoort"
            )
        ),
    )
    return with_rows(
        met,
        contract_prijs=[
            {
                "prestatiecode": "LIJST1",
                "prijs_e6": prijs_cent * 10_000,
                "begindatum": MAART,
                "einddatum": date(2025, 12, 31),
            }
        ],
        maxmax_afspraak=[
            {"afspraak_id": f"A{nr}", **OPEN, **afspraak}
            for nr, afspraak in enumerate(afspraken)
        ],
        maxmax_reikwijdte=[
            {"afspraak_id": "A0", "selector": selector, "percentage_bp": bp}
            for selector, bp in reikwijdte
        ],
    )


def half_up(tabellen: Tarieventabellen) -> Tarieventabellen:
    naar_boven = pl.lit("HALF_UP").cast(AFRONDING)
    release = tabellen.tarief_release.with_columns(maxmax_afronding=naar_boven)
    return replace(tabellen, tarief_release=release)


H1, H2 = {"einddatum": EIND_JUNI}, {"begindatum": JULI}
OUDJAAR = {"begindatum": date(2025, 12, 31)}
VIJF = (("ALLES", None), ("CODE:LIJST1", 500))
GEVALLEN = [
    (tabellen(10_000), True),
    (tabellen(10_001), False),
    (tabellen(11_000, {}), True),
    (tabellen(11_001, {}), False),
    # As much as a price may be: 110 % of it is more than a number of eight bytes holds.
    (tabellen(99_000_000_000, {}, maximum_cent=90_000_000_000), True),
    (tabellen(99_000_000_001, {}, maximum_cent=90_000_000_000), False),
    (tabellen(11_000, H1, H2), True),
    (tabellen(11_000, H2, H1), True),
    (tabellen(11_000, H1, {"begindatum": date(2025, 7, 2)}), False),
    # An agreement for the last day of the price alone.
    (tabellen(11_000, {"einddatum": date(2025, 12, 30)}, OUDJAAR), True),
    (tabellen(11_000, {"einddatum": date(2025, 12, 29)}, OUDJAAR), False),
    (tabellen(11_000, {"begindatum": date(2025, 3, 2)}), False),
    (tabellen(11_000, {**OPEN, "percentage_bp": 500}, {}), True),
    (tabellen(10_600, {}, reikwijdte=VIJF), False),
    (tabellen(10_500, {}, reikwijdte=VIJF), True),
    (tabellen(11_000, {}, reikwijdte=(("SOORT:DBC", None),)), False),
    (tabellen(11_000, {}, tarief="VAST"), False),
    (tabellen(11_000, {}, soort_prestatie="STOLLING"), False),
    (tabellen(15_000, verrekenpercentage_max_bp=15_000), True),
    (tabellen(15_001, verrekenpercentage_max_bp=15_000), False),
    (tabellen(16_500, {}, verrekenpercentage_max_bp=15_000), True),
    (half_up(tabellen(11_000, {})), True),
]


@pytest.mark.parametrize(
    ("tabellen", "mag"), GEVALLEN, ids=[str(nr) for nr in range(len(GEVALLEN))]
)
def test_a_listed_price_is_in_order_where_a_line_at_it_is_on_every_day(
    tabellen: Tarieventabellen, mag: bool
) -> None:
    found = check_pricelist(
        tabellen.contract_prijs.filter(pl.col("prestatiecode") == "LIJST1"), tabellen
    )
    assert ("MaxTariefTotaalIntegraal" not in found["code"].to_list()) == mag
    dagen = [MAART, EIND_JUNI, JULI, date(2025, 12, 30), date(2025, 12, 31)]
    lijnen = [
        regel(f"R{nr}", prestatiecode="LIJST1", begindatum=dag, einddatum=None)
        for nr, dag in enumerate(dagen)
    ]
    besluiten = price(*lijnen, tabellen=tabellen, instellingen=AFTOPPEN)
    assert (besluiten["status"] == "OK").all() == mag


@pytest.mark.parametrize("volgorde", [1, -1])
@pytest.mark.parametrize(("uitgesloten", "mag"), [(True, False), (False, True)])
def test_a_prestatie_that_is_described_anew_is_judged_by_what_holds(
    uitgesloten: bool, mag: bool, volgorde: int
) -> None:
    """EUR 110.00 of 100.00, lifted by 10 %; from July on max-max may be excluded."""
    met = tabellen(11_000, {})
    anders = met.prestatie.filter(pl.col("prestatiecode") == "LIJST1")
    grond = anders["maxmax_uitsluiting_grond"].dtype
    later = anders.with_columns(
        begindatum=pl.lit(JULI),
        maxmax_uitgesloten=pl.lit(uitgesloten),
        maxmax_uitsluiting_grond=pl.lit(
            "OVERGENOMEN_GGZ_FZ" if uitgesloten else None, dtype=grond
        ),
    )
    rijen = [anders.with_columns(einddatum=pl.lit(EIND_JUNI)), later][::volgorde]
    overig = met.prestatie.filter(pl.col("prestatiecode") != "LIJST1")
    met = replace(met, prestatie=pl.concat([overig, *rijen]))
    found = check_pricelist(
        met.contract_prijs.filter(pl.col("prestatiecode") == "LIJST1"), met
    )
    assert ("MaxTariefTotaalIntegraal" not in found["code"].to_list()) == mag
