"""The same price twice on a day is one price; two prices on a day are none.

Source: docs/decisions.md 28 and 29 (never max or first; F3): equal prices of one
contract, component and unit on one day are one, told.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tarieven.gevallen import Gevallen
from support.tarieven.tariefwereld import (
    V3,
    Z1,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.lookup.periods import GEEN, MEER, PeriodIndex
from tariffs.schema import Tarieventabellen
from tariffs.sources.tables import read_tabellen

EURO = 1_000_000
JANUARI, JULI, DECEMBER = date(2025, 1, 1), date(2025, 7, 1), date(2025, 12, 1)
F3 = "MEERDERE_CONTRACTEN"

Prijs = tuple[date, date | None, int]


def lijn(**velden: Any) -> dict[str, Any]:
    dag = velden.pop("dag", JULI)
    return regel(**{"begindatum": dag, "einddatum": dag, **velden})


def outcome(van: Tarieventabellen | Gevallen, **velden: Any) -> int | str:
    """What the line costs, in whole euros, or why it does not."""
    if isinstance(van, Gevallen):
        besluit = van.besluit(lijn(**velden)).to_dicts()[0]
    else:
        besluit = price(lijn(**velden), tabellen=van).to_dicts()[0]
    if besluit["bedrag_cent"] is None:
        return ",".join(reden["code"] for reden in besluit["redenen"])
    return besluit["bedrag_cent"] // 100


def rows_for(prijzen: Sequence[Prijs], code: str, **velden: Any) -> list[dict]:
    return [
        {
            "prestatiecode": code,
            "begindatum": begin,
            "einddatum": eind,
            "prijs_e6": euro * EURO,
            **velden,
        }
        for begin, eind, euro in prijzen
    ]


HELE_JAAR = (JANUARI, None, 50)


PRIJZEN: list[tuple[list[Prijs], int | str, int | str]] = [
    ([HELE_JAAR, HELE_JAAR], 50, 50),
    ([HELE_JAAR, HELE_JAAR, HELE_JAAR], 50, 50),
    # They share some days only.
    ([HELE_JAAR, (JULI, None, 50)], 50, 50),
    ([(JANUARI, JULI, 50), (JULI, None, 50)], 50, 50),
    # Unequal ones tie, on the days that they share.
    ([HELE_JAAR, (JANUARI, None, 51)], F3, F3),
    ([HELE_JAAR, HELE_JAAR, (DECEMBER, None, 51)], 50, F3),
    ([(DECEMBER, None, 51), HELE_JAAR, HELE_JAAR], 50, F3),
    ([(JANUARI, JULI, 50), (JULI, None, 51)], F3, 51),
    # The one price ends before the other begins.
    ([(JANUARI, JULI, 50), (JANUARI, JULI, 50), (DECEMBER, None, 51)], 50, 51),
    ([(JANUARI, None, 0), (JANUARI, None, 0)], 0, 0),
]
LIJSTEN = ["contract_prijs", "standaardprijslijst"]


def _van(lijst: str, nummer: int) -> dict[str, Any]:
    """A line of the code of these prices, which that list gives the price of."""
    velden = {} if lijst == "contract_prijs" else {"uzovi": V3}
    return {**velden, "prestatiecode": f"DUBB{nummer:02d}"}


@cache
def dubbel() -> Gevallen:
    """A code for each set of prices, in both lists."""
    tabellen = wereld()
    for nummer, (prijzen, _, _) in enumerate(PRIJZEN):
        code = f"DUBB{nummer:02d}"
        rijen = {lijst: rows_for(prijzen, code) for lijst in LIJSTEN}
        tabellen = with_rows(with_code(tabellen, code), **rijen)
    gevallen = product(LIJSTEN, range(len(PRIJZEN)), (JULI, DECEMBER))
    return Gevallen(
        [[lijn(dag=dag, **_van(lijst, nr))] for lijst, nr, dag in gevallen],
        tabellen=tabellen,
    )


@pytest.mark.parametrize("nummer", range(len(PRIJZEN)))
@pytest.mark.parametrize("lijst", LIJSTEN)
def test_equal_prices_of_a_day_are_one_and_unequal_ones_tie(
    lijst: str, nummer: int
) -> None:
    _, juli, december = PRIJZEN[nummer]
    assert outcome(dubbel(), **_van(lijst, nummer)) == juli
    assert outcome(dubbel(), dag=DECEMBER, **_van(lijst, nummer)) == december


@pytest.mark.parametrize(
    ("per_verpakking", "uitkomst"),
    [
        ((None, None), 150),
        ((None, False), 150),
        # 50.00 per 5 pieces: 3 pieces are 30.00.
        ((True, True), 30),
        # A price of a package and one of a unit are two, whatever their amount.
        ((None, True), F3),
        ((False, True), F3),
    ],
)
def test_equal_is_also_the_unit(
    per_verpakking: tuple[bool | None, bool | None], uitkomst: int | str
) -> None:
    tabellen = with_rows(
        wereld(),
        contract_prijs=[
            *rows_for([HELE_JAAR], "14165082", per_verpakking=per_verpakking[0]),
            *rows_for([HELE_JAAR], "14165082", per_verpakking=per_verpakking[1]),
        ],
    )
    velden = {"prestatiecode": "14165082", "prestatiecodelijst": "001"}
    assert outcome(tabellen, aantal_m=3_000, **velden) == uitkomst


MAART, EIND = date(2014, 3, 31), date(2014, 12, 31)
HONORARIA: list[tuple[list[tuple[str | None, int, date]], int | str]] = [
    ([("0303", 90, EIND), ("0303", 90, EIND)], 90),
    ([("0303", 90, EIND), ("0303", 91, EIND)], F3),
    # The row for the own specialisme goes before one for all, however often.
    ([("0303", 90, EIND), ("0303", 90, EIND), (None, 80, EIND)], 90),
    ([(None, 80, EIND), (None, 80, EIND)], 80),
    ([(None, 80, EIND), (None, 81, EIND)], F3),
    # Of the two that are one the price holds up to the later end.
    ([("0303", 90, EIND), ("0303", 90, MAART)], 90),
    ([(None, 80, MAART), (None, 80, EIND)], 80),
]


def _honorarium(nummer: int) -> dict[str, Any]:
    return {
        "dag": date(2014, 5, 1),
        "prestatiecode": f"HON{nummer:03d}",
        "component": "HONORARIUM",
        "specialisme_uitvoerder_code": "0303",
    }


@cache
def honoraria() -> Gevallen:
    """A code for each set of prices."""
    tabellen = wereld()
    for nummer, (rijen, _) in enumerate(HONORARIA):
        code = {"prestatiecode": f"HON{nummer:03d}", "component": "HONORARIUM"}
        tabellen = with_rows(
            with_code(tabellen, code["prestatiecode"]),
            tarief=[{**code, "einddatum": EIND}],
            contract_prijs=[
                {
                    **code,
                    "versie": 1,
                    "specialisme_uitvoerder_code": specialisme,
                    "begindatum": date(2014, 1, 1),
                    "einddatum": eind,
                    "prijs_e6": euro * EURO,
                }
                for specialisme, euro, eind in rijen
            ],
        )
    gevallen = [[lijn(**_honorarium(nr))] for nr in range(len(HONORARIA))]
    return Gevallen(gevallen, tabellen=tabellen)


@pytest.mark.parametrize("nummer", range(len(HONORARIA)))
def test_equal_prices_of_a_component_are_one(nummer: int) -> None:
    assert outcome(honoraria(), **_honorarium(nummer)) == HONORARIA[nummer][-1]


def test_prices_of_two_contracts_are_not_one() -> None:
    tabellen = with_rows(
        wereld(),
        contract=[{"contract_id": naam, "concern_id": "V3"} for naam in ("A", "B")],
        contract_prijs=[
            {
                "contract_id": naam,
                "versie": 1,
                "prestatiecode": "VRIJ01",
                "prijs_e6": EURO,
            }
            for naam in ("A", "B")
        ],
    )
    assert outcome(tabellen, uzovi=V3) == F3


# A row holds on a day as if each of its days stood in the table by itself.
Rij = tuple[int, int, int, int | None]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.integers(0, 6),
            st.integers(5, 6),
            st.none() | st.integers(0, 4),
        ),
        max_size=6,
    )
)
@settings(max_examples=30, deadline=None)
def test_a_lookup_finds_the_one_value_of_a_day(rows: list[Rij]) -> None:
    first = date(2025, 1, 1)
    frame = pl.DataFrame(
        {
            "k": [k for k, _, _, _ in rows],
            "begindatum": [first + timedelta(days=b) for _, b, _, _ in rows],
            "einddatum": [
                None if n is None else first + timedelta(days=b + n)
                for _, b, _, n in rows
            ],
            "prijs": [prijs for _, _, prijs, _ in rows],
        },
        schema={
            "k": pl.Int32,
            "begindatum": pl.Date,
            "einddatum": pl.Date,
            "prijs": pl.Int64,
        },
    )
    index = PeriodIndex(
        frame, outer=pl.col("k"), n_outer=3, keep=["prijs"], equal_is_one=True
    )
    since = (first - date(1970, 1, 1)).days
    for k in (1, 2):
        for dag in range(13):
            waarden = {
                prijs
                for sleutel, b, prijs, n in rows
                if sleutel == k and b <= dag and (n is None or dag <= b + n)
            }
            found = index.find(pl.Series([k]), pl.Series([since + dag]))
            prijs = index.take(found, "prijs")["prijs"].item()
            if len(waarden) == 1:
                assert {prijs} == waarden
            else:
                assert found.item() == (MEER if waarden else GEEN)


HEAD = "contract_id;versie;prestatiecode;component;prijs;begindatum;einddatum\n"
CONTRACT = (
    "contract_id;versie;agb;concern_id;contractvorm;status;schriftelijk;"
    "begindatum;einddatum;terugvalregel_id;buiten_scope\n"
    "C1;1;06010101;V1;PXQ;ONDERTEKEND;J;2025-01-01;2026-12-31;;PASSANT\n"
)


def told(path: Path, naam: str, text: str) -> tuple[int, list[tuple]]:
    """Rows that stay of a table, and what there is to tell."""
    (path / f"{naam}.csv").write_text(text, encoding="utf-8")
    (path / "contract.csv").write_text(CONTRACT, encoding="utf-8")
    tabellen, findings = read_tabellen(contracten=path)
    columns = findings.select("code", "severity", "row", "value").rows()
    return getattr(tabellen, naam).height, columns


def test_equal_contract_prices_are_told_and_counted(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"C1;1;{code};INTEGRAAL;{prijs};{begin};\n"
        for code, prijs, begin in (
            ("15E566", "50,00", "2025-01-01"),
            ("15E566", "50,00", "2025-07-01"),
            ("15E567", "50,00", "2025-01-01"),
        )
    )
    stays = told(tmp_path, "contract_prijs", text)
    assert stays == (3, [("PRIJS_DUBBEL", "warn", 1, "2")])


def test_unequal_contract_prices_are_told_as_a_tie_and_equal_ones_beside_them(
    tmp_path: Path,
) -> None:
    text = HEAD + "".join(
        f"C1;1;{code};INTEGRAAL;{prijs};{begin};{eind}\n"
        for code, prijs, begin, eind in (
            ("15E566", "50,00", "2025-01-01", "2025-12-31"),
            ("15E566", "51,00", "2025-07-01", ""),
            # Equal in one year and equal in the next: no tie, though there are two.
            ("15E567", "50,00", "2025-01-01", "2025-12-31"),
            ("15E567", "50,00", "2025-01-01", "2025-12-31"),
            ("15E567", "60,00", "2026-01-01", ""),
            ("15E567", "60,00", "2026-01-01", ""),
        )
    )
    height, findings = told(tmp_path, "contract_prijs", text)
    assert height == 6
    assert sorted(findings) == [
        ("PERIODE_OVERLAPT_PRIJS", "warn", 1, None),
        ("PERIODE_OVERLAPT_PRIJS", "warn", 2, None),
        ("PRIJS_DUBBEL", "warn", 3, "4"),
    ]


@pytest.mark.parametrize(
    ("naam", "kop"),
    [
        ("standaardprijslijst", "zorginstelling_code;prestatiecode;component;prijs;"),
        ("odv_prijs", "zorginstelling_code;prestatiecode;prijs;"),
    ],
)
@pytest.mark.parametrize(("tweede", "blijft"), [("50,00", True), ("51,00", False)])
def test_other_lists_keep_equal_prices_and_refuse_unequal_ones(
    tmp_path: Path, naam: str, kop: str, tweede: str, blijft: bool
) -> None:
    component = "INTEGRAAL;" if "component" in kop else ""
    text = f"{kop}begindatum;einddatum\n" + "".join(
        f"{Z1};15E566;{component}{prijs};2025-01-01;\n" for prijs in ("50,00", tweede)
    )
    height, findings = told(tmp_path, naam, text)
    if blijft:
        assert (height, findings) == (2, [("PRIJS_DUBBEL", "warn", 1, "2")])
    else:
        assert height == 0
        assert findings == [("PERIODE_OVERLAPT", "reject", row, None) for row in (1, 2)]
