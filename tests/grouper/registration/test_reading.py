"""The types and forms in which a batch may come, and those it may not."""

from datetime import date, datetime
from functools import cache
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data.making.release_language import period
from support.releases.small import (
    GROEP,
    SUBTRAJECT,
    WITHOUT_ACTIVITIES,
    counts,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from productstructure.errors import InputFileError

JUNI = period("2020-06-01", "2020-06-30", "Juni")


@cache
def in_juni() -> CompiledStructure:
    """Whether the begindatum lies in June 2020."""
    return small_release(small_tree(JUNI))


@cache
def two_visits() -> CompiledStructure:
    """Whether activity 030001 counts exactly two."""
    return small_release(small_tree(counts(300, "030001").within(2, 2)))


def grouped(
    release: CompiledStructure, rows: pl.DataFrame, lines: pl.DataFrame | None = None
) -> GroupResult:
    lines = zorgactiviteiten() if lines is None else lines
    return Grouper(release, checks=WITHOUT_ACTIVITIES, threads=1).group(rows, lines)


def with_column(name: str, value: Any, dtype: Any = None) -> pl.DataFrame:
    """The sound subtraject with one column of another type."""
    return subtrajecten().with_columns(pl.Series(name, [value], dtype=dtype))


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ("2020-06-01", pl.String),
        ("20200601", pl.String),
        (" 2020-06-01 ", pl.String),
        (20200601, pl.Int64),
        (date(2020, 6, 1), pl.Date),
        (datetime(2020, 6, 1, 23, 59), pl.Datetime("us")),
        (datetime(2020, 6, 1, 23, 59), pl.Datetime("ns")),
        (datetime(2020, 6, 1), pl.Datetime("ms")),
        ("2020-06-01", pl.Categorical),
    ],
    ids=str,
)
def test_date_may_come_in_any_reasonable_type(value: object, dtype: Any) -> None:
    rows = with_column("begindatum", value, dtype)
    result = grouped(in_juni(), rows)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


@pytest.mark.parametrize(
    "text",
    [
        "2020-06-31",
        "2021-02-29",
        "31-06-2020",
        "01-06-20",
        "06-31-2020",
        "2020-6-1",
        "+20200601",
        "+2020-06-01",
        "2020060",
        "202006011",
        "20200631",
        "2020-06-01T12",
        "morgen",
        "0000-00-00",
        "00000000",
    ],
)
def test_date_that_does_not_exist_is_refused(text: str) -> None:
    result = grouped(in_juni(), with_column("begindatum", text))
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G111"]


@pytest.mark.parametrize("value", ["", " ", None])
def test_begindatum_may_not_be_missing(value: str | None) -> None:
    result = grouped(in_juni(), with_column("begindatum", value, pl.String))
    assert result.findings["code"].to_list() == ["G111"]


def test_dates_of_mixed_spelling_are_read_row_by_row() -> None:
    days = ["2020-06-01", "20200630", "20200701", "juni", None]
    rows = subtrajecten(*({"begindatum": day} for day in days))
    result = grouped(in_juni(), rows)
    suffixes = [code and code[6:] for code in result.grouped["zorgproduct_code"]]
    assert suffixes == ["001", "001", "002", None, None]


@pytest.mark.parametrize(
    ("column", "code"),
    [("geboortedatum", "G131"), ("einddatum", "G114")],
)
def test_other_dates_may_be_missing_but_not_nonsense(column: str, code: str) -> None:
    rows = subtrajecten({"leeftijd_jaar": 39})
    bad = rows.with_columns(pl.lit("2020-02-30").alias(column))
    assert code in grouped(in_juni(), bad).findings["code"]
    empty = rows.with_columns(pl.lit("").alias(column))
    assert grouped(in_juni(), empty).grouped["status"].to_list() == ["ok"]


CODE_TYPES = (pl.Categorical, pl.Enum(["0303", "100", "11", "2", "06990001"]))


@pytest.mark.parametrize("dtype", CODE_TYPES, ids=["Categorical", "Enum"])
def test_codes_may_come_as_categories(dtype: Any) -> None:
    columns = (
        "specialisme_code",
        "diagnose_code",
        "zorgtype_code",
        "geslacht",
        "zorginstelling_code",
    )
    rows = subtrajecten().with_columns(pl.col(columns).cast(dtype))
    assert grouped(in_juni(), rows).grouped["status"].to_list() == ["ok"]


