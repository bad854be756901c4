import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.declaraties.oordelen import told

from declarations.checks.formaat.bsn import elfproef, passes_elfproef

VALID = ["111222333", "123456782", "999999990"]


def passes(*numbers: str | None) -> list[bool | None]:
    frame = pl.DataFrame({"bsn": numbers}, schema={"bsn": pl.String})
    return frame.select(passes_elfproef(pl.col("bsn")))["bsn"].to_list()


def test_known_numbers():
    assert passes(*VALID) == [True, True, True]
    assert passes("123456789", "000000000", "999999999") == [False, False, False]


def test_what_is_not_nine_digits_does_not_pass():
    assert passes("12345678", "12345678A", "", "1234567820", None) == [
        *[False] * 4,
        None,
    ]


def test_of_the_range_of_the_dummy_one_passes():
    assert passes(*(f"99999999{digit}" for digit in range(10))).count(True) == 1


@given(
    number=st.sampled_from(VALID),
    place=st.integers(0, 8),
    step=st.integers(1, 9),
)
def test_a_wrong_digit_is_always_found(number: str, place: int, step: int):
    digit = (int(number[place]) + step) % 10
    assert passes(number[:place] + str(digit) + number[place + 1 :]) == [False]


@given(number=st.sampled_from(VALID), place=st.integers(0, 7))
def test_two_digits_that_changed_places_are_always_found(number: str, place: int):
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert passes(changed) == [changed == number]


@pytest.mark.parametrize("number", ["123456789", "999999999"])
def test_no_bsn_is_shown(deliver, number):
    found = elfproef(deliver(f"02: 0203={number}"))
    assert told(found, "waarde") == [(2, "***")]
    assert number not in str(found.bevindingen.drop("verwacht").rows())
