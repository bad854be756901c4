"""Several releases in one Grouper: each row takes the one of its begindatum."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from support.releases.example import example_batch, example_release
from support.releases.small import (
    GROEP,
    Names,
    activiteit,
    counts,
    product_of,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)
from support.releases.small_ozp import ozp_activiteit, ozp_release

from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import day_number
from grouper.encoding.encoder import choose_release
from grouper.engine import Grouper
from productstructure.errors import CallError

OLD = Names(ingangsdatum="20200101", versiedatum="2019-08-20")
NEW = Names(ingangsdatum="20210101", versiedatum="2020-08-20")


@cache
def release(names: Names, counted: str) -> CompiledStructure:
    """Product 001 when the activity is there, 002 when not."""
    return small_release(
        small_tree(counts(300, counted)),
        activiteiten=[activiteit("030001"), activiteit("030002")],
        names=names,
    )


def old() -> CompiledStructure:
    """Meant for 2020; asks for activity 030001."""
    return release(OLD, "030001")


def new() -> CompiledStructure:
    """Meant for 2021, with trees from 2020 on; asks for activity 030002."""
    return release(NEW, "030002")


@pytest.mark.parametrize("releases", [(0, 1), (1, 0)], ids=["old first", "new first"])
def test_newest_versiedatum_wins_whatever_the_order(releases: tuple[int, int]) -> None:
    both = [old(), new()]
    grouper = Grouper([both[position] for position in releases], threads=1)
    days = ("2020-06-01", "2020-12-31", "2021-01-01", "2021-12-31")
    result = grouper.group(
        subtrajecten(*({"begindatum": day} for day in days)),
        zorgactiviteiten(*((str(number), "030002", 1) for number in range(1, 5))),
    )
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"] * 4
    assert set(result.grouped["release"]) == {new().identity.name}
    assert result.findings.height == 0


def test_release_in_force_is_chosen_by_first_tree_horizon_and_versiedatum() -> None:
    # The older versiedatum is meant for the later year.
    late = release(Names("20210101", "2019-08-20"), "030001")
    early = release(Names("20200101", "2020-08-20"), "030002")
    days = ["2019-12-31", "2020-06-01", "2020-12-31", "2021-01-01", "2022-01-01"]
    numbers = [day_number(date.fromisoformat(day)) for day in days]
    chosen = choose_release(
        [late, early], pl.Series(numbers, dtype=pl.Int32).to_numpy()
    )
    # Before both: the newest; in 2020 both; in 2021 one; after both: the newest.
    assert chosen.tolist() == [1, 1, 1, 0, 1]


def test_pinned_release_is_taken_on_every_date_it_covers_and_on_no_other() -> None:
    rows = subtrajecten(
        *({"begindatum": day} for day in ("2020-01-01", "2020-12-31", "2021-01-01"))
    )
    lines = zorgactiviteiten(*((str(number), "030001", 1) for number in (1, 2, 3)))
    grouper = Grouper([new(), old()], pinned="20200101", threads=1)
    result = grouper.group(rows, lines)
    assert grouper.pinned == old().identity.name
    assert result.grouped["release"].to_list() == [
        *([old().identity.name] * 2),
        new().identity.name,
    ]
    suffixes = [code[6:] for code in result.grouped["zorgproduct_code"]]
    assert suffixes == ["001", "001", "002"]


def test_pinned_release_is_taken_for_a_uitvoerdatum_it_covers() -> None:
    activities = [ozp_activiteit("062001", "20")]
    both = [ozp_release(activities, [], names) for names in (OLD, NEW)]
    lines = pl.DataFrame(
        {
            "subtraject_nummer": ["1", "1"],
            "zorgactiviteit_code": ["062001", "062001"],
            "aantal": [1, 1],
            "uitvoerdatum": ["2020-12-31", "2021-01-01"],
        }
    )
    grouper = Grouper(both, pinned=both[0].identity.name, threads=1)
    ozp = grouper.group(subtrajecten(), lines, ozp=True).ozp
    assert ozp is not None
    assert ozp["release"].to_list() == [each.identity.name for each in both]


@pytest.mark.parametrize("name", ["2019", "", "20"], ids=["none", "empty", "several"])
def test_pinned_release_must_be_one_of_those_given(name: str) -> None:
    with pytest.raises(CallError, match=r"pinned release.*Releases given: 20200101"):
        Grouper([old(), new()], pinned=name)


def test_each_row_is_grouped_and_named_by_its_own_release() -> None:
    late = release(Names("20210101", "2019-08-20"), "030001")
    early = release(Names("20200101", "2020-08-20"), "030002")
    rows = subtrajecten(
        {}, {"begindatum": "2021-06-01"}, {}, {"begindatum": "2021-06-01"}
    )
    lines = zorgactiviteiten(
        ("1", "030001", 1), ("2", "030001", 1), ("3", "030002", 1), ("4", "030002", 1)
    )
    result = Grouper([late, early], threads=1).group(rows, lines)
    suffixes = [code[6:] for code in result.grouped["zorgproduct_code"]]
    assert suffixes == ["002", "001", "001", "002"]
    assert result.grouped["release"].to_list() == [
        *(early.identity.name, late.identity.name),
        *(early.identity.name, late.identity.name),
    ]


def test_begindatum_after_every_horizon_is_warned_of() -> None:
    result = Grouper([old(), new()], threads=1).group(
        subtrajecten({"begindatum": "2022-01-01"}), zorgactiviteiten(("030002", 1))
    )
    assert result.findings["code"].to_list() == ["G113"]
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


def test_row_without_begindatum_is_rejected_whatever_the_release() -> None:
    result = Grouper([old(), new()], threads=1).group(
        subtrajecten({"begindatum": None}), zorgactiviteiten()
    )
    assert result.findings["code"].to_list() == ["G111", "G155"]


def test_two_copies_of_a_release_group_as_one() -> None:
    rows, lines = example_batch()
    one = Grouper(example_release(), threads=1).group(rows, lines)
    two = Grouper([example_release()] * 2, threads=1).group(rows, lines)
    assert two.grouped.equals(one.grouped)
    assert two.findings.equals(one.findings)
    assert two.balance == one.balance


def test_releases_side_by_side_do_not_disturb_each_other() -> None:
    assert product_of(old(), ("030001", 1)) == GROEP + "001"
    assert product_of(new(), ("030001", 1)) == GROEP + "002"
    assert product_of(old(), ("030001", 1)) == GROEP + "001"


@pytest.mark.parametrize("count", [0, 256])
def test_number_of_releases_is_1_to_255(count: int) -> None:
    with pytest.raises(CallError, match=f"{count} releases given"):
        Grouper([old()] * count)


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_are_at_least_one(threads: int) -> None:
    with pytest.raises(CallError, match=f"threads is {threads}"):
        Grouper(old(), threads=threads)
