"""Steps hold what they declare: of a made-up sequence, and of the decision itself."""

from dataclasses import replace
from functools import cache
from itertools import product

import polars as pl
import pytest
from support.tarieven.tariefwereld import AFTOPPEN, VOORBEELDEN, fixture

from tariffs import pricing
from tariffs.decision.chunk import STAPPEN, decide_chunk
from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import Reeks, Stap, Uittreksel, columns_of
from tariffs.settings import Prijsinstellingen
from tariffs.sources.tables import read_regels

DOUBLE = Stap(
    "double",
    vraagt=("een",),
    geeft={"twee": pl.Int64},
    doet=lambda lines, _boek, _: lines.with_columns(twee=pl.col("een") * 2, los=1),
)
ADD = Stap(
    "add",
    vraagt=("een", "twee"),
    geeft={"een": pl.Int64},
    doet=lambda lines, _boek, _: lines.select(een=pl.col("een") + pl.col("twee")),
)
TAKE = Uittreksel(
    "uit",
    vraagt=("een",),
    geeft={"een": pl.Int64},
    doet=lambda lines, _boek, _: lines.filter(pl.col("een") > 3),
)
LINES = pl.DataFrame({"een": [1, 2, 3], "ander": ["a", "b", "c"]})
INSTELLINGEN = [
    replace(AFTOPPEN, addon_afrondmoment=afrond, bij_overschrijding=boven)
    for afrond in ("REGEL", "EENHEID")
    for boven in ("AFTOPPEN", "WEIGER")
]


@cache
def boek() -> Prijsboek:
    return Prijsboek.prepare(fixture(), bekend_op=AFTOPPEN.kennisdatum)


def made(*stappen: Stap) -> dict[str, pl.DataFrame]:
    reeks = Reeks(("een", "ander"), stappen)
    return reeks.uittreksels(LINES, boek(), AFTOPPEN)


@cache
def chunks() -> list[pl.DataFrame]:
    """The worked examples as they come in, and those that are priced once more."""
    seen = []

    def keep(regels: pl.DataFrame, *rest: Prijsboek | Prijsinstellingen) -> object:
        seen.append(regels)
        return decide_chunk(regels, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "decide_chunk", keep)
        pricing.price_lines(
            read_regels(VOORBEELDEN / "regels.csv")[0], boek(), AFTOPPEN
        )
    return seen


def lines_before(
    place: int, chunk: pl.DataFrame, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """The columns that a step asks for, as the steps before it leave them."""
    for stap in STAPPEN.stappen[:place]:
        if not isinstance(stap, Uittreksel):
            chunk = chunk.with_columns(stap.of_lines(chunk, boek(), instellingen))
    return chunk.select(STAPPEN.stappen[place].vraagt)


def test_a_step_that_asks_for_what_nobody_gives_fails_when_it_is_built() -> None:
    astray = replace(ADD, naam="astray", vraagt=("een", "drie"))
    with pytest.raises(ValueError, match="step astray: asks for column drie"):
        Reeks(("een",), (DOUBLE, astray))


def test_a_step_cannot_ask_for_what_a_later_one_gives() -> None:
    with pytest.raises(ValueError, match="step add: asks for column twee"):
        Reeks(("een",), (ADD, DOUBLE))


def test_what_an_extract_makes_is_no_column_of_the_lines() -> None:
    extract = Uittreksel("uit", ("een",), DOUBLE.geeft, DOUBLE.doet)
    with pytest.raises(ValueError, match="step add: asks for column twee"):
        Reeks(("een",), (extract, ADD))


def test_steps_add_and_replace_columns_in_their_turn() -> None:
    assert made(DOUBLE, ADD, TAKE)["uit"]["een"].to_list() == [6, 9]
    assert made(TAKE, DOUBLE, ADD)["uit"]["een"].to_list() == []


def test_a_step_sees_no_column_that_it_does_not_ask_for() -> None:
    curious = replace(TAKE, doet=lambda lines, _boek, _: lines.filter(ander="a"))
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="ander"):
        made(curious)


def test_a_column_that_a_step_does_not_declare_is_not_taken() -> None:
    given = DOUBLE.of_lines(LINES, boek(), AFTOPPEN)
    assert given.to_dict(as_series=False) == {"twee": [2, 4, 6]}


def test_a_column_of_another_dtype_than_declared_names_step_and_column() -> None:
    other = replace(DOUBLE, geeft={"twee": pl.Int32})
    with pytest.raises(ValueError, match="step double: gives column twee as Int64"):
        made(other)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_step_that_loses_rows_fails(rows: int) -> None:
    short = replace(ADD, doet=lambda lines, _boek, _: lines.head(rows))
    with pytest.raises(ValueError, match=f"step add: gives {rows} rows for 3 lines"):
        made(DOUBLE, short, DOUBLE, TAKE)


def test_columns_are_named_once_by_name_or_by_expression() -> None:
    expression = pl.col("twee") + pl.col("een") + pl.col("drie") * pl.col("drie")
    assert columns_of("een", expression) == ("een", "twee", "drie")


@pytest.mark.parametrize(
    "place",
    range(len(STAPPEN.stappen)),
    ids=[stap.naam for stap in STAPPEN.stappen],
)
def test_a_step_gives_what_it_declares_of_exactly_what_it_asks_for(place: int) -> None:
    stap = STAPPEN.stappen[place]
    for chunk, instellingen in product(chunks(), INSTELLINGEN):
        lines = lines_before(place, chunk, instellingen)
        given = stap.doet(lines, boek(), instellingen)
        assert {name: given.schema[name] for name in stap.geeft} == stap.geeft
        if not isinstance(stap, Uittreksel):
            assert given.height == lines.height


def test_what_a_step_gives_is_asked_for_later() -> None:
    for place, stap in enumerate(STAPPEN.stappen, 1):
        later = {kolom for one in STAPPEN.stappen[place:] for kolom in one.vraagt}
        if not isinstance(stap, Uittreksel):
            assert stap.geeft.keys() - later == set(), stap.naam
