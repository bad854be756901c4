"""A number finds its rows, whatever form it and the tables have."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from support.releases.small import (
    REGULIER,
    activiteit,
    small_release,
    small_tree,
    subtrajecten,
)
from support.releases.small_ozp import lines

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.find import Haystack, find_rows
from productstructure.errors import CallError, InputFileError

CODE, DAY = "030001", "2020-06-10"


@cache
def release() -> CompiledStructure:
    return small_release(small_tree(REGULIER), activiteiten=[activiteit(CODE)])


def batch() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Subtrajecten 7, 8, 9; activities of 9, 7, 8 and 7."""
    rows = subtrajecten(*({"subtraject_nummer": nummer} for nummer in "789"))
    activities = lines(*((CODE, DAY, count) for count in (1, 2, 3, 4)))
    return rows, activities.with_columns(
        subtraject_nummer=pl.Series(["9", "7", "8", "7"])
    )


Change = Callable[[pl.Series], pl.Series]
FORMS: dict[str, Change] = {
    "text": lambda keys: keys,
    "integer": lambda keys: keys.cast(pl.Int64),
    "float": lambda keys: keys.cast(pl.Float64),
    "decimal": lambda keys: pl.Series(
        keys.name, [Decimal(key) for key in keys], dtype=pl.Decimal(20, 0)
    ),
    "category": lambda keys: keys.cast(pl.Categorical),
    "blanks": lambda keys: " " + keys + " ",
    "zero width": lambda keys: "\u200b" + keys + "\ufeff",
    "no-break": lambda keys: "\u00a0" + keys,
    "zeros": lambda keys: keys.str.zfill(3),
}
ASKED = ("8", " 8", "8\t", "\u200b8", "\ufeff8 ", "\u00a08\u00a0")


def in_form(frame: pl.DataFrame, form: str) -> pl.DataFrame:
    return frame.with_columns(
        FORMS[form](frame["subtraject_nummer"]).alias("subtraject_nummer")
    )


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("form", [form for form in FORMS if form != "zeros"])
def test_number_finds_its_rows_in_any_form(form: str, asked: str) -> None:
    rows, activities = (in_form(frame, form) for frame in batch())
    (found,) = find_rows(Haystack.of(rows, activities), [asked])
    assert (list(found.rows), list(found.lines)) == ([1], [2])
    assert found.zorgactiviteiten["aantal"].to_list() == [3]
    explained = Grouper(release(), threads=1).explain(rows, activities, asked)
    assert explained.subtraject_nummer == "8"
    assert [activity.row for activity in explained.zorgactiviteiten] == [3]
    assert explained.zorgproduct_code is not None


@pytest.mark.parametrize("of_lines", [form for form in FORMS if form != "zeros"])
@pytest.mark.parametrize("of_rows", ["text", "integer", "zeros"])
def test_tables_of_different_forms_meet(of_rows: str, of_lines: str) -> None:
    rows, activities = batch()
    if of_rows == "zeros" and of_lines not in ("integer", "float", "decimal"):
        pytest.skip("text against text is never stripped of zeros")
    rows, activities = in_form(rows, of_rows), in_form(activities, of_lines)
    asked = "007" if of_rows == "zeros" else "7"
    (found,) = find_rows(Haystack.of(rows, activities), [asked])
    assert (list(found.rows), list(found.lines)) == ([0], [1, 3])


@pytest.mark.parametrize("asked", ["8", "008", "0008 "])
@pytest.mark.parametrize("form", ["integer", "float", "decimal"])
def test_zeros_do_not_matter_against_a_column_of_numbers(form: str, asked: str) -> None:
    rows, activities = (in_form(frame, form) for frame in batch())
    (found,) = find_rows(Haystack.of(rows, activities), [asked])
    assert list(found.rows) == [1]


