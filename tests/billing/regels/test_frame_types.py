"""What is no Polars frame is a bad call in words, for every function that takes one."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, frame

import grouper
import tabellen
import tariffs
from billing.regels.build import build_declaratieregels
from grouper.registration.reading import (
    read_nummer,
    read_subtrajecten,
    read_zorgactiviteiten,
    unnest_zorgactiviteiten,
)
from productstructure.errors import CallError, DbcError
from tabellen.calltypes import require_frame

PANDAS = type("DataFrame", (), {"__module__": "pandas.core.frame", "columns": []})()
ARROW = type("Table", (), {"__module__": "pyarrow.lib", "schema": None})()
OTHERS: dict[str, tuple[Any, str]] = {
    "pandas": (PANDAS, r"found pandas\.DataFrame\. Make one with polars\.from_pandas"),
    "arrow": (ARROW, r"found pyarrow\.Table\. Make one with polars\.from_arrow"),
    "dict": ({"a": [1]}, r"found builtins\.dict\. Make one with polars\.DataFrame"),
    "list": ([{"a": 1}], r"found builtins\.list\. Make one with polars\.DataFrame"),
    "text": ("s.csv", r"found builtins\.str"),
    "series": (pl.Series([1]), r"found polars\.Series"),
    "object": (SimpleNamespace(columns=[]), r"found types\.SimpleNamespace"),
}
LAZY = (pl.LazyFrame({"a": [1]}), r"found polars\.LazyFrame\. Call its collect")
NONE = (None, r"found builtins\.NoneType\. Give one")

ROWS, LINES = frame([GOOD], GOOD), frame([LINE], LINE)
TABLES: Any = tariffs.Tarieventabellen
DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def release() -> grouper.CompiledStructure:
    return grouper.open_release(dbc_grouper_data.release_path())


def calls(release: grouper.CompiledStructure) -> dict[str, Any]:
    """Functions that take DataFrames only, each with one place for another thing."""
    engine = grouper.Grouper(release)
    return {
        "group": lambda x: engine.group(x, LINES),
        "group, activities": lambda x: engine.group(ROWS, x),
        "explain": lambda x: engine.explain(x, LINES, "A1"),
        "explain, activities": lambda x: engine.explain(ROWS, x, "A1"),
        "encode": lambda x: grouper.encode_batch(release, x, LINES),
        "encode, activities": lambda x: grouper.encode_batch(release, ROWS, x),
        "subtrajecten": read_subtrajecten,
        "zorgactiviteiten": read_zorgactiviteiten,
        "nummer": lambda x: read_nummer(x, "subtrajecten"),
        "unnest": unnest_zorgactiviteiten,
        "regels": lambda x: build_declaratieregels(x, None, ROWS, ROWS),
        "regels, ozp": lambda x: build_declaratieregels(ROWS, x, ROWS, ROWS),
        "regels, subtrajecten": lambda x: build_declaratieregels(ROWS, None, x, ROWS),
        "regels, verzekeringen": lambda x: build_declaratieregels(ROWS, None, ROWS, x),
        "regels, tarief": lambda x: build_declaratieregels(
            *(ROWS, None, ROWS, ROWS), tarief=x
        ),
    }


OPTIONAL = (
    *("group, activities", "explain, activities", "regels, ozp", "regels, tarief"),
)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_things_are_a_bad_call_everywhere(release, kind):
    found, said = OTHERS[kind]
    for call in calls(release).values():
        with pytest.raises(CallError, match=said):
            call(found)


def test_lazy_frame_is_a_bad_call_where_rows_are_needed(release):
    found, said = LAZY
    for call in calls(release).values():
        with pytest.raises(CallError, match=said):
            call(found)


def test_nothing_is_a_bad_call_where_a_frame_is_needed(release):
    found, said = NONE
    for name, call in calls(release).items():
        if name not in OPTIONAL:
            with pytest.raises(CallError, match=said):
                call(found)


def test_nothing_in_place_of_activities_asks_for_the_nested_form(release):
    with pytest.raises(DbcError, match="zorgactiviteiten"):
        grouper.Grouper(release).group(ROWS, None)


PRICES = {
    "price_lines": lambda x: tariffs.price_lines(x, tables(), settings()),
    "price_lines, eerdere": lambda x: tariffs.price_lines(
        pl.DataFrame({"regel_id": ["1"]}), tables(), settings(), x
    ),
    "reprice": lambda x: tariffs.reprice(
        x, pl.DataFrame(), tables(), settings(), bestand_id="b"
    ),
    "reprice, besluiten": lambda x: tariffs.reprice(
        pl.DataFrame(), x, tables(), settings(), bestand_id="b"
    ),
    "settle": lambda x: tariffs.settle(x, tables(), settings()),
    "settle, ohw": lambda x: tariffs.settle(
        pl.DataFrame(), tables(), settings(), ohw=x
    ),
    "check_pricelist": lambda x: tariffs.check_pricelist(x, tables()),
    "check_passantenlijst": lambda x: tariffs.check_passantenlijst(x, tables()),
    "simulate_contracts": lambda x: tariffs.simulate_contracts(
        x, tables(), tables(), settings()
    ),
    "value_ohw": lambda x: tariffs.value_ohw(x, tables(), settings()),
}


def tables() -> Any:
    from tariffs.schema import TABELLEN

    return TABLES(**{each.naam: each.schema.create_empty() for each in TABELLEN})


def settings() -> tariffs.Prijsinstellingen:
    return tariffs.Prijsinstellingen(verwerkingsdatum=DAY)


@pytest.mark.parametrize("name", PRICES)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_things_are_a_bad_call_in_pricing(name, kind):
    found, said = OTHERS[kind]
    with pytest.raises(CallError, match=said):
        PRICES[name](found)


@pytest.mark.parametrize("name", [name for name in PRICES if "eerdere" not in name])
def test_nothing_is_a_bad_call_in_pricing(name):
    if "ohw" not in name.partition(",")[2]:
        with pytest.raises(CallError, match=NONE[1]):
            PRICES[name](None)


@pytest.mark.parametrize(
    "name", ["reprice, besluiten", "settle, ohw", "price_lines, eerdere"]
)
def test_lazy_frame_beside_others_is_a_bad_call(name):
    with pytest.raises(CallError):
        PRICES[name](LAZY[0])


@pytest.mark.parametrize("found", [None, {}, "tarieven", pl.DataFrame()])
def test_tables_of_another_type_are_a_bad_call(found):
    with pytest.raises(CallError, match="expected Tarieventabellen or Prijsboek"):
        tariffs.price_lines(pl.DataFrame({"regel_id": ["1"]}), found, settings())


def test_frame_of_a_kind_of_its_own_passes():
    class Own(pl.DataFrame):
        pass

    require_frame(Own({"a": [1]}), "subtrajecten")


INSURED = pl.DataFrame(
    {
        "verzekerde_id": ["P1"],
        "uzovi": ["3311"],
        "polis": ["A"],
        "begindatum": [date(2024, 1, 1)],
        "einddatum": [date(2024, 12, 31)],
    }
)


@pytest.fixture(scope="module")
def grouped(release) -> pl.DataFrame:
    return grouper.Grouper(release).group(ROWS, LINES).grouped


@pytest.mark.parametrize("column", ["begindatum", "einddatum"])
def test_insurances_with_days_as_text_are_a_bad_call(grouped, column):
    as_text = INSURED.with_columns(pl.col(column).cast(pl.String))
    with pytest.raises(CallError) as caught:
        build_declaratieregels(grouped, None, ROWS, as_text)
    assert str(caught.value) == (
        f"verzekeringen: column {column}: expected Date, found String. Make text days "
        "with day_of_text, or read the file with the function for it."
    )
    read = as_text.with_columns(tabellen.day_of_text(pl.col(column)))
    assert build_declaratieregels(grouped, None, ROWS, read).regels.equals(
        build_declaratieregels(grouped, None, ROWS, INSURED).regels
    )


@pytest.mark.parametrize("column", INSURED.columns)
def test_insurances_without_a_column_are_a_bad_call(grouped, column):
    with pytest.raises(CallError, match=f"verzekeringen: column {column} not found"):
        build_declaratieregels(grouped, None, ROWS, INSURED.drop(column))


def test_insurances_of_which_persons_are_numbers_meet_as_text(grouped):
    rows = ROWS.with_columns(verzekerde_id=pl.lit("7"))
    insured = INSURED.with_columns(verzekerde_id=pl.lit("7"))
    numbers = INSURED.with_columns(verzekerde_id=pl.lit(7))
    as_text = build_declaratieregels(grouped, None, rows, insured)
    assert as_text.regels["uzovi"].to_list() == ["3311"]
    assert build_declaratieregels(grouped, None, rows, numbers).regels.equals(
        as_text.regels
    )