@pytest.mark.parametrize("dtype", [pl.Int64, pl.UInt16, pl.Int32])
def test_codes_may_come_as_integers(dtype: Any) -> None:
    columns = ("specialisme_code", "diagnose_code", "zorgtype_code", "geslacht")
    rows = subtrajecten().with_columns(pl.col(columns).cast(dtype))
    lines = zorgactiviteiten(("030001", 2)).with_columns(
        pl.col("zorgactiviteit_code").cast(pl.Int64)
    )
    result = grouped(two_visits(), rows, lines)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


@pytest.mark.parametrize(
    "dtype",
    [pl.Int8, pl.UInt64, pl.Float64, pl.String, pl.Int128, pl.Decimal(10, 2)],
)
def test_counts_may_come_in_any_number_type(dtype: Any) -> None:
    lines = zorgactiviteiten(("030001", 2)).with_columns(pl.col("aantal").cast(dtype))
    result = grouped(two_visits(), subtrajecten(), lines)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


@pytest.mark.parametrize(
    "text",
    ["1.5", "een", "", " ", "1e3", None, "2,000", "2,5", "0x2", "1 0"]
    + [str(sign * (2**31 + more)) for sign in (1, -1) for more in (0, 1, 2**40)]
    + ["-2147483647"],
)
def test_count_that_is_no_integer_rejects(text: str | None) -> None:
    lines = zorgactiviteiten(("030001", 1)).with_columns(
        pl.Series("aantal", [text], dtype=pl.String)
    )
    result = grouped(two_visits(), subtrajecten(), lines)
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings.select("source", "row", "code", "value").rows() == [
        ("zorgactiviteiten", 1, "G141", text)
    ]


@pytest.mark.parametrize(
    "text", ["2", " 2", "2 ", "\t2\n", "\u00a02", "002", "\ufeff2"]
)
def test_count_is_read_with_blanks_and_zeros_around_it(text: str) -> None:
    """docs/decisions.md 13: blanks and what nobody sees go."""
    lines = zorgactiviteiten(("030001", 1)).with_columns(pl.Series("aantal", [text]))
    result = grouped(two_visits(), subtrajecten(), lines)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        *((2**31, dtype) for dtype in (pl.Int64, pl.UInt32, pl.Float64, pl.Int128)),
        *((-(2**31), dtype) for dtype in (pl.Int32, pl.Int64, pl.Float64)),
        *((1 - 2**31, dtype) for dtype in (pl.Int32, pl.Int64, pl.Float64)),
        *((2**63 - 1, dtype) for dtype in (pl.Int64, pl.UInt64)),
    ],
)
def test_count_that_does_not_fit_is_never_another_count(value: int, dtype: Any) -> None:
    """docs/decisions.md 2: it rejects; the lowest two numbers are marks of ours."""
    lines = zorgactiviteiten(("030001", 1)).with_columns(
        pl.Series("aantal", [value], dtype=dtype)
    )
    result = grouped(two_visits(), subtrajecten(), lines)
    assert result.findings["code"].to_list() == ["G141"]


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), None])
def test_count_that_is_no_whole_number_rejects(value: float | None) -> None:
    lines = zorgactiviteiten(("030001", 1)).with_columns(
        pl.Series("aantal", [value], dtype=pl.Float64)
    )
    assert grouped(two_visits(), subtrajecten(), lines).findings["code"].to_list() == [
        "G141"
    ]


def test_decimal_count_that_is_no_whole_number_rejects() -> None:
    lines = zorgactiviteiten(("030001", 1)).with_columns(
        pl.Series("aantal", ["1.50"]).cast(pl.Decimal(10, 2))
    )
    assert grouped(two_visits(), subtrajecten(), lines).findings["code"].to_list() == [
        "G141"
    ]


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_leeftijd_that_is_missing_among_floats_is_missing(
    missing: float | None,
) -> None:
    rows = subtrajecten({}, {"geboortedatum": None}).with_columns(
        pl.Series("leeftijd_jaar", [missing, 40.0])
    )
    assert grouped(in_juni(), rows).grouped["status"].to_list() == ["ok", "ok"]


@pytest.mark.parametrize(
    "column",
    [name for name in SUBTRAJECT if name not in ("geboortedatum",)],
)
def test_missing_column_of_subtrajecten_is_named(column: str) -> None:
    with pytest.raises(InputFileError, match=rf"subtrajecten: .*{column} missing"):
        grouped(in_juni(), subtrajecten().drop(column))


