from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from billing.cli.commands.spark import app
from billing.spark.batch import group_with_spark, nest, read_rows
from grouper.compiling.cache import open_release
from grouper.engine import Grouper
from grouper.outcomes.result import GroupResult
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame

FINDING_ORDER = ["source", "row", "code"]


@dataclass(frozen=True)
class Example:
    """The example batch, with its bad rows, as Parquet; and its outcome."""

    subtrajecten: Path
    zorgactiviteiten: Path
    alone: GroupResult


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("batch")
    subtrajecten, zorgactiviteiten = (
        read_frame(path) for path in dbc_grouper_data.batch_paths()
    )
    # More files than one: rows are counted through them.
    for name, frame in (("s", subtrajecten), ("z", zorgactiviteiten)):
        (folder / name).mkdir()
        third = frame.height // 3
        frame[:third].write_parquet(folder / name / "part-1.parquet")
        frame[third:].write_parquet(folder / name / "part-2.parquet")
    grouper = Grouper(open_release(dbc_grouper_data.release_path()))
    alone = grouper.group(subtrajecten, zorgactiviteiten, ozp=True, profielen=True)
    return Example(folder / "s", folder / "z", alone)


def _frame(rows: Any) -> pl.DataFrame:
    return pl.DataFrame(rows.toArrow())


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))


