"""A completion is one that the grouper takes; there is none where trying finds none."""

from datetime import date
from itertools import combinations_with_replacement

import polars as pl
import pytest
from hypothesis import given, settings
from support.declaraties.opbouw import example_release
from support.files.grouping import MODEST, compile_case
from support.releases.small import (
    GROEP,
    WITHOUT_ACTIVITIES,
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)
from support.releases.strategies import Case, cases
from support.releases.worlds import ACTIVITEITEN, SUCCESSORS

from grouper import CompiledStructure, Grouper
from grouper.completing import hidden
from grouper.completing.completing import (
    AANVULLING,
    GEEN,
    GEVONDEN,
    ONBEKEND,
    find_completions,
)

CODES = (*ACTIVITEITEN, *SUCCESSORS)
"""All activities of the generated releases; none of them is op nota."""


def tried(
    grouper: Grouper, subtrajecten: pl.DataFrame, zorgactiviteiten: pl.DataFrame
) -> dict[str, set[str]]:
    """Products that rows come to with up to two hidden activities, by their number."""
    sets = [
        chosen
        for size in range(3)
        for chosen in combinations_with_replacement(CODES, size)
    ]
    names = [f"/{place}" for place in range(len(sets))]
    number = pl.col("subtraject_nummer")
    rows = pl.concat([subtrajecten.with_columns(number + name) for name in names])
    lines = pl.concat(
        [
            zorgactiviteiten.with_columns(number + name).select(
                "subtraject_nummer",
                "zorgactiviteit_code",
                pl.col("aantal").cast(pl.Int64),
            )
            for name in names
        ]
        + [
            subtrajecten.select(number + name).with_columns(
                zorgactiviteit_code=pl.lit(code), aantal=pl.lit(1, pl.Int64)
            )
            for name, chosen in zip(names, sets, strict=True)
            for code in chosen
        ]
    )
    grouped = grouper.group(rows, lines).grouped.drop_nulls("zorgproduct_code")
    found: dict[str, set[str]] = {}
    for name, product in grouped.select(
        "subtraject_nummer", "zorgproduct_code"
    ).iter_rows():
        found.setdefault(name.split("/")[0], set()).add(product)
    return found


@settings(MODEST, max_examples=8)
@given(cases())
def test_no_product_that_can_be_reached_is_said_to_be_out_of_reach(case: Case) -> None:
    world = compile_case(case)
    grouper = Grouper(world.compiled, threads=1)
    numbers = case.batch.subtrajecten["subtraject_nummer"].cast(pl.String)
    rows = case.batch.subtrajecten.with_columns(
        subtraject_nummer=pl.Series([f"S{n}" for n in range(len(numbers))])
    )
    lines = (
        case.batch.zorgactiviteiten.join(
            pl.DataFrame(
                {"subtraject_nummer": numbers, "eigen": rows["subtraject_nummer"]}
            ).unique("subtraject_nummer", keep="first"),
            on="subtraject_nummer",
        )
        .with_columns(subtraject_nummer=pl.col("eigen"))
        .drop("eigen", "uitvoerdatum", strict=False)
    )
    reached = tried(grouper, rows, lines)
    products = [label for label in world.compiled.labels if len(label) == 9]
    for product in products:
        wanted = pl.Series([product] * rows.height)
        found = find_completions(grouper, rows, lines, wanted)
        for number, uitkomst in zip(
            rows["subtraject_nummer"], found["uitkomst"], strict=True
        ):
            if product in reached.get(number, set()):
                assert uitkomst == GEVONDEN


KNIE = {
    "subtraject_nummer": "S1",
    "specialisme_code": "0305",
    "diagnose_code": "1206",
    "zorgtype_code": "11",
    "zorgvraag_code": None,
    "begindatum": date(2024, 3, 4),
    "einddatum": date(2024, 6, 2),
    "geboortedatum": date(1976, 5, 14),
    "geslacht": "1",
    "zorginstelling_code": "06990002",
    "afsluitreden_code": "08",
}
OPERATIE = "060305"
SCAN = "060802"
"""Op nota; 130909005 is Knie with a scan and no operation."""


def search(
    product: str, *visible: str, stappen: int = 20_000, **typing: object
) -> tuple[str, str | None]:
    rows = pl.DataFrame([KNIE | typing])
    lines = pl.DataFrame(
        {
            "subtraject_nummer": ["S1"] * len(visible),
            "zorgactiviteit_code": list(visible),
            "aantal": [1] * len(visible),
        },
        schema={
            "subtraject_nummer": pl.String,
            "zorgactiviteit_code": pl.String,
            "aantal": pl.Int64,
        },
    )
    found = find_completions(
        Grouper(example_release()), rows, lines, pl.Series([product]), stappen=stappen
    )
    return found.row(0)


