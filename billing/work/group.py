"""A night's work, hop by hop: releases and files in, grouped files out.

open_release (read_release -> ProductStructure -> compile_structure) ->
CompiledStructure -> Grouper.group (encode_batch -> walk) -> grouped. Each hop is one
public function of a room; nothing is decided here. ``price`` goes on from there.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from billing.files.batch.opening import BatchFiles, open_batch
from billing.files.bevindingen import EMPTY
from billing.files.counts import sum_findings
from billing.files.finding_cap import FindingCap
from billing.files.grouped import GroupedFiles, Targets
from billing.files.notices import (
    batch_notices,
    count_notices,
    merged_notices,
    notice_findings,
)
from billing.files.toegevoegd import INVOER, Toegevoegd
from billing.gates import GateError, Gates
from billing.memory_budget import PER_SUBTRAJECT, MemoryBudget, rows_of
from billing.progress import Progress, ReleaseRead, RowsOfFile
from billing.settings import GroupSettings
from billing.work.chunks import CHUNK
from billing.work.ways_to_group import BatchJob, ways_to_group
from grouper.compiled.releasekeuze import Releasekeuzes, pinned_position, tell_releases
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.findings.bevindingen import NUMMER_GEDEELD
from grouper.findings.checks import CHECK_BY_NAME
from grouper.outcomes.balance import Balance
from grouper.outcomes.delivery import Delivery
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.outcomes.result import GroupResult
from grouper.registration.chunks import NotAscendingError
from grouper.registration.columns import INSTELLING
from grouper.registration.hospitals import shared_numbers
from grouper.registration.intake import refuse_nearly_met
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.walking.walker import available_threads
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.batches import Table
from tabellen.forms.frames import check_paths
from tabellen.getoond import Getoond
from tabellen.notices import Notice
from tabellen.paths import Paden, all_paths, maybe_path, one_path
from tabellen.reading.controle import controle_path
from tabellen.reading.endings import form_of
from tabellen.sets.invoer import named_inputs
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import file_sha256
from tabellen.sets.sleutel import maybe_sleutel
from tabellen.sets.spilling import sweep_spills


@dataclass(frozen=True, repr=False)
class GroupRun(Getoond):
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
        releasekeuzes: How many subtrajecten took which release, and why.
        release_notices: What is unusual about the releases and was let through.
        niet_geschreven: How many findings of each code were counted and not written.
    """

    releases: list[CompiledStructure]
    balance: Balance
    ozp_balance: OzpBalance | None
    findings: pl.DataFrame
    files: list[Path]
    seconds: float
    notices: tuple[Notice, ...] = ()
    releasekeuzes: Releasekeuzes = field(default_factory=Counter)
    release_notices: tuple[str, ...] = ()
    niet_geschreven: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_leeg(self) -> bool:
        """Whether a file of the batch has no rows at all."""
        return any(notice.bevinding == EMPTY for notice in self.notices)