def _sorted_like(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return frame.select(other.columns).sort(other.columns)


@pytest.fixture(scope="module")
def together(spark: Any, example: Example) -> Any:
    result = group_with_spark(
        spark,
        dbc_grouper_data.release_path(),
        read_rows(spark, example.subtrajecten),
        read_rows(spark, example.zorgactiviteiten),
        ozp=True,
        profielen=True,
    )
    result.outcomes.persist()
    return result


@pytest.mark.parametrize("kind", ["grouped", "ozp", "profielen"])
def test_rows_equal_those_of_one_machine(
    kind: str, together: Any, example: Example
) -> None:
    alone = _plain(getattr(example.alone, kind))
    assert alone.height > 0
    # The example has doubles, so rows are told apart by all they hold.
    assert_frame_equal(
        _sorted_like(_frame(together.rows(kind)), alone), _sorted_like(alone, alone)
    )


def test_findings_equal_those_of_one_machine_row_numbers_included(
    together: Any, example: Example
) -> None:
    findings = _plain(example.alone.findings).sort(FINDING_ORDER)
    assert_frame_equal(_frame(together.findings).sort(FINDING_ORDER), findings)
    assert findings.filter(pl.col("code") == "G102").height > 0
    assert findings.filter(pl.col("code") == "G153").height > 0


def test_balances_equal_those_of_one_machine(together: Any, example: Example) -> None:
    assert together.balance() == example.alone.balance
    assert together.ozp_balance() == example.alone.ozp_balance


def test_open_cases_equal_those_of_one_machine(
    spark: Any, shared: Path, tmp_path: Path
) -> None:
    (release,) = (shared / "nza").glob("*Grouper Tabellen*.zip")
    tables = "subtrajecten", "zorgactiviteiten"
    frames = [
        pl.read_csv(shared / "cases" / f"rz17a_{table}.csv", infer_schema=False)
        for table in tables
    ]
    for table, frame in zip(tables, frames, strict=True):
        frame.write_parquet(tmp_path / f"{table}.parquet")
    alone = Grouper(open_release(release)).group(*frames)
    result = group_with_spark(
        spark,
        release,
        *(read_rows(spark, tmp_path / f"{table}.parquet") for table in tables),
    )
    assert result.balance() == alone.balance
    grouped = _plain(alone.grouped)
    assert_frame_equal(
        _sorted_like(_frame(result.rows("grouped")), grouped),
        _sorted_like(grouped, grouped),
    )
    findings = _plain(alone.findings)
    assert findings.height > 0
    assert_frame_equal(
        _sorted_like(_frame(result.findings), findings),
        _sorted_like(findings, findings),
    )


def test_findings_without_numbered_rows_have_no_row(
    spark: Any, example: Example
) -> None:
    result = group_with_spark(
        spark,
        [dbc_grouper_data.release_path()],
        spark.read.parquet(str(example.subtrajecten)),
        spark.read.parquet(str(example.zorgactiviteiten)),
    )
    # Those of the derivation of overige zorgproducten, which is not asked for here.
    expected = _plain(example.alone.findings).with_columns(row=pl.lit(None, pl.Int64))
    expected = expected.filter(~pl.col("code").str.starts_with("G3"))
    assert_frame_equal(
        _sorted_like(_frame(result.findings), expected),
        _sorted_like(expected, expected),
    )


def test_nested_rows_do_not_depend_on_partitions_or_order(spark: Any) -> None:
    subtrajecten = spark.createDataFrame(
        [(f"S{i % 7}", str(i)) for i in range(20)], "subtraject_nummer string, x string"
    )
    zorgactiviteiten = spark.createDataFrame(
        [(f"S{i % 9}", f"{i % 4:06d}", i % 3) for i in range(60)],
        "subtraject_nummer string, zorgactiviteit_code string, aantal int",
    )
    expected = None
    for partitions in (1, 4):
        nested = nest(
            subtrajecten.repartition(partitions).orderBy("x", ascending=partitions > 1),
            zorgactiviteiten.repartition(partitions),
        )
        rows = sorted(map(repr, nested.collect()))
        expected = expected or rows
        assert rows == expected


def test_activities_of_a_doubled_number_are_counted_once(spark: Any) -> None:
    subtrajecten = spark.createDataFrame(
        [("A", 1), ("A", 2), (None, 3)], "subtraject_nummer string, input_row long"
    )
    zorgactiviteiten = spark.createDataFrame(
        [("A", "000001", 1), ("A", "000002", 1), ("B", "000001", 1), (None, "1", 1)],
        "subtraject_nummer string, zorgactiviteit_code string, aantal int",
    )
    rows = nest(subtrajecten, zorgactiviteiten).collect()
    found = {
        (
            row["subtraject_nummer"],
            row["input_row"],
            row["__is_double"],
            len(row["zorgactiviteiten"] or []),
        )
        for row in rows
    }
    assert found == {
        ("A", 1, True, 2),
        ("A", 2, True, 0),
        (None, 3, False, 0),
        ("B", None, None, 1),
        (None, None, None, 1),
    }


def test_missing_column_is_named_before_any_work(spark: Any, example: Example) -> None:
    frame = spark.read.parquet(str(example.subtrajecten)).drop("geslacht")
    lines = spark.read.parquet(str(example.zorgactiviteiten))
    with pytest.raises(InputFileError, match="geslacht missing"):
        group_with_spark(spark, dbc_grouper_data.release_path(), frame, lines)


def test_command_writes_parquet_and_shows_the_balance(
    spark: Any, example: Example, tmp_path: Path
) -> None:
    release = dbc_grouper_data.release_path()
    told = CliRunner().invoke(
        app,
        [
            *("group", "--release", str(release)),
            *("--subtrajecten", str(example.subtrajecten)),
            *("--zorgactiviteiten", str(example.zorgactiviteiten)),
            *("--out", str(tmp_path), "--ozp", "--profielen"),
        ],
    )
    assert told.exit_code == 0, told.output
    assert "subtrajecten: 10,000" in told.output
    heights = {
        kind: pl.read_parquet(tmp_path / kind / "*.parquet").height
        for kind in ("grouped", "findings", "ozp", "profielen")
    }
    assert heights == {kind: getattr(example.alone, kind).height for kind in heights}


@pytest.mark.parametrize("stem", ["za[1]", "za*", "za?", "{za1,za2}"])
def test_file_named_as_a_pattern_is_read_alone(spark: Any, tmp_path: Path, stem: str):
    for name in ("za1", "za2", stem):
        pl.DataFrame({"a": [name]}).write_parquet(tmp_path / f"{name}.parquet")
    found = read_rows(spark, tmp_path / f"{stem}.parquet").collect()
    assert [row["a"] for row in found] == [stem]
