"""What must hold of any bytes that are given as a ZH308 message."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from declarations.berichten.zh308.declaraties import read_zh308, to_frames
from declarations.berichten.zh308.retour import write_zh309
from declarations.besluit.besluiten import decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.checks.running import run_checks
from declarations.rapport.retour import retour
from declarations.registers.registers import Registers
from support.files.zh308_totals import has_wrong_total

NOT_OF_FORM = frozenset(
    check_id for check_id, check in catalogus().items() if check.groep != "F"
)
COUNTS = "F07"
"""The check of counts and total of a 99."""


@dataclass(frozen=True)
class Verdict:
    """What became of a message.

    Attributes:
        outcome: In a word.
        says: Checks that fail on it, and kinds of what is wrong with its form.
        faults: What may never be.
    """

    outcome: str = ""
    says: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


def judge_message(content: bytes, folder: Path, ontvangen: date) -> Verdict:
    """Read a message, run the checks of form on it and write its answer.

    Args:
        content: Any bytes.
        folder: Where it is put, as ``a.zh308``.
        ontvangen: Day of receipt.
    """
    path = folder / "a.zh308"
    path.write_bytes(content)
    read = read_zh308(path)
    if read.onleesbaar.height:
        is_told = bool(read.onleesbaar["reden"].str.len_chars().min())
        return Verdict(
            "refused",
            frozenset({"onleesbaar"}),
            () if is_told else ("refused without words",),
        )
    faults = []
    n_lines = content.count(b"\n") + (not content.endswith(b"\n"))
    n_read = sum(map(len, (*read.records.values(), read.overig)))
    if n_read != n_lines:
        faults.append(f"{n_read} of {n_lines} records read")
    if sum(map(len, to_frames(read).values())) != n_read - read.overig.height:
        faults.append("records are not in the frames of text")
    levering = Levering(read, Registers({}), Checkinstellingen(ontvangen))
    done = run_checks(levering, skip=NOT_OF_FORM)
    faults += [f"{each.check.check_id}: {each.fout}" for each in done if each.fout]
    failed = {
        each.check.check_id
        for each in done
        if each.oordeel is not None
        and "FAALT" in each.oordeel.bevindingen["uitkomst"].to_list()
    }
    if has_wrong_total(content) and not failed:
        faults.append("a wrong total is taken in silence")
    besluiten = decide(levering, done, Gevolgen.of(None, ontvangen))
    answer = b"".join(
        write_zh309(
            read, retour(levering, besluiten), bestand_nr=0, dagtekening=ontvangen
        )
    )
    if answer.count(b"\r\n") < read.tarieven.height:
        faults.append("an amount is not answered")
    is_paid = set(besluiten.regels["besluit"]) & {"VOLLEDIG", "DEELS"}
    if has_wrong_total(content) and is_paid:
        faults.append("a line is paid of a message with a wrong total")
    return Verdict(
        "found wrong" if failed else "taken",
        frozenset(failed) | frozenset(read.vorm["soort"].unique()),
        tuple(faults),
    )
