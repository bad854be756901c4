"""Makes declarations of priced lines: the files of a night in, ZH308 messages out.

read_factuurbronnen -> build_factuurregels -> make_invoices -> the files of a folder:
each hop is one public function; nothing is decided here.

Dutch terms: factuurnummer (number of an invoice), dagtekening (day on it).
"""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from billing.files.declared import (
    findings_of_lines,
    take_old_messages_away,
    write_messages,
)
from billing.files.findings import count_table_findings, write_findings
from billing.files.records import made_of, table_files, tell_inputs
from billing.memory_budget import MemoryBudget, rows_of
from billing.progress import Progress
from billing.regels.factuurbronnen import (
    Factuurbestanden,
    Factuurbronnen,
    read_factuurbronnen,
)
from billing.regels.factuurregels import build_factuurregels, build_op_nota
from billing.regels.lost_rows import LOST, lost_of
from billing.tariefbronnen import Tariefbronnen
from declarations.factuur.facturering import Facturering, make_invoices
from declarations.factuur.records import Aanlevering
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.forms.frames import write_frame
from tabellen.getoond import Getoond
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.newfiles import check_folder, new_folder
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_unchanged, unchecked, unconfirmed
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import maybe_sleutel

MAIN = "gedeclareerd.csv"
"""Which line stands in which message, under which number."""

FINDINGS = "findings.csv"
"""Which line does not, and why."""

PER_LINE = 7_100
"""Bytes of memory that a line takes: 6,570 of a dbc with two activities where all go
into one message, and what reading it takes."""

_NUMMER = re.compile(r"[A-Z0-9]{1,8}")


@dataclass(frozen=True, repr=False)
class DeclareRun(Getoond):
    """What declaring came to; each line is declared, or is not for one reason.

    Attributes:
        regels: Lines that were given.
        gedeclareerd: Of those: lines that stand in a message.
        bedrag_cent: What those come to.
        redenen: ``reden, regels, bedrag_cent``: lines that do not, most lines first.
        berichten: ``bestand, factuurnummer, regels, bedrag_cent``: a row a message.
        findings: ``code, severity, tekst, rows``: findings per kind.
        lost: ``tabel, bestand, rijen, verloren``: rows of persons that do not go on.
        zonder_hash: Dbc's that are declared without a hash of the grouper (0441).
        files: Files that were written.
        seconds: How long it took.
        ongecontroleerd: Outputs of other commands that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
    """

    regels: int
    gedeclareerd: int
    bedrag_cent: int
    redenen: pl.DataFrame
    berichten: pl.DataFrame
    findings: pl.DataFrame
    lost: pl.DataFrame
    zonder_hash: int
    files: list[Path]
    seconds: float
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()

    @property
    def niet_gedeclareerd(self) -> int:
        """Lines that stand in no message."""
        return self.regels - self.gedeclareerd


