"""Memory of a column of texts is borrowed as it lies: in pieces, sliced, with nulls."""

import hashlib
import struct

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grouper.registration._arrow import Strings
from grouper.sealing._digest import ColumnDigest
from grouper.sealing.digest import person

TEXTS = st.lists(st.none() | st.text("aé\x00", max_size=16), max_size=12)


def digest(column: pl.Series) -> bytes:
    found = ColumnDigest(person(b"t"))
    found.add(Strings(column))
    return found.digest()


def by_hand(texts: list[str | None]) -> bytes:
    """Length and bytes of each text, null as the empty one (see ``sealing.digest``)."""
    encoded = [(text or "").encode() for text in texts]
    message = b"".join(struct.pack("<I", len(text)) + text for text in encoded)
    return hashlib.blake2b(message, digest_size=16, person=b"t").digest()


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 40))
@example([["x" * 13, "y" * 40], ["z" * 14, "short", "w" * 20]], 0, 40)
@example([["x" * 13], ["short"], ["w" * 20]], 1, 40)
@example([["x" * 13], ["y" * 12, "z" * 11, "w" * 13], ["v" * 12]], 0, 40)
@example([["x" * 13, None], [None, "w" * 20]], 1, 2)
@example([[None] * 9 + ["a"]], 3, 40)
def test_texts_are_read_from_any_pieces(
    pieces: list[list[str | None]], begin: int, length: int
) -> None:
    parts = [pl.Series("t", texts, dtype=pl.String) for texts in pieces]
    column = pl.concat(parts, rechunk=False).slice(begin, length)
    texts = [text for piece in pieces for text in piece][begin : begin + length]
    assert column.to_list() == texts
    assert digest(column) == by_hand(texts)
    assert digest(column.rechunk()) == by_hand(texts)


@pytest.mark.parametrize("n", [1, 7, 8, 9, 15, 16, 17, 64, 65])
def test_null_at_any_place_is_seen(n: int) -> None:
    for place in range(n):
        texts = [None if row == place else f"{row}" for row in range(n)]
        column = pl.Series(["x", *texts], dtype=pl.String)[1:]
        assert digest(column) == by_hand(texts)


@pytest.mark.parametrize("column", [pl.Series([1]), pl.Series([b"1"])], ids=str)
def test_column_of_another_type_is_refused(column: pl.Series) -> None:
    with pytest.raises(TypeError, match="expected a string view column"):
        Strings(column)