@checks_types
def group_files(
    releases: Paden,
    subtrajecten: Path | str | None,
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
    gates: Gates | None = None,
    sha256: Sequence[str] | None = None,
    controle: bool = False,
    sleutelbestand: Path | str | None = None,
    budget: MemoryBudget | None = None,
    for_excel: bool = False,
    herstel: Path | str | None = None,
    met: Collection[str] = (),
) -> GroupRun:
    """Group a batch of files: the main job of the project.

    Args:
        releases: NZa zips, folders with the two XML files, or compiled releases.
        subtrajecten: File with the rows to group, of any size; None with ``herstel``
            and a file of activities.
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
        gates: The largest shares of what may be wrong; by default those of ``Gates``.
        sha256: Hashes; each release must have one of them.
        controle: Whether to write a control file beside each file of outcomes, by
            which whoever reads it notices any change.
        sleutelbestand: Key that the records are sealed with; None for ``keyfile``, and
            without that for records without a seal.
        budget: Memory that the run may take; by default what there is.
        for_excel: Whether each csv is one for a Dutch Excel.
        herstel: Rejected rows of an earlier run, as somebody mended them: these alone
            are grouped, with their own activities.
        met: What grouped rows get behind their columns, for people: ``omschrijving``
            (texts of group and product), ``invoer`` (the columns that were given).

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        GateError: The delivery is wholly wrong; rejected rows and findings are written,
            its outcome is not.
        MemoryBudgetError: Its chunks would not fit in the budget.
        CallError: An output cannot be written as asked, or a setting is wrong.
    """
    progress = progress or Progress()
    if INVOER in met and keyfile is not None:
        raise CallError(
            f"{INVOER} beside pseudonyms found: the columns that were given would tell "
            "whose they are. Leave one of them out."
        )
    rows, lines, mended = map(maybe_path, (subtrajecten, zorgactiviteiten, herstel))
    rows = _rows_of(rows, lines, mended)
    targets = Targets(
        out=one_path(out),
        rejected=maybe_path(rejected),
        findings=maybe_path(findings),
        ozp=maybe_path(ozp),
        profielen=maybe_path(profielen),
        trial=maybe_path(trial),
    )
    settings = settings or GroupSettings()
    outcomes = [path for _, _, path in targets.outcomes()] if controle else []
    beside = [*targets.beside, *map(controle_path, outcomes)]
    opened = all_paths(releases)
    keys = [maybe_path(keyfile), maybe_path(sleutelbestand)]
    check_paths([rows, lines, mended, *keys, *opened], targets.named, beside)
    batch = open_batch(rows, lines, leeswijze=settings.leeswijze, herstel=mended)
    height = _known_height(batch.subtrajecten)
    _require_memory(budget or MemoryBudget(), rows, height, threads)
    pseudonymiser = None if keyfile is None else Pseudonymiser.from_file(keyfile)
    # Beside pseudonyms nothing in a record may be tested by who has no key.
    sleutel = maybe_sleutel(sleutelbestand or keyfile)
    progress.step("Opening the release")
    structures = [
        open_release(path, sha256=sha256, told=ReleaseRead(progress)) for path in opened
    ]
    job = BatchJob(
        structures,
        settings,
        batch,
        ozp=ozp is not None,
        profielen=profielen is not None,
        digest=digest,
        pseudonymiser=pseudonymiser,
        threads=threads,
    )
    started = time.perf_counter()
    inputs = named_inputs([mended, rows, lines]) if digest else {}
    provenance = settings.provenance(
        structures,
        pseudoniemen=keyfile is not None,
        invoer=_hashes(inputs, pseudonymiser),
    )
    sweep_spills()
    with OutputSet(
        targets.out,
        "group",
        sleutel=sleutel,
        gesleuteld=keyfile is not None,
        for_excel=for_excel,
    ) as outputs:
        outputs.made_of(inputs)
        for results in ways_to_group(job):
            advance = _begin_grouping(progress, batch.subtrajecten, height)
            cap = FindingCap(settings.max_per_bevinding)
            files = GroupedFiles(
                *(targets, provenance, outputs),
                digest=digest,
                controle=controle,
                cap=cap,
                toegevoegd=Toegevoegd(met, structures, batch) if met else None,
            )
            try:
                counted = _written(
                    *(results(), files, batch, gates or Gates(), advance),
                    shows_rows=pseudonymiser is None,
                )
            except NotAscendingError:
                continue
            except GateError as fault:
                raise fault.beside(files.written) from None
            break
    return GroupRun(
        releases=structures,
        balance=counted.balance,
        ozp_balance=counted.ozp_balance,
        findings=sum_findings(counted.findings),
        files=files.written,
        seconds=time.perf_counter() - started,
        notices=counted.notices,
        releasekeuzes=files.releasekeuzes,
        release_notices=tuple(
            tell_releases(structures, pinned_position(structures, settings.pinned))
        ),
        niet_geschreven=cap.left_out,
    )


def _rows_of(rows: Path | None, lines: Path | None, mended: Path | None) -> Path:
    """The file of rows; with mended rows it may be left out beside one of activities.

    Raises:
        CallError: There are no rows to group, or no activities beside mended ones.
    """
    if mended is None and rows is None:
        raise CallError(
            "no rows to group: give --subtrajecten FILE, or --herstel FILE."
        )
    if mended is not None and rows is None and lines is None:
        raise CallError(
            "--herstel without activities found; give --zorgactiviteiten FILE, or"
            " --subtrajecten FILE where they stand in the same file."
        )
    found = rows or mended
    assert found is not None, "one of them is there"
    return found


