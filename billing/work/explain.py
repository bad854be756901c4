"""Explains subtrajecten of a batch of files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files.batch.opening import BatchFiles, open_batch
from billing.settings import GroupSettings
from billing.work.chunks import LINES
from billing.work.ways_to_group import BatchJob, ways_to_group
from grouper.compiling.cache import open_release
from grouper.explaining.explanation import Explanation
from grouper.explaining.find import Haystack, Reader
from grouper.outcomes.result import GroupResult
from grouper.registration.chunks import NotAscendingError
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.batches import Table, pieces
from tabellen.paths import Paden, all_paths, maybe_path, one_path
from tabellen.values.texts import cleaned


@dataclass(frozen=True)
class Chosen:
    """Subtrajecten of a batch that are chosen by what they came to.

    Attributes:
        nummers: Their numbers, in the order of the batch.
        zonder: Findings that were asked for, of rows that no number finds: without one,
            or of an activity whose subtraject is not in the batch.
    """

    nummers: tuple[str, ...]
    zonder: int = 0


@checks_types
def explain_subtrajecten(
    releases: Paden,
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    nummers: Sequence[str],
    settings: GroupSettings | None = None,
    sha256: Sequence[str] | None = None,
) -> Iterator[Explanation]:
    """Explain what some subtrajecten of a batch of files came to, and why.

    Of large files only the rows of those subtrajecten are held.

    Args:
        releases: As for ``group_files``.
        subtrajecten: As for ``group_files``.
        zorgactiviteiten: As for ``group_files``.
        nummers: Which ones; blanks and invisible characters do not matter.
        settings: As for ``group_files``.
        sha256: As for ``group_files``.

    Yields:
        An explanation for each, in their order.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        CallError: The batch has no such subtraject; before the first one is explained.
    """
    settings = settings or GroupSettings()
    batch = _opened(subtrajecten, zorgactiviteiten, settings)
    structures = [open_release(path, sha256=sha256) for path in all_paths(releases)]
    explainer = settings.grouper(structures).explainer
    yield from explainer.each(_haystack(batch), nummers)


def _opened(
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None,
    settings: GroupSettings,
) -> BatchFiles:
    lines = maybe_path(zorgactiviteiten)
    return open_batch(one_path(subtrajecten), lines, leeswijze=settings.leeswijze)


def _haystack(batch: BatchFiles) -> Haystack:
    """A batch of files as rows are looked for in it."""
    rows, lines = batch.subtrajecten, batch.zorgactiviteiten
    return Haystack(
        rows.frame.lazy(),
        None if lines is None else lines.frame.lazy(),
        is_number=batch.has_numbers,
        read_subtrajecten=_reader(rows.path),
        read_zorgactiviteiten=_reader((lines or rows).path),
    )


def _reader(path: Path) -> Reader:
    """Reads what is asked of a file, piece by piece."""
    return lambda rows: pl.concat(pieces(Table(path, rows), LINES))


def choose_subtrajecten(
    releases: Paden,
    subtrajecten: Path | str,
    zorgactiviteiten: Path | str | None = None,
    *,
    uitval: bool = False,
    bevindingen: Sequence[str] = (),
    settings: GroupSettings | None = None,
    sha256: Sequence[str] | None = None,
) -> Chosen:
    """Choose the subtrajecten of a batch of files that are worth explaining.

    Args:
        releases: As for ``group_files``.
        subtrajecten: As for ``group_files``.
        zorgactiviteiten: As for ``group_files``.
        uitval: Whether those that are uitval are meant.
        bevindingen: Codes of findings: those are meant, too, that have one of these,
            themselves or on one of their activities.
        settings: As for ``group_files``.
        sha256: As for ``group_files``.

    Raises:
        As ``explain_subtrajecten``; a ``CallError`` when a text is no code of a
            finding.
    """
    codes = [_finding_code(code) for code in bevindingen]
    settings = settings or GroupSettings()
    batch = _opened(subtrajecten, zorgactiviteiten, settings)
    job = BatchJob(
        [open_release(path, sha256=sha256) for path in all_paths(releases)],
        settings,
        batch,
        ozp=any(code.startswith(OZP) for code in codes),
    )
    for results in ways_to_group(job):
        try:
            parts = [_chosen(part, codes, uitval=uitval) for part in results()]
        except NotAscendingError:
            continue
        break
    nummers = dict.fromkeys(nummer for part in parts for nummer in part.nummers)
    return Chosen(tuple(nummers), sum(part.zonder for part in parts))


OZP = "G3"
"""How codes of findings on overige zorgproducten begin."""


def _chosen(result: GroupResult, codes: Sequence[str], *, uitval: bool) -> Chosen:
    nummer = result.grouped["subtraject_nummer"]
    # A finding on an activity has the number as the activity has it.
    found = result.findings.filter(
        pl.col("code").cast(pl.String).is_in(list(codes))
    ).with_columns(cleaned(pl.col("subtraject_nummer")))
    wanted = nummer.is_in(found["subtraject_nummer"].drop_nulls().unique().implode())
    if uitval:
        wanted |= result.grouped["is_uitval"].fill_null(value=False)
    is_there = found["subtraject_nummer"].is_in(nummer.drop_nulls().implode())
    return Chosen(
        tuple(nummer.filter(wanted.fill_null(value=False)).drop_nulls().to_list()),
        found.height - int(is_there.fill_null(value=False).sum()),
    )


def _finding_code(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 4 or code[0] != "G" or not code[1:].isdecimal():
        raise CallError(
            f"{text!r} is no code of a finding; those are G and three digits, such as "
            "G124. They stand in the findings file and in docs/outcomes.md."
        )
    return code
