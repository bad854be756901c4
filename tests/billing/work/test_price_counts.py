"""The balance of the lines: each is in exactly one row, and none is left out."""

from datetime import date
from functools import cache

import polars as pl
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    price,
    regel,
    wereld,
    with_code,
    with_rows,
)

from billing.work.price_counts import BEGREPEN, UITKOMSTEN, count_balance
from tariffs.decision.frames import unreadable_decisions
from tariffs.schema import STATUS, Prijsbesluiten, Tarieventabellen

DAG = date(2025, 3, 10)


@cache
def tabellen() -> Tarieventabellen:
    """VRIJ01 absorbs KLEIN1, and KLEIN2 which it excludes too; DUUR01 is all nines."""
    met = with_code(wereld(), "KLEIN1", prijs_cent=1_000)
    met = with_code(met, "KLEIN2", prijs_cent=1_000)
    met = with_code(met, "DUUR01", prijs_cent=999_999)
    rule = {"code_b": "CODE:VRIJ01", "reikwijdte": "DAG"}
    return with_rows(
        met,
        ozp_regel=[
            {**rule, "regel_id": name, "soort": soort, "code_a": f"CODE:{code}"}
            for name, soort, code in (
                ("IN1", "BEGREPEN_IN", "KLEIN1"),
                ("IN2", "BEGREPEN_IN", "KLEIN2"),
                ("UIT", "SLUIT_UIT", "KLEIN2"),
            )
        ],
    )


def lines(*given: tuple[str, str]) -> pl.DataFrame:
    """Decisions on lines of a code and a patient."""
    return price(
        *(
            regel(f"R{n}", prestatiecode=code, verzekerde_id=who)
            for n, (code, who) in enumerate(given)
        ),
        tabellen=tabellen(),
        instellingen=AFTOPPEN,
    )


def balance(besluiten: pl.DataFrame) -> dict[str, tuple[int, int | None]]:
    counted = count_balance(besluiten)
    assert counted["uitkomst"].to_list() == list(UITKOMSTEN)
    assert counted["regels"].sum() == besluiten.height
    assert counted["bedrag_cent"].sum() == besluiten["bedrag_cent"].sum()
    return {name: (n, cents) for name, n, cents in counted.iter_rows() if n}


def test_every_status_is_an_outcome():
    assert set(STATUS.categories) == set(UITKOMSTEN) - {BEGREPEN}


def test_each_line_is_in_one_row_and_the_rows_add_up():
    priced = lines(
        ("VRIJ01", "P1"),
        ("KLEIN1", "P1"),
        ("KLEIN1", "P2"),
        ("DUUR01", "P2"),
        ("BESTAATNIET", "P3"),
    )
    assert balance(priced) == {
        "OK": (2, 11_000),
        "SIGNAAL": (1, 999_999),
        BEGREPEN: (1, None),
        "GEWEIGERD": (1, None),
    }


def test_a_line_that_is_refused_for_more_than_being_absorbed_is_refused():
    priced = lines(("VRIJ01", "P1"), ("KLEIN1", "P1"), ("KLEIN2", "P1"))
    assert priced["redenen"].list.len().to_list() == [0, 1, 2]
    assert balance(priced) == {
        "OK": (1, 10_000),
        BEGREPEN: (1, None),
        "GEWEIGERD": (1, None),
    }


def test_lines_that_cannot_be_read_are_in_the_balance():
    priced = lines(("VRIJ01", "P1"))
    unread = pl.DataFrame({"row": [1], "regel_id": ["R9"]})
    fault = pl.DataFrame(
        {
            "bestand": ["r.csv"],
            "source": ["declaratieregels"],
            "row": [1],
            "column": ["aantal"],
            "code": ["GETAL_ONLEESBAAR"],
            "severity": ["reject"],
            "value": ["x"],
            "tekst": ["Geen getal."],
        }
    )
    told = unreadable_decisions(unread, fault, AFTOPPEN)
    assert balance(pl.concat([priced, told])) == {
        "OK": (1, 10_000),
        "ONLEESBAAR": (1, None),
    }


def test_no_lines_are_a_balance_of_noughts():
    assert balance(Prijsbesluiten.create_empty()) == {}
