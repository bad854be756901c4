"""A night's work, hop by hop: releases and files in, grouped files out.

open_release (read_release -> ProductStructure -> compile_structure) ->
CompiledStructure -> Grouper.group (encode_batch -> walk) -> grouped. Each hop is one
public function of a room; nothing is decided here. ``pricing`` goes on from there.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.batches import count_rows
from billing.batchfiles import check_batch
from billing.filenotices import (
    EMPTY,
    batch_notices,
    count_notices,
    notice_findings,
)
from billing.files import check_paths, form_of
from billing.grouping import BatchJob, ways_to_group
from billing.outputs import GroupedFiles, Targets
from billing.progress import Progress
from billing.settings import GroupSettings
from billing.summary import count_findings, sum_findings
from grouper.balance import Balance
from grouper.cache import open_release
from grouper.chunks import NotAscendingError
from grouper.compiled import CompiledStructure
from grouper.ozp_balance import OzpBalance
from grouper.provenance import file_sha256
from grouper.pseudonymise import Pseudonymiser
from grouper.result import GroupResult
from tabellen.notices import Notice


@dataclass(frozen=True)
class GroupRun:
    """What grouping a batch of files came to.

    Attributes:
        releases: What it was grouped on.
        balance: What became of every row.
        ozp_balance: What became of every activity as overig zorgproduct; None when
            those were not asked for.
        findings: ``code, severity, tekst, rows``: findings per kind.
        files: Files that were written, the grouped rows first.
        seconds: Time from the first row read to the last one written.
        notices: What there is to tell about the files as such; those that name a row
            stand among the findings too.
    """

    releases: list[CompiledStructure]
    balance: Balance
    ozp_balance: OzpBalance | None
    findings: pl.DataFrame
    files: list[Path]
    seconds: float
    notices: tuple[Notice, ...] = ()

    @property
    def is_leeg(self) -> bool:
        """Whether a file of the batch has no rows at all."""
        return any(notice.code == EMPTY for notice in self.notices)


def group_files(
    releases: Sequence[Path | str],
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    out: Path | str,
    rejected: Path | str | None = None,
    findings: Path | str | None = None,
    ozp: Path | str | None = None,
    profielen: Path | str | None = None,
    trial: Path | str | None = None,
    settings: GroupSettings | None = None,
    digest: bool = True,
    keyfile: Path | str | None = None,
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
        ozp: Where the overige zorgproducten go; by default they are not derived.
        profielen: Where the notable activities of profiles go; likewise.
        trial: Where the rows of open subtrajecten (afsluitreden 00) go; by default they
            stand among the others, and ``is_trial`` tells them.
        settings: Input checks, and rules where the sources leave room.
        digest: Whether every row gets the digests that ``verify_file`` verifies.
        keyfile: Key; with it, numbers of patients and their care become keyed hashes in
            every output.
        threads: How many; by default all processors this process may use.
        progress: Told of every step.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        CallError: An output cannot be written as asked, or a setting is wrong.
    """
    progress = progress or Progress()
    rows, lines = Path(subtrajecten), _path(zorgactiviteiten)
    targets = Targets(
        out=Path(out),
        rejected=_path(rejected),
        findings=_path(findings),
        ozp=_path(ozp),
        profielen=_path(profielen),
        trial=_path(trial),
    )
    settings = settings or GroupSettings()
    check_paths([rows, lines, _path(keyfile)], targets.named, targets.beside)
    check_batch(rows, lines)
    pseudonymiser = None if keyfile is None else Pseudonymiser.from_file(keyfile)
    progress.step("Opening the release")
    structures = [open_release(path) for path in releases]
    job = BatchJob(
        structures,
        settings,
        rows,
        lines,
        ozp=ozp is not None,
        profielen=profielen is not None,
        digest=digest,
        pseudonymiser=pseudonymiser,
        threads=threads,
    )
    started = time.perf_counter()
    provenance = settings.provenance(
        structures,
        pseudoniemen=keyfile is not None,
        invoer=_hashes([rows, lines]) if digest else {},
    )
    for results in ways_to_group(job):
        progress.step("Grouping", rows=_known_height(rows))
        files = GroupedFiles(targets, provenance, digest=digest)
        try:
            balance, ozp_balance, counts, notices = _written(
                results(), files, progress, rows, lines
            )
        except NotAscendingError:
            continue
        break
    seconds = time.perf_counter() - started
    return GroupRun(
        structures, balance, ozp_balance, counts, files.written, seconds, notices
    )


def _written(
    results: Iterator[GroupResult],
    files: GroupedFiles,
    progress: Progress,
    rows: Path,
    lines: Path | None,
) -> tuple[Balance, OzpBalance | None, pl.DataFrame, tuple[Notice, ...]]:
    """Write results as they come; gives balances, findings per kind and notices."""
    balance, ozp_balance, counts = Balance(), None, []
    with files:
        for result in results:
            files.write(result)
            balance += result.balance
            if result.ozp_balance is not None:
                ozp_balance = result.ozp_balance + (ozp_balance or OzpBalance())
            counts.append(count_findings(result.findings))
            progress.advance(result.grouped.height)
        notices = tuple(batch_notices(rows, lines, balance))
        files.tell(notice_findings(notices))
    counts.append(count_notices(notices))
    return balance, ozp_balance, sum_findings(counts), notices


def _hashes(paths: Sequence[Path | None]) -> dict[str, str]:
    return {path.name: file_sha256(path) for path in paths if path is not None}


def _path(path: Path | str | None) -> Path | None:
    return None if path is None else Path(path)


def _known_height(path: Path) -> int | None:
    """Rows of a file, where that is known without reading it."""
    return count_rows(path) if form_of(path) == "parquet" else None
