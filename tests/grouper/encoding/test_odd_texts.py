"""Texts with what nobody sees are noticed, in columns and among the codes met."""

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.releases.small import (
    GROEP,
    counts,
    group_one,
    small_release,
    small_tree,
    world,
)

from grouper.compiled.structure import CompiledStructure
from grouper.encoding._intern import Interner
from grouper.registration import _join
from grouper.registration._arrow import Strings
from tabellen.values.texts import is_unclean

SIGNS = "0aZ~!\x1f\x20\x7f\x80\x00\ufeffé\u00a0\u200b"
TEXTS = st.lists(st.none() | st.text(SIGNS, max_size=30), max_size=12)


def is_odd(text: str | None) -> bool:
    return text is not None and any(not "!" <= sign < "\x7f" for sign in text)


@given(TEXTS, st.integers(0, 3))
@example(["x" * 12 + " "], 0)
@example(["x" * 11 + "\u00e9", None], 1)
def test_has_odd_is_what_a_plain_loop_says(texts: list[str | None], cut: int) -> None:
    column = pl.Series(texts, dtype=pl.String)[cut:]
    assert _join.has_odd(Strings(column)) == any(map(is_odd, column))


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 11, 12, 13, 15, 16, 17, 31, 32, 33])
@pytest.mark.parametrize("sign", [" ", "\t", "\x00", "\ufeff", "\u00a0"])
def test_one_odd_sign_at_any_place_is_found(size: int, sign: str) -> None:
    plain = ["a" * size, None, "1" * 40]
    assert not _join.has_odd(Strings(pl.Series(plain)))
    for place in range(size + 1):
        odd = "a" * place + sign + "a" * (size - place)
        assert _join.has_odd(Strings(pl.Series([*plain, odd])))


def test_what_is_cleaned_is_odd() -> None:
    signs = [chr(code) for code in range(0x3000) if not 0xD800 <= code < 0xE000]
    column = pl.Series([f"1{sign}2" for sign in (*signs, "\ufeff", "\ufe0f", "\ufffb")])
    unclean = column.to_frame("t").select(is_unclean(pl.col("t"))).to_series()
    for text in column.filter(unclean):
        assert _join.has_odd(Strings(pl.Series([text]))), repr(text)


CODES = st.text("0123456789AX~! \x1f\x7f\ufeffé", max_size=20)


def interned(*texts: str | None) -> tuple[Interner, list[int]]:
    """A fresh numbering, and the numbers of one column."""
    interner = Interner()
    out = np.zeros(len(texts), np.uint32)
    interner.intern(Strings(pl.Series(texts, dtype=pl.String)), out)
    return interner, out.tolist()


@pytest.mark.parametrize("code", range(0x100))
def test_sign_of_a_code_is_odd_unless_it_is_printed_ascii(code: int) -> None:
    """The same signs as ``_join.has_odd`` has, so that a key and a code are cleaned of
    the same ones."""
    text = f"1{chr(code)}2"
    interner, _ = interned(text)
    assert interner.has_odd == is_odd(text) == _join.has_odd(Strings(pl.Series([text])))


def test_texts_are_numbered_in_order_of_first_appearance() -> None:
    interner, numbers = interned("b", None, "a", "b", "", "x" * 12, "x" * 13, "ab", "a")
    assert numbers == [2, 0, 3, 2, 4, 5, 1, 6, 3]
    assert interner.texts == [None, None, "b", "a", "", "x" * 12, "ab"]
    assert interner.met_long


@pytest.mark.parametrize(
    ("texts", "met_long"),
    [((), False), ((None, "x" * 12), False), (("é" * 6,), False), (("é" * 7,), True)],
)
def test_text_is_long_by_its_bytes(
    texts: tuple[str | None, ...], met_long: bool
) -> None:
    assert interned(*texts)[0].met_long == met_long


def test_long_text_is_told_of_its_own_column() -> None:
    interner, _ = interned("x" * 13)
    interner.intern(Strings(pl.Series(["x"])), np.zeros(1, np.uint32))
    assert not interner.met_long


@given(st.lists(st.lists(st.none() | CODES, max_size=20), min_size=1, max_size=4))
@example([["1", "2"], ["\x7f"]])
def test_codes_keep_their_numbers_over_chunks(chunks: list[list[str | None]]) -> None:
    interner = Interner()
    met: dict[str | None, int] = {}
    for chunk in chunks:
        out = np.zeros(len(chunk), np.uint32)
        interner.intern(Strings(pl.Series(chunk, dtype=pl.String)), out)
        is_long = [text is not None and len(text.encode()) > 12 for text in chunk]
        assert interner.met_long == any(is_long)
        for text, number, long in zip(chunk, out.tolist(), is_long, strict=True):
            if long or text is None:
                assert number == (1 if long else 0)
                continue
            assert interner.texts[number] == text
            assert met.setdefault(text, number) == number
    odd = [text for text in met if is_odd(text)]
    assert interner.has_odd == bool(odd)


@pytest.mark.parametrize("sign", ["\x7f", "\x1f", "\x00", "\x80", "\u200b", "\xad"])
def test_code_is_read_without_what_nobody_sees(sign: str) -> None:
    """docs/decisions.md 13: invisible characters go, and are counted."""
    release = small_release(small_tree(counts(300, "030001")))
    for code in (f"030001{sign}", f"{sign}030001", f"030{sign}001"):
        result = group_one(release, (code, 1))
        assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
        assert result.findings.height == 0
        told = [n.count for n in result.notices if n.code == "B213"]
        assert told == [1]


def test_many_codes_are_told_apart_when_the_table_grows() -> None:
    interner = Interner()
    codes = [f"{n:06d}" for n in range(20_000)]
    out = np.zeros(len(codes), np.uint32)
    interner.intern(Strings(pl.Series(codes)), out)
    again = np.zeros(len(codes), np.uint32)
    interner.intern(Strings(pl.Series(codes[::-1])), again)
    assert len(set(out.tolist())) == len(codes)
    assert (again[::-1] == out).all()
    assert not interner.has_odd


def _with_letters() -> CompiledStructure:
    diagnosen = world()["Diagnosen"]
    letters = {
        **diagnosen[1],
        "DiagnoseCode": "V13",
        "DiagnoseAttribuutCode": "0303.V13",
    }
    return small_release(
        small_tree(counts(300, "030001")), tables={"Diagnosen": [*diagnosen, letters]}
    )


@pytest.mark.parametrize("given", ["v13", "0v13", " v13", "V13\u200b"])
def test_diagnose_in_small_letters_is_read_in_capitals_and_told(given: str) -> None:
    """docs/decisions.md 13: case is mended in codes of national tables, counted."""
    result = group_one(_with_letters(), ("030001", 1), diagnose_code=given)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
    assert result.findings.height == 0
    told = {n.code: (n.column, n.row, n.count) for n in result.notices}
    assert told.get("B218") == (None if "V" in given else ("diagnose_code", 1, 1))
    assert ("B213" in told) == (given.strip().upper() != given.upper() or "V" in given)


def test_diagnose_that_no_release_knows_stays_as_it_is() -> None:
    result = group_one(_with_letters(), ("030001", 1), diagnose_code="v14")
    assert result.findings["value"].to_list() == ["v14"]
    assert [n for n in result.notices if n.code == "B218"] == []


@pytest.mark.parametrize("text", ["a", "0z", "xAx", "AZ09", "", "é", "~{`"])
def test_small_letters_are_noticed_among_codes(text: str) -> None:
    assert interned(text)[0].has_lower == any("a" <= sign <= "z" for sign in text)
