import pytest

from tabellen.errors import InputFileError
from tabellen.headers.matching import edit_distance, match_columns

REQUIRED = ("subtraject_nummer", "begindatum")
OPTIONAL = ("afsluitreden_code", "uitvoerdatum", "aanspraak", "geslacht", "ontvanger")


def match(*found, **more):
    return match_columns(
        found, table="subtrajecten", required=REQUIRED, optional=OPTIONAL, **more
    )


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("afsluitreden", "afsluitreden_code"),
        ("Afsluitreden", "afsluitreden_code"),
        ("uitvoerdatm", "uitvoerdatum"),
        ("uitvoerdatums", "uitvoerdatum"),
        ("uivtoerdatum", "uitvoerdatum"),
        ("aanspraaak", "aanspraak"),
        ("gelsacht", "geslacht"),
        # Another ending, or one where there is none.
        ("aanspraak_code", "aanspraak"),
        ("afsluitreden_id", "afsluitreden_code"),
        ("Ontvanger nummer", "ontvanger"),
    ],
)
def test_one_letter_off_is_refused_with_the_name_it_should_have(found, meant):
    with pytest.raises(InputFileError, match=f"{found}.*{meant}"):
        match(*REQUIRED, found)
    assert match(*REQUIRED, found, ignored=[found]).unknown == ()


@pytest.mark.parametrize(
    "found", ["invoerdatum", "ontvangen", "aantal_dagen", "kostenplaats", "arts"]
)
def test_a_legitimate_neighbour_is_only_listed(found):
    assert match(*REQUIRED, found).unknown == (found,)


@pytest.mark.parametrize("found", ["Begindatum", " begindatum ", "BEGIN_DATUM"])
def test_case_blanks_and_signs_are_read(found):
    assert match("subtraject_nummer", found).renamed == {found: "begindatum"}


def test_the_same_column_twice_in_another_writing_is_refused():
    with pytest.raises(InputFileError, match="Begindatum"):
        match(*REQUIRED, "Begindatum")


def test_two_letters_off_is_told():
    assert match(*REQUIRED, "uitvoerdat").near == (("uitvoerdat", "uitvoerdatum"),)


def test_a_near_name_beside_the_known_one_is_something_else():
    found = match(*REQUIRED, "uitvoerdatum", "uitvoerdatum2")
    assert found.unknown == ("uitvoerdatum2",)


def test_optional_columns_that_are_absent_are_listed():
    assert match(*REQUIRED, "geslacht", "aanspraak").absent == (
        "afsluitreden_code",
        "uitvoerdatum",
        "ontvanger",
    )


@pytest.mark.parametrize(
    ("a", "b", "letters"),
    [("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abc", "abc", 0)],
)
def test_letters_between_two_names(a, b, letters):
    assert edit_distance(a, b) == edit_distance(b, a) == letters
