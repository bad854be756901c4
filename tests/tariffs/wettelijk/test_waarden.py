"""A change of the law is a row more, and prices follow it from its day on."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    Z1,
    amounts_of,
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.pricelists.pricelist import check_pricelist
from tariffs.schema import Tarieventabellen
from tariffs.schema.enums import SOORT_PRESTATIE
from tariffs.wettelijk import waarden
from tariffs.wettelijk.waarden import (
    Wettelijk,
    highest,
    lowest_between,
    value_on,
    wettelijke_waarden,
)

APRIL = date(2025, 4, 1)
MAART_31 = APRIL - timedelta(days=1)


@pytest.fixture
def change_law(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts rows beside those that ship, as a line more in the file would."""

    def change(*rows: dict[str, Any]) -> None:
        empty = dict.fromkeys(("soort_prestatie", "begindatum", "einddatum"))
        more = (Wettelijk(**{**empty, "bron": "wijziging", **row}) for row in rows)
        changed = (*wettelijke_waarden(), *more)
        monkeypatch.setattr(waarden, "wettelijke_waarden", lambda: changed)

    return change


def test_rows_that_ship_are_whole_and_speak_once_of_a_day() -> None:
    rows = wettelijke_waarden()
    assert all(row.naam and row.bron for row in rows)
    kinds = {row.soort_prestatie for row in rows if row.soort_prestatie}
    assert kinds <= set(SOORT_PRESTATIE.categories)
    told = groupby(
        sorted(
            rows,
            key=lambda row: (
                row.naam,
                row.soort_prestatie or "",
                row.begindatum or date.min,
            ),
        ),
        key=lambda row: (row.naam, row.soort_prestatie),
    )
    for _, same in told:
        for before, after in pairwise(same):
            assert before.einddatum is not None
            assert after.begindatum == before.einddatum + timedelta(days=1)


@pytest.mark.parametrize(
    ("naam", "dag", "waarde"),
    [
        # Wet OB 1968 art. 9: 19 % to 30 September 2012, 21 % after; 6 % to 2018, 9 %
        # after.
        ("btw_hoog_bp", date(2000, 12, 31), None),
        ("btw_hoog_bp", date(2012, 9, 30), 1_900),
        ("btw_hoog_bp", date(2012, 10, 1), 2_100),
        ("btw_laag_bp", date(2018, 12, 31), 600),
        ("btw_laag_bp", date(2019, 1, 1), 900),
        ("tarief_per_component", date(2014, 12, 31), 1),
        ("tarief_per_component", date(2015, 1, 1), 0),
        ("maxmax_bp", date(2005, 1, 1), 1_000),
        ("maxmax_bp", None, None),
    ],
)
def test_a_figure_is_that_of_its_day(
    naam: str, dag: date | None, waarde: int | None
) -> None:
    row = pl.DataFrame({"begindatum": [dag]}, schema={"begindatum": pl.Date})
    of_no_kind = pl.lit(None, dtype=pl.String)
    assert row.select(value_on(naam, soort_prestatie=of_no_kind)).item() == waarde


def duur(prijs_cent: int, soort: str = "OZP") -> Tarieventabellen:
    """DUUR01 of at most 100.00, at a price; M2 lifts it ten percent all year."""
    met = with_code(wereld(), "DUUR01", maximum_cent=10_000, soort_prestatie=soort)
    return with_rows(
        met,
        contract_prijs=[
            {
                "prestatiecode": "DUUR01",
                "prijs_e6": prijs_cent * 10_000,
                "einddatum": date(2025, 12, 31),
            }
        ],
        maxmax_afspraak=[
            {
                "afspraak_id": "M2",
                "zorginstelling_code": Z1,
                "percentage_bp": 1_000,
                "begindatum": date(2025, 1, 1),
                "einddatum": date(2025, 12, 31),
            }
        ],
    )


