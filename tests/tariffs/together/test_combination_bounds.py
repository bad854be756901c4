"""Phase E on the first and the last day on which a rule holds, on both sides.

Ends of months follow the calendar (a month after 31 August is 30 September); windows in
days are those of the articles named. Found by changes that no other test noticed
(``make mutate``).
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from support.tarieven.tariefwereld import (
    codes_of,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from tariffs.schema import Tarieventabellen

DAG = date(2025, 6, 15)
TERMIJN = "TERMIJN_NIET_VERSTREKEN"
CODES = ("SLUIT1", "SLUIT2", "VEREI1", "VEREI2", "MAXIM1", "TERMI1", "BEGRE1", "BEGRE2")


@cache
def tabellen() -> Tarieventabellen:
    """One rule of each kind, over ten days or one month."""
    gevuld = wereld()
    for code in CODES:
        gevuld = with_code(gevuld, code, prijs_cent=100)
    return with_rows(
        gevuld,
        ozp_regel=[
            _over("SLUIT_UIT", "SLUIT1", "SLUIT2", periode_dagen=10),
            _over("VEREIST", "VEREI1", "VEREI2", periode_dagen=10),
            _over("MAX_AANTAL", "MAXIM1", None, periode_dagen=10, aantal=1),
            _over("BEGREPEN_IN", "BEGRE1", "BEGRE2", periode_dagen=10),
            _over("TERMIJN_MAAND", "TERMI1", None, aantal=1),
        ],
    )


def _over(soort: str, a: str, b: str | None, **velden: Any) -> dict[str, Any]:
    return {
        "regel_id": soort,
        "soort": soort,
        "code_a": f"CODE:{a}",
        "code_b": None if b is None else f"CODE:{b}",
        "reikwijdte": "PERIODE",
        **velden,
    }


def refused(eerst: tuple[str, date], dan: tuple[str, date]) -> list[list[str]]:
    """The refusals of two lines of one patient."""
    lijnen = [
        regel(f"R{n}", prestatiecode=code, begindatum=dag, einddatum=dag)
        for n, (code, dag) in enumerate((eerst, dan))
    ]
    return list(codes_of(price(*lijnen, tabellen=tabellen())).values())


@pytest.mark.parametrize("dagen", [-11, -10, -1, 0, 1, 10, 11])
def test_an_exclusion_over_ten_days_holds_to_the_tenth_day_on_both_sides(
    dagen: int,
) -> None:
    ander = DAG + timedelta(dagen)
    verwacht = ["COMBINATIE_NIET_TOEGESTAAN"] if abs(dagen) <= 10 else []
    assert refused(("SLUIT1", DAG), ("SLUIT2", ander)) == [verwacht, []]


@pytest.mark.parametrize("dagen", [-11, -10, -1, 0, 1, 10, 11])
def test_a_companion_over_ten_days_may_stand_on_the_tenth_day_on_both_sides(
    dagen: int,
) -> None:
    ander = DAG + timedelta(dagen)
    verwacht = [] if abs(dagen) <= 10 else ["VEREISTE_COMBINATIE_ONTBREEKT"]
    assert refused(("VEREI1", DAG), ("VEREI2", ander)) == [verwacht, []]


@pytest.mark.parametrize("dagen", [-1, 0, 1, 10, 11])
def test_care_included_for_ten_days_is_so_from_the_day_itself_to_the_tenth(
    dagen: int,
) -> None:
    # "Binnen 30 dagen na de ingreep" (Regeling msz 2016 art. 28.4a).
    na = DAG + timedelta(dagen)
    verwacht = ["BEGREPEN_IN_ANDERE_PRESTATIE"] if 0 <= dagen <= 10 else []
    assert refused(("BEGRE2", DAG), ("BEGRE1", na)) == [[], verwacht]


@pytest.mark.parametrize("dagen", [0, 1, 9, 10, 11])
def test_a_number_in_ten_days_counts_the_first_day(dagen: int) -> None:
    # Ten days from the first on are that day and nine more.
    later = DAG + timedelta(dagen)
    verwacht = ["MAXIMUM_AANTAL_OVERSCHREDEN"] if dagen < 10 else []
    assert refused(("MAXIM1", DAG), ("MAXIM1", later)) == [[], verwacht]


@pytest.mark.parametrize(
    ("vorige", "eerste"),
    [
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2025, 2, 28), date(2025, 3, 28)),
        (date(2025, 3, 31), date(2025, 4, 30)),
        (date(2025, 4, 30), date(2025, 5, 30)),
        (date(2025, 5, 31), date(2025, 6, 30)),
        (date(2025, 6, 30), date(2025, 7, 30)),
        (date(2025, 7, 31), date(2025, 8, 31)),
        (date(2025, 8, 31), date(2025, 9, 30)),
        (date(2025, 9, 30), date(2025, 10, 30)),
        (date(2025, 10, 31), date(2025, 11, 30)),
        (date(2025, 11, 30), date(2025, 12, 30)),
        (date(2025, 12, 31), date(2026, 1, 31)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2021, 1, 31), date(2021, 2, 28)),
    ],
)
def test_a_term_of_a_month_ends_on_the_same_day_or_the_last_of_the_month(
    vorige: date, eerste: date
) -> None:
    te_vroeg = eerste - timedelta(1)
    assert TERMIJN in refused(("TERMI1", vorige), ("TERMI1", te_vroeg))[1]
    assert TERMIJN not in refused(("TERMI1", vorige), ("TERMI1", eerste))[1]
