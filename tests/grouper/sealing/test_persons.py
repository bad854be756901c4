"""leeftijd on begindatum, geslacht in every notation, and the AGB code."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from dbc_grouper_data.making.release_language import Attribuut
from support.releases.small import (
    WITHOUT_ACTIVITIES,
    counts,
    group_one,
    holds,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import day_number
from grouper.encoding._encode import full_years
from grouper.engine import Grouper


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2000-06-15", "2018-06-14", 17),
        ("2000-06-15", "2018-06-15", 18),
        ("2000-06-15", "2018-06-16", 18),
        ("2000-02-29", "2018-02-28", 17),
        ("2000-02-29", "2018-03-01", 18),
        ("2000-02-29", "2020-02-28", 19),
        ("2000-02-29", "2020-02-29", 20),
        ("2001-02-28", "2020-02-29", 19),
        ("2001-03-01", "2020-02-29", 18),
        ("2019-12-31", "2020-01-01", 0),
        ("2020-01-01", "2020-01-01", 0),
        ("1899-12-31", "2020-12-30", 120),
        ("1900-02-28", "2000-02-28", 100),
        ("1600-01-01", "2024-01-01", 424),
    ],
)
def test_full_years_turn_on_the_birthday(born: str, day: str, years: int) -> None:
    numbers = (day_number(date.fromisoformat(text)) for text in (born, day))
    assert full_years(*numbers) == years


MOST = 2**31 - 1


@cache
def is_17() -> CompiledStructure:
    """Whether leeftijd is exactly 17."""
    return small_release(small_tree(Attribuut(100, "Is 17", "17", None, 1, 1)))


@pytest.mark.parametrize(
    ("begindatum", "expected"),
    [
        ("2020-06-14", False),
        ("2020-06-15", True),
        ("2021-06-14", True),
        ("2021-06-15", False),
    ],
)
def test_leeftijd_is_that_on_begindatum(begindatum: str, expected: bool) -> None:
    assert holds(is_17(), geboortedatum="2003-06-15", begindatum=begindatum) == expected


def test_leeftijd_may_be_given_instead_of_geboortedatum() -> None:
    assert holds(is_17(), geboortedatum=None, leeftijd_jaar=17)
    assert holds(is_17(), geboortedatum="", leeftijd_jaar="17")
    assert not holds(is_17(), geboortedatum=None, leeftijd_jaar=18)


def test_geboortedatum_wins_over_leeftijd_jaar() -> None:
    result = group_one(is_17(), geboortedatum="2003-06-01", leeftijd_jaar=40)
    assert result.grouped["zorgproduct_code"].to_list() == ["010101001"]
    assert result.findings["code"].to_list() == ["G134"]


@pytest.mark.parametrize(
    ("leeftijd", "findings"),
    [(-(2**31), ["G133"]), (-2, ["G133"]), (-1, ["G133"])]
    + [(years, []) for years in (0, 1, 129, 130)]
    + [(years, ["G133"]) for years in (131, 132, 2**31 - 1, 2**31)],
)
def test_leeftijd_may_be_from_0_to_130(leeftijd: int, findings: list[str]) -> None:
    """docs/decisions.md 2."""
    result = group_one(is_17(), geboortedatum=None, leeftijd_jaar=leeftijd)
    assert result.findings["code"].to_list() == findings
    status = "rejected" if findings else "ok"
    assert result.grouped["status"].to_list() == [status]


@pytest.mark.parametrize(
    ("geboortedatum", "findings"),
    [
        # 131 on 1 June 2020, 130 until then, 0 on the day of birth, not born.
        ("1889-06-01", ["G133"]),
        ("1889-06-02", []),
        ("2020-05-31", []),
        ("2020-06-01", []),
        ("2020-06-02", ["G132"]),
    ],
)
def test_geboortedatum_may_be_up_to_130_years_before_and_no_day_after_begindatum(
    geboortedatum: str, findings: list[str]
) -> None:
    """docs/decisions.md 2: born after begindatum is refused, born on it is not."""
    result = group_one(is_17(), geboortedatum=geboortedatum, begindatum="2020-06-01")
    assert result.findings["code"].to_list() == findings


def test_newborn_is_0_years_old_on_the_day_of_birth() -> None:
    release = small_release(small_tree(Attribuut(100, "Is 0", "0", None, 1, 1)))
    assert holds(release, geboortedatum="2020-06-01", begindatum="2020-06-01")
    assert holds(release, geboortedatum=None, leeftijd_jaar=0)
    assert not holds(release, geboortedatum=None, leeftijd_jaar=1)


@pytest.mark.parametrize("leeftijd", [131, 149, 150, 151, 255, 256, 32_768, 2**31 - 1])
def test_leeftijd_that_is_not_checked_is_that_of_an_adult(leeftijd: int) -> None:
    """Above 150 it counts as 150 (``MAX_LEEFTIJD``), in whatever width it is kept."""
    adult = Attribuut(100, "Volwassen", "18", "150", 2, 1)
    release = small_release(small_tree(adult))
    checks = WITHOUT_ACTIVITIES.with_settings({"leeftijd": "off"})
    rows = subtrajecten({"geboortedatum": None, "leeftijd_jaar": leeftijd})
    result = Grouper(release, checks=checks, threads=1).group(rows, zorgactiviteiten())
    assert result.grouped["zorgproduct_code"].to_list() == ["010101001"]
    assert result.grouped["status"].to_list() == ["ok"]


@pytest.mark.parametrize(
    ("leeftijd", "filters"),
    [
        (130, {"131..150": False, "0..149": True, "150": False}),
        (131, {"131..150": True, "0..149": True, "150": False}),
        (149, {"131..150": True, "0..149": True, "150": False}),
        (150, {"131..150": True, "0..149": False, "150": True}),
        (151, {"131..150": True, "0..149": False, "150": True}),
        (MOST, {"131..150": True, "0..149": False, "150": True}),
    ],
)
def test_leeftijd_above_150_counts_as_150(
    leeftijd: int, filters: dict[str, bool]
) -> None:
    """``MAX_LEEFTIJD``; it is rejected unless the check on leeftijd is off."""
    checks = WITHOUT_ACTIVITIES.with_settings({"leeftijd": "off"})
    rows = subtrajecten({"geboortedatum": None, "leeftijd_jaar": leeftijd})
    for text, expected in filters.items():
        grouper = Grouper(leeftijd_is(text), checks=checks, threads=1)
        result = grouper.group(rows, zorgactiviteiten())
        found = result.grouped["zorgproduct_code"].to_list()
        assert found == ["010101001" if expected else "010101002"], text


@cache
def leeftijd_is(text: str) -> CompiledStructure:
    """Whether leeftijd is a number, or lies in a range, both ends included."""
    low, _, high = text.partition("..")
    return small_release(
        small_tree(Attribuut(100, text, low, high or None, 2 if high else 1, 1))
    )


@pytest.mark.parametrize(
    ("given", "findings"), [(16, ["G134"]), (17, []), (18, ["G134"]), (None, [])]
)
def test_leeftijd_jaar_that_differs_from_geboortedatum_is_told(
    given: int | None, findings: list[str]
) -> None:
    """docs/decisions.md 3: a warning, and geboortedatum wins."""
    changes = {"geboortedatum": "2003-06-01", "leeftijd_jaar": given}
    result = group_one(is_17(), **changes)
    assert result.findings["code"].to_list() == findings
    assert result.grouped["zorgproduct_code"].to_list() == ["010101001"]


@pytest.mark.parametrize(
    ("notation", "nen"),
    [
        ("1", "1"),
        ("M", "1"),
        ("2", "2"),
        ("V", "2"),
        ("F", "2"),
        ("9", "9"),
        ("UN", "9"),
        ("m", "1"),
        ("v", "2"),
        ("f", "2"),
        ("un", "9"),
    ],
)
def test_geslacht_is_read_in_every_notation(notation: str, nen: str) -> None:
    for code in ("1", "2", "9"):
        assert holds(geslacht_is(code), geslacht=notation) == (code == nen)


@cache
def geslacht_is(code: str) -> CompiledStructure:
    """Whether geslacht is this NEN code."""
    return small_release(small_tree(counts(101, code)))


def test_geslacht_may_come_as_an_integer() -> None:
    assert holds(geslacht_is("2"), geslacht=2)


@pytest.mark.parametrize("geslacht", ["X", "0", "3", "", None, "UNK", "MV"])
def test_geslacht_in_another_notation_is_refused(geslacht: str | None) -> None:
    result = group_one(geslacht_is("1"), geslacht=geslacht)
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G135"]


@cache
def instelling_is() -> CompiledStructure:
    """Whether the AGB code is one that table ZorgInstellingen does not have."""
    return small_release(small_tree(counts(110, "06060702")))


def test_agb_code_is_compared_itself_and_not_through_the_table() -> None:
    assert holds(instelling_is(), zorginstelling_code="06060702")
    assert not holds(instelling_is(), zorginstelling_code="06990001")
    assert not holds(instelling_is(), zorginstelling_code="06999999")


@pytest.mark.parametrize("agb", [6060702, 6060702.0, Decimal("6060702.00")], ids=repr)
def test_agb_code_that_came_as_a_number_has_its_zeros_back(agb: object) -> None:
    """8 digits, compared zero-filled on both sides (docs/decisions.md 6)."""
    assert holds(instelling_is(), zorginstelling_code=agb)


@pytest.mark.parametrize("agb", ["060607020", "0606070a", "", None, "०६०६०७०२"])
def test_agb_code_of_other_than_8_digits_is_refused(agb: str | None) -> None:
    result = group_one(instelling_is(), zorginstelling_code=agb)
    assert result.findings["code"].to_list() == ["G136"]
