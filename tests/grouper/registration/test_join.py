"""Activities find their subtraject, whatever the order and the form of the numbers."""

from functools import cache

import polars as pl
import pytest
from support.releases.small import (
    GROEP,
    WITHOUT_ACTIVITIES,
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult

LONG = "2024-ZIEKENHUIS-ZUID-000000000"


@cache
def two() -> CompiledStructure:
    """Whether activity 030001 counts exactly two."""
    return small_release(small_tree(counts(300, "030001").within(2, 2)))


def grouped(numbers: list[object], lines: list[tuple[object, int]]) -> GroupResult:
    """Group subtrajecten of these numbers, with lines (number, aantal) of 030001."""
    return grouped_frames(numbers, zorgactiviteiten_of(lines))


def grouped_frames(numbers: list[object], activities: pl.DataFrame) -> GroupResult:
    rows = subtrajecten(*({"subtraject_nummer": number} for number in numbers))
    return Grouper(two(), checks=WITHOUT_ACTIVITIES, threads=1).group(rows, activities)


def zorgactiviteiten_of(lines: list[tuple[object, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subtraject_nummer": pl.Series(
                [number for number, _ in lines], strict=False
            ),
            "zorgactiviteit_code": pl.Series(["030001"] * len(lines), dtype=pl.String),
            "aantal": pl.Series([aantal for _, aantal in lines], dtype=pl.Int64),
        }
    )


def answers(result: GroupResult) -> list[bool | None]:
    """Per subtraject whether it had exactly two; None when it was not grouped."""
    return [
        None if code is None else code == GROEP + "001"
        for code in result.grouped["zorgproduct_code"]
    ]


ORDERS = {
    "ascending by text": ["1", "10", "2", "21"],
    "ascending by length": ["1", "2", "10", "21"],
    "descending": ["9", "7", "5", "3"],
    "mixed": ["b", "A", "a", "B"],
    "long": [f"{LONG}{letter}" for letter in "acbd"],
    "long and alike": [f"{LONG}{'x' * size}" for size in (3, 1, 2, 0)],
    "non-ASCII": ["é", "e", "ë", "ﬀ"],
    "non-ASCII and long": [f"patiënt-ÅÄÖ-{number}" for number in (3, 1, 4, 2)],
    "with spaces within": ["1 1", "1  1", "11", "1 11"],
    "around 12 bytes": ["x" * 11, "x" * 12, "x" * 13, "x" * 14],
}


@pytest.mark.parametrize("numbers", ORDERS.values(), ids=ORDERS)
def test_activities_find_their_subtraject_whatever_the_numbers(
    numbers: list[object],
) -> None:
    a, b, c, _ = numbers
    result = grouped(numbers, [(a, 2), (b, 1), (b, 1), (c, 1)])
    assert answers(result) == [True, True, False, False]


@pytest.mark.parametrize("numbers", ORDERS.values(), ids=ORDERS)
def test_activities_may_stand_in_any_order(numbers: list[object]) -> None:
    a, b, c, d = numbers
    lines = [(d, 1), (a, 1), (b, 2), (d, 1), (c, 1), (a, 1), (c, 2)]
    assert answers(grouped(numbers, lines)) == [True, True, False, True]
    assert answers(grouped(numbers, lines[::-1])) == [True, True, False, True]


@pytest.mark.parametrize(
    ("numbers", "lines"),
    [
        (["2", "4"], [("1", 2), ("2", 2), ("3", 2), ("4", 2), ("5", 2)]),
        (["4", "2"], [("1", 2), ("2", 2), ("3", 2), ("4", 2), ("5", 2)]),
        (["2", "4"], [("4", 2), ("5", 2), ("2", 2), (None, 2), ("", 2)]),
    ],
    ids=["both in order", "subtrajecten not", "activities not"],
)
def test_activities_of_no_subtraject_are_reported_and_counted(
    numbers: list[object], lines: list[tuple[object, int]]
) -> None:
    result = grouped(numbers, lines)
    assert answers(result) == [True, True]
    orphans = [row for row, (number, _) in enumerate(lines, 1) if number not in numbers]
    assert result.findings.select("source", "row", "code", "severity").rows() == [
        ("zorgactiviteiten", row, "G153", "warn") for row in orphans
    ]
    assert result.balance.los == 3
    assert result.balance.geteld == 2
    assert result.grouped["status"].to_list() == ["ok", "ok"]


@pytest.mark.parametrize(
    "numbers",
    [["1", "1", "2"], ["1", "2", "1"], ["2", "1", "1"], [LONG, LONG, "2"]],
    ids=str,
)
def test_every_bearer_of_a_double_number_is_rejected(numbers: list[object]) -> None:
    result = grouped(numbers, [(numbers[0], 2), ("2", 2)])
    doubles = [row for row, n in enumerate(numbers, 1) if numbers.count(n) > 1]
    assert result.findings.select("row", "code").rows() == [
        (r, "G102") for r in doubles
    ]
    assert [code is None for code in answers(result)] == [
        row in doubles for row in range(1, 4)
    ]


@pytest.mark.parametrize("numbers", [[None, "2"], ["2", None], ["", "2"], [None, ""]])
def test_subtraject_without_a_number_is_rejected(numbers: list[object]) -> None:
    result = grouped(numbers, [("2", 2), ("", 1), (None, 1)])
    empty = [row for row, number in enumerate(numbers, 1) if not number]
    rejected = result.findings.filter(pl.col("severity") == "reject")
    assert set(rejected.select("row", "code").rows()) == {(r, "G101") for r in empty}
    assert answers(result) == [True if number == "2" else None for number in numbers]


def test_numbers_may_be_integers_on_both_sides_or_one() -> None:
    rows = subtrajecten({}, {}).with_columns(pl.col("subtraject_nummer").cast(pl.Int64))
    text = zorgactiviteiten(("2", "030001", 2), ("1", "030001", 1))
    numbers = text.with_columns(pl.col("subtraject_nummer").cast(pl.Int32))
    for lines in (text, numbers):
        result = Grouper(two(), threads=1).group(rows, lines)
        assert answers(result) == [False, True]
        assert result.grouped["subtraject_nummer"].to_list() == ["1", "2"]


@pytest.mark.parametrize("sign", [" ", "\x00", "\ufeff", "\u00a0", "\u200b", "\t"])
@pytest.mark.parametrize("of", ["subtrajecten", "zorgactiviteiten", "both"])
@pytest.mark.parametrize("number", ["7", "A" * 20])
def test_what_nobody_sees_in_a_number_is_no_part_of_it(
    sign: str, of: str, number: str
) -> None:
    seen, unseen = number, f"{sign}{number}{sign}"
    ours = seen if of == "zorgactiviteiten" else unseen
    theirs = seen if of == "subtrajecten" else unseen
    result = grouped([ours, "8"], [(theirs, 2), ("8", 1)])
    assert answers(result) == [True, False]
    assert result.grouped["subtraject_nummer"].to_list() == [seen, "8"]
    told = [(n.table, n.row, n.count) for n in result.notices if n.code == "B211"]
    tables = ["subtrajecten", "zorgactiviteiten"] if of == "both" else [of]
    assert told == [(table, 1, 1) for table in tables]


def test_numbers_that_differ_in_what_nobody_sees_are_doubles() -> None:
    result = grouped([" 1", "1", "2"], [("1", 2), ("2", 2)])
    assert result.findings["code"].to_list() == ["G102", "G102"]
    assert answers(result) == [None, None, True]


def test_numbers_may_be_categories() -> None:
    rows = subtrajecten({}, {}).with_columns(
        pl.col("subtraject_nummer").cast(pl.Categorical)
    )
    lines = zorgactiviteiten(("2", "030001", 2)).with_columns(
        pl.col("subtraject_nummer").cast(pl.Categorical)
    )
    assert answers(Grouper(two(), threads=1).group(rows, lines)) == [False, True]


def test_many_numbers_that_differ_in_one_place_are_told_apart() -> None:
    numbers: list[object] = [f"S{number:012d}X" for number in range(5_000)][::-1]
    result = grouped(numbers, [(number, 2) for number in sorted(numbers[::2], key=str)])
    assert answers(result) == [True, False] * 2_500


@pytest.mark.parametrize("numbers", ORDERS.values(), ids=ORDERS)
def test_activities_find_their_subtraject_in_however_many_pieces_they_come(
    numbers: list[object],
) -> None:
    numbers = sorted(numbers, key=str)
    a, b, c, d = numbers
    lines = [(a, 1), (a, 1), (b, 1), (c, 1), (c, 1), (d, 2)]
    whole = zorgactiviteiten_of(lines)
    assert answers(grouped_frames(numbers, whole)) == [True, False, True, True]
    for cut in range(1, len(lines)):
        pieces = pl.concat([whole[:cut], whole[cut:]], rechunk=False)
        assert pieces.n_chunks() == 2
        assert answers(grouped_frames(numbers, pieces)) == [True, False, True, True]
