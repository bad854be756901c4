"""Volume tiers: what came before in the year decides, and no line loses its part."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V2,
    V3,
    WEIGER,
    Z2,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    with_code,
    with_rows,
)

from tariffs.prices.staffel import with_volumes
from tariffs.schema import Tarieventabellen


def lijn(regel_id: str, aantal: int, **velden: Any) -> dict[str, Any]:
    return regel(
        regel_id,
        zorginstelling_code=Z2,
        aantal_m=aantal * 1_000,
        **{
            "prestatiecode": "039962",
            "verzekerde_id": regel_id,
            "uzovi": V2,
            **velden,
        },
    )


def marginal(before: int, aantal: int) -> int:
    """Example 41 in cents: EUR 500 each up to 100, EUR 450 after."""
    goedkoop = max(0, min(aantal, before + aantal - 100))
    return (aantal - goedkoop) * 50_000 + goedkoop * 45_000


@cache
def over_twee_jaar() -> Tarieventabellen:
    """A contract of V3 for 2025 and 2026 with the tiers of example 41 on two codes."""
    contract = {
        "contract_id": "CJ",
        "zorginstelling_code": Z2,
        "concern_id": "V3",
        "einddatum": date(2026, 12, 31),
    }
    return with_rows(
        with_code(fixture(), "TREDE2"),
        contract=[contract],
        contract_staffel=[
            {
                "contract_id": "CJ",
                "versie": 1,
                "selector": f"CODE:{code}",
                "vanaf_aantal": vanaf,
                "prijs_e6": euro * 1_000_000,
                "variant": "MARGINAAL",
            }
            for code in ("039962", "TREDE2")
            for vanaf, euro in ((1, 500), (101, 450))
        ],
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=6))
def test_lines_of_a_year_add_up_to_the_price_of_its_volume(
    aantallen: list[int],
) -> None:
    lijnen = [lijn(f"R{n}", aantal) for n, aantal in enumerate(aantallen)]
    besluiten = price(*lijnen, tabellen=fixture())
    assert besluiten["bedrag_cent"].sum() == marginal(0, sum(aantallen))


def test_final_volumes_on_the_lines_make_splitting_harmless() -> None:
    volumes = {"staffel_volume_m": 120_000}
    samen = price(
        lijn("R1", 60, staffel_vooraf_m=0, **volumes),
        lijn("R2", 60, staffel_vooraf_m=60_000, **volumes),
        tabellen=fixture(),
    )
    los = price(lijn("R2", 60, staffel_vooraf_m=60_000, **volumes), tabellen=fixture())
    assert amounts_of(samen) == {"R1": marginal(0, 60), "R2": marginal(60, 60)}
    assert amounts_of(los)["R2"] == amounts_of(samen)["R2"]


def test_a_refused_line_takes_no_volume() -> None:
    besluiten = price(lijn("R1", 100, dc=None), lijn("R2", 100), tabellen=fixture())
    assert amounts_of(besluiten) == {"R1": None, "R2": marginal(0, 100)}


def test_a_debit_that_the_batch_takes_back_takes_no_volume() -> None:
    """What is credited was never delivered: 60 at 500.00, none of them past 100.

    Source: docs/decisions.md 38, example 41.
    """
    credit = {"dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluiten = price(
        lijn("R1", 100),
        {**lijn("R2", 100), **credit, "verzekerde_id": "R1"},
        lijn("R3", 60),
        tabellen=fixture(),
    )
    assert amounts_of(besluiten)["R3"] == 60 * 50_000


@pytest.mark.parametrize(
    ("dagen", "bedragen"),
    [
        # The year is counted by day, whatever the lines are called: R2 came first.
        ((date(2025, 3, 31), date(2025, 3, 1)), (marginal(60, 60), marginal(0, 60))),
        ((date(2025, 3, 1), date(2025, 3, 31)), (marginal(0, 60), marginal(60, 60))),
        # On one day by regel_id.
        ((date(2025, 3, 1), date(2025, 3, 1)), (marginal(0, 60), marginal(60, 60))),
        # Every year begins anew, and the last day of one is of that year.
        ((date(2025, 12, 31), date(2026, 1, 1)), (marginal(0, 60), marginal(0, 60))),
        ((date(2026, 1, 1), date(2025, 12, 31)), (marginal(0, 60), marginal(0, 60))),
        ((date(2025, 1, 1), date(2025, 12, 31)), (marginal(0, 60), marginal(60, 60))),
    ],
)
@pytest.mark.parametrize("omgekeerd", [False, True])
def test_volume_is_counted_by_day_within_the_year_of_the_peildatum(
    dagen: tuple[date, date], bedragen: tuple[int, int], *, omgekeerd: bool
) -> None:
    """Source: example 41 (a year); order of docs/decisions.md 26 (day, regel_id)."""
    lijnen = [
        lijn(naam, 60, begindatum=dag, einddatum=dag, uzovi=V3)
        for naam, dag in zip(("R1", "R2"), dagen, strict=True)
    ]
    besluiten = price(*lijnen[:: -1 if omgekeerd else 1], tabellen=over_twee_jaar())
    assert amounts_of(besluiten) == dict(zip(("R1", "R2"), bedragen, strict=True))


def test_each_contract_and_each_selector_has_a_volume_of_its_own() -> None:
    """A tier is a row of one contract version about one selector."""
    besluiten = price(
        lijn("R1", 100),
        lijn("R2", 60, uzovi=V3),
        lijn("R3", 60, prestatiecode="TREDE2", uzovi=V3),
        lijn("R4", 60, uzovi=V3),
        tabellen=over_twee_jaar(),
    )
    assert amounts_of(besluiten) == {
        "R1": marginal(0, 100),
        "R2": marginal(0, 60),
        "R3": marginal(0, 60),
        "R4": marginal(60, 60),
    }


@pytest.mark.parametrize("aantal", [99, 100, 101])
def test_a_tier_begins_with_the_unit_that_it_names(aantal: int) -> None:
    """From 101 at 450.00: unit 100 is the last at 500.00 (example 41)."""
    deel, geheel = (
        price(lijn("R1", aantal, prestatiecode=code), tabellen=fixture())
        for code in ("039962", "039963")
    )
    assert amounts_of(deel) == {"R1": marginal(0, aantal)}
    eenheid = 45_000 if aantal > 100 else 50_000
    assert amounts_of(geheel) == {"R1": aantal * eenheid}
    hoogste = deel["eenheidsprijs_e6"].to_list()
    assert hoogste == [500_000_000]


def test_whole_volume_prices_every_unit_in_the_tier_of_the_year() -> None:
    geheel = {"prestatiecode": "039963"}
    besluiten = price(
        lijn("R1", 60, **geheel), lijn("R2", 60, **geheel), tabellen=fixture()
    )
    assert besluiten["bedrag_cent"].to_list() == [60 * 45_000, 60 * 45_000]


@cache
def met_maximum() -> Tarieventabellen:
    """Tiers of EUR 5 up to 10 and EUR 3 after, under a maximum of EUR 4."""
    tabellen = with_code(fixture(), "TREDE1", maximum_cent=400)
    trede = {"contract_id": "C30", "versie": 1, "selector": "CODE:TREDE1"}
    return with_rows(
        tabellen,
        contract_staffel=[
            {
                **trede,
                "vanaf_aantal": vanaf,
                "prijs_e6": euro * 1_000_000,
                "variant": "MARGINAAL",
            }
            for vanaf, euro in ((1, 5), (11, 3))
        ],
    )


@pytest.mark.parametrize("instellingen", [AFTOPPEN, WEIGER])
def test_each_tier_is_capped_by_itself(instellingen: Any) -> None:
    besluiten = price(
        lijn("R1", 12, prestatiecode="TREDE1"),
        tabellen=met_maximum(),
        instellingen=instellingen,
    )
    assert codes_of(besluiten)["R1"][0] == "TARIEF_BOVEN_MAXIMUM"
    # Ten at the maximum of 4.00 and two at 3.00.
    assert besluiten["toegestaan_bedrag_cent"].to_list() == [4_600]
    capped = instellingen.bij_overschrijding == "AFTOPPEN"
    assert besluiten["bedrag_cent"].to_list() == [4_600 if capped else None]


def test_volume_below_the_first_tier_has_no_tier_price() -> None:
    later = replace(
        fixture(),
        contract_staffel=fixture().contract_staffel.with_columns(
            vanaf_aantal=pl.col("vanaf_aantal") + 10
        ),
    )
    besluiten = price(lijn("R1", 5), tabellen=later)
    assert codes_of(besluiten) == {"R1": ["GEEN_CONTRACTPRIJS"]}


@cache
def per_tijd() -> Tarieventabellen:
    """EUR 60 per hour, EUR 48 from the third hour on; EUR 9 per quarter, 6 from 5 on.

    Codes GEHEEL have the same tiers, for the volume of the whole year.
    """
    tabellen = fixture()
    tredes = {"UUR": ((1, 60), (3, 48)), "MIN15": ((1, 9), (5, 6)), "MIN5": ((1, 3),)}
    rijen = []
    for eenheid, van_eenheid in tredes.items():
        for variant in ("MARGINAAL", "GEHEEL_VOLUME"):
            code = f"{eenheid}{variant[0]}"
            tabellen = with_code(
                tabellen, code, eenheid=eenheid, aantal_deelbaar=eenheid == "UUR"
            )
            rijen += [
                {
                    "contract_id": "C30",
                    "versie": 1,
                    "selector": f"CODE:{code}",
                    "vanaf_aantal": vanaf,
                    "prijs_e6": euro * 1_000_000,
                    "variant": variant,
                }
                for vanaf, euro in van_eenheid
            ]
    return with_rows(tabellen, contract_staffel=rijen)


def tijd(regel_id: str, code: str, minuten: int, dag: int = 10) -> dict[str, Any]:
    return lijn(
        regel_id,
        1,
        prestatiecode=code,
        minuten=minuten,
        verzekerde_id="P1",
        begindatum=date(2025, 3, dag),
        einddatum=date(2025, 3, dag),
    )


@pytest.mark.parametrize(
    ("minuten", "bedrag"),
    [
        # Regeling msz 2016 art. 33d.6b: to the nearest five minutes.
        (20, 2_000),  # 20/60 x 60.00
        (13, 1_500),  # 15 minutes
        (37, 3_500),  # 35 minutes
        (125, 12_400),  # two hours of 60.00 and 5/60 x 48.00
    ],
)
def test_minutes_of_an_hourly_code_have_a_price_of_their_tier(
    minuten: int, bedrag: int
) -> None:
    besluit = price(tijd("R1", "UURM", minuten), tabellen=per_tijd())
    assert codes_of(besluit) == {"R1": []}
    assert amounts_of(besluit) == {"R1": bedrag}


def test_minutes_of_hours_add_up_to_the_border_of_a_tier() -> None:
    """20 + 100 minutes are two hours at 60.00; the next 25 minutes are at 48.00."""
    besluit = price(
        tijd("R1", "UURM", 20, dag=1),
        tijd("R2", "UURM", 100, dag=2),
        tijd("R3", "UURM", 25, dag=3),
        tabellen=per_tijd(),
    )
    assert amounts_of(besluit) == {"R1": 2_000, "R2": 10_000, "R3": 2_000}


@pytest.mark.parametrize(
    ("minuten", "bedragen"),
    [((20, 100), [2_000, 10_000]), ((20, 105), [1_600, 8_400])],
)
def test_a_whole_volume_of_hours_is_told_to_the_minute(
    minuten: tuple[int, int], bedragen: list[int]
) -> None:
    """Two hours are in the first tier; 125 minutes are all at EUR 48 an hour."""
    besluit = price(
        *(tijd(f"R{n}", "UURG", m, dag=n + 1) for n, m in enumerate(minuten)),
        tabellen=per_tijd(),
    )
    assert besluit["bedrag_cent"].to_list() == bedragen


@pytest.mark.parametrize(
    ("teller", "noemer", "bedrag"),
    [
        (20, 60, 2_000),
        (1, 3, 2_000),
        # 1/7 x 60.00 = 8.571...
        (1, 7, 857),
        # 15/7 hour: two hours of 60.00 and 1/7 of 48.00 = 6.857...
        (15, 7, 12_686),
        (375, 1_000, 2_250),
    ],
)
def test_any_exact_part_of_a_unit_has_a_price_of_its_tier(
    teller: int, noemer: int, bedrag: int
) -> None:
    deel = {"aantal_m": None, "aantal_teller": teller, "aantal_noemer": noemer}
    besluit = price(lijn("R1", 1, prestatiecode="UURM") | deel, tabellen=per_tijd())
    assert amounts_of(besluit) == {"R1": bedrag}


def test_quarters_of_a_day_are_the_volume_of_its_first_line() -> None:
    """Regeling msz 2016 art. 27.2c: the minutes of a day are added up, then rounded.

    Each day 22 + 16 = 38 minutes are 3 quarters: 3 x 9.00 = 27.00 on the first day, and
    9.00 + 2 x 6.00 = 21.00 on the second, for the fifth quarter is at EUR 6.
    """
    besluit = price(
        tijd("A1", "MIN15M", 22, dag=1),
        tijd("A2", "MIN15M", 16, dag=1),
        tijd("B1", "MIN15M", 22, dag=2),
        tijd("B2", "MIN15M", 16, dag=2),
        tabellen=per_tijd(),
    )
    assert amounts_of(besluit) == {"A1": 2_700, "A2": None, "B1": 2_100, "B2": None}
    begrepen = ["BEGREPEN_IN_ANDERE_PRESTATIE"]
    assert codes_of(besluit) == {"A1": [], "A2": begrepen, "B1": [], "B2": begrepen}


def test_minutes_that_are_no_quarter_alone_are_one_together() -> None:
    """7 + 7 minutes on each of five days: a quarter a day, the fifth at EUR 6."""
    besluit = price(
        *(
            tijd(f"R{dag}{deel}", "MIN15M", 7, dag=dag)
            for dag in range(1, 6)
            for deel in "ab"
        ),
        tabellen=per_tijd(),
    )
    betaald = besluit.filter(pl.col("bedrag_cent").is_not_null())
    assert betaald["bedrag_cent"].to_list() == [900, 900, 900, 900, 600]


def test_quarters_over_days_count_for_the_whole_volume_of_the_year() -> None:
    """Two days of 3 quarters are 6: all at EUR 6."""
    besluit = price(
        *(
            tijd(f"R{dag}{deel}", "MIN15G", minuten, dag=dag)
            for dag in (1, 2)
            for deel, minuten in (("a", 22), ("b", 16))
        ),
        tabellen=per_tijd(),
    )
    assert besluit["bedrag_cent"].drop_nulls().to_list() == [1_800, 1_800]


def test_units_of_five_minutes_have_a_price_of_their_tier() -> None:
    besluit = price(tijd("R1", "MIN5M", 18), tabellen=per_tijd())
    assert amounts_of(besluit) == {"R1": 1_200}


def test_volumes_on_a_line_hold_in_thousandths_of_an_hour() -> None:
    """1.75 hours came before: 15 minutes at 60.00 and 5 at 48.00 = 15.00 + 4.00."""
    vooraf = {"staffel_vooraf_m": 1_750, "staffel_volume_m": 9_000}
    besluit = price(tijd("R1", "UURM", 20) | vooraf, tabellen=per_tijd())
    assert amounts_of(besluit) == {"R1": 1_900}


def test_an_hour_above_its_maximum_is_capped_in_its_own_tier() -> None:
    """EUR 60 is capped at 50; 125 minutes are 2 x 50.00 + 5/60 x 48.00 = 104.00."""
    duur = replace(
        per_tijd(),
        tarief=pl.concat(
            [
                per_tijd().tarief.filter(pl.col("prestatiecode") != "UURM"),
                with_code(fixture(), "UURM", maximum_cent=5_000).tarief.filter(
                    pl.col("prestatiecode") == "UURM"
                ),
            ]
        ),
    )
    besluit = price(tijd("R1", "UURM", 125), tabellen=duur)
    assert amounts_of(besluit) == {"R1": 10_400}


def test_the_volume_of_a_year_goes_by_day_and_then_regel_id() -> None:
    """R9 came first: 60 x 500.00; R1 has 40 x 500.00 and 20 x 450.00 left."""
    dag = {"begindatum": date(2025, 3, 9), "einddatum": date(2025, 3, 9)}
    besluit = price(lijn("R1", 60), lijn("R9", 60, **dag), tabellen=fixture())
    assert amounts_of(besluit) == {"R1": 2_900_000, "R9": 3_000_000}
    zelfde = price(lijn("R9", 60), lijn("R1", 60), tabellen=fixture())
    assert amounts_of(zelfde) == {"R1": 3_000_000, "R9": 2_900_000}


@cache
def over_jaren() -> Tarieventabellen:
    """The contract and its tiers hold in 2026 as well."""
    open_ = pl.when(pl.col("contract_id") != "C30").then("einddatum")
    contract = fixture().contract.with_columns(einddatum=open_)
    return replace(fixture(), contract=contract)


def test_each_year_of_a_staffel_begins_anew() -> None:
    """60 in 2025 and 60 in 2026 are each 60 x 500.00, none of them the 101st."""
    nieuwjaar = {"begindatum": date(2026, 1, 1), "einddatum": date(2026, 1, 1)}
    besluit = price(lijn("R1", 60), lijn("R2", 60, **nieuwjaar), tabellen=over_jaren())
    assert amounts_of(besluit) == {"R1": 3_000_000, "R2": 3_000_000}


GEGEVEN = ("staffel_vooraf_m", "staffel_volume_m")


def test_a_volume_in_the_finest_parts_is_no_number_of_eight_bytes() -> None:
    """Ten million units beside a billionth of one: 10^19 in the arithmetic."""
    lines = pl.DataFrame(
        {
            "batch_rij": [0, 1],
            "staffel": [0, 0],
            "dag": [0, 0],
            "regel_id": ["R1", "R2"],
            "teller": [10**10, 1],
            "noemer": [10**3, 10**9],
        }
    ).with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in GEGEVEN)
    found = with_volumes(lines)
    assert found["staffel_schaal"].to_list() == [10**9, 10**9]
    assert found["staffel_aantal"].to_list() == [10**16, 1]
    assert found["staffel_vooraf"].to_list() == [0, 10**16]
    assert found["staffel_volume"].to_list() == [10**16 + 1, 10**16 + 1]