@pytest.mark.parametrize("asked", ["008", "8.0", "08", "", " ", "10", "\u200b"])
def test_text_is_found_as_it_stands_alone(asked: str) -> None:
    with pytest.raises(CallError, match="none of the 3 subtrajecten bears the number"):
        list(find_rows(Haystack.of(*batch()), [asked]))


def test_numbers_that_are_absent_are_told_by_their_place() -> None:
    with pytest.raises(CallError, match="number 1, 3 of the 3 asked for") as raised:
        list(find_rows(Haystack.of(*batch()), ["geheim", "8", "ander"]))
    assert "geheim" not in str(raised.value)


def test_several_are_given_in_the_order_asked_and_once() -> None:
    found = list(find_rows(Haystack.of(*batch()), ["9", "7", " 9 "]))
    assert [list(one.rows) for one in found] == [[2], [0]]
    assert [list(one.lines) for one in found] == [[0], [1, 3]]


@pytest.mark.parametrize("asked", ["7", "8", "9"])
def test_nested_form_has_the_places_of_one_table(asked: str) -> None:
    rows, activities = batch()
    nested = rows.join(
        activities.group_by("subtraject_nummer").agg(
            pl.struct("zorgactiviteit_code", "aantal").alias("zorgactiviteiten")
        ),
        on="subtraject_nummer",
        maintain_order="left",
    )
    places = {"7": [0, 1], "8": [2], "9": [3]}
    (found,) = find_rows(Haystack.of(nested, None), [asked])
    assert list(found.lines) == places[asked]
    assert found.zorgactiviteiten.height == len(places[asked])
    explained = Grouper(release(), threads=1).explain(nested, None, asked)
    assert [a.row - 1 for a in explained.zorgactiviteiten] == places[asked]


def test_nested_subtraject_without_activities_has_none() -> None:
    rows, _ = batch()
    dtype = pl.List(pl.Struct({"zorgactiviteit_code": pl.String, "aantal": pl.Int64}))
    for value in ([], None):
        nested = rows.with_columns(pl.lit(value, dtype).alias("zorgactiviteiten"))
        (found,) = find_rows(Haystack.of(nested, None), ["8"])
        assert (found.zorgactiviteiten.height, list(found.lines)) == (0, [])


def test_number_of_two_hospitals_gives_each_its_own_activities() -> None:
    rows, activities = batch()
    theirs = rows.with_columns(zorginstelling_code=pl.lit("06990002"))
    of_theirs = activities.head(2).with_columns(aantal=pl.lit(9, pl.Int64))
    both = pl.concat([rows, theirs])
    lines_of_both = pl.concat(
        [
            activities.with_columns(zorginstelling_code=pl.lit("06990001")),
            of_theirs.with_columns(zorginstelling_code=pl.lit("6990002")),
        ]
    )
    found = list(find_rows(Haystack.of(both, lines_of_both), ["7"]))
    assert [list(one.rows) for one in found] == [[0], [3]]
    assert [one.zorgactiviteiten["aantal"].to_list() for one in found] == [[2, 4], [9]]
    explainer = Grouper(release(), threads=1).explainer
    explained = list(explainer.each(Haystack.of(both, lines_of_both), ["7"]))
    assert [one.status for one in explained] == ["ok", "ok"]
    assert "__sleutel" not in explained[0].registratie


def test_double_number_keeps_all_bearers() -> None:
    rows, activities = batch()
    double = pl.concat([rows, rows.head(1)])
    (found,) = find_rows(Haystack.of(double, activities), ["7"])
    assert list(found.rows) == [0, 3]


@pytest.mark.parametrize("what", ["subtrajecten", "zorgactiviteiten"])
def test_missing_number_column_is_named(what: str) -> None:
    rows, activities = batch()
    if what == "subtrajecten":
        rows = rows.drop("subtraject_nummer")
    else:
        activities = activities.drop("subtraject_nummer")
    with pytest.raises(InputFileError, match=f"{what}.*subtraject_nummer missing"):
        list(find_rows(Haystack.of(rows, activities), ["7"]))
