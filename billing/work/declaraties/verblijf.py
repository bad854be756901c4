"""Counts the days of stays from a file of them.

Dutch terms: verblijf (stay), opname (admission), periode (an uninterrupted period).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from billing.files.findings import conform_findings, write_findings
from billing.files.grouped import beside
from billing.files.records import made_of, tell_inputs
from billing.progress import Progress
from billing.regels.lost_rows import lost_of
from declarations.registers.bijlagen import read_opnamen
from declarations.verblijf.perioden import count_verblijf
from tabellen.calltypes import checks_types
from tabellen.forms.frames import check_paths, write_frame
from tabellen.getoond import Getoond
from tabellen.headers.leeswijze import AS_OURS, Leeswijze
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.sets.publishing import OutputSet
from tabellen.sets.sleutel import maybe_sleutel


@dataclass(frozen=True, repr=False)
class VerblijfRun(Getoond):
    """What counting came to.

    Attributes:
        perioden: What was written; the columns of
            ``declarations.verblijf.perioden.count_verblijf``.
        files: Files that were written, the periods first.
        lost: ``tabel, bestand, rijen, verloren``: rows that do not go on.
    """

    perioden: pl.DataFrame
    files: list[Path]
    lost: pl.DataFrame


@checks_types
def verblijf_files(
    opnamen: Pad,
    *,
    out: Pad,
    bekend_vanaf: date | None = None,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    leeswijze: Leeswijze = AS_OURS,
) -> VerblijfRun:
    """Count the days of every uninterrupted period of stay, and those not insured.

    Args:
        opnamen: Stays and leave, a table of the schema ``Opnamen`` of any name.
        out: Where the periods go; what is wrong with rows goes beside it, as
            ``OUT.findings.csv``, when there is anything.
        bekend_vanaf: First day of which all stays are known; None when they all are.
        progress: Told of every step.
        sleutelbestand: Key that the record is sealed with; None for none.
        leeswijze: How they are read, where they are not as ours.

    Raises:
        InputFileError: The file cannot be read, or is no table of stays.
        CallError: The output cannot be written as asked.

    Source: Besluit zorgverzekering art. 2.12.
    """
    progress = progress or Progress()
    out, key = one_path(out), maybe_path(sleutelbestand)
    source = one_path(opnamen)
    check_paths([source, key], [out], [beside(out, "findings")])
    with OutputSet(out, "verblijf", sleutel=maybe_sleutel(sleutelbestand)) as outputs:
        progress.step("Reading the stays")
        (rows, findings, telling), onvolledig = read_opnamen(source, leeswijze)
        progress.step("Counting days")
        perioden = count_verblijf(
            rows, bekend_vanaf=bekend_vanaf, onvolledig=onvolledig
        )
        write_frame(perioden, out, outputs=outputs)
        told = write_findings([conform_findings(findings)], out, None, outputs=outputs)
        said = made_of(
            "verblijf",
            perioden.height,
            invoer=tell_inputs(outputs, [source]),
            instellingen={
                "bekend_vanaf": bekend_vanaf.isoformat() if bekend_vanaf else None
            },
        )
        outputs.publish({out: said})
    return VerblijfRun(perioden, [out, *told], lost_of(telling))