@checks_types
def declare_files(
    bestanden: Factuurbestanden,
    aanlevering: Aanlevering,
    *,
    factuurnummer: str,
    out: Pad,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    budget: MemoryBudget | None = None,
) -> DeclareRun:
    """Make one ZH308 message per institution and insurer of priced lines.

    A line is declared when its decision is OK and has an amount, its einddatum lies in
    the period and it has all that a message asks; every other one is a finding.

    Args:
        bestanden: The files of a night.
        aanlevering: When and for which days it is declared.
        factuurnummer: One to eight capitals and digits, new for every call: it begins
            all numbers of invoices and references.
        out: Folder: AGB-UZOVI.zh308, ``gedeclareerd.csv`` and ``findings.csv``. What
            an earlier run wrote there is replaced.
        progress: Told of every step.
        sleutelbestand: Key that the record is sealed with, and those of outputs that
            are read have to be; None for neither.
        budget: Memory that the run may take; by default what there is.

    Raises:
        InputFileError: A file cannot be read, is not as its record says, or is of
            another run than the others.
        OutputFileError: An output cannot be written, or is in use.
        MemoryBudgetError: The lines would not fit in the budget.
        CallError: An output or a setting is not as it can be.
    """
    begun = time.perf_counter()
    progress = progress or Progress()
    out = one_path(out)
    main = out / MAIN
    check_aanlevering(aanlevering, factuurnummer)
    read = [*bestanden.paths, maybe_path(sleutelbestand)]
    check_folder(out)
    check_distinct(read, [main, out / FINDINGS], [record_path(main)])
    sleutel = maybe_sleutel(sleutelbestand)
    lines = rows_of(one_path(bestanden.regels))
    (budget or MemoryBudget()).require(
        lines * PER_LINE,
        f"Declaring {lines:,} lines",
        "Price and declare fewer lines at a time",
    )
    herkomst = bestanden.check(sleutel)
    progress.step("Reading the lines")
    bronnen = read_factuurbronnen(bestanden)
    check_unchanged(herkomst)
    progress.step("Declaring", total=bronnen.regels.height)
    facturering = _declared(bronnen, aanlevering, factuurnummer)
    progress.advance(bronnen.regels.height)
    progress.step("Writing")
    if not out.is_dir():
        new_folder(out)
    with OutputSet(main, "declare", sleutel=sleutel) as outputs:
        messages = write_messages(facturering.frames, out, outputs, inputs=read)
        take_old_messages_away(main, messages, outputs)
        write_frame(facturering.gedeclareerd, main, outputs=outputs)
        of_lines = findings_of_lines(
            facturering.regels, one_path(bestanden.regels).name
        )
        parts = [bronnen.findings, *of_lines]
        written = write_findings(parts, main, out / FINDINGS, outputs=outputs)
        persons = table_files(
            Tariefbronnen(registers=bestanden.registers), bronnen.telling["bestand"]
        )
        said = made_of(
            "gedeclareerd",
            facturering.gedeclareerd.height,
            invoer=tell_inputs(outputs, [*bestanden.files, *persons], herkomst),
            instellingen={
                "factuurnummer": factuurnummer,
                "begin": aanlevering.begin.isoformat(),
                "eind": aanlevering.eind.isoformat(),
                "dagtekening": aanlevering.dagtekening.isoformat(),
            },
        )
        outputs.publish({main: said})
    return _counted(
        facturering,
        findings=count_table_findings(pl.concat(parts)),
        lost=lost_of(bronnen.telling.select(list(LOST))),
        files=[*messages, main, *written],
        seconds=time.perf_counter() - begun,
        ongecontroleerd=unchecked(herkomst),
        onbevestigd=unconfirmed(herkomst),
    )


def check_aanlevering(aanlevering: Aanlevering, factuurnummer: str) -> None:
    """Refuse what no message can have.

    Raises:
        CallError: The number or one of the days is not as a message asks.
    """
    if not _NUMMER.fullmatch(factuurnummer):
        raise CallError(
            f"factuurnummer is {factuurnummer!r}; give one to eight capitals and "
            "digits: the UZOVI number comes behind it, and twelve fit."
        )
    if not aanlevering.begin <= aanlevering.eind <= aanlevering.dagtekening:
        raise CallError(
            f"periode {aanlevering.begin} to {aanlevering.eind}, dagtekening "
            f"{aanlevering.dagtekening} found; a period ends on or after its first "
            "day, and the dagtekening does not lie before its end."
        )


def _declared(
    bronnen: Factuurbronnen, aanlevering: Aanlevering, factuurnummer: str
) -> Facturering:
    regels = build_factuurregels(bronnen, aanlevering.dagtekening)
    op_nota = build_op_nota(bronnen, regels)
    return make_invoices(regels, op_nota, aanlevering, factuurnummer)


def _counted(facturering: Facturering, **rest: Any) -> DeclareRun:
    """What it came to, counted over lines."""
    regels, declared = facturering.regels, facturering.gedeclareerd
    is_declared = pl.col("reden").is_null()
    redenen = (
        regels.filter(~is_declared)
        .group_by("reden")
        .agg(pl.len().cast(pl.Int64).alias("regels"), pl.col("bedrag_cent").sum())
        .sort("regels", "reden", descending=[True, False])
    )
    berichten = declared.group_by("bestand", "factuurnummer", maintain_order=True).agg(
        pl.col("regel_id").n_unique().cast(pl.Int64).alias("regels"),
        pl.col("bedrag_cent").sum(),
    )
    no_hash = is_declared & pl.col("is_dbc") & pl.col("hashtotaal").is_null()
    return DeclareRun(
        regels=regels.height,
        gedeclareerd=int(regels.select(is_declared.sum()).item()),
        bedrag_cent=int(declared["bedrag_cent"].sum()),
        redenen=redenen,
        berichten=berichten,
        zonder_hash=int(regels.select(no_hash.sum()).item()),
        **rest,
    )
