"""Words of people to codes: right, nearly right, and otherwise called."""

from datetime import date

import dbc_grouper_data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.naslag.zoeken import Zoekindex, synoniemen, words_of
from grouper.compiling.cache import open_release

DAG = date(2024, 6, 1)


@pytest.fixture(scope="module")
def index(cache) -> Zoekindex:
    return Zoekindex.of(open_release(dbc_grouper_data.release_path()), DAG)


@pytest.fixture(scope="module")
def real(cache, shared) -> Zoekindex:
    (path,) = (shared / "nza").glob("*.zip")
    return Zoekindex.of(open_release(path), date(2017, 6, 1))


def codes(index: Zoekindex, text: str, **options) -> list[str]:
    return index.search(text, **options)["code"].to_list()


@pytest.mark.parametrize(
    "text", ["Zandoog", "zandoog", "ZÁNDOOG!", "zandog", "zandooog", "andoog", "zand"]
)
def test_word_is_met_as_people_write_it(index, text):
    assert "0301.0111" in codes(index, text)


def test_words_may_stand_in_any_order_and_all_have_to_be_met(index):
    assert codes(index, "lens heldere") == codes(index, "heldere lens") == ["060502"]


def test_word_that_nothing_has_does_not_hide_what_the_others_find(index):
    assert codes(index, "heldere lens kwetsbaar") == ["060502"]


@pytest.mark.parametrize("text", ["", " ", "!!", "qqqqqq", "0000000000"])
def test_nothing_is_found_by_nothing(index, text):
    assert codes(index, text) == []


def test_kind_and_number_are_kept_to(index):
    assert len(codes(index, "o", limit=3)) == 3
    kinds = index.search("zorg", soort="zorgproductgroep", limit=100)["soort"]
    assert set(kinds) == {"zorgproductgroep"}


def test_what_is_not_valid_on_the_day_is_not_found(cache):
    release = open_release(dbc_grouper_data.release_path())
    before, after = (
        codes(Zoekindex.of(release, date(year, 1, 1)), "beeld op afstand")
        for year in (2022, 2023)
    )
    assert "060103" in after
    assert "060103" not in before


@settings(max_examples=60)
@given(data=st.data())
def test_every_code_is_found_by_words_of_its_own_text(index, data):
    code, text = data.draw(
        st.sampled_from(index.codes.select("code", "omschrijving").rows())
    )
    words = words_of(text)
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, unique=True))
    assert code in codes(index, " ".join(asked), limit=index.codes.height)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("blindedarm", "119599010"),  # Appendectomie
        ("amandelen", "032320"),  # Tonsillectomie
        ("amandelen knippen", "032320"),
        ("staar", "0301.0554"),  # Cataract
        ("hartinfarkt", "0320.0204"),
        ("hoge bloeddruk", "090301015"),
        ("eerste polikliniekbezoek", "190060"),
        ("nieuwe heup", "190375"),
        ("190013", "190013"),
    ],
)
def test_people_find_what_the_nza_calls_otherwise(real, text, found):
    assert found in codes(real, text)


def test_every_synonym_is_a_word_of_the_nza(real):
    """Letter for letter: what it would find by a mistake in it proves nothing."""
    asked = {word for others in synoniemen().values() for ook in others for word in ook}
    text = " ".join(real.words)
    assert [word for word in sorted(asked) if word not in text] == []
