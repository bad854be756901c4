from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.berichten.zh308.records._filling import Teksten, fill_lines
from declarations.berichten.zh308.records.regels import Regels, iter_lines
from declarations.berichten.zh308.velden import VELDEN
from tabellen.errors import InputFileError

VELDEN_06 = VELDEN["06"]
LATIN1 = st.characters(max_codepoint=0xFF, exclude_characters="\n")
ROWS = st.integers(1, 200)


def written(frame: pl.DataFrame) -> bytes:
    parts = [Regels.of(frame, VELDEN_06, "b")]
    return b"".join(stuk.lines.tobytes() for stuk in iter_lines(parts, at_a_time=64))


def slowly(frame: pl.DataFrame) -> bytes:
    """Each text by itself: zeros behind a sign, or spaces behind the text."""
    lines = []
    for row in frame.sort("record").iter_rows(named=True):
        line = ""
        for veld in VELDEN_06:
            text = row.get(veld.kolom) or ("06" if veld.rubriek == "0601" else "")
            wide = (
                text.zfill(veld.breedte)
                if veld.type == "N"
                else text.ljust(veld.breedte)
            )
            line += wide
        lines.append(line.encode("latin-1") + b"\r\n")
    return b"".join(lines)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_lines_are_the_texts_in_their_width(data: st.DataObject):
    n = data.draw(ROWS)
    velden = data.draw(st.lists(st.sampled_from(VELDEN_06), max_size=6, unique=True))
    columns = {}
    for veld in velden:
        texts = st.none() | st.text(LATIN1, max_size=veld.breedte)
        few = data.draw(st.lists(texts, min_size=1, max_size=3))
        columns[veld.kolom] = pl.Series(
            [few[row % len(few)] for row in range(n)], dtype=pl.String
        )
    order = data.draw(st.permutations(range(1, n + 1)))
    frame = pl.DataFrame({"record": order, **columns})
    assert written(frame) == slowly(frame)


@pytest.mark.parametrize("text", ["-5", "+5", "-", "", "12345678", "é", "000"])
def test_number_is_filled_up_behind_its_sign(text: str):
    frame = pl.DataFrame({"record": [1, 2], "r0620": [text, "7"]})
    assert written(frame) == slowly(frame)
    assert written(frame)[106:114] == text.zfill(8).encode("latin-1")


def test_texts_of_a_part_of_a_column_are_those_of_its_rows():
    n = 300
    frame = pl.DataFrame(
        {
            "record": range(n),
            "r0622": [
                None if nr % 3 == 0 else f"een lange tekst {nr}" for nr in range(n)
            ],
        },
        schema_overrides={"r0622": pl.String},
    )
    for begin in (0, 1, 7, 8, 129):
        own = frame.slice(begin, 101)
        assert written(own) == slowly(own)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["123456789"], "record 1: r0620 has 9 characters"),
        (["1", "123456789"], "record 2: r0620 has 9 characters"),
        (["1", "2\n"], "record 2: r0620 has 2 characters or a line feed"),
        (["1", "\u0100"], r"record 2: character U\+0100 found"),
        (["1", "\u20ac5"], r"record 2: character U\+20AC found"),
        (["1", "\U0001f600"], r"record 2: character U\+1F600 found"),
    ],
)
def test_text_that_does_not_fit_is_refused_by_its_place(texts: list[str], reason: str):
    frame = pl.DataFrame({"record": range(1, len(texts) + 1), "r0620": texts})
    with pytest.raises(InputFileError, match=f"b, {reason}"):
        written(frame)


def test_bytes_that_came_stand_before_the_fields():
    before = np.frombuffer(b"abcd", np.uint8).reshape(2, 2)
    frame = pl.DataFrame({"record": [1, 2], "r0620": ["1", "2"]})
    part = Regels.of(frame, (replace(VELDEN_06[0], rubriek="0620"),), "b", before)
    (stuk,) = iter_lines([part])
    assert stuk.lines.tobytes() == b"ab01\r\ncd02\r\n"


LINES = np.zeros((2, 6), np.uint8)
EMPTY = np.zeros(6, np.uint8)
TEXTS = [Teksten(pl.Series(["a", "b"]))]
FIELD = np.array([[0, 2, 0]], np.int32)


@pytest.mark.parametrize(
    ("places", "first", "empty", "texts", "field"),
    [
        ([0, 2], 0, EMPTY, TEXTS, FIELD),
        ([-1, 0], 0, EMPTY, TEXTS, FIELD),
        ([0, 1], 1, EMPTY, TEXTS, FIELD),
        ([0, 1], -1, EMPTY, TEXTS, FIELD),
        ([0, 1], 0, EMPTY[:5], TEXTS, FIELD),
        ([0, 1], 0, EMPTY, [], FIELD),
        ([0, 1], 0, EMPTY, TEXTS, FIELD + np.array([5, 0, 0], np.int32)),
        ([0, 1], 0, EMPTY, TEXTS, FIELD - np.array([1, 0, 0], np.int32)),
    ],
)
def test_nothing_is_written_outside_the_lines(places, first, empty, texts, field):
    with pytest.raises(ValueError, match=r"not there|outside|another length"):
        fill_lines(LINES, np.array(places), first, empty, texts, field)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pl.Series([1]), "holds no texts"),
        (pl.concat([pl.Series(["a"]), pl.Series(["b"])], rechunk=False), "more pieces"),
    ],
)
def test_column_that_is_not_one_piece_of_texts_is_not_borrowed(column, reason):
    with pytest.raises(ValueError, match=reason):
        Teksten(column)