@pytest.mark.parametrize(
    "column", ["subtraject_nummer", "zorgactiviteit_code", "aantal"]
)
def test_missing_column_of_zorgactiviteiten_is_named(column: str) -> None:
    lines = zorgactiviteiten(("030001", 1)).drop(column)
    with pytest.raises(InputFileError, match=rf"zorgactiviteiten: .*{column} missing"):
        grouped(in_juni(), subtrajecten(), lines)


def test_geboortedatum_or_leeftijd_must_be_there() -> None:
    with pytest.raises(InputFileError, match="neither geboortedatum nor leeftijd_jaar"):
        grouped(in_juni(), subtrajecten().drop("geboortedatum"))


def nested(*lines: dict[str, object]) -> pl.DataFrame:
    return subtrajecten().with_columns(
        pl.Series(
            "zorgactiviteiten",
            [list(lines)],
            dtype=pl.List(
                pl.Struct({"zorgactiviteit_code": pl.String, "aantal": pl.Int64})
            ),
        )
    )


def test_nested_form_gives_the_same_as_two_frames() -> None:
    rows = nested(
        {"zorgactiviteit_code": "030001", "aantal": 1},
        {"zorgactiviteit_code": "030001", "aantal": 1},
    )
    result = Grouper(two_visits(), threads=1).group(rows)
    flat = grouped(
        two_visits(), subtrajecten(), zorgactiviteiten(("030001", 1), ("030001", 1))
    )
    assert result.grouped.equals(flat.grouped)
    assert result.balance == flat.balance


def test_nested_form_without_activities_is_grouped() -> None:
    for rows in (
        nested(),
        nested().with_columns(
            zorgactiviteiten=pl.lit(None, nested().schema["zorgactiviteiten"])
        ),
    ):
        result = Grouper(two_visits(), threads=1).group(rows)
        assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"]
        assert result.balance.zorgactiviteiten == 0


def test_nested_activity_belongs_to_the_subtraject_it_stands_in() -> None:
    line = {"zorgactiviteit_code": "030001", "aantal": 2, "subtraject_nummer": "9"}
    rows = subtrajecten().with_columns(pl.Series("zorgactiviteiten", [[line]]))
    result = Grouper(two_visits(), threads=1).group(rows)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]
    assert result.findings.height == 0


def test_nested_form_without_numbers_is_refused_by_name() -> None:
    rows = nested({"zorgactiviteit_code": "030001", "aantal": 1})
    with pytest.raises(InputFileError, match="subtraject_nummer missing"):
        Grouper(two_visits(), threads=1).group(rows.drop("subtraject_nummer"))


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("zorgactiviteiten", ["030001"]),
        pl.Series("zorgactiviteiten", [["030001"]]),
        pl.Series("anders", [1]),
    ],
    ids=["text", "list of text", "absent"],
)
def test_nested_column_of_another_type_is_refused(column: pl.Series) -> None:
    rows = subtrajecten().with_columns(column)
    with pytest.raises(InputFileError, match="zorgactiviteiten has type"):
        Grouper(two_visits(), threads=1).group(rows)


@pytest.mark.parametrize(
    ("table", "column"),
    [(0, "diagnose_code"), (0, "verzekerde_id"), (1, "aantal"), (1, "uitvoerdatum")],
)
def test_column_of_lists_is_refused_by_name(table: int, column: str) -> None:
    batch = [subtrajecten(), zorgactiviteiten(("1", "030001", 2))]
    batch[table] = batch[table].with_columns(pl.lit([1]).alias(column))
    naam = ("subtrajecten", "zorgactiviteiten")[table]
    with pytest.raises(InputFileError, match=f"{naam}: column {column} has type List"):
        Grouper(two_visits(), threads=1).group(*batch)


def test_nested_struct_without_a_field_is_refused_by_name() -> None:
    rows = subtrajecten().with_columns(
        pl.Series("zorgactiviteiten", [[{"zorgactiviteit_code": "030001"}]])
    )
    with pytest.raises(InputFileError, match="aantal missing"):
        Grouper(two_visits(), threads=1).group(rows)


def test_error_does_not_tell_values_of_patients() -> None:
    rows = subtrajecten({"subtraject_nummer": "GEHEIM"}).drop("begindatum")
    with pytest.raises(InputFileError) as raised:
        grouped(in_juni(), rows)
    assert "GEHEIM" not in str(raised.value)


def test_columns_that_are_not_known_are_left_alone() -> None:
    rows = subtrajecten().with_columns(opmerking=pl.lit("x"), window=pl.lit(3))
    assert grouped(in_juni(), rows).grouped["status"].to_list() == ["ok"]
