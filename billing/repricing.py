"""Prices files again on newer tariffs: what was decided, against what is known now.

Dutch terms: prijsbesluiten (decisions), bestand (file in which lines are declared).
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from billing.besluitfiles import read_besluiten, write_besluiten
from billing.files import check_paths, write_frame
from billing.findingfiles import conform_findings, write_findings
from billing.gates import Gates
from billing.lostrows import LOST, check_lost, lost_of
from billing.oddlines import odd_lines
from billing.outputs import beside
from billing.progress import Progress
from billing.regelfiles import read_lines
from billing.tariefbronnen import Tariefbronnen
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tariffs.prijsboek import Prijsboek
from tariffs.repricing import reprice
from tariffs.settings import Prijsinstellingen


@dataclass(frozen=True)
class RepriceRun:
    """What pricing again came to.

    Attributes:
        bekeken: Lines that were priced again.
        credits: Lines that are taken back.
        debets: Lines that are billed anew.
        vervallen: Lines that are taken back and may no longer be billed.
        credit_cent: What is taken back, in cents, negative.
        debet_cent: What is billed anew.
        files: Files that were written, the prijsbesluiten first.
        onleesbaar: Lines that could not be read; they are not corrected.
        lost: ``tabel, bestand, rijen, verloren``: rows of tables that do not go on.
    """

    bekeken: int
    credits: int
    debets: int
    vervallen: int
    credit_cent: int
    debet_cent: int
    files: list[Path]
    onleesbaar: int = 0
    lost: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOST))


def reprice_files(
    bronnen: Tariefbronnen,
    regels: Paden,
    besluiten: Paden,
    *,
    bestand_id: str,
    out: Pad,
    instellingen: Prijsinstellingen,
    regels_out: Pad | None = None,
    findings: Pad | None = None,
    progress: Progress | None = None,
    gates: Gates | None = None,
) -> RepriceRun:
    """Find lines whose tariff was superseded, and correct each by credit and debit.

    Args:
        bronnen: The tables as they are known now.
        regels: The lines as they were priced.
        besluiten: The decisions on them, Parquet or Arrow IPC.
        bestand_id: Name of the file that the correction is declared in.
        out: Where the decisions on the correction go.
        instellingen: Settings of this run.
        regels_out: Where the lines to declare go; by default beside ``out``, as
            ``OUT.regels.csv``.
        findings: Where findings of tables and lines go; by default beside ``out``.
        progress: Told of every step.
        gates: The largest share of lost rows; the defaults of ``Gates`` without it.

    Raises:
        InputFileError: A file cannot be read.
        GateError: Too many rows of a table are lost; the findings are written, but no
            correction.
        CallError: ``bestand_id`` was used before, or an output cannot be written.

    Source: tariffs.md 15 (4).
    """
    progress = progress or Progress()
    out, findings = one_path(out), maybe_path(findings)
    regels_out = maybe_path(regels_out) or beside(out, "regels")
    line_files, earlier = all_paths(regels), all_paths(besluiten)
    check_paths([*line_files, *earlier], [out, regels_out, findings])
    progress.step("Reading the tables")
    gelezen = bronnen.read_and_count()
    lost = lost_of(gelezen.telling)
    boek = Prijsboek.prepare(gelezen.tabellen, bekend_op=instellingen.kennisdatum)
    progress.step("Reading the lines")
    lines = [
        read_lines(path, bronnen.notatie, negeer=bronnen.negeer) for path in line_files
    ]
    eerdere = read_besluiten(earlier)
    priced = pl.concat(each.regels for each in lines)
    of_lines = [each.findings for each in lines]
    of_lines.append(odd_lines(priced, instellingen.max_per_verzekerde))
    progress.step("Pricing again", rows=priced.height)
    herprijzing = reprice(priced, eerdere, boek, instellingen, bestand_id=bestand_id)
    progress.step("Writing")
    parts = [conform_findings(gelezen.findings), *of_lines]
    written = write_findings(parts, out, findings)
    check_lost(gates or Gates(), lost)
    write_besluiten(herprijzing.besluiten, out)
    write_frame(herprijzing.regels, regels_out)
    is_credit = pl.col("dc") == "C"
    credits = herprijzing.besluiten.filter(is_credit)
    debets = herprijzing.besluiten.filter(~is_credit)
    billed = debets["bedrag_cent"].drop_nulls()
    return RepriceRun(
        bekeken=priced.height,
        onleesbaar=sum(each.onleesbaar.height for each in lines),
        credits=credits.height,
        debets=len(billed),
        vervallen=debets.height - len(billed),
        credit_cent=int(credits["bedrag_cent"].sum()),
        debet_cent=int(billed.sum()),
        files=[out, regels_out, *written],
        lost=lost,
    )
