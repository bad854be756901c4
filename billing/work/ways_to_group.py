"""Groups the files of a batch, in the way that needs the least memory.

Files in one ascending order of subtraject_nummer are read once, chunk by chunk. Others
are held in memory when they are small enough, so that nothing of a patient is laid
aside on disk, and else grouped by chunks that are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from billing.files.batch.opening import BatchFiles
from billing.settings import GroupSettings
from billing.work.chunks import (
    ascending_files,
    group_chunks,
    nested_file,
    unordered_files,
)
from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.outcomes.wanted import Wanted
from grouper.ozp.hoofdtraject import Koppeling, koppel
from grouper.registration.chunks import Chunk
from grouper.sealing.pseudonymise import Pseudonymiser
from tabellen.forms.batches import refusing

IN_MEMORY = 4_000_000
"""Activities in any order that are held in memory, rather than laid aside on disk."""

Results = Callable[[], Iterator[GroupResult]]


@dataclass(frozen=True)
class BatchJob:
    """What is grouped, and what is asked of it.

    Attributes:
        releases: To group on.
        settings: To group by.
        batch: The tables of the batch.
        ozp: Whether to derive the overige zorgproducten too.
        profielen: Whether to list the notable activities of profiles too.
        digest: Whether to give every row its digests.
        pseudonymiser: Replaces numbers by keyed hashes, when given.
        threads: How many; None for all processors this process may use.
    """

    releases: Sequence[CompiledStructure]
    settings: GroupSettings
    batch: BatchFiles
    ozp: bool = False
    profielen: bool = False
    digest: bool = False
    pseudonymiser: Pseudonymiser | None = None
    threads: int | None = None

    @property
    def wanted(self) -> Wanted:
        """What is wanted of every chunk; files take codes as they are."""
        return Wanted(
            ozp=self.ozp,
            profielen=self.profielen,
            digest=self.digest,
            coded=True,
            instellingen=self.batch.instellingen,
        )


def ways_to_group(job: BatchJob) -> Iterator[Results]:
    """Ways to group a batch, the leanest first.

    Yields:
        Functions that give the results in input order; each but the last may raise
        ``NotAscendingError`` while it does, and the next is then to be tried.

    Raises:
        CallError: A setting is wrong.
    """
    grouper = job.settings.grouper(job.releases, job.threads)
    rows, lines = job.batch.subtrajecten, job.batch.zorgactiviteiten
    if lines is None:
        yield lambda: _by_chunk(job, grouper, nested_file(rows))
        return
    yield lambda: _by_chunk(job, grouper, ascending_files(rows, lines))
    if lines.height <= IN_MEMORY:
        yield lambda: _at_once(job, grouper)
    yield lambda: _by_chunk(job, grouper, unordered_files(rows, lines))


def _at_once(job: BatchJob, grouper: Grouper) -> Iterator[GroupResult]:
    yield grouper.group_chunk(Chunk(*job.batch.whole()), job.wanted, job.pseudonymiser)


def _by_chunk(
    job: BatchJob, grouper: Grouper, chunks: Iterator[Chunk]
) -> Iterator[GroupResult]:
    koppeling = _koppeling(job) if job.ozp else None
    # Told once, with the first part.
    notices = () if koppeling is None else koppeling.notices
    links = None if koppeling is None else koppeling.links
    wanted = replace(job.wanted, hoofdtrajecten=links)
    for result in group_chunks(chunks, grouper, wanted, job.pseudonymiser):
        yield replace(result, notices=notices + result.notices)
        notices = ()


def _koppeling(job: BatchJob) -> Koppeling:
    """Main subtrajecten of the whole batch: one may stand in another chunk."""
    table = job.batch.subtrajecten
    with refusing(table.path):
        return koppel(
            table.frame.lazy(),
            overlapt=job.settings.ozp.hoofdtraject_overlapt,
            max_per_verzekerde=job.settings.max_per_verzekerde,
        )
