"""Grouping files in chunks on several threads gives what one batch gives."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.files.batchfiles import nested
from support.releases.example import example_batch, example_release

from billing.files.batch.opening import open_batch
from billing.work import chunks as streaming
from grouper import Grouper, GroupResult
from grouper.outcomes.wanted import Wanted
from tabellen.forms import writers
from tabellen.forms.writers import FrameWriter


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK", 700)
    monkeypatch.setattr(streaming, "LINES", 1_100)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "subtrajecten.parquet", tmp_path / "zorgactiviteiten.parquet"
    for frame, path in zip(example_batch(), paths, strict=True):
        frame.sample(fraction=1, shuffle=True, seed=5).write_parquet(path)
    return paths


def one_thread() -> Grouper:
    return Grouper(example_release(), threads=1)


def whole(files: tuple[Path, Path]) -> GroupResult:
    return one_thread().group(*(pl.read_parquet(path) for path in files))


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("threads", [1, 3])
def test_unordered_files_group_as_one_batch_rows_of_findings_included(
    files: tuple[Path, Path], threads: int
) -> None:
    chunks = streaming.unordered_files(*files)
    grouper = Grouper(example_release(), threads=threads)
    results = list(streaming.group_chunks(chunks, grouper, Wanted()))
    expected = whole(files)
    assert len(results) > 10
    assert_frame_equal(pl.concat(r.grouped for r in results), expected.grouped)
    order = ["source", "row", "code"]
    assert_frame_equal(
        pl.concat(r.findings for r in results).sort(order),
        expected.findings.sort(order),
    )
    assert sum((r.balance for r in results[1:]), results[0].balance) == expected.balance


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("is_sorted", [False, True])
def test_nested_file_groups_as_one_batch_doubles_of_other_chunks_included(
    files: tuple[Path, Path], tmp_path: Path, is_sorted: bool
) -> None:
    rows = nested(*(pl.read_parquet(path) for path in files))
    rows = pl.concat([rows, rows[:2]])
    if is_sorted:
        rows = rows.unique("subtraject_nummer").sort("subtraject_nummer")
    path = tmp_path / "nested.parquet"
    rows.write_parquet(path)
    batch = open_batch(path, None)
    results = list(
        streaming.group_chunks(
            streaming.nested_file(batch.subtrajecten),
            Grouper(example_release(), threads=2),
            Wanted(instellingen=batch.instellingen),
        )
    )
    expected = one_thread().group(rows)
    assert len(results) > 3
    assert_frame_equal(pl.concat(r.grouped for r in results), expected.grouped)
    # Rows of the whole file, whichever chunk they came in. Activities of a number that
    # is there twice belong to their own row here, in one frame to the first bearer.
    of_one = pl.col("subtraject_nummer").is_in(
        rows.filter(pl.col("subtraject_nummer").is_unique())[
            "subtraject_nummer"
        ].implode()
    )
    told = expected.findings.filter(of_one)
    assert told["source"].n_unique() == 2
    assert_frame_equal(
        pl.concat(r.findings for r in results).filter(of_one),
        told,
        check_row_order=False,
    )
    is_double = expected.findings.filter(code="G102", row=rows.height)
    assert is_double.height == (0 if is_sorted else 1)


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_writer_gives_the_pieces_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(writers, "CSV_ROWS", 40)
    frame = pl.DataFrame({"a": [str(n) for n in range(1_000)]})
    path = tmp_path / f"out.{ending}"
    with FrameWriter(path, frame.schema) as writer:
        for start in range(0, 1_000, 90):
            writer.write(frame[start : start + 90])
    readers = {
        "csv": lambda: pl.read_csv(path, infer_schema=False),
        "parquet": lambda: pl.read_parquet(path),
        "arrow": lambda: pl.read_ipc(path),
    }
    assert_frame_equal(readers[ending](), frame)
    assert writer.height == 1_000


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_enums_that_stand_for_texts_are_texts_in_the_file(
    tmp_path: Path, ending: str
) -> None:
    texts = pl.DataFrame({"code": ["b", None, "a", "b"], "soort": ["x", "x", "y", "x"]})
    frame = texts.cast({"code": pl.Enum(["a", "b", "c"]), "soort": pl.Enum(["x", "y"])})
    path = tmp_path / f"out.{ending}"
    with FrameWriter(path, frame.schema, texts=["code"]) as writer:
        for start in (0, 2):
            writer.write(frame[start : start + 2])
    if ending == "csv":
        assert_frame_equal(pl.read_csv(path, separator=";"), texts)
        return
    read = pl.read_parquet(path) if ending == "parquet" else pl.read_ipc(path)
    assert_frame_equal(read, frame.cast({"code": pl.String}))


def test_parquet_without_rows_has_texts_too(tmp_path: Path) -> None:
    schema = pl.Schema({"code": pl.Enum(["a", "b"])})
    with FrameWriter(tmp_path / "out.parquet", schema, texts=["code"]):
        pass
    assert pl.read_parquet_schema(tmp_path / "out.parquet") == {"code": pl.String}


def test_other_readers_of_parquet_see_texts(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    frame = pl.DataFrame({"code": ["b", "a"]}).cast({"code": pl.Enum(["a", "b"])})
    path = tmp_path / "out.parquet"
    with FrameWriter(path, frame.schema, texts=["code"]) as writer:
        writer.write(frame)
    table = parquet.read_table(path)
    assert str(table.schema.field("code").type) == "large_string"
    assert table.column("code").to_pylist() == ["b", "a"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_writer_that_fails_midway_leaves_the_earlier_file(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_bytes(b"of an earlier run")
    frame = pl.DataFrame({"a": ["1"]})

    def fail() -> None:
        with FrameWriter(path, frame.schema) as writer:
            writer.write(frame)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"of an earlier run"
    assert list(tmp_path.iterdir()) == [path]
