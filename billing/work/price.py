"""Prices files: tables and lines in, prijsbesluiten out.

Lines come from a file of their own, or are made of grouped rows on the way.
Tariefbronnen.read -> Prijsboek.prepare -> build_declaratieregels -> price_lines: each
hop is one public function of a room; nothing is decided here.

Dutch terms: declaratieregels (lines), prijsbesluiten (decisions on them), verzekeringen
(who is insured where).
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import polars as pl

from billing.files.besluiten import read_besluiten, write_besluiten
from billing.files.counts import sum_findings
from billing.files.finding_cap import FindingCap, left_out_said
from billing.files.findings import (
    PER_TABLE,
    conform_findings,
    count_per_table,
    count_table_findings,
    write_findings,
)
from billing.files.grouped import beside
from billing.files.records import made_of, price_settings, table_files, tell_inputs
from billing.gates import GateError, Gates
from billing.memory_budget import PER_LINE, PER_READ_LINE, MemoryBudget, rows_of
from billing.progress import Progress
from billing.regels.absent_tables import absent_findings, absent_sentence, absent_tables
from billing.regels.lost_rows import LOST, check_lost, count_lost, lost_of
from billing.regels.odd_lines import odd_lines
from billing.regels.sources import (
    GroupedBatch,
    Regelbron,
    Regelinvoer,
    check_sources,
    paths_of,
    read_sources,
)
from billing.tariefbronnen import Tariefbronnen
from billing.work.price_counts import (
    count_balance,
    count_grondslagen,
    count_redenen,
    count_statuses,
)
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths, write_frame
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output, check_unchanged, unchecked, unconfirmed
from tabellen.sets.setrecord import GEWEIGERD
from tabellen.sets.sleutel import Sleutel, maybe_sleutel
from tariffs.decision.frames import unreadable_decisions
from tariffs.decision.prijsboek import Prijsboek
from tariffs.lookup.known_on import known_on
from tariffs.pricing import price_lines
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.tables import Gelezen


@dataclass(frozen=True, repr=False)
class PriceRun(Getoond):
    """What pricing files came to.

    Attributes:
        tabellen: The tables it was priced with, of all releases.
        instellingen: Settings it was priced with.
        regels: All lines that were given.
        onleesbaar: Of those: lines that could not be read; they stand in OUT as such.
        statussen: ``status, regels, bedrag_cent``.
        balans: ``uitkomst, regels, bedrag_cent``: each line in exactly one.
        grondslagen: ``grondslag, regels, bedrag_cent``.
        redenen: As ``count_redenen`` gives them.
        findings: ``code, severity, tekst, rows``: findings per kind.
        files: Files that were written, the prijsbesluiten first.
        seconds: Time that reading and preparing the tables took, and the rest.
        lost: ``tabel, bestand, rijen, verloren``: rows of tables that do not go on.
        overgeslagen: Files in the folders of tables that are none.
        leeg: Columns that no line has a value in: absent, or empty.
        per_tabel: ``code, severity, source, tekst, rows``: the findings per kind and
            table.
        ontbrekend: Tables without any row, for want of which lines were refused.
        ongecontroleerd: Outputs of other commands that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
        niet_geschreven: How many findings of each code were counted and not written.
    """

    tabellen: Tarieventabellen
    instellingen: Prijsinstellingen
    regels: int
    onleesbaar: int
    statussen: pl.DataFrame
    grondslagen: pl.DataFrame
    redenen: pl.DataFrame
    findings: pl.DataFrame
    files: list[Path]
    seconds: tuple[float, float]
    balans: pl.DataFrame
    lost: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOST))
    overgeslagen: tuple[str, ...] = ()
    leeg: tuple[str, ...] = ()
    per_tabel: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=PER_TABLE)
    )
    ontbrekend: tuple[str, ...] = ()
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()
    niet_geschreven: Mapping[str, int] = field(default_factory=dict)

    @property
    def verloren(self) -> int:
        """Rows of tables that do not go on."""
        return count_lost(self.lost)

    @property
    def bedrag_cent(self) -> int:
        """What all lines together come to, in cents."""
        return int(self.grondslagen["bedrag_cent"].sum())

    @property
    def is_leeg(self) -> bool:
        """Whether there was no line at all to price."""
        return not (self.regels or self.onleesbaar)

    @property
    def geweigerd(self) -> int:
        """Lines that were refused."""
        refused = self.statussen.filter(pl.col("status") == "GEWEIGERD")
        return int(refused["regels"].sum())


@checks_types
def price_files(
    bronnen: Tariefbronnen,
    lines: Regelbron | Sequence[Regelbron],
    *,
    out: Pad,
    instellingen: Prijsinstellingen,
    findings: Pad | None = None,
    regels_out: Pad | None = None,
    eerdere: Paden = (),
    gates: Gates | None = None,
    progress: Progress | None = None,
    gelezen: Gelezen | None = None,
    sleutelbestand: Pad | None = None,
    budget: MemoryBudget | None = None,
    for_excel: bool = False,
    met: Collection[str] = (),
) -> PriceRun:
    """Price lines from files, and write what was decided on each.

    The lines of one patient have to stand in one batch (phase E), so a batch is priced
    as a whole; ``price_lines`` bounds the memory that this takes.

    Args:
        bronnen: The tables.
        lines: A file of declaratieregels, or the grouped batch that they are made of;
            several are priced as one batch.
        out: Where the prijsbesluiten go; Parquet or Arrow IPC to credit and reprice
            from later, or csv.
        instellingen: Settings of the run.
        findings: Where findings of tables and lines go; by default beside ``out``, as
            ``OUT.findings.csv``, when there are any.
        regels_out: Where the lines themselves go, to price them again later; None for
            nowhere.
        eerdere: Prijsbesluiten of earlier runs, which credits refer to and which say
            what was declared before.
        gates: The largest share of lost rows and of refused lines; the defaults of
            ``Gates`` without it.
        progress: Told of every step.
        gelezen: The tables of ``bronnen``, where they were read before.
        sleutelbestand: Key that the records are sealed with, and those of outputs that
            are read have to be; None for neither.
        budget: Memory that the run may take; by default what there is.
        for_excel: Whether each csv is one for a Dutch Excel.
        met: What prijsbesluiten get behind their columns, for people: ``euros``
            (amounts beside their cents), ``redenen`` (the texts of reasons).

    Raises:
        InputFileError: A file cannot be read, or is not as its record says.
        OutputFileError: An output cannot be written, or is in use.
        MemoryBudgetError: The lines would not fit in the budget.
        CallError: An output cannot be written as asked, or a setting is wrong.
        GateError: Too many rows of a table are lost, or lines refused or unreadable;
            the findings are written, and the refused lines as ``OUT.rejected.csv``, but
            no outcome.
    """
    progress = progress or Progress()
    out = one_path(out)
    findings, regels_out = maybe_path(findings), maybe_path(regels_out)
    earlier = all_paths(eerdere)
    sources = [lines] if isinstance(lines, PathLike | str | GroupedBatch) else lines
    check_paths(
        [
            *paths_of(sources),
            *earlier,
            *bronnen.paths,
            maybe_path(sleutelbestand),
        ],
        [out, findings, regels_out],
        [
            beside(out, "rejected"),
            *([] if findings else [beside(out, "findings")]),
        ],
    )
    sleutel = maybe_sleutel(sleutelbestand)
    job = _Job(
        *(bronnen, sources, earlier, instellingen, gates or Gates(), progress, gelezen),
        sleutel,
        budget or MemoryBudget(),
        met,
    )
    of_lines = [path for path in sources if not isinstance(path, GroupedBatch)]
    require_memory(job.budget, sum(rows_of(Path(path)) for path in of_lines), PER_LINE)
    with OutputSet(out, "price", sleutel=sleutel, for_excel=for_excel) as outputs:
        return _price(job, outputs, out, findings, regels_out)


@dataclass(frozen=True)
class _Job:
    """What is priced; attributes as the arguments of ``price_files``."""

    bronnen: Tariefbronnen
    sources: Sequence[Regelbron]
    eerdere: Sequence[Path]
    instellingen: Prijsinstellingen
    gates: Gates
    progress: Progress
    gelezen: Gelezen | None
    sleutel: Sleutel | None
    budget: MemoryBudget
    met: Collection[str]


def require_memory(budget: MemoryBudget, lines: int, per_line: int) -> None:
    """Refuse lines that do not fit: they are priced as one batch.

    Raises:
        MemoryBudgetError: They do not.
    """
    budget.require(
        lines * per_line,
        f"Pricing {lines:,} lines",
        "Give fewer lines at a time, all of a patient together",
    )


def _price(
    job: _Job,
    outputs: OutputSet,
    out: Path,
    findings: Path | None,
    regels_out: Path | None,
) -> PriceRun:
    bronnen, instellingen, progress = job.bronnen, job.instellingen, job.progress
    herkomst = check_sources(job.sources, job.sleutel)
    herkomst += [check_output(path, job.sleutel) for path in job.eerdere]
    started = time.perf_counter()
    gelezen = job.gelezen
    if gelezen is None:
        progress.step("Reading the tables")
        gelezen = bronnen.read_and_count()
    tabellen, of_tables = gelezen.tabellen, gelezen.findings
    boek = Prijsboek.prepare(tabellen, bekend_op=instellingen.kennisdatum)
    ready = time.perf_counter()
    progress.step("Reading the lines")
    invoer = read_sources(
        job.sources,
        known_on(tabellen, instellingen.kennisdatum).tarief,
        bronnen.notatie,
        negeer=bronnen.negeer,
        leeswijze=bronnen.leeswijze,
    )
    regels, eerdere = invoer.regels, read_besluiten(job.eerdere)
    check_unchanged(herkomst)
    require_memory(job.budget, regels.height, PER_READ_LINE)
    progress.step("Pricing", total=regels.height)
    mended: list[pl.DataFrame] = []
    besluiten = _with_unreadable(
        price_lines(regels, boek, instellingen, eerdere, findings=mended),
        invoer,
        instellingen,
    )
    progress.advance(regels.height)
    progress.step("Writing")
    ontbrekend = absent_tables(tabellen, besluiten)
    parts = [
        conform_findings(of_tables),
        conform_findings(absent_findings(ontbrekend)),
        invoer.findings,
        *map(conform_findings, mended),
        odd_lines(regels, instellingen.max_per_verzekerde),
    ]
    cap = FindingCap(instellingen.max_per_bevinding)
    written = write_findings(parts, out, findings, outputs=outputs, cap=cap)
    lost = lost_of(pl.concat([gelezen.telling.select(list(LOST)), invoer.lost]))
    tables = table_files(bronnen, gelezen.telling["bestand"])
    read = [*paths_of(job.sources), *job.eerdere, *tables]
    said = made_of(
        "prijsbesluiten",
        besluiten.height,
        invoer=tell_inputs(outputs, read, herkomst),
        instellingen=price_settings(instellingen),
    ) | left_out_said(cap.left_out)
    refused = besluiten.filter(pl.col("status").is_in(["GEWEIGERD", "ONLEESBAAR"]))
    try:
        check_lost(job.gates, lost)
        job.gates.check_refused(refused.height, besluiten.height)
    except GateError as fault:
        # Why the delivery is wholly wrong is published: its findings, and these lines.
        write_besluiten(refused, beside(out, "rejected"), outputs=outputs)
        outputs.publish({out: said}, toestand=GEWEIGERD)
        told = [beside(out, "rejected"), *written]
        raise fault.because(absent_sentence(ontbrekend)).beside(told) from None
    # Of an earlier run that was refused as a whole.
    outputs.take_away(beside(out, "rejected"))
    write_besluiten(besluiten, out, outputs=outputs, met=job.met)
    of_lines = {}
    if regels_out is not None:
        write_frame(regels, regels_out, outputs=outputs)
        of_lines = {
            regels_out: {**said, "bestand": {"soort": "regels", "rijen": regels.height}}
        }
    outputs.publish({out: said, **of_lines})
    files = [out, *([regels_out] if regels_out else []), *written]
    return PriceRun(
        tabellen=tabellen,
        instellingen=instellingen,
        regels=besluiten.height,
        onleesbaar=invoer.onleesbaar.height,
        statussen=count_statuses(besluiten),
        balans=count_balance(besluiten),
        grondslagen=count_grondslagen(besluiten),
        redenen=count_redenen(besluiten),
        findings=sum_findings([count_table_findings(part) for part in parts]),
        files=files,
        seconds=(ready - started, time.perf_counter() - ready),
        lost=lost,
        overgeslagen=gelezen.overgeslagen,
        leeg=invoer.leeg,
        per_tabel=count_per_table(pl.concat(parts)),
        ontbrekend=ontbrekend,
        ongecontroleerd=unchecked(herkomst),
        onbevestigd=unconfirmed(herkomst),
        niet_geschreven=cap.left_out,
    )


def _with_unreadable(
    besluiten: pl.DataFrame, invoer: Regelinvoer, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """The decisions, with the lines that could not be read where they stood."""
    if invoer.onleesbaar.is_empty():
        return besluiten
    unread = invoer.onleesbaar.with_columns(row=pl.col("plaats"))
    told = unreadable_decisions(unread, invoer.faults, instellingen)
    place = pl.concat([invoer.plaats, unread["plaats"]])
    return pl.concat([besluiten, told])[place.arg_sort()]
