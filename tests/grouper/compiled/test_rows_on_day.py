"""Which row of a reference table counts for a key on a day."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.releases.example import example_release

from grouper.compiled.rows_on_day import is_covered, rows_on
from grouper.compiling.cache import open_release

ACTIVITEITEN = example_release().tables["zorgactiviteiten"]


def asked(*rows: tuple[str | None, date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"zorgactiviteit_code": pl.String, "dag": pl.Date}, orient="row"
    )


@pytest.mark.parametrize(
    ("code", "day", "is_valid"),
    [
        # 060310 ends on 31 December 2023, 060312 begins on the day after.
        ("060310", date(2023, 12, 31), True),
        ("060310", date(2024, 1, 1), False),
        ("060312", date(2023, 12, 31), False),
        ("060312", date(2024, 1, 1), True),
        ("60310", date(2023, 12, 31), True),
        ("999999", date(2024, 1, 1), False),
        (None, date(2024, 1, 1), False),
    ],
)
def test_code_is_valid_from_its_first_to_its_last_day(
    code: str | None, day: date, is_valid: bool
) -> None:
    found = rows_on([example_release()], "zorgactiviteiten", asked((code, day)))
    assert found.rows() == [(True, is_valid)]


def test_columns_are_those_of_the_row_of_the_day() -> None:
    # Fixing a wrist has 90 minutes until 2024 and 100 since.
    keys = asked(("060304", date(2023, 12, 31)), ("060304", date(2024, 1, 1)))
    found = rows_on([example_release()], "zorgactiviteiten", keys, ["weegfactor_02"])
    assert found["weegfactor_02"].to_list() == [90, 100]


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
        (None, False),
    ],
)
def test_day_is_covered_from_the_first_tree_to_the_horizon(
    day: date | None, covered: bool
) -> None:
    days = pl.Series([day], dtype=pl.Date)
    assert is_covered([example_release()], days).to_list() == [covered]
    found = rows_on([example_release()], "zorgactiviteiten", asked(("060101", day)))
    assert found["is_covered"].to_list() == [covered]
    assert found["is_valid"].to_list() == [covered]


def test_without_releases_nothing_is_covered_or_valid() -> None:
    found = rows_on([], "zorgactiviteiten", asked(("060101", date(2024, 1, 1))))
    assert found.rows() == [(False, False)]


def test_no_keys_have_no_rows() -> None:
    assert rows_on([example_release()], "zorgactiviteiten", asked()).height == 0


def test_key_of_two_columns_is_one_key() -> None:
    # 12 is a diagnose of 0310 and of 1900, 11 of both too, 101 of neither.
    keys = pl.DataFrame(
        {
            "specialisme_code": ["0310", "0310", "8418"],
            "diagnose_code": ["12", "101", "101"],
            "dag": [date(2024, 5, 1)] * 3,
        }
    )
    found = rows_on([example_release()], "diagnosen", keys)
    assert found["is_valid"].to_list() == [True, False, True]


def test_each_day_asks_the_release_that_is_in_force(shared: Path) -> None:
    rz17a = open_release(shared / "nza" / "20170101 Grouper Tabellen v20161117.zip")
    keys = asked(
        ("032702", date(2016, 12, 20)),
        ("032702", date(2017, 1, 1)),
        ("060101", date(2017, 1, 1)),
        ("060101", date(2024, 1, 1)),
        ("032702", date(2024, 1, 1)),
        ("032702", date(2018, 1, 1)),
    )
    for releases in ([rz17a, example_release()], [example_release(), rz17a]):
        found = rows_on(releases, "zorgactiviteiten", keys)
        assert found["is_covered"].to_list() == [True, True, True, True, True, False]
        assert found["is_valid"].to_list() == [False, True, False, True, False, False]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ACTIVITEITEN["zorgactiviteit_code"].to_list(), "999999"]),
            st.dates(date(2021, 12, 1), date(2025, 1, 31)),
        ),
        max_size=30,
    )
)
def test_row_is_the_one_that_a_search_of_the_table_finds(
    keys: list[tuple[str, date]],
) -> None:
    found = rows_on(
        [example_release()],
        "zorgactiviteiten",
        asked(*keys),
        ["zorgactiviteit_omschrijving"],
    )
    expected = []
    for code, day in keys:
        texts = [
            row["zorgactiviteit_omschrijving"]
            for row in ACTIVITEITEN.iter_rows(named=True)
            if row["zorgactiviteit_code"] == code
            and row["begindatum"] <= day <= (row["einddatum"] or date.max)
            and date(2022, 1, 1) <= day <= date(2024, 12, 31)
        ]
        expected.append(texts[0] if texts else None)
    assert found["zorgactiviteit_omschrijving"].to_list() == expected
