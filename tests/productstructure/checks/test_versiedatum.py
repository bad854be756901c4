"""By which VersieDatum a release counts: each margin on both of its sides.

The margins are UNSOURCED and stand in ``productstructure.checks.versiedatum``; days are
counted here by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from productstructure.checks.versiedatum import (
    Versiedatum,
    day_in,
    find_versiedatum,
    tell_strange_dates,
)
from productstructure.schema import TABLES

MOST = date(2016, 10, 4)
"""What most rows have."""


def after(days: int, day: date = MOST) -> date:
    return day + timedelta(days=days)


def tables(
    trees: Sequence[date], references: Sequence[date]
) -> dict[str, pl.DataFrame]:
    """Tables without rows but two: beslisregels and producten."""
    own = {"beslisregels": trees, "producten": references}
    return {
        table.name: pl.DataFrame(
            {"versiedatum": pl.Series(own.get(table.name, ()), dtype=pl.Date)}
        )
        if "versiedatum" in table.dtypes
        else pl.DataFrame({"other": [1]})
        for table in TABLES
    }


def found(
    *few: date,
    named: Mapping[str, date] | None = None,
    identificaties: Mapping[str, str] | None = None,
    rows: int = 100,
) -> Versiedatum:
    """Of a release of so many rows of MOST in each file, and a few others."""
    return find_versiedatum(
        tables([MOST] * rows, [MOST] * rows + list(few)),
        named or {},
        identificaties or {},
    )


@pytest.mark.parametrize(
    ("few", "expected", "told"),
    [
        (after(-1), MOST, 0),
        (after(1), after(1), 1),
        (after(31), after(31), 1),
        (after(32), MOST, 1),
        (after(5000), MOST, 1),
    ],
)
def test_few_rows_may_be_published_up_to_31_days_after_the_release(
    few: date, expected: date, told: int
) -> None:
    result = found(few)
    assert (result.versiedatum, result.own) == (expected, MOST)
    assert len(result.notices) == told
    assert result.faults == ()


@pytest.mark.parametrize(
    ("named", "few", "expected"),
    [
        # The release's own date is the later of its names and of most rows.
        (after(44), after(44 + 31), after(44 + 31)),
        (after(44), after(44 + 32), MOST),
        (after(-44), after(31), after(31)),
        (after(-44), after(32), MOST),
        # A name more than 731 days later is a slip itself.
        (after(731), after(731 + 31), after(731 + 31)),
        (after(732), after(32), MOST),
    ],
)
def test_own_date_is_that_of_the_names_where_these_can_be(
    named: date, few: date, expected: date
) -> None:
    result = found(few, named={"file name": named})
    assert result.versiedatum == expected
    assert result.own == (named if MOST < named <= after(731) else MOST)


def test_date_of_most_rows_counts_wherever_the_others_stand() -> None:
    late = after(20_000)
    result = find_versiedatum(tables([late] * 3 + [MOST], [late] * 3 + [MOST]), {}, {})
    assert (result.versiedatum, result.own) == (late, late)


def test_later_of_two_dates_that_as_many_rows_have_is_that_of_most() -> None:
    result = find_versiedatum(tables([MOST, after(500)], [MOST, after(500)]), {}, {})
    assert result.own == after(500)


@pytest.mark.parametrize(("later", "n_faults"), [(366, 0), (367, 1)])
def test_most_rows_come_no_year_after_the_dates_in_the_names(
    later: int, n_faults: int
) -> None:
    """The latest of the names counts; a release without names has none to compare."""
    named = {"file name": after(-later), "Identificatie": after(-later - 900)}
    faults = found(named=named).faults
    assert len(faults) == n_faults
    assert all("most rows" in fault for fault in faults)
    assert found().faults == ()


@pytest.mark.parametrize(
    ("apart", "n", "told"),
    [
        # Of 200 + n rows: few are less than one in a hundred, so 2 and not 3.
        (-731, 2, False),
        (-732, 2, True),
        (-732, 3, False),
        (732, 2, True),
        (762, 2, True),
    ],
)
def test_date_that_few_rows_have_far_from_most_is_told(
    apart: int, n: int, told: bool
) -> None:
    notices = found(*[after(apart)] * n, named={"file name": after(731)}).notices
    text = f"VersieDatum {after(apart)} stands in {n} of {200 + n} rows (producten row"
    far = [notice for notice in notices if notice.startswith(text)]
    assert [f"far from {MOST}, which most rows have" in n for n in far] == [True] * told


def test_notice_names_table_and_row_of_the_first() -> None:
    (notice,) = found(after(3)).notices
    assert "(producten row 101)" in notice
    assert f"most rows have {MOST}" in notice


def test_files_without_a_date_in_common_are_not_of_one_set() -> None:
    (fault,) = find_versiedatum(tables([MOST], [after(1)]), {}, {}).faults
    assert "not of one set" in fault
    one = tables([MOST, after(-1)], [after(1), after(-1)])
    assert find_versiedatum(one, {}, {}).faults == ()


@pytest.mark.parametrize(
    ("boom", "referenties", "is_one_set"),
    [
        ("BoomBestanden_20161004", "Referenties_20161004", True),
        ("Boom-Bestanden 20161004", "REFERENTIES-20161004", True),
        ("BoomBestanden_20161004", "Referenties_20161005", False),
        ("BoomBestanden_RZ17a", "Referenties_RZ17b", False),
    ],
)
def test_files_call_themselves_alike(
    boom: str, referenties: str, is_one_set: bool
) -> None:
    names = {"boombestanden": boom, "referenties": referenties}
    assert (found(identificaties=names).faults == ()) == is_one_set


@pytest.mark.parametrize(
    ("where", "day", "told"),
    [
        ("Identificatie 'x'", MOST, False),
        ("Identificatie 'x'", after(1), True),
        ("Identificatie 'x'", after(-1), True),
        ("version in file name 'x'", after(731), False),
        ("version in file name 'x'", after(732), True),
        ("file name 'x'", after(732), False),
    ],
)
def test_name_that_says_another_date_is_told(where: str, day: date, told: bool) -> None:
    notices = found(named={where: day, "file name": MOST}).notices
    assert [notice.startswith(where) for notice in notices] == [True] * told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Referenties_20161004", date(2016, 10, 4)),
        ("20161004", date(2016, 10, 4)),
        ("x201610041", None),
        ("x120161004", None),
        ("x2016100", None),
        ("20161304 20161004", date(2016, 10, 4)),
        ("20161304", None),
        ("Referenties", None),
    ],
)
def test_date_in_identificatie_is_eight_digits_that_exist(
    text: str, expected: date | None
) -> None:
    assert day_in(text) == expected


OWN = date(2017, 1, 1)


@pytest.mark.parametrize(
    ("column", "day", "is_strange"),
    [
        ("begindatum", date(2004, 12, 31), True),
        ("begindatum", date(2005, 1, 1), False),
        # 731 days after 1 January 2017 is 2 January 2019.
        ("begindatum", date(2019, 1, 2), False),
        ("begindatum", date(2019, 1, 3), True),
        ("einddatum", date(2004, 12, 31), True),
        ("einddatum", date(2005, 1, 1), False),
        # 5 times 366 days after 1 January 2017 is 5 January 2022.
        ("einddatum", date(2022, 1, 5), False),
        ("einddatum", date(2022, 1, 6), True),
        ("einddatum", None, False),
        *(
            ("einddatum", date(year, month, day), False)
            for year in (2099, 2100, 2199, 2200, 2299, 2300, 2399, 2400, 2499, 2500)
            for month, day in ((12, 31), (1, 1))
        ),
        *(("einddatum", date(year, 12, 31), False) for year in (2999, 9999)),
        ("einddatum", date(2098, 12, 31), True),
        ("einddatum", date(2101, 1, 1), True),
        ("einddatum", date(2999, 12, 30), True),
        ("einddatum", date(2999, 1, 2), True),
        ("einddatum", date(2999, 1, 31), True),
        ("einddatum", date(2999, 12, 1), True),
        ("einddatum", date(2999, 6, 1), True),
    ],
)
def test_date_of_validity_that_can_hardly_be_meant_is_told(
    column: str, day: date | None, is_strange: bool
) -> None:
    row = {"begindatum": date(2012, 1, 1), "einddatum": None, column: day}
    sound = {"begindatum": date(2012, 1, 1), "einddatum": None}
    frame = pl.DataFrame(
        [sound, row, row], schema={"begindatum": pl.Date, "einddatum": pl.Date}
    )
    given = {"producten": frame, "beslisregels": pl.DataFrame({"other": [1]})}
    told = list(tell_strange_dates(given, OWN))
    assert len(told) == int(is_strange)
    if is_strange:
        assert told[0].startswith(f"producten: 2 row(s) have a {column} far from")
        assert f"the first in row 2: {day}" in told[0]
