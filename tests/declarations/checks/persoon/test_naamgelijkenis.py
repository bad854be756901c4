import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.checks.persoon.naamgelijkenis import any_alike, plain


def made_plain(name: str | None) -> str | None:
    frame = pl.DataFrame({"n": [name]}, schema={"n": pl.String})
    return frame.select(plain(pl.col("n"))).item()


def alike(one: str, other: str) -> bool:
    frame = pl.DataFrame({"a": [one], "b": [other]})
    names = frame.select(plain(pl.col("a", "b")))
    return any_alike(names, ["a"], ["b"]).item()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("VAN DER BERG", "berg"),
        ("'t Hooft", "hooft"),
        ("Müller", "muller"),
        ("Dijkstra", "dykstra"),
        ("O'Neil", "oneil"),
        ("Jong-Bakker", "jongbakker"),
        ("De", "de"),  # A prefix in front of nothing is the name.
        ("-", None),
        (None, None),
    ],
)
def test_what_of_a_name_counts(name, expected):
    assert made_plain(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # janssen: ja an ns ss se en; jansen: ja an ns se en. 5 of 6 and 5.
        ("Jansen", "Janssen", True),
        # bakker: ba ak kk ke er; bekker: be ek kk ke er. 3 of 5 and 5: 60 percent.
        ("Bakker", "Bekker", True),
        # boer: bo oe er; bouwer: bo ou uw we er. 2 of 3 and 5: 50 percent.
        ("Boer", "Bouwer", False),
        ("Jansen", "De Vries", False),
        ("Schimmelpenninck", "Schimmelpenninck van der Oye", True),
        ("Bos", "Bosboom", False),  # Three letters in front are not enough.
        ("Bosch", "Boschma", True),
        ("Li", "Lee", False),
    ],
)
def test_names_that_look_alike(one, other, expected):
    assert alike(one, other) is expected


NAMES = st.text(st.characters(codec="latin-1", categories=("L", "Zs", "Pd")))


@given(one=NAMES, other=NAMES)
def test_it_is_the_same_in_both_directions(one: str, other: str):
    assert alike(one, other) is alike(other, one)


@given(name=NAMES)
def test_a_name_looks_like_itself_in_capitals(name: str):
    assert alike(name, name.upper()) is (made_plain(name) is not None)
