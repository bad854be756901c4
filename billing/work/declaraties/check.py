"""Checks declarations from files: messages and tables in, verdicts out.

read_zh308, Checkbronnen.read -> Levering -> check -> the tables of DIR: each hop is one
public function of a room; nothing is decided here.

Dutch terms: levering (a delivery of messages), historie (what was declared before),
vrijgave (a finding that a person released), posten (what the eigen risico takes).
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import polars as pl

from billing.files.checked import (
    ENDINGS,
    old_answers,
    write_answers,
    write_tables,
)
from billing.files.findings import write_findings
from billing.files.records import made_of, table_files, tell_inputs
from billing.machine_memory import give_back_memory
from billing.memory_budget import MemoryBudget, rows_of
from billing.progress import Progress
from billing.regels.lost_rows import lost_of
from billing.work.declaraties.checkbronnen import Bekend, Checkbronnen
from declarations.berichten.zh308.antwoorden import read_zh309
from declarations.berichten.zh308.declaraties import read_zh308
from declarations.berichten.zh308.velden import RECORD_BYTES
from declarations.checking import TABLES, Uitslag, check
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.rapport.antwoorden import antwoorden
from grouper.sealing.pseudonymise import Pseudonymiser
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, maybe_path, one_path
from tabellen.sets.differences import Herkomst
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.newfiles import check_folder, new_folder
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import check_output, check_unchanged, unchecked, unconfirmed
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import Sleutel, maybe_sleutel

LEAST_PER_BYTE = 1.5
"""Bytes of memory that checking takes, at least, per byte of a message: 1.6 of one of
913 MB, 2 of as many small prestaties."""

LEAST_OF_FRAMES = 0.8
"""The same of frames, per byte of the messages that they make: 0.9 of 1,000,000
prestaties in eight messages, of which most fields are the same in all."""

REGELS = "regels.csv"
"""The first file of the outcome, whose record is that of all."""

OF_TABLES = "tabelbevindingen.csv"
"""What is wrong with the tables that were read."""

RETOUR = "retour"
"""Folder, within that of the outcome, of the answers per message."""

VORMEN = ("csv", "xlsx", "parquet", "json", "zh309")
"""Forms that the outcome can be asked for in; csv is always written."""

READ_AGAIN = ("regels", "historie", "posten")
"""Tables of the outcome that later commands read: each has a record of its own."""


@dataclass(frozen=True, repr=False)
class CheckRun(Getoond):
    """What checking files came to.

    Attributes:
        uitslag: The verdicts.
        instellingen: How it was asked for.
        onleesbaar: Files that could not be read, and why; the others went on.
        lost: ``tabel, bestand, rijen, verloren``: rows of tables that do not go on.
        keuzes: What the desk changed, as --checks has it; None for nothing.
        files: Files that were written, regels first.
        seconds: From the first byte read to the last one written.
        ongecontroleerd: Outputs of other runs that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
    """

    uitslag: Uitslag
    instellingen: Checkinstellingen
    onleesbaar: list[tuple[str, str]]
    lost: pl.DataFrame
    keuzes: pl.DataFrame | None
    files: list[Path]
    seconds: float
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()

    @property
    def besluiten_telling(self) -> pl.DataFrame:
        """``besluit``, lines, and the four amounts of each; every line is in one."""
        amounts = [name for name in self.uitslag.regels.columns if "_cent" in name]
        return (
            self.uitslag.regels.group_by("besluit")
            .agg(pl.len(), pl.col(amounts).sum())
            .sort("besluit")
        )

    @property
    def is_broken(self) -> bool:
        """Whether a check broke."""
        return bool(self.uitslag.controles["fout"].sum())

    @property
    def is_paid_in_full(self) -> bool:
        """Whether every line is paid as claimed."""
        return bool((self.uitslag.regels["besluit"] == "VOLLEDIG").all())


@checks_types
def check_files(
    files: Paden,
    bronnen: Checkbronnen,
    instellingen: Checkinstellingen,
    *,
    out: Pad,
    vormen: Sequence[str] = (),
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    budget: MemoryBudget | None = None,
) -> CheckRun:
    """Check declarations, and write what every line gets.

    Args:
        files: ZH308 messages, zips of them, or folders with the frames of messages.
        bronnen: What they are held against.
        instellingen: How the run is asked for.
        out: Folder for the outcome; what an earlier run wrote there is replaced.
        vormen: Forms beside csv: xlsx, parquet, json, zh309.
        progress: Told of every step.
        sleutelbestand: Key of ``verzekerde_sleutel``, and of the seal of the record.
        budget: Memory that the run may take; by default what there is.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A table cannot be read; of a message that cannot, ``CheckRun``
            tells.
        OutputFileError: An output cannot be written, or is in use.
        MemoryBudgetError: The messages would not fit in the budget.
        CallError: An output cannot be written as asked.
    """
    begun = time.perf_counter()
    progress = progress or Progress()
    out = one_path(out)
    messages = all_paths(files)
    check_asked(bronnen, instellingen, vormen)
    sleutel = maybe_sleutel(sleutelbestand)
    _check_out(out, [*messages, *bronnen.paths, maybe_path(sleutelbestand)])
    _require_memory(budget or MemoryBudget(), messages)
    historie = () if instellingen.is_proef else all_paths(bronnen.historie)
    herkomst = [check_output(path, sleutel, of_ours=False) for path in historie]
    bekend = bronnen.read(progress, with_historie=not instellingen.is_proef)
    check_unchanged(herkomst)
    progress.step("Reading the messages")
    declaraties = read_zh308(messages)
    give_back_memory()
    progress.step("Checking", total=declaraties.prestaties.height)
    levering = bekend.levering(declaraties, instellingen)
    uitslag = check(
        levering,
        keuzes=bekend.bijlagen.get("checks"),
        vrijgaven=bekend.bijlagen.get("vrijgaven"),
        sleutel=Pseudonymiser.from_file(sleutelbestand) if sleutelbestand else None,
    )
    progress.advance(declaraties.prestaties.height)
    progress.step("Writing")
    tables = dict(uitslag.tables)
    if instellingen.is_proef:
        del tables["historie"]
    onleesbaar = declaraties.onleesbaar.rows()
    if all_paths(bronnen.retour):
        retour = read_zh309(bronnen.retour)
        tables["antwoorden"] = antwoorden(levering, retour)
        # A row without a record is of a file that could not be read.
        unread = retour.filter(pl.col("record").is_null())
        onleesbaar += unread.select("bestand", pl.col("gebrek") + ".").rows()
    inputs = [
        *(path for path in (*messages, *bronnen.files) if path.is_file()),
        *table_files(bronnen.tariefbronnen, bekend.telling["bestand"]),
    ]
    written = _Outcome(out, tables, tuple(vormen), sleutel).publish(
        levering, uitslag, bekend, inputs, herkomst
    )
    return CheckRun(
        uitslag=uitslag,
        instellingen=instellingen,
        onleesbaar=onleesbaar,
        lost=lost_of(bekend.telling),
        keuzes=bekend.bijlagen.get("checks"),
        files=written,
        seconds=time.perf_counter() - begun,
        ongecontroleerd=unchecked(herkomst),
        onbevestigd=unconfirmed(herkomst),
    )


def check_asked(
    bronnen: Checkbronnen, instellingen: Checkinstellingen, vormen: Sequence[str]
) -> None:
    """Refuse what no run can be asked for.

    Raises:
        CallError: A form, number or term is none, or an answer is given that only a
            zorgaanbieder gets.
    """
    for vorm in vormen:
        if vorm not in VORMEN:
            raise CallError(
                f"vorm holds {vorm!r}; it is a list of {', '.join(VORMEN)}."
            )
    for number in instellingen.uzovi:
        if not (number.isdecimal() and len(number) == 4):
            raise CallError(f"uzovi holds {number!r}; a UZOVI number has 4 digits.")
    if all_paths(bronnen.retour) and not instellingen.is_zorgaanbieder:
        raise CallError("retour is read by a zorgaanbieder only; set the rol.")
    months = instellingen.termijn_maanden
    if months is not None and months < 1:
        raise CallError(f"termijn_maanden is {months}; use 1 or more.")


def _check_out(out: Path, read: Sequence[Path | None]) -> None:
    """Refuse a folder that cannot be one, or whose files are read.

    Raises:
        CallError: It is a file, its own folder is not there, or an input stands where
            an output or an answer of an earlier run does.
    """
    check_folder(out)
    tables = [
        out / f"{name}{ending}"
        for name in (*TABLES, "antwoorden")
        for ending in ENDINGS.values()
    ]
    check_distinct(
        read,
        [*tables, *old_answers(out / RETOUR)],
        [*map(record_path, tables), out / OF_TABLES],
    )


def _require_memory(budget: MemoryBudget, messages: Sequence[Path]) -> None:
    sizes = {path: _message_bytes(path) for path in messages}
    size = sum(sizes.values())
    budget.require(
        int(
            sum(
                own * (LEAST_OF_FRAMES if path.is_dir() else LEAST_PER_BYTE)
                for path, own in sizes.items()
            )
        ),
        f"Checking {size / 1e6:,.0f} MB of declarations",
        "Give fewer files at a time, all of a person together",
    )


def _message_bytes(path: Path) -> int:
    """About how many bytes the messages of a path have; 0 where it is not known."""
    if path.is_dir():
        return sum(rows_of(each) for each in path.iterdir()) * RECORD_BYTES
    if not path.is_file():
        return 0
    if is_zipfile(path):
        try:
            with ZipFile(path) as archive:
                return sum(member.file_size for member in archive.infolist())
        except (BadZipFile, OSError, ValueError):
            return 0
    return path.stat().st_size


@dataclass(frozen=True)
class _Outcome:
    """The files of a run, which appear together.

    Attributes:
        out: Their folder.
        tables: What is written, by name.
        vormen: In which forms beside csv.
        sleutel: Key of the records; None for none.
    """

    out: Path
    tables: dict[str, pl.DataFrame]
    vormen: tuple[str, ...]
    sleutel: Sleutel | None

    def publish(
        self,
        levering: Levering,
        uitslag: Uitslag,
        bekend: Bekend,
        inputs: Sequence[Path],
        herkomst: Sequence[Herkomst],
    ) -> list[Path]:
        """Write all of them as one set; gives them, regels first."""
        out, main = self.out, self.out / REGELS
        if not out.is_dir():
            new_folder(out)
        with OutputSet(main, "check", inputs=inputs, sleutel=self.sleutel) as outputs:
            with ThreadPoolExecutor(1) as beside:
                # A table keeps one processor busy, for the most part.
                answers = beside.submit(self._answers, levering, uitslag, outputs)
                written = write_tables(self.tables, out, self.vormen, outputs)
            for name in {*TABLES, "antwoorden"} - set(self.tables):
                # Of an earlier run that had them.
                for ending in ENDINGS.values():
                    outputs.take_away(out / f"{name}{ending}")
            for path in set(old_answers(out / RETOUR)) - set(answers.result()):
                outputs.take_away(path)
            written += answers.result()
            written += write_findings(
                bekend.findings, main, out / OF_TABLES, outputs=outputs
            )
            said = made_of(
                "regels",
                uitslag.regels.height,
                invoer=tell_inputs(outputs, inputs, herkomst),
                instellingen=_settings(levering.instellingen),
            )
            outputs.publish({main: said, **self._read_again(said)})
        return written

    def _answers(
        self, levering: Levering, uitslag: Uitslag, outputs: OutputSet
    ) -> list[Path]:
        if "zh309" not in self.vormen:
            outputs.sweep(self.out / RETOUR)
            return []
        return write_answers(levering, uitslag, self.out / RETOUR, outputs)

    def _read_again(self, said: dict[str, Any]) -> dict[Path, dict[str, Any]]:
        """Short records of what later commands read, in each form that they read."""
        forms = [vorm for vorm in ("csv", "parquet") if vorm in {"csv", *self.vormen}]
        return {
            self.out / f"{name}{ENDINGS[vorm]}": {
                **said,
                "bestand": {"soort": name, "rijen": self.tables[name].height},
            }
            for name in READ_AGAIN
            if name in self.tables
            for vorm in forms
        }


def _settings(instellingen: Checkinstellingen) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(instellingen).items()
    }
