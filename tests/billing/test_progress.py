"""What a long job tells: of a release its bytes, of a csv the part that is done."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from dbc_grouper_data import batch_paths, release_path
from hypothesis import given
from hypothesis import strategies as st

from billing.progress import MIB, Progress, ReleaseRead, RowsOfFile
from grouper.compiling.cache import open_release
from productstructure.reader import read_release
from tabellen.forms import batches


class Told(Progress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[list[Any]] = []

    def step(self, name: str, total: int | None = None, unit: str = "rows") -> None:
        self.steps.append([name, total, unit, 0])

    def advance(self, done: int) -> None:
        assert done >= 0
        self.steps[-1][3] += done


def xml_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.xml"))


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_every_byte_of_a_release_is_told_in_order(tmp_path, form):
    path = release_path()
    total = xml_bytes(path)
    if form == "zip":
        name = tmp_path / "20240101 Grouper Tabellen v20231001"
        path = Path(shutil.make_archive(str(name), "zip", path))
    told: list[tuple[int, int]] = []
    read_release(path, lambda done, of: told.append((done, of)))
    assert {of for _, of in told} == {total}
    assert told[-1][0] == total
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_release_in_the_cache_tells_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(tmp_path))
    first, second = Told(), Told()
    open_release(release_path(), told=ReleaseRead(first))
    open_release(release_path(), told=ReleaseRead(second))
    assert [step[0] for step in first.steps] == [
        "Reading the release",
        "Compiling the release",
    ]
    assert second.steps == []


@given(st.lists(st.integers(1, 500 << 20), min_size=1, max_size=20))
def test_mebibytes_that_are_told_add_up_to_the_total(pieces):
    told, done, total = Told(), 0, sum(pieces)
    read = ReleaseRead(told)
    for piece in pieces:
        done += piece
        read(done, total)
    (name, of, unit, shown), (after, *_) = told.steps
    assert (name, unit, after) == ("Reading the release", MIB, "Compiling the release")
    assert shown == total >> 20
    assert of == max(1, total >> 20)


class Sized:
    """A file of a size, without its bytes."""

    def __init__(self, size: int) -> None:
        self.st_size = size

    def stat(self) -> "Sized":
        return self


@given(
    st.integers(64, 100_000),
    st.integers(1, 10_000_000),
    st.lists(st.integers(0, 1_000_000), max_size=30),
)
def test_rows_are_told_as_a_part_of_their_file_and_never_more(mib, rows, pieces):
    told = Told()
    file = RowsOfFile(told, Sized(mib << 20), rows)  # type: ignore[arg-type]
    file.step("Grouping")
    for piece in pieces:
        file.advance(piece)
    ((_, of, unit, shown),) = told.steps
    assert (of, unit) == (mib, MIB)
    # Half of the rows is half of the file.
    assert shown == pytest.approx(min(1, sum(pieces) / rows) * mib, abs=1)


@pytest.mark.parametrize(("whole", "logged"), [(1 << 30, "rijen"), (0, "mib")])
def test_total_of_a_csv_is_known_in_rows_or_in_bytes(
    command, monkeypatch, tmp_path, whole, logged
):
    monkeypatch.setattr(batches, "WHOLE_BYTES", whole)
    rows, lines = batch_paths()
    log = tmp_path / "log"
    answer = command(
        *("group", "--release", release_path(), "--subtrajecten", rows),
        *("--zorgactiviteiten", lines, "-o", tmp_path / "g.csv", "--log", log),
    )
    assert answer.exit_code == 0, answer.err
    said = [json.loads(line) for line in log.read_text().splitlines()]
    (grouping, *_) = [line for line in said if line.get("stap") == "Grouping"]
    assert grouping[logged] == (10_000 if logged == "rijen" else 1)


def test_compile_tells_its_steps(command, monkeypatch, tmp_path):
    monkeypatch.setenv("DBC_GROUPER_CACHE", str(tmp_path))
    said = command("compile", release_path(), "-v").err
    assert "Reading the release (1 MiB)" in said
    assert "Compiling the release" in said
