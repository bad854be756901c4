"""Prose on a terminal breaks between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.cli.screen import shortened, wrapped

LINE = "  specialisme 0307 (Gynaecologie), diagnose V13 (Gezinswens), zorgtype 11"


def test_line_goes_on_two_blanks_further_in():
    assert wrapped(LINE, 40) == (
        "  specialisme 0307 (Gynaecologie),\n"
        "    diagnose V13 (Gezinswens), zorgtype\n"
        "    11"
    )


@pytest.mark.parametrize("width", [80, 200])
def test_lines_that_fit_stay_as_they_are(width):
    text = f"Uitkomst\n\n{LINE}\n"
    assert wrapped(text, width) == text


@given(st.lists(st.text("ab- ", max_size=60), max_size=5), st.integers(10, 90))
def test_no_word_is_broken_or_lost(lines, width):
    text = "\n".join(lines)
    assert wrapped(text, width).split() == text.split()


def test_short_line_ends_with_the_last_word_that_fits():
    assert shortened(LINE, 40) == "  specialisme 0307 (Gynaecologie),…"
    assert shortened(LINE, 43) == "  specialisme 0307 (Gynaecologie),…"
    assert shortened(LINE, 44) == "  specialisme 0307 (Gynaecologie), diagnose…"


@given(st.lists(st.text("ab- ", max_size=60), max_size=5), st.integers(10, 90))
def test_short_lines_are_as_many_and_have_whole_words_from_their_begin(lines, width):
    text = "\n".join(lines)
    short = shortened(text, width).split("\n")
    assert len(short) == len(text.split("\n"))
    for line, given_line in zip(short, text.split("\n"), strict=True):
        words = line.removesuffix("…").split()
        assert words == given_line.split()[: len(words)]
        if len(given_line) > width:
            assert len(line) <= width or len(words) == 1
