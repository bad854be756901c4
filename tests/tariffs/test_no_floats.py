"""No float touches money: not in a schema, not in a step, not in an outcome."""

from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    V2,
    Z2,
    fixture,
    price,
    regel,
    regels,
    wereld,
)

from productstructure.errors import CallError
from tariffs.decision.prijsboek import Prijsboek
from tariffs.followup.production import simulate_contracts, value_ohw
from tariffs.followup.repricing import reprice
from tariffs.followup.settlement import settle
from tariffs.pricing import price_lines
from tariffs.schema import TABELLEN, Declaratieregels, Prijsbesluiten, Verzekeringen

REGELS = (Declaratieregels, Prijsbesluiten, Verzekeringen)
FLOATS = (pl.Float32, pl.Float64)
STEPS = ("select", "with_columns", "filter", "join", "hstack", "sort", "explode")


def floats_of(frame: pl.DataFrame) -> list[str]:
    return [kolom for kolom, dtype in frame.schema.items() if dtype in FLOATS]


@pytest.mark.parametrize(
    "schema",
    [*(tabel.schema for tabel in TABELLEN), *REGELS],
    ids=lambda schema: schema.__name__,
)
def test_no_schema_of_the_layer_has_a_float(schema: Any) -> None:
    assert floats_of(schema.create_empty()) == []


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Columns that were a float in any frame that a step of the layer made."""
    found: list[str] = []
    for naam in STEPS:
        monkeypatch.setattr(pl.DataFrame, naam, _watched(naam, found))
    return found


def _watched(naam: str, found: list[str]) -> Any:
    step = getattr(pl.DataFrame, naam)

    def watched(self: pl.DataFrame, *args: Any, **kwargs: Any) -> pl.DataFrame:
        frame = step(self, *args, **kwargs)
        found.extend(f"{naam}: {kolom}" for kolom in floats_of(frame))
        return frame

    return watched


LIJNEN = (
    regel("R1", berekend_cent=10_000),
    regel("R2", prestatiecode="238060", verzekerde_id="P2"),
    regel("R3", prestatiecode="14E669", uzovi=V2, verzekerde_id="P3"),
    regel("R4", prestatiecode="14165082", prestatiecodelijst="001", aantal_m=375),
    regel("R5", prestatiecode="190288", minuten=17),
    regel("R6", prestatiecode="193012", minuten=22),
    regel("R7", prestatiecode="193012", minuten=16),
    regel("R8", prestatiecode="039962", zorginstelling_code=Z2, uzovi=V2),
    regel("R9", prestatiecode="15E566", uzovi="9005"),
    regel("RA", dc="C", ref_voorgaande="R1", bestand_id="B2"),
    regel("RB", prestatiecode="99X999"),
)


def test_no_step_of_pricing_makes_a_float(seen: list[str]) -> None:
    Prijsboek.prepare(wereld(), bekend_op=AFTOPPEN.kennisdatum)
    besluiten = price(*LIJNEN)
    assert seen == []
    assert floats_of(besluiten) == []


def test_no_batch_result_makes_a_float(seen: list[str]) -> None:
    lijnen = regels(*LIJNEN[:9])
    besluiten = price(*LIJNEN[:9])
    ohw, _ = value_ohw(lijnen, fixture(), AFTOPPEN)
    settle(besluiten, fixture(), AFTOPPEN, ohw=ohw)
    simulate_contracts(lijnen, wereld(), fixture(), AFTOPPEN)
    reprice(lijnen, besluiten, wereld(), AFTOPPEN, bestand_id="H")
    assert seen == []


@pytest.mark.parametrize("kolom", ["aantal_m", "tarief_cent"])
def test_a_float_column_in_the_lines_is_a_bad_call(kolom: str) -> None:
    frame = regels(regel()).with_columns(pl.lit(1.0).alias(kolom))
    with pytest.raises(CallError, match=f"{kolom}: expected Int64, found Float64"):
        price_lines(frame, wereld(), AFTOPPEN)