def test_scan_on_the_bill_needs_nothing_more():
    assert search("130909005", SCAN) == (GEVONDEN, "")


def test_visit_that_is_not_on_the_bill_completes_the_scan():
    # 130909006 is a visit without a scan: nothing visible, one visit hidden.
    uitkomst, aanvulling = search("130909006")
    assert uitkomst == GEVONDEN
    assert aanvulling in ("1x060101", "1x060102")


def test_what_is_op_nota_is_no_part_of_a_completion():
    # 130909002 asks for an operation on the knee, which is op nota.
    assert search("130909002", OPERATIE) == (GEVONDEN, "")
    assert search("130909002") == (GEEN, None)


def test_what_is_visible_stays():
    # With a scan on the bill the product without one is out of reach.
    assert search("130909006", SCAN) == (GEEN, None)


@pytest.mark.parametrize("product", ["999999999", "990919005"])
def test_product_of_another_typing_is_out_of_reach(product):
    assert search(product, SCAN) == (GEEN, None)


def test_nothing_is_said_when_the_search_is_not_finished():
    assert search("130909006", stappen=3) == (ONBEKEND, None)


def test_nothing_is_said_of_a_typing_that_the_grouper_refuses():
    assert search("130909006", specialisme_code="9999") == (ONBEKEND, None)
    assert search("130909006", zorgtype_code="51") == (ONBEKEND, None)


def test_no_rows_give_no_rows():
    rows = pl.DataFrame([KNIE]).clear()
    lines = pl.DataFrame(
        schema={
            "subtraject_nummer": pl.String,
            "zorgactiviteit_code": pl.String,
            "aantal": pl.Int64,
        }
    )
    found = find_completions(
        Grouper(example_release()), rows, lines, pl.Series(dtype=pl.String)
    )
    assert found.schema == AANVULLING
    assert found.is_empty()


def test_rows_that_look_alike_have_one_outcome():
    numbers = ["S1", "S2", "S3"]
    alike = pl.DataFrame([KNIE | {"subtraject_nummer": number} for number in numbers])
    lines = pl.DataFrame(
        {"subtraject_nummer": numbers, "zorgactiviteit_code": SCAN, "aantal": 1}
    )
    products = pl.Series(["130909005", "130909006", "130909005"])
    found = find_completions(Grouper(example_release()), alike, lines, products)
    assert found["uitkomst"].to_list() == [GEVONDEN, GEEN, GEVONDEN]


def completed(
    release: CompiledStructure, product: str, *lines: tuple[str, int]
) -> tuple[str, str | None]:
    found = find_completions(
        Grouper(release, checks=WITHOUT_ACTIVITIES, threads=1),
        subtrajecten(),
        zorgactiviteiten(*lines),
        pl.Series([GROEP + product]),
    )
    return found.row(0)


EEN = small_release(small_tree(counts(300, "030001").within(1, 1)))
"""Exactly one of 030001 gives product 001, else 002."""


def test_what_stands_once_becomes_another_product_by_one_more():
    assert completed(EEN, "002", ("030001", 1)) == (GEVONDEN, "1x030001")
    assert completed(EEN, "001", ("030001", 1)) == (GEVONDEN, "")
    assert completed(EEN, "001") == (GEVONDEN, "1x030001")


def test_what_stands_too_often_cannot_be_taken_away():
    assert completed(EEN, "001", ("030001", 2)) == (GEEN, None)


TWEE_VAN_DRIE = small_release(
    small_tree(*(counts(300, code) for code in ("030001", "030002", "030003")), needs=2)
)


def test_two_of_three_conditions():
    assert completed(TWEE_VAN_DRIE, "001", ("030003", 1))[0] == GEVONDEN
    assert completed(TWEE_VAN_DRIE, "001")[0] == GEVONDEN
    assert completed(TWEE_VAN_DRIE, "002", ("030001", 1)) == (GEVONDEN, "")
    two = (("030001", 1), ("030002", 4))
    assert completed(TWEE_VAN_DRIE, "002", *two) == (GEEN, None)


@pytest.mark.parametrize(("weight", "holds"), [(1, True), (0, False), (-1, False)])
def test_the_search_holds_for_weights_above_zero(
    monkeypatch: pytest.MonkeyPatch, weight: int, holds: bool
) -> None:
    # Weights of one token and attribuut are added up: none may hide one below zero.
    monkeypatch.setattr(hidden, "token_adds", lambda compiled, token: {1: weight})
    window = example_release().windows.first_day.size - 1
    assert hidden.hidden_in(example_release(), window, window).is_sound is holds
