"""Prices files again on newer tariffs: what was decided, against what is known now.

Dutch terms: prijsbesluiten (decisions), bestand (file in which lines are declared).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from billing.files.besluiten import read_besluiten, write_besluiten
from billing.files.finding_cap import FindingCap, left_out_said
from billing.files.findings import conform_findings, write_findings
from billing.files.grouped import beside
from billing.files.records import made_of, price_settings, table_files, tell_inputs
from billing.gates import GateError, Gates
from billing.memory_budget import PER_LINE, MemoryBudget, rows_of
from billing.progress import Progress
from billing.regels.lost_rows import LOST, check_lost, lost_of
from billing.regels.odd_lines import odd_lines
from billing.regels.sources import read_lines
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import require_memory
from tabellen.calltypes import checks_types
from tabellen.errors import InputFileError
from tabellen.forms.frames import check_paths, write_frame
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.differences import Herkomst
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output, check_unchanged, unchecked, unconfirmed
from tabellen.sets.setrecord import GEWEIGERD
from tabellen.sets.sleutel import Sleutel, maybe_sleutel
from tariffs.decision.prijsboek import Prijsboek
from tariffs.followup.repricing import reprice
from tariffs.settings import Prijsinstellingen


@dataclass(frozen=True, repr=False)
class RepriceRun(Getoond):
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
        ongecontroleerd: Lines and decisions that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
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
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()


@checks_types
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
    sleutelbestand: Pad | None = None,
    budget: MemoryBudget | None = None,
    for_excel: bool = False,
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
        sleutelbestand: Key that the records are sealed with, and those of outputs that
            are read have to be; None for neither.
        budget: Memory that the run may take; by default what there is.
        for_excel: Whether each csv is one for a Dutch Excel.

    Raises:
        InputFileError: A file cannot be read.
        GateError: Too many rows of a table are lost; the findings are written, but no
            correction.
        MemoryBudgetError: The lines would not fit in the budget.
        CallError: ``bestand_id`` was used before, or an output cannot be written.

    Source: docs/decisions.md 42.
    """
    progress = progress or Progress()
    out, findings = one_path(out), maybe_path(findings)
    regels_out = maybe_path(regels_out) or beside(out, "regels")
    line_files, earlier = all_paths(regels), all_paths(besluiten)
    check_paths(
        [*line_files, *earlier, *bronnen.paths, maybe_path(sleutelbestand)],
        [out, regels_out, findings],
        [] if findings else [beside(out, "findings")],
    )
    sleutel = maybe_sleutel(sleutelbestand)
    require_memory(budget or MemoryBudget(), sum(map(rows_of, line_files)), PER_LINE)
    herkomst = _checked(line_files, earlier, sleutel)
    with OutputSet(out, "reprice", sleutel=sleutel, for_excel=for_excel) as outputs:
        return _reprice(
            *(bronnen, line_files, earlier, bestand_id, instellingen, progress),
            *(gates or Gates(), herkomst, outputs, (out, regels_out, findings)),
        )


def _checked(
    regels: Sequence[Path], besluiten: Sequence[Path], sleutel: Sleutel | None
) -> list[Herkomst]:
    """Refuse files that are not as written, and lines that are not of the decisions."""
    lines = [check_output(path, sleutel, of_ours=False) for path in regels]
    decided = [check_output(path, sleutel) for path in besluiten]
    sets = {each.set_id for each in decided}
    read = {sha256 for each in decided for sha256 in each.invoer}
    for each in lines:
        is_known = each.set_id is None or None in sets
        if not (is_known or each.set_id in sets or each.sha256 in read):
            raise InputFileError(
                f"{each.path}: these lines are of another run than the decisions; give "
                "those of one run of dbc-grouper price."
            )
    return lines + decided


def _reprice(
    bronnen: Tariefbronnen,
    regels: Sequence[Path],
    besluiten: Sequence[Path],
    bestand_id: str,
    instellingen: Prijsinstellingen,
    progress: Progress,
    gates: Gates,
    herkomst: Sequence[Herkomst],
    outputs: OutputSet,
    places: tuple[Path, Path, Path | None],
) -> RepriceRun:
    out, regels_out, findings = places
    progress.step("Reading the tables")
    gelezen = bronnen.read_and_count()
    lost = lost_of(gelezen.telling)
    boek = Prijsboek.prepare(gelezen.tabellen, bekend_op=instellingen.kennisdatum)
    progress.step("Reading the lines")
    lines = [
        read_lines(
            path, bronnen.notatie, negeer=bronnen.negeer, leeswijze=bronnen.leeswijze
        )
        for path in regels
    ]
    eerdere = read_besluiten(besluiten)
    check_unchanged(herkomst)
    priced = pl.concat(each.regels for each in lines)
    of_lines = [each.findings for each in lines]
    of_lines.append(odd_lines(priced, instellingen.max_per_verzekerde))
    progress.step("Pricing again", total=priced.height)
    herprijzing = reprice(priced, eerdere, boek, instellingen, bestand_id=bestand_id)
    progress.step("Writing")
    parts = [conform_findings(gelezen.findings), *of_lines]
    cap = FindingCap(instellingen.max_per_bevinding)
    written = write_findings(parts, out, findings, outputs=outputs, cap=cap)
    tables = table_files(bronnen, gelezen.telling["bestand"])
    said = made_of(
        "prijsbesluiten",
        herprijzing.besluiten.height,
        invoer=tell_inputs(outputs, [*regels, *besluiten, *tables], herkomst),
        instellingen={**price_settings(instellingen), "bestand_id": bestand_id},
    ) | left_out_said(cap.left_out)
    try:
        check_lost(gates, lost)
    except GateError:
        outputs.publish({out: said}, toestand=GEWEIGERD)
        raise
    write_besluiten(herprijzing.besluiten, out, outputs=outputs)
    write_frame(herprijzing.regels, regels_out, outputs=outputs)
    bestand = {"soort": "regels", "rijen": herprijzing.regels.height}
    outputs.publish({out: said, regels_out: {**said, "bestand": bestand}})
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
        ongecontroleerd=unchecked(herkomst),
        onbevestigd=unconfirmed(herkomst),
    )
