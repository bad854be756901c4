"""A sealed record cannot be changed by who has not the key."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabellen.errors import CallError
from tabellen.sets.sleutel import Sleutel, Zegelstand, judge_seal, maybe_sleutel

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
TEXT = st.text(st.characters(exclude_categories=()), max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(TEXT.filter(lambda name: name != "zegel"), VALUES, max_size=4)


def test_seal_is_the_hmac_of_what_is_said_beside_it():
    said = {"b": 1, "a": "é"}
    text = b'dbc-grouper record 1\n{"a": "\\u00e9", "b": 1}'
    seal = Sleutel(KEY).sealed(said)["zegel"]
    assert seal["hmac"] == hmac.new(KEY, text, hashlib.sha256).hexdigest()
    assert KEY.hex() not in json.dumps(seal)


@given(RECORDS)
def test_what_was_sealed_is_whole_also_as_it_stands_in_a_file(said):
    sealed = Sleutel(KEY).sealed(said)
    read = json.loads(json.dumps(sealed))
    assert Sleutel(KEY).judge(read) is Zegelstand.HEEL
    shuffled = dict(reversed(list(read.items())))
    assert Sleutel(KEY).judge(shuffled) is Zegelstand.HEEL
    assert Sleutel(OTHER).judge(read) is Zegelstand.ANDERE_SLEUTEL
    assert judge_seal(read, None) is Zegelstand.ONBEVESTIGD


@given(RECORDS, RECORDS)
def test_seal_holds_for_no_other_record(said, other):
    seal = Sleutel(KEY).sealed(said)["zegel"]
    is_same = json.dumps(said, sort_keys=True) == json.dumps(other, sort_keys=True)
    found = Sleutel(KEY).judge({**other, "zegel": seal})
    assert found is (Zegelstand.HEEL if is_same else Zegelstand.GEBROKEN)


@pytest.mark.parametrize(
    "seal", [None, 1, [], {}, {"hmac": None}, {"hmac": "\ud800"}, {"hmac": "é"}, "x"]
)
def test_seal_that_is_none_is_broken(seal):
    found = Sleutel(KEY).judge({"a": 1, "zegel": seal})
    assert found in (Zegelstand.GEBROKEN, Zegelstand.ANDERE_SLEUTEL)


def test_record_without_a_seal_is_told_apart():
    assert Sleutel(KEY).judge({"a": 1}) is Zegelstand.GEEN
    assert judge_seal({"a": 1}, None) is Zegelstand.GEEN


def test_no_file_is_no_key_and_a_short_key_is_a_bad_call():
    assert maybe_sleutel(None) is None
    with pytest.raises(CallError, match="31 bytes"):
        Sleutel(KEY[1:])
