"""A night's work, hop by hop: releases and files in, grouped and priced files out.

read_release -> ProductStructure -> compile_structure -> CompiledStructure ->
encode_batch -> Grouper.group -> grouped. Each hop is one public function of a room;
nothing is decided here.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files import check_output, read_frame, write_frame
from billing.progress import Progress
from billing.summary import BatchSummary
from grouper.cache import open_release
from grouper.checks import InputChecks
from grouper.engine import Grouper, GroupResult
from grouper.registration import REQUIRED_SUBTRAJECTEN, REQUIRED_ZORGACTIVITEITEN
from productstructure.errors import CallError, InputFileError

NESTED = "zorgactiviteiten"
"""Column of the nested form: the activities of each subtraject as list of struct."""


@dataclass(frozen=True)
class GroupRun:
    """What grouping a batch of files came to.

    Attributes:
        releases: Names of the releases it was grouped on.
        summary: What the batch holds.
        files: Files that were written, the grouped rows first.
        seconds: Time from reading the batch to its last file.
    """

    releases: list[str]
    summary: BatchSummary
    files: list[Path]
    seconds: float


def group_files(
    releases: Sequence[Path | str],
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    out: Path | str,
    rejected: Path | str | None = None,
    findings: Path | str | None = None,
    checks: InputChecks | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> GroupRun:
    """Group a batch of files: the main job of the project.

    Args:
        releases: NZa zips, folders with the two XML files, or compiled releases.
        subtrajecten: File with the rows to group.
        zorgactiviteiten: File with their activities; None when ``subtrajecten`` is in
            the nested form.
        out: Where the grouped rows go.
        rejected: Where the rejected rows go; by default beside ``out``, as
            ``OUT.rejected.csv``, when there are any.
        findings: The same for the findings, ``OUT.findings.csv``.
        checks: Which input checks reject, warn or are off.
        threads: How many; by default all processors this process may use.
        progress: Told of every step.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        CallError: An output cannot be written as asked, or a setting is wrong.
    """
    progress = progress or Progress()
    _check_paths([subtrajecten, zorgactiviteiten], [out, rejected, findings])
    progress.step("Opening the release")
    structures = [open_release(path) for path in releases]
    grouper = Grouper(structures, checks=checks, threads=threads)
    started = time.perf_counter()
    progress.step("Reading the batch")
    batch = read_batch(subtrajecten, zorgactiviteiten)
    progress.step("Grouping", rows=batch[0].height)
    result = grouper.group(*batch)
    progress.advance(batch[0].height)
    progress.step("Writing")
    files = write_result(result, Path(out), rejected=rejected, findings=findings)
    return GroupRun(
        releases=[structure.identity.name for structure in structures],
        summary=BatchSummary.of(result),
        files=files,
        seconds=time.perf_counter() - started,
    )


def read_batch(
    subtrajecten: Path | str, zorgactiviteiten: Path | str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Read the files of a batch.

    Args:
        subtrajecten: csv, Parquet or Arrow IPC.
        zorgactiviteiten: The same; None for the nested form.

    Returns:
        The frames that ``Grouper.group`` takes.

    Raises:
        InputFileError: A file cannot be read or lacks a required column.
        CallError: The activities are given twice.
    """
    rows = read_frame(subtrajecten, required=REQUIRED_SUBTRAJECTEN)
    if zorgactiviteiten is None:
        if NESTED not in rows.columns:
            raise InputFileError(
                f"{subtrajecten}: no column {NESTED} found, and no file of activities "
                "is given. Give one, or the nested form (Parquet or Arrow IPC)."
            )
        return rows, None
    if NESTED in rows.columns:
        raise CallError(
            f"{subtrajecten} is in the nested form and {zorgactiviteiten} is given "
            "too; give the activities once."
        )
    return rows, read_frame(zorgactiviteiten, required=REQUIRED_ZORGACTIVITEITEN)


def write_result(
    result: GroupResult,
    out: Path,
    *,
    rejected: Path | str | None = None,
    findings: Path | str | None = None,
) -> list[Path]:
    """Write the grouped rows, and what was rejected and found.

    Without a path of their own, rejected and findings stand beside ``out`` when they
    are not empty (DESIGN decision 1); those of an earlier run are taken away.

    Returns:
        The files that were written.
    """
    write_frame(result.grouped, out)
    written = [out]
    for name, frame, asked in (
        ("rejected", result.rejected, rejected),
        ("findings", result.findings, findings),
    ):
        path = Path(asked) if asked is not None else beside(out, name)
        if asked is None and frame.is_empty():
            path.unlink(missing_ok=True)
            continue
        write_frame(frame, path)
        written.append(path)
    return written


def beside(out: Path, name: str) -> Path:
    """Path of a file that goes with ``out``: ``OUT.name.csv``."""
    return out.with_name(f"{out.name}.{name}.csv")


def _check_paths(
    inputs: list[Path | str | None], outputs: list[Path | str | None]
) -> None:
    taken = {Path(path).resolve() for path in inputs if path is not None}
    for path in outputs:
        if path is None:
            continue
        check_output(path)
        if Path(path).resolve() in taken:
            raise CallError(f"{path} is named twice; give each file its own name.")
        taken.add(Path(path).resolve())
