"""Where rows are laid aside, and what is said where that cannot be done."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tabellen.errors import OutputFileError
from tabellen.sets.spilling import spill_folder, sweep_spills


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which no temporary folder can be written."""

    def candidates() -> list[str]:
        return [str(tmp_path / "absent"), "/proc/self"]

    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", candidates)
    yield
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.mark.usefixtures("nowhere")
def test_without_a_temporary_folder_it_says_what_to_do() -> None:
    with pytest.raises(OutputFileError, match="TMPDIR"), spill_folder():
        pytest.fail("there is no folder")


@pytest.mark.usefixtures("nowhere")
def test_without_a_temporary_folder_there_is_nothing_to_sweep() -> None:
    sweep_spills()


@pytest.mark.usefixtures("nowhere")
def test_a_folder_that_is_named_needs_no_temporary_one(tmp_path: Path) -> None:
    with spill_folder(tmp_path) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_folder_that_is_absent_is_named_with_the_cause(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    with pytest.raises(OutputFileError) as told, spill_folder(absent):
        pytest.fail("there is no folder")
    assert str(absent) in str(told.value)
    assert os.strerror(2) in str(told.value)
