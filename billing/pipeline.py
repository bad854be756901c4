"""A night's work, hop by hop: releases and files in, grouped files out.

open_release (read_release -> ProductStructure -> compile_structure) ->
CompiledStructure -> Grouper.group (encode_batch -> walk) -> grouped. Each hop is one
public function of a room; nothing is decided here.

Dutch terms: subtrajecten (the rows that are grouped), zorgactiviteiten (their
registered care activities).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.batches import count_rows
from billing.files import check_paths, form_of, read_frame, schema_of
from billing.outputs import GroupedFiles
from billing.progress import Progress
from billing.streaming import (
    ascending_files,
    group_chunks,
    nested_file,
    unordered_files,
)
from billing.summary import count_findings, sum_findings
from grouper.balance import Balance
from grouper.cache import open_release
from grouper.checks import InputChecks
from grouper.chunks import Chunk, NotAscendingError
from grouper.compiled import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.registration import REQUIRED_SUBTRAJECTEN, REQUIRED_ZORGACTIVITEITEN
from productstructure.errors import CallError, InputFileError

NESTED = "zorgactiviteiten"
"""Column of the nested form: the activities of each subtraject as list of struct."""

IN_MEMORY = 4_000_000
"""Activities in any order that are held in memory, rather than laid aside on disk."""


@dataclass(frozen=True)
class GroupRun:
    """What grouping a batch of files came to.

    Attributes:
        releases: What it was grouped on.
        balance: What became of every row.
        findings: ``code, severity, tekst, rows``: findings per kind.
        files: Files that were written, the grouped rows first.
        seconds: Time from the first row read to the last one written.
    """

    releases: list[CompiledStructure]
    balance: Balance
    findings: pl.DataFrame
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
        subtrajecten: File with the rows to group, of any size.
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
    rows, lines = Path(subtrajecten), _path(zorgactiviteiten)
    check_paths([rows, lines], [Path(out), _path(rejected), _path(findings)])
    check_batch(rows, lines)
    progress.step("Opening the release")
    structures = [open_release(path) for path in releases]
    grouper = Grouper(structures, checks=checks, threads=threads)
    started = time.perf_counter()
    for results in _ways_to_group(grouper, rows, lines):
        files = GroupedFiles(
            Path(out), rejected=_path(rejected), findings=_path(findings)
        )
        progress.step("Grouping", rows=_known_height(rows))
        try:
            balance, counts = _written(results(), files, progress)
        except NotAscendingError:
            continue
        break
    return GroupRun(
        structures, balance, counts, files.written, time.perf_counter() - started
    )


def check_batch(subtrajecten: Path, zorgactiviteiten: Path | None) -> None:
    """Refuse files that cannot be a batch, before the work begins.

    Raises:
        InputFileError: A file cannot be read or lacks a required column.
        CallError: The activities are given twice.
    """
    schema = schema_of(subtrajecten, required=REQUIRED_SUBTRAJECTEN)
    if zorgactiviteiten is None:
        if NESTED not in schema:
            raise InputFileError(
                f"{subtrajecten}: no column {NESTED} found, and no file of activities "
                "is given. Give one, or the nested form (Parquet or Arrow IPC)."
            )
        return
    if NESTED in schema:
        raise CallError(
            f"{subtrajecten} is in the nested form and {zorgactiviteiten} is given "
            "too; give the activities once."
        )
    schema_of(zorgactiviteiten, required=REQUIRED_ZORGACTIVITEITEN)


def read_batch(
    subtrajecten: Path | str, zorgactiviteiten: Path | str | None
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Read a whole batch as the frames that ``Grouper.group`` takes.

    Raises:
        InputFileError: A file cannot be read or lacks a required column.
        CallError: The activities are given twice.
    """
    check_batch(Path(subtrajecten), _path(zorgactiviteiten))
    lines = None if zorgactiviteiten is None else read_frame(zorgactiviteiten)
    return read_frame(subtrajecten), lines


Results = Callable[[], Iterator[GroupResult]]


def _ways_to_group(
    grouper: Grouper, subtrajecten: Path, zorgactiviteiten: Path | None
) -> Iterator[Results]:
    """Ways to group the files, the leanest first; each may find they do not ascend."""

    def by_chunk(chunks: Iterator[Chunk]) -> Iterator[GroupResult]:
        def alone() -> Grouper:
            return Grouper(grouper.releases, checks=grouper.checks, threads=1)

        for _, result in group_chunks(chunks, alone, grouper.threads):
            yield result

    if zorgactiviteiten is None:
        yield lambda: by_chunk(nested_file(subtrajecten))
        return
    lines = zorgactiviteiten
    yield lambda: by_chunk(ascending_files(subtrajecten, lines))
    if count_rows(lines) <= IN_MEMORY:
        yield lambda: iter([grouper.group(*read_batch(subtrajecten, lines))])
    yield lambda: by_chunk(unordered_files(subtrajecten, lines))


def _written(
    results: Iterator[GroupResult], files: GroupedFiles, progress: Progress
) -> tuple[Balance, pl.DataFrame]:
    """Write results as they come; gives their balance and findings per kind."""
    balance, counts = Balance(), []
    with files:
        for result in results:
            files.write(result)
            balance += result.balance
            counts.append(count_findings(result.findings))
            progress.advance(result.grouped.height)
    return balance, sum_findings(counts)


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)


def _known_height(path: Path) -> int | None:
    """Rows of a file, where that is known without reading it."""
    return count_rows(path) if form_of(path) == "parquet" else None