def beside(
    dag: date, tabellen: Tarieventabellen
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The refusals of a line of a day, and its amount."""
    besluit = price(
        regel(prestatiecode="DUUR01", begindatum=dag, einddatum=dag),
        tabellen=tabellen,
        instellingen=AFTOPPEN,
    )
    return codes_of(besluit), amounts_of(besluit)


VIJF_PROCENT = {
    "naam": "maxmax_bp",
    "soort_prestatie": "OZP",
    "begindatum": APRIL,
    "waarde": 500,
}


def test_another_maxmax_for_a_category_from_a_day_is_a_row(
    change_law: Callable[..., None],
) -> None:
    tabellen = duur(10_800)
    assert beside(APRIL, tabellen)[1] == {"R1": 10_800}
    change_law(VIJF_PROCENT)
    assert beside(MAART_31, tabellen)[1] == {"R1": 10_800}
    # From April on 5 % of 100.00 is 105.00 at most.
    reasons, amounts = beside(APRIL, tabellen)
    assert reasons == {"R1": ["TARIEF_BOVEN_MAXIMUM", "TARIEF_BOVEN_MAXMAX"]}
    assert amounts == {"R1": 10_500}


def test_other_categories_keep_theirs(change_law: Callable[..., None]) -> None:
    change_law(VIJF_PROCENT)
    tabellen = duur(10_800, soort="ADDON_OVERIG")
    assert beside(APRIL, tabellen)[1] == {"R1": 10_800}


@pytest.mark.parametrize(("prijs_cent", "is_above"), [(10_500, False), (10_501, True)])
def test_a_price_list_is_held_to_the_lowest_of_all_its_days(
    change_law: Callable[..., None], prijs_cent: int, is_above: bool
) -> None:
    tabellen = duur(prijs_cent)

    def found() -> bool:
        faults = check_pricelist(tabellen.contract_prijs, tabellen)
        mine = faults.filter(
            pl.col("code").str.starts_with("MaxTarief"), pl.col("value") == "DUUR01"
        )
        return not mine.is_empty()

    assert not found()
    change_law(VIJF_PROCENT)
    assert found() is is_above


def test_btw_follows_its_row(change_law: Callable[..., None]) -> None:
    tabellen = with_code(
        wereld(), "BTW001", prijs_cent=10_000, btw_behandeling="BELAST_HOOG"
    )

    def amount(dag: date) -> int:
        besluit = price(
            regel(prestatiecode="BTW001", begindatum=dag, einddatum=dag),
            tabellen=tabellen,
        )
        return amounts_of(besluit)["R1"]

    assert amount(APRIL) == 12_100
    change_law({"naam": "btw_hoog_bp", "begindatum": APRIL, "waarde": 2_300})
    assert (amount(MAART_31), amount(APRIL)) == (12_100, 12_300)


def test_the_lowest_is_looked_for_on_every_day_between(
    change_law: Callable[..., None],
) -> None:
    change_law(
        {"naam": "maxmax_bp", "soort_prestatie": "OZP", "begindatum": APRIL,
         "einddatum": APRIL, "waarde": 300},
        {"naam": "maxmax_bp", "soort_prestatie": "DBC", "begindatum": APRIL,
         "waarde": 1_500},
    )  # fmt: skip
    days = [MAART_31, APRIL, APRIL + timedelta(days=1)]
    for soort in ("OZP", "DBC", "FP"):
        for van in days:
            for tot in (day for day in days if day >= van):
                row = pl.DataFrame({"soort": [soort], "van": [van], "tot": [tot]})
                kind = pl.col("soort")
                low = row.select(
                    lowest_between("maxmax_bp", pl.col("van"), pl.col("tot"), kind)
                ).item()
                each = [
                    row.select(value_on("maxmax_bp", pl.lit(day), kind)).item()
                    for day in days
                    if van <= day <= tot
                ]
                assert low == min(each)
    assert highest("maxmax_bp") == 1_500
