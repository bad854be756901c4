"""Works out what a supplementary insurance pays of a file of bills.

read_aanvullende_posten, read_aanvullend -> pay_aanvullend -> OUT: nothing is decided
here.

Dutch terms: post (bill, or a line of it), voorwaarde (term), vergoeding (what is paid).
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from billing.files.findings import conform_findings, write_findings
from billing.files.grouped import beside
from billing.files.records import made_of, tell_inputs
from billing.progress import Progress
from billing.regels.lost_rows import lost_of
from declarations.aanvullend.vergoeding import pay_aanvullend
from declarations.registers.bijlagen import read_aanvullend, read_aanvullende_posten
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths, write_frame
from tabellen.getoond import Getoond
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.sleutel import maybe_sleutel

COMMAND = "aanvullend"
"""Name of the command in records."""


@dataclass(frozen=True, repr=False)
class AanvullendRun(Getoond):
    """What a run came to.

    Attributes:
        vergoeding: What was written; schema
            ``declarations.aanvullend.vergoeding.VERGOEDING``.
        files: Files that were written, what is paid first.
        lost: ``tabel, bestand, rijen, verloren``: rows that do not go on.
    """

    vergoeding: pl.DataFrame
    files: list[Path]
    lost: pl.DataFrame


@checks_types
def aanvullend_files(
    posten: Pad,
    voorwaarden: Pad,
    *,
    out: Pad,
    leeswijze: Leeswijze = AS_OURS,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
) -> AanvullendRun:
    """Divide bills between a supplementary insurance and who is insured by it.

    Args:
        posten: Bills, a table of the schema ``AanvullendePosten`` of any name: all of
            a calendar year, since a maximum is one of the year.
        voorwaarden: What the insurances pay, the table ``aanvullend``.
        out: Where it goes; what is wrong with rows goes beside it, as
            ``OUT.findings.csv``, when there is anything.
        leeswijze: How they are read, where they are not as ours.
        progress: Told of every step.
        sleutelbestand: Key that the record is sealed with; None for none.

    Raises:
        InputFileError: A file cannot be read, is not that table, or a term cannot be
            used.
        CallError: The output cannot be written as asked.
    """
    progress = progress or Progress()
    out, key = one_path(out), maybe_path(sleutelbestand)
    sources = [one_path(posten), one_path(voorwaarden)]
    check_paths([*sources, key], [out], [beside(out, "findings")])
    with OutputSet(out, COMMAND, sleutel=maybe_sleutel(sleutelbestand)) as outputs:
        progress.step("Reading the bills and the terms")
        terms, *of_terms = read_aanvullend(voorwaarden, leeswijze)
        rows, *of_rows = read_aanvullende_posten(posten, leeswijze)
        progress.step("Dividing", rows.height)
        vergoeding = pay_aanvullend(rows, terms)
        progress.advance(rows.height)
        write_frame(vergoeding, out, outputs=outputs)
        findings = [conform_findings(found) for found, _ in (of_rows, of_terms)]
        told = write_findings(findings, out, None, outputs=outputs)
        invoer = tell_inputs(outputs, sources)
        said = made_of(COMMAND, vergoeding.height, invoer=invoer)
        outputs.publish({out: said})
    lost = lost_of(pl.concat([counts for _, counts in (of_rows, of_terms)]))
    return AanvullendRun(vergoeding, [out, *told], lost)
