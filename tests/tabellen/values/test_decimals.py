"""Decimal texts become exact scaled integers, or a named fault."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabellen.values.decimals import Notatie, fault_of_decimal, parse_decimal


def parsed(
    text: str | None, decimals: int, notatie: Notatie | None = None
) -> tuple[int | None, str | None]:
    frame = pl.DataFrame({"t": [text]}, schema={"t": pl.String})
    return frame.select(
        value=parse_decimal(pl.col("t"), decimals, notatie),
        fault=fault_of_decimal(pl.col("t"), decimals, notatie),
    ).row(0)


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("4215,75", 2, 421_575),
        ("4215.75", 2, 421_575),
        ("4215,7", 2, 421_570),
        ("4215", 2, 421_500),
        ("1.234,50", 2, 123_450),
        ("1,234.50", 2, 123_450),
        ("1.234.567", 2, 123_456_700),
        ("€ 12,30", 2, 1230),
        (" 12,30 ", 2, 1230),
        ("-3,5", 2, -350),
        ("0,00", 2, 0),
        ("12,340000", 2, 1234),
        ("0.125", 6, 125_000),
        ("59,083333", 6, 59_083_333),
        ("98,50", 2, 9850),
        ("9999999999999999", 2, 999_999_999_999_999_900),
    ],
)
def test_decimal_text_is_read_to_the_last_digit(
    text: str, decimals: int, expected: int
) -> None:
    assert parsed(text, decimals) == (expected, None)


@pytest.mark.parametrize(
    ("text", "decimals", "fault"),
    [
        ("1.234", 2, "GETAL_DUBBELZINNIG"),
        ("1,234", 6, "GETAL_DUBBELZINNIG"),
        ("0,125", 2, "GETAL_TE_VEEL_DECIMALEN"),
        ("2035.0000000000002", 2, "GETAL_TE_VEEL_DECIMALEN"),
        ("12345678901234567", 2, "GETAL_TE_GROOT"),
        ("99999999999999999999999", 6, "GETAL_TE_GROOT"),
        ("1e3", 2, "GETAL_ONLEESBAAR"),
        ("12.345.67", 2, "GETAL_ONLEESBAAR"),
        ("1 234,50", 2, "GETAL_ONLEESBAAR"),
        ("12,", 2, "GETAL_ONLEESBAAR"),
        (",5", 2, "GETAL_ONLEESBAAR"),
        ("nvt", 2, "GETAL_ONLEESBAAR"),
        ("NaN", 2, "GETAL_ONLEESBAAR"),
        ("٣", 2, "GETAL_ONLEESBAAR"),
    ],
)
def test_text_that_is_no_exact_amount_is_refused_by_name(
    text: str, decimals: int, fault: str
) -> None:
    assert parsed(text, decimals) == (None, fault)


@pytest.mark.parametrize(
    ("text", "notatie", "decimals", "expected"),
    [("1.234", "KOMMA", 2, 123_400), ("1.234", "PUNT", 6, 1_234_000)],
)
def test_ambiguous_text_is_read_when_the_decimal_sign_is_given(
    text: str, notatie: Notatie, decimals: int, expected: int
) -> None:
    assert parsed(text, decimals, notatie) == (expected, None)


@pytest.mark.parametrize(("text", "notatie"), [("4215,75", "PUNT"), ("4.5", "KOMMA")])
def test_text_in_the_other_notation_is_refused(text: str, notatie: Notatie) -> None:
    assert parsed(text, 2, notatie) == (None, "GETAL_ONLEESBAAR")


@pytest.mark.parametrize("text", [None, "", "   "])
def test_empty_text_is_null_without_fault(text: str | None) -> None:
    assert parsed(text, 2) == (None, None)


@given(
    value=st.integers(-(10**15) + 1, 10**15 - 1),
    decimals=st.sampled_from([0, 2, 3, 6]),
    notatie=st.sampled_from(["KOMMA", "PUNT"]),
    grouped=st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_formatted_amount_parses_back(
    value: int, decimals: int, notatie: Notatie, grouped: bool
) -> None:
    text = f"{Decimal(value).scaleb(-decimals):{',' if grouped else ''}.{decimals}f}"
    if notatie == "KOMMA":
        text = text.translate(str.maketrans(",.", ".,"))
    assert parsed(text, decimals, notatie) == (value, None)


@given(text=st.text(alphabet="0123456789.,-€ eE+", max_size=24))
@settings(max_examples=50, deadline=None)
def test_any_text_gives_a_value_or_a_fault_but_never_both(text: str) -> None:
    value, fault = parsed(text, 2)
    if text.strip().removeprefix("€").strip() == "":
        assert (value, fault) == (None, None)
    else:
        assert (value is None) != (fault is None)


@given(text=st.from_regex(r"\A-?[0-9]{1,9}([.,][0-9]{1,2})?\Z"))
@settings(max_examples=50, deadline=None)
def test_plain_decimal_equals_the_decimal_library(text: str) -> None:
    value, fault = parsed(text, 2)
    assert fault is None
    assert value == int(Decimal(text.replace(",", ".")).scaleb(2))
