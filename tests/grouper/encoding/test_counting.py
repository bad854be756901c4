"""How the activities of a subtraject are counted: added up, netted, translated."""

from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_language import ask
from support.releases.small import (
    GROEP,
    JA,
    NEE,
    REGULIER,
    activiteit,
    counts,
    group_one,
    holds,
    small_release,
    small_tree,
    subtrajecten,
    vertaling,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks

MOST = 2**31 - 1


@cache
def at_least(least: int) -> CompiledStructure:
    """Whether activity 030001 counts at least so many."""
    return small_release(small_tree(counts(300, "030001").at_least(least)))


@cache
def exactly(value: int) -> CompiledStructure:
    """Whether activity 030001 counts exactly so many."""
    return small_release(small_tree(counts(300, "030001").within(value, value)))


@pytest.mark.parametrize(
    "lines",
    [
        [3],
        [1, 2],
        [1, 1, 1],
        [2, 0, 1],
        [5, -2],
        [-2, 5],
        [4, -1, 0, 1, -1],
        [1 - MOST, MOST, 2],
        [MOST, 2, 1 - MOST],
    ],
    ids=str,
)
def test_lines_of_one_code_add_up(lines: list[int]) -> None:
    assert holds(exactly(3), *(("030001", aantal) for aantal in lines))


def test_spellings_of_one_code_add_up() -> None:
    assert holds(exactly(3), ("030001", 1), ("30001", 1), (" 030001 ", 1))


@pytest.mark.parametrize("lines", [[0], [1, -1], [-5, 5], [0, 0], []], ids=str)
def test_net_count_of_zero_is_absence(lines: list[int]) -> None:
    assert holds(exactly(0), *(("030001", aantal) for aantal in lines))


def test_net_count_below_zero_rejects() -> None:
    result = group_one(exactly(0), ("030001", 1), ("030001", -2))
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G142"]
    assert result.grouped["zorgproduct_code"].to_list() == [None]


@pytest.mark.parametrize(("onder", "boven"), [(0, 0), (0, 240), (1, 999_999)])
def test_net_count_below_zero_is_within_no_bounds_when_not_rejected(
    onder: int, boven: int
) -> None:
    release = small_release(small_tree(counts(300, "030001").within(onder, boven)))
    grouper = Grouper(release, checks=InputChecks.off(), threads=1)
    result = grouper.group(subtrajecten(), zorgactiviteiten(("030001", -1)))
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"]


def test_negative_count_of_one_code_does_not_lower_another() -> None:
    condition = counts(301, "Z_A").within(2, 2)
    release = small_release(
        small_tree(condition),
        activiteiten=[activiteit(code, {1: "Z_A"}) for code in ("030001", "030002")],
    )
    assert holds(release, ("030001", 1), ("030002", 2), ("030002", -1))


@pytest.mark.parametrize("count", [999_999, 1_000_000, MOST])
def test_counts_up_to_int32_are_counted(count: int) -> None:
    assert holds(at_least(999_998), ("030001", count))


@pytest.mark.parametrize("lines", [[MOST, MOST], [MOST, MOST, 0], [MOST] * 5], ids=len)
def test_sum_beyond_int32_is_counted(lines: list[int]) -> None:
    assert holds(at_least(999_999), *(("030001", aantal) for aantal in lines))


def test_weighted_sum_beyond_int32_is_counted() -> None:
    release = small_release(
        small_tree(counts(500, "030001").at_least(999_999)),
        activiteiten=[activiteit("030001", weegfactoren=(1, 180))],
    )
    assert holds(release, ("030001", MOST))


@pytest.mark.parametrize("aantal", [2**31, -MOST, -(2**31), 2**40])
def test_count_beyond_int32_rejects(aantal: int) -> None:
    result = group_one(exactly(0), ("030001", aantal))
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G141"]


@pytest.mark.parametrize("lines", [255, 256, 257, 70_000])
def test_subtraject_may_have_any_number_of_activities(lines: int) -> None:
    assert holds(exactly(lines), *[("030001", 1)] * lines)


def test_subtraject_may_have_more_than_255_different_activities() -> None:
    codes = [f"03{number:04d}" for number in range(600)]
    release = small_release(
        small_tree(counts(301, "Z_A").within(600, 600)),
        activiteiten=[activiteit(code, {1: "Z_A"}) for code in codes],
    )
    assert holds(release, *((code, 1) for code in codes))
    assert not holds(release, *((code, 1) for code in codes[1:]))


def test_unknown_activity_counts_nothing_and_is_warned_of() -> None:
    result = group_one(exactly(1), ("030001", 1), ("039999", 4))
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
    assert result.grouped["status"].to_list() == ["warning"]
    assert result.findings.select("code", "row").rows() == [("G151", 2)]


OLD, NEW = "030001", "030009"


def translating(condition_on: str) -> CompiledStructure:
    """Release in which 030009 counts as 030001 from September to December 2020."""
    return small_release(
        small_tree(counts(300, condition_on)),
        activiteiten=[
            activiteit(OLD, last="2020-12-31"),
            activiteit(NEW, first="2021-01-01"),
        ],
        vertalingen=[vertaling(NEW, OLD, "2020-09-01", "2020-12-31")],
        names=None,
    )


@pytest.mark.parametrize(
    ("begindatum", "expected", "codes"),
    [
        ("2020-08-31", False, ["G151"]),
        ("2020-09-01", True, []),
        ("2020-12-31", True, []),
        ("2021-01-01", False, []),
    ],
)
def test_activity_is_translated_before_boomparameter_300_on_begindatum(
    begindatum: str, expected: bool, codes: list[str]
) -> None:
    release = translating(OLD)
    assert holds(release, (NEW, 1), begindatum=begindatum) == expected
    result = group_one(release, (NEW, 1), begindatum=begindatum)
    assert result.findings["code"].to_list() == codes


def test_translated_activity_is_no_longer_its_new_code() -> None:
    release = translating(NEW)
    assert not holds(release, (NEW, 1), begindatum="2020-10-01")
    assert holds(release, (NEW, 1), begindatum="2021-02-01")


def test_translated_and_old_code_net_together() -> None:
    release = translating(OLD)
    lines = [(NEW, 1), (OLD, -1)]
    assert not holds(release, *lines, begindatum="2020-10-01")
    rejected = group_one(release, *lines, begindatum="2021-02-01")
    assert rejected.grouped["status"].to_list() == ["rejected"]


def test_activity_not_valid_on_begindatum_counts_nothing() -> None:
    release = small_release(
        small_tree(counts(301, "Z_A")),
        activiteiten=[
            activiteit("030001", {1: "Z_A"}, first="2020-03-15", last="2020-06-30"),
            activiteit("030001", {1: "Z_A"}, first="2020-08-01"),
        ],
    )
    valid = {"2020-03-14": False, "2020-03-15": True, "2020-06-30": True}
    valid |= {"2020-07-01": False, "2020-07-31": False, "2020-08-01": True}
    for begindatum, expected in valid.items():
        assert holds(release, ("030001", 1), begindatum=begindatum) == expected


def test_activity_counts_by_the_row_valid_on_begindatum() -> None:
    release = small_release(
        small_tree(counts(501, "Z_A").within(90, 99)),
        activiteiten=[
            activiteit("030001", {1: "Z_A"}, (0, 90), last="2020-06-30"),
            activiteit("030001", {1: "Z_A"}, (0, 100), first="2020-07-01"),
        ],
    )
    assert holds(release, ("030001", 1), begindatum="2020-06-30")
    assert not holds(release, ("030001", 1), begindatum="2020-07-01")


def test_subtraject_without_activities_reaches_a_leaf() -> None:
    result = group_one(exactly(1))
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"]
    assert result.grouped["status"].to_list() == ["ok"]


def test_frame_without_activities_at_all_is_grouped() -> None:
    empty = zorgactiviteiten()
    result = Grouper(exactly(1), threads=1).group(subtrajecten({}, {}), empty)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"] * 2


def test_empty_batch_gives_empty_frames_of_the_same_schema() -> None:
    grouper = Grouper(exactly(1), threads=1)
    whole = grouper.group(subtrajecten(), zorgactiviteiten(("030001", 1)))
    empty = grouper.group(subtrajecten().clear(), zorgactiviteiten())
    assert empty.grouped.schema == whole.grouped.schema
    assert empty.findings.schema == whole.findings.schema
    assert (empty.grouped.height, empty.findings.height) == (0, 0)
    assert (empty.balance.subtrajecten, empty.balance.zorgactiviteiten) == (0, 0)


def test_condition_on_an_activity_of_no_release_never_holds() -> None:
    tree = ask("Onbekend", REGULIER, counts(300, "030001"), needs=2, yes=JA, no=NEE)
    assert not holds(small_release(tree), ("030002", 1))


def test_activities_may_be_a_lazy_slice_or_have_several_chunks() -> None:
    parts = [zorgactiviteiten(("030001", 1)), zorgactiviteiten(("030001", 2))]
    lines = pl.concat(parts, rechunk=False)
    result = Grouper(exactly(3), threads=1).group(subtrajecten(), lines)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
    sliced = Grouper(exactly(2), threads=1).group(subtrajecten(), lines.slice(1))
    assert sliced.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
