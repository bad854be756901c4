"""What the command line does, the room does on frames: eager to eager, lazy to lazy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.tarieven.tariefwereld import AFTOPPEN, fixture, price, regel, regels

from productstructure.errors import CallError
from tariffs import (
    check_passantenlijst,
    check_pricelist,
    price_lines,
    reprice,
    settle,
    simulate_contracts,
    value_ohw,
)

LIJN = regel(
    uzovi="9004",
    prestatiecode="119053",
    begindatum=date(2024, 4, 10),
    einddatum=None,
)
TOEN = replace(AFTOPPEN, bekend_op=date(2024, 3, 1))
BESLUITEN = price(LIJN, tabellen=fixture(), instellingen=TOEN)
BETAALD = pl.DataFrame({"contract_id": ["C2"], "jaar": [2025], "betaald_cent": [5]})


def _repriced(
    regels: pl.DataFrame, besluiten: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    uitkomst = reprice(regels, besluiten, fixture(), AFTOPPEN, bestand_id="H")
    return uitkomst.regels, uitkomst.besluiten


GEVALLEN: dict[str, tuple[Callable[..., object], tuple[pl.DataFrame, ...]]] = {
    "price_lines": (lambda r: price_lines(r, fixture(), TOEN), (regels(LIJN),)),
    "reprice": (_repriced, (regels(LIJN), BESLUITEN)),
    "settle": (
        lambda b, p: settle(b, fixture(), AFTOPPEN, betaald=p),
        (BESLUITEN, BETAALD),
    ),
    "check_pricelist": (
        lambda p: check_pricelist(p, fixture()),
        (fixture().contract_prijs,),
    ),
    "check_passantenlijst": (
        lambda p: check_passantenlijst(p, fixture()),
        (fixture().standaardprijslijst,),
    ),
    "simulate_contracts": (
        lambda r: simulate_contracts(r, fixture(), fixture(), TOEN),
        (regels(LIJN),),
    ),
    "value_ohw": (lambda r: value_ohw(r, fixture(), TOEN), (regels(LIJN),)),
}


@pytest.mark.parametrize("naam", GEVALLEN)
def test_lazy_frames_give_the_same_rows_lazily(naam: str) -> None:
    functie, frames = GEVALLEN[naam]
    eager = functie(*frames)
    lazy = functie(*(frame.lazy() for frame in frames))
    paren = zip(
        eager if isinstance(eager, tuple) else (eager,),
        lazy if isinstance(lazy, tuple) else (lazy,),
        strict=True,
    )
    for een, ander in paren:
        assert isinstance(ander, pl.LazyFrame)
        assert not een.is_empty()
        assert_frame_equal(een, ander.collect())


@pytest.mark.parametrize("naam", ["reprice", "settle"])
def test_frames_of_two_kinds_are_refused(naam: str) -> None:
    functie, (een, ander) = GEVALLEN[naam]
    for frames in ((een.lazy(), ander), (een, ander.lazy())):
        with pytest.raises(CallError, match="DataFrames and LazyFrames found"):
            functie(*frames)
