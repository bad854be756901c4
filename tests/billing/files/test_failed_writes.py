"""A write that fails ends the command, says why, and leaves what was there."""

import errno
import gc
import os
import resource
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from tabellen.errors import OutputFileError
from tabellen.forms.frames import replacing, write_frame
from tabellen.forms.writers import FrameWriter
from tabellen.sets.writing import writing

FORMS = ["csv", "parquet", "arrow"]
ROWS = pl.DataFrame({"a": [f"{n * 7919 % 100_003:x}" for n in range(60_000)]})
MOST_SECONDS = 20


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A limit on the size of files that this process writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def in_pieces(path: Path, rows: int) -> None:
    with FrameWriter(path, ROWS.schema) as writer:
        for start in range(0, ROWS.height, rows):
            writer.write(ROWS[start : start + rows])


def in_one_piece(path: Path) -> None:
    in_pieces(path, ROWS.height)


def in_many_pieces(path: Path) -> None:
    in_pieces(path, 500)


def at_once(path: Path) -> None:
    write_frame(ROWS, path)


WAYS = [in_one_piece, in_many_pieces, at_once]


def ends(work) -> BaseException | None:
    """What a job ends in, within some seconds; it fails the test when it hangs."""
    ended: list[BaseException | None] = []

    def run() -> None:
        try:
            work()
            ended.append(None)
        except BaseException as fault:
            ended.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(MOST_SECONDS)
    assert ended, "the write hangs"
    return ended[0]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", FORMS)
def test_file_that_grows_too_large_ends_the_write(tmp_path: Path, form: str, way):
    path = tmp_path / f"out.{form}"
    path.write_bytes(b"of an earlier run")
    with largest_file(16_384):
        fault = ends(lambda: way(path))
    assert isinstance(fault, OutputFileError)
    assert str(path) in str(fault)
    assert os.strerror(errno.EFBIG) in str(fault)
    assert path.read_bytes() == b"of an earlier run"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", ["xlsx", "jsonl"])
def test_form_for_people_that_grows_too_large_ends_the_write(
    tmp_path: Path, form: str, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / f"out.{form}"
    with largest_file(16_384), pytest.raises(OutputFileError) as fault:
        write_frame(ROWS, path)
    assert str(path) in str(fault.value)
    assert os.strerror(errno.EFBIG) in str(fault.value)
    gc.collect()
    assert capfd.readouterr().err == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", FORMS)
def test_place_where_no_file_can_be_made_ends_the_write(form: str, way):
    fault = ends(lambda: way(Path(f"/proc/out.{form}")))
    assert isinstance(fault, OutputFileError)
    assert f"/proc/out.{form}" in str(fault)
    assert os.strerror(errno.ENOENT) in str(fault)


@pytest.mark.parametrize("form", FORMS)
def test_folder_that_vanishes_ends_the_write(tmp_path: Path, form: str):
    path = tmp_path / "gone" / f"out.{form}"
    path.parent.mkdir()

    def work() -> None:
        with FrameWriter(path, ROWS.schema) as writer:
            for start in range(0, ROWS.height, 10_000):
                writer.write(ROWS[start : start + 10_000])
            shutil.rmtree(path.parent)

    fault = ends(work)
    assert isinstance(fault, OutputFileError)
    assert str(path) in str(fault)


@pytest.mark.parametrize("form", FORMS)
def test_fault_that_is_no_fault_of_the_disk_is_told_as_it_is(tmp_path: Path, form: str):
    path = tmp_path / f"out.{form}"

    def work() -> None:
        with FrameWriter(path, ROWS.schema) as writer:
            writer.write(ROWS)
            raise KeyError("own")

    assert isinstance(ends(work), KeyError)
    assert list(tmp_path.iterdir()) == []


def test_replacing_says_where_the_place_was_refused(tmp_path: Path):
    path = tmp_path / "gone" / "out.csv"
    path.parent.mkdir()

    def work() -> None:
        with replacing(path) as fresh:
            fresh.write_text("half")
            shutil.rmtree(path.parent)

    fault = ends(work)
    assert isinstance(fault, OutputFileError)
    assert str(path) in str(fault)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
@pytest.mark.parametrize(
    "told",
    [
        lambda number: OSError(number, os.strerror(number)),
        lambda number: OSError(f"{os.strerror(number)} (os error {number})"),
        lambda number: pl.exceptions.ComputeError(
            "parquet: File out of specification: underlying IO error: "
            f"{os.strerror(number)} (os error {number})"
        ),
    ],
)
def test_path_and_cause_are_told_however_python_and_polars_tell_them(told, number):
    with pytest.raises(OutputFileError) as fault, writing("out.csv"):
        raise told(number)
    assert str(fault.value).startswith("out.csv: ")
    assert os.strerror(number) in str(fault.value)


def test_write_that_polars_does_not_say_the_cause_of_is_told_too():
    lost = "parquet: File out of specification: Invalid thrift: transport error"
    with pytest.raises(OutputFileError, match="cannot be written"), writing("out.csv"):
        raise pl.exceptions.ComputeError(lost)
