from decimal import Decimal

import polars as pl
import pytest

from tabellen.errors import InputFileError
from tabellen.values.texts import cleaned, is_unclean, key_text, present

INVISIBLE = ["\ufeff", "\u00a0", "\u200b", "\u2060", "\u202f", "\u00ad", "\t", "\u200e"]


def read(expr, texts):
    return (
        pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)})
        .select(expr(pl.col("t")))["t"]
        .to_list()
    )


@pytest.mark.parametrize("sign", INVISIBLE)
def test_characters_that_nobody_sees_go_wherever_they_stand(sign):
    texts = [f"{sign}123", f"1{sign}23", f"123{sign}", f" 123 {sign}"]
    assert read(cleaned, texts) == ["123"] * 4
    assert read(is_unclean, texts) == [True] * 4


def test_a_text_of_nothing_is_absent_and_a_blank_inside_stays():
    assert read(cleaned, ["", "  ", "\u200b", None, "A 1"]) == [*[None] * 4, "A 1"]
    assert read(is_unclean, ["", "  ", None, "A 1"]) == [False, True, False, False]


@pytest.mark.parametrize(
    "word", ["NULL", "nan", "None", "n.v.t.", "NVT", "-", "0", "000", "<NA>", "NaN"]
)
def test_words_for_nothing_are_no_key(word):
    assert read(present, [word]) == [None]


def test_keys_that_hold_such_a_word_are_keys():
    keys = ["10", "N0", "nan1", "0-1", "NULLENS", "-1"]
    assert read(present, keys) == keys


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("k", [123, None], pl.Int64),
        pl.Series("k", [123.0, None], pl.Float64),
        pl.Series("k", [123.0, float("nan")], pl.Float32),
        pl.Series("k", [Decimal("123.00"), None], pl.Decimal(10, 2)),
        pl.Series("k", ["123", None], pl.Categorical),
    ],
    ids=lambda column: str(column.dtype),
)
def test_a_key_is_the_same_text_in_every_type(column):
    assert key_text(column, "x").to_list() == ["123", None]


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (pl.Series("k", [2.0**53 + 2]), "2^53"),
        (pl.Series("k", [float("inf")]), "2^53"),
        (pl.Series("k", [1.0, 1.5]), "row 2"),
        (pl.Series("k", [Decimal("1.50")], pl.Decimal(10, 2)), "not whole"),
        (pl.Series("k", [True]), "Boolean"),
        (pl.Series("k", [["1"]]), "List"),
    ],
)
def test_what_is_no_key_is_refused_by_column_and_without_its_value(column, says):
    with pytest.raises(InputFileError, match=says.replace("^", r"\^")) as fault:
        key_text(column, "subtrajecten")
    assert "subtrajecten" in str(fault.value)
    assert "column k" in str(fault.value)
