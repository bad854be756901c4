"""Which activities a profile has: one rule for all, in any order of the lines."""

from functools import cache
from itertools import permutations

import polars as pl
import pytest
from dbc_grouper_data.making.release_forms import Row
from support.releases.example import example_release, sample
from support.releases.small import (
    REGULIER,
    activiteit,
    small_release,
    small_tree,
    subtrajecten,
    vertaling,
)
from support.releases.small_ozp import Line, lines, ozp_activiteit, plain_release

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.findings.checks import InputChecks

LIJST, NIEUW, OZP = "030001", "030002", "062001"
BEGIN, DAY, OTHER = "2020-06-01", "2020-06-10", "2020-07-10"
"""The list holds until the end of June."""


@cache
def release() -> CompiledStructure:
    machtiging: Row = {
        "SpecialismeCode": "0303",
        "DiagnoseCode": "100",
        "DiagnoseOmschrijving": "100",
        "ZorgActiviteitCode": LIJST,
        "ZorgActiviteitOmschrijving": LIJST,
        "BeginDatum": "2020-01-01",
        "EindDatum": "2020-06-30",
    }
    return small_release(
        small_tree(REGULIER),
        activiteiten=[
            {**activiteit(LIJST, aanspraak="2701"), "OpNota": "J"},
            {**activiteit(NIEUW, aanspraak="2701", first="2020-07-01"), "OpNota": "J"},
            ozp_activiteit(OZP, "20"),
        ],
        vertalingen=[vertaling(NIEUW, LIJST, "2020-06-01", "2020-06-30")],
        tables={"LimitatieMachtigingen": [machtiging]},
    )


def grouped(*rows: Line, zorgtype: str = "11") -> GroupResult:
    grouper = Grouper(release(), threads=1)
    return grouper.group(
        subtrajecten({"zorgtype_code": zorgtype}),
        lines(*rows),
        ozp=True,
        profielen=True,
        digest=True,
    )


@pytest.mark.parametrize(
    ("rows", "expected", "on_days"),
    [
        ([(LIJST, DAY, 1)], True, [(DAY, 1)]),
        ([(LIJST, DAY, 1), (LIJST, BEGIN, -1)], False, []),
        ([(LIJST, BEGIN, -1), (LIJST, OTHER, 1)], False, []),
        ([(LIJST, DAY, 1), (LIJST, DAY, -1)], False, []),
        ([(LIJST, DAY, 2), (LIJST, BEGIN, -1)], True, [(DAY, 2)]),
        ([(LIJST, DAY, 2), (LIJST, DAY, -1)], True, [(DAY, 1)]),
        # More taken back than there was; the check on that is off here.
        ([(LIJST, DAY, 1), (LIJST, BEGIN, -2)], False, []),
        ([(LIJST, DAY, 1), (NIEUW, None, -2)], False, []),
        # What is left was done on a day without the list.
        ([(LIJST, DAY, 1), (LIJST, DAY, -1), (LIJST, OTHER, 1)], False, [(OTHER, 1)]),
        # Another code that counts as this one on the begindatum.
        ([(LIJST, DAY, 1), (NIEUW, None, -1)], False, []),
        ([(LIJST, DAY, 1), (NIEUW, OTHER, -1)], False, []),
        ([(NIEUW, None, 2), (LIJST, DAY, -1)], True, [(BEGIN, 2)]),
        # Unknown codes are others.
        ([(LIJST, DAY, 1), ("099999", DAY, -1), ("099998", DAY, 1)], True, [(DAY, 1)]),
        ([(LIJST, DAY, 0)], False, []),
    ],
)
def test_what_is_netted_away_is_there_for_nobody(
    rows: list[Line], expected: bool, on_days: list[tuple[str, int]]
) -> None:
    checks = InputChecks.default().with_settings({"aantal_negatief": "off"})
    result = Grouper(release(), checks=checks, threads=1).group(
        subtrajecten(), lines(*rows), profielen=True
    )
    assert result.profielen is not None
    assert result.grouped["is_machtiging_vereist"].to_list() == [expected]
    assert result.profielen["is_machtiging_vereist"].any() is expected
    found = result.profielen.select(pl.col("uitvoerdatum").cast(pl.String), "aantal")
    assert found.rows() == on_days


def test_what_one_subtraject_takes_back_another_keeps() -> None:
    rows = lines((1, LIJST, DAY, 1), (1, LIJST, BEGIN, -1), (2, LIJST, DAY, 1))
    result = Grouper(release(), threads=1).group(
        subtrajecten({}, {}), rows, profielen=True
    )
    assert result.grouped["is_machtiging_vereist"].to_list() == [False, True]
    assert result.profielen is not None
    assert result.profielen["subtraject_nummer"].to_list() == ["2"]