def _require_memory(
    budget: MemoryBudget, rows: Path, height: int | None, threads: int | None
) -> None:
    """Refuse what does not fit: a chunk for each thread, however large the batch."""
    at_work = CHUNK * (available_threads() if threads is None else threads)
    height = min(rows_of(rows) if height is None else height, at_work)
    budget.require(
        height * PER_SUBTRAJECT,
        f"{rows}: {height:,} subtrajecten at a time",
        "Give fewer --threads",
    )


@dataclass
class _Counted:
    """What the parts of a batch came to, so far."""

    balance: Balance = field(default_factory=Balance)
    ozp_balance: OzpBalance | None = None
    delivery: Delivery = field(default_factory=Delivery)
    findings: list[pl.DataFrame] = field(default_factory=list)
    notices: tuple[Notice, ...] = ()

    def add(self, result: GroupResult, findings: pl.DataFrame) -> None:
        self.balance += result.balance
        self.delivery += result.delivery
        self.notices += result.notices
        self.findings.append(findings)
        if result.ozp_balance is not None:
            self.ozp_balance = result.ozp_balance + (self.ozp_balance or OzpBalance())

    def tell(self, notices: tuple[Notice, ...]) -> None:
        self.notices = merged_notices(self.notices + notices)
        self.findings.append(count_notices(self.notices))


def _written(
    results: Iterator[GroupResult],
    files: GroupedFiles,
    batch: BatchFiles,
    gates: Gates,
    advance: Callable[[int], None],
    *,
    shows_rows: bool,
) -> _Counted:
    """Write results as they come, and publish them if the whole of them is sound."""
    counted = _Counted()
    with files:
        for result in results:
            counted.add(result, files.write(result))
            advance(result.grouped.height)
        files.reject(batch.gegeven if shows_rows else None)
        notices = batch.notices + batch_notices(batch, counted.balance)
        counted.tell(notices + _unclear(batch, counted))
        files.tell(notice_findings(counted.notices))
        try:
            gates.check_delivery(counted.delivery)
        except GateError as fault:
            raise fault.because(_shared_numbers(counted.notices)) from None
    return counted


def _shared_numbers(notices: Sequence[Notice]) -> str:
    """Why many subtrajecten may be rejected; empty where it is not this."""
    shared = sum(each.count for each in notices if each.bevinding == NUMMER_GEDEELD)
    if not shared:
        return ""
    return (
        f"{shared:,} subtraject_nummer(s) stand under several hospitals, and the "
        f"zorgactiviteiten do not say of which they are: add the column {INSTELLING}."
    )


def _unclear(batch: BatchFiles, counted: _Counted) -> tuple[Notice, ...]:
    """Tell, or refuse, where it is not clear what belongs together."""
    rows, lines = batch.subtrajecten, batch.zorgactiviteiten
    if lines is None:
        return ()
    if counted.balance.los:
        refuse_nearly_met(rows.frame, lines.frame)
    codes = pl.concat(counted.findings)["code"]
    names_no_hospital = INSTELLING not in lines.frame.collect_schema()
    if names_no_hospital and CHECK_BY_NAME["nummer_dubbel"].code in codes:
        return shared_numbers(rows.frame)
    return ()


def _hashes(
    inputs: Mapping[str, Path], pseudonymiser: Pseudonymiser | None
) -> dict[str, str]:
    """Hash of each input; beside pseudonyms a keyed one.

    By a plain one who guesses a number in a small file could test the guess.
    """
    hashed = {name: file_sha256(path) for name, path in inputs.items()}
    if pseudonymiser is None:
        return hashed
    return {name: pseudonymiser.of_file(sha256) for name, sha256 in hashed.items()}


def _known_height(table: Table) -> int | None:
    """Rows of a file, where that is known without reading it."""
    return table.height if form_of(table.path) == "parquet" else None


def _begin_grouping(
    progress: Progress, table: Table, height: int | None
) -> Callable[[int], None]:
    """Begin to tell of rows, or of bytes where those are not known; gives to whom."""
    if isinstance(table.frame, pl.DataFrame):
        height = table.height
    about = rows_of(table.path) if height is None else 0
    if not about:
        progress.step("Grouping", total=height)
        return progress.advance
    file = RowsOfFile(progress, table.path, about)
    file.step("Grouping")
    return file.advance
