"""Groups messages and answers them: a delivery of files in, result messages out.

read_berichten -> find_herhalingen -> Grouper.group -> add_keys -> ResultaatWriter: each
hop is one function of a room. What a reply says is decided in declarations.

Dutch terms: bericht (message), levering (delivery), antwoord (reply), onderhanden werk
or OHW (work in progress, a form of delivery for which no reply is known).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from billing.files.answers import answer_writer
from billing.files.counts import count_findings, sum_findings
from billing.files.findings import conform_findings, place_findings
from billing.files.grouped import beside
from billing.files.records import made_of, tell_inputs
from billing.progress import Progress
from billing.settings import GroupSettings
from declarations import (
    Berichten,
    BerichtLayout,
    find_herhalingen,
    read_berichten,
    without_herhalingen,
)
from declarations.berichten.herhalingen import HERHALING, VERVANGEN
from declarations.bevindingen import NO_MESSAGE
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.engine import Grouper, GroupResult
from grouper.outcomes.balance import Balance
from grouper.outcomes.wanted import Wanted
from grouper.registration.chunks import Chunk
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths
from tabellen.getoond import Getoond
from tabellen.notices import Notice
from tabellen.paths import Paden, all_paths, maybe_path, one_path
from tabellen.reading.endings import ENDINGS
from tabellen.sets.distinctfiles import check_distinct, file_key
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import maybe_sleutel
from tabellen.values.texts import cleaned, present

FINDINGS: dict[str, pl.DataType] = {
    "bestand": pl.String(),
    "source": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "locatie": pl.String(),
    "subtraject_nummer": pl.String(),
    "code": pl.String(),
    "severity": pl.String(),
    "value": pl.String(),
    "tekst": pl.String(),
}
"""Columns of the findings: of the reader by file and row, of the grouper by number."""

MESSAGES = 20_000
"""Messages read, grouped and answered at a time."""


@dataclass(frozen=True, repr=False)
class AnswerRun(Getoond):
    """What answering a delivery came to.

    Attributes:
        releases: What it was grouped on.
        berichten: Messages met, refused ones included.
        afgewezen: Messages refused as malformed.
        antwoorden: Replies written; 0 when grouped rows were asked for instead.
        herhaald: Messages that repeat another one of the delivery, which is answered.
        vervangen: Messages that a later one about the same dataset replaces.
        overgeslagen: Files that were passed over, since they are no message.
        balance: What became of every subtraject and activity of the others.
        findings: ``code, severity, tekst, rows``: findings per kind.
        files: What was written, the replies or grouped rows first.
        seconds: Time from the first message read to the last reply written.
    """

    releases: list[CompiledStructure]
    berichten: int
    afgewezen: int
    antwoorden: int
    herhaald: int
    vervangen: int
    overgeslagen: int
    balance: Balance
    findings: pl.DataFrame
    files: list[Path]
    seconds: float


@checks_types
def answer_messages(
    releases: Paden,
    levering: Path | str,
    *,
    out: Path | str,
    layout: BerichtLayout | None = None,
    findings: Path | str | None = None,
    settings: GroupSettings | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    also_read: Paden = (),
    sleutelbestand: Path | str | None = None,
) -> AnswerRun:
    """Group every message of a delivery and answer it.

    Args:
        releases: NZa zips, folders with the two XML files, or compiled releases.
        levering: One message, a folder or a zip with messages, or a delivery in OHW
            form.
        out: A folder or a .zip for the replies; or a csv, Parquet or Arrow IPC file for
            the grouped rows with the keys of their messages, which is the only answer
            known to a delivery in OHW form.
        layout: Where columns stand, for what is not known of the forms.
        findings: Where the findings go; by default beside ``out``, as
            ``OUT.findings.csv``, when there are any.
        settings: Input checks, and rules where the sources leave room.
        threads: How many; by default all processors this process may use.
        progress: Told of every step.
        also_read: Files that were read before, such as that of ``layout``; no output
            takes their place.
        sleutelbestand: Key that the record is sealed with; None for one without a seal.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: The delivery cannot be opened.
        CallError: An output cannot be written as asked, or a setting is wrong.
    """
    progress = progress or Progress()
    out, levering = _named(one_path(out)), one_path(levering)
    findings = maybe_path(findings)
    _check_out(out, levering)
    opened = all_paths(releases)
    keys = [] if sleutelbestand is None else [one_path(sleutelbestand)]
    read = [levering, *opened, *all_paths(also_read), *keys]
    own = [record_path(out), *([] if findings else [beside(out, "findings")])]
    if out.suffix.lower() in ENDINGS:
        check_paths(read, [findings, out], own)
    else:
        check_paths(read, [findings])
        check_distinct([*read, findings], [out], own)
    sleutel = maybe_sleutel(sleutelbestand)
    progress.step("Opening the release")
    structures = [open_release(path) for path in opened]
    settings = settings or GroupSettings()
    grouper = settings.grouper(structures, threads)
    started = time.perf_counter()
    # Before anything is written: a delivery that cannot be opened is refused here.
    deliveries = _Levering(levering, layout)
    with OutputSet(out, "answer", inputs=read, sleutel=sleutel) as outputs:
        run = _answered(
            grouper, structures, deliveries, outputs, out, findings, progress
        )
        said = settings.provenance(structures, pseudoniemen=False, invoer={}).to_dict()
        invoer = tell_inputs(outputs, [levering] if levering.is_file() else [])
        made = made_of("antwoorden", run.antwoorden or None, invoer=invoer)
        outputs.publish({out: {**said, **made, "instellingen": said["instellingen"]}})
    return replace(run, seconds=time.perf_counter() - started)


def _answered(
    grouper: Grouper,
    structures: list[CompiledStructure],
    deliveries: "_Levering",
    outputs: OutputSet,
    out: Path,
    findings: Path | None,
    progress: Progress,
) -> AnswerRun:
    """Group and answer the batches of a delivery; nothing is in place yet."""
    berichten = afgewezen = antwoorden = 0
    balance, found = Balance(), [pl.DataFrame(schema=FINDINGS)]
    progress.step("Answering messages")
    with answer_writer(out, structures, outputs) as writer:
        for whole in deliveries.batches():
            batch, elsewhere = without_herhalingen(whole, deliveries.herhalingen)
            result = _grouped(grouper, batch)
            antwoorden += writer.write(batch, result, elsewhere)
            berichten += batch.aantal_berichten
            afgewezen += batch.aantal_afgewezen
            balance += result.balance
            found += [
                conform_findings(batch.findings, FINDINGS),
                _of_grouper(result.findings),
                _of_notices(result.notices),
            ]
            progress.advance(batch.aantal_berichten)
    return AnswerRun(
        releases=structures,
        berichten=berichten,
        afgewezen=afgewezen,
        antwoorden=antwoorden,
        herhaald=deliveries.count(HERHALING),
        vervangen=deliveries.count(VERVANGEN),
        overgeslagen=sum(_passed_over(part) for part in found),
        balance=balance,
        findings=sum_findings([count_findings(part) for part in found]),
        files=[out, *place_findings(pl.concat(found), out, findings, outputs)],
        seconds=0.0,
    )


class _Levering:
    """A delivery in batches, and which of its messages repeat or replace others.

    Whether a message counts is known when all were seen. A delivery of one batch is
    read once; a larger one twice, rather than held in memory.
    """

    def __init__(self, path: Path, layout: BerichtLayout | None) -> None:
        self._path = path
        self._layout = layout
        self._first = self._read()
        self.herhalingen = find_herhalingen([])

    def _read(self) -> Iterator[Berichten]:
        return read_berichten(self._path, layout=self._layout, batch_size=MESSAGES)

    def batches(self) -> Iterator[Berichten]:
        """Every batch; ``herhalingen`` is known from the first on."""
        batch, following = next(self._first), next(self._first, None)
        seen = [batch.herkomst]
        if following is None:
            self.herhalingen = find_herhalingen(_given(seen))
            yield batch
            return
        seen += [following.herkomst, *(each.herkomst for each in self._first)]
        self.herhalingen = find_herhalingen(_given(seen))
        yield from self._read()

    def count(self, code: str) -> int:
        """Messages with this code, each once."""
        of_code = self.herhalingen.filter(pl.col("code") == code)
        if code == HERHALING:
            # One that repeats a message that was replaced is counted as replaced.
            replaced = self.herhalingen.filter(pl.col("code") == VERVANGEN)
            of_code = of_code.join(replaced, on="bestand", how="anti")
        return of_code["bestand"].n_unique()


def _given(herkomst: list[pl.DataFrame | None]) -> list[pl.DataFrame]:
    return [part for part in herkomst if part is not None]


def _named(out: Path) -> Path:
    """A path with a name of its own: findings go beside it, under that name."""
    named = out.resolve() if out.name in ("", "..") else out
    if not named.name:
        raise CallError(f"{out} has no name; name a folder or a .zip for the replies.")
    return named


def _check_out(out: Path, levering: Path) -> None:
    if out.suffix.lower() in ENDINGS:
        return
    if file_key(out) == file_key(levering):
        raise CallError(f"{out} is the delivery itself; name another place.")
    if not out.parent.is_dir():
        raise CallError(f"{out.parent} does not exist; make that folder first.")
    is_zip = out.suffix.lower() == ".zip"
    if is_zip and out.is_dir():
        raise CallError(f"{out} is a folder; name a zip, or a folder without .zip.")
    if not is_zip and out.exists() and not out.is_dir():
        raise CallError(
            f"{out} is a file; name a folder or a .zip for the replies, or a "
            f"{', '.join(ENDINGS)} file for the grouped rows."
        )


def _grouped(grouper: Grouper, batch: Berichten) -> GroupResult:
    """Group a batch of messages, with their overige zorgproducten.

    A declaratiedataset is of one patient, and a ZT51 stands in that of its main
    subtraject; its numbers are the sender's and mean nothing in another dataset.
    """
    dataset = pl.concat_str(
        "bestand", "declaratiedataset_id", separator="/", ignore_nulls=True
    )
    subtrajecten = batch.subtrajecten.with_columns(
        verzekerde_id=dataset,
        # A word for nothing is no zorgtraject; behind the dataset it would look as one.
        zorgtraject_nummer=pl.concat_str(
            dataset, present(cleaned(pl.col("zorgtraject_nummer"))), separator="/"
        ),
    )
    # The readers gave every column its name and type.
    chunk = Chunk(subtrajecten, batch.zorgactiviteiten)
    return grouper.group_chunk(chunk, Wanted(ozp=True))


def _passed_over(findings: pl.DataFrame) -> int:
    """Files that were no message."""
    return int(findings["code"].is_in(NO_MESSAGE).sum())


def _of_grouper(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings of the grouper; its rows are those of a batch, which nobody sees."""
    return conform_findings(findings.drop("row"), FINDINGS)


def _of_notices(notices: Sequence[Notice]) -> pl.DataFrame:
    """What the grouper tells of a batch as a whole; its rows mean nothing here."""
    rows = [
        {
            **each.as_finding(),
            **{"row": None, "column": each.column or None, "value": None},
            "locatie": f"{each.count} keer",
        }
        for each in notices
    ]
    return pl.DataFrame(rows, FINDINGS)
