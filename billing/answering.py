"""Groups messages and answers them: a delivery of files in, result messages out.

read_berichten -> Grouper.group -> add_keys -> ResultaatWriter: each hop is one public
function of a room. What a reply says is decided in declarations.

Dutch terms: bericht (message), levering (delivery), antwoord (reply), onderhanden werk
or OHW (work in progress, a form of delivery for which no reply is known).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.answerfiles import answer_writer
from billing.files import ENDINGS, check_paths, write_frame
from billing.outputs import beside
from billing.progress import Progress
from billing.settings import GroupSettings
from billing.summary import count_findings, sum_findings
from declarations import Berichten, BerichtLayout, read_berichten
from grouper.balance import Balance
from grouper.cache import open_release
from grouper.compiled import CompiledStructure
from grouper.engine import Grouper, GroupResult
from productstructure.errors import CallError

FINDINGS = {
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


@dataclass(frozen=True)
class AnswerRun:
    """What answering a delivery came to.

    Attributes:
        releases: What it was grouped on.
        berichten: Messages met, refused ones included.
        afgewezen: Messages refused as malformed.
        antwoorden: Replies written; 0 when grouped rows were asked for instead.
        balance: What became of every subtraject and activity of the others.
        findings: ``code, severity, tekst, rows``: findings per kind.
        files: What was written, the replies or grouped rows first.
        seconds: Time from the first message read to the last reply written.
    """

    releases: list[CompiledStructure]
    berichten: int
    afgewezen: int
    antwoorden: int
    balance: Balance
    findings: pl.DataFrame
    files: list[Path]
    seconds: float


def answer_messages(
    releases: Sequence[Path | str],
    levering: Path | str,
    *,
    out: Path | str,
    layout: BerichtLayout | None = None,
    findings: Path | str | None = None,
    settings: GroupSettings | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
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

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: The delivery cannot be opened.
        CallError: An output cannot be written as asked, or a setting is wrong.
    """
    progress = progress or Progress()
    out, levering = _named(Path(out)), Path(levering)
    findings = None if findings is None else Path(findings)
    _check_out(out, levering)
    check_paths(
        [levering],
        [findings, out if out.suffix.lower() in ENDINGS else None],
        [] if findings else [beside(out, "findings")],
    )
    progress.step("Opening the release")
    structures = [open_release(path) for path in releases]
    grouper = (settings or GroupSettings()).grouper(structures, threads)
    started = time.perf_counter()
    # Before anything is written: a delivery that cannot be opened is refused here.
    deliveries = read_berichten(levering, layout=layout, batch_size=MESSAGES)
    berichten = afgewezen = antwoorden = 0
    balance, found = Balance(), [pl.DataFrame(schema=FINDINGS)]
    progress.step("Answering messages")
    with answer_writer(out, structures) as writer:
        for batch in deliveries:
            result = _grouped(grouper, batch)
            antwoorden += writer.write(batch, result)
            berichten += batch.aantal_berichten
            afgewezen += batch.aantal_afgewezen
            balance += result.balance
            found += [_conformed(batch.findings), _of_grouper(result.findings)]
            progress.advance(batch.aantal_berichten)
    return AnswerRun(
        releases=structures,
        berichten=berichten,
        afgewezen=afgewezen,
        antwoorden=antwoorden,
        balance=balance,
        findings=sum_findings([count_findings(part) for part in found]),
        files=[out, *_write_findings(pl.concat(found), out, findings)],
        seconds=time.perf_counter() - started,
    )


def _named(out: Path) -> Path:
    """A path with a name of its own: findings go beside it, under that name."""
    named = out.resolve() if out.name in ("", "..") else out
    if not named.name:
        raise CallError(f"{out} has no name; name a folder or a .zip for the replies.")
    return named


def _check_out(out: Path, levering: Path) -> None:
    if out.suffix.lower() in ENDINGS:
        return
    if out.resolve() == levering.resolve():
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
        zorgtraject_nummer=pl.concat_str(dataset, "zorgtraject_nummer", separator="/"),
    )
    return grouper.group(subtrajecten, batch.zorgactiviteiten, ozp=True)


def _of_grouper(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings of the grouper; its rows are those of a batch, which nobody sees."""
    return _conformed(findings.drop("row"))


def _conformed(findings: pl.DataFrame) -> pl.DataFrame:
    return findings.select(
        pl.col(name).cast(dtype)
        if name in findings.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in FINDINGS.items()
    )


def _write_findings(findings: pl.DataFrame, out: Path, path: Path | None) -> list[Path]:
    target = path or beside(out, "findings")
    if findings.is_empty() and path is None:
        target.unlink(missing_ok=True)
        return []
    write_frame(findings, target)
    return [target]