def scattered(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A sample of the example batch with corrections, on the same day and others."""
    rows, activities = sample(1500, seed)
    days = pl.col("uitvoerdatum")
    begin = rows.select("subtraject_nummer", begin="begindatum")
    parts = [
        activities.sample(fraction=0.2, seed=seed + place)
        .join(begin, on="subtraject_nummer")
        .with_columns(change)
        .select(activities.columns)
        for place, change in enumerate(
            (
                days.shift(1),
                pl.lit(None, pl.String).alias("uitvoerdatum"),
                pl.col("begin").alias("uitvoerdatum"),
                pl.lit("-1").alias("aantal"),
                [pl.lit("-1").alias("aantal"), days.shift(1)],
            )
        )
    ]
    return rows, pl.concat([activities, *parts])


OFF = InputChecks.off()


@pytest.mark.parametrize("seed", [1, 2])
def test_grouped_and_profielen_agree_on_the_machtiging(seed: int) -> None:
    rows, activities = scattered(seed)
    result = Grouper(example_release(), checks=OFF, threads=1).group(
        rows, activities, profielen=True
    )
    assert result.profielen is not None
    named = result.profielen.filter("is_machtiging_vereist")["subtraject_nummer"]
    asked = result.grouped.filter("is_machtiging_vereist")["subtraject_nummer"]
    assert set(named) == set(asked)
    assert len(asked) > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_the_lines_changes_no_outcome_of_a_batch(seed: int) -> None:
    rows, activities = scattered(seed)
    grouper = Grouper(example_release(), threads=1)
    asked = {"ozp": True, "profielen": True, "digest": True}
    results = [
        grouper.group(rows, given, **asked)
        for given in (
            activities,
            activities.reverse(),
            activities.sample(fraction=1, shuffle=True, seed=seed),
        )
    ]
    for other in results[1:]:
        assert other.grouped.equals(results[0].grouped)
        for name in ("ozp", "profielen"):
            assert unordered(getattr(other, name)).equals(
                unordered(getattr(results[0], name))
            )
        assert unordered(other.findings.drop("row")).equals(
            unordered(results[0].findings.drop("row"))
        )
        assert other.ozp_balance == results[0].ozp_balance


def unordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.all().cast(pl.String))


@pytest.mark.parametrize("zorgtype", ["11", "41"])
@pytest.mark.parametrize(
    "rows",
    [
        [(LIJST, None, 1), (LIJST, BEGIN, 1)],
        [(OZP, None, 1), (OZP, BEGIN, 2), (OZP, BEGIN, 0)],
        [(OZP, None, 0), (OZP, BEGIN, 2)],
        [(OZP, None, 1), (OZP, BEGIN, -3), (OZP, DAY, 9)],
        # Read as another code where the day is assumed.
        [(NIEUW, None, 1), (NIEUW, BEGIN, 1), (LIJST, DAY, 1)],
        [(NIEUW, None, 2), (NIEUW, BEGIN, -1), ("30002", None, 1)],
        # Not valid on that day.
        [(OZP, "2019-12-31", 1), (OZP, "2019-12-31", 2), (OZP, None, 1)],
    ],
)
def test_order_of_the_lines_changes_no_outcome_of_a_subtraject(
    rows: list[Line], zorgtype: str
) -> None:
    seen = []
    for order in permutations(rows):
        result = grouped(*order, zorgtype=zorgtype)
        frames = (result.grouped, result.ozp, result.profielen)
        assert all(frame is not None for frame in frames)
        seen.append(
            [unordered(frame).rows() for frame in frames if frame is not None]
            + [unordered(result.findings.drop("row")).rows()]
        )
    assert all(other == seen[0] for other in seen[1:])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(OZP, None, 1), (OZP, BEGIN, 1)], True),
        ([(OZP, None, 0), (OZP, BEGIN, 1)], False),
        ([(OZP, None, 1), (OZP, BEGIN, 0)], True),
        ([(OZP, BEGIN, 1), (OZP, BEGIN, 1)], False),
    ],
)
def test_day_is_assumed_where_it_is_so_of_a_part_of_the_count(
    rows: list[Line], expected: bool
) -> None:
    for order in (rows, rows[::-1]):
        found = grouped(*order, zorgtype="41").ozp
        assert found is not None
        assert found["is_uitvoerdatum_aangenomen"].to_list() == [expected]


def test_finding_of_an_entry_stands_on_a_line_that_order_does_not_choose() -> None:
    rows = [(OZP, None, 1), (OZP, BEGIN, -4), (OZP, None, -1)]
    values = set()
    for order in permutations(rows):
        result = Grouper(plain_release(), checks=OFF, threads=1).group(
            subtrajecten({"zorgtype_code": "41"}), lines(*order), ozp=True
        )
        values |= set(result.findings.filter(code="G302")["value"])
    assert values == {"-1"}
