"""The whole road, file to file, as a night's work takes it.

From Parquet to Parquet the findings are Parquet too; by default they are csv, which is
measured apart.

Reference points of the same run: reading the same files in the same batches without
doing anything, and that reading plus a write of the grouped frame made beforehand, in
the same types and compression. A regression here is what a hospital notices.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_series_equal

from benchmarks.inputs import Batch, batch_files, make_batch, pool
from billing.work.chunks import CHUNK, LINES
from billing.work.group import group_files
from tabellen.forms.batches import batches
from tabellen.forms.frames import write_frame
from tabellen.forms.writers import FrameWriter

TEN = 10


def _read(subtrajecten: Path, zorgactiviteiten: Path) -> int:
    rows = sum(piece.height for piece in batches(subtrajecten, CHUNK))
    for _ in batches(zorgactiviteiten, LINES):
        pass
    return rows


def _check(out: Path, rows: int, products: Callable[[Batch], pl.Series]) -> None:
    found = pl.read_parquet(out, columns=["zorgproduct_code"])["zorgproduct_code"]
    assert len(found) == rows
    cases = pool().size
    expected = products(make_batch(cases))
    for start in range(0, rows, cases):
        part = found[start : start + cases]
        assert_series_equal(part, expected[: len(part)])


def test_group_parquet(
    file_rows: int,
    threads: int,
    tmp_path: Path,
    products: Callable[[Batch], pl.Series],
    measure: Any,
) -> None:
    files, out = batch_files(file_rows), tmp_path / "grouped.parquet"
    job: Any = {"out": out, "findings": tmp_path / "findings.parquet", "digest": False}
    run = measure(
        lambda: group_files([pool().release], *files, **job, threads=threads),
        stage="group Parquet",
        rows=file_rows,
        threads=threads,
    )
    _check(out, file_rows, products)
    # A notice about a column is one finding, whatever number of rows it is about.
    is_notice = run.findings["code"].str.starts_with("B")
    rows = run.findings["rows"].filter(~is_notice).sum() + is_notice.sum()
    assert pl.scan_parquet(job["findings"]).select(pl.len()).collect().item() == rows


@pytest.mark.parametrize("what", ["findings csv", "digests", "ozp"])
def test_group_parquet_with(
    rows: int,
    what: str,
    tmp_path: Path,
    products: Callable[[Batch], pl.Series],
    measure: Any,
) -> None:
    files, out = batch_files(rows), tmp_path / "grouped.parquet"
    job: Any = {"ozp": tmp_path / "ozp.parquet"} if what == "ozp" else {}
    run = measure(
        lambda: group_files(
            [pool().release],
            *files,
            out=out,
            threads=2,
            digest=what == "digests",
            **job,
        ),
        stage=f"group Parquet with {what}",
        rows=rows,
        threads=2,
    )
    _check(out, rows, products)
    if what == "digests":
        assert pl.read_parquet(out)["dbc_grouper_digest"].n_unique() == rows
    if what == "ozp":
        assert pl.read_parquet(job["ozp"]).height == run.ozp_balance.ozp > 0


def test_group_csv(rows: int, tmp_path: Path, measure: Any) -> None:
    files = tmp_path / "subtrajecten.csv", tmp_path / "zorgactiviteiten.csv"
    drawn = make_batch(rows)
    write_frame(drawn.subtrajecten, files[0])
    write_frame(drawn.zorgactiviteiten, files[1])
    job: Any = {"out": tmp_path / "out.csv", "threads": 2, "digest": False}
    run = measure(
        lambda: group_files([pool().release], *files, **job),
        stage="group csv",
        rows=rows,
        threads=2,
    )
    assert run.balance.subtrajecten == rows


def test_read_parquet_only(file_rows: int, measure: Any) -> None:
    files = batch_files(file_rows)
    read = measure(
        lambda: _read(*files), stage="read Parquet", rows=file_rows, threads=2
    )
    assert read == file_rows


def test_read_and_write_parquet_only(
    file_rows: int, tmp_path: Path, measure: Any
) -> None:
    files, out = batch_files(file_rows), tmp_path / "grouped.parquet"
    group_files([pool().release], *files, out=out, digest=False)
    prepared = pl.read_parquet(out)
    again = tmp_path / "again.parquet"

    def work() -> None:
        _read(*files)
        with FrameWriter(again, prepared.schema) as writer:
            for piece in prepared.iter_slices(CHUNK):
                writer.write(piece)

    measure(work, stage="read and write Parquet", rows=file_rows, threads=2)
    assert pl.scan_parquet(again).select(pl.len()).collect().item() == file_rows


def test_whole_command_on_ten_rows(tmp_path: Path, measure: Any) -> None:
    files, out = batch_files(TEN), tmp_path / "grouped.parquet"
    group_files([pool().release], *files, out=out)
    command: list[str | Path] = [
        *(sys.executable, "-c", "from billing.cli import main; main()", "group"),
        *("--release", pool().release, "--subtrajecten", files[0]),
        *("--zorgactiviteiten", files[1], "--out", out),
    ]
    # An installed package has its bytecode: pip writes it.
    installed = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    measure(
        lambda: subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, env=installed
        ),
        stage="command on ten rows",
        rows=TEN,
        threads=2,
    )
    assert pl.read_parquet(out).height == TEN
